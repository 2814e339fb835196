"""What an act on a case's clocks means, in words of the present language."""

from __future__ import annotations

from collections.abc import Iterator

from window_desk.domain import ops
from window_desk.domain.clock_moves import extender_labels
from window_desk.domain.explanation import ground_words
from window_desk.domain.item import Bilingual
from window_desk.locale import _, word
from window_desk.locale.punctuation import phrased


def tell_clock(op: ops.Op) -> str:
    """The act in one sentence; an empty text for any other act."""
    match op:
        case ops.CaseSuspended():
            ground = word(ground_words.get(op.ground, Bilingual(op.ground)))
            return _("Clock stopped from {day} on: {ground}, {days} working days").format(
                day=op.start, ground=ground, days=op.days
            )
        case ops.CaseResumed():
            return _("Clock runs again after {day}").format(day=op.end)
        case ops.CaseExtended():
            said = _("Limit extended by {days} working days by {who} ({approver}): {reason}")
            who = word(extender_labels[op.by])
            return said.format(days=op.days, who=who, approver=op.approver, reason=op.reason)
        case ops.CaseRestarted():
            return _("Limit starts again, day 0 is {day}: {reason} ({basis})").format(
                day=op.on, reason=op.reason, basis=op.basis
            )
        case ops.CaseDatesMoved():
            return _("A working-day notice moved {dates}").format(dates=phrased(_moved(op)))
        case ops.CasePromiseBroken():
            return _("Promised papers did not come in time")
    return ""


def _moved(op: ops.CaseDatesMoved) -> Iterator[str]:
    """Each date that is another one now."""
    if op.promised_before != op.promised_after:
        said = _("the promised date from {before} to {after}")
        yield said.format(before=op.promised_before, after=op.promised_after)
    if op.statutory_before != op.statutory_after:
        said = _("the date by law from {before} to {after}")
        yield said.format(before=op.statutory_before, after=op.statutory_after)
