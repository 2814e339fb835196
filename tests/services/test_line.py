"""One line, two places where it is kept: the desk's own database, and the hub of its hall."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.halls import Hall, RealClock
from tests.hubs import Hub
from tests.postgres import Server
from tests.support import assert_sound
from window_desk.domain.actor import Actor
from window_desk.domain.errors import RuleBroken
from window_desk.domain.ticket import Ticket
from window_desk.services import acts, tickets
from window_desk.storage.desk import Desk


@pytest.fixture(scope="module")
def hall(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A hall whose hub the tests share."""
    hub = Hub(postgres)
    yield Hall(hub, tmp_path_factory.mktemp("hall"))
    hub.drop()


@pytest.fixture(params=["own", "hub"])
def desk(request: pytest.FixtureRequest, hall: Hall, tmp_path: Path) -> Iterator[Desk]:
    """A desk on its own line, and one on its hall's; sound afterwards."""
    if request.param == "own":
        made = Desk(hall.file(tmp_path / "desk.db"), RealClock())
        yield made
        assert_sound(made)
        made.close()
        return
    hall.empty()
    with hall.desk(tmp_path / "desk.db") as (made, _line):
        yield made
        assert_sound(made)
        hall.assert_canonical()


def code_of(error: pytest.ExceptionInfo[RuleBroken]) -> str:
    """The stable name of a refusal."""
    return error.value.code


def issue(desk: Desk, clerk: Actor, queue: str = "A", priority: str = "normal") -> Ticket:
    """A new number."""
    return tickets.issue(desk, clerk, queue, priority=priority).ticket


def test_numbers_are_counted_by_queue_without_a_gap(desk: Desk, clerk: Actor) -> None:
    given = [issue(desk, clerk, queue).number for queue in "AABA"]
    assert given == ["A001", "A002", "B001", "A003"]


def test_who_is_before_a_number_is_told_with_it(desk: Desk, clerk: Actor) -> None:
    assert [tickets.issue(desk, clerk, "A").ahead for _ in range(3)] == [0, 1, 2]


def test_the_first_to_come_is_called_first(desk: Desk, clerk: Actor) -> None:
    first, second = issue(desk, clerk), issue(desk, clerk)
    called = tickets.call_next(desk, clerk, "1")
    assert (called.id, called.state, called.window, called.clerk) == (
        first.id, "called", "1", "clerk1",
    )  # fmt: skip
    assert called.why is not None
    assert (called.why.rule, called.why.passed) == ("arrival", 0)
    tickets.start(desk, clerk, called.number, "1")
    assert tickets.finish(desk, clerk, called.number, "1").state == "finished"
    assert tickets.call_next(desk, clerk, "1").id == second.id


def test_a_head_start_goes_before_who_came_earlier(desk: Desk, clerk: Actor) -> None:
    issue(desk, clerk)
    senior = issue(desk, clerk, priority="senior")
    called = tickets.call_next(desk, clerk, "1")
    assert called.id == senior.id
    assert called.why is not None
    assert (called.why.rule, called.why.passed) == ("priority", 1)
    assert called.rank_at < called.issued_at


def test_one_number_can_be_called_out_of_turn(desk: Desk, clerk: Actor) -> None:
    issue(desk, clerk)
    second = issue(desk, clerk)
    called = tickets.call_chosen(desk, clerk, "1", second.number)
    assert called.id == second.id
    assert called.why is not None
    assert (called.why.rule, called.why.passed) == ("chosen", 1)
    tickets.leave(desk, clerk, called.number, "1")
    with pytest.raises(RuleBroken) as caught:
        tickets.call_chosen(desk, clerk, "1", second.number)
    assert code_of(caught) == "ticket.state"


def test_two_windows_never_get_one_number(desk: Desk, clerk: Actor, other_clerk: Actor) -> None:
    waiting = {issue(desk, clerk).id for _ in range(2)}
    called = {
        tickets.call_next(desk, who, window).id
        for who, window in ((clerk, "1"), (other_clerk, "2"))
    }
    assert called == waiting


