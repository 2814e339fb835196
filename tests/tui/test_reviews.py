"""Reviews: the lists, the dossier, and every answer by a key, at a reviewer's own desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Static

from tests.services.joint_house import own
from tests.support import actor, answer_all
from tests.tui.joint_desk import JointDesk, fire, lead, two_ask
from tests.tui.support import at_desk, burst, press, screen_text, sizes
from window_desk.domain.case import Case
from window_desk.locale import Lang
from window_desk.services import joint as joint_services
from window_desk.services import review
from window_desk.storage.desk import Desk
from window_desk.storage.reviews import ReviewLine
from window_desk.tui import review_list
from window_desk.tui.screens.reviews import ReviewsScreen
from window_desk.tui.widgets.bars import Notice
from window_desk.tui.widgets.explained import ExplainedScreen


def screen_of(pilot: Pilot[int]) -> ReviewsScreen:
    screen = pilot.app.screen
    assert isinstance(screen, ReviewsScreen)
    return screen


def listed(pilot: Pilot[int]) -> list[tuple[str, str]]:
    """The case and step of each line."""
    found = screen_of(pilot).listed
    return [(each.case, each.step) for each in found.lines] if found else []


def notice(pilot: Pilot[int]) -> str:
    return str(pilot.app.screen.query_one(Notice).content)


def dossier(pilot: Pilot[int]) -> str:
    return str(pilot.app.screen.query_one("#text", Static).content)


def prepare(joint: JointDesk, work: Callable[[Desk, Case], object], case: str = "") -> None:
    """Do something to a case before the screen opens."""
    desk = joint.open()
    with desk.look() as view:
        found = view.case(case or joint.case)
    work(desk, found)
    desk.close()


async def test_a_reviewer_comes_to_the_own_list_and_walks_through_all_of_them(
    joint: JointDesk,
) -> None:
    two_ask(joint)
    prepare(joint, lambda desk, case: joint_services.assign_leg(
        desk, actor(desk, fire), case.id, "fire_review"), joint.other)  # fmt: skip
    async with at_desk(joint.path, account=fire, window="", clock=joint.clock()) as pilot:
        assert set(listed(pilot)) == {(joint.case, "fire_review"), (joint.other, "fire_review")}
        seen = {}
        for _turn in range(3):
            await press(pilot, "o")
            seen[screen_of(pilot).view] = listed(pilot)
        assert set(seen["mine"]) == set(listed_of_fire(joint))
        assert seen["asking"] == [(joint.case, "fire_review")]
        assert {step for _case, step in seen["all"]} >= {"fire_review", "tax", "sign_review"}
        dues = [each.due or date.max for each in shown_lines(pilot)]
        assert dues == sorted(dues)
        await press(pilot, "o")
        assert screen_of(pilot).view == "department"


def listed_of_fire(joint: JointDesk) -> list[tuple[str, str]]:
    """Both legs: who asks has taken the leg up, and the other was taken up."""
    return [(joint.case, "fire_review"), (joint.other, "fire_review")]


def shown_lines(pilot: Pilot[int]) -> tuple[ReviewLine, ...]:
    found = screen_of(pilot).listed
    return found.lines if found else ()


@pytest.mark.parametrize("size", sizes, ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            (
                "材料",
                "各部门意见",
                "办理计划",
                "材料齐全",
                "联合办理",
                "区市监局，食品经营现场核查：同意",
            ),
        ),
        (
            "en",
            (
                "Papers",
                "Departments and their opinions",
                "Plan",
                "complete, and meets",
                "lead",
                "Bureau, Food safety visit: agreed",
            ),
        ),
    ],
)
async def test_the_dossier_has_papers_opinions_and_the_plan(
    joint: JointDesk, lang: Lang, said: tuple[str, ...], size: tuple[int, int]
) -> None:
    two_ask(joint)
    prepare(joint, agreed_by_food)
    async with at_desk(
        joint.path, account=fire, window="", lang=lang, size=size, clock=joint.clock()
    ) as pilot:
        text = dossier(pilot)
        lines = screen_text(pilot)
        before = pilot.app.screen.query_one("#dossier").scroll_offset.y
        await press(pilot, "space")
        after = pilot.app.screen.query_one("#dossier").scroll_offset.y
    assert [each for each in said if each not in text] == []
    assert {cell_len(each) for each in lines} == {size[0]}
    assert "缺疏散宽度" in text
    assert after > before


def agreed_by_food(desk: Desk, case: Case) -> Case:
    """Food agrees with a listed ground."""

    return review.answer_leg(
        desk, own(desk, case, "food_visit"), case.id, "food_visit", "agreed",
        ground="meets_conditions",
    )  # fmt: skip


async def test_one_leg_is_taken_up_handed_on_asked_about_and_answered(joint: JointDesk) -> None:
    async with at_desk(joint.path, account=fire, window="", clock=joint.clock()) as pilot:
        await press(pilot, "t")
        assert joint.leg("fire_review").officer == fire
        await press(pilot, "t")
        assert "has this leg already" in notice(pilot)
        await press(pilot, "w")
        await burst(pilot, "1", "slash", *"see", "enter")
        assert joint.leg("fire_review").officer == "second"
        await burst(pilot, "p", "4", "slash", *"width", "enter", "1")
        leg = joint.leg("fire_review")
        assert leg.state == "asking"
        assert [each.reason for each in leg.asked] == ["width"]
        assert "with the applicant" in "\n".join(screen_text(pilot))
        # Asking again shows what is asked for, and the paper can be taken out again.
        await burst(pilot, "p", "5", "escape")
        assert joint.leg("fire_review").asked == leg.asked
        await press(pilot, "n", "1")
        leg = joint.leg("fire_review")
        assert leg.state == "disagreed"
        assert leg.heard[-1].ground == "site_not_in_order"
        assert listed(pilot) == [(joint.other, "fire_review")]
        await burst(pilot, "b", "slash", *"unclear", "enter")
    back = joint.leg("fire_review", joint.other)
    assert (back.state, back.reason, back.heard[-1].ground) == ("returned", "unclear", "")


async def test_agreeing_at_once_and_with_an_opinion(joint: JointDesk) -> None:
    async with at_desk(joint.path, account=fire, window="", clock=joint.clock()) as pilot:
        await press(pilot, "Y", "escape")
        assert joint.leg("fire_review").state == "open"
        await press(pilot, "Y", "2", "y")
        assert "Nothing waits for your department" in "\n".join(screen_text(pilot))
    assert joint.leg("fire_review").heard[-1].ground == "meets_with_advice"
    assert joint.leg("fire_review", joint.other).state == "agreed"


async def test_a_decision_waits_in_the_list_and_is_made_there(joint: JointDesk) -> None:
    prepare(joint, answer_all, joint.plain)
    account = "reviewer-market"
    async with at_desk(joint.path, account=account, window="", clock=joint.clock()) as pilot:
        at = [each for each, _step in listed(pilot)].index(joint.plain)
        await press(pilot, *["down"] * at)
        assert screen_of(pilot).focused_step == ""
        await press(pilot, "y")
        assert "g grants, x refuses" in notice(pilot)
        await press(pilot, "x", "1", "escape")
        assert joint.read(joint.plain).state == "under_review"
        await press(pilot, "g")
    assert joint.read(joint.plain).state == "granted"


async def test_the_clock_is_stopped_explained_and_followed_from_here(joint: JointDesk) -> None:
    account = "reviewer-market"
    async with at_desk(joint.path, account=account, window="", clock=joint.clock()) as pilot:
        at = [each for each, _step in listed(pilot)].index(joint.plain)
        await press(pilot, *["down"] * at)
        await burst(pilot, "s", "1", *"12", "enter", "enter")
        assert joint.read(joint.plain).suspensions[0].days == 12
        await press(pilot, "c", "enter", "e")
        assert isinstance(pilot.app.screen, ExplainedScreen)
        assert joint.read(joint.plain).suspensions[0].end is not None
        await press(pilot, "escape", "v")
        assert getattr(pilot.app.screen, "name_", "") == "timeline"
        await press(pilot, "escape", "r", "m", "escape")
        await press(pilot, "enter")
        assert getattr(pilot.app.screen, "name_", "") == "routing"


async def test_what_is_not_the_own_departments_says_why(joint: JointDesk) -> None:
    async with at_desk(joint.path, account=fire, window="", clock=joint.clock()) as pilot:
        await press(pilot, "o", "o", "o")
        await press(pilot, "home")
        at = [step for _case, step in listed(pilot)].index("tax")
        await press(pilot, *["down"] * at)
        screen = screen_of(pilot)
        for action, key in (("agree", "y"), ("take_up", "t"), ("ask_more", "p")):
            assert "belongs to" in screen.why_not(action)
            await press(pilot, key)
            assert "belongs to" in notice(pilot)
        await press(pilot, "f")
        assert "leads this case" in notice(pilot)
    assert joint.leg("tax").state == "open"


async def test_no_act_goes_to_a_case_whose_dossier_is_not_read_yet(joint: JointDesk) -> None:
    async with at_desk(joint.path, account=fire, window="", clock=joint.clock()) as pilot:
        screen = screen_of(pilot)
        first = screen.routed
        await press(pilot, "down")
        assert screen.why_not("agree") == ""
        # The answer about the line before comes late: the cursor is on another case by now.
        screen.routed = first
        assert "still being read" in screen.why_not("agree")
        await press(pilot, "y")
    assert {joint.leg("fire_review", each).state for each in (joint.case, joint.other)} == {"open"}


async def test_the_next_page_comes_before_the_end_of_the_list(
    joint: JointDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_list, "page_size", 2)
    monkeypatch.setattr(review_list, "ahead", 1)
    async with at_desk(joint.path, account=lead, window="", clock=joint.clock()) as pilot:
        await press(pilot, "o", "o", "o")
        assert len(listed(pilot)) == 2
        for _row in range(12):
            await burst(pilot, "down")
        found = listed(pilot)
    assert len(found) == len(set(found)) >= 8


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", ("没有待本部门办理的件", "@ 部门超时")),
        ("en", ("Nothing waits", "@ department late")),
    ],
)
async def test_a_late_leg_has_its_own_light_and_an_empty_list_its_key(
    joint: JointDesk, lang: Lang, said: tuple[str, str]
) -> None:
    async with at_desk(
        joint.path, account=fire, window="", lang=lang, clock=joint.clock(days=3)
    ) as pilot:
        assert said[1] in "\n".join(screen_text(pilot))
        await press(pilot, "y", "y")
        text = "\n".join(screen_text(pilot))
    assert said[0] in text
