"""The queue screen: a test for each of its keys, on a real database."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.support import Clock, actor
from tests.tui.support import at_desk, press, screen_text, settled, sizes
from window_desk.domain.errors import Unusable
from window_desk.domain.ticket import Ticket
from window_desk.locale import Lang
from window_desk.services import acts, tickets
from window_desk.storage import ticket_reads
from window_desk.storage.desk import Desk
from window_desk.tui.screens.queue import QueueScreen
from window_desk.tui.widgets.bars import Notice


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def numbers(desk_file: Path, clock: Clock) -> list[str]:
    """Three numbers in queue A, the last one with priority, given out before the screen opens."""
    desk = Desk(desk_file, clock)
    clerk = actor(desk, "clerk2")
    given = [
        tickets.issue(desk, clerk, "A", priority=each).ticket.number
        for each in ("normal", "normal", "senior")
    ]
    clock.advance(minutes=4)
    desk.close()
    return given


def state_of(path: Path, clock: Clock, number: str) -> Ticket:
    """The ticket as the log has it."""
    desk = Desk(path, clock)
    try:
        with desk.look() as view:
            identity = ticket_reads.find_ticket(view.connection, view.today, number)
            assert identity is not None
            return view.ticket(identity)
    finally:
        desk.close()


async def test_n_calls_who_is_next_and_says_why(
    desk_file: Path, clock: Clock, numbers: list[str]
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "n")
        text = "\n".join(screen_text(pilot))
    ticket = state_of(desk_file, clock, numbers[2])
    assert ticket.state == "called"
    assert ticket.why is not None
    assert (ticket.why.rule, ticket.why.passed) == ("priority", 2)
    assert "before 2 here longer" in text


async def test_enter_calls_the_chosen_one(
    desk_file: Path, clock: Clock, numbers: list[str]
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "down", "down", "enter")
    ticket = state_of(desk_file, clock, numbers[1])
    assert ticket.state == "called"
    assert ticket.why is not None
    assert ticket.why.rule == "chosen"


@pytest.mark.parametrize(
    ("keys", "state"),
    [
        (("n", "s"), "serving"),
        (("n", "s", "f"), "finished"),
        (("n", "s", "h", "1"), "on_hold"),
        (("n", "t", "1"), "waiting"),
        (("x",), "left"),
        (("n", "u"), "waiting"),
    ],
    ids=["s starts", "f finishes", "h holds", "t transfers", "x has left", "u undoes"],
)
async def test_a_key_for_each_move(
    desk_file: Path, clock: Clock, numbers: list[str], keys: tuple[str, ...], state: str
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, *keys)
    ticket = state_of(desk_file, clock, numbers[2])
    assert ticket.state == state
    if keys[1:2] == ("t",):
        assert ticket.queue != "A"
        assert ticket.number == numbers[2]


@pytest.mark.parametrize(
    ("keys", "states"),
    [
        (("x",), ("left", "waiting", "waiting")),
        (("n", "x", "1"), ("left", "waiting", "waiting")),
        (("n", "x", "2"), ("called", "left", "waiting")),
        (("n", "x", "escape"), ("called", "waiting", "waiting")),
        (("n", "s", "x", "1"), ("serving", "left", "waiting")),
        (("n", "s", "x", "escape"), ("serving", "waiting", "waiting")),
    ],
    ids=[
        "nobody at the window", "the one at the window", "the chosen one", "nobody after all",
        "the chosen one beside who is served", "nobody beside who is served",
    ],
)  # fmt: skip
async def test_x_asks_who_has_left_while_somebody_is_at_the_window(
    desk_file: Path,
    clock: Clock,
    numbers: list[str],
    keys: tuple[str, ...],
    states: tuple[str, ...],
) -> None:
    asked = (numbers[2], numbers[0], numbers[1])
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, *keys)
        said = str(pilot.app.screen.query_one(Notice).content)
    assert tuple(state_of(desk_file, clock, each).state for each in asked) == states
    gone = [each for each, state in zip(asked, states, strict=True) if state == "left"]
    assert [said] == [f"+ {each} has left." for each in gone] or not gone


async def test_x_with_nobody_else_is_about_the_one_at_the_window(
    desk_file: Path, clock: Clock
) -> None:
    desk = Desk(desk_file, clock)
    number = tickets.issue(desk, actor(desk, "clerk2"), "A").ticket.number
    desk.close()
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "n", "s", "x")
        notice = str(pilot.app.screen.query_one(Notice).content)
        assert notice == f"! {number} is being served: f finishes, h puts it on hold."
        await press(pilot, "u", "x")
    assert state_of(desk_file, clock, number).state == "left"


async def test_missed_needs_calls_and_seconds_then_b_queues_again(
    desk_file: Path, clock: Clock, numbers: list[str]
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "n", "m")
        assert "was called 1 of" in str(pilot.app.screen.query_one(Notice).content)
        await press(pilot, "r", "r")
        clock.advance(seconds=90)
        await press(pilot, "m")
        assert state_of(desk_file, clock, numbers[2]).state == "missed"
        await press(pilot, "end", "b")
    ticket = state_of(desk_file, clock, numbers[2])
    assert (ticket.state, ticket.rule) == ("waiting", "requeued")


async def test_e_resumes_who_was_on_hold(desk_file: Path, clock: Clock, numbers: list[str]) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "n", "s", "h", "2", "e")
    ticket = state_of(desk_file, clock, numbers[2])
    assert ticket.state == "serving"
    assert [each.stage for each in ticket.periods] == ["wait", "way", "service", "hold", "service"]


async def test_a_gives_out_a_number(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        assert "Nobody waits here" in "\n".join(screen_text(pilot))
        await press(pilot, "a", "1", "2")
        assert "A001" in str(pilot.app.screen.query_one(Notice).content)
    assert state_of(desk_file, clock, "A001").priority != "normal"


async def test_p_pauses_with_a_reason_and_opens_again(
    desk_file: Path, clock: Clock, numbers: list[str]
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "p", "1")
        assert "paused" in "\n".join(screen_text(pilot))
        await press(pilot, "n")
        assert "p opens it again" in str(pilot.app.screen.query_one(Notice).content)
        await press(pilot, "p", "n")
    assert state_of(desk_file, clock, numbers[2]).state == "called"


async def test_w_says_why_the_chosen_one_stands_there(
    desk_file: Path, clock: Clock, numbers: list[str]
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "w")
        assert "min earlier" in str(pilot.app.screen.query_one(Notice).content)


@pytest.mark.parametrize("key", ["s", "f", "r", "m", "h", "i", "e"])
async def test_what_is_not_possible_says_why(
    desk_file: Path, clock: Clock, numbers: list[str], key: str
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, key)
        notice = pilot.app.screen.query_one(Notice)
        assert notice.has_class("-refused")
        assert str(notice.content).startswith("! ")


@pytest.mark.parametrize(
    ("before", "keys", "way_out"),
    [
        ((), "sfrmh", "Nobody is at your window: n calls a number."),
        (("n",), "fh", "{number} is called: s starts when the citizen is here."),
        (("n", "s"), "srm", "{number} is being served: f finishes, h puts it on hold."),
        (("n", "s", "h", "1"), "sfrmh", "Nobody is at your window: n calls a number."),
        (("p", "1"), "sfrmh", "This window is paused: p opens it again."),
    ],
    ids=["idle", "called", "served", "on hold", "paused"],
)
async def test_what_is_not_possible_names_a_key_that_is(
    desk_file: Path,
    clock: Clock,
    numbers: list[str],
    before: tuple[str, ...],
    keys: str,
    way_out: str,
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, *before)
        for key in keys:
            await press(pilot, key)
            said = str(pilot.app.screen.query_one(Notice).content)
            assert way_out.format(number=numbers[2]) in said, key
            assert said.startswith("! "), key


async def test_with_nobody_waiting_the_way_on_is_who_is_on_hold(
    desk_file: Path, clock: Clock
) -> None:
    desk = Desk(desk_file, clock)
    number = tickets.issue(desk, actor(desk, "clerk2"), "A").ticket.number
    desk.close()
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "n", "s", "h", "1", "f")
        said = str(pilot.app.screen.query_one(Notice).content)
        assert f"e takes back {number}, which is on hold." in said


async def test_with_nobody_there_every_key_says_that_nobody_waits(
    desk_file: Path, clock: Clock
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        for key in "nsfh":
            await press(pilot, key)
            assert "Nobody waits in your queues" in str(pilot.app.screen.query_one(Notice).content)


@pytest.mark.parametrize(
    ("lang", "said", "here", "whole"),
    [
        ("en", "{number} waits in Integrated affairs, with its number.", "was quick, -5 min",
         "from the quick lane: counts as 5 min earlier"),
        ("zh", "{number}号已转到“综合受理”队列，号码不变。", "原快办，-5分钟",
         "由快办通道转来：按早到5分钟计"),
    ],
)  # fmt: skip
async def test_t_names_the_queue_and_the_place_is_explained_for_it(
    desk_file: Path, clock: Clock, lang: Lang, said: str, here: str, whole: str
) -> None:
    desk = Desk(desk_file, clock)
    number = tickets.issue(desk, actor(desk, "clerk2"), "Q").ticket.number
    desk.close()
    async with at_desk(desk_file, clock=clock, lang=lang) as pilot:
        before = "\n".join(screen_text(pilot))
        assert here not in before
        await press(pilot, "n", "t", "1")
        notice = pilot.app.screen.query_one(Notice)
        assert said.format(number=number) in str(notice.content)
        assert here in "\n".join(screen_text(pilot))
        await press(pilot, "w")
        assert whole in str(notice.content)
    assert state_of(desk_file, clock, number).head_start == 5


async def test_i_starts_the_called_ticket_and_opens_intake(
    desk_file: Path, clock: Clock, numbers: list[str]
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "n", "i")
        assert getattr(pilot.app.screen, "name_", "") == "intake"
    assert state_of(desk_file, clock, numbers[2]).state == "serving"


@pytest.mark.parametrize(
    ("lang", "wanted"),
    [("en", "Integrated affairs 5 min"), ("zh", "综合受理5分钟")],
)
async def test_the_expected_wait_is_said_in_the_present_language(
    desk_file: Path, clock: Clock, numbers: list[str], lang: Lang, wanted: str
) -> None:
    async with at_desk(desk_file, clock=clock, lang=lang) as pilot:
        text = "\n".join(screen_text(pilot))
    assert re.sub(r"\d+", "5", wanted) in re.sub(r"\d+", "5", text)
    assert lang == "en" or " min" not in text


@pytest.mark.parametrize(("lang", "wanted"), [("en", "b queues it again"), ("zh", "按b重新排队")])
async def test_a_missed_number_shows_the_whole_way_back_in_80_cells(
    desk_file: Path, clock: Clock, numbers: list[str], lang: Lang, wanted: str
) -> None:
    async with at_desk(desk_file, clock=clock, lang=lang) as pilot:
        await press(pilot, "n", "r", "r")
        clock.advance(seconds=90)
        await press(pilot, "m")
        text = "\n".join(screen_text(pilot))
        assert wanted in text, text


async def test_a_wide_terminal_shows_the_names_in_full(
    desk_file: Path, clock: Clock, numbers: list[str]
) -> None:
    async with at_desk(desk_file, clock=clock, size=sizes[0]) as pilot:
        assert "Integrated affairs   " not in "\n".join(screen_text(pilot))
        await press(pilot, "n", "s", "h", "1")
        await pilot.resize_terminal(*sizes[1])
        await settled(pilot)
        text = "\n".join(screen_text(pilot))
    assert "Integrated affairs   " in text
    assert "citizen fetches a paper" in text


async def test_another_process_shows_by_itself(
    desk_file: Path, clock: Clock, numbers: list[str]
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        other = Desk(desk_file, clock)
        called = tickets.call_chosen(other, actor(other, "clerk2"), "2", numbers[0])
        await pilot.pause(0.8)
        await settled(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, QueueScreen)
        assert screen.board is not None
        assert called.id not in {each.id for each in screen.board.waiting}
        acts.undo(other, actor(other, "clerk2"))
        other.close()


@pytest.mark.parametrize("size", sizes, ids=["80x24", "120x40"])
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_every_line_is_as_wide_as_the_terminal(
    desk_file: Path, clock: Clock, numbers: list[str], lang: Lang, size: tuple[int, int]
) -> None:
    async with at_desk(desk_file, clock=clock, lang=lang, size=size) as pilot:
        await press(pilot, "n", "s")
        lines = screen_text(pilot)
    assert len(lines) == size[1]
    assert {cell_len(line) for line in lines} == {size[0]}


async def test_my_tickets_times_run(desk_file: Path, clock: Clock, numbers: list[str]) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "n")
        clock.advance(seconds=75)
        screen = pilot.app.screen
        assert isinstance(screen, QueueScreen)
        screen._tick()
        await settled(pilot)
        assert "way 1:15" in "\n".join(screen_text(pilot))
        await press(pilot, "s")
        clock.advance(seconds=130)
        screen._tick()
        await settled(pilot)
        text = "\n".join(screen_text(pilot))
        assert "way 1:15" in text
        assert "service 2:10" in text


async def test_the_days_figures_stand_below(
    desk_file: Path, clock: Clock, numbers: list[str]
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        before = screen_text(pilot)
        assert any(f"Today: {len(numbers)} numbers, 0 served" in line for line in before)
        await press(pilot, "n", "s")
        clock.advance(seconds=60)
        await press(pilot, "f")
        after = screen_text(pilot)
        assert any(f"Today: {len(numbers)} numbers, 1 served" in line for line in after)


async def test_an_appointment_says_its_time(desk_file: Path, clock: Clock) -> None:
    desk = Desk(desk_file, clock)
    at = clock() + timedelta(minutes=5)
    tickets.issue(desk, actor(desk, "clerk1"), "A", appointment=at)
    desk.close()
    async with at_desk(desk_file, clock=clock) as pilot:
        assert any(f"appointment {at:%H:%M}" in line for line in screen_text(pilot))


async def test_a_queue_that_cannot_be_read_says_so_and_1_reads_it_again(
    desk_file: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(*_: object) -> None:
        raise Unusable("db.io", "The disk reports an error.")

    with monkeypatch.context() as patch:
        patch.setattr("window_desk.storage.boards.queue_board", unreadable)
        async with at_desk(desk_file, clock=clock) as pilot:
            text = "\n".join(screen_text(pilot))
            assert "The queue could not be read. 1 reads it again." in text
            assert "The disk reports an error." in text
            patch.undo()
            await press(pilot, "1")
            assert "Nobody waits here." in "\n".join(screen_text(pilot))
