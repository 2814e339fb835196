"""A desk in one file: SQLite's connections to it."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from window_desk.storage.connection import (
    Answer,
    Connection,
    Pool,
    Row,
    Values,
    busy_milliseconds,
)
from window_desk.storage.driver import (
    begin_writing,
    connect,
    connect_to_read,
    find_driver,
    set_journal,
)
from window_desk.storage.file_errors import usable, writable

_caches = {True: "PRAGMA cache_size = -131072", False: "PRAGMA cache_size = -16000"}
"""A page cache that holds the indexes while they grow, and the desk's usual one."""


class FileConnection(Connection):
    """A connection of SQLite's driver."""

    __slots__ = ("_busy",)

    def __init__(self, raw: sqlite3.Connection, busy: int) -> None:
        self.raw = raw
        self.spoilt = False
        self.main = "main"
        self.scratch = "scratch"
        self._busy = busy

    def execute(self, statement: str, values: Values = ()) -> Answer:
        """Run one statement."""
        return Answer(self.raw.execute(statement, values))

    def execute_many(self, statement: str, rows: Iterable[Values]) -> None:
        """Run one statement for each of many rows."""
        self.raw.executemany(statement, rows)

    def stream(self, statement: str, values: Values = ()) -> Iterator[Row]:
        """The rows of one statement; SQLite reads each when it is asked for."""
        rows: Iterator[Row] = self.raw.execute(statement, values)
        return rows

    def begin(self, *, reading: bool = False) -> None:
        """Begin a transaction: one that only reads sees one moment and takes no lock to write."""
        if reading:
            self.raw.execute("BEGIN DEFERRED")
        else:
            begin_writing(self.raw, self._busy)

    def commit(self) -> None:
        """Make what was written durable."""
        self.raw.execute("COMMIT")

    def rollback(self) -> None:
        """Forget what was written, if a transaction is open."""
        if self.raw.in_transaction:
            self.raw.execute("ROLLBACK")

    def is_lost(self, error: Exception) -> bool:
        """Whether an error is the driver's own."""
        return isinstance(error, find_driver().Error)

    def close(self) -> None:
        """Close it."""
        self.raw.close()

    def tables(self) -> set[str]:
        """The names of the tables, and of views."""
        found = self.raw.execute(
            "SELECT name FROM sqlite_schema"
            " WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
        )
        return {row[0] for row in found}

    def columns_of(self, table: str) -> list[tuple[str, str, int]]:
        """The columns of a table in order: name, type, place in the primary key or 0."""
        found: list[tuple[str, str, int]] = self.raw.execute(
            "SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid", (table,)
        ).fetchall()
        return found

    def damage(self) -> Iterator[tuple[str, str]]:
        """Pages that are not in order, and rows that lost what they refer to."""
        for (said,) in self.raw.execute("PRAGMA main.integrity_check").fetchall():
            if said != "ok":
                yield "", said
        for row in self.raw.execute("PRAGMA main.foreign_key_check").fetchall():
            yield row[0], str(row[1])

    def expect_many(self, *, expected: bool) -> None:
        """Hold the indexes in memory while they grow."""
        self.raw.execute(_caches[expected])


class FilePool(Pool):
    """Connections to one file, from any thread.

    `busy` is how many milliseconds a file is waited for that another program holds.
    """

    def __init__(self, path: Path, busy: int = busy_milliseconds) -> None:
        super().__init__()
        self.place = self._path = path
        self._busy = busy

    def usable(self) -> AbstractContextManager[None]:
        """Turn the driver's errors into one sentence each, with the way out."""
        return usable(self._path)

    def prepare(self) -> None:
        """Give the file the journal that this library is safe with."""
        with self.lend(to_read=True) as connection:
            set_journal(connection.raw)

    def _connect(self, *, to_read: bool) -> FileConnection:
        if not to_read:
            return FileConnection(connect(self._path, self._busy), self._busy)
        raw, can_write = connect_to_read(self._path, self._busy)
        connection = FileConnection(raw, self._busy)
        connection.spoilt = not can_write
        return connection

    @contextmanager
    def scratching(self, *, reading: bool) -> Iterator[Connection]:
        """A transaction with a scratch database beside the desk's, gone afterwards.

        A file, because a million cases do not fit into memory; beside the desk, because what is
        in it needs the same protection.
        """
        with (
            writable(self._path),
            tempfile.TemporaryDirectory(prefix=".window-desk-", dir=self._path.parent) as folder,
            self.lend() as connection,
        ):
            connection.execute("ATTACH ? AS scratch", (str(Path(folder) / "scratch.db"),))
            try:
                for pragma in ("journal_mode = OFF", "synchronous = OFF", "secure_delete = OFF"):
                    connection.execute(f"PRAGMA scratch.{pragma}")
                connection.begin(reading=reading)
                yield connection
                # Without a journal a rollback would damage what has spilled into the scratch file.
                connection.commit()
                connection.execute("DETACH scratch")
            except BaseException:
                # Its reads may be half way: the connection goes, and the scratch database too.
                connection.spoilt = True
                raise
