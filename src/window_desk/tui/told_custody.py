"""What was done about whose a case is, in words for its timeline."""

from __future__ import annotations

from window_desk.domain import ops
from window_desk.locale import _
from window_desk.locale.punctuation import with_aside


def tell_custody(op: ops.Op) -> str:
    """The act in one sentence; empty for any other kind."""
    match op:
        case ops.CaseHanded():
            return with_aside(_("Handed to {desk}").format(desk=op.to), op.reason)
        case ops.CaseConflictDecided(outcome="taken"):
            said = _("Let {op} of another desk count")
            return with_aside(said.format(op=op.op), op.note)
        case ops.CaseConflictDecided():
            said = _("Left {op} of another desk out")
            return with_aside(said.format(op=op.op), op.note)
    return ""
