"""The hand-over sheet on the queue screen: shown as a page, and handed over from there."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.support import PLAIN, Clock, accept_complete, actor, open_complete
from tests.tui.support import at_desk, press, screen_text
from window_desk.locale import Lang
from window_desk.storage import handover
from window_desk.storage.desk import Desk
from window_desk.tui.screens.queue import QueueScreen
from window_desk.tui.widgets.bars import Notice
from window_desk.tui.widgets.page import PageScreen


@pytest.fixture
def two(desk_file: Path, clock: Clock) -> None:
    """An intake and an accepted case of the clerk of window 1."""
    desk = Desk(desk_file, clock)
    clerk = actor(desk, "clerk1")
    open_complete(desk, clerk, PLAIN)
    accept_complete(desk, clerk, PLAIN)
    desk.close()


def answered_for(path: Path, clock: Clock, account: str) -> int:
    """How many open cases an account answers for."""
    desk = Desk(path, clock)
    try:
        with desk.read() as connection:
            return len(handover.answered_for(connection, account))
    finally:
        desk.close()


def painted(pilot: Pilot[int]) -> str:
    return "\n".join(screen_text(pilot))


@pytest.mark.usefixtures("two")
async def test_o_shows_the_sheet_and_escape_leaves_all_as_it_is(
    desk_file: Path, clock: Clock
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "o")
        assert isinstance(pilot.app.screen, PageScreen)
        text = painted(pilot)
        assert "Hand-over sheet" in text
        assert "Not answered yet" in text
        assert "Enter hands it over" in text
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, QueueScreen)
    assert answered_for(desk_file, clock, "clerk1") == 2


@pytest.mark.usefixtures("two")
async def test_enter_hands_over_to_a_colleague_with_a_reason(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "o", "enter")
        assert "Who takes over?" in painted(pilot)
        assert "clerk1" not in painted(pilot)
        await press(pilot, "1")
        assert "Why is it handed over?" in painted(pilot)
        assert answered_for(desk_file, clock, "clerk1") == 2
        await press(pilot, "1")
        assert "for from now on: 2" in str(pilot.app.screen.query_one(Notice).content)
    assert answered_for(desk_file, clock, "clerk1") == 0


@pytest.mark.usefixtures("two")
async def test_a_supervisor_says_whose(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, account="supervisor", window="", clock=clock) as pilot:
        await press(pilot, "o")
        assert "Whose sheet?" in painted(pilot)
        await press(pilot, "1")
        assert "Hand-over sheet" in painted(pilot)
        await press(pilot, "enter", "1", "2")
    assert answered_for(desk_file, clock, "clerk1") == 0


async def test_nothing_to_hand_over(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "o")
        assert "Nothing is open here." in painted(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, QueueScreen)


async def test_a_reviewer_hands_nothing_over(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, account="reviewer-approval", window="", clock=clock) as pilot:
        await press(pilot, "1", "o")
        assert "takes in no applications" in str(pilot.app.screen.query_one(Notice).content)


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_both_languages(desk_file: Path, clock: Clock, lang: Lang) -> None:
    async with at_desk(desk_file, clock=clock, lang=lang) as pilot:
        await press(pilot, "o")
        assert ("交接单" if lang == "zh" else "Hand-over sheet") in painted(pilot)
        assert ("视为受理" if lang == "zh" else "if nothing is said by") in painted(pilot)
