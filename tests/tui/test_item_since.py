"""Whoever opens an old case sees in one line that its item changed, and all of it by a key."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.services.houses import change_item
from tests.support import PLAIN, Clock, accept_complete, actor, open_complete
from tests.tui.support import at_desk, press, screen_text, settled
from window_desk.domain.case import Case
from window_desk.domain.item import Bilingual, Limit
from window_desk.locale import Lang
from window_desk.storage.desk import Desk
from window_desk.tui.app import DeskApp
from window_desk.tui.item_since import SinceLine

Opener = Callable[[Desk], Case]

HOSTILE = "[/x]\x1b[31m[@click=app.quit]新"


def prepared(path: Path, clock: Clock, opener: Opener, *, changed: bool) -> str:
    """A case whose item was changed after it was opened; gives the case."""
    desk = Desk(path, clock)
    case = opener(desk)
    if changed:
        change_item(
            desk, PLAIN, promised=Limit(Decimal(3)), place=Bilingual(HOSTILE, HOSTILE), visits=0
        )
    desk.close()
    return case.id


def at_window(desk: Desk) -> Case:
    """A case at the window."""
    return open_complete(desk, actor(desk, "clerk1"), PLAIN)


def accepted(desk: Desk) -> Case:
    """A case under review."""
    return accept_complete(desk, actor(desk, "clerk1"), PLAIN)


SCREENS = [
    pytest.param("intake", at_window, id="intake"),
    pytest.param("routing", accepted, id="routing"),
    pytest.param("timeline", accepted, id="timeline"),
]


@pytest.mark.parametrize(("name", "opener"), SCREENS)
@pytest.mark.parametrize(
    ("lang", "size", "said"),
    [
        ("en", (80, 24), "! The item changed since (V tells all): promised limit: "),
        ("zh", (120, 40), "! 事项已变更（按V看全部）：承诺办结时限："),
    ],
)
async def test_the_screens_of_a_case_say_that_the_item_changed(
    desk_file: Path,
    clock: Clock,
    name: str,
    opener: Opener,
    lang: Lang,
    size: tuple[int, int],
    said: str,
) -> None:
    case = prepared(desk_file, clock, opener, changed=True)
    async with at_desk(desk_file, clock=clock, lang=lang, size=size) as pilot:
        app = pilot.app
        assert isinstance(app, DeskApp)
        app.chosen_case = case
        app.action_home("routing" if name == "timeline" else name)
        await settled(pilot)
        if name == "timeline":
            await press(pilot, "v")
        line = next(each for each in screen_text(pilot) if said in each)
        await press(pilot, "V")
        page = "\n".join(screen_text(pilot))
        await press(pilot, "escape")
        assert pilot.app.screen.query_one(SinceLine).display
    assert "3" in line
    assert ("visits: 1 → 0" if lang == "en" else "到办事现场次数：1 → 0") in page
    assert "[/x]" in page
    assert "\x1b" not in page


@pytest.mark.parametrize(("name", "opener"), SCREENS[:2])
async def test_where_nothing_changed_there_is_no_line_and_the_key_says_so(
    desk_file: Path, clock: Clock, name: str, opener: Opener
) -> None:
    case = prepared(desk_file, clock, opener, changed=False)
    async with at_desk(desk_file, clock=clock) as pilot:
        app = pilot.app
        assert isinstance(app, DeskApp)
        app.chosen_case = case
        app.action_home(name)
        await settled(pilot)
        assert not pilot.app.screen.query_one(SinceLine).display
        await press(pilot, "V")
        assert "has not changed since" in "\n".join(screen_text(pilot))
