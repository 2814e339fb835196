"""The screens say that the server is away, and that it answers again, by themselves."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest
from textual.pilot import Pilot

from tests.support import Clock
from tests.tui.support import at_desk, press, screen_text, settled
from window_desk.storage.server import pool as pools
from window_desk.tui.app import DeskApp


async def shown(pilot: Pilot[int], text: str) -> None:
    """Wait until a text is painted, without pressing anything."""
    for _look in range(200):
        if any(text in line for line in screen_text(pilot)):
            return
        await asyncio.sleep(0.05)
        await settled(pilot)
    pytest.fail(f"{text!r} is not shown: {screen_text(pilot)}")


async def test_a_server_that_is_away_is_told_and_missed_no_longer_than_it_is(
    desk_file: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_values: object) -> NoReturn:
        raise psycopg.OperationalError("connection failed: Connection refused")

    async with at_desk(desk_file, clock=clock, size=(120, 40)) as pilot:
        assert isinstance(pilot.app, DeskApp)
        await press(pilot, "a", "1", "1")
        with monkeypatch.context() as patch:
            patch.setattr(pools, "connect", refuse)
            pilot.app.desk.pool.close()
            await shown(pilot, "was lost")
        await shown(pilot, "The database answers again.")
        await press(pilot, "n")
        await shown(pilot, "A001")
