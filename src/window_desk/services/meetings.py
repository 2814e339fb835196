"""Joint review meetings (联合会审): called, cancelled, and recorded with their opinions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from window_desk.domain import case as cases
from window_desk.domain import joint_moves, meeting_moves, ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.text import clean_text, require_text
from window_desk.services.intake import require_case
from window_desk.services.sending import send_ready
from window_desk.storage.desk import Desk

most_minutes = 4_000
"""How many characters minutes may have."""


def call_meeting(
    desk: Desk,
    actor: Actor,
    case: str,
    meets: datetime,
    place: str,
    steps: Sequence[str] = (),
) -> Case:
    """Call the departments of these legs together, by the lead department or a supervisor.

    Without `steps` every leg that is with its department is in it. The meeting's opinions will
    take the place of those legs' separate answers. `meets` without a zone is the centre's time.
    """
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        joint_moves.check_leads(found, actor, "call_meeting")
        at = meets if meets.tzinfo else meets.replace(tzinfo=CENTRE_TIME)
        chosen = meeting_moves.check_call(found, at, steps, tx.now)
        where = require_text(place, ("地点", "place"))
        tx.record(ops.CaseMeetingCalled(meets=at, place=where, steps=chosen), on=found.id)
        return tx.case(found.id)


def cancel_meeting(desk: Desk, actor: Actor, case: str, reason: str, meeting: str = "") -> Case:
    """Say that a meeting will not be held, and why; each department answers by itself again."""
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        joint_moves.check_leads(found, actor, "cancel_meeting")
        chosen = meeting_moves.find_called(found, clean_text(meeting))
        said = require_text(reason, ("理由", "reason"))
        tx.record(ops.CaseMeetingCancelled(meeting=chosen.id, reason=said), on=found.id)
        return tx.case(found.id)


def hold_meeting(
    desk: Desk,
    actor: Actor,
    case: str,
    *,
    attendance: Sequence[ops.Attendee],
    minutes: str,
    opinions: Sequence[ops.Opinion] = (),
    meeting: str = "",
) -> Case:
    """Record a meeting: who attended, its minutes under a number of their own, and each opinion.

    An opinion without a person is the first attendee's of its department. A leg without an
    opinion, as of a department that did not attend, stays open. What waited goes out at once.
    """
    with desk.change(by=actor.account) as tx:
        found = require_case(tx, case)
        joint_moves.check_leads(found, actor, "hold_meeting")
        chosen = meeting_moves.find_called(found, clean_text(meeting))
        there = tuple(_attendee(each) for each in attendance)
        said = tuple(_opinion(found, there, each) for each in opinions)
        meeting_moves.check_minutes(found, chosen, there, said, tx.now)
        op = ops.CaseMeetingHeld(
            meeting=chosen.id,
            attendance=there,
            minutes=require_text(minutes, ("会议纪要", "minutes"), most_minutes),
            opinions=said,
            document=tx.next_number("minutes"),
        )
        tx.record(op, on=found.id)
        send_ready(tx, found)
        return tx.case(found.id)


def _attendee(typed: ops.Attendee) -> ops.Attendee:
    person = require_text(typed.person, ("参会人", "attendee"))
    return ops.Attendee(person=person, body=require_text(typed.body, ("单位", "department")))


def _opinion(case: Case, there: Sequence[ops.Attendee], typed: ops.Opinion) -> ops.Opinion:
    department = cases.require_leg(case, typed.step).step.department
    first = next((each.person for each in there if each.body == department), "")
    return ops.Opinion(
        step=typed.step,
        outcome=typed.outcome,
        person=clean_text(typed.person) or first,
        reason=clean_text(typed.reason, 1000),
    )
