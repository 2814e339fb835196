"""Ops of several desks as the log has them, and the run that they add up to."""

from __future__ import annotations

from tests.support import MORNING
from window_desk.domain.ops import Op, Recorded
from window_desk.domain.ownership import Run, Unread, Written, divide

CASE = "h1/desk1:1"
KNOWN: dict[bytes, Op] = {}


def written(stream: str, seq: int, op: Op) -> Written:
    """An op as the log has it; its body is a name by which `read` finds it."""
    name = str(len(KNOWN)).encode()
    KNOWN[name] = op
    return Written(stream, seq, MORNING.isoformat(), "someone", op.kind, op.version, name)


def read(row: Written) -> Recorded | Unread | None:
    """Reads what `written` wrote; a kind of the future cannot be read."""
    if row.body is None:
        return None
    if row.kind == "case.danced":
        return Unread(row.id, row.kind, row.version, "newer")
    return Recorded(row.id, MORNING, row.by, KNOWN[row.body])


def run_of(*rows: Written, entity: str = CASE, home: str = "h1/desk1") -> Run:
    """The run of an entity as a desk sees it."""
    return divide(entity, home, rows, read)
