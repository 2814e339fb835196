"""Signing in by keys: first account, wrong PINs and their delay, windows, and a desk that fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.support import PIN, Clock
from tests.tui.support import press, screen_text, settled
from window_desk.catalogue import data_folder
from window_desk.catalogue.settings import load_centre
from window_desk.locale import Lang
from window_desk.services import access, publishing
from window_desk.storage import reads
from window_desk.storage.desk import Desk, make_desk
from window_desk.tui.app import DeskApp


@asynccontextmanager
async def opened(path: Path, clock: Clock, lang: Lang = "en") -> AsyncIterator[Pilot[int]]:
    """The desk before anybody signed in."""
    app = DeskApp(lambda: Desk(path, clock), lang)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        yield pilot


async def fill_in(pilot: Pilot[int], *values: str) -> None:
    """Type each field and press Enter."""
    for each in values:
        await press(pilot, *each, "enter")
    await settled(pilot)


def name_of(pilot: Pilot[int]) -> str:
    """The screen that is shown."""
    return str(getattr(pilot.app.screen, "name_", ""))


def painted(pilot: Pilot[int]) -> str:
    """Everything that is painted, without line ends and double blanks."""
    return " ".join("".join(screen_text(pilot)).replace("│", " ").split())


@pytest.fixture
def empty_desk(tmp_path: Path, clock: Clock) -> Path:
    """A desk with its centre and nobody who may sign in."""
    desk = make_desk(tmp_path / "new.db", "h1/desk1", clock)
    with desk.change(by="setup") as tx:
        publishing.put_centre(tx, load_centre(data_folder() / "centre" / "demo.toml"))
    desk.close()
    return tmp_path / "new.db"


async def test_account_pin_and_window_lead_to_the_queue(desk_file: Path, clock: Clock) -> None:
    async with opened(desk_file, clock) as pilot:
        await fill_in(pilot, "clerk1", PIN, "1")
        assert name_of(pilot) == "queue"
        assert "window 1" in screen_text(pilot)[0]
    desk = Desk(desk_file, clock)
    with desk.read() as connection:
        state = reads.window_state(connection, "1")
    desk.close()
    assert state is not None
    assert (state.state, state.account) == ("open", "clerk1")


async def test_a_reviewer_comes_to_the_reviews(
    desk_file: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes: list[str] = []
    monkeypatch.setattr(DeskApp, "action_home", lambda _app, name: homes.append(name))
    async with opened(desk_file, clock) as pilot:
        await fill_in(pilot, "reviewer-approval", PIN, "")
    assert homes == ["reviews"]


async def test_the_pin_is_not_painted(desk_file: Path, clock: Clock) -> None:
    async with opened(desk_file, clock) as pilot:
        await press(pilot, *"clerk1", "enter", *PIN)
        await settled(pilot)
        assert PIN not in painted(pilot)
        assert pilot.app.screen.query_one("#pin", Input).value == PIN


async def test_a_wrong_pin_is_refused_and_typed_again(desk_file: Path, clock: Clock) -> None:
    async with opened(desk_file, clock) as pilot:
        await fill_in(pilot, "clerk1", "1111", "1")
        assert name_of(pilot) == "sign_in"
        assert "The account or the PIN is wrong." in painted(pilot)
        assert pilot.app.screen.query_one("#pin", Input).value == ""
        clock.advance(seconds=10)
        await fill_in(pilot, PIN, "")
        assert name_of(pilot) == "queue"


async def test_wrong_pins_wait_and_the_seconds_are_said(desk_file: Path, clock: Clock) -> None:
    async with opened(desk_file, clock) as pilot:
        await fill_in(pilot, "clerk1", "1111", "")
        await fill_in(pilot, PIN, "")
        assert "Wrong PIN: wait 2 s. Then type it again." in painted(pilot)
        clock.advance(seconds=3)
        await fill_in(pilot, "1112", "")
        await fill_in(pilot, PIN, "")
        assert "Too many wrong PINs: wait 4 s." in painted(pilot)
    async with opened(desk_file, clock) as pilot:
        await fill_in(pilot, "clerk1", PIN, "")
        assert "Too many wrong PINs: wait 4 s." in painted(pilot)
        clock.advance(seconds=5)
        await fill_in(pilot, PIN, "")
        assert name_of(pilot) == "queue"


@pytest.mark.parametrize("window", ["99", "[/x]", "一"])
async def test_a_window_that_is_not_there_is_refused(
    desk_file: Path, clock: Clock, window: str
) -> None:
    async with opened(desk_file, clock) as pilot:
        await fill_in(pilot, "clerk1", PIN, window)
        assert name_of(pilot) == "sign_in"
        assert f"! There is no window {window}." in painted(pilot)
        assert pilot.app.focused is pilot.app.screen.query_one("#window", Input)
        await fill_in(pilot, "2")
        assert name_of(pilot) == "queue"
        assert "window 2" in screen_text(pilot)[0]


async def test_a_window_of_a_role_that_calls_nobody_is_refused_at_the_window(
    desk_file: Path, clock: Clock
) -> None:
    async with opened(desk_file, clock) as pilot:
        await fill_in(pilot, "admin", PIN, "1")
        assert "may not call and serve" in painted(pilot)
        await fill_in(pilot, "-")
        assert name_of(pilot) == "queue"
        assert "Your role calls no numbers." in painted(pilot)


async def test_no_window_is_the_accounts_own(desk_file: Path, clock: Clock) -> None:
    async with opened(desk_file, clock) as pilot:
        assert "empty: your own; - for none" in painted(pilot)
        await fill_in(pilot, "clerk3", PIN, "")
        assert "window 3" in screen_text(pilot)[0]


@pytest.mark.parametrize(("window", "is_taken"), [("", True), ("-", False)])
async def test_without_a_window_the_queue_says_so_and_how_to_get_one(
    desk_file: Path, clock: Clock, window: str, is_taken: bool
) -> None:
    desk = Desk(desk_file, clock)
    if is_taken:
        access.sign_in(desk, "clerk2", PIN, "1")
    async with opened(desk_file, clock) as pilot:
        await fill_in(pilot, "clerk1", PIN, window)
        assert "window" not in screen_text(pilot)[0]
        text = painted(pilot)
        assert "You are signed in without a window." in text
        assert "O signs out; name a window when you sign in again." in text
        assert "Your window is free" not in text
    with desk.read() as connection:
        state = reads.window_state(connection, "1")
    desk.close()
    assert (state.account if state else "") == ("clerk2" if is_taken else "")


async def test_an_empty_desk_asks_for_its_first_account(empty_desk: Path, clock: Clock) -> None:
    async with opened(empty_desk, clock) as pilot:
        assert "The first account of this desk: an admin" in painted(pilot)
        await fill_in(pilot, "boss", "王主任", "12", "12")
        assert "A PIN is 4 to 12 digits." in painted(pilot)
        await fill_in(pilot, "1234", "1243")
        assert "The two PINs differ; type both again." in painted(pilot)
        assert name_of(pilot) == "sign_in"
        await fill_in(pilot, "1234", "1234")
        assert name_of(pilot) == "queue"
        assert "王主任" in screen_text(pilot)[0]
    desk = Desk(empty_desk, clock)
    with desk.read() as connection:
        found = reads.actor(connection, "boss")
    desk.close()
    assert found is not None
    assert found.role == "admin"


async def test_a_desk_with_accounts_does_not_offer_a_first_one(
    desk_file: Path, clock: Clock
) -> None:
    async with opened(desk_file, clock) as pilot:
        assert "first account" not in painted(pilot)
        assert not pilot.app.screen.query_one("#name").display


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("none.db", None, "There is no database at"),
        (
            "text.db",
            b"this is no database at all, only text" * 200,
            "is not a sound window-desk database. Restore a backup",
        ),
    ],
)
async def test_a_file_that_cannot_be_used_is_one_sentence(
    tmp_path: Path, clock: Clock, name: str, content: bytes | None, sentence: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    async with opened(tmp_path / name, clock) as pilot:
        assert sentence in painted(pilot)
        await fill_in(pilot, "clerk1", PIN, "1")
        assert "still being opened" in painted(pilot)


async def test_sign_out_closes_the_window_and_asks_again(desk_file: Path, clock: Clock) -> None:
    async with opened(desk_file, clock) as pilot:
        await fill_in(pilot, "clerk1", PIN, "1")
        await press(pilot, "O")
        assert name_of(pilot) == "sign_in"
    desk = Desk(desk_file, clock)
    with desk.read() as connection:
        state = reads.window_state(connection, "1")
    desk.close()
    assert state is not None
    assert state.state == "closed"


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_in_a_demo_one_signs_out_to_be_somebody_else(
    desk_file: Path, clock: Clock, lang: Lang
) -> None:
    clerk, boss = ("clerk1", PIN, "1"), ("supervisor", PIN, "")
    app = DeskApp(lambda: Desk(desk_file, clock), lang, sign_in=clerk, offered=[clerk, boss])
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert (name_of(pilot), app.actor.account) == ("queue", "clerk1")
        await press(pilot, "O")
        assert (name_of(pilot), app.is_signed_in) == ("sign_in", False)
        offer = {"en": "PIN 2468: clerk1 (window 1), ", "zh": "PIN均为2468）：clerk1（1号窗口）、"}
        assert offer[lang] in painted(pilot)
        assert "supervisor" in painted(pilot)
        await fill_in(pilot, *boss)
        assert (name_of(pilot), app.actor.account) == ("queue", "supervisor")


async def test_outside_a_demo_the_sign_in_names_nobody(desk_file: Path, clock: Clock) -> None:
    async with opened(desk_file, clock) as pilot:
        assert not pilot.app.screen.query_one("#offered").display
        assert "clerk1" not in painted(pilot)
