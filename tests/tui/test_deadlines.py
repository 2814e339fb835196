"""The deadlines screen: a test for each of its keys, on a real database with a fixed clock."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Input

from tests.support import (
    APPLICANT,
    PARALLEL,
    PLAIN,
    Clock,
    accept_complete,
    actor,
    copy_desk,
    received,
)
from tests.tui.support import at_desk, press, screen_text, settled, sizes
from window_desk.domain import clock as clocks
from window_desk.domain.explanation import sentences
from window_desk.domain.light import Light
from window_desk.locale import Lang
from window_desk.services import cases, intake
from window_desk.storage.desk import Desk
from window_desk.tui.app import DeskApp
from window_desk.tui.open_cases import open_lights
from window_desk.tui.screens.deadlines import DeadlinesScreen
from window_desk.tui.widgets.bars import Notice
from window_desk.tui.widgets.explained import ExplainedScreen
from window_desk.tui.widgets.lines import Lines

lead = "reviewer-approval"


@pytest.fixture
def made(desk_file: Path, clock: Clock) -> list[str]:
    """Five open cases, the first accepted six weeks before the last."""
    desk = Desk(desk_file, clock)
    clerk = actor(desk, "clerk1")
    found = []
    for days, item in ((0, PLAIN), (21, PARALLEL), (7, PARALLEL), (14, PLAIN), (1, PARALLEL)):
        clock.advance(days=days)
        found.append(accept_complete(desk, clerk, item).id)
    desk.close()
    return found


def screen_of(pilot: Pilot[int]) -> DeadlinesScreen:
    screen = pilot.app.screen
    assert isinstance(screen, DeadlinesScreen)
    return screen


def keys_of(pilot: Pilot[int]) -> list[str]:
    """The cases in the list, by id."""
    return [each.key for each in screen_of(pilot).query_one(Lines).lines]


async def test_lights_and_counts_on_a_fixed_day(
    desk_file: Path, clock: Clock, made: list[str]
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "4")
        screen = screen_of(pilot)
        text = screen_text(pilot)
        listed, counted = screen.listed, screen.counted
    assert listed is not None
    assert counted is not None
    assert sorted(each.id for each in listed.cases) == sorted(made)
    dues = [str(each.promised_due) for each in listed.cases]
    assert dues == sorted(dues)
    assert counted.total == 5
    assert sum(counted.lights.values()) == 5
    assert f"! over the promise {counted.lights[Light.RED]}" in text[1]
    # A count without room stands in the next line.
    assert "open 5" in text[1] + text[2]
    assert counted.late == len(listed.late) > 0
    assert f"@ department late {counted.late}" in text[1] + text[2]
    first = listed.cases[0]
    assert first.promised_due is not None
    left = listed.calendar.count(listed.today, first.promised_due)
    heads = next(at for at, line in enumerate(text) if line.lstrip().startswith("light"))
    assert text[heads + 1].lstrip().startswith(("X over the law", "! over the promise"))
    assert f" {left} " in text[heads + 1]


async def test_l_goes_through_the_lights_and_back(
    desk_file: Path, clock: Clock, made: list[str]
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "4")
        seen: list[str] = []
        for wanted in open_lights:
            await press(pilot, "l")
            screen = screen_of(pilot)
            assert screen.asked.light is wanted
            assert screen.counted is not None
            assert len(keys_of(pilot)) == screen.counted.lights[wanted]
            seen += keys_of(pilot)
        await press(pilot, "l")
        assert sorted(seen) == sorted(keys_of(pilot)) == sorted(made)


async def test_slash_filters_by_pinyin_and_escape_shows_all(
    desk_file: Path, clock: Clock, made: list[str]
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "4", "slash", *"kcy", "enter")
        assert sorted(keys_of(pilot)) == sorted([made[1], made[2], made[4]])
        assert "matching kcy" in "\n".join(screen_text(pilot))
        await press(pilot, "escape")
        assert sorted(keys_of(pilot)) == sorted(made)


async def test_a_filter_applies_by_itself_once_typing_pauses(
    desk_file: Path, clock: Clock, made: list[str]
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "4", "slash", *"kcy")
        while screen_of(pilot).asked.text != "kcy":
            await pilot.pause(0.02)
        await settled(pilot)
        assert len(keys_of(pilot)) == 3
        assert isinstance(pilot.app.focused, Input)


@pytest.mark.parametrize("typed", ["number", "tail", "name"])
async def test_slash_finds_a_number_and_a_name(
    desk_file: Path, clock: Clock, made: list[str], typed: str
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "4")
        listed = screen_of(pilot).listed
        assert listed is not None
        case = listed.cases[2]
        text = {"number": case.number, "tail": case.number[7:], "name": "张三"}[typed]
        await press(pilot, "slash")
        pilot.app.screen.query_one(Input).value = text
        await press(pilot, "enter")
        assert keys_of(pilot) == [case.id] if typed != "name" else len(keys_of(pilot)) == 5


async def test_enter_opens_the_routing_of_the_chosen_case(
    desk_file: Path, clock: Clock, made: list[str]
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "4", "down")
        chosen = keys_of(pilot)[1]
        await press(pilot, "enter")
        app = pilot.app
        assert isinstance(app, DeskApp)
        assert app.chosen_case == chosen
        assert getattr(app.screen, "name_", "") == "routing"


async def test_v_shows_the_timeline(desk_file: Path, clock: Clock, made: list[str]) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "4", "v")
        assert getattr(pilot.app.screen, "name_", "") == "timeline"
        await press(pilot, "escape")
        assert getattr(pilot.app.screen, "name_", "") == "deadlines"


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_e_explains_as_the_clock_does(
    desk_file: Path, clock: Clock, made: list[str], lang: Lang
) -> None:
    async with at_desk(desk_file, clock=clock, lang=lang, size=(120, 40)) as pilot:
        await press(pilot, "4", "e")
        screen = pilot.app.screen
        assert isinstance(screen, ExplainedScreen)
        told = "\n".join(each for pair in screen.told() for each in pair)
        painted = screen_text(pilot)
        await press(pilot, "escape")
        identity = keys_of(pilot)[0]
    desk = Desk(desk_file, clock)
    with desk.look() as view:
        case = view.case(identity)
        assert case.accepted_at is not None
        expected = [
            clocks.explain(view.calendar, case.accepted_at.date(), clocks.Budget.of(limit))
            for limit in (case.promised, case.statutory)
            if limit is not None
        ]
    desk.close()
    assert not [each for each in painted if re.search(r"-\d?\s*│|│\s+\d{0,3}-\d", each)], (
        "a date in two lines"
    )
    assert len(expected) == 2
    for explanation in expected:
        for each in (*sentences(explanation, "zh"), *sentences(explanation, "en")):
            assert each in told
        skipped = explanation.skipped
        days = (explanation.due.date - explanation.counted_from).days
        assert days == explanation.days + len(skipped)
    assert (told.index("Promised") < told.index("承诺时限")) == (lang == "en")


async def test_o_shows_a_reviewer_the_own_department_first(
    desk_file: Path, clock: Clock, made: list[str]
) -> None:
    async with at_desk(desk_file, account="reviewer-fire", window="", clock=clock) as pilot:
        await press(pilot, "4")
        assert keys_of(pilot) == []
        assert "o shows the cases of all departments" in "\n".join(screen_text(pilot))
        await press(pilot, "o")
        assert sorted(keys_of(pilot)) == sorted(made)
        assert isinstance(pilot.app.focused, Lines)
        await press(pilot, "o")
        assert keys_of(pilot) == []
    async with at_desk(desk_file, account=lead, window="", clock=clock) as pilot:
        await press(pilot, "4")
        assert len(keys_of(pilot)) >= 3


async def test_o_says_why_where_there_is_no_department(
    desk_file: Path, clock: Clock, made: list[str]
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "4", "o")
        assert "belongs to no department" in str(pilot.app.screen.query_one(Notice).content)


async def test_empty_and_no_match_are_two_sentences(
    desk_file: Path, clock: Clock, made: list[str]
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "4", "slash", *"zzzz", "enter")
        no_match = nothing(pilot)
    async with at_desk(desk_file, account="reviewer-tobacco", window="", clock=clock) as pilot:
        await press(pilot, "4")
        empty = nothing(pilot)
    assert "Esc" in no_match
    assert "o shows" in empty
    assert "r reads" not in no_match + empty


@pytest.mark.on_file("a file that is no database")
async def test_a_failure_is_a_third(
    desk_file: Path, clock: Clock, made: list[str], tmp_path: Path
) -> None:
    broken = copy_desk(desk_file, tmp_path / "broken.db")
    async with at_desk(broken, clock=clock) as pilot:
        app = pilot.app
        assert isinstance(app, DeskApp)
        app.desk.pool.close()
        spoil(broken)
        await press(pilot, "4")
        assert "r reads" in nothing(pilot)
        assert "not a sound" in str(pilot.app.screen.query_one(Notice).content)


def spoil(path: Path) -> None:
    """Put something else in the place of a database."""
    for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        name.unlink(missing_ok=True)
    path.write_bytes(b"no database at all, and never was one" * 100)


def nothing(pilot: Pilot[int]) -> str:
    """What stands in the place of the list."""
    return str(screen_of(pilot).query_one("#empty").render())


async def test_the_next_page_comes_with_the_cursor(
    desk_file: Path, clock: Clock, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("window_desk.tui.screens.deadlines.page_size", 2)
    monkeypatch.setattr("window_desk.tui.screens.deadlines.ahead", 1)
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "4")
        assert len(keys_of(pilot)) == 2
        await press(pilot, "down")
        assert len(keys_of(pilot)) >= 4
        await press(pilot, "end", "end", "end")
        assert sorted(keys_of(pilot)) == sorted(made)


async def test_r_reads_again(desk_file: Path, clock: Clock, made: list[str]) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "4")
        screen_of(pilot).listed = None
        await press(pilot, "r")
        assert sorted(keys_of(pilot)) == sorted(made)


async def test_another_process_is_seen_by_itself(
    desk_file: Path, clock: Clock, made: list[str]
) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "4")
        desk = Desk(desk_file, clock)
        new = accept_complete(desk, actor(desk, "clerk1"), PLAIN).id
        desk.close()
        while new not in keys_of(pilot):
            await pilot.pause(0.05)


async def test_the_language_changes_at_once(desk_file: Path, clock: Clock, made: list[str]) -> None:
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "4")
        assert "over the promise" in "\n".join(screen_text(pilot))
        await press(pilot, "L")
        text = "\n".join(screen_text(pilot))
        await press(pilot, "L")
    assert "超承诺时限" in text
    assert "over the promise" not in text


names = ["Zhang [/x]", "[@click=app.quit]", "张" * 200, "=cmd|' /C calc'!A0", "𠮷野家", "Z̷a̷l̷go"]


@pytest.mark.parametrize("size", sizes)
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_strange_names_are_shown_literally_and_fit(
    desk_file: Path, clock: Clock, size: tuple[int, int], lang: Lang
) -> None:
    desk = Desk(desk_file, clock)
    clerk = actor(desk, "clerk1")
    for name in names:
        who = msgspec.structs.replace(APPLICANT, name=name, certificate_number="")
        case = intake.open_case(desk, clerk, PARALLEL, who)
        needs = intake.view_case(desk, case.id).needs
        intake.check_papers(desk, clerk, case.id, received(needs))
        cases.accept(desk, clerk, case.id)
    desk.close()
    async with at_desk(desk_file, clock=clock, lang=lang, size=size) as pilot:
        await press(pilot, "4")
        lines = screen_text(pilot)
    assert len(lines) == size[1]
    assert {cell_len(each) for each in lines} == {size[0]}
    text = "\n".join(lines)
    assert "[**" in text
    assert "𠮷**" in text
    assert "张张" not in text
