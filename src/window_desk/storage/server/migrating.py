"""The migrations of a desk's tables, run on a server: the same ones as on a file."""

from __future__ import annotations

from typing import Any

import psycopg
from sqlalchemy import Dialect, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from window_desk.storage import schema
from window_desk.storage.connection import Connection
from window_desk.storage.server.dialect import translate_table


def migrate(connection: Connection, version: str) -> None:
    """Bring the tables to a version inside the transaction that is open."""
    raw: psycopg.Connection[Any] = connection.raw
    usual = raw.cursor_factory
    # The tool counts its marks in another way.
    raw.cursor_factory = psycopg.Cursor
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: raw,
        poolclass=StaticPool,
        pool_reset_on_return=None,
        use_native_hstore=False,
    )
    _leave_transaction(engine.dialect)
    event.listen(engine, "before_cursor_execute", _translate, retval=True)
    try:
        with engine.connect() as lent:
            schema.run_migrations(lent, version)
    except DBAPIError as error:
        raise error.orig or error from error
    finally:
        raw.cursor_factory = usual


def _leave_transaction(dialect: Dialect) -> None:
    """Let the tool neither commit nor roll back: all of it counts together with the rest."""
    for name in ("do_commit", "do_rollback"):
        setattr(dialect, name, lambda _raw: None)


def _translate(
    _connection: object, _cursor: object, statement: str, values: object, *_more: object
) -> tuple[str, object]:
    """A statement of a migration in PostgreSQL's words; those of the tool itself have values."""
    return (statement if values else translate_table(statement)), values
