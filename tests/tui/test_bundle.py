"""One matter, one visit on the screens: what it consists of, and each item decided at its leg."""

from __future__ import annotations

from pathlib import Path

from tests.support import BUNDLE, Clock, accept_complete, actor, answer_all
from tests.tui.support import at_desk, press, screen_text
from tests.tui.test_intake import at_intake, newest_case, painted
from tests.tui.test_routing import open_routing, state_of
from window_desk.storage.desk import Desk


async def test_the_intake_says_what_it_consists_of(desk_file: Path, clock: Clock) -> None:
    async with at_intake(desk_file, clock, BUNDLE, case=True, size=(120, 40)) as pilot:
        assert "Opening a restaurant in one go (4 items)" in painted(pilot)
        await press(pilot, "v")
        text = painted(pilot)
        assert "applied for together" in text
        assert "not needed by the answer to “In what form?”" in text
        await press(pilot, "escape", "home", "space")
        assert newest_case(desk_file, clock).answers == {"subject": "company"}
        assert "Articles of association" in painted(pilot)


async def test_g_decides_the_item_of_the_leg_in_focus(desk_file: Path, clock: Clock) -> None:
    desk = Desk(desk_file, clock)
    case = answer_all(desk, accept_complete(desk, actor(desk, "clerk1"), BUNDLE))
    desk.close()
    async with at_desk(desk_file, account="supervisor", window="", clock=clock) as pilot:
        screen = await open_routing(pilot, case)
        await press(pilot, "home")
        item = state_of(desk_file, clock, case.id).legs[0].step.child
        assert screen.why_not("grant") == ""
        await press(pilot, "g")
        decided = {x.part.item: x.outcome for x in state_of(desk_file, clock, case.id).children}
        assert decided.pop(item) == "granted"
        assert set(decided.values()) == {""}
        assert "decided already" in screen.why_not("grant")
        assert screen_text(pilot)
