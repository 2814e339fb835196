"""Why a key did nothing is forgotten as soon as another key does something."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.support import PIN, Clock, actor
from tests.tui.support import at_desk, press, settled
from window_desk.locale import Lang
from window_desk.services import tickets
from window_desk.storage.desk import Desk
from window_desk.tui.app import DeskApp
from window_desk.tui.watching import WatchedDesk
from window_desk.tui.widgets.bars import Notice


@pytest.fixture
def waiting(desk_file: Path, clock: Clock) -> Path:
    """A desk where two wait."""
    desk = Desk(desk_file, clock)
    for _citizen in range(2):
        tickets.issue(desk, actor(desk, "clerk2"), "A")
    desk.close()
    return desk_file


def said(pilot: Pilot[int]) -> str:
    """What the notice says."""
    return str(pilot.app.screen.query_one(Notice).content)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("key", ["down", "L", "ctrl+p"])
async def test_a_refusal_goes_at_the_next_key_that_acts(
    waiting: Path, clock: Clock, lang: Lang, key: str
) -> None:
    async with at_desk(waiting, clock=clock, lang=lang) as pilot:
        await press(pilot, "f")
        assert said(pilot).startswith("! ")
        await press(pilot, key)
        notice = next(iter(pilot.app.screen_stack[1].query(Notice)))
        assert str(notice.content) == ""


async def test_a_key_without_a_meaning_leaves_it(waiting: Path, clock: Clock) -> None:
    async with at_desk(waiting, clock=clock) as pilot:
        await press(pilot, "f", "Z")
        assert said(pilot).startswith("! ")


async def test_the_same_refusal_is_said_again(waiting: Path, clock: Clock) -> None:
    async with at_desk(waiting, clock=clock) as pilot:
        await press(pilot, "f")
        first = said(pilot)
        await press(pilot, "f")
        assert said(pilot) == first


async def test_what_was_done_stays(waiting: Path, clock: Clock) -> None:
    async with at_desk(waiting, clock=clock) as pilot:
        await press(pilot, "n")
        done = said(pilot)
        assert done.startswith("+ ")
        await press(pilot, "down")
        assert said(pilot) == done


async def test_a_refused_sign_in_is_forgotten_when_the_next_field_is_entered(
    desk_file: Path, clock: Clock
) -> None:
    app = DeskApp(lambda: Desk(desk_file, clock), "en")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *"clerk1", "enter", *"1111", "enter", "enter")
        assert said(pilot).startswith("! ")
        await press(pilot, *PIN, "enter")
        assert said(pilot) == ""


async def test_without_it_the_refusal_would_stay(
    waiting: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DeskApp, "run_action", WatchedDesk.run_action)
    async with at_desk(waiting, clock=clock) as pilot:
        await press(pilot, "f", "down")
        assert said(pilot).startswith("! ")
