"""Which SQLite is used, and how a connection is set up so that nothing acknowledged is lost."""

from __future__ import annotations

import sqlite3
from importlib import import_module
from pathlib import Path
from time import monotonic
from types import ModuleType

from window_desk.storage.connection import busy_milliseconds

safe_wal = (3, 51, 3)
"""From this version on, two connections on one WAL file cannot corrupt it (WAL-reset defect)."""


def find_driver() -> ModuleType:
    """The newest SQLite at hand: the packaged one where its wheel exists, else Python's own."""
    try:
        packaged = import_module("pysqlite3.dbapi2")
    except ImportError:
        return sqlite3
    newer = packaged.sqlite_version_info >= sqlite3.sqlite_version_info
    return packaged if newer else sqlite3


def journal_pragmas(version: tuple[int, ...]) -> tuple[str, str]:
    """Journal and durability for a version: WAL + FULL, or DELETE + EXTRA for an old one."""
    return ("WAL", "FULL") if version >= safe_wal else ("DELETE", "EXTRA")


def connect(
    path: Path, busy: int = busy_milliseconds, *, needs_room: bool = True
) -> sqlite3.Connection:
    """A connection of the driver, with transactions left to us; usable from any thread.

    `busy` is how many milliseconds it waits for a file that another program holds. Without
    `needs_room` it can only read, and keeps the index of the write-ahead log in memory.
    """
    driver = find_driver()
    # Absolute, because a name that begins with `file:` would be read as an address.
    name = str(path.absolute()) if needs_room else f"{path.absolute().as_uri()}?readonly_shm=1"
    raw: sqlite3.Connection = driver.connect(
        name,
        timeout=busy / 1000,
        isolation_level=None,
        check_same_thread=False,
        uri=not needs_room,
    )
    _, synchronous = journal_pragmas(tuple(driver.sqlite_version_info))
    try:
        for pragma in (
            f"busy_timeout = {busy}",
            f"synchronous = {synchronous}",
            "foreign_keys = ON",
            "secure_delete = ON",
            "trusted_schema = OFF",
            "temp_store = MEMORY",
            "cache_size = -16000",
        ):
            raw.execute(f"PRAGMA {pragma}")
    except driver.Error:
        raw.close()
        raise
    return raw


def connect_to_read(path: Path, busy: int = busy_milliseconds) -> tuple[sqlite3.Connection, bool]:
    """A connection that can read now, and whether it can write as well.

    Whoever opens a write-ahead log first lays out 32 KiB beside it for its index, which a full
    disk refuses. What is there can be read all the same.
    """
    try:
        # The log is opened here already: some of the settings have to read the file.
        return connect(path, busy), True
    except find_driver().OperationalError as error:
        if "disk i/o" not in str(error).lower():
            raise
        return connect(path, busy, needs_room=False), False


turn_milliseconds = 20


def begin_writing(raw: sqlite3.Connection, busy: int) -> None:
    """Take the write lock, waiting up to `busy` milliseconds for it.

    SQLite asks for a lock less and less often the longer it waits, so that among many windows
    those that came last are served first and one may wait for ever. Starting the wait anew every
    few milliseconds gives everyone the same chance.
    """
    until = monotonic() + busy / 1000
    raw.execute(f"PRAGMA busy_timeout = {min(turn_milliseconds, busy)}")
    try:
        while True:
            try:
                raw.execute("BEGIN IMMEDIATE")
                return
            except find_driver().OperationalError as error:
                if "locked" not in str(error) or monotonic() >= until:
                    raise
    finally:
        raw.execute(f"PRAGMA busy_timeout = {busy}")


def set_journal(raw: sqlite3.Connection) -> None:
    """Give a file of ours the journal that this library is safe with.

    Not when a connection is made: the file of another program must not be changed.
    """
    wanted, _ = journal_pragmas(tuple(find_driver().sqlite_version_info))
    if str(raw.execute("PRAGMA journal_mode").fetchone()[0]).upper() != wanted:
        raw.execute(f"PRAGMA journal_mode = {wanted}")
