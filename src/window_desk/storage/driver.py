"""Which SQLite is used, and how a connection is set up so that nothing acknowledged is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from time import monotonic
from types import ModuleType
from typing import cast

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

safe_wal = (3, 51, 3)
"""From this version on, two connections on one WAL file cannot corrupt it (WAL-reset defect)."""

busy_milliseconds = 8_000


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


def make_engine(path: Path, busy: int = busy_milliseconds) -> Engine:
    """An engine whose transactions begin IMMEDIATE, or DEFERRED when marked as read-only.

    `busy` is how many milliseconds it waits for a file that another program holds.
    """
    driver = find_driver()
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        module=driver,
        pool_size=8,
        connect_args={"check_same_thread": False, "timeout": busy / 1000},
    )
    _, synchronous = journal_pragmas(tuple(driver.sqlite_version_info))

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {busy}",
            f"synchronous = {synchronous}",
            "foreign_keys = ON",
            "secure_delete = ON",
            "trusted_schema = OFF",
            "temp_store = MEMORY",
            "cache_size = -16000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("desk_reads", False):
            connection.exec_driver_sql("BEGIN DEFERRED")
        else:
            _begin_writing(_raw(connection), busy)

    return engine


turn_milliseconds = 20


def _begin_writing(raw: sqlite3.Connection, busy: int) -> None:
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


def set_journal(engine: Engine) -> None:
    """Give a file of ours the journal that this library is safe with.

    Not when a connection is made: the file of another program must not be changed.
    """
    wanted, _ = journal_pragmas(tuple(find_driver().sqlite_version_info))
    with raw_connection(engine) as raw:
        if str(raw.execute("PRAGMA journal_mode").fetchone()[0]).upper() != wanted:
            raw.execute(f"PRAGMA journal_mode = {wanted}")


@contextmanager
def raw_connection(engine: Engine) -> Iterator[sqlite3.Connection]:
    """The driver's own connection, outside any transaction; both drivers have the same face."""
    with engine.connect() as connection:
        yield _raw(connection)


def _raw(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.driver_connection)
