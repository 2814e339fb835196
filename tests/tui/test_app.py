"""The application: language, theme, idle lock, help, homes, and changes of other processes."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest
from textual.color import Color
from textual.pilot import Pilot
from textual.theme import Theme
from textual.widgets import Input

from tests.on_server import address_of
from tests.support import PIN, Clock, actor, start_python
from tests.tui.support import at_desk, press, screen_text, settled
from window_desk.locale import Lang, current
from window_desk.services import access
from window_desk.storage.desk import Desk
from window_desk.tui.app import DeskApp
from window_desk.tui.bindings import keys_of
from window_desk.tui.screens.help import HelpScreen
from window_desk.tui.theme import themes
from window_desk.tui.widgets.lines import Lines

issue_elsewhere = """
import sys
from datetime import datetime
from tests.on_server import place_of
from window_desk.services import tickets
from window_desk.storage import reads
from window_desk.storage.desk import Desk
now = datetime.fromisoformat(sys.argv[2])
desk = Desk(place_of(sys.argv[1]), lambda: now)
with desk.read() as connection:
    clerk = reads.actor(connection, "clerk2")
print(tickets.issue(desk, clerk, "A").ticket.number)
"""
"""A program that gives out a number, as another window of the hall does."""


def app_of(pilot: Pilot[int]) -> DeskApp:
    """The application that is driven."""
    assert isinstance(pilot.app, DeskApp)
    return pilot.app


def name_of(pilot: Pilot[int]) -> str:
    """The screen that is shown."""
    return str(getattr(pilot.app.screen, "name_", ""))


async def test_the_language_is_switched_while_running(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        english = screen_text(pilot)
        await press(pilot, "L")
        chinese = screen_text(pilot)
        assert current() == "zh"
        await press(pilot, "L")
        again = screen_text(pilot)
    assert "[1 Queue]" in english[0]
    assert "[1 排队]" in chinese[0]
    assert "叫下一号" in chinese[-1]
    assert again[0] == english[0]
    assert again[-1] == english[-1]


async def test_the_theme_key_goes_through_light_dark_and_contrast(
    desk_file: Path, clock: Clock
) -> None:
    seen = []
    async with at_desk(desk_file, clock=clock) as pilot:
        for _theme in themes:
            seen.append((pilot.app.theme, pilot.app.screen.styles.background.hex))
            await press(pilot, "T")
        assert pilot.app.theme == seen[0][0]
    assert [name for name, _hex in seen] == [each.name for each in themes]
    assert len({background for _name, background in seen}) == len(themes)


@pytest.mark.parametrize("theme", themes, ids=lambda each: each.name)
@pytest.mark.parametrize("role", ["foreground", "primary", "success", "warning", "error"], ids=str)
def test_every_colour_can_be_read_on_its_ground(theme: Theme, role: str) -> None:
    ground = Color.parse(str(theme.background))
    text = Color.parse(str(getattr(theme, role)))
    assert contrast(text, ground) >= 4.5


def contrast(one: Color, other: Color) -> float:
    """The contrast of two colours as WCAG 2 counts it, from 1 to 21."""

    def luminance(colour: Color) -> float:
        parts = [each / 255 for each in colour.rgb]
        red, green, blue = (
            each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


async def test_a_desk_left_alone_locks_and_asks_for_the_pin(desk_file: Path, clock: Clock) -> None:
    app = DeskApp(lambda: Desk(desk_file, clock))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for each in ("clerk1", PIN, "1"):
            await press(pilot, *each, "enter")
        await settled(pilot)
        assert name_of(pilot) == "queue"
        assert app.centre is not None
        minutes = app.centre.rules.idle_lock_minutes
        app._touched = time.monotonic() - minutes * 60 + 5
        app._lock_when_idle()
        await settled(pilot)
        assert name_of(pilot) == "queue"
        await press(pilot, "question_mark")
        app._touched = time.monotonic() - minutes * 60 - 1
        app._lock_when_idle()
        await settled(pilot)
        assert name_of(pilot) == "sign_in"
        assert pilot.app.screen.query_one("#account", Input).value == ""
        await press(pilot, "1")
        assert name_of(pilot) == "sign_in"


async def test_an_account_that_is_disabled_meanwhile_is_told_and_signs_out(
    desk_file: Path, clock: Clock
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        other = Desk(desk_file, clock)
        access.disable_account(other, actor(other, "admin"), "clerk1")
        other.close()
        await press(pilot, "a", "enter", "enter")
        assert "was disabled" in " ".join("\n".join(screen_text(pilot)).split())
        await press(pilot, "escape", "O")
        assert name_of(pilot) == "sign_in"


async def test_a_key_keeps_the_desk_unlocked(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        app = app_of(pilot)
        app._touched = before = time.monotonic() - 100
        await press(pilot, "j")
        assert app._touched > before + 99


async def test_what_another_process_does_appears_by_itself(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        command = [
            sys.executable,
            "-c",
            issue_elsewhere,
            address_of(desk_file),
            clock().isoformat(),
        ]
        done = await asyncio.to_thread(
            subprocess.run, command, capture_output=True, text=True, check=True,
            cwd=Path(__file__).parents[2],
        )  # fmt: skip
        number = done.stdout.strip()
        for _look in range(200):
            if any(number in line for line in screen_text(pilot)[4:]):
                break
            await pilot.pause(0.05)
        keys = [each.cells[0] for each in pilot.app.screen.query_one(Lines).lines]
    assert keys == [number]


async def test_help_lists_every_key_and_filters(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        lines = pilot.app.screen.query_one(Lines)
        assert len(lines.lines) == len(keys_of("queue")) + len(keys_of("desk"))
        await press(pilot, *"transfer")
        await settled(pilot)
        assert [each.cells[0] for each in lines.lines] == ["t"]
        await press(pilot, "escape")
        assert name_of(pilot) == "queue"


async def test_undo_says_what_was_undone(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "u")
        painted = " ".join(" ".join(screen_text(pilot)).split())
    assert "There is nothing of yours from the last 60 s to undo." in painted


@pytest.mark.parametrize(("key", "name"), [("5", "search"), ("6", "catalogue"), ("1", "queue")])
async def test_a_home_is_one_key_away(desk_file: Path, clock: Clock, key: str, name: str) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, key)
        assert name_of(pilot) == name


async def test_a_home_closes_what_lies_above_it(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "5")
        pilot.app.screen.query_one(Input).value = "XP-POL-0003"
        await settled(pilot)
        await press(pilot, "enter")
        assert name_of(pilot) == "catalogue"
        assert len(pilot.app.screen_stack) == 3
        await press(pilot, "1")
        assert len(pilot.app.screen_stack) == 2
        assert name_of(pilot) == "queue"


@pytest.mark.parametrize(
    ("wished", "frames"), [(None, 240), ("30", 30)], ids=["the desk's own", "asked for"]
)
def test_two_paints_of_a_key_are_milliseconds_apart(
    monkeypatch: pytest.MonkeyPatch, wished: str | None, frames: int
) -> None:
    monkeypatch.delenv("TEXTUAL_FPS", raising=False)
    if wished is not None:
        monkeypatch.setenv("TEXTUAL_FPS", wished)
    script = "import window_desk.tui.app, textual.screen; print(textual.screen.UPDATE_PERIOD)"
    with start_python(script) as process:
        assert process.stdout is not None
        assert float(process.stdout.read()) == 1 / frames


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "^q closes the desk."), ("zh", "按^q关闭工作台。")]
)
async def test_whoever_presses_what_closes_other_programs_is_told_in_their_language(
    desk_file: Path, clock: Clock, lang: Lang, said: str
) -> None:
    async with at_desk(desk_file, clock=clock, lang=lang) as pilot:
        await press(pilot, "ctrl+c")
        assert [each.message for each in app_of(pilot)._notifications] == [said]
        assert not [each.title for each in app_of(pilot)._notifications if each.title]
        assert app_of(pilot).is_running
