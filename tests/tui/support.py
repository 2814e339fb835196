"""Driving the desk by keys: an application on a real database, and waiting until it is settled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from textual import events
from textual.app import App
from textual.keys import key_to_character
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


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until no thread works, no answer is on its way and the screen is painted.

    What is under way is asked of the application itself, not guessed from an idle processor: some
    rounds in which every part has answered and nothing was left to do. What a thread posts as its
    last act takes two turns of the loop to lie in the queue.
    """
    quiet = 0
    while quiet < 4:
        await pilot._wait_for_screen()
        await asyncio.sleep(0 if quiet or not _is_working(pilot.app) else 0.001)
        quiet = 0 if _is_busy(pilot.app) else quiet + 1
        pilot.app.screen._on_timer_update()


def _is_working(app: App[Any]) -> bool:
    return isinstance(app, DeskApp) and not app.crew.is_idle


def _is_busy(app: App[Any]) -> bool:
    """Whether a thread works, a message waits, or something is yet to be painted."""
    screen = app.screen
    return (
        _is_working(app)
        or (isinstance(app, DeskApp) and not app.type_ahead.is_idle)
        or not app.animator._idle_event.is_set()
        or any(
            each._message_queue.qsize() or each._next_callbacks or each._pending_message
            for each in (app, *app._registry)
        )
        or screen._layout_required
        or screen._repaint_required
        or screen._recompose_required
        or bool(screen._dirty_widgets or screen._callbacks or app._resize_timer)
    )


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys one after the other, each answered before the next."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def burst(pilot: Pilot[int], *keys: str) -> None:
    """Keys that are all there before the first is answered, as a card reader sends them."""
    driver = pilot.app._driver
    assert driver is not None
    for key in keys:
        event = events.Key(key, key_to_character(key))
        event.set_sender(pilot.app)
        driver.send_message(event)
    await settled(pilot)


def screen_text(pilot: Pilot[int]) -> list[str]:
    """What is painted, a text for each line."""
    app = pilot.app
    return [
        "".join(segment.text for segment in strip)
        for strip in app.screen._compositor.render_strips()
    ]
