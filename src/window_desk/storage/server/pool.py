"""Connections to a desk's database on a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus

from window_desk.storage.connection import (
    Answer,
    Connection,
    Pool,
    Row,
    Values,
    busy_milliseconds,
)
from window_desk.storage.place import Address
from window_desk.storage.server import sentences
from window_desk.storage.server.dialect import translate, translate_table
from window_desk.storage.server.values import adapt

connect_seconds = 5
"""How long a server is waited for that does not answer."""

silent_milliseconds = 10_000
"""How long what was sent may stay without a sign that it arrived; then the server is lost."""

idle_seconds = 30
"""After so long without a word in an open transaction the server ends it and lets others write."""

oldest_server = 16_00_00
"""PostgreSQL 16; earlier ones want names that the desk's statements do not have."""

_session = """
SET search_path = {schema}, pg_catalog, pg_temp;
SET lock_timeout = {busy};
SET idle_in_transaction_session_timeout = {idle};
SET client_min_messages = warning;
SELECT pg_catalog.set_config('synchronous_commit', 'on', false)
    WHERE pg_catalog.current_setting('synchronous_commit') IN ('off', 'local');
"""

# One writer at a time: whoever holds this row is the only one, and each of their statements sees
# everything that was committed before.
_begin_writing = """
BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
SELECT 1 FROM meta WHERE key = 'stream' FOR UPDATE
"""
_begin_reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

_types = {"bigint": "INTEGER", "text": "TEXT", "bytea": "BLOB"}

_columns = """
SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
    coalesce(pg_catalog.array_position(k.conkey::int2[], a.attnum), 0)
FROM pg_catalog.pg_attribute a
LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = a.attrelid AND k.contype = 'p'
WHERE a.attrelid = pg_catalog.to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""


class ServerConnection(Connection):
    """A connection of psycopg's, with transactions left to us."""

    __slots__ = ("_place",)

    def __init__(self, raw: psycopg.Connection[Row], place: Address) -> None:
        self.raw: psycopg.Connection[Row] = raw
        self.spoilt = False
        self.main = place.schema
        self.scratch = "pg_temp"
        self._place = place

    def execute(self, statement: str, values: Values = ()) -> Answer:
        """Run one statement."""
        if statement.startswith("CREATE TABLE"):
            return Answer(self.raw.execute(translate_table(statement).encode()))
        known = translate(statement)
        return Answer(self.raw.execute(known.text.encode(), known.arrange(values) or None))

    def execute_many(self, statement: str, rows: Iterable[Values]) -> None:
        """Run one statement for each of many rows, without waiting for the answer to each."""
        known = translate(statement)
        text = known.text.encode()
        wanted = [known.arrange(each) for each in rows]
        if len(wanted) == 1:
            # Most acts write one row of a kind, which needs no way of sending many.
            self.raw.execute(text, wanted[0])
        elif wanted:
            with self.raw.cursor() as cursor:
                cursor.executemany(text, wanted)

    def stream(self, statement: str, values: Values = ()) -> Iterator[Row]:
        """The rows of one statement, some thousands at a time."""
        known = translate(statement)
        with psycopg.RawServerCursor(self.raw, "stream") as cursor:
            cursor.itersize = 4_000
            cursor.execute(known.text.encode(), known.arrange(values) or None)
            yield from cursor

    def begin(self, *, reading: bool = False) -> None:
        """Begin a transaction: one that only reads sees one moment and takes no lock to write."""
        self.raw.execute(_begin_reading if reading else _begin_writing, prepare=False)

    def commit(self) -> None:
        """Make what was written durable; raises `Unusable` where nobody knows whether it is."""
        try:
            ended = self.raw.execute("COMMIT", prepare=False).statusmessage
        except psycopg.OperationalError as error:
            raise sentences.unsure(self._place) from error
        if ended != "COMMIT":
            # A statement failed and somebody went on: the server has thrown everything away.
            raise sentences.undone(self._place)

    def rollback(self) -> None:
        """Forget what was written, if a transaction is open."""
        if self.raw.info.transaction_status != TransactionStatus.IDLE:
            self.raw.execute("ROLLBACK", prepare=False)

    def is_lost(self, error: Exception) -> bool:
        """Whether an error is the driver's own."""
        return isinstance(error, psycopg.Error)

    def close(self) -> None:
        """Close it."""
        self.raw.close()

    def tables(self) -> set[str]:
        """The names of the tables in the desk's schema."""
        found = self.raw.execute(
            "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = $1", (self.main,)
        )
        return {row[0] for row in found}

    def columns_of(self, table: str) -> list[tuple[str, str, int]]:
        """The columns of a table in order: name, SQLite's type, place in the primary key or 0."""
        found = self.raw.execute(_columns, (f'{self.main}."{table}"',))
        return [(str(name), _types.get(str(kind), ""), int(place)) for name, kind, place in found]

    def damage(self) -> Iterator[tuple[str, str]]:
        """Nothing: the server checks its own pages."""
        return iter(())

    def expect_many(self, *, expected: bool) -> None:
        """Nothing: the memory of the server is its own."""


