"""Undo takes back exactly one's own last act, within its grace, while nothing is built on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.services.refusals import refused
from tests.support import (
    APPLICANT,
    INSTANT,
    PLAIN,
    Clock,
    accept_complete,
    answer_all,
    open_complete,
    projections,
    reviewer_of,
)
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.ticket import Ticket
from window_desk.services import acts, cases, intake, review, tickets
from window_desk.services.own_line import require_number
from window_desk.storage.desk import Desk

TICKET_ACTS: dict[str, Callable[[Desk, Actor], Ticket]] = {
    "call": lambda d, c: tickets.call_next(d, c, "1"),
    "recall": lambda d, c: tickets.recall(d, c, "A001", "1"),
    "start": lambda d, c: tickets.start(d, c, "A001", "1"),
    "hold": lambda d, c: tickets.hold(d, c, "A001", "1", "meal"),
    "resume": lambda d, c: tickets.resume(d, c, "A001", "1"),
    "finish": lambda d, c: tickets.finish(d, c, "A001", "1"),
    "miss": lambda d, c: tickets.miss(d, c, "A001", "1"),
    "requeue": lambda d, c: tickets.requeue(d, c, "A001"),
    "transfer": lambda d, c: tickets.transfer(d, c, "A001", "Q"),
    "leave": lambda d, c: tickets.leave(d, c, "A001", "1"),
}


def ticket(desk: Desk, number: str = "A001") -> Ticket:
    """Today's ticket with a number."""
    with desk.change() as tx:
        return tx.ticket(require_number(tx, number))


@pytest.mark.parametrize(
    "run",
    [
        ["call", "start", "finish"],
        ["call", "start", "hold", "resume", "finish"],
        ["call", "start", "transfer"],
        ["call", "recall", "miss", "requeue"],
        ["call", "recall", "miss", "leave"],
        ["transfer", "leave"],
    ],
    ids=" ".join,
)
def test_undoing_a_ticket_act_gives_back_what_was(
    desk: Desk, clock: Clock, clerk: Actor, run: list[str]
) -> None:
    tickets.issue(desk, clerk, "A")
    for name in run:
        clock.advance(minutes=2)
        before, rows = ticket(desk), projections(desk)
        after = TICKET_ACTS[name](desk, clerk)
        assert after != before
        clock.advance(seconds=30)
        acts.undo(desk, clerk)
        assert ticket(desk) == before
        assert projections(desk) == rows
        clock.advance(minutes=2)
        TICKET_ACTS[name](desk, clerk)


def test_an_undone_number_stays_used_and_nobody_calls_it(
    desk: Desk, clock: Clock, clerk: Actor
) -> None:
    tickets.issue(desk, clerk, "A")
    assert acts.undo(desk, clerk) == ("取号", "giving out the number")
    assert ticket(desk).state == "void"
    with refused("queue.empty"):
        tickets.call_next(desk, clerk, "1")
    assert tickets.issue(desk, clerk, "A").ticket.number == "A002"


@pytest.mark.parametrize(
    ("seconds", "allowed"), [(0, True), (59, True), (60, False), (3600, False)]
)
def test_the_grace_is_sixty_seconds(
    desk: Desk, clock: Clock, clerk: Actor, seconds: int, allowed: bool
) -> None:
    tickets.issue(desk, clerk, "A")
    clock.advance(seconds=seconds)
    if allowed:
        acts.undo(desk, clerk)
    else:
        with refused("undo.nothing", desk) as caught:
            acts.undo(desk, clerk)
        assert "60 s" in caught.value.message


def test_acts_are_undone_one_by_one_the_last_first(desk: Desk, clock: Clock, clerk: Actor) -> None:
    tickets.issue(desk, clerk, "A")
    clock.advance(seconds=1)
    tickets.call_next(desk, clerk, "1")
    clock.advance(seconds=1)
    tickets.start(desk, clerk, "A001", "1")
    for state in ("called", "waiting", "void"):
        acts.undo(desk, clerk)
        assert ticket(desk).state == state
    with refused("undo.nothing", desk):
        acts.undo(desk, clerk)


def test_nobody_undoes_what_another_did(
    desk: Desk, clerk: Actor, other_clerk: Actor, supervisor: Actor
) -> None:
    tickets.issue(desk, clerk, "A")
    for each in (other_clerk, supervisor):
        with refused("undo.nothing", desk):
            acts.undo(desk, each)


