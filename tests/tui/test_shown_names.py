"""A natural person's name is masked wherever cases are listed; an organisation's stands whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from tests.support import PLAIN, Clock, actor, received
from tests.tui.support import at_desk, press, screen_text, settled
from window_desk.services import cases, intake, people
from window_desk.storage.desk import Desk
from window_desk.tui.widgets.lines import Lines

SHOP = "[@click=app.quit]小卖部"


@pytest.mark.parametrize(
    ("kind", "name", "shown"),
    [
        pytest.param("organisation", SHOP, SHOP, id="organisation"),
        pytest.param("person", SHOP, "[**", id="person"),
    ],
)
async def test_a_name_is_shown_the_same_way_on_every_screen(
    desk_file: Path, clock: Clock, kind: str, name: str, shown: str
) -> None:
    desk = Desk(desk_file, clock)
    clerk = actor(desk, "clerk1")
    who = people.Applicant(name=name, kind=kind, certificate_type="other")  # type: ignore[arg-type]  # one of the two
    case = intake.open_case(desk, clerk, PLAIN, who)
    intake.check_papers(desk, clerk, case.id, received(intake.view_case(desk, case.id).needs))
    cases.accept(desk, clerk, case.id)
    desk.close()
    seen: dict[str, str] = {}
    async with at_desk(desk_file, clock=clock, size=(120, 40)) as pilot:
        await press(pilot, "4")
        seen["deadlines"] = "\n".join(screen_text(pilot))
        await press(pilot, "5")
        field = pilot.app.screen.query_one(Input)
        field.value = name
        await settled(pilot)
        field.value = name[:1]
        await settled(pilot)
        seen["search"] = "\n".join(screen_text(pilot))
        pilot.app.screen.query_one(Lines).choose(f"case {case.id}")
        await press(pilot, "enter")
        seen["timeline"] = "\n".join(screen_text(pilot))
    seen["search"] = "\n".join(seen["search"].split("\n")[5:])  # below the field that was typed in
    for screen, text in seen.items():
        assert shown[:12] in text, screen
        assert (SHOP[:12] in text) is (kind == "organisation"), screen
