"""Driving the desk by keys: an application on a real database, and waiting until it is settled."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from textual.pilot import Pilot

from tests.support import PIN, Clock
from window_desk.locale import Lang
from window_desk.storage.desk import Desk
from window_desk.tui.app import DeskApp

sizes = ((80, 24), (120, 40))


@asynccontextmanager
async def at_desk(
    path: Path,
    *,
    account: str = "clerk1",
    window: str = "1",
    lang: Lang = "en",
    size: tuple[int, int] = (80, 24),
    clock: Callable[[], datetime] | None = None,
) -> AsyncIterator[Pilot[int]]:
    """Somebody signed in at a window, with the first home settled."""
    moving = clock or Clock()
    app = DeskApp(lambda: Desk(path, moving), lang, (account, PIN, window))
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        yield pilot


async def settled(pilot: Pilot[int]) -> None:
    """Wait until no thread works, no answer is on its way and the screen is painted."""
    app = pilot.app
    assert isinstance(app, DeskApp)
    for _round in range(3):
        await pilot.pause()
        while not app.crew.is_idle:
            await pilot.pause(0.005)
        await pilot.pause()


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys one after the other, each answered before the next."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def press_on(pilot: Pilot[int], *keys: str) -> None:
    """Press keys of one dialogue, in which only the last one acts, and wait once."""
    await pilot.press(*keys)
    await settled(pilot)


def screen_text(pilot: Pilot[int]) -> list[str]:
    """What is painted, a text for each line."""
    app = pilot.app
    return [
        "".join(segment.text for segment in strip)
        for strip in app.screen._compositor.render_strips()
    ]
