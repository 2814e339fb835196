"""What a clerk has typed and not yet acted on: kept at every pause, gone with the act."""

from __future__ import annotations

from window_desk.storage.connection import Connection
from window_desk.storage.desk import Desk
from window_desk.storage.projected import milliseconds


def keep(desk: Desk, scope: str, body: str) -> None:
    """Keep a draft durably; an empty one is forgotten."""
    with desk.change() as tx:
        if body:
            at = milliseconds(tx.now)
            tx.put("draft", [{"scope": scope, "body": body, "at": at}])
        else:
            forget(tx.connection, scope)


def find(desk: Desk, scope: str) -> str:
    """The draft of that scope, or an empty text."""
    with desk.read() as connection:
        body = connection.execute("SELECT body FROM draft WHERE scope = ?", (scope,)).scalar()
    return str(body or "")


def forget(connection: Connection, scope: str) -> None:
    """Drop a draft inside a transaction."""
    connection.execute("DELETE FROM draft WHERE scope = ?", (scope,))
