"""The catalogue screen: filtering while typing, guides in full, both languages."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tests.support import BUNDLE, INSTANT, PARALLEL, Clock, actor
from tests.tui.support import at_desk, press, screen_text, settled, sizes
from window_desk.catalogue.search import search_keys
from window_desk.locale import Lang
from window_desk.services import publishing
from window_desk.storage import listings, reads
from window_desk.storage.desk import Desk
from window_desk.tui.screens.catalogue import CatalogueScreen, Reading
from window_desk.tui.widgets.lines import Lines
from window_desk.tui.widgets.route_plan import RoutePlanScreen


async def filtered(pilot: Pilot[int], text: str) -> list[str]:
    """The codes that are left after typing into the filter."""
    if not isinstance(pilot.app.screen, CatalogueScreen):
        await press(pilot, "6")
    pilot.app.screen.query_one(Input).value = text
    await settled(pilot)
    return [each.key for each in pilot.app.screen.query_one(Lines).lines]


def guide_of(pilot: Pilot[int]) -> str:
    """The whole text of the guide, seen or not."""
    return str(pilot.app.screen.query_one("#guide", Static).render())


async def test_every_item_is_there_with_full_guides_first_and_marked(
    desk_file: Path, clock: Clock
) -> None:
    desk = Desk(desk_file, clock)
    with desk.look() as look:
        lines = listings.item_lines(look.connection, look.today)
    everything = [each for each, _keys in lines]
    desk.close()
    async with at_desk(desk_file, clock=clock) as pilot:
        assert await filtered(pilot, "") == [each.code for each in everything]
        shown = pilot.app.screen.query_one(Lines).lines
    assert len(everything) > 1135
    guides = sum(each.guide for each in everything)
    assert [each.cells[0] for each in shown] == ["* guide"] * guides + ["-"] * (
        len(everything) - guides
    )


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("机动车驾驶证期满", id="name"),
        pytest.param("jidongche jiashizheng", id="pinyin"),
        pytest.param("jdcjsz", id="initials"),
        pytest.param("xp-pol-0003", id="code"),
        pytest.param("driving licence", id="English"),
        pytest.param("区公安分局", id="department"),
        pytest.param("jiashizheng 公安", id="name and department"),
        pytest.param("Public Security Bureau", id="department in English"),
    ],
)
async def test_an_item_is_found_by(desk_file: Path, clock: Clock, typed: str) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        found = await filtered(pilot, typed)
    assert INSTANT in found
    assert len(found) < 200


async def test_a_guide_says_everything_in_both_languages(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, clock=clock, size=(120, 40)) as pilot:
        await filtered(pilot, BUNDLE)
        english = guide_of(pilot)
        await press(pilot, "enter", "L")
        chinese = guide_of(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, CatalogueScreen)
        opened = screen.opened
    assert opened is not None
    item = opened.item
    assert item.children
    for text, lang in ((english, "en"), (chinese, "zh")):
        papers = [each.name for each in item.materials]
        names = [item.name, *papers, *(each.name for each in item.steps)]
        for name in names:
            assert name.text(lang) in text
        for situation in item.situations:
            assert situation.question.text(lang) in text
        assert all(one.text(lang) in text for one in opened.children)
        assert item.complaint in text
        assert item.sample in text
        assert item.result is not None
        assert item.result.name.text(lang) in text
    assert len(opened.children) == len(item.children)


async def test_an_item_without_charges_says_no_fee_and_one_with_charges_how_much(
    desk_file: Path, clock: Clock
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await filtered(pilot, "XX-drug-retail-licence")
        assert "no fee" in guide_of(pilot)
        await filtered(pilot, INSTANT)
        charged = guide_of(pilot)
    assert "no fee" not in charged
    assert "10.00 yuan" in charged


async def test_a_directory_entry_says_that_there_is_no_guide(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await filtered(pilot, "511A0188100004")
        text = guide_of(pilot)
    assert "Only the directory's entry is here" in text
    assert "no fee" not in text


async def test_the_guide_is_read_with_keys_and_esc_comes_back(
    desk_file: Path, clock: Clock
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await filtered(pilot, PARALLEL)
        before = screen_text(pilot)
        await press(pilot, "enter", "j", "j", "space")
        reading = pilot.app.screen.query_one(Reading)
        assert reading.has_focus
        assert reading.scroll_offset.y > 2
        assert not pilot.app.screen.query_one("#list").display
        await press(pilot, "escape")
        assert pilot.app.screen.query_one("#list").display
        assert screen_text(pilot)[3] == before[3]
        await press(pilot, "escape", "escape")
        assert pilot.app.screen.query_one(Input).value == ""


async def test_a_wide_terminal_shows_list_and_guide_side_by_side(
    desk_file: Path, clock: Clock
) -> None:
    async with at_desk(desk_file, clock=clock, size=(120, 40)) as pilot:
        await filtered(pilot, "XX-drug-retail-licence")
        await press(pilot, "enter")
        painted = screen_text(pilot)
    assert any(
        line.startswith(" * guide Drug retail licence") and "XX-drug-retail-licence" in line
        for line in painted
    )


async def test_f_leaves_only_full_guides(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        everything = await filtered(pilot, "")
        await press(pilot, "escape", "f")
        lines = pilot.app.screen.query_one(Lines)
        assert 30 <= len(lines.lines) < 100
        assert {each.cells[0] for each in lines.lines} == {"* guide"}
        await press(pilot, "f")
        assert len(lines.lines) == len(everything)


async def test_nothing_found_is_said_with_the_way_back(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        assert await filtered(pilot, "zzqqxx") == []
        await press(pilot, "enter")
        painted = "\n".join(screen_text(pilot))
    assert "No item matches. Esc empties the filter." in painted
    assert "No item is chosen." in painted


def publish(path: Path, clock: Clock, **fields: object) -> None:
    """Publish the next version of the parallel item."""
    desk = Desk(path, clock)
    with desk.read() as connection:
        newest = reads.item_versions(connection, PARALLEL)[0]
    changed = msgspec.structs.replace(newest, **fields)
    publishing.publish_items(desk, actor(desk, "admin"), [changed], search_keys)
    desk.close()


@pytest.mark.parametrize("size", sizes)
@pytest.mark.parametrize(("lang", "said"), [("en", "critical path: "), ("zh", "关键路径：")])
async def test_p_draws_the_route(
    desk_file: Path, clock: Clock, size: tuple[int, int], lang: Lang, said: str
) -> None:
    async with at_desk(desk_file, clock=clock, size=size, lang=lang) as pilot:
        await filtered(pilot, PARALLEL)
        await press(pilot, "enter", "p")
        assert isinstance(pilot.app.screen, RoutePlanScreen)
        usual = screen_text(pilot)
        await press(pilot, "right")
        other = screen_text(pilot)
        await press(pilot, "left")
        assert screen_text(pilot) == usual
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, CatalogueScreen)
    text = "\n".join(usual)
    assert said in text
    assert sum("####" in each for each in usual) >= 3
    assert other != usual


async def test_v_shows_the_law_and_h_the_versions_with_what_changed(
    desk_file: Path, clock: Clock
) -> None:
    publish(desk_file, clock, visits=3)
    publish(desk_file, clock, visits=4, valid_from=clock().date() + timedelta(days=30))
    async with at_desk(desk_file, clock=clock, size=(120, 40)) as pilot:
        await filtered(pilot, PARALLEL)
        assert "v2 · from" in guide_of(pilot)
        assert "+ planned: v3 · from Wed 23 Dec 2026" in guide_of(pilot)
        await press(pilot, "enter", "h")
        versions = "\n".join(screen_text(pilot))
        await press(pilot, "escape", "v")
        law = "\n".join(screen_text(pilot))
        await press(pilot, "escape")
    for said in ("+ v3", "planned", "visits: 3 → 4", "* v2", "in force now", "visits: 1 → 3"):
        assert said in versions
    assert "Administrative Permit Law art. 26" in law
    assert "not kept here" in law


async def test_keys_for_an_item_say_why_they_do_nothing(desk_file: Path, clock: Clock) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await filtered(pilot, "511A0188100004")
        await press(pilot, "enter", "p")
        assert "This item has no route" in "\n".join(screen_text(pilot))
