"""Every case of the demo hall could have been made at the desk: the verbs record the same ops."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import msgspec
import pytest

from tests.services.demo_desks import fill, histories, set_clock
from tests.support import Clock, actor
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.ops import Op, Recorded
from window_desk.services import (
    asking_more,
    cases,
    children,
    clocks,
    commitments,
    corrections,
    due_acts,
    intake,
    joint,
    licences,
    meetings,
    people,
    review,
    supervision,
)
from window_desk.storage.desk import Desk

AGENT = people.Applicant(name="李四", certificate_type="414", certificate_number="E12345678")


def acts_of(run: list[Recorded]) -> Iterator[list[Recorded]]:
    """The ops of a case by act: those of one moment and account."""
    for _at, together in groupby(run, key=lambda each: (each.at, each.by)):
        yield list(together)


def open_again(desk: Desk, clerk: Actor, op: ops.CaseOpened) -> str:
    # Whoever was somebody else in the hall is somebody else here: papers on file are their own.
    who = people.Applicant(
        name="张三",
        certificate_type="414",
        certificate_number=f"P{op.applicant.rpartition(':')[2]}",
    )
    if op.agent:
        who = msgspec.structs.replace(who, agent=AGENT, authority=op.authority)
    return intake.open_case(desk, clerk, op.item, who, window=op.window).id


def act_at_window(desk: Desk, who: Actor, case: str, op: Op) -> None:
    """Do an act of the intake by its verb."""
    match op:
        case ops.CaseAnswered(answers=answers):
            intake.answer(desk, who, case, answers)
        case ops.CasePapersChecked(checks=checks):
            intake.check_papers(desk, who, case, checks)
        case ops.CaseAccepted():
            cases.accept(desk, who, case)
        case ops.CaseCorrectionNotified():
            cases.correct(desk, who, case)
        case ops.CaseTurnedAway(reason=reason, body=body, alternative=instead):
            cases.turn_away(desk, who, case, reason, alternative=instead, body=body)
        case _:
            act_later(desk, who, case, op)


def act_later(desk: Desk, who: Actor, case: str, op: Op) -> None:
    """Do an act after acceptance by its verb."""
    match op:
        case ops.CaseWithdrawn(reason=reason):
            cases.withdraw(desk, who, case, reason)
        case ops.CaseDispatched():
            review.dispatch(desk, who, case)
        case ops.CaseLegAnswered(step=step, outcome=answer, reason=reason):
            review.answer_leg(desk, who, case, step, answer, reason)
        case ops.CaseChildDecided(item=item, outcome=outcome, reason=reason, alternative=instead):
            children.decide_child(desk, who, case, item, outcome, reason, alternative=instead)
        case ops.CaseDecided(outcome=outcome, reason=reason, alternative=instead):
            review.decide(desk, who, case, outcome, reason, alternative=instead)
        case ops.CaseServed(manner=manner):
            cases.serve(desk, who, case, manner)
        case ops.CaseNoReviewed(outcome=finding, note=note):
            supervision.review_no(desk, who, case, finding, note)
        case _:
            act_on_clocks(desk, who, case, op)


def act_on_clocks(desk: Desk, who: Actor, case: str, op: Op) -> None:
    """Do an act on the limits, a declaration or a return by its verb."""
    match op:
        case ops.CaseLicenceNoted(until=until):
            licences.note_licence(desk, who, case, until)
        case ops.CaseCorrectionsReturned():
            corrections.return_corrections(desk, who, case)
        case ops.CaseCommitmentChecked(outcome=found, reason=reason):
            commitments.check_commitment(desk, who, case, found, reason)
        case ops.CaseSuspended(ground=ground, days=days, start=start, body=body):
            clocks.suspend(desk, who, case, ground, days, start=start, body=body)
        case ops.CaseResumed(end=end):
            clocks.resume(desk, who, case, end=end)
        case ops.CaseExtended(days=more, by=extender, approver=approver, reason=reason):
            clocks.extend(desk, who, case, more, extender, approver=approver, reason=reason)
        case _:
            act_jointly(desk, who, case, op)


def act_jointly(desk: Desk, who: Actor, case: str, op: Op) -> None:
    """Do what several departments do with one case by its verb."""
    match op:
        case ops.CaseLegAdded(step=step, reason=reason):
            joint.add_body(desk, who, case, step.department, reason, days=step.days)
        case ops.CaseLegAssigned(step=step, to=to, note=note):
            joint.assign_leg(desk, who, case, step, to, note)
        case ops.CaseReminded(step=step, note=note):
            joint.remind(desk, who, case, step, note)
        case ops.CaseMoreAsked(step=step, asked=asked):
            wanted = {each.material: each.reason for each in asked}
            asking_more.ask_more(desk, who, case, step, wanted)
        case ops.CaseMoreNotified(reason=reason):
            asking_more.notify_more(desk, who, case, reason)
        case ops.CaseMeetingCalled(meets=meets, place=place, steps=steps):
            meetings.call_meeting(desk, who, case, meets, place, steps)
        case ops.CaseChildDecided(item=item, outcome=outcome, reason=reason, alternative=instead):
            children.decide_child(desk, who, case, item, outcome, reason, alternative=instead)
        case _:
            raise AssertionError(op)


def live_again(desk: Desk, clock: Clock, run: list[Recorded]) -> list[Recorded]:
    """Do every act of a case by its verb, at its time and by its account; gives the ops."""
    case = ""
    for together in acts_of(run):
        first = together[0]
        set_clock(clock, first.at)
        if first.by == due_acts.doer:
            due_acts.run_due(desk)
            continue
        who = actor(desk, first.by)
        if isinstance(first.op, ops.CaseOpened):
            case = open_again(desk, who, first.op)
        elif len(together) > 1 and isinstance(together[-1].op, ops.CaseServed):
            cases.settle(desk, who, case)
        elif any(isinstance(each.op, ops.CaseCommitted) for each in together):
            commitments.commit(desk, who, case)
        else:
            act_at_window(desk, who, case, first.op)
    with desk.look() as view:
        return view.history(case)


def plain(each: Recorded) -> tuple[object, str, Op]:
    """An op without what differs from desk to desk: its ids and numbers."""
    op = each.op
    match op:
        case ops.CaseOpened(agent=agent):
            op = msgspec.structs.replace(op, applicant="", agent="-" if agent else "", ticket="")
        case ops.CaseAccepted():
            op = msgspec.structs.replace(op, number="", document="")
        case (
            ops.CaseCorrectionNotified()
            | ops.CaseTurnedAway()
            | ops.CaseReceiptGiven()
            | ops.CaseCommitted()
            | ops.CaseSuspended()
            | ops.CaseExtended()
            | ops.CaseDecided()
            | ops.CaseChildDecided()
            | ops.CaseServed()
            | ops.CaseMoreNotified()
            | ops.CaseChildDecided()
        ):
            op = msgspec.structs.replace(op, document="")
        case ops.CaseResumed():
            op = msgspec.structs.replace(op, suspension="")
    # The desk looks first and acts a moment later.
    at = each.at.replace(microsecond=0) if each.by == due_acts.doer else each.at
    return at, each.by, op


@pytest.mark.parametrize("seed", [1, 5])
def test_the_verbs_make_the_same_case(desk: Desk, clock: Clock, empty: Path, seed: int) -> None:
    hall = fill(empty, seed=seed, cases=110)
    made = histories(hall, "case")
    hall.close()
    assert len(made) == 110
    for run in made:
        assert [plain(each) for each in live_again(desk, clock, run)] == [
            plain(each) for each in run
        ]


def test_nobody_decides_what_they_accepted(hall: Desk) -> None:
    with hall.read() as connection:
        decided = list(
            connection.execute(
                "SELECT accepted_by = decided_by, instant FROM service_case"
                # A declaration is decided at the window, whatever the item.
                " WHERE decided_at IS NOT NULL AND commitment = ''"
            )
        )
    assert {same for same, instant in decided if not instant} == {0}
    assert 1 in {same for same, instant in decided if instant}


def test_a_case_in_intake_belongs_to_the_ticket_at_its_window(hall: Desk) -> None:
    with hall.read() as connection:
        found = list(
            connection.execute(
                "SELECT c.window, t.window, c.state, t.state FROM service_case c"
                " JOIN ticket t ON t.id = c.ticket"
            )
        )
    assert len(found) > 15
    assert all(here == there for here, there, _case, _ticket in found)
    assert {("intake", "serving"), ("intake", "on_hold"), ("served", "finished")} <= {
        (case, ticket) for _here, _there, case, ticket in found
    }
