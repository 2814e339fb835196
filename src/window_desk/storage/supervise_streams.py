"""What other desks leave to a supervisor: acts on cases not theirs, and forked streams."""

from __future__ import annotations

from datetime import datetime

import msgspec

from window_desk.storage import reads
from window_desk.storage.connection import Connection


class Dispute(msgspec.Struct, frozen=True):
    """An act that is only kept: on which case, what, and who did it at which desk and when."""

    case: str
    op: str
    kind: str
    desk: str
    by: str
    at: datetime


class Fork(msgspec.Struct, frozen=True):
    """A stream that is stopped: the number with two acts, and the file in which it was met."""

    stream: str
    seq: int
    source: str
    at: datetime


def read_disputes(connection: Connection, limit: int) -> tuple[Dispute, ...]:
    """The acts that nobody decided about yet, the oldest first."""
    rows = connection.execute(
        'SELECT "case", op, kind, desk, "by", at FROM conflict INDEXED BY conflict_open'
        " WHERE outcome = '' ORDER BY at, op LIMIT ?",
        (limit,),
    )
    return tuple(
        Dispute(case, op, kind, desk, by, _moment(at)) for case, op, kind, desk, by, at in rows
    )


def read_forks(connection: Connection) -> tuple[Fork, ...]:
    """The streams that nobody let go on yet."""
    rows = connection.execute(
        "SELECT stream, seq, source, at FROM fork WHERE settled_at IS NULL ORDER BY at, stream"
    )
    return tuple(Fork(stream, seq, source, _moment(at)) for stream, seq, source, at in rows)


def disputed_case(connection: Connection, op: str) -> str | None:
    """The case on which an act of another desk waits for a decision; None where none waits."""
    found: str | None = connection.execute(
        "SELECT \"case\" FROM conflict WHERE op = ? AND outcome = ''", (op,)
    ).scalar()
    return found


def first_fork(connection: Connection, stream: str) -> int | None:
    """The number at which a stopped stream has two acts; None where nobody has to settle it."""
    found: int | None = connection.execute(
        "SELECT min(seq) FROM fork WHERE stream = ? AND settled_at IS NULL", (stream,)
    ).scalar()
    return found


def _moment(at: int) -> datetime:
    found = reads.moment(at)
    assert found is not None, "the column holds no NULL"
    return found
