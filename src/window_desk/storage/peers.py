"""Other desks: whose keys are believed, what they have said they hold, and what was refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from window_desk.domain.errors import DeskError, Unusable
from window_desk.storage.connection import Connection
from window_desk.storage.reads import moment

most_rejected = 500
"""How many refusals are kept, the last ones."""


class DeskKey(msgspec.Struct, frozen=True):
    """A key that was trusted here once: its fingerprint, whose it is, and whether it still is.

    What follows `reason` is known of a key that a hub's keeper listed.
    """

    fingerprint: str
    desk: str
    public: str
    trusted_at: datetime | None
    revoked_at: datetime | None
    reason: str
    recipient: str = ""
    role: str = ""
    lane: str = ""
    halls: tuple[str, ...] = ()


class SignedHead(msgspec.Struct, frozen=True):
    """A place in a stream, with its writer's signature and the fingerprint of the key."""

    stream: str
    seq: int
    hash: bytes
    key: str
    signature: bytes


class Rejected(msgspec.Struct, frozen=True):
    """Something that was not taken in, and the sentence that says why."""

    source: str
    sha256: str
    code: str
    message: str
    hint: str
    facts: dict[str, object]
    at: datetime

    def as_error(self) -> Unusable:
        """The refusal as it was, to be said in any language."""
        return Unusable(self.code, self.message, hint=self.hint, **self.facts)


def read_keys(connection: Connection) -> dict[str, DeskKey]:
    """Every key that was ever trusted, by its fingerprint."""
    rows = connection.execute(
        "SELECT fingerprint, desk, public, trusted_at, revoked_at, reason, recipient, role, lane,"
        " halls FROM desk_key ORDER BY desk, fingerprint"
    )
    found = {}
    for fingerprint, desk, public, trusted, revoked, reason, recipient, role, lane, halls in rows:
        found[fingerprint] = DeskKey(
            fingerprint, desk, public, moment(trusted), moment(revoked), reason, recipient, role,
            lane, tuple(halls.split()),
        )  # fmt: skip
    return found


def put_signed_head(connection: Connection, head: SignedHead) -> None:
    """Keep a writer's signature: with it the ops before it can be passed on."""
    connection.execute(
        'INSERT INTO signed_head (stream, seq, hash, "key", signature) VALUES (?, ?, ?, ?, ?)'
        " ON CONFLICT (stream, seq) DO NOTHING",
        msgspec.structs.astuple(head),
    )


def read_signed_heads(connection: Connection, stream: str, after: int) -> list[SignedHead]:
    """The signed places of a stream after a number, as far as the ops are here and the same."""
    rows = connection.execute(
        'SELECT h.stream, h.seq, h.hash, h."key", h.signature FROM signed_head h'
        " JOIN op ON op.stream = h.stream AND op.seq = h.seq AND op.hash = h.hash"
        " WHERE h.stream = ? AND h.seq > ? ORDER BY h.seq",
        (stream, after),
    )
    return [SignedHead(row[0], row[1], bytes(row[2]), row[3], bytes(row[4])) for row in rows]


def put_acknowledged(
    connection: Connection, desk: str, heads: Iterable[tuple[str, int, bytes]], now: datetime
) -> None:
    """Note up to where another desk says it has streams.

    The last word counts, be it less: a desk that was restored lacks what it had. An old file that
    is read again costs no more than that some ops are sent twice.
    """
    at = round(now.timestamp() * 1000)
    connection.execute_many(
        "INSERT INTO peer (desk, stream, seq, hash, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (desk, stream) DO UPDATE SET seq = excluded.seq, hash = excluded.hash,"
        " at = excluded.at",
        ((desk, stream, seq, head, at) for stream, seq, head in heads),
    )


def read_acknowledged(connection: Connection, desk: str) -> dict[str, int]:
    """Up to where a desk has said that it has each stream."""
    rows = connection.execute("SELECT stream, seq FROM peer WHERE desk = ?", (desk,))
    return {row[0]: row[1] for row in rows}


def read_said(connection: Connection) -> dict[tuple[str, str], tuple[int, datetime]]:
    """What every other desk said last of every stream: its number, and when that was."""
    found = {}
    for desk, stream, seq, at in connection.execute("SELECT desk, stream, seq, at FROM peer"):
        when = moment(at)
        assert when is not None, "the column holds no NULL"
        found[desk, stream] = (seq, when)
    return found


def heard_at(connection: Connection, desk: str) -> datetime | None:
    """When a desk last said what it has; None where it never did."""
    at: int | None = connection.execute("SELECT max(at) FROM peer WHERE desk = ?", (desk,)).scalar()
    return moment(at)


def read_theirs(connection: Connection) -> dict[str, dict[str, int]]:
    """For each stream, up to where every other desk has said that it has it."""
    found: dict[str, dict[str, int]] = {}
    for stream, desk, seq in connection.execute("SELECT stream, desk, seq FROM peer"):
        found.setdefault(stream, {})[desk] = seq
    return found


def put_rejected(
    connection: Connection, source: str, sha256: str, error: DeskError, now: datetime
) -> None:
    """Keep the sentence of a refusal; of many, the last ones."""
    facts = msgspec.json.encode(error.facts).decode()
    connection.execute(
        "INSERT INTO rejected (source, sha256, code, message, hint, facts, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            source, sha256, error.code, error.template, error.hint_template, facts,
            round(now.timestamp() * 1000),
        ),
    )  # fmt: skip
    connection.execute(
        "DELETE FROM rejected WHERE id <= (SELECT max(id) FROM rejected) - ?", (most_rejected,)
    )


def read_rejected(connection: Connection, limit: int = 50) -> list[Rejected]:
    """What was refused, the last first."""
    rows = connection.execute(
        "SELECT source, sha256, code, message, hint, facts, at FROM rejected"
        " ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    found = []
    for source, sha256, code, message, hint, facts, at in rows:
        when = moment(at)
        assert when is not None, "the column holds no NULL"
        named = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in msgspec.json.decode(facts, type=dict[str, object]).items()
        }
        found.append(Rejected(source, sha256, code, message, hint, named, when))
    return found
