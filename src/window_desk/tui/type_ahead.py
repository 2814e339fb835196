"""Keys that arrive faster than they are answered: each goes where the one before it led."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias, runtime_checkable

from textual import events
from textual.app import App, ScreenStackError
from textual.dom import DOMNode
from textual.message_pump import MessagePump

longest_wait = 2.0
"""Seconds after which the next key goes on, whatever the one before it is still waiting for."""
_look_again = 0.01

Typed: TypeAlias = events.Key | events.Paste


@runtime_checkable
class Expectant(Protocol):
    """A screen that knows when the place of the next key is still being fetched."""

    @property
    def is_expecting(self) -> bool:
        """Whether the next key belongs to what a thread is about to bring."""
        ...


class TypeAhead:
    """Hands keys and pasted text on one at a time, in their order.

    A card reader sends whole lines at once. The framework gives a key to the field that has the
    focus when the key is read, and moves the focus only when that field and its screen have worked
    off the key before: without waiting for that, all keys of a line would go to its first field.
    `hand_on` gives an event to the field in focus.
    """

    def __init__(self, app: App[int], hand_on: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app = app
        self._hand_on = hand_on
        self._waiting: list[Typed] = []
        self._handing: asyncio.Task[None] | None = None

    @property
    def is_idle(self) -> bool:
        """Whether every key has been answered."""
        return self._handing is None

    def take(self, event: Typed) -> None:
        """Hand a key on as soon as those before it are answered."""
        self._waiting.append(event)
        if self._handing is None:
            self._handing = asyncio.create_task(self._hand_all_on())

    def stop(self) -> None:
        """Drop what is not handed on yet; the application ends."""
        self._waiting.clear()
        if self._handing is not None:
            self._handing.cancel()

    async def _hand_all_on(self) -> None:
        try:
            while self._waiting:
                self._app.call_later(self._hand_on, self._waiting.pop(0))
                try:
                    async with asyncio.timeout(longest_wait):
                        await self._answered()
                except TimeoutError:
                    continue
        except ScreenStackError:
            # The last screen is gone: the desk is being closed.
            self._waiting.clear()
        finally:
            self._handing = None

    async def _answered(self) -> None:
        """Wait until nothing that the key brought about is under way, and the focus rests."""
        app = self._app
        await _reached(app)
        is_settled = False
        while not is_settled:
            screen, focused, is_expecting = app.screen, app.focused, _is_expecting(app)
            is_quiet = await _went_round(focused or screen)
            stays = app.screen is screen and app.focused is focused
            is_settled = is_quiet and stays and not is_expecting and not _is_expecting(app)
            if is_expecting:
                await asyncio.sleep(_look_again)


def _is_expecting(app: App[int]) -> bool:
    screen = app.screen
    return isinstance(screen, Expectant) and screen.is_expecting


async def _went_round(start: DOMNode) -> bool:
    """Follow a key's way up to the application; whether nothing came behind it anywhere.

    Messages of a part are answered in their order. What was there before this round is answered
    when it returns, and what that brought about stands in a queue and is seen.
    """
    is_quiet = True
    for part in start.ancestors_with_self:
        await _reached(part)
        # Keys that were read meanwhile stand in the application's queue; they come here.
        if not isinstance(part, App) and part.message_queue_size:
            is_quiet = False
    return is_quiet


async def _reached(part: MessagePump) -> None:
    """Return once a part has answered every message that it had."""
    reached = asyncio.Event()
    if part.call_later(reached.set):
        await reached.wait()
