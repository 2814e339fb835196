"""Sending legs to their departments: to the desk that a department has, else to this one."""

from __future__ import annotations

from collections.abc import Sequence

from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain.case import Case
from window_desk.storage.change import Change


def send_legs(tx: Change, identity: str, steps: Sequence[str]) -> None:
    """Send these legs of a case, in one act; without any nothing is recorded.

    The legs of a department with a desk of its own are that desk's from then on.
    """
    if not steps:
        return
    case = tx.case(identity)
    desks: dict[str, str] = {}
    for code in steps:
        leg = case.leg(code)
        to = tx.centre.desk_of(leg.step.department) if leg else ""
        if to and to != tx.home:
            desks[code] = to
    tx.record(ops.CaseDispatched(steps=tuple(steps), desks=desks), on=identity)


def send_ready(tx: Change, before: Case) -> tuple[str, ...]:
    """Send what an answer made ready since `before`; gives the steps.

    Only the desk that owns the case sends: where a department's desk answered, the owner does it
    when the answer arrives there.
    """
    if not tx.place(before.id).is_ours:
        return ()
    ready = cases.newly_ready(before, tx.case(before.id))
    send_legs(tx, before.id, ready)
    return ready
