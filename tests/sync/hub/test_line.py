"""A desk on its hall's queue: answers that are lost, a hub that is away, and what others see."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from psycopg import sql

from tests.halls import Hall, RealClock
from tests.hubs import Hub
from tests.proxy import Proxy, proxied
from tests.support import actor, assert_sound
from window_desk.domain.actor import Actor
from window_desk.domain.errors import RuleBroken, Unusable
from window_desk.services import acts, tickets, windows
from window_desk.storage import boards, claims, streams, ticket_reads
from window_desk.storage.claims import Claim, Request
from window_desk.storage.desk import Desk
from window_desk.storage.rows import QueueBoard
from window_desk.sync.hub.line import HubLine
from window_desk.sync.hub.taking import settle_claims

SOON = 0.6
"""Seconds after which these desks take a hub that does not answer for gone."""


@pytest.fixture(scope="module")
def hall(hub: Hub, tmp_path_factory: pytest.TempPathFactory) -> Hall:
    """A hall whose hub the tests share."""
    return Hall(hub, tmp_path_factory.mktemp("hall"))


class Place(NamedTuple):
    """A desk of the hall with its clerk, and the cable to the hub."""

    desk: Desk
    line: HubLine
    clerk: Actor
    cable: Proxy


@pytest.fixture
def here(hall: Hall, hub: Hub, tmp_path: Path) -> Iterator[Place]:
    """A desk behind a cable that can be cut."""
    hall.empty()
    with (
        proxied("127.0.0.1", hub.server.port) as cable,
        hall.desk(tmp_path / "here.db", port=cable.port, seconds=SOON) as (desk, line),
    ):
        yield Place(desk, line, actor(desk, "clerk1"), cable)
        cable.heal()
        assert_sound(desk)


@pytest.fixture
def other(hall: Hall, here: Place, tmp_path: Path) -> Iterator[Place]:
    """Another desk of the hall; its window has the same name."""
    with hall.desk(tmp_path / "other.db", "h1/desk2") as (desk, line):
        yield Place(desk, line, actor(desk, "clerk1"), here.cable)
        assert_sound(desk)


def board(place: Place) -> QueueBoard:
    """What the queue screen of window 1 shows."""
    with place.desk.look() as look:
        return boards.queue_board(look.connection, look.centre, "1", look.now)


def catch_up(place: Place) -> None:
    """Hear what the others did, as every round does."""
    from window_desk.sync.hub.taking import take_in

    seq = place.line.heads(place.desk)["h1/queue"]
    take_in(place.line.link, place.desk, seq, lambda _tx: None)


def pending(place: Place) -> tuple[Claim, ...]:
    """What was asked and is not known."""
    with place.desk.read() as connection:
        return claims.pending(connection)


def refused(error: pytest.ExceptionInfo[RuleBroken]) -> str:
    """The stable name of a refusal."""
    return error.value.code


class TestTwoDesks:
    def test_what_one_gives_out_the_other_calls(self, here: Place, other: Place) -> None:
        given = tickets.issue(here.desk, here.clerk, "A").ticket
        called = tickets.call_next(other.desk, other.clerk, "1")
        assert (called.id, called.desk, called.clerk) == (given.id, "h1/desk2", "clerk1")
        catch_up(here)
        with here.desk.look() as look:
            assert look.ticket(given.id) == called

    def test_a_window_of_the_same_name_is_another_window(self, here: Place, other: Place) -> None:
        for _ in range(2):
            tickets.issue(here.desk, here.clerk, "A")
        tickets.call_next(other.desk, other.clerk, "1")
        catch_up(here)
        with here.desk.read() as connection:
            assert ticket_reads.number_at_window(connection, "1") is None
        assert (board(here).mine, board(here).waiting_total) == (None, 1)
        assert tickets.call_next(here.desk, here.clerk, "1").number == "A002"

    def test_only_the_desk_that_called_goes_on_with_it(self, here: Place, other: Place) -> None:
        number = tickets.issue(here.desk, here.clerk, "A").ticket.number
        tickets.call_next(other.desk, other.clerk, "1")
        catch_up(here)
        attempts: tuple[Callable[[], object], ...] = (
            lambda: tickets.start(here.desk, here.clerk, number, "1"),
            lambda: tickets.leave(here.desk, here.clerk, number, "1"),
            lambda: tickets.transfer(here.desk, here.clerk, number, "B"),
        )
        for act in attempts:
            with pytest.raises(RuleBroken):
                act()
        assert pending(here) == ()
        with here.desk.read() as connection:
            rows = connection.execute("SELECT count(*) FROM conflict").scalar()
        assert rows == 0

    def test_who_missed_the_call_of_one_may_come_back_to_another(
        self, here: Place, other: Place, hub: Hub
    ) -> None:
        number = tickets.issue(here.desk, here.clerk, "A").ticket.number
        tickets.call_next(other.desk, other.clerk, "1")
        catch_up(here)
        with pytest.raises(RuleBroken):
            tickets.requeue(here.desk, here.clerk, number)
        for _ in range(2):
            tickets.recall(other.desk, other.clerk, number, "1")
        assert isinstance(other.desk.clock, RealClock)
        other.desk.clock.advance(minutes=5)
        missed = tickets.miss(other.desk, other.clerk, number, "1")
        hand_on(other, here, hub, missed.id)
        assert [each.number for each in board(here).missed] == [number]
        assert tickets.requeue(here.desk, here.clerk, number).state == "waiting"
        assert tickets.call_next(here.desk, here.clerk, "1").number == number

    def test_the_other_desk_is_told_that_somebody_was_faster(
        self, here: Place, other: Place
    ) -> None:
        number = tickets.issue(here.desk, here.clerk, "A").ticket.number
        catch_up(other)
        tickets.call_next(here.desk, here.clerk, "1")
        with pytest.raises(RuleBroken) as caught:
            tickets.call_chosen(other.desk, other.clerk, "1", number)
        assert refused(caught) == "ticket.state"
        with pytest.raises(RuleBroken) as caught:
            tickets.leave(other.desk, other.clerk, number)
        assert refused(caught) in ("ticket.state", "ticket.other_window")

    def test_an_act_of_somebody_of_the_same_name_is_not_undone(
        self, here: Place, other: Place
    ) -> None:
        tickets.issue(other.desk, other.clerk, "A")
        catch_up(here)
        with pytest.raises(RuleBroken) as caught:
            acts.undo(here.desk, here.clerk)
        assert refused(caught) == "undo.nothing"


def hand_on(source: Place, target: Place, hub: Hub, entity: str) -> None:
    """Let one desk's own acts about a ticket be at the hub and at the other desk."""
    from window_desk.storage import log
    from window_desk.storage.foreign import Intake

    stream = source.desk.stream
    with source.desk.read() as connection:
        head = streams.read_head(connection, stream)
        entries = list(streams.read_entries(connection, stream, 1, head.seq))
    with hub.owner() as connection:
        for each in entries:
            if each[5] == entity:
                marks = ", ".join(["%s"] * 13)
                connection.execute(
                    f"INSERT INTO hub.op (hall, {log.columns}) VALUES ({marks})".encode(),
                    ("h1", *each),
                )
    with target.desk.change() as tx:
        intake = Intake(tx, "test")
        intake.take(stream, entries)
        intake.finish()


