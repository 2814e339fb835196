"""Keys that come all at once go where each would go if the one before it had been answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from tests.support import INSTANT, PIN, Clock
from tests.tui.support import at_desk, burst, settled
from window_desk.storage import listings
from window_desk.storage.desk import Desk
from window_desk.tui import type_ahead
from window_desk.tui.app import DeskApp
from window_desk.tui.screens.intake import IntakeScreen
from window_desk.tui.screens.sign_in import SignInScreen
from window_desk.tui.type_ahead import TypeAhead, Typed
from window_desk.tui.widgets.applicant_form import ApplicantForm

NUMBER = "11010519491231002X"


def value(pilot: Pilot[int], name: str) -> str:
    return pilot.app.screen.query_one(f"#{name}", Input).value


def name_of(pilot: Pilot[int]) -> str:
    return str(getattr(pilot.app.screen, "name_", ""))


async def at_form(pilot: Pilot[int]) -> None:
    app = pilot.app
    assert isinstance(app, DeskApp)
    app.action_home("intake")
    await settled(pilot)


async def test_a_whole_sign_in_in_one_burst(desk_file: Path, clock: Clock) -> None:
    app = DeskApp(lambda: Desk(desk_file, clock), "en")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await burst(pilot, *"clerk1", "enter", *PIN, "enter", "1", "enter", "5", *"李a")
        assert app.who.startswith("window 1")
        assert name_of(pilot) == "search"
        assert pilot.app.screen.query_one(Input).value == "李a"


async def test_without_waiting_the_burst_stays_in_the_first_field(
    desk_file: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at_once(self: TypeAhead, event: Typed) -> None:
        self._app.call_later(self._hand_on, event)

    monkeypatch.setattr(TypeAhead, "take", at_once)
    app = DeskApp(lambda: Desk(desk_file, clock), "en")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await burst(pilot, *"clerk1", "enter", *PIN)
        assert value(pilot, "account") != "clerk1"
        assert value(pilot, "pin") != PIN


@pytest.mark.parametrize("between", ["enter", "tab"])
async def test_a_card_in_one_burst(desk_file: Path, clock: Clock, between: str) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await at_form(pilot)
        await burst(pilot, *INSTANT, "enter", *"张三", between, *NUMBER, between, *"13800000000")
        assert value(pilot, "name") == "张三"
        assert value(pilot, "number") == NUMBER
        assert value(pilot, "phone") == "13800000000"
        form = pilot.app.screen.query_one(ApplicantForm)
        assert form.turn("certificate_type").value == "111"


async def test_the_last_enter_opens_the_case_and_the_next_keys_are_its_own(
    desk_file: Path, clock: Clock
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        line = (*INSTANT, "enter", *"张三", "enter", *NUMBER, "enter", *"13800138000", "enter", "r")
        await burst(pilot, "2", *line)
        screen = pilot.app.screen
        assert isinstance(screen, IntakeScreen)
        assert screen.view is not None
        assert [each.check.state for each in screen.view.case.papers.values()] == ["received"]
    desk = Desk(desk_file, clock)
    with desk.read() as connection:
        assert len(listings.cases_in(connection).cases) == 1
    desk.close()


async def test_back_by_tab_and_forward_again(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await at_form(pilot)
        await burst(pilot, *INSTANT, "enter", "tab", *"12", "shift+tab", *"李四", "tab", *"34")
        assert (value(pilot, "name"), value(pilot, "number")) == ("李四", "1234")


async def test_pasted_text_keeps_its_place_between_keys(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await at_form(pilot)
        await burst(pilot, *INSTANT, "enter")
        app = pilot.app
        for event in (
            events.Key("a", "a"),
            events.Key("enter", None),
            events.Paste(NUMBER),
            events.Key("enter", None),
            events.Key("1", "1"),
        ):
            app.post_message(event)
        await settled(pilot)
        fields = [value(pilot, each) for each in ("name", "number", "phone")]
        assert fields == ["a", NUMBER, "1"]


async def test_an_answer_that_never_comes_does_not_keep_the_keys(
    desk_file: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type_ahead, "longest_wait", 0.02)
    monkeypatch.setattr(SignInScreen, "is_expecting", property(lambda _screen: True))
    app = DeskApp(lambda: Desk(desk_file, clock), "en")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await burst(pilot, *"ab", "enter", *"12")
        assert (value(pilot, "account"), value(pilot, "pin")) == ("ab", "12")
