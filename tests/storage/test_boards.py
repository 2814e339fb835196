"""The queue screen's view: who waits in calling order, what is at the window, the day so far."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support import INSTANT, PIN, Clock
from window_desk.domain import lineup
from window_desk.domain.actor import Actor
from window_desk.services import access, tickets
from window_desk.storage import boards
from window_desk.storage.desk import Desk
from window_desk.storage.rows import QueueBoard


def board(desk: Desk, window: str = "1") -> QueueBoard:
    """What the queue screen of a window shows now."""
    with desk.look() as look:
        return boards.queue_board(look.connection, look.centre, window, look.now)


def numbers(found: QueueBoard) -> list[str]:
    """Who waits, in the order shown."""
    return [each.number for each in found.waiting]


def test_an_empty_hall(desk: Desk) -> None:
    found = board(desk)
    assert (found.waiting, found.mine, found.held, found.missed) == ((), None, (), ())
    assert found.figures.issued == found.figures.mean_wait == 0
    assert found.expected == {"A": 0, "Q": 0}
    assert [each.code for each in found.queues] == ["A", "Q"]


def test_a_window_sees_its_queues_and_a_supervisor_all(desk: Desk, clerk: Actor) -> None:
    for queue in ("A", "B", "C", "Q"):
        tickets.issue(desk, clerk, queue)
    assert sorted(numbers(board(desk, "1"))) == ["A001", "Q001"]
    assert sorted(numbers(board(desk, "5"))) == ["C001"]
    assert sorted(numbers(board(desk, ""))) == ["A001", "B001", "C001", "Q001"]
    assert board(desk, "").waiting_total == 4


@pytest.mark.parametrize("later", [0, 5, 30, 50, 90])
def test_the_shown_order_is_the_calling_order(
    desk: Desk, clock: Clock, clerk: Actor, later: int
) -> None:
    at = clock.now + timedelta(minutes=40)
    ids = [
        tickets.issue(desk, clerk, "A").ticket.id,
        tickets.issue(desk, clerk, "A", appointment=at).ticket.id,
    ]
    for minutes, priority, queue in ((4, "normal", "Q"), (10, "senior", "A"), (3, "urgent", "A")):
        clock.advance(minutes=minutes)
        ids.append(tickets.issue(desk, clerk, queue, priority=priority).ticket.id)
    clock.advance(minutes=later)
    with desk.look() as look:
        by_rule = [each.number for each in lineup.order(map(look.ticket, ids), look.now)]
        shown = [each.number for each in boards.waiting(look.connection, ("A", "Q"), look.now)]
    assert shown == by_rule
    called = []
    for _ in ids:
        number = tickets.call_next(desk, clerk, "1").number
        called.append(number)
        tickets.start(desk, clerk, number, "1")
        tickets.finish(desk, clerk, number, "1")
    assert called == by_rule


def test_what_is_at_the_window_and_aside(desk: Desk, clock: Clock, clerk: Actor) -> None:
    access.sign_in(desk, "clerk1", PIN, "1")
    for _ in range(3):
        tickets.issue(desk, clerk, INSTANT)
    tickets.call_next(desk, clerk, "1")
    tickets.start(desk, clerk, "Q001", "1")
    tickets.hold(desk, clerk, "Q001", "1", "fetch_paper")
    tickets.call_next(desk, clerk, "1")
    tickets.recall(desk, clerk, "Q002", "1")
    clock.advance(minutes=2)
    tickets.miss(desk, clerk, "Q002", "1")
    tickets.call_next(desk, clerk, "1")
    found = board(desk)
    assert found.mine is not None
    assert (found.mine.number, found.mine.state) == ("Q003", "called")
    assert (found.mine.item, found.mine.item_zh[:3]) == (INSTANT, "机动车")
    assert [(each.number, each.hold_reason) for each in found.held] == [("Q001", "fetch_paper")]
    assert [each.number for each in found.missed] == ["Q002"]
    elsewhere = board(desk, "2")
    assert elsewhere.mine is None
    assert elsewhere.held == ()
    assert [each.number for each in elsewhere.missed] == ["Q002"]
    assert [each.number for each in board(desk, "5").missed] == []
    assert [(each.window, each.account) for each in found.windows] == [("1", "clerk1")]


def test_the_day_so_far(desk: Desk, clock: Clock, clerk: Actor) -> None:
    for _ in range(5):
        tickets.issue(desk, clerk, "A")
    for wait, service in ((60, 120), (60, 240)):
        clock.advance(seconds=wait)
        number = tickets.call_next(desk, clerk, "1").number
        tickets.start(desk, clerk, number, "1")
        clock.advance(seconds=service)
        tickets.finish(desk, clerk, number, "1")
    tickets.leave(desk, clerk, "A003")
    figures = board(desk).figures
    assert (figures.issued, figures.served, figures.left, figures.waiting) == (5, 2, 1, 2)
    assert figures.mean_service == 180
    assert figures.mean_wait == (60 + 240) // 2


def test_a_new_day_begins_empty_but_for_what_is_still_at_the_window(
    desk: Desk, clock: Clock, clerk: Actor
) -> None:
    for _ in range(4):
        tickets.issue(desk, clerk, "A")
    tickets.call_next(desk, clerk, "1")
    tickets.start(desk, clerk, "A001", "1")
    tickets.hold(desk, clerk, "A001", "1")
    tickets.call_next(desk, clerk, "1")
    tickets.recall(desk, clerk, "A002", "1")
    clock.advance(minutes=5)
    tickets.miss(desk, clerk, "A002", "1")
    tickets.call_next(desk, clerk, "1")
    clock.advance(days=1)
    found = board(desk)
    assert (found.waiting, found.waiting_total, found.missed) == ((), 0, ())
    assert found.figures.issued == 0
    assert found.mine is not None
    assert found.mine.number == "A003"
    assert [each.number for each in found.held] == ["A001"]


def test_a_long_line_is_cut_and_counted(desk: Desk, clerk: Actor) -> None:
    for _ in range(4):
        tickets.issue(desk, clerk, "A")
    with desk.look() as look:
        shown = boards.waiting(look.connection, ("A",), look.now, limit=3)
    assert [each.number for each in shown] == ["A001", "A002", "A003"]
    assert board(desk).waiting_total == 4
