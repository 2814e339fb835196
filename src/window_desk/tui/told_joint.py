"""What an act of several departments on one case means, in words of the present language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from window_desk.domain import ops
from window_desk.domain.case import leg_labels
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.item import Bilingual
from window_desk.locale import _, word
from window_desk.locale.punctuation import clauses, listed, named, phrased, with_aside
from window_desk.tui.cells import day_text


class Names(msgspec.Struct, frozen=True):
    """How the things that an act names are called: people, papers, steps, bodies, grounds."""

    people: Mapping[str, str]
    paper: Callable[[str], str]
    step: Callable[[str], str]
    body: Callable[[str], str]
    grounds: Mapping[str, Bilingual]


def tell_joint(op: ops.Op, names: Names) -> str:
    """The act in one sentence; an empty text for any other act."""
    return _tell_leg(op, names) or _tell_asking(op, names) or _tell_meeting(op, names)


def tell_answer(op: ops.CaseLegAnswered, names: Names) -> str:
    """An opinion, with its ground in the present language."""
    said = _("deemed agreed: silent at the limit") if op.deemed else word(leg_labels[op.outcome])
    ground = names.grounds.get(op.ground)
    reason = word(ground) if ground and op.reason in ("", ground.zh) else op.reason
    return with_aside(named(names.step(op.step), said), reason)


def _tell_leg(op: ops.Op, names: Names) -> str:
    match op:
        case ops.CaseLegAdded():
            body = names.body(op.step.department)
            return _("Added a body: {department} ({reason})").format(
                department=body, reason=op.reason
            )
        case ops.CaseLegAssigned():
            who = names.people.get(op.to, op.to)
            said = _("{name} has it from now on").format(name=who)
            return with_aside(named(names.step(op.step), said), op.note)
        case ops.CaseReminded():
            return with_aside(named(_("Reminded"), names.step(op.step)), op.note)
    return ""


def _tell_asking(op: ops.Op, names: Names) -> str:
    match op:
        case ops.CaseMoreAsked():
            papers = clauses(_asked(op.asked, names))
            return _("{step} needs more from the applicant: {papers}").format(
                step=names.step(op.step), papers=papers
            )
        case ops.CaseMoreNotified():
            steps = listed(names.step(code) for code in op.steps)
            said = _("Told the applicant once what these need: {steps}").format(steps=steps)
            return with_aside(said, op.reason)
        case ops.CaseMoreReturned():
            return _("What was asked for came in; each leg goes on with who asked")
    return ""


def _asked(asked: Iterable[ops.Asked], names: Names) -> Iterable[str]:
    return (with_aside(names.paper(each.material), each.reason) for each in asked)


def _tell_meeting(op: ops.Op, names: Names) -> str:
    match op:
        case ops.CaseMeetingCalled():
            steps = listed(names.step(code) for code in op.steps)
            meets = op.meets.astimezone(CENTRE_TIME)
            return _("Called a joint review for {day} {time}, {place}: {steps}").format(
                day=day_text(meets.date()), time=f"{meets:%H:%M}", place=op.place, steps=steps
            )
        case ops.CaseMeetingCancelled():
            return with_aside(_("Cancelled the joint review"), op.reason)
        case ops.CaseMeetingHeld():
            return _held(op, names)
    return ""


def _held(op: ops.CaseMeetingHeld, names: Names) -> str:
    there = listed(with_aside(each.person, names.body(each.body)) for each in op.attendance)
    opinions = (
        with_aside(
            named(names.step(each.step), phrased((word(leg_labels[each.outcome]), each.person))),
            each.reason,
        )
        for each in op.opinions
    )
    said = _("Held the joint review; there: {people}").format(people=there)
    return clauses((said, *opinions, op.minutes))
