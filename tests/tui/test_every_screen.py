"""What holds on every home: it fits the terminal, in both languages, sizes and every theme."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.support import PARALLEL, PLAIN, Clock, accept_complete, actor
from tests.tui.support import at_desk, press, screen_text, sizes
from window_desk.locale import Lang
from window_desk.services import tickets
from window_desk.storage.desk import Desk
from window_desk.tui.theme import themes

homes = {"queue": "1", "intake": "2", "routing": "3", "deadlines": "4", "search": "5",
         "catalogue": "6", "reviews": "8"}  # fmt: skip


@pytest.fixture
def used(desk_file: Path, clock: Clock) -> Path:
    """A desk with somebody waiting and two cases under review."""
    desk = Desk(desk_file, clock)
    clerk = actor(desk, "clerk1")
    tickets.issue(desk, clerk, "A")
    for item in (PARALLEL, PLAIN):
        accept_complete(desk, clerk, item)
    desk.close()
    return desk_file


@pytest.mark.parametrize("size", sizes, ids=["80x24", "120x40"])
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_every_home_fits_the_terminal(
    used: Path, clock: Clock, lang: Lang, size: tuple[int, int]
) -> None:
    async with at_desk(used, clock=clock, lang=lang, size=size) as pilot:
        for name, key in homes.items():
            await press(pilot, "escape", key)
            lines = screen_text(pilot)
            assert len(lines) == size[1], name
            assert {cell_len(line) for line in lines} == {size[0]}, name
            assert f"[{key} " in lines[0] or name in ("search", "catalogue", "reviews"), lines[0]


@pytest.mark.parametrize("name", [each.name for each in themes])
async def test_every_home_can_be_drawn_in_every_theme(used: Path, clock: Clock, name: str) -> None:
    async with at_desk(used, clock=clock) as pilot:
        while pilot.app.theme != name:
            await press(pilot, "T")
        for key in homes.values():
            await press(pilot, "escape", key)
            assert pilot.app.theme == name
            assert any(line.strip() for line in screen_text(pilot)[1:-1])
