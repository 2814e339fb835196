"""Stuck: who holds each case and what remains for the others; one key reminds."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tests.tui.joint_desk import JointDesk, boss, two_ask
from tests.tui.support import at_desk, press, screen_text, sizes
from tests.tui.test_reviews import dossier, notice
from window_desk.locale import Lang
from window_desk.tui.screens.stuck import StuckScreen


@pytest.mark.parametrize("size", sizes, ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", ("区消防大队", "起办", "其余未办")), ("en", ("Fire and Res", "since", "remains for"))],
)
async def test_it_shows_holder_since_when_and_the_others(
    joint: JointDesk, lang: Lang, said: tuple[str, ...], size: tuple[int, int]
) -> None:
    two_ask(joint)
    clock = joint.clock(days=2)
    async with at_desk(
        joint.path, account=boss, window="", lang=lang, size=size, clock=clock
    ) as pilot:
        await press(pilot, "9")
        lines = screen_text(pilot)
        text = "\n".join(lines)
    assert [each for each in said if each not in text] == []
    assert "11-23" in text
    assert {cell_len(each) for each in lines} == {size[0]}


async def test_one_key_reminds_and_a_second_time_asks_why(joint: JointDesk) -> None:
    async with at_desk(joint.path, account=boss, window="", clock=joint.clock(days=2)) as pilot:
        await press(pilot, "9")
        screen = pilot.app.screen
        assert isinstance(screen, StuckScreen)
        line = screen.chosen
        assert line is not None
        await press(pilot, "f")
        assert "Reminded" in notice(pilot)
        assert len(joint.leg(line.step, line.case).reminded) == 1
        assert "reminded 1x" in dossier(pilot)
        await press(pilot, "f", "escape")
        assert len(joint.leg(line.step, line.case).reminded) == 1
        await press(pilot, "f", "3")
        assert len(joint.leg(line.step, line.case).reminded) == 2
        await press(pilot, "space", "r", "v")
        assert getattr(pilot.app.screen, "name_", "") == "timeline"
        await press(pilot, "escape", "l", "escape", "enter")
        assert getattr(pilot.app.screen, "name_", "") == "routing"


async def test_it_is_the_supervisors(joint: JointDesk) -> None:
    async with at_desk(joint.path, clock=joint.clock()) as pilot:
        await press(pilot, "9")
        assert getattr(pilot.app.screen, "name_", "") == "queue"
        assert "may not supervise" in notice(pilot)
