"""The queue's verbs on a real desk: numbers, calling, and every move that is not allowed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.services.refusals import refused
from tests.support import INSTANT, MORNING, PLAIN, Clock
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.ticket import Ticket
from window_desk.services import access, tickets, windows
from window_desk.storage.desk import Desk


def issue(desk: Desk, clerk: Actor, queue: str = "A", **words: str) -> str:
    """Give out a number."""
    return tickets.issue(desk, clerk, queue, priority=words.get("priority", "normal")).ticket.number


class TestIssue:
    def test_numbers_follow_each_other_by_prefix_and_begin_anew_each_day(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        first = [issue(desk, clerk, queue) for queue in ("A", "B", "A", "Q", "A")]
        assert first == ["A001", "B001", "A002", "Q001", "A003"]
        clock.advance(days=1)
        assert issue(desk, clerk) == "A001"

    def test_a_day_changes_at_midnight_of_the_centre(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        clock.now = clock.now.replace(hour=23, minute=59, second=59)
        assert issue(desk, clerk) == "A001"
        clock.advance(seconds=2)
        assert issue(desk, clerk) == "A001"

    def test_the_thousandth_number_has_four_digits(self, desk: Desk, clerk: Actor) -> None:
        op = ops.TicketIssued(
            number="A999",
            serial=999,
            queue="A",
            day=MORNING.date(),
            priority="normal",
            rank_at=MORNING,
            eligible_from=MORNING,
        )
        with desk.change(by="clerk1") as tx:
            tx.record(op)
        assert issue(desk, clerk) == "A1000"
        assert tickets.call_chosen(desk, clerk, "1", "a1000").serial == 1000

    def test_an_item_names_its_queue(self, desk: Desk, clerk: Actor) -> None:
        quick = tickets.issue(desk, clerk, INSTANT).ticket
        assert (quick.queue, quick.item, quick.rule) == ("Q", INSTANT, "quick")
        plain = tickets.issue(desk, clerk, PLAIN).ticket
        assert (plain.queue, plain.item, plain.rule) == ("B", PLAIN, "arrival")

    def test_who_is_ahead_and_how_long_it_takes(self, desk: Desk, clerk: Actor) -> None:
        for ahead in range(3):
            issued = tickets.issue(desk, clerk, "A")
            assert (issued.ahead, issued.expected_wait) == (ahead, ahead * 8 * 60)
        assert tickets.issue(desk, clerk, "A", priority="urgent").ahead == 0

    @pytest.mark.parametrize(
        ("queue", "priority", "code"),
        [
            pytest.param("Z", "normal", "queue.unknown", id="no such queue"),
            pytest.param("", "normal", "queue.unknown", id="nothing named"),
            pytest.param("A", "royal", "queue.priority", id="no such class"),
        ],
    )
    def test_what_is_not_there_is_not_given(
        self, desk: Desk, clerk: Actor, queue: str, priority: str, code: str
    ) -> None:
        with refused(code, desk):
            tickets.issue(desk, clerk, queue, priority=priority)

    def test_whoever_may_not_does_not(self, desk: Desk, reviewer: Actor, admin: Actor) -> None:
        for each in (reviewer, admin):
            with refused("access.role", desk):
                tickets.issue(desk, each, "A")


class TestCalling:
    def test_the_first_come_is_called_first_and_the_reason_kept(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        issue(desk, clerk)
        issue(desk, clerk)
        clock.advance(minutes=5)
        called = tickets.call_next(desk, clerk, "1")
        assert (called.number, called.state, called.window, called.clerk, called.calls) == (
            "A001", "called", "1", "clerk1", 1,
        )  # fmt: skip
        assert called.why is not None
        assert (called.why.rule, called.why.waited, called.why.passed) == ("arrival", 300, 0)

    def test_a_class_of_priority_passes_those_it_may_pass(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        issue(desk, clerk)
        clock.advance(minutes=16)
        issue(desk, clerk)
        issue(desk, clerk, priority="senior")
        called = tickets.call_next(desk, clerk, "1")
        assert called.number == "A001"
        tickets.start(desk, clerk, "A001", "1")
        tickets.finish(desk, clerk, "A001", "1")
        called = tickets.call_next(desk, clerk, "1")
        assert (called.number, called.why and called.why.rule) == ("A003", "priority")
        assert called.why is not None
        assert called.why.passed == 1

    def test_an_appointment_waits_for_its_time(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        at = clock.now + timedelta(minutes=30)
        tickets.issue(desk, clerk, "A", appointment=at)
        clock.advance(minutes=5)
        issue(desk, clerk)
        assert tickets.call_next(desk, clerk, "1").number == "A002"
        tickets.start(desk, clerk, "A002", "1")
        tickets.finish(desk, clerk, "A002", "1")
        clock.advance(minutes=15)
        issue(desk, clerk)
        called = tickets.call_next(desk, clerk, "1")
        assert (called.number, called.rule) == ("A001", "appointment")

    def test_an_early_appointment_is_called_when_nobody_else_waits(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        tickets.issue(desk, clerk, "A", appointment=clock.now + timedelta(hours=2))
        assert tickets.call_next(desk, clerk, "1").number == "A001"

    def test_a_window_calls_from_its_queues_only(self, desk: Desk, clerk: Actor) -> None:
        issue(desk, clerk, "C")
        with refused("queue.empty", desk):
            tickets.call_next(desk, clerk, "1")

    def test_a_chosen_number_is_called_out_of_turn_and_on_record(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        for _ in range(3):
            issue(desk, clerk)
            clock.advance(minutes=1)
        called = tickets.call_chosen(desk, clerk, "1", " a 003 ")
        assert called.number == "A003"
        assert called.why is not None
        assert (called.why.rule, called.why.passed) == ("chosen", 2)

    def test_two_windows_never_get_one_ticket(
        self, desk: Desk, clerk: Actor, other_clerk: Actor
    ) -> None:
        issue(desk, clerk)
        assert tickets.call_next(desk, clerk, "1").number == "A001"
        with refused("queue.empty", desk):
            tickets.call_next(desk, other_clerk, "2")
        with refused("ticket.state", desk):
            tickets.call_chosen(desk, other_clerk, "2", "A001")

    def test_a_busy_window_calls_nobody_else(self, desk: Desk, clerk: Actor) -> None:
        issue(desk, clerk)
        issue(desk, clerk)
        tickets.call_next(desk, clerk, "1")
        with refused("window.busy", desk):
            tickets.call_next(desk, clerk, "1")
        with refused("window.busy", desk):
            tickets.call_chosen(desk, clerk, "1", "A002")

    def test_a_paused_or_foreign_or_unknown_window_calls_nobody(
        self, desk: Desk, clerk: Actor, other_clerk: Actor
    ) -> None:
        issue(desk, clerk)
        access.sign_in(desk, "clerk1", "2468", "1")
        with refused("window.other_account", desk):
            tickets.call_next(desk, other_clerk, "1")
        windows.pause_window(desk, clerk, "1", "meal")
        with refused("window.paused", desk) as caught:
            tickets.call_next(desk, clerk, "1")
        assert "meal" in caught.value.message
        with refused("window.unknown", desk):
            tickets.call_next(desk, clerk, "99")

    def test_yesterdays_line_is_not_called_today(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        issue(desk, clerk)
        clock.advance(days=1)
        with refused("queue.empty", desk):
            tickets.call_next(desk, clerk, "1")

    def test_a_ticket_left_at_the_window_overnight_can_be_ended(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        issue(desk, clerk)
        tickets.call_next(desk, clerk, "1")
        tickets.start(desk, clerk, "A001", "1")
        clock.advance(days=1)
        todays = tickets.issue(desk, clerk, "A").ticket
        with refused("window.busy", desk):
            tickets.call_next(desk, clerk, "1")
        assert tickets.finish(desk, clerk, "A001", "1").id != todays.id
        assert tickets.call_next(desk, clerk, "1").id == todays.id


Verb = Callable[[Desk, Actor], Ticket]

VERBS: dict[str, Verb] = {
    "call": lambda d, c: tickets.call_chosen(d, c, "1", "A001"),
    "recall": lambda d, c: tickets.recall(d, c, "A001", "1"),
    "start": lambda d, c: tickets.start(d, c, "A001", "1"),
    "hold": lambda d, c: tickets.hold(d, c, "A001", "1", "fetch_paper"),
    "resume": lambda d, c: tickets.resume(d, c, "A001", "1"),
    "miss": lambda d, c: tickets.miss(d, c, "A001", "1"),
    "requeue": lambda d, c: tickets.requeue(d, c, "A001"),
    "transfer": lambda d, c: tickets.transfer(d, c, "A001", "Q"),
    "finish": lambda d, c: tickets.finish(d, c, "A001", "1"),
    "leave": lambda d, c: tickets.leave(d, c, "A001", "1"),
}

WAYS = {
    "waiting": (),
    "called": ("call", "recall"),
    "serving": ("call", "start"),
    "on_hold": ("call", "start", "hold"),
    "missed": ("call", "recall", "miss"),
    "finished": ("call", "start", "finish"),
    "left": ("leave",),
}

AFTER = {
    ("waiting", "call"): "called",
    ("waiting", "transfer"): "waiting",
    ("waiting", "leave"): "left",
    ("called", "recall"): "called",
    ("called", "start"): "serving",
    ("called", "miss"): "missed",
    ("called", "transfer"): "waiting",
    ("called", "leave"): "left",
    ("serving", "hold"): "on_hold",
    ("serving", "transfer"): "waiting",
    ("serving", "finish"): "finished",
    ("on_hold", "resume"): "serving",
    ("on_hold", "transfer"): "waiting",
    ("on_hold", "leave"): "left",
    ("missed", "requeue"): "waiting",
    ("missed", "leave"): "left",
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", WAYS)
def test_every_verb_from_every_state(
    desk: Desk, clock: Clock, clerk: Actor, state: str, verb: str
) -> None:
    issue(desk, clerk)
    for step in WAYS[state]:
        clock.advance(minutes=2)
        VERBS[step](desk, clerk)
    clock.advance(minutes=2)
    if (state, verb) in AFTER:
        assert VERBS[verb](desk, clerk).state == AFTER[state, verb]
    else:
        # Who calls with somebody at the window hears that first.
        busy = verb == "call" and state in ("called", "serving")
        with refused("window.busy" if busy else "ticket.state", desk):
            VERBS[verb](desk, clerk)


class TestMoves:
    @pytest.mark.parametrize("verb", ["recall", "start", "miss", "leave"])
    def test_what_is_at_another_window_is_left_alone(
        self, desk: Desk, clerk: Actor, other_clerk: Actor, verb: str
    ) -> None:
        issue(desk, clerk)
        tickets.call_next(desk, other_clerk, "2")
        with refused("ticket.other_window", desk):
            VERBS[verb](desk, clerk)

    @pytest.mark.parametrize(
        ("calls", "seconds", "code"),
        [
            pytest.param(1, 600, "ticket.calls", id="called once"),
            pytest.param(2, 59, "ticket.seconds", id="too soon"),
            pytest.param(2, 60, "", id="twice and a minute"),
            pytest.param(5, 61, "", id="more than enough"),
        ],
    )
    def test_nobody_is_missed_before_the_house_rules_allow(
        self, desk: Desk, clock: Clock, clerk: Actor, calls: int, seconds: int, code: str
    ) -> None:
        issue(desk, clerk)
        tickets.call_next(desk, clerk, "1")
        for _ in range(calls - 1):
            tickets.recall(desk, clerk, "A001", "1")
        clock.advance(seconds=seconds)
        if code:
            with refused(code, desk):
                tickets.miss(desk, clerk, "A001", "1")
        else:
            assert tickets.miss(desk, clerk, "A001", "1").state == "missed"

    def test_a_missed_number_waits_again_with_a_small_head_start(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        issue(desk, clerk)
        tickets.call_next(desk, clerk, "1")
        tickets.recall(desk, clerk, "A001", "1")
        clock.advance(minutes=30)
        tickets.miss(desk, clerk, "A001", "1")
        early, late = issue(desk, clerk), None
        clock.advance(minutes=11)
        late = issue(desk, clerk)
        back = tickets.requeue(desk, clerk, "A001")
        assert (back.number, back.rule, back.head_start, back.calls) == ("A001", "requeued", 10, 0)
        order = []
        for _ in range(3):
            number = tickets.call_next(desk, clerk, "1").number
            order.append(number)
            tickets.start(desk, clerk, number, "1")
            tickets.finish(desk, clerk, number, "1")
        assert order == [early, "A001", late]

    def test_a_transfer_keeps_number_and_waiting_time(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        issue(desk, clerk)
        before = tickets.call_next(desk, clerk, "1")
        tickets.start(desk, clerk, "A001", "1")
        clock.advance(minutes=3)
        moved = tickets.transfer(desk, clerk, "A001", "C")
        assert (moved.number, moved.queue, moved.window, moved.rank_at) == (
            "A001", "C", "", before.rank_at,
        )  # fmt: skip
        clock.advance(minutes=2)
        called = tickets.call_next(desk, Actor("clerk5", "", "clerk"), "5")
        assert called.number == "A001"
        assert called.seconds("wait", clock.now) == 120
        assert called.why is not None
        assert called.why.waited == 300

    def test_a_transfer_goes_by_item_and_not_into_its_own_queue(
        self, desk: Desk, clerk: Actor
    ) -> None:
        issue(desk, clerk)
        assert tickets.transfer(desk, clerk, "A001", PLAIN).queue == "B"
        with refused("queue.same", desk):
            tickets.transfer(desk, clerk, "A001", "B")
        with refused("queue.unknown", desk):
            tickets.transfer(desk, clerk, "A001", "Z")

    def test_a_citizen_on_hold_comes_back_to_any_free_window(
        self, desk: Desk, clerk: Actor, other_clerk: Actor
    ) -> None:
        issue(desk, clerk)
        issue(desk, clerk)
        tickets.call_next(desk, clerk, "1")
        tickets.start(desk, clerk, "A001", "1")
        tickets.hold(desk, clerk, "A001", "1", "fetch_paper")
        tickets.call_next(desk, clerk, "1")
        with refused("window.busy", desk):
            tickets.resume(desk, clerk, "A001", "1")
        back = tickets.resume(desk, other_clerk, "A001", "2")
        assert (back.window, back.clerk, back.state) == ("2", "clerk2", "serving")

    @pytest.mark.parametrize("number", ["A999", "", "  ", "A001; DROP TABLE ticket", "Ａ００１"])
    def test_a_number_nobody_has(self, desk: Desk, clerk: Actor, number: str) -> None:
        issue(desk, clerk)
        with refused("ticket.number", desk):
            tickets.start(desk, clerk, number, "1")

    def test_a_window_that_is_not_there(self, desk: Desk, clerk: Actor) -> None:
        issue(desk, clerk)
        with refused("window.unknown", desk):
            tickets.start(desk, clerk, "A001", "99")

    @pytest.mark.parametrize("verb", VERBS)
    def test_whoever_may_not_serve_does_not(self, desk: Desk, reviewer: Actor, verb: str) -> None:
        with refused("access.role", desk):
            VERBS[verb](desk, reviewer)
