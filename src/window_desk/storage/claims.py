"""What was asked of the hub for its shared queue and is not known to be answered.

A claim is on the disk before anything is asked under its id, and is forgotten in the transaction
that takes the answer in: whatever fails in between, the desk asks again and hears the same.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Literal

import msgspec

from window_desk.storage.connection import Connection, Row
from window_desk.storage.reads import moment, stamp

Verb = Literal["issue", "call", "transferred", "requeued", "left", "undone"]


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is asked: of a queue, a window's queues or a ticket, as each verb needs it."""

    queue: str = ""
    queues: tuple[str, ...] = ()
    head_start: int = 0
    undone: str = ""


class Claim(msgspec.Struct, frozen=True):
    """One act that was asked for: by which account, at which window, about which ticket, when.

    What one that is not `wanted` any more has brought about goes back.
    """

    id: str
    verb: Verb
    account: str
    request: Request
    at: datetime
    window: str = ""
    ticket: str = ""
    wanted: bool = True


_encode = msgspec.json.Encoder().encode
_columns = 'claim, verb, account, request, at, "window", ticket, wanted'


def new_id() -> str:
    """An id that no other desk makes."""
    return secrets.token_hex(16)


def note(connection: Connection, claim: Claim) -> None:
    """Put a claim on the disk; the caller commits before anything is asked."""
    connection.execute(
        f"INSERT INTO claim ({_columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            claim.id, claim.verb, claim.account, _encode(claim.request).decode(),
            stamp(claim.at), claim.window, claim.ticket, int(claim.wanted),
        ),
    )  # fmt: skip


def pending(connection: Connection) -> tuple[Claim, ...]:
    """Every claim whose answer is not known, the oldest first."""
    found = connection.execute(f"SELECT {_columns} FROM claim ORDER BY at, claim")
    return tuple(map(_read, found))


def find(connection: Connection, identity: str) -> Claim | None:
    """A claim whose answer is not known; None for one that is settled."""
    row = connection.execute(
        f"SELECT {_columns} FROM claim WHERE claim = ?", (identity,)
    ).one_or_none()
    return _read(row) if row else None


def _read(row: Row) -> Claim:
    identity, verb, account, request, at, window, ticket, wanted = row
    return msgspec.convert(
        {
            "id": identity,
            "verb": verb,
            "account": account,
            "request": msgspec.json.decode(request),
            "at": moment(at),
            "window": window,
            "ticket": ticket,
            "wanted": bool(wanted),
        },
        Claim,
    )


def call_pending(connection: Connection, window: str) -> Claim | None:
    """The call of a window whose answer is not known and still wanted: its number is unknown."""
    row = connection.execute(
        f"SELECT {_columns} FROM claim WHERE \"window\" = ? AND verb = 'call' AND wanted = 1",
        (window,),
    ).one_or_none()
    return _read(row) if row else None


def is_moving(connection: Connection, ticket: str) -> bool:
    """Whether the hub was asked to move a ticket and the answer is not known."""
    found = connection.execute("SELECT 1 FROM claim WHERE ticket = ?", (ticket,)).scalar()
    return found is not None


def forgo(connection: Connection, window: str) -> None:
    """The window goes on with something else: what its open call got goes back."""
    connection.execute(
        "UPDATE claim SET wanted = 0 WHERE \"window\" = ? AND verb = 'call'", (window,)
    )


def forgo_all(connection: Connection) -> None:
    """No window wants the call any more that it asked for."""
    connection.execute("UPDATE claim SET wanted = 0 WHERE verb = 'call'")


def drop_all(connection: Connection) -> None:
    """Forget everything that was asked: whoever would answer was left."""
    connection.execute("DELETE FROM claim")


def count(connection: Connection) -> int:
    """How many claims there are: it differs where one was noted or settled."""
    return int(connection.execute("SELECT count(*) FROM claim").scalar())


def drop(connection: Connection, identity: str) -> None:
    """Forget a claim whose answer is known."""
    connection.execute("DELETE FROM claim WHERE claim = ?", (identity,))


def drop_about(connection: Connection, ticket: str) -> None:
    """Forget what was asked about a ticket before the hub called it for this desk.

    The hub calls nothing before that is done, and after it does not do it any more.
    """
    connection.execute("DELETE FROM claim WHERE ticket = ?", (ticket,))
