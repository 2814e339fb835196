"""The routing screen: a test for each of its keys, on a real database with a fixed clock."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Input

from tests.support import (
    APPLICANT,
    PARALLEL,
    Clock,
    accept_complete,
    actor,
    answer_all,
    open_complete,
    received,
    reviewer_of,
)
from tests.tui.support import at_desk, press, screen_text, settled, sizes
from window_desk.domain.case import Case
from window_desk.domain.ops import LegOutcome
from window_desk.locale import Lang
from window_desk.services import cases, intake, review
from window_desk.storage.desk import Desk
from window_desk.tui.app import DeskApp
from window_desk.tui.screens.routing import RoutingScreen
from window_desk.tui.widgets.bars import Notice
from window_desk.tui.widgets.explained import ExplainedScreen
from window_desk.tui.widgets.lanes import Lanes
from window_desk.tui.widgets.lines import Lines

lead = "reviewer-approval"


def prepared(path: Path, clock: Clock, stage: str, item: str = PARALLEL) -> Case:
    """A case at a stage of its way, made before the screen opens."""
    desk = Desk(path, clock)
    clerk = actor(desk, "clerk1")
    if stage == "intake":
        case = open_complete(desk, clerk, item)
    else:
        case = accept_complete(desk, clerk, item)
    if stage in ("second", "sent_back"):
        case = answer_first(desk, case, "agreed" if stage == "second" else "returned")
    while stage == "disagreed" and any(each.state == "open" for each in case.legs):
        is_last = sum(each.state != "agreed" for each in case.legs) == 1
        case = answer_first(desk, case, "disagreed" if is_last else "agreed")
    if stage in ("answered", "granted"):
        case = answer_all(desk, case)
    if stage == "granted":
        case = review.decide(desk, actor(desk, "supervisor"), case.id, "granted")
    desk.close()
    return case


def answer_first(desk: Desk, case: Case, outcome: LegOutcome) -> Case:
    """The first open leg answered by its own department."""
    leg = next(each for each in case.legs if each.state == "open")
    reviewer = reviewer_of(desk, leg.step.department)
    return review.answer_leg(desk, reviewer, case.id, leg.step.code, outcome, "a reason")


def state_of(path: Path, clock: Clock, identity: str) -> Case:
    """The case as the log has it."""
    desk = Desk(path, clock)
    try:
        with desk.look() as view:
            return view.case(identity)
    finally:
        desk.close()


async def open_routing(pilot: Pilot[int], case: Case) -> RoutingScreen:
    app = pilot.app
    assert isinstance(app, DeskApp)
    app.chosen_case = case.id
    await press(pilot, "3")
    assert isinstance(app.screen, RoutingScreen)
    return app.screen


def notice(pilot: Pilot[int]) -> str:
    return str(pilot.app.screen.query_one(Notice).content)


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_leg_names_the_person_who_answered(
    desk_file: Path, clock: Clock, lang: Lang
) -> None:
    case = prepared(desk_file, clock, "second")
    desk = Desk(desk_file, clock)
    name = actor(desk, case.legs[0].answered_by).name
    desk.close()
    async with at_desk(desk_file, clock=clock, lang=lang, size=sizes[1]) as pilot:
        screen = await open_routing(pilot, case)
        await press(pilot, "up", "up", "up")
        assert screen.focused_step == case.legs[0].step.code
        text = "\n".join(screen_text(pilot))
    assert name in text
    assert case.legs[0].answered_by not in text
    assert lang == "en" or "派发, " not in text


async def test_each_sign_of_the_legend_stands_beside_its_word(
    desk_file: Path, clock: Clock
) -> None:
    case = prepared(desk_file, clock, "accepted")
    async with at_desk(desk_file, clock=clock, lang="zh") as pilot:
        await open_routing(pilot, case)
        text = "\n".join(screen_text(pilot))
    assert "|\u00a0今天" in text


async def test_d_sends_again_what_came_back(desk_file: Path, clock: Clock) -> None:
    case = prepared(desk_file, clock, "sent_back")
    async with at_desk(desk_file, clock=clock) as pilot:
        await open_routing(pilot, case)
        await press(pilot, "d")
        assert "Sent to the departments" in notice(pilot)
    assert state_of(desk_file, clock, case.id).legs[0].state == "open"


async def test_y_agrees_with_the_focused_leg_and_what_waited_goes_out(
    desk_file: Path, clock: Clock
) -> None:
    case = prepared(desk_file, clock, "accepted")
    async with at_desk(desk_file, account=lead, window="", clock=clock) as pilot:
        screen = await open_routing(pilot, case)
        assert screen.focused_step == case.legs[0].step.code
        await press(pilot, "y")
    legs = state_of(desk_file, clock, case.id).legs
    assert legs[0].state == "agreed"
    assert legs[0].answered_by == lead
    assert legs[1].state == "open"


@pytest.mark.parametrize(
    ("key", "state", "words"),
    [
        ("n", "disagreed", "the site does not meet the requirements"),
        ("b", "returned", "the papers contradict each other and have to be checked"),
    ],
)
async def test_n_and_b_ask_for_a_reason_of_the_centres_list(
    desk_file: Path, clock: Clock, key: str, state: str, words: str
) -> None:
    case = prepared(desk_file, clock, "accepted")
    async with at_desk(desk_file, account=lead, window="", clock=clock) as pilot:
        await open_routing(pilot, case)
        await press(pilot, key, "escape")
        assert state_of(desk_file, clock, case.id).legs[0].state == "open"
        await press(pilot, key, "1")
        leg = state_of(desk_file, clock, case.id).legs[0]
        assert leg.state == state
        assert leg.reason
        assert leg.heard[-1].ground
        assert words in " ".join(" ".join(screen_text(pilot)).split())


async def test_a_reason_may_be_in_own_words(desk_file: Path, clock: Clock) -> None:
    case = prepared(desk_file, clock, "accepted")
    async with at_desk(desk_file, account=lead, window="", clock=clock) as pilot:
        await open_routing(pilot, case)
        await press(pilot, "n", "slash")
        pilot.app.screen.query_one(Input).value = "[bold]no[/] door \x1b[31m"
        await press(pilot, "enter")
        assert "[bold]no[/] door" in "\n".join(screen_text(pilot))
    assert state_of(desk_file, clock, case.id).legs[0].reason == "[bold]no[/] door [31m"


async def test_up_and_down_move_the_focus(desk_file: Path, clock: Clock) -> None:
    case = prepared(desk_file, clock, "accepted")
    codes = [each.step.code for each in case.legs]
    async with at_desk(desk_file, account=lead, window="", clock=clock) as pilot:
        screen = await open_routing(pilot, case)
        seen = [screen.focused_step]
        for key in ("down", "j", "up", "k", "end"):
            await press(pilot, key)
            seen.append(screen.focused_step)
    assert seen == [codes[0], codes[1], codes[2], codes[1], codes[0], codes[-1]]


async def test_a_leg_of_another_department_is_dimmed_and_says_why(
    desk_file: Path, clock: Clock
) -> None:
    case = prepared(desk_file, clock, "accepted")
    async with at_desk(desk_file, account="reviewer-market", window="", clock=clock) as pilot:
        screen = await open_routing(pilot, case)
        assert "belongs to District Administrative Approval Bureau" in screen.why_not("agree")
        await press(pilot, "y")
        assert "belongs to District Administrative Approval Bureau" in notice(pilot)
    assert state_of(desk_file, clock, case.id).legs[0].state == "open"


async def test_g_grants_once_every_leg_is_answered(desk_file: Path, clock: Clock) -> None:
    case = prepared(desk_file, clock, "answered")
    async with at_desk(desk_file, account=lead, window="", clock=clock) as pilot:
        screen = await open_routing(pilot, case)
        assert screen.why_not("grant") == ""
        await press(pilot, "g")
    assert state_of(desk_file, clock, case.id).state == "granted"


async def test_g_against_a_no_asks_for_a_reason(desk_file: Path, clock: Clock) -> None:
    case = prepared(desk_file, clock, "disagreed")
    async with at_desk(desk_file, account=lead, window="", clock=clock) as pilot:
        await open_routing(pilot, case)
        await press(pilot, "g", "escape")
        assert state_of(desk_file, clock, case.id).state == "under_review"
        await press(pilot, "g", "1")
    found = state_of(desk_file, clock, case.id)
    assert found.state == "granted"
    assert found.reason == "the objection was looked into and does not hold"


async def test_x_refuses_with_a_reason(desk_file: Path, clock: Clock) -> None:
    case = prepared(desk_file, clock, "answered")
    async with at_desk(desk_file, account=lead, window="", clock=clock) as pilot:
        await open_routing(pilot, case)
        await press(pilot, "x", "2")
        assert "can the applicant do instead" in "\n".join(screen_text(pilot))
        assert state_of(desk_file, clock, case.id).state == "under_review"
        await press(pilot, "1")
    found = state_of(desk_file, clock, case.id)
    assert found.state == "refused"
    assert found.no is not None
    assert found.no.alternative == "put it right and apply again"
    assert found.reason == "a department that has to agree does not"


async def test_h_hands_out(desk_file: Path, clock: Clock) -> None:
    case = prepared(desk_file, clock, "granted")
    async with at_desk(desk_file, clock=clock) as pilot:
        screen = await open_routing(pilot, case)
        assert screen.why_not("hand_out") == ""
        await press(pilot, "h")
        assert screen.why_not("hand_out")
    assert state_of(desk_file, clock, case.id).state == "served"


@pytest.mark.parametrize("account", ["clerk1", "supervisor"])
async def test_who_accepted_does_not_decide(desk_file: Path, clock: Clock, account: str) -> None:
    desk = Desk(desk_file, clock)
    case = answer_all(desk, accept_complete(desk, actor(desk, account), PARALLEL))
    desk.close()
    async with at_desk(desk_file, account=account, window="1", clock=clock) as pilot:
        screen = await open_routing(pilot, case)
        for action, key in (("grant", "g"), ("refuse", "x")):
            assert "Whoever accepted a case does not decide it" in screen.why_not(action)
            await press(pilot, key)
            assert "Whoever accepted" in notice(pilot)
    assert state_of(desk_file, clock, case.id).state == "under_review"


async def test_without_a_case_a_list_to_choose_from(desk_file: Path, clock: Clock) -> None:
    case = prepared(desk_file, clock, "accepted")
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "3")
        lines = pilot.app.screen.query_one("#choose Lines", Lines)
        assert [each.key for each in lines.lines] == [case.id]
        await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, RoutingScreen)
        assert screen.routed is not None
        assert isinstance(pilot.app.focused, Lanes)
        await press(pilot, "escape")
        assert screen.routed is None
        assert pilot.app.focused is lines


@pytest.mark.parametrize(
    ("account", "found"), [("reviewer-market", 0), (lead, 1)], ids=["other", "own"]
)
async def test_a_reviewer_chooses_among_the_own_departments_cases(
    desk_file: Path, clock: Clock, account: str, found: int
) -> None:
    prepared(desk_file, clock, "accepted")
    async with at_desk(desk_file, account=account, window="", clock=clock) as pilot:
        await press(pilot, "3")
        text = "\n".join(screen_text(pilot))
        assert len(pilot.app.screen.query_one("#choose Lines", Lines).lines) == found
    assert ("Nothing waits for your department" in text) == (found == 0)


async def test_nothing_not_accepted_and_unknown_are_three_sentences(
    desk_file: Path, clock: Clock
) -> None:
    said = []
    async with at_desk(desk_file, clock=clock) as pilot:
        await press(pilot, "3")
        said.append(str(pilot.app.screen.query_one("#empty").render()))
    case = prepared(desk_file, clock, "intake")
    unknown = msgspec.structs.replace(case, id="h9/desk9:1")
    for each in (case, unknown):
        async with at_desk(desk_file, clock=clock) as pilot:
            await open_routing(pilot, each)
            said.append(str(pilot.app.screen.query_one("#empty").render()))
    assert "2 takes an application in" in said[0]
    assert "not accepted yet" in said[1]
    assert "Esc shows" in said[2]


async def test_e_explains_v_shows_the_timeline_and_r_reads(desk_file: Path, clock: Clock) -> None:
    case = prepared(desk_file, clock, "accepted")
    async with at_desk(desk_file, clock=clock) as pilot:
        screen = await open_routing(pilot, case)
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, ExplainedScreen)
        await press(pilot, "escape", "v")
        assert getattr(pilot.app.screen, "name_", "") == "timeline"
        await press(pilot, "escape", "r")
        assert getattr(pilot.app.screen, "name_", "") == "routing"
        assert screen.routed is not None


async def test_another_process_is_seen_and_the_focus_stays(desk_file: Path, clock: Clock) -> None:
    case = prepared(desk_file, clock, "second")
    async with at_desk(desk_file, clock=clock) as pilot:
        screen = await open_routing(pilot, case)
        await press(pilot, "end")
        focused = screen.focused_step
        desk = Desk(desk_file, clock)
        open_leg = next(each for each in case.legs if each.state == "open")
        reviewer = reviewer_of(desk, open_leg.step.department)
        review.answer_leg(desk, reviewer, case.id, open_leg.step.code, "agreed")
        desk.close()
        while True:
            routed = screen.routed
            leg = routed.case.leg(open_leg.step.code) if routed else None
            if leg is not None and leg.state == "agreed":
                break
            await pilot.pause(0.05)
        await settled(pilot)
        assert screen.focused_step == focused


@pytest.mark.parametrize("size", sizes)
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("days", [0, 5, 60])
async def test_five_departments_fit_and_are_readable(
    desk_file: Path, clock: Clock, size: tuple[int, int], lang: Lang, days: int
) -> None:
    case = prepared(desk_file, clock, "second")
    clock.advance(days=days)
    async with at_desk(desk_file, clock=clock, lang=lang, size=size) as pilot:
        screen = await open_routing(pilot, case)
        lines = screen_text(pilot)
        legs = len(screen.query_one(Lanes).lanes)
        shown = screen.query_one(Lanes).size.height
    assert len({each.step.department for each in case.legs}) >= 4
    assert len(lines) == size[1]
    assert {cell_len(each) for each in lines} == {size[0]}
    assert shown >= legs + 2
    text = "\n".join(lines)
    assert case.number in text
    assert ("used" if lang == "en" else "已用") in text


async def test_the_language_changes_at_once(desk_file: Path, clock: Clock) -> None:
    case = prepared(desk_file, clock, "accepted")
    async with at_desk(desk_file, clock=clock) as pilot:
        await open_routing(pilot, case)
        assert "Food safety visit" in "\n".join(screen_text(pilot))
        await press(pilot, "L")
        text = "\n".join(screen_text(pilot))
        await press(pilot, "L")
    assert "食品经营现场核查" in text
    assert "Food safety visit" not in text


@pytest.mark.parametrize("name", ["Zhang [/x]", "[@click=app.quit]", "张" * 200, "𠮷野家"])
async def test_strange_names_are_shown_literally(desk_file: Path, clock: Clock, name: str) -> None:
    desk = Desk(desk_file, clock)
    clerk = actor(desk, "clerk1")
    who = msgspec.structs.replace(APPLICANT, name=name, certificate_number="")
    case = intake.open_case(desk, clerk, PARALLEL, who)
    needs = intake.view_case(desk, case.id).needs
    intake.check_papers(desk, clerk, case.id, received(needs))
    case = cases.accept(desk, clerk, case.id)
    desk.close()
    async with at_desk(desk_file, clock=clock) as pilot:
        await open_routing(pilot, case)
        lines = screen_text(pilot)
    assert f"{name[0]}**" in "\n".join(lines)
    assert {cell_len(each) for each in lines} == {80}


async def test_day_numbers_do_not_run_together(desk_file: Path, clock: Clock) -> None:
    case = prepared(desk_file, clock, "accepted")
    clock.advance(days=5)
    async with at_desk(desk_file, clock=clock) as pilot:
        await open_routing(pilot, case)
        head = next(line for line in screen_text(pilot) if line.strip().startswith("2026-11"))
    numbers = [int(each) for each in head.split()[1:]]
    assert len(numbers) > 2
    assert all(1 <= each <= 31 for each in numbers), head