def test_an_act_that_another_built_on_stays(
    desk: Desk, clock: Clock, clerk: Actor, other_clerk: Actor
) -> None:
    tickets.issue(desk, clerk, "A")
    clock.advance(seconds=1)
    tickets.call_next(desk, other_clerk, "2")
    with refused("undo.nothing", desk):
        acts.undo(desk, clerk)
    acts.undo(desk, other_clerk)
    acts.undo(desk, clerk)
    assert ticket(desk).state == "void"


@pytest.mark.parametrize("ending", ["finish", "hold", "transfer"])
def test_a_ticket_does_not_come_back_to_a_window_that_is_busy(
    desk: Desk, clock: Clock, clerk: Actor, supervisor: Actor, ending: str
) -> None:
    tickets.issue(desk, supervisor, "A")
    tickets.issue(desk, supervisor, "A")
    tickets.call_chosen(desk, clerk, "1", "A001")
    tickets.start(desk, clerk, "A001", "1")
    TICKET_ACTS[ending](desk, clerk)
    clock.advance(seconds=1)
    tickets.call_chosen(desk, supervisor, "1", "A002")
    with refused("undo.window_busy", desk) as caught:
        acts.undo(desk, clerk)
    assert "A002" in caught.value.message
    tickets.leave(desk, supervisor, "A002", "1")
    acts.undo(desk, clerk)
    assert ticket(desk).state == "serving"


def case_of(desk: Desk, case: Case) -> Case:
    """A case as it is now."""
    with desk.look() as look:
        return look.case(case.id)


class TestCases:
    def test_a_whole_act_is_undone_with_everything_in_it(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        opened = open_complete(desk, clerk, INSTANT)
        before = case_of(desk, opened)
        settled = cases.settle(desk, clerk, opened.id)
        assert settled.state == "served"
        assert acts.undo(desk, clerk) == ("受理", "accepting")
        now = case_of(desk, opened)
        assert now.state == "intake"
        assert now.numbers == settled.numbers
        assert (now.number, now.legs, now.papers) == ("", (), before.papers)
        assert (settled.documents, now.documents) == (settled.numbers[1:], ())

    def test_an_accepted_number_is_not_given_again(self, desk: Desk, clerk: Actor) -> None:
        opened = open_complete(desk, clerk)
        first = cases.accept(desk, clerk, opened.id)
        acts.undo(desk, clerk)
        second = cases.accept(desk, clerk, opened.id)
        assert (first.number[-4:], second.number[-4:]) == ("0001", "0002")
        assert case_of(desk, opened).numbers == (*first.numbers, *second.numbers[3:])
        assert second.documents == second.numbers[4:]

    def test_opening_is_undone_with_the_papers_it_marked(self, desk: Desk, clerk: Actor) -> None:
        opened = intake.open_case(desk, clerk, PLAIN, APPLICANT)
        assert opened.papers
        assert acts.undo(desk, clerk) == ("开立办件", "opening the case")
        assert case_of(desk, opened).state == "void"
        with refused("case.state", desk):
            cases.accept(desk, clerk, opened.id)

    def test_an_acceptance_that_a_department_answered_stays(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        case = accept_complete(desk, clerk)
        leg = case.legs[0].step
        review.answer_leg(desk, reviewer_of(desk, leg.department), case.id, leg.code, "agreed")
        with refused("undo.nothing", desk):
            acts.undo(desk, clerk)

    def test_a_decision_and_a_leg_are_undone_by_who_made_them(
        self, desk: Desk, clock: Clock, clerk: Actor, supervisor: Actor
    ) -> None:
        case = accept_complete(desk, clerk)
        leg = case.legs[0].step
        reviewer = reviewer_of(desk, leg.department)
        review.answer_leg(desk, reviewer, case.id, leg.code, "agreed")
        assert acts.undo(desk, reviewer) == ("答复环节", "answering a leg")
        assert case_of(desk, case).legs == case.legs
        answered = answer_all(desk, case)
        clock.advance(minutes=2)
        review.decide(desk, supervisor, case.id, "granted")
        assert acts.undo(desk, supervisor) == ("决定", "deciding")
        assert case_of(desk, case).state == answered.state == "under_review"

    def test_the_latest_of_ticket_and_case_is_undone(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        number = tickets.issue(desk, clerk, "A").ticket.number
        tickets.call_next(desk, clerk, "1")
        tickets.start(desk, clerk, number, "1")
        clock.advance(seconds=1)
        case = open_complete(desk, clerk, PLAIN, number)
        clock.advance(seconds=1)
        tickets.finish(desk, clerk, number, "1")
        words = [acts.undo(desk, clerk)[1] for _ in range(3)]
        assert words == ["finished", "checking papers", "opening the case"]
        assert case_of(desk, case).state == "void"
        assert ticket(desk).state == "serving"
