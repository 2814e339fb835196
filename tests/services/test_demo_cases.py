"""Every case of the demo hall could have been made at the desk: the verbs record the same ops."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import msgspec
import pytest

from tests.services.demo_desks import fill, histories, set_clock
from tests.support import APPLICANT, Clock, actor
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Act, check_act
from window_desk.domain.ops import Op, Recorded
from window_desk.services import cases, intake, people, review
from window_desk.storage.desk import Desk

AGENT = people.Applicant(name="李四")


def acts_of(run: list[Recorded]) -> Iterator[list[Recorded]]:
    """The ops of a case by act: those of one moment."""
    for _at, together in groupby(run, key=lambda each: each.at):
        yield list(together)


def open_again(desk: Desk, clerk: Actor, op: ops.CaseOpened) -> str:
    who = APPLICANT
    if op.agent:
        who = msgspec.structs.replace(APPLICANT, agent=AGENT, authority=op.authority)
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
        case ops.CaseTurnedAway(reason=reason, body=body):
            cases.turn_away(desk, who, case, reason, body=body)
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
        case ops.CaseDecided(outcome=outcome, reason=reason):
            review.decide(desk, who, case, outcome, reason)
        case ops.CaseServed(manner=manner):
            cases.serve(desk, who, case, manner)
        case _:
            record_plainly(desk, who, case, op)


PLAIN: dict[type[Op], Act] = {
    ops.CaseLicenceNoted: "note_licence",
    ops.CaseCorrectionsReturned: "return_corrections",
    ops.CaseCommitted: "commit",
    ops.CaseCommitmentChecked: "check_commitment",
    ops.CaseSuspended: "suspend",
    ops.CaseResumed: "resume",
    ops.CaseExtended: "extend",
    ops.CasePromiseBroken: "check",
}
"""What is recorded here as it stands, after the domain has said that the state allows it."""


def record_plainly(desk: Desk, who: Actor, case: str, op: Op) -> None:
    """Record an op with the numbers and ids of this desk."""
    with desk.change(by=who.account) as tx:
        found = tx.case(case)
        check_act(found, PLAIN[type(op)])
        match op:
            case ops.CaseCommitted():
                op = msgspec.structs.replace(op, document=tx.next_number("commitment"))
            case ops.CaseSuspended():
                op = msgspec.structs.replace(op, document=tx.next_number("suspension"))
            case ops.CaseExtended():
                op = msgspec.structs.replace(op, document=tx.next_number("extension"))
            case ops.CaseResumed():
                op = msgspec.structs.replace(op, suspension=found.suspensions[-1].id)
        tx.record(op, on=case)


def live_again(desk: Desk, clock: Clock, run: list[Recorded]) -> list[Recorded]:
    """Do every act of a case by its verb, at its time and by its account; gives the ops."""
    case = ""
    for together in acts_of(run):
        first = together[0]
        who = actor(desk, first.by)
        set_clock(clock, first.at)
        if isinstance(first.op, ops.CaseOpened):
            case = open_again(desk, who, first.op)
        elif len(together) > 1 and isinstance(together[-1].op, ops.CaseServed):
            cases.settle(desk, who, case)
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
            | ops.CaseCommitted()
            | ops.CaseSuspended()
            | ops.CaseExtended()
            | ops.CaseServed()
        ):
            op = msgspec.structs.replace(op, document="")
        case ops.CaseTurnedAway() | ops.CaseDecided():
            # What else can be done is said by whoever says no; the verbs here are given no words.
            op = msgspec.structs.replace(op, document="", alternative="")
        case ops.CaseResumed():
            op = msgspec.structs.replace(op, suspension="")
    return each.at, each.by, op


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
                " WHERE decided_at IS NOT NULL"
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
