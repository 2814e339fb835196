"""The search screen: what is found by what, masked, and where Enter leads."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.support import APPLICANT, INSTANT, Clock, accept_complete, actor
from tests.tui.support import at_desk, press, screen_text, settled
from window_desk.domain.case import Case
from window_desk.services import intake, people, tickets
from window_desk.storage.desk import Desk
from window_desk.tui.screens.catalogue import CatalogueScreen
from window_desk.tui.screens.search import SearchScreen
from window_desk.tui.screens.timeline import TimelineScreen
from window_desk.tui.widgets.lines import Lines


async def typed_in(pilot: Pilot[int], text: str) -> None:
    """Go to the search and type."""
    await press(pilot, "5")
    await press(pilot, *text)
    await settled(pilot)


@pytest.fixture
def case(desk_file: Path, clock: Clock) -> Case:
    """An accepted case of window 1, from a ticket."""
    desk = Desk(desk_file, clock)
    clerk = actor(desk, "clerk1")
    tickets.issue(desk, clerk, "A")
    ticket = tickets.call_next(desk, clerk, "1")
    tickets.start(desk, clerk, ticket.number, "1")
    accepted = accept_complete(desk, clerk, INSTANT, ticket.number)
    tickets.finish(desk, clerk, ticket.number, "1")
    desk.close()
    return accepted


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("number", id="acceptance number"),
        pytest.param("start", id="the beginning of the number"),
        pytest.param("受字", id="document number"),
        pytest.param("A001", id="ticket number"),
        pytest.param("a001", id="ticket number in small letters"),
        pytest.param(APPLICANT.certificate_number, id="certificate number"),
        pytest.param("11010519491231002x", id="certificate number in small letters"),
        pytest.param("张三", id="name"),
        pytest.param(" 张 ", id="the beginning of the name, with blanks"),
    ],
)
async def test_a_case_is_found_by(desk_file: Path, clock: Clock, case: Case, typed: str) -> None:
    text = {"number": case.number, "start": case.number[:12]}.get(typed, typed)
    async with at_desk(desk_file, clock=clock) as pilot:
        await typed_in(pilot, text)
        painted = "\n".join(screen_text(pilot))
        assert case.number in painted
        assert "张**" in painted
        assert "张三" not in painted.replace(text, "")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, TimelineScreen)
        assert case.number in "\n".join(screen_text(pilot))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        pytest.param("机动车驾驶证", INSTANT, id="name"),
        pytest.param("jidongchejiashizheng", INSTANT, id="pinyin"),
        pytest.param("jdcjsz", INSTANT, id="initials"),
        pytest.param("XP-POL-0003", INSTANT, id="code"),
        pytest.param("driving licence", INSTANT, id="English name"),
    ],
)
async def test_an_item_is_found_by(desk_file: Path, clock: Clock, typed: str, code: str) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await typed_in(pilot, typed)
        lines = pilot.app.screen.query_one(Lines)
        assert f"item {code}" in [each.key for each in lines.lines]
        lines.choose(f"item {code}")
        await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, CatalogueScreen)
        assert screen.opened is not None
        assert screen.opened.item.code == code
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, SearchScreen)


async def test_a_person_opens_into_their_cases(desk_file: Path, clock: Clock, case: Case) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await typed_in(pilot, "张三")
        lines = pilot.app.screen.query_one(Lines)
        lines.choose(next(each.key for each in lines.lines if each.key.startswith("person")))
        painted = "\n".join(screen_text(pilot))
        assert "110***********002X" in painted
        assert APPLICANT.certificate_number not in painted
        await press(pilot, "enter")
        assert [each.key for each in lines.lines] == [f"case {case.id}"]
        assert "Cases of 张**: 1" in "\n".join(screen_text(pilot))
        await press(pilot, "escape")
        assert len(lines.lines) == 2


async def test_arrows_choose_while_the_field_is_typed_in(
    desk_file: Path, clock: Clock, case: Case
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await typed_in(pilot, "张三")
        await press(pilot, "down")
        lines = pilot.app.screen.query_one(Lines)
        assert lines.cursor == 1
        await press(pilot, "up")
        assert lines.cursor == 0


async def test_nothing_typed_and_nothing_found_are_said_differently(
    desk_file: Path, clock: Clock
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "5")
        assert "Type a number" in "\n".join(screen_text(pilot))
        await press(pilot, *"zzqq")
        await settled(pilot)
        assert 'Nothing is called "zzqq"' in "\n".join(screen_text(pilot))
        await press(pilot, "enter")
        assert "no result to open" in "\n".join(screen_text(pilot))
        await press(pilot, "escape")
        assert "Type a number" in "\n".join(screen_text(pilot))
        await press(pilot, "escape", "1")
        assert getattr(pilot.app.screen, "name_", "") == "queue"


@pytest.mark.parametrize(
    "name",
    ["Zhang [/x]", "[@click=app.quit]", "%", "_", "'; DROP TABLE person; --", "𠮷野", "=cmd|calc"],
)
async def test_odd_names_are_found_and_change_nothing(
    desk_file: Path, clock: Clock, name: str
) -> None:
    desk = Desk(desk_file, clock)
    applicant = people.Applicant(name=name, certificate_type="other", certificate_number="K1234567")
    opened = intake.open_case(desk, actor(desk, "clerk1"), INSTANT, applicant)
    desk.close()
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "5")
        pilot.app.screen.query_one(Input).value = name
        await settled(pilot)
        lines = pilot.app.screen.query_one(Lines)
        assert f"case {opened.id}" in [each.key for each in lines.lines]
        assert len([each for each in lines.lines if each.key.startswith("case")]) == 1
        assert f"{name[0]}**" in "\n".join(screen_text(pilot))
