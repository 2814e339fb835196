"""The palette: every action of the table that belongs here, with its key, in the language."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import OptionList

from tests.support import Clock, actor
from tests.tui.support import at_desk, press, settled
from window_desk.locale import Lang
from window_desk.services import tickets
from window_desk.storage.desk import Desk
from window_desk.tui.app import DeskApp
from window_desk.tui.bindings import keys_of


async def offered(pilot: Pilot[int], typed: str = "") -> list[str]:
    """The lines of the palette after typing."""
    if not isinstance(pilot.app.screen, CommandPalette):
        await pilot.press("ctrl+p")
    if typed:
        await pilot.press(*typed)
    for _look in range(100):
        await pilot.pause(0.02)
        await settled(pilot)
        found = pilot.app.screen.query_one(OptionList)
        lines = [str(each.prompt) for each in found.options]
        if lines and pilot.app.screen.has_class("-ready"):
            return lines
    return []


@pytest.mark.parametrize(("lang", "half"), [("zh", 0), ("en", 1)])
async def test_the_palette_offers_every_action_of_the_screen_and_the_desk(
    desk_file: Path, clock: Clock, lang: Lang, half: int
) -> None:
    async with at_desk(desk_file, clock=clock, lang=lang) as pilot:
        lines = await offered(pilot)
    wanted = [each for each in (*keys_of("queue"), *keys_of("desk")) if each.key != "ctrl+p"]
    assert len(lines) == len(wanted)
    for line, key in zip(lines, wanted, strict=True):
        assert line.split()[0] == key.name
        assert key.label[half] in line


async def test_typing_finds_and_enter_does(desk_file: Path, clock: Clock) -> None:
    desk = Desk(desk_file, clock)
    number = tickets.issue(desk, actor(desk, "clerk2"), "A").ticket.number
    desk.close()
    async with at_desk(desk_file, clock=clock) as pilot:
        lines = await offered(pilot, "call next")
        assert lines[0].split()[0] == "n"
        await press(pilot, "enter")
        await settled(pilot)
    desk = Desk(desk_file, clock)
    with desk.look() as view:
        assert (
            view.connection.execute("SELECT state FROM ticket WHERE number = ?", (number,)).scalar()
            == "called"
        )
    desk.close()


async def test_homes_are_in_the_palette(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        lines = await offered(pilot, "Catalogue")
        assert "Go to Catalogue" in lines[0]
        await press(pilot, "enter")
        assert getattr(pilot.app.screen, "name_", "") == "catalogue"


async def test_what_is_not_possible_now_says_why(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        lines = await offered(pilot, "call next")
    assert "(Nobody waits in your queues.)" in lines[0]


async def test_nothing_found_is_said(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        lines = await offered(pilot, "zzqq")
    assert lines == ["No action is called that: Esc closes."]


async def test_before_signing_in_only_what_works_is_offered(desk_file: Path, clock: Clock) -> None:
    app = DeskApp(lambda: Desk(desk_file, clock))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        lines = await offered(pilot)
    assert [each.split()[0] for each in lines] == ["?", "L", "T", "^q"]