@pytest.mark.parametrize(
    ("code", "act"),
    [
        ("queue.empty", lambda desk, who: tickets.call_next(desk, who, "1")),
        ("queue.unknown", lambda desk, who: tickets.issue(desk, who, "nothing")),
        ("queue.priority", lambda desk, who: tickets.issue(desk, who, "A", priority="vip")),
        ("ticket.number", lambda desk, who: tickets.call_chosen(desk, who, "1", "A999")),
        ("window.unknown", lambda desk, who: tickets.call_next(desk, who, "99")),
        ("ticket.number", lambda desk, who: tickets.transfer(desk, who, "A999", "B")),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_nothing_is_written(
    desk: Desk, clerk: Actor, code: str, act: object
) -> None:
    assert callable(act)
    with pytest.raises(RuleBroken) as caught:
        act(desk, clerk)
    assert code_of(caught) == code
    with desk.read() as connection:
        assert connection.execute("SELECT count(*) FROM claim").scalar() == 0
        assert connection.execute("SELECT count(*) FROM ticket").scalar() == 0


def test_a_window_that_is_busy_calls_nobody(desk: Desk, clerk: Actor) -> None:
    issue(desk, clerk)
    second = issue(desk, clerk)
    tickets.call_next(desk, clerk, "1")
    with pytest.raises(RuleBroken) as caught:
        tickets.call_next(desk, clerk, "1")
    assert code_of(caught) == "window.busy"
    with desk.look() as look:
        assert look.ticket(second.id).state == "waiting"


def test_a_number_waits_in_another_queue_with_its_time(desk: Desk, clerk: Actor) -> None:
    given = issue(desk, clerk)
    called = tickets.call_next(desk, clerk, "1")
    moved = tickets.transfer(desk, clerk, called.number, "B")
    assert (moved.state, moved.queue, moved.window) == ("waiting", "B", "")
    assert (moved.number, moved.rank_at) == (given.number, given.rank_at)
    with pytest.raises(RuleBroken) as caught:
        tickets.transfer(desk, clerk, called.number, "B")
    assert code_of(caught) == "queue.same"


def test_who_missed_the_call_waits_again_with_a_head_start(desk: Desk, clerk: Actor) -> None:
    issue(desk, clerk)
    called = tickets.call_next(desk, clerk, "1")
    assert isinstance(desk.clock, RealClock)
    for _ in range(2):
        tickets.recall(desk, clerk, called.number, "1")
    desk.clock.advance(minutes=5)
    tickets.miss(desk, clerk, called.number, "1")
    again = tickets.requeue(desk, clerk, called.number)
    assert (again.state, again.rule) == ("waiting", "requeued")
    assert again.rank_at < again.eligible_from
    assert tickets.call_next(desk, clerk, "1").id == called.id


def test_who_leaves_is_called_no_more(desk: Desk, clerk: Actor) -> None:
    given = issue(desk, clerk)
    assert tickets.leave(desk, clerk, given.number).state == "left"
    with pytest.raises(RuleBroken) as caught:
        tickets.call_next(desk, clerk, "1")
    assert code_of(caught) == "queue.empty"


def test_a_call_is_taken_back_and_its_number_is_next_again(desk: Desk, clerk: Actor) -> None:
    given = issue(desk, clerk)
    tickets.call_next(desk, clerk, "1")
    assert acts.undo(desk, clerk)[1] == "called"
    with desk.look() as look:
        assert look.ticket(given.id).state == "waiting"
    assert tickets.call_next(desk, clerk, "1").id == given.id


def test_a_number_given_out_by_mistake_is_taken_back(desk: Desk, clerk: Actor) -> None:
    given = issue(desk, clerk)
    acts.undo(desk, clerk)
    with desk.look() as look:
        assert look.ticket(given.id).state == "void"
    assert issue(desk, clerk).number == "A002"


def test_the_heads_grow_with_every_act(desk: Desk, clerk: Actor) -> None:
    line = tickets.line_of(desk)
    before = sum(line.heads(desk).values())
    issue(desk, clerk)
    tickets.call_next(desk, clerk, "1")
    assert sum(line.heads(desk).values()) == before + 2


def test_appointments_count_from_their_time(desk: Desk, clerk: Actor) -> None:
    with desk.look() as look:
        later = look.now.replace(second=0, microsecond=0) + timedelta(hours=1)
    booked = tickets.issue(desk, clerk, "A", appointment=later).ticket
    walk_in = issue(desk, clerk)
    assert (booked.rule, booked.appointment) == ("appointment", later)
    assert booked.eligible_from > walk_in.eligible_from
    assert tickets.call_next(desk, clerk, "1").id == walk_in.id
