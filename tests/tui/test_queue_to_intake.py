"""From the queue to the intake: whose intake the number key opens, and how to go without one."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.support import INSTANT, Clock, actor
from tests.tui.support import at_desk, press
from window_desk.services import tickets
from window_desk.storage.desk import Desk
from window_desk.tui.screens.intake import IntakeScreen
from window_desk.tui.widgets.bars import Notice


@pytest.fixture
def served(desk_file: Path, clock: Clock) -> list[str]:
    """Two numbers for an item; the first is being served at window 1."""
    desk = Desk(desk_file, clock)
    clerk = actor(desk, "clerk1")
    given = [tickets.issue(desk, clerk, INSTANT).ticket for _citizen in range(2)]
    tickets.call_chosen(desk, clerk, "1", given[0].number)
    tickets.start(desk, clerk, given[0].number, "1")
    desk.close()
    return [each.number for each in given]


def shown(pilot: Pilot[int]) -> tuple[str, str]:
    """The number and the item of the intake that is shown."""
    screen = pilot.app.screen
    assert isinstance(screen, IntakeScreen)
    number = screen.ticket.number if screen.ticket else ""
    return number, screen.item.code if screen.item else ""


@pytest.mark.parametrize("keys", [("i",), ("2",), ("5", "escape", "2")], ids=" ".join)
async def test_2_opens_the_intake_of_the_number_at_the_window_as_i_does(
    desk_file: Path, clock: Clock, served: list[str], keys: tuple[str, ...]
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, *keys)
        assert shown(pilot) == (served[0], INSTANT)


async def test_capital_i_opens_one_without_a_number_and_2_comes_back_to_it(
    desk_file: Path, clock: Clock, served: list[str]
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "I")
        assert shown(pilot) == ("", "")
        await press(pilot, "escape", "3", "2")
        assert shown(pilot) == ("", "")
        await press(pilot, "escape", "1", "i")
        assert shown(pilot) == (served[0], INSTANT)


async def test_the_next_citizen_is_not_the_one_without_a_number(
    desk_file: Path, clock: Clock, served: list[str]
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "I", "escape", "1", "f", "n", "s", "2")
        assert shown(pilot) == (served[1], INSTANT)


async def test_one_on_hold_gives_way_to_who_is_served(
    desk_file: Path, clock: Clock, served: list[str]
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "i", "escape", "1", "h", "1", "n", "s", "2")
        assert shown(pilot) == (served[1], INSTANT)


async def test_without_anybody_at_the_window_it_is_an_empty_form(
    desk_file: Path, clock: Clock
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "2")
        assert shown(pilot) == ("", "")


@pytest.mark.parametrize(
    ("keys", "is_said"),
    [(("h", "1", "n", "2"), True), (("I",), True), (("i",), False), (("f", "2"), False)],
    ids=["only called", "without a number", "its own", "nobody there"],
)
async def test_an_intake_that_is_not_of_the_number_at_the_window_says_so(
    desk_file: Path, clock: Clock, served: list[str], keys: tuple[str, ...], is_said: bool
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, *keys)
        notice = str(pilot.app.screen.query_one(Notice).content)
        assert ("is at your window: i on the queue screen opens its intake." in notice) == is_said
