"""What is due by itself is done after sign-in and when the day changes, and warned of before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.desks import ADMIN
from tests.support import PLAIN, Clock, accept_complete, actor, open_complete
from tests.tui.support import at_desk, press, screen_text, settled
from tests.tui.test_routing import state_of
from window_desk.domain import ops
from window_desk.locale import Lang
from window_desk.services import following
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


async def test_a_catalogue_of_which_nothing_was_heard_is_warned_of_and_work_goes_on(
    desk_file: Path, clock: Clock
) -> None:
    desk = Desk(desk_file, clock)
    following.follow_desk(desk, ADMIN, "city/desk1")
    desk.close()
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "4")
        text = " ".join(" ".join(screen_text(pilot)).split())
        assert "Nothing was heard of city/desk1 yet, whose catalogue counts here." in text
        await press(pilot, "1", "a", "enter", "enter")
        assert "A001" in "".join(screen_text(pilot))


@pytest.mark.parametrize(
    ("lang", "light", "said"),
    [("zh", "^ 证照将到期", "视为准予延续"), ("en", "^ licence ends", "it counts as renewed")],
)
async def test_xkf_50_the_end_of_a_licence_is_shown_with_what_it_means(
    desk_file: Path, clock: Clock, lang: Lang, light: str, said: str
) -> None:
    desk = Desk(desk_file, clock)
    case = accept_complete(desk, actor(desk, "clerk1"), PLAIN)
    with desk.change(by="clerk1") as tx:
        tx.record(ops.CaseLicenceNoted(until=date(2026, 11, 24)), on=case.id)
    desk.close()
    async with at_desk(desk_file, clock=clock, lang=lang, size=(120, 40)) as pilot:
        await press(pilot, "4")
        text = "\n".join(screen_text(pilot))
        assert light in text
        assert said in text
