"""What the owner's desk does by itself when the answer of a department's desk has arrived."""

from __future__ import annotations

from window_desk.domain import case as cases
from window_desk.domain.case import Case
from window_desk.services.children import decide_whole
from window_desk.services.sending import send_legs
from window_desk.storage.change import Change


def send_what_waited(tx: Change, case: Case) -> tuple[str, ...]:
    """Send the legs that waited for a leg of another desk, as any answer does here at once."""
    if case.state != "under_review":
        return ()
    elsewhere = {each.step.code for each in case.legs if each.desk and each.state == "agreed"}
    ready = cases.ready_legs(case)
    steps = tuple(
        each.step.code
        for each in case.legs
        if each.step.code in ready
        and each.state == "waiting"
        and not elsewhere.isdisjoint(each.step.needs)
    )
    send_legs(tx, case.id, steps)
    return steps


def decide_bundle(tx: Change, case: Case) -> bool:
    """Decide a bundle whose last item was decided at another desk; whether there was one."""
    if case.state != "under_review" or not case.children:
        return False
    decide_whole(tx, case.id)
    return tx.case(case.id).state != "under_review"
