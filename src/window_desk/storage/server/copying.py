"""A desk on a server as a file, a file as a desk on a server, and tables brought up to date."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path

from psycopg import sql

from window_desk.domain.errors import Unusable
from window_desk.storage import maintenance, schema, streams
from window_desk.storage.backups import dated_name, grow
from window_desk.storage.connection import Connection
from window_desk.storage.file_errors import usable
from window_desk.storage.file_store import FilePool
from window_desk.storage.place import Address, made_folder_of
from window_desk.storage.server.making import alone, lay_functions, lay_out, rename
from window_desk.storage.server.migrating import migrate
from window_desk.storage.server.pool import ServerPool
from window_desk.storage.shapes import quoted

_lot = 2_000

_count_others = """
SELECT count(*) FROM pg_catalog.pg_stat_activity
WHERE datname = pg_catalog.current_database() AND application_name = 'window-desk'
    AND pid <> pg_catalog.pg_backend_pid()
"""
_own_numbers = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = $1 AND is_identity = 'YES'
"""


def copy_tables(source: Connection, target: Connection) -> None:
    """Copy every row of one desk's tables to another's empty ones, which are shaped the same."""
    for name in sorted(source.tables() - {"alembic_version"}):
        columns = tuple(each for each, _, _ in source.columns_of(name))
        marks = ", ".join("?" * len(columns))
        insert = f'INSERT INTO "{name}" ({quoted(columns)}) VALUES ({marks})'
        rows = source.stream(f'SELECT {quoted(columns)} FROM "{name}"')
        while lot := list(islice(rows, _lot)):
            target.execute_many(insert, lot)


def fill_file(connection: Connection, part: Path) -> None:
    """Make an empty file a desk with everything that a connection sees, at its version."""
    with closing(FilePool(part)) as pool, usable(part):
        version = schema.read_version(connection)
        assert version is not None, "only a desk is copied"
        with pool.lend() as fresh:
            schema.migrate(fresh.raw, version)
        with pool.writing() as fresh:
            copy_tables(connection, fresh)


def restore(place: Address, part: Path, now: datetime) -> tuple[str, str]:
    """Put the desk of a file, which was proved, in the place of the one that is there, if any.

    Gives the epoch that is written to from now on, and the schema in which the earlier desk lies,
    or an empty text. All of it is one transaction.
    """
    with (
        closing(ServerPool(place)) as pool,
        pool.usable(),
        alone(pool) as connection,
        closing(FilePool(part)) as copy,
        copy.reading() as source,
    ):
        earlier, taken = "", list[str]()
        connection.raw.execute("BEGIN")
        if connection.tables():
            _hold(connection, place)
            taken = connection.execute("SELECT id FROM stream").scalars()
            earlier = f"{place.schema}_before_{now:%Y%m%dt%H%M%S}"
        fresh = f"{place.schema}_new"
        lay_out(connection, fresh)
        migrate(connection, "head")
        copy_tables(source, connection)
        _go_on_counting(connection, fresh)
        stream = streams.open_epoch(connection, taken)
        if earlier:
            rename(connection, place.schema, earlier)
        rename(connection, fresh, place.schema)
        connection.commit()
    return stream, earlier


def _go_on_counting(connection: Connection, name: str) -> None:
    """Let the numbers that the server gives out itself follow those that were copied."""
    for table, column in connection.raw.execute(_own_numbers, (name,)).fetchall():
        last = sql.SQL(
            "SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence({}, {}),"
            " (SELECT coalesce(pg_catalog.max({}), 0) + 1 FROM {}), false)"
        )
        place, own = sql.Identifier(name, table), sql.Identifier(column)
        where = f'"{name}"."{table}"'
        connection.raw.execute(last.format(sql.Literal(where), sql.Literal(column), own, place))


def upgrade(place: Address, now: datetime) -> tuple[str, Path | None]:
    """Bring the tables to this program's version, after a backup in the desk's private folder.

    Gives the version before, and the backup where there was anything to do. All of it is one
    transaction: when anything fails everything is as it was.
    """
    with closing(ServerPool(place)) as pool, pool.usable(), alone(pool) as connection:
        before = schema.read_version(connection)
        if before is None or before >= schema.newest:
            schema.check_version(connection, place)
            return schema.newest, None
        connection.raw.execute("BEGIN")
        _hold(connection, place)
        backup = dated_name(made_folder_of(place) / "desk.db", before, now)
        grow(backup, lambda part: fill_file(connection, part))
        lay_functions(connection)
        migrate(connection, "head")
        maintenance.rebuild_in(connection)
        connection.commit()
    return before, backup


def _hold(connection: Connection, place: Address) -> None:
    """Keep everybody out until this transaction ends; raises `Unusable` where somebody is in."""
    if connection.raw.execute(_count_others).fetchone() != (0,):
        raise Unusable(
            "db.locked",
            "{path} is in use by another program and did not become free.",
            hint="Close every desk that works on it, then do it again.",
            path=str(place),
        )
    connection.execute("LOCK TABLE meta IN ACCESS EXCLUSIVE MODE")


@contextmanager
def passing_file() -> Iterator[Path]:
    """A file of the moment that only this account reads."""
    with tempfile.TemporaryDirectory(prefix="window-desk-") as folder:
        part = Path(folder) / "desk.db"
        part.touch(mode=0o600)
        yield part