class TestLostAnswers:
    @pytest.mark.parametrize("pieces", range(4))
    def test_the_same_number_again_after_a_cut_at_any_moment(
        self, here: Place, pieces: int
    ) -> None:
        given = tickets.issue(here.desk, here.clerk, "A").ticket
        tickets.issue(here.desk, here.clerk, "A")
        here.cable.after(pieces)
        with suppress(RuleBroken):
            tickets.call_next(here.desk, here.clerk, "1")
        here.cable.heal()
        settle_claims(here.desk, here.line)
        mine = board(here).mine
        assert mine is not None
        called = tickets.start(here.desk, here.clerk, mine.number, "1")
        assert called.id == given.id
        assert (pending(here), board(here).waiting_total) == ((), 1)

    def test_while_the_number_is_not_known_no_other_of_the_hall_is_called(
        self, here: Place, hub: Hub
    ) -> None:
        for _ in range(2):
            tickets.issue(here.desk, here.clerk, "A")
        here.cable.is_silent = True
        for _ in range(2):
            with pytest.raises(RuleBroken):
                tickets.call_next(here.desk, here.clerk, "1")
        assert len(pending(here)) == 1
        here.cable.heal()
        here.cable.cut()
        here.line.heads(here.desk)
        assert tickets.call_next(here.desk, here.clerk, "1").number == "A001"
        assert hub.rows("SELECT count(*) FROM hub.claim WHERE verb = 'call'") == [(1,)]

    def test_a_call_is_settled_after_the_desk_was_killed(
        self, here: Place, hall: Hall, tmp_path: Path
    ) -> None:
        tickets.issue(here.desk, here.clerk, "A")
        here.cable.is_silent = True
        with pytest.raises(RuleBroken):
            tickets.call_next(here.desk, here.clerk, "1")
        here.cable.heal()
        # Another process on the same file knows nothing but the file.
        again = Desk(here.desk.place, RealClock())
        line = HubLine("h1/desk1", here.line._own._lane, here.line._opener)
        assert settle_claims(again, line) == 1
        line.link.close()
        again.close()
        mine = board(here).mine
        assert mine is not None
        assert mine.number == "A001"

    def test_a_number_for_which_nobody_waits_any_more_goes_back(
        self, here: Place, hub: Hub
    ) -> None:
        # The hub gives it out, and the answer is lost: the citizen got one of the lane.
        tickets.issue(here.desk, here.clerk, "A")
        here.cable.after(1)
        given = tickets.issue(here.desk, here.clerk, "A").ticket
        here.cable.heal()
        assert given.number == "W1-001"
        assert isinstance(here.desk.clock, RealClock)
        assert settle_claims(here.desk, here.line) == 0  # another process may be asking
        here.desk.clock.advance(seconds=20)
        while pending(here):
            settle_claims(here.desk, here.line)
        states = dict(hub.rows("SELECT number, state FROM hub.ticket"))
        assert states.pop("A001") == "waiting"
        assert set(states.values()) <= {"void"}

    def test_a_call_whose_window_went_on_goes_back_to_its_place(
        self, here: Place, other: Place
    ) -> None:
        tickets.issue(here.desk, here.clerk, "A")
        tickets.issue(here.desk, here.clerk, "A")
        call_and_lose_the_answer(here)
        assert tickets.issue(here.desk, here.clerk, "A").ticket.number == "W1-001"
        assert tickets.call_next(here.desk, here.clerk, "1").number == "W1-001"
        here.cable.heal()
        while pending(here):
            settle_claims(here.desk, here.line)
        shown = board(here)
        assert shown.mine is not None
        assert shown.mine.number == "W1-001"
        assert tickets.call_next(other.desk, other.clerk, "1").number == "A001"

    def test_a_call_that_two_programs_hear_of_goes_back_all_the_same(
        self, here: Place, hub: Hub
    ) -> None:
        tickets.issue(here.desk, here.clerk, "A")
        call_and_lose_the_answer(here)
        tickets.issue(here.desk, here.clerk, "A")
        assert tickets.call_next(here.desk, here.clerk, "1").number == "W1-001"
        here.cable.heal()
        (asked,) = [each for each in pending(here) if each.verb == "call"]
        # The desk and its service asked about the same claim; the second takes in the answer later.
        here.line.settle(here.desk, asked, wanted=False)
        here.line.settle(here.desk, asked, wanted=False)
        assert isinstance(here.desk.clock, RealClock)
        here.desk.clock.advance(seconds=20)
        while pending(here):
            settle_claims(here.desk, here.line)
        states = dict(hub.rows("SELECT number, state FROM hub.ticket"))
        assert states["A001"] == "waiting"

    def test_a_call_that_a_round_brought_and_the_desk_went_on_with_stays(
        self, here: Place, hub: Hub
    ) -> None:
        tickets.issue(here.desk, here.clerk, "A")
        call_and_lose_the_answer(here)
        windows.close_window(here.desk, here.clerk, "1")
        here.cable.heal()
        catch_up(here)
        tickets.leave(here.desk, here.clerk, "A001", "1")
        while pending(here):
            settle_claims(here.desk, here.line)
        with here.desk.look() as look:
            assert (look.ticket("h1/queue:1").state, look.ticket("h1/queue:1").desk) == (
                "left",
                "h1/desk1",
            )
        # Else it waited at the hub, for somebody who has left.
        assert hub.rows("SELECT state FROM hub.ticket") == [("called",)]

    @pytest.mark.parametrize("known", [1, 3], ids=["it follows", "the number is taken"])
    def test_a_call_by_a_hub_with_another_past_stays_open(
        self, here: Place, other: Place, hall: Hall, known: int
    ) -> None:
        for _ in range(known):
            tickets.issue(here.desk, here.clerk, "A")
        hall.empty()
        tickets.issue(other.desk, other.clerk, "A")
        # The hub says that this desk called it, and what it says so by is not taken in.
        for _ in range(2):
            with pytest.raises(RuleBroken) as caught:
                tickets.call_next(here.desk, here.clerk, "1")
            assert refused(caught) == "claim.pending"
            assert [each.verb for each in pending(here)] == ["call"]
            here.line.away_since = None
        with here.desk.read() as connection:
            assert streams.is_stopped(connection, "h1/queue")

    def test_a_call_settles_what_was_asked_about_its_number_before(self, here: Place) -> None:
        given = tickets.issue(here.desk, here.clerk, "A").ticket
        tickets.issue(here.desk, here.clerk, "A")
        with here.desk.change() as tx:
            back = Request(undone=given.id)
            claims.note(
                tx.connection,
                Claim("c.back", "undone", "clerk1", back, tx.now, ticket=given.id),
            )
        assert tickets.call_next(here.desk, here.clerk, "1").id == given.id
        assert pending(here) == ()
        # It stands at the window: no second one is called to it.
        with pytest.raises(RuleBroken) as caught:
            tickets.call_next(here.desk, here.clerk, "1")
        assert refused(caught) == "window.busy"
        assert tickets.start(here.desk, here.clerk, given.number, "1").state == "serving"

    def test_a_transfer_is_done_once_though_its_answer_was_lost(
        self, here: Place, hub: Hub
    ) -> None:
        tickets.issue(here.desk, here.clerk, "A")
        tickets.call_next(here.desk, here.clerk, "1")
        here.cable.after(1)
        with pytest.raises(RuleBroken) as caught:
            tickets.transfer(here.desk, here.clerk, "A001", "B")
        assert refused(caught) == "claim.moving"
        with pytest.raises(RuleBroken) as caught:
            tickets.start(here.desk, here.clerk, "A001", "1")
        assert refused(caught) == "claim.moving"
        # The window is free for the lane meanwhile.
        tickets.issue(here.desk, here.clerk, "A")
        assert tickets.call_next(here.desk, here.clerk, "1").number == "W1-001"
        here.cable.heal()
        settle_claims(here.desk, here.line)
        with here.desk.look() as look:
            assert look.ticket("h1/queue:1").queue == "B"
        transfers = hub.rows("SELECT count(*) FROM hub.op WHERE kind = 'ticket.transferred'")
        assert transfers == [(1,)]


