"""What a desk's statements run on: connections kept for the next act, whatever store is behind.

An act runs about ten small statements. They go to the driver directly: a layer between costs more
than the statements do, and a third of a second before the first rows of a desk are shown. Each is
written once, in words that SQLite and PostgreSQL both understand as far as there are any.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from window_desk.storage.place import Place

Values = Sequence[Any] | Mapping[str, Any]
"""What the marks of a statement stand for: in order for `?`, by name for `:name`."""

Value = Any
"""What a column holds: a text, an integer, a real, bytes or None."""

Row = tuple[Value, ...]

busy_milliseconds = 8_000
"""How long an act waits for a store that another program holds."""


class Cursor(Protocol):
    """What a driver gives for a statement."""

    def __iter__(self) -> Iterator[Row]:
        """Row by row."""
        ...

    def fetchone(self) -> Row | None:
        """The next row."""
        ...

    def fetchall(self) -> list[Row]:
        """The rows that are left."""
        ...


class Answer:
    """The rows that a statement gives, read as they are wanted."""

    __slots__ = ("_cursor",)

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor

    def __iter__(self) -> Iterator[Row]:
        return iter(self._cursor)

    def all(self) -> list[Row]:
        """Every row."""
        return self._cursor.fetchall()

    def scalars(self) -> list[Value]:
        """The first column of every row."""
        return [row[0] for row in self._cursor]

    def one_or_none(self) -> Row | None:
        """The only row, or None; a second one raises `LookupError`."""
        row = self._cursor.fetchone()
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


class Connection(ABC):
    """One connection, for as long as it is lent; `raw` is the driver's own.

    A `spoilt` one is closed and not lent again. `main` is the name under which a statement finds
    the desk's tables, `scratch` the one of those that are only for the moment.
    """

    __slots__ = ("main", "raw", "scratch", "spoilt")

    raw: Any
    spoilt: bool
    main: str
    scratch: str

    @abstractmethod
    def execute(self, statement: str, values: Values = ()) -> Answer:
        """Run one statement."""

    @abstractmethod
    def execute_many(self, statement: str, rows: Iterable[Values]) -> None:
        """Run one statement for each of many rows."""

    @abstractmethod
    def stream(self, statement: str, values: Values = ()) -> Iterator[Row]:
        """The rows of one statement, never all of them in memory."""

    @abstractmethod
    def begin(self, *, reading: bool = False) -> None:
        """Begin a transaction: one that only reads sees one moment and takes no lock to write."""

    @abstractmethod
    def commit(self) -> None:
        """Make what was written durable."""

    @abstractmethod
    def rollback(self) -> None:
        """Forget what was written, if a transaction is open."""

    @abstractmethod
    def is_lost(self, error: Exception) -> bool:
        """Whether an error is the driver's own."""

    @abstractmethod
    def close(self) -> None:
        """Close it."""

    @abstractmethod
    def tables(self) -> set[str]:
        """The names of the tables that are there."""

    @abstractmethod
    def columns_of(self, table: str) -> list[tuple[str, str, int]]:
        """The columns of a table in order: name, SQLite's type, place in the primary key or 0."""

    @abstractmethod
    def damage(self) -> Iterator[tuple[str, str]]:
        """What the store itself finds damaged: a table and what of it, or nothing and a word."""

    @abstractmethod
    def expect_many(self, *, expected: bool) -> None:
        """Make room for a great many rows, or for the usual ones again."""


class Pool(ABC):
    """Connections to one place, from any thread."""

    place: Place

    def __init__(self) -> None:
        self._idle: deque[Connection] = deque()
        self._closings = 0

    @abstractmethod
    def usable(self) -> AbstractContextManager[None]:
        """Turn the driver's errors into one sentence each, with the way out."""

    @abstractmethod
    def scratching(self, *, reading: bool) -> AbstractContextManager[Connection]:
        """A transaction with room for tables of the moment, gone afterwards."""

    @abstractmethod
    def _connect(self, *, to_read: bool) -> Connection:
        """Another connection; one `to_read` may be unable to write, and is spoilt then."""

    @abstractmethod
    def prepare(self) -> None:
        """Set what has to be set once, after the desk was found to be one."""

    @contextmanager
    def lend(self, *, to_read: bool = False) -> Iterator[Connection]:
        """A connection outside any transaction; one that is left open is rolled back.

        One `to_read` is to be had on a full disk, too.
        """
        closings = self._closings
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect(to_read=to_read)
        try:
            yield connection
            connection.rollback()
        except BaseException:
            connection.spoilt = connection.spoilt or not _is_rolled_back(connection)
            raise
        finally:
            if connection.spoilt or closings != self._closings:
                connection.close()
            else:
                self._idle.append(connection)

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
    except Exception as error:
        if connection.is_lost(error):
            return False
        raise
    return True
