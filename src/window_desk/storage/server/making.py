"""Making a desk in a database on a server: whole or not at all, whoever else makes one too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib.resources import files

import msgspec
from psycopg import sql

from window_desk.storage import log, schema
from window_desk.storage.connection import Connection
from window_desk.storage.place import Address
from window_desk.storage.server.migrating import migrate
from window_desk.storage.server.pool import ServerPool

_one_maker = 0x77_64_65_73_6B
"""The number of the lock that whoever makes a desk holds: `wdesk`."""


def is_there(place: Address) -> bool:
    """Whether the database has a desk, or anything in the schema of one."""
    with closing(ServerPool(place)) as pool, pool.usable(), pool.lend() as connection:
        return bool(connection.tables())


def make(place: Address, stream: str, fill: Callable[[Address], None] | None = None) -> None:
    """Make a desk with an empty log, or the one that `fill` makes of it, where there is none.

    It grows in a schema of another name and is given its own when it is whole.
    """
    with closing(ServerPool(place)) as pool, pool.usable(), alone(pool) as connection:
        if connection.tables():
            schema.check_version(connection, place)
            connection.raw.execute("BEGIN")
            log.begin(connection, stream)
            connection.commit()
            return
        fresh = msgspec.structs.replace(place, schema=f"{place.schema}_new")
        _make_tables(connection, fresh, stream)
        if fill is not None:
            fill(fresh)
        rename(connection, fresh.schema, place.schema)


@contextmanager
def alone(pool: ServerPool) -> Iterator[Connection]:
    """A connection; others who make a desk in this database wait until it is closed."""
    with pool.lend() as connection:
        # The lock and the settings go with the connection.
        connection.spoilt = True
        # As long as somebody seeds a desk, not as long as somebody acts.
        connection.raw.execute("SET lock_timeout = '60s'")
        connection.raw.execute("SELECT pg_catalog.pg_advisory_lock($1)", (_one_maker,))
        yield connection


def _make_tables(connection: Connection, fresh: Address, stream: str) -> None:
    """Make the schema with its functions and tables, and begin the log, in one transaction."""
    connection.raw.execute("BEGIN")
    lay_out(connection, fresh.schema)
    migrate(connection, "head")
    log.begin(connection, stream)
    connection.commit()
    use_schema(connection, connection.main)


def lay_out(connection: Connection, name: str) -> None:
    """Make an empty schema with the functions of a desk; what a dead maker left is taken away."""
    own = sql.Identifier(name)
    connection.raw.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(own))
    connection.raw.execute(sql.SQL("CREATE SCHEMA {}").format(own))
    use_schema(connection, name)
    lay_functions(connection)


def lay_functions(connection: Connection) -> None:
    """Make the functions of this program's version, in place of an earlier one's."""
    functions = files("window_desk.storage.server").joinpath("functions.sql")
    connection.raw.execute(functions.read_bytes(), prepare=False)


def use_schema(connection: Connection, name: str) -> None:
    """Let statements mean the tables of that schema."""
    path = sql.SQL("SET search_path = {}, pg_catalog, pg_temp").format(sql.Identifier(name))
    connection.raw.execute(path)


def rename(connection: Connection, before: str, after: str) -> None:
    """Give a schema another name."""
    names = (sql.Identifier(each) for each in (before, after))
    connection.raw.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(*names))