def call_and_lose_the_answer(here: Place) -> None:
    """The hub calls for this desk, and the desk does not hear it."""
    here.cable.after(1)
    with pytest.raises(RuleBroken) as caught:
        tickets.call_next(here.desk, here.clerk, "1")
    assert refused(caught) == "claim.pending"


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_a_server_with_another_isolation_lets_windows_call_as_ever(
    here: Place, other: Place, hub: Hub, level: str
) -> None:
    with hub.owner() as connection:
        name = sql.Identifier(connection.info.dbname)
        set_it = "ALTER DATABASE {} SET default_transaction_isolation = {}"
        connection.execute(sql.SQL(set_it).format(name, level))
    for each in (here, other):
        each.line.link.close()
    try:
        for _ in range(24):
            tickets.issue(here.desk, here.clerk, "A")
        with ThreadPoolExecutor(2) as both:
            first, second = both.map(serve_twelve, (here, other))
        assert sorted(first + second) == [f"A{number:03}" for number in range(1, 25)]
    finally:
        with hub.owner() as connection:
            undo = sql.SQL("ALTER DATABASE {} RESET default_transaction_isolation")
            connection.execute(undo.format(name))


def serve_twelve(place: Place) -> list[str]:
    """Twelve whole services at a window; gives the numbers."""
    window, numbers = place.clerk.window, []
    for _ in range(12):
        number = tickets.call_next(place.desk, place.clerk, window).number
        tickets.start(place.desk, place.clerk, number, window)
        numbers.append(tickets.finish(place.desk, place.clerk, number, window).number)
    return numbers


