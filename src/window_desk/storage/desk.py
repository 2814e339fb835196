"""A desk: its place and its stream; a transaction rolls back unless it ends cleanly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.errors import Unusable
from window_desk.storage import log, schema
from window_desk.storage.change import Change, Look
from window_desk.storage.connection import Connection, Pool, busy_milliseconds
from window_desk.storage.driver import set_journal
from window_desk.storage.file_errors import require_file, sync_folder, usable, writable
from window_desk.storage.file_store import FilePool
from window_desk.storage.known import Known
from window_desk.storage.lines import Line
from window_desk.storage.place import Place, beside, require_path


def local_now() -> datetime:
    """The wall clock in the centre's zone, to the millisecond that the log keeps."""
    now = datetime.now(CENTRE_TIME)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class Desk:
    """An open desk. `change` writes, `read` reads; both may be used from any thread.

    Raises `Unusable` with one sentence when it is missing, locked, newer, corrupt, full or lost.
    """

    def __init__(
        self,
        place: Place,
        clock: Callable[[], datetime] = local_now,
        busy: int = busy_milliseconds,
    ) -> None:
        self.place: Place = place
        self.clock = clock
        self.pool = open_pool(place, busy)
        self.known = Known()
        self.line: Line | None = None
        """The line that the desk works on where it is not its own."""
        try:
            with self.read() as connection:
                schema.read_stream(connection, place)
            with self.pool.usable():
                self.pool.prepare()
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
            return schema.read_stream(connection, self.place)

    @contextmanager
    def change(self, by: str = "", now: datetime | None = None) -> Iterator[Change]:
        """One durable act: committed when the block ends, rolled back when it fails."""
        try:
            with self.pool.usable(), self.pool.writing() as connection:
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
        with self.pool.usable(), self.pool.reading() as connection:
            yield connection

    @contextmanager
    def look(self) -> Iterator[Look]:
        """One consistent view with entities folded as they are."""
        with self.read() as connection:
            yield Look(connection, self.clock(), self.known)

    def close(self) -> None:
        """Close every connection."""
        if self.line is not None:
            self.line.close()
        self.pool.close()


def open_pool(place: Place, busy: int = busy_milliseconds) -> Pool:
    """Connections to a place; raises `Unusable` where there is no file."""
    if isinstance(place, Path):
        require_file(place)
        return FilePool(place, busy)
    # Its driver takes a while to load, and a desk in a file never needs it.
    from window_desk.storage.server.pool import ServerPool

    return ServerPool(place, busy)


def make_desk(place: Place, stream: str, clock: Callable[[], datetime] = local_now) -> Desk:
    """Make a new database with an empty log, durable before this returns.

    A desk that is there already is left as it is; raises `Unusable` for any other database.
    """
    if isinstance(place, Path):
        _make_file(place, stream)
    else:
        from window_desk.storage.server.making import make

        make(place, stream)
    return Desk(place, clock)


def _make_file(path: Path, stream: str) -> None:
    with usable(path), writable(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        pool = FilePool(path)
        try:
            with pool.reading() as connection:
                schema.check_ours_or_empty(connection, path)
            with pool.lend() as connection:
                set_journal(connection.raw)
                schema.migrate(connection.raw)
            with pool.writing() as connection:
                log.begin(connection, stream)
            with pool.lend() as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            pool.close()
        sync_folder(path.parent)
