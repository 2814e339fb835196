"""Which version of the tables a file has, and bringing it up to this program's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from window_desk.domain.errors import Unusable
from window_desk.storage.connection import Connection
from window_desk.storage.driver import find_driver
from window_desk.storage.place import Place

if TYPE_CHECKING:
    import sqlalchemy

newest = "0007"
"""The migration that this program's tables stand at."""

migrations = Path(__file__).parent / "migrations"


def read_version(connection: Connection) -> str | None:
    """The migration that the file stands at, None when it has no tables of ours."""
    if "alembic_version" not in connection.tables():
        return None
    version: str | None = connection.execute("SELECT version_num FROM alembic_version").scalar()
    return version


def read_stream(connection: Connection, place: Place) -> str:
    """This desk's stream; raises `Unusable` when the file is not at this program's version."""
    check_version(connection, place)
    stream: str | None = connection.execute("SELECT value FROM meta WHERE key = 'stream'").scalar()
    if stream is None:
        raise Unusable(
            "db.unfinished",
            "{path} was not made to the end.",
            hint="Run window-desk init again; it finishes what is missing.",
            path=str(place),
        )
    return stream


def check_ours_or_empty(connection: Connection, place: Place) -> None:
    """Raise `Unusable` for a file with tables that are not this program's."""
    if connection.tables():
        check_version(connection, place)


def check_version(connection: Connection, place: Place) -> None:
    """Raise `Unusable` when the file is not a desk at this program's version."""
    version = read_version(connection)
    if version is None:
        raise Unusable(
            "db.not_ours",
            "{path} is not a window-desk database.",
            hint="Give another path, or make one: window-desk init.",
            path=str(place),
        )
    if version > newest:
        raise Unusable(
            "db.newer",
            "{path} was written by a newer window-desk (tables {version}, this program {newest}).",
            hint="Update window-desk.",
            path=str(place),
            version=version,
            newest=newest,
        )
    if version < newest:
        raise Unusable(
            "db.older",
            "{path} has older tables ({version}, this program {newest}).",
            hint="Run window-desk db upgrade; it makes a backup first.",
            path=str(place),
            version=version,
            newest=newest,
        )


def migrate(raw: sqlite3.Connection, version: str = "head") -> None:
    """Bring a file's tables to a version, with foreign keys off while they move."""
    # Alembic and what it stands on cost half a second, and only another version needs them.
    from sqlalchemy.exc import DBAPIError

    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        with _lent_to_alembic(raw) as connection:
            run_migrations(connection, version)
            connection.commit()
    except DBAPIError as error:
        raise error.orig or error from error
    raw.execute("PRAGMA foreign_keys = ON")
    if raw.execute("PRAGMA foreign_key_check").fetchall():
        raise Unusable(
            "db.migration",
            "The tables could not be brought up to date: rows would lose what they refer to.",
            hint="Restore the backup that was made first: window-desk db restore FILE.",
        )


def run_migrations(connection: sqlalchemy.Connection, version: str) -> None:
    """Run what lies between the tables' version and another one."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["connection"] = connection
    command.upgrade(config, version)


@contextmanager
def _lent_to_alembic(raw: sqlite3.Connection) -> Iterator[sqlalchemy.Connection]:
    """The driver's connection as Alembic wants it, in a transaction that holds the file."""
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import StaticPool

    engine = create_engine(
        "sqlite+pysqlite://", module=find_driver(), creator=lambda: raw, poolclass=StaticPool
    )
    event.listen(engine, "begin", lambda each: each.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.connect() as connection:
        yield connection