class TestIsland:
    @pytest.mark.parametrize("how", ["silent", "refused", "half open"])
    def test_within_its_patience_the_desk_goes_on_alone(self, here: Place, how: str) -> None:
        tickets.issue(here.desk, here.clerk, "A")
        match how:
            case "silent":
                here.cable.is_silent = True
            case "refused":
                here.cable.refuses = True
                here.cable.cut()
            case _:
                here.cable.half_open()
        begun = time.monotonic()
        assert tickets.issue(here.desk, here.clerk, "A").ticket.number == "W1-001"
        assert time.monotonic() - begun < 3 * SOON + 1
        assert here.line.away_since is not None
        # From here on nothing waits for the hub.
        begun = time.monotonic()
        assert tickets.issue(here.desk, here.clerk, "B").ticket.number == "W1-002"
        assert tickets.call_next(here.desk, here.clerk, "1").number == "W1-001"
        tickets.start(here.desk, here.clerk, "W1-001", "1")
        tickets.finish(here.desk, here.clerk, "W1-001", "1")
        assert time.monotonic() - begun < SOON

    def test_nobody_waits_for_the_hub_and_then_for_another_thread(self, here: Place) -> None:
        tickets.issue(here.desk, here.clerk, "A")
        here.cable.is_silent = True
        waiting = threading.Thread(target=lambda: suppressed(here.line.link.heads))
        waiting.start()
        time.sleep(0.1)
        begun = time.monotonic()
        assert tickets.issue(here.desk, here.clerk, "A").ticket.number == "W1-001"
        assert time.monotonic() - begun < SOON + 0.4
        waiting.join()

    def test_numbers_of_the_hall_need_the_hub_and_say_so(self, here: Place) -> None:
        for _ in range(2):
            tickets.issue(here.desk, here.clerk, "A")
        tickets.call_next(here.desk, here.clerk, "1")
        here.cable.refuses = True
        here.cable.cut()
        tickets.issue(here.desk, here.clerk, "A")
        attempts: tuple[Callable[[], object], ...] = (
            lambda: tickets.transfer(here.desk, here.clerk, "A001", "B"),
            lambda: tickets.leave(here.desk, here.clerk, "A002"),
            lambda: undo_the_call(here),
        )
        for act in attempts:
            with pytest.raises(RuleBroken) as caught:
                act()
            assert refused(caught) == "hub.needed"
        # What is at the window goes on to its end.
        tickets.start(here.desk, here.clerk, "A001", "1")
        tickets.finish(here.desk, here.clerk, "A001", "1")
        with pytest.raises(RuleBroken) as caught:
            tickets.call_chosen(here.desk, here.clerk, "1", "A002")
        assert refused(caught) == "hub.needed"
        tickets.leave(here.desk, here.clerk, "W1-001")
        with pytest.raises(RuleBroken) as caught:
            tickets.call_next(here.desk, here.clerk, "1")
        assert refused(caught) == "queue.lane_empty"
        assert pending(here) == () or all(each.verb == "issue" for each in pending(here))

    def test_back_by_itself_the_lane_is_called_in_its_place_with_the_hall(
        self, here: Place, other: Place
    ) -> None:
        here.cable.refuses = True
        here.cable.cut()
        early = tickets.issue(here.desk, here.clerk, "A").ticket
        later = tickets.issue(other.desk, other.clerk, "A").ticket
        late = tickets.issue(here.desk, here.clerk, "A").ticket
        here.cable.heal()
        here.line.heads(here.desk)
        assert here.line.away_since is None
        assert [early.number, later.number, late.number] == ["W1-001", "A001", "W1-002"]
        called = []
        for _ in range(3):
            number = tickets.call_next(here.desk, here.clerk, "1").number
            tickets.leave(here.desk, here.clerk, number, "1")
            called.append(number)
        assert called == ["W1-001", "A001", "W1-002"]

    def test_a_hub_that_lets_this_desk_in_no_more_stops_nobody(self, here: Place, hub: Hub) -> None:
        with hub.owner() as connection:
            connection.execute("UPDATE hub.member SET left_at = now() WHERE desk = 'h1/desk1'")
        try:
            assert tickets.issue(here.desk, here.clerk, "A").ticket.number == "W1-001"
            assert here.line.trouble is not None
            assert here.line.trouble.code == "hub.no_member"
        finally:
            with hub.owner() as connection:
                connection.execute("UPDATE hub.member SET left_at = NULL WHERE desk = 'h1/desk1'")

    def test_a_window_that_is_left_wants_no_number_any_more(self, here: Place) -> None:
        tickets.issue(here.desk, here.clerk, "A")
        call_and_lose_the_answer(here)
        windows.close_window(here.desk, here.clerk, "1")
        assert [each.wanted for each in pending(here)] == [False]

    def test_a_call_that_was_not_made_in_time_is_never_made(self, here: Place) -> None:
        tickets.issue(here.desk, here.clerk, "A")
        here.cable.refuses = True
        here.cable.cut()
        with pytest.raises(RuleBroken):
            tickets.call_next(here.desk, here.clerk, "1")
        here.cable.heal()
        assert isinstance(here.desk.clock, RealClock)
        here.desk.clock.advance(minutes=10)
        settle_claims(here.desk, here.line)
        assert (pending(here), board(here).mine) == ((), None)
        here.desk.clock.apart = timedelta()
        assert tickets.call_next(here.desk, here.clerk, "1").number == "A001"

    def test_a_clock_that_was_put_back_makes_no_old_call(self, here: Place, hub: Hub) -> None:
        assert isinstance(here.desk.clock, RealClock)
        tickets.issue(here.desk, here.clerk, "A")
        here.desk.clock.advance(hours=1)
        here.cable.refuses = True
        here.cable.cut()
        with pytest.raises(RuleBroken):
            tickets.call_next(here.desk, here.clerk, "1")
        here.cable.heal()
        here.desk.clock.apart = timedelta(minutes=10)
        settle_claims(here.desk, here.line)
        assert (pending(here), board(here).mine) == ((), None)
        assert hub.rows("SELECT state FROM hub.ticket") == [("waiting",)]

    def test_a_clock_that_was_put_back_leaves_no_number_to_nobody(
        self, here: Place, hub: Hub
    ) -> None:
        assert isinstance(here.desk.clock, RealClock)
        tickets.issue(here.desk, here.clerk, "A")
        here.desk.clock.advance(hours=1)
        here.cable.after(1)
        assert tickets.issue(here.desk, here.clerk, "A").ticket.number == "W1-001"
        here.cable.heal()
        here.desk.clock.apart = timedelta(minutes=1)
        for _ in range(3):
            settle_claims(here.desk, here.line)
        assert pending(here) == ()


def suppressed(act: Callable[[], object]) -> None:
    """Do it, whatever comes of it."""
    with suppress(Unusable):
        act()


def undo_the_call(here: Place) -> None:
    """Undo of an act that the queue recorded."""
    from window_desk.storage.lines import Release

    assert here.desk.line is not None
    here.desk.line.release(
        here.desk, here.clerk, "h1/queue:1", Release("undone", undone="h1/queue:3")
    )
