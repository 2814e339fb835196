"""What SQL adds up of tickets equals what plain Python makes of the folded ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports.script import (
    at,
    called,
    figure,
    happened,
    issued,
    report_so_far,
    taken_back,
    undo_last,
    values,
    why,
)
from tests.support import Clock, copy_desk
from window_desk.domain import ops
from window_desk.domain import ticket as tickets
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.ops import Op
from window_desk.domain.ticket import Move, Ticket
from window_desk.reports.figure import Report
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk

NOW = at("10:00")
TODAY = NOW.date()


@pytest.fixture(scope="module")
def desk(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A seeded desk for all examples; each takes back what it did."""
    desk = Desk(copy_desk(seeded, tmp_path_factory.mktemp("folds") / "desk.db"), Clock(NOW))
    yield desk
    desk.close()


Walk = tuple[int, int, str, str, list[tuple[int, int]]]
"""Days ago and minute at which the number is taken, queue, window, choices of moves with pauses."""

walks = st.tuples(
    st.integers(0, 2),
    st.integers(0, 590),
    st.sampled_from("ABQ"),
    st.sampled_from("123"),
    st.lists(
        st.tuples(st.integers(0, 99), st.one_of(st.integers(0, 2000), st.just(60_000))),
        min_size=3,
        max_size=9,
    ),
)
halls = st.one_of(st.lists(walks, max_size=2), st.lists(walks, min_size=8, max_size=24))

usual: dict[tickets.State, Move] = {
    "waiting": "call",
    "called": "start",
    "serving": "finish",
    "on_hold": "resume",
    "missed": "requeue",
}
"""What most tickets do next; without it hardly any would come to be served."""


def walk(tx: Change, serial: int, plan: Walk) -> str:
    """Let a ticket make allowed moves, the end of which lies before now; gives its id."""
    ago, minute, queue, window, choices = plan
    when = datetime.combine(TODAY, at("00:00").time(), CENTRE_TIME) - timedelta(days=ago)
    when += timedelta(minutes=minute)
    entity = issued(tx, f"{queue}{serial:03d}", when, queue)
    for choice, pause in choices:
        when += timedelta(seconds=pause)
        if when > NOW or tx.ticket(entity).state == "void":
            break
        make_move(tx, entity, when, choice, window)
    ticket = tx.ticket(entity)
    if ticket.state in tickets.at_window:
        # A window holds one ticket only, so that the last to stand there goes on hold.
        if ticket.state == "called":
            happened(tx, entity, when, ops.TicketStarted(window=window))
        happened(tx, entity, when, ops.TicketHeld(window=window))
    return entity


def make_move(tx: Change, entity: str, when: datetime, choice: int, window: str) -> None:
    ticket = tx.ticket(entity)
    if choice >= 95:
        undo_last(tx, entity, when)
        return
    allowed = [move for move, states in tickets.allowed_from.items() if ticket.state in states]
    if not allowed:
        return
    made: dict[Move, Op] = {
        "call": called(window),
        "recall": ops.TicketRecalled(window=window),
        "start": ops.TicketStarted(window=window),
        "hold": ops.TicketHeld(window=window),
        "resume": ops.TicketResumed(window=window),
        "miss": ops.TicketMissed(window=window),
        "requeue": ops.TicketRequeued(head_start=0, rank_at=when),
        "transfer": ops.TicketTransferred(queue="ABQ"[choice % 3], window=window),
        "finish": ops.TicketFinished(window=window),
        "leave": ops.TicketLeft(window=window),
    }
    move = usual[ticket.state] if choice >= 25 else allowed[choice % len(allowed)]
    happened(tx, entity, when, made[move])


def is_forgotten(ticket: Ticket) -> bool:
    if ticket.ended_at is not None:
        return ticket.ended_at.astimezone(CENTRE_TIME).date() > ticket.day
    return ticket.state != "missed" and ticket.day < TODAY


def rounded(number: Fraction) -> int:
    return floor(number + Fraction(1, 2))


def check_queue(report: Report, group: str, found: Sequence[Ticket]) -> None:
    real = [each for each in found if each.state != "void"]
    measured = [each for each in real if each.state == "finished" and not is_forgotten(each)]
    got = values(report, group)
    expected = {
        "served": {"finished"},
        "at_window": {"called", "serving"},
        "waiting": {"waiting"},
        "on_hold": {"on_hold"},
        "missed": {"missed"},
        "left": {"left"},
    }
    for name, states in expected.items():
        if name in got:
            assert got[name] == sum(each.state in states for each in real)
    assert got.get("issued", len(real)) == len(real)
    assert got["forgotten"] == sum(map(is_forgotten, real))
    stages: tuple[tickets.Stage, ...] = ("wait", "way", "service")
    for stage in stages:
        seconds = sorted(each.seconds(stage, NOW) for each in measured)
        mean, high = (figure(report, f"{stage}_{kind}", group) for kind in ("mean", "p90"))
        assert mean.n == high.n == len(measured)
        assert mean.excluded == high.excluded == len(found) - len(measured)
        assert why(mean).get("forgotten", 0) == sum(map(is_forgotten, real))
        if not seconds:
            assert (mean.value, high.value) == (None, None)
        else:
            assert mean.value == rounded(Fraction(sum(seconds), len(seconds)))
            assert high.value == seconds[ceil(Fraction(9, 10) * len(seconds)) - 1]


@settings(max_examples=150)
@given(plans=halls, span=st.integers(0, 2))
def test_the_queue(desk: Desk, plans: list[Walk], span: int) -> None:
    first = TODAY - timedelta(days=span)
    with taken_back(desk) as tx:
        entities = [walk(tx, serial, plan) for serial, plan in enumerate(plans, 1)]
        folded = [tx.ticket(each) for each in entities]
        found = [each for each in folded if first <= each.day]
        report = report_so_far(tx, "queue", first, TODAY, NOW)
        check_queue(report, "", found)
        for queue in "ABQ":
            check_queue(report, f"queue {queue}", [x for x in found if x.queue == queue])
        for window in "123":
            check_queue(report, f"window {window}", [x for x in found if x.window == window])
