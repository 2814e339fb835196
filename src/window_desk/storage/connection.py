"""Connections to one database file, kept for the next act, and the statements run on them.

An act runs about ten small statements. They go to the driver directly: a layer between costs more
than the statements do, and a third of a second before the first rows of a desk are shown.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from window_desk.storage.driver import (
    begin_writing,
    busy_milliseconds,
    connect,
    connect_to_read,
    find_driver,
)

Values = Sequence[Any] | Mapping[str, Any]
"""What the marks of a statement stand for: in order for `?`, by name for `:name`."""

Value = Any
"""What a column holds: a text, an integer, a real, bytes or None."""

Row = tuple[Value, ...]


class Answer:
    """The rows that a statement gives, read as they are wanted."""

    __slots__ = ("_cursor",)

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    def __iter__(self) -> Iterator[Row]:
        return self._cursor

    def all(self) -> list[Row]:
        """Every row."""
        return self._cursor.fetchall()

    def scalars(self) -> list[Value]:
        """The first column of every row."""
        return [row[0] for row in self._cursor]

    def one_or_none(self) -> Row | None:
        """The only row, or None; a second one raises `LookupError`."""
        row: Row | None = self._cursor.fetchone()
        if row is not None and self._cursor.fetchone() is not None:
            raise LookupError("more than one row")
        return row

    def one(self) -> Row:
        """The only row; none or a second one raises `LookupError`."""
        row = self.one_or_none()
        if row is None:
            raise LookupError("no row")
        return row

    def scalar(self) -> Value:
        """The first column of the first row, None where there is no row."""
        row = self._cursor.fetchone()
        return None if row is None else row[0]


class Connection:
    """One connection, for as long as it is lent; `raw` is the driver's own.

    A `spoilt` one is closed and not lent again.
    """

    __slots__ = ("_busy", "raw", "spoilt")

    def __init__(self, raw: sqlite3.Connection, busy: int) -> None:
        self.raw = raw
        self.spoilt = False
        self._busy = busy

    def execute(self, statement: str, values: Values = ()) -> Answer:
        """Run one statement."""
        return Answer(self.raw.execute(statement, values))

    def execute_many(self, statement: str, rows: Iterable[Values]) -> None:
        """Run one statement for each of many rows."""
        self.raw.executemany(statement, rows)

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


class Pool:
    """Connections to one file, from any thread.

    `busy` is how many milliseconds a file is waited for that another program holds.
    """

    def __init__(self, path: Path, busy: int = busy_milliseconds) -> None:
        self._path = path
        self._busy = busy
        self._idle: deque[sqlite3.Connection] = deque()
        self._closings = 0

    @contextmanager
    def lend(self, *, to_read: bool = False) -> Iterator[Connection]:
        """A connection outside any transaction; one that is left open is rolled back.

        One `to_read` is to be had on a full disk, too.
        """
        closings = self._closings
        can_write = True
        try:
            raw = self._idle.pop()
        except IndexError:
            if to_read:
                raw, can_write = connect_to_read(self._path, self._busy)
            else:
                raw = connect(self._path, self._busy)
        connection = Connection(raw, self._busy)
        connection.spoilt = not can_write
        try:
            yield connection
            connection.rollback()
        except BaseException:
            connection.spoilt = connection.spoilt or not _is_rolled_back(connection)
            raise
        finally:
            if connection.spoilt or closings != self._closings:
                raw.close()
            else:
                self._idle.append(raw)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view that takes no lock to write."""
        with self.lend(to_read=True) as connection:
            connection.begin(reading=True)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: committed when the block ends, rolled back when it fails."""
        with self.lend() as connection:
            connection.begin()
            yield connection
            connection.commit()

    def close(self) -> None:
        """Close every connection; what is lent is closed when it comes back."""
        self._closings += 1
        while self._idle:
            self._idle.pop().close()


def _is_rolled_back(connection: Connection) -> bool:
    try:
        connection.rollback()
    except find_driver().Error:
        return False
    return True