class ServerPool(Pool):
    """Connections to one database, from any thread.

    `busy` is how many milliseconds an act waits for the one before it.
    """

    def __init__(self, place: Address, busy: int = busy_milliseconds) -> None:
        super().__init__()
        self.place = self._place = place
        self._busy = busy

    def usable(self) -> AbstractContextManager[None]:
        """Turn the driver's errors into one sentence each, with the way out."""
        return sentences.usable(self._place)

    def prepare(self) -> None:
        """Nothing: every connection is set up by itself."""

    def _connect(self, *, to_read: bool) -> ServerConnection:
        raw = connect(self._place, self._busy)
        return ServerConnection(raw, self._place)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view that takes no lock to write."""
        with self._begun(reading=True) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: committed when the block ends, rolled back when it fails."""
        with self._begun(reading=False) as connection:
            yield connection
            connection.commit()

    @contextmanager
    def _begun(self, *, reading: bool) -> Iterator[Connection]:
        """A connection in a transaction; one that was lost while it lay idle is made anew."""
        with self.lend() as connection:
            try:
                connection.begin(reading=reading)
            except psycopg.OperationalError as error:
                if not sentences.is_gone(error):
                    raise
                self._renew(connection)
                connection.begin(reading=reading)
            yield connection

    def _renew(self, connection: Connection) -> None:
        """Connect again: nothing was begun on what was lost, so that nothing is done twice."""
        connection.raw.close()
        connection.raw = connect(self._place, self._busy)

    @contextmanager
    def scratching(self, *, reading: bool) -> Iterator[Connection]:
        """A transaction with temporary tables, which go with the connection."""
        with self.lend() as connection:
            connection.spoilt = True
            if reading:
                # One moment, and yet room for tables of its own.
                connection.raw.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE")
            else:
                connection.begin()
            yield connection
            connection.commit()


def connect(place: Address, busy: int = busy_milliseconds) -> psycopg.Connection[Any]:
    """A connection in the desk's schema, every wait of it bounded.

    Raises `Unusable` for a server that this program cannot work with.
    """
    raw = psycopg.connect(
        place.url,
        autocommit=True,
        cursor_factory=psycopg.RawCursor,
        prepare_threshold=2,
        connect_timeout=connect_seconds,
        application_name="window-desk",
        keepalives_idle=5,
        keepalives_interval=2,
        keepalives_count=3,
        tcp_user_timeout=silent_milliseconds,
    )
    try:
        sentences.check_server(raw, place, oldest_server)
        adapt(raw)
        raw.execute(
            sql.SQL(_session).format(
                schema=sql.Identifier(place.schema),
                busy=sql.Literal(busy),
                idle=sql.Literal(f"{idle_seconds}s"),
            )
        )
    except BaseException:
        raw.close()
        raise
    return raw
