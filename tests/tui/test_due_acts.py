"""What is due by itself is done after sign-in and when the day changes, and warned of before."""

from __future__ import annotations

from pathlib import Path

from tests.support import PLAIN, Clock, actor, open_complete
from tests.tui.support import at_desk, press, screen_text, settled
from tests.tui.test_routing import state_of
from window_desk.storage.desk import Desk
from window_desk.tui.app import DeskApp


def opened(path: Path, clock: Clock) -> str:
    """An application that nobody answered."""
    desk = Desk(path, clock)
    case = open_complete(desk, actor(desk, "clerk1"), PLAIN)
    desk.close()
    return case.id


async def test_after_sign_in(desk_file: Path, clock: Clock) -> None:
    case = opened(desk_file, clock)
    clock.advance(days=8)
    async with at_desk(desk_file, clock=clock) as pilot:
        await settled(pilot)
    assert state_of(desk_file, clock, case).deemed


async def test_when_the_day_changes(desk_file: Path, clock: Clock) -> None:
    case = opened(desk_file, clock)
    async with at_desk(desk_file, clock=clock) as pilot:
        app = pilot.app
        assert isinstance(app, DeskApp)
        app.look_again()
        await settled(pilot)
        assert state_of(desk_file, clock, case).state == "intake"
        clock.advance(days=8)
        app.look_again()
        await settled(pilot)
    assert state_of(desk_file, clock, case).deemed


async def test_the_deadlines_warn_before(desk_file: Path, clock: Clock) -> None:
    opened(desk_file, clock)
    clock.advance(days=3)
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "4")
        text = " ".join(" ".join(screen_text(pilot)).split())
        assert "Applications without an answer: 1" in text
        assert "The working days of 2027 are not announced here" in text
