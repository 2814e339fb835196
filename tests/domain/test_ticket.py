"""A ticket's life: what each op makes of it, its periods, and which moves its state allows."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from window_desk.domain import ops
from window_desk.domain import ticket as tickets
from window_desk.domain.centre import CENTRE_TIME, HouseRules
from window_desk.domain.errors import RuleBroken
from window_desk.domain.ops import Op, Recorded
from window_desk.domain.ticket import Move, Period, State, Ticket

START = datetime(2026, 11, 23, 9, 0, tzinfo=CENTRE_TIME)
RULES = HouseRules()

ISSUED = ops.TicketIssued(
    number="A007", serial=7, queue="A", day=START.date(), priority="senior",
    rank_at=START - timedelta(minutes=15), eligible_from=START, head_start=15, rule="priority",
)  # fmt: skip
CALLED = ops.TicketCalled(window="1", why=ops.Why(rule="priority", waited=60))
RECALLED = ops.TicketRecalled(window="1")
STARTED = ops.TicketStarted(window="1")
HELD = ops.TicketHeld(window="1", reason="fetch_paper")
RESUMED = ops.TicketResumed(window="2")
MISSED = ops.TicketMissed(window="1")
REQUEUED = ops.TicketRequeued(head_start=10, rank_at=START + timedelta(hours=1))
TRANSFERRED = ops.TicketTransferred(queue="B", window="1")
FINISHED = ops.TicketFinished(window="1")
LEFT = ops.TicketLeft()


def minute(number: float) -> datetime:
    """A moment so many minutes after the start."""
    return START + timedelta(minutes=number)


def record(*acts: Op) -> list[Recorded]:
    """Acts a minute apart, each by another clerk."""
    return [
        Recorded(id=f"h:{seq}", at=minute(seq), by=f"clerk{seq}", op=op)
        for seq, op in enumerate(acts)
    ]


def fold(*acts: Op) -> Ticket:
    """The ticket after its issue and these acts."""
    return tickets.fold(record(ISSUED, *acts))


@pytest.mark.parametrize(
    ("acts", "state", "window", "stages"),
    [
        pytest.param([], "waiting", "", ["wait"], id="issued"),
        pytest.param([CALLED], "called", "1", ["wait", "way"], id="called"),
        pytest.param([CALLED, RECALLED], "called", "1", ["wait", "way"], id="called again"),
        pytest.param([CALLED, STARTED], "serving", "1", ["wait", "way", "service"], id="started"),
        pytest.param(
            [CALLED, STARTED, HELD], "on_hold", "1", ["wait", "way", "service", "hold"], id="held"
        ),
        pytest.param(
            [CALLED, STARTED, HELD, RESUMED], "serving", "2",
            ["wait", "way", "service", "hold", "service"], id="resumed at another window",
        ),
        pytest.param([CALLED, MISSED], "missed", "1", ["wait", "way", "absent"], id="missed"),
        pytest.param(
            [CALLED, MISSED, REQUEUED], "waiting", "", ["wait", "way", "absent", "wait"],
            id="queued again",
        ),
        pytest.param(
            [CALLED, STARTED, TRANSFERRED], "waiting", "", ["wait", "way", "service", "wait"],
            id="transferred",
        ),
        pytest.param(
            [CALLED, STARTED, FINISHED], "finished", "1", ["wait", "way", "service"], id="finished"
        ),
        pytest.param([LEFT], "left", "", ["wait"], id="left"),
    ],
)  # fmt: skip
def test_what_acts_make_of_a_ticket(
    acts: list[Op], state: State, window: str, stages: list[str]
) -> None:
    ticket = fold(*acts)
    assert (ticket.state, ticket.window) == (state, window)
    assert [each.stage for each in ticket.periods] == stages
    assert ticket.last == f"h:{len(acts)}"
    assert ticket.last_by == f"clerk{len(acts)}"
    ended = state in ("finished", "left")
    assert (ticket.ended_at is not None) == ended
    assert [each.end is None for each in ticket.periods] == [False] * (len(stages) - 1) + [
        not ended
    ]


def test_periods_follow_each_other_without_a_gap() -> None:
    ticket = fold(CALLED, STARTED, HELD, RESUMED, FINISHED)
    for before, after in pairwise(ticket.periods):
        assert before.end == after.start
    assert ticket.periods[0].start == START
    assert ticket.periods[-1].end == ticket.ended_at == minute(5)
    assert [each.window for each in ticket.periods] == ["", "1", "1", "1", "2"]


def test_an_open_period_counts_up_to_now() -> None:
    ticket = fold(CALLED, STARTED, HELD, RESUMED)
    assert ticket.seconds("wait", minute(10)) == 60
    assert ticket.seconds("service", minute(10)) == 60 + 6 * 60
    assert ticket.seconds("hold", minute(10)) == 60
    assert ticket.seconds("absent", minute(10)) == 0


def test_a_transfer_keeps_the_rank_and_a_requeue_changes_it() -> None:
    before = fold()
    moved = fold(CALLED, TRANSFERRED)
    assert (moved.queue, moved.rank_at, moved.rule) == ("B", before.rank_at, before.rule)
    again = fold(CALLED, RECALLED, MISSED, REQUEUED)
    assert (again.rank_at, again.rule, again.head_start, again.calls) == (
        REQUEUED.rank_at, "requeued", 10, 0,
    )  # fmt: skip
    assert again.eligible_from == minute(4)


def test_calls_are_counted_from_the_last_call() -> None:
    assert fold(CALLED, RECALLED, RECALLED).calls == 3
    again = fold(CALLED, RECALLED, MISSED, REQUEUED, CALLED)
    assert (again.calls, again.last_called_at) == (1, minute(5))


class TestUndo:
    def undone(self, *acts: Op, undo: int) -> Ticket:
        """The ticket after these acts with the one at a place undone."""
        return fold(*acts, ops.TicketUndone(undoes=f"h:{undo}"))

    @pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
    def test_the_last_act_undone_is_the_state_before(self, count: int) -> None:
        acts = [CALLED, STARTED, HELD, RESUMED, FINISHED][:count]
        assert self.undone(*acts, undo=count) == fold(*acts[:-1])

    def test_an_undone_number_is_void_and_ended(self) -> None:
        ticket = self.undone(undo=0)
        assert (ticket.state, ticket.number, ticket.last) == ("void", "A007", "h:1")
        assert ticket.ended_at == minute(1)
        assert ticket.periods == (Period(stage="wait", start=START, end=START),)

    def test_what_was_undone_can_be_done_again(self) -> None:
        again = fold(CALLED, ops.TicketUndone(undoes="h:1"), CALLED)
        assert (again.state, again.calls, again.last_called_at) == ("called", 1, minute(3))


ACTS = {
    "call": CALLED, "recall": RECALLED, "start": STARTED, "hold": HELD, "resume": RESUMED,
    "miss": MISSED, "requeue": REQUEUED, "transfer": TRANSFERRED, "finish": FINISHED,
    "leave": LEFT,
}  # fmt: skip
WAYS: dict[State, list[Op]] = {
    "waiting": [],
    "called": [CALLED, RECALLED],
    "serving": [CALLED, STARTED],
    "on_hold": [CALLED, STARTED, HELD],
    "missed": [CALLED, MISSED],
    "finished": [CALLED, STARTED, FINISHED],
    "left": [LEFT],
    "void": [ops.TicketUndone(undoes="h:0")],
}


@pytest.mark.parametrize("move", ACTS)
@pytest.mark.parametrize("state", WAYS)
def test_a_move_is_allowed_from_its_states_only(state: State, move: Move) -> None:
    ticket = fold(*WAYS[state])
    assert ticket.state == state
    now = minute(60)
    if state in tickets.allowed_from[move]:
        tickets.check_move(ticket, move, window="1", now=now, rules=RULES)
    else:
        with pytest.raises(RuleBroken) as caught:
            tickets.check_move(ticket, move, window="1", now=now, rules=RULES)
        assert caught.value.code == "ticket.state"
        assert "A007" in caught.value.message


@pytest.mark.parametrize(
    ("state", "move", "allowed"),
    [
        ("waiting", "call", True),
        ("waiting", "transfer", True),
        ("waiting", "leave", True),
        ("called", "recall", False),
        ("called", "start", False),
        ("called", "transfer", False),
        ("called", "leave", False),
        ("serving", "finish", False),
        ("serving", "hold", False),
        ("on_hold", "resume", True),
        ("on_hold", "leave", False),
        ("missed", "requeue", True),
        ("missed", "leave", True),
    ],
)
def test_what_another_window_may_do(state: State, move: Move, allowed: bool) -> None:
    ticket = fold(*WAYS[state])
    if allowed:
        tickets.check_move(ticket, move, window="9", now=minute(60), rules=RULES)
    else:
        with pytest.raises(RuleBroken) as caught:
            tickets.check_move(ticket, move, window="9", now=minute(60), rules=RULES)
        assert caught.value.code == "ticket.other_window"


@pytest.mark.parametrize(
    ("calls", "seconds", "code"),
    [
        pytest.param(1, 3600, "ticket.calls", id="one call is not two"),
        pytest.param(2, 59, "ticket.seconds", id="a second early"),
        pytest.param(2, 60, None, id="just so"),
        pytest.param(3, 0, "ticket.seconds", id="many calls at once"),
    ],
)
def test_missing_takes_calls_and_seconds(calls: int, seconds: int, code: str | None) -> None:
    ticket = fold(CALLED, *[RECALLED] * (calls - 1))
    called_first = minute(1)
    now = called_first + timedelta(seconds=seconds)
    if code is None:
        tickets.check_move(ticket, "miss", window="1", now=now, rules=RULES)
    else:
        with pytest.raises(RuleBroken) as caught:
            tickets.check_move(ticket, "miss", window="1", now=now, rules=RULES)
        assert caught.value.code == code


def test_the_house_rules_decide_when_somebody_is_missed() -> None:
    ticket = fold(CALLED)
    lax = HouseRules(missed_after_calls=1, missed_after_seconds=0)
    tickets.check_move(ticket, "miss", window="1", now=minute(1), rules=lax)


def test_every_state_and_move_has_words_in_both_languages() -> None:
    for labels in (tickets.state_labels, tickets.move_labels):
        assert all(zh and en for zh, en in labels.values())
    assert set(tickets.move_labels) == set(tickets.allowed_from)
    assert set(tickets.state_labels) == set(WAYS)


@given(moves=st.lists(st.sampled_from(sorted(ACTS)), max_size=12))
def test_any_lawful_life_has_one_open_period_until_it_ends(moves: list[Move]) -> None:
    acts: list[Op] = []
    for move in moves:
        ticket = fold(*acts)
        if ticket.state in tickets.allowed_from[move]:
            acts.append(ACTS[move])
    ticket = fold(*acts)
    still_open = [each for each in ticket.periods if each.end is None]
    assert len(still_open) == (0 if ticket.ended_at else 1)
    now = minute(len(acts) + 5)
    spent = sum(
        ticket.seconds(stage, now) for stage in ("wait", "way", "service", "hold", "absent")
    )
    assert spent == ((ticket.ended_at or now) - START).total_seconds()
    assert (ticket.window != "") or ticket.state not in tickets.at_window
