"""The fold of what several departments do with one case at the same time."""

from __future__ import annotations

import msgspec

from window_desk.domain import ops
from window_desk.domain.case.state import Case, ChildCase, Heard, Leg, Meeting, MoreRound
from window_desk.domain.ops import Recorded

_replace = msgspec.structs.replace


def apply_joint(case: Case, recorded: Recorded) -> Case | None:
    """The case after an op of joint handling; None for any other op."""
    for apply in (_on_a_leg, _asked_of_the_applicant, _in_a_meeting):
        changed = apply(case, recorded)
        if changed is not None:
            return changed
    return None


def with_legs(case: Case, steps: tuple[str, ...], **changes: object) -> Case:
    """The case with these fields of the legs of these steps changed."""
    legs = (_replace(each, **changes) if each.step.code in steps else each for each in case.legs)
    return _replace(case, legs=tuple(legs))


def sent(case: Case, op: ops.CaseDispatched, recorded: Recorded) -> Case:
    """The legs with their departments; what was said before stays heard."""
    for step in op.steps:
        case = with_legs(
            case, (step,), state="open", dispatched_at=recorded.at, answered_at=None,
            answered_by="", reason="", deemed=False, asked=(), reminded=(),
            desk=op.desks.get(step, ""),
        )  # fmt: skip
    return case


def answered(case: Case, op: ops.CaseLegAnswered, recorded: Recorded) -> Case:
    """The leg with its answer, kept beside what was said before."""
    leg = case.leg(op.step)
    if leg is None:
        return case
    said = Heard(
        leg.step.department, op.outcome, recorded.at, recorded.by, op.reason, op.ground, op.deemed
    )
    return _heard(case, leg, said)


def _heard(case: Case, leg: Leg, said: Heard) -> Case:
    return with_legs(
        case, (leg.step.code,), state=said.outcome, answered_at=said.at, answered_by=said.by,
        reason=said.reason, deemed=said.deemed, asked=(), heard=(*leg.heard, said),
    )  # fmt: skip


def _on_a_leg(case: Case, recorded: Recorded) -> Case | None:
    op = recorded.op
    match op:
        case ops.CaseLegAdded():
            return _replace(case, legs=(*case.legs, Leg(step=op.step, added=op.reason)))
        case ops.CaseLegAssigned():
            return with_legs(case, (op.step,), officer=op.to)
        case ops.CaseReminded():
            leg = case.leg(op.step)
            before = leg.reminded if leg else ()
            return with_legs(case, (op.step,), reminded=(*before, recorded.at))
        case ops.CaseChildDecided():
            return _replace(
                case, children=tuple(_decided(each, op, recorded) for each in case.children)
            )
    return None


def _decided(child: ChildCase, op: ops.CaseChildDecided, recorded: Recorded) -> ChildCase:
    if child.part.item != op.item:
        return child
    return _replace(
        child, outcome=op.outcome, document=op.document, reason=op.reason,
        decided_at=recorded.at, decided_by=recorded.by,
    )  # fmt: skip


def _asked_of_the_applicant(case: Case, recorded: Recorded) -> Case | None:
    """A leg asks; one notice tells everything; what comes back goes to the officer who asked."""
    op = recorded.op
    match op:
        case ops.CaseMoreAsked():
            return with_legs(case, (op.step,), state="asking", asked=op.asked, officer=recorded.by)
        case ops.CaseMoreNotified():
            asked = tuple(
                (each.step.code, each.asked) for each in case.legs if each.step.code in op.steps
            )
            told = MoreRound(op.document, recorded.at, asked, op.reason)
            return _replace(case, more=(*case.more, told))
        case ops.CaseMoreReturned() if case.more:
            steps = tuple(code for code, _ in case.more[-1].asked)
            back = _replace(case.more[-1], returned_at=recorded.at)
            going_on = tuple(
                each.step.code
                for each in case.legs
                if each.state == "asking" and each.step.code in steps
            )
            return _replace(
                with_legs(case, going_on, state="open", asked=()), more=(*case.more[:-1], back)
            )
    return None


def _in_a_meeting(case: Case, recorded: Recorded) -> Case | None:
    op = recorded.op
    match op:
        case ops.CaseMeetingCalled():
            called = Meeting(recorded.id, op.meets, op.place, op.steps, recorded.by)
            return _replace(case, meetings=(*case.meetings, called))
        case ops.CaseMeetingCancelled():
            return _with_meeting(case, op.meeting, state="cancelled")
        case ops.CaseMeetingHeld():
            case = _with_meeting(
                case, op.meeting, state="held", attendance=op.attendance, minutes=op.minutes,
                document=op.document, held_at=recorded.at,
            )  # fmt: skip
            for each in op.opinions:
                leg = case.leg(each.step)
                if leg is not None:
                    said = Heard(
                        leg.step.department, each.outcome, recorded.at, recorded.by,
                        each.reason, person=each.person, meeting=op.meeting,
                    )  # fmt: skip
                    case = _said_in_meeting(case, leg, said)
            return case
    return None


def _said_in_meeting(case: Case, leg: Leg, said: Heard) -> Case:
    """The opinion of a meeting; of a department that had answered before, it is only heard."""
    if leg.state in ("open", "asking"):
        return _heard(case, leg, said)
    return with_legs(case, (leg.step.code,), heard=(*leg.heard, said))


def _with_meeting(case: Case, identity: str, **changes: object) -> Case:
    meetings = (
        _replace(each, **changes) if each.id == identity else each for each in case.meetings
    )
    return _replace(case, meetings=tuple(meetings))
