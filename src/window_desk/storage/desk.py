"""A desk: one database file, its stream, and transactions that roll back unless they end cleanly."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.errors import Unusable
from window_desk.storage import log, schema
from window_desk.storage.change import Change, Known, Look
from window_desk.storage.driver import make_engine


def local_now() -> datetime:
    """The wall clock in the centre's zone, to the millisecond that the log keeps."""
    now = datetime.now(CENTRE_TIME)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class Desk:
    """An open desk. `change` writes, `read` reads; both may be used from any thread.

    Raises `Unusable` with one sentence when the file is missing, locked, newer, corrupt or full.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime] = local_now) -> None:
        self.path = path
        self.clock = clock
        self.engine: Engine = make_engine(path)
        self.known = Known()
        with self.read() as connection:
            self.stream = schema.read_stream(connection, path)

    @contextmanager
    def change(self, by: str = "", now: datetime | None = None) -> Iterator[Change]:
        """One durable act by an account: committed when the block ends, rolled back when it fails."""
        with usable(self.path), self.engine.begin() as connection:
            change = Change(connection, self.stream, now or self.clock(), by, self.known)
            yield change
            change.finish()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of the database."""
        with (
            usable(self.path),
            self.engine.connect().execution_options(desk_reads=True) as connection,
        ):
            yield connection

    @contextmanager
    def look(self) -> Iterator[Look]:
        """One consistent view with entities folded as they are."""
        with self.read() as connection:
            yield Look(connection, self.clock(), self.known)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def make_desk(path: Path, stream: str, clock: Callable[[], datetime] = local_now) -> Desk:
    """Make a new database file with an empty log, durable before this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = make_engine(path)
    with usable(path):
        schema.migrate(engine)
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO stream (id, owner, have_seq, have_hash, hlc) VALUES (?, ?, 0, ?, 0)"
                " ON CONFLICT (id) DO NOTHING",
                (stream, stream, log.no_hash),
            )
            connection.exec_driver_sql(
                "INSERT INTO meta (key, value) VALUES ('stream', ?) ON CONFLICT (key) DO NOTHING",
                (stream,),
            )
        with engine.connect() as connection:
            connection.rollback()
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    _sync_folder(path.parent)
    return Desk(path, clock)


def _sync_folder(folder: Path) -> None:
    """Make the new file's name durable; Windows has no handle for it and keeps it itself."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def usable(path: Path) -> Iterator[None]:
    """Turn the driver's errors into one sentence each, with the way out."""
    try:
        yield
    except DBAPIError as error:
        raise _sentence(path, str(error.orig).lower()) or error from error


def _sentence(path: Path, said: str) -> Unusable | None:
    for needles, code, message, hint in _sentences:
        if any(needle in said for needle in needles):
            return Unusable(code, message, hint=hint, path=str(path))
    return None


_sentences = (
    (
        ("is full",),
        "db.full",
        "The disk is full: {path} could not be written and nothing was changed.",
        "Make room on the disk, then do it again.",
    ),
    (
        ("locked", "busy"),
        "db.locked",
        "{path} is in use by another program and did not become free.",
        "Close the other program (a backup or a database tool), then do it again.",
    ),
    (
        ("not a database", "malformed", "encrypted", "disk image"),
        "db.corrupt",
        "{path} is not a sound window-desk database.",
        "Restore a backup: window-desk db restore FILE.",
    ),
    (
        ("readonly", "read-only", "attempt to write"),
        "db.read_only",
        "{path} may not be written.",
        "Ask for the right to write this file and its folder.",
    ),
    (
        ("unable to open", "disk i/o", "no such table"),
        "db.unreadable",
        "{path} could not be opened as a window-desk database.",
        "Check the path, or make a new one: window-desk init.",
    ),
)
