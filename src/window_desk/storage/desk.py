"""A desk: one database file and its stream; a transaction rolls back unless it ends cleanly."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.errors import Unusable
from window_desk.storage import log, schema
from window_desk.storage.change import Change, Look
from window_desk.storage.connection import Connection, Pool
from window_desk.storage.driver import busy_milliseconds, find_driver, set_journal
from window_desk.storage.known import Known
from window_desk.storage.place import Place, beside, require_path


def local_now() -> datetime:
    """The wall clock in the centre's zone, to the millisecond that the log keeps."""
    now = datetime.now(CENTRE_TIME)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class Desk:
    """An open desk. `change` writes, `read` reads; both may be used from any thread.

    Raises `Unusable` with one sentence when the file is missing, locked, newer, corrupt or full.
    """

    def __init__(
        self,
        path: Path,
        clock: Callable[[], datetime] = local_now,
        busy: int = busy_milliseconds,
    ) -> None:
        require_file(path)
        self.place: Place = path
        self.clock = clock
        self.pool = Pool(path, busy)
        self.known = Known()
        try:
            with self.read() as connection:
                schema.read_stream(connection, path)
            with usable(path), self.pool.lend(to_read=True) as connection:
                set_journal(connection.raw)
        except Unusable:
            self.close()
            raise

    @property
    def path(self) -> Path:
        """The file that the desk lies in; raises `Unusable` for a desk on a server."""
        return require_path(self.place)

    def beside(self, kind: str) -> Path:
        """Where a secret of this desk lies, such as its `key`; see `place.beside`."""
        return beside(self.place, kind)

    @property
    def stream(self) -> str:
        """The stream that this desk writes to."""
        with self.read() as connection:
            return schema.read_stream(connection, self.path)

    @contextmanager
    def change(self, by: str = "", now: datetime | None = None) -> Iterator[Change]:
        """One durable act: committed when the block ends, rolled back when it fails."""
        try:
            with usable(self.path), self.pool.writing() as connection:
                change = Change(connection, now or self.clock(), by, self.known)
                yield change
                change.finish()
        except BaseException as error:
            # What was read inside the change may never have been: its ids can be given again.
            self.known = Known()
            if isinstance(error, Unusable):
                # A file that failed once is opened anew before anything is tried again.
                self.pool.close()
            raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of the database."""
        with usable(self.path), self.pool.reading() as connection:
            yield connection

    @contextmanager
    def look(self) -> Iterator[Look]:
        """One consistent view with entities folded as they are."""
        with self.read() as connection:
            yield Look(connection, self.clock(), self.known)

    def close(self) -> None:
        """Close every connection."""
        self.pool.close()


def make_desk(path: Path, stream: str, clock: Callable[[], datetime] = local_now) -> Desk:
    """Make a new database file with an empty log, durable before this returns.

    A desk that is there already is left as it is; raises `Unusable` for any other file.
    """
    with usable(path), writable(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        pool = Pool(path)
        try:
            with pool.reading() as connection:
                schema.check_ours_or_empty(connection, path)
            with pool.lend() as connection:
                set_journal(connection.raw)
                schema.migrate(connection.raw)
            with pool.writing() as connection:
                log.open_stream(connection, stream, owner=stream)
                connection.execute(
                    "INSERT INTO meta (key, value) VALUES ('stream', ?)"
                    " ON CONFLICT (key) DO NOTHING",
                    (stream,),
                )
            with pool.lend() as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            pool.close()
        sync_folder(path.parent)
    return Desk(path, clock)


def require_file(path: Path) -> None:
    """Raise `Unusable` where there is no file; opening one would make it."""
    if not path.is_file():
        raise Unusable(
            "db.missing",
            "There is no database at {path}.",
            hint="Check the path, or make a new one: window-desk init.",
            path=str(path),
        )


def sync_folder(folder: Path) -> None:
    """Make a new file's name durable; Windows has no handle for it and keeps it itself."""
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
    except find_driver().Error as error:
        raise _sentence(path, str(error).lower()) or error from error


def _sentence(path: Path, said: str) -> Unusable | None:
    for needles, code, message, hint in _sentences:
        if any(needle in said for needle in needles):
            if code == "db.io" and _is_full(path):
                # Opening needs a little room too, and SQLite calls its lack an error of the disk.
                message, hint = _no_room
                return Unusable("db.full", message, hint=hint, path=str(path))
            return Unusable(code, message, hint=hint, path=str(path))
    return None


def _is_full(path: Path) -> bool:
    """Whether there is no room for what SQLite keeps beside an open database."""
    try:
        return shutil.disk_usage(path.parent).free < least_room
    except OSError:
        return False


least_room = 1 << 20
"""Bytes; the index beside the write-ahead log alone takes 32 KiB at once."""

_no_room = (
    "The disk is full: there is no room left to write {path}.",
    "Make room on the disk, then look whether your last act is there before you repeat it.",
)


@contextmanager
def writable(path: Path) -> Iterator[None]:
    """Turn the file system's errors into one sentence each, with the way out."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise _sentence(path, "is full") or error from error
        raise Unusable(
            "db.file",
            "{path} could not be used: {reason}.",
            hint="Check the path and the right to write there.",
            path=str(error.filename or path),
            reason=error.strerror or str(error),
        ) from error


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
        ("disk i/o", "i/o error"),
        "db.io",
        "The disk reports an error: {path} could not be read or written.",
        "Check the disk, then look whether your last act is there before you repeat it.",
    ),
    (
        ("unable to open", "no such table"),
        "db.unreadable",
        "{path} could not be opened as a window-desk database.",
        "Check the path, or make a new one: window-desk init.",
    ),
)
