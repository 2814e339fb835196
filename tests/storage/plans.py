"""The query plans behind a read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from window_desk.storage.connection import Connection
from window_desk.storage.file_store import FileConnection


def plan(connection: Connection, read: Callable[[Connection], object]) -> list[str]:
    """The steps of the plan of every statement that a read runs, in order."""
    if not isinstance(connection, FileConnection):
        pytest.skip("only on a file: the query plans of SQLite")
    statements: list[str] = []
    connection.raw.set_trace_callback(statements.append)
    try:
        read(connection)
    finally:
        connection.raw.set_trace_callback(None)
    return [
        str(row[3])
        for statement in statements
        if statement.lstrip().startswith(("SELECT", "WITH"))
        for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")
    ]
