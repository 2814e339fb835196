"""The keys of joint handling on the routing screen, and what the clerk at the window sees of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.services.joint_house import states
from tests.support import PARALLEL, PLAIN, actor, open_complete
from tests.tui.joint_desk import JointDesk, boss, two_ask
from tests.tui.support import at_desk, burst, press, screen_text
from tests.tui.test_reviews import notice
from window_desk.domain.centre import CENTRE_TIME
from window_desk.locale import Lang
from window_desk.services import asking_more, meetings
from window_desk.tui.app import DeskApp
from window_desk.tui.screens.routing import RoutingScreen
from window_desk.tui.widgets.page import PageScreen


async def test_a_supervisor_adds_a_body_and_assigns_nothing_of_others(joint: JointDesk) -> None:
    async with at_desk(joint.path, account=boss, window="", clock=joint.clock()) as pilot:
        assert isinstance(pilot.app, DeskApp)
        pilot.app.chosen_case = joint.case
        await press(pilot, "3")
        await burst(pilot, "plus", "1", "1", "enter")
        added = joint.read().legs[-1]
        assert added.state == "open"
        assert added.step.days == 3
        assert added.added == "the site touches what this department is competent for"
        await burst(pilot, "plus", "1", "1", "x", "enter")
        assert "is no number of days" in notice(pilot)
        assert joint.read().legs[-1] == added
        await press(pilot, "end", "f")
        assert len(joint.leg(added.step.code).reminded) == 1
        await press(pilot, "t")
        assert "is no reviewer of" in notice(pilot)
        await press(pilot, "w", "escape")
        assert joint.leg(added.step.code).officer == ""


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", ("各部门补充材料要求", "缺疏散宽度", "缺清洗区", "尚未提出意见")),
     ("en", ("One request", "缺疏散宽度", "缺清洗区", "Not heard yet"))],
)  # fmt: skip
async def test_the_whole_request_is_shown_before_it_is_issued_and_one_key_takes_it_in(
    joint: JointDesk, lang: Lang, said: tuple[str, ...]
) -> None:
    two_ask(joint)
    async with at_desk(joint.path, lang=lang, clock=joint.clock(), size=(120, 40)) as pilot:
        assert isinstance(pilot.app, DeskApp)
        pilot.app.chosen_case = joint.case
        await press(pilot, "3", "i")
        assert not joint.read().more
        assert "N" in screen_text(pilot)[3].split("·")[0]
        await press(pilot, "N")
        assert isinstance(pilot.app.screen, PageScreen)
        page = pilot.app.screen
        text = "\n".join((page.title_text, *page.paragraphs))
        assert [each for each in said if each not in text] == []
        await press(pilot, "escape")
        assert not joint.read().more
        await press(pilot, "N", "enter")
        assert joint.read().more[0].document in notice(pilot)
        assert "??" in "".join(screen_text(pilot))
        assert joint.read().more[0].document in screen_text(pilot)[3]
        await press(pilot, "i")
        # The timeline has the same notice, with its number.
        await press(pilot, "v", "end", "up", "up", "n")
        page = pilot.app.screen
        assert isinstance(page, PageScreen)
        assert joint.read().more[0].document in page.title_text
        assert "缺疏散宽度" in "\n".join(page.paragraphs)
    found = joint.read()
    assert found.more[0].returned_at is not None
    assert states(found, ("fire_review", "food_visit")) == {
        "fire_review": "open",
        "food_visit": "open",
    }


async def test_another_round_gives_its_reason(joint: JointDesk) -> None:
    two_ask(joint)
    desk = joint.open()
    clerk = actor(desk, "clerk1")
    asking_more.notify_more(desk, clerk, joint.case)
    asking_more.return_more(desk, clerk, joint.case)
    with desk.look() as view:
        fire = actor(desk, "reviewer-fire")
        assert view.case(joint.case).more
    asking_more.ask_more(desk, fire, joint.case, "fire_review", {"lease": "again"})
    desk.close()
    async with at_desk(joint.path, clock=joint.clock(hours=1)) as pilot:
        assert isinstance(pilot.app, DeskApp)
        pilot.app.chosen_case = joint.case
        await press(pilot, "3")
        await burst(pilot, "N", "escape")
        assert len(joint.read().more) == 1
        await burst(pilot, "N", "2", "enter")
    assert joint.read().more[1].reason == "it could be seen only at the visit"


async def test_a_joint_review_is_called_cancelled_called_again_and_recorded(
    joint: JointDesk,
) -> None:
    clock = joint.clock()
    async with at_desk(joint.path, account=boss, window="", clock=clock) as pilot:
        assert isinstance(pilot.app, DeskApp)
        pilot.app.chosen_case = joint.case
        await press(pilot, "3")
        # The word that most departments share would push the last ones out of the line.
        assert "held by Market Regulation Bureau" in screen_text(pilot)[3]
        await burst(pilot, "l", "x", "enter")
        assert "is no day and time" in notice(pilot)
        await burst(pilot, "l", "enter", "enter")
        called = joint.read().meetings[0]
        assert called.meets == datetime(2026, 11, 24, 14, tzinfo=CENTRE_TIME)
        assert "joint review 24 Nov 14:00" in " ".join("".join(screen_text(pilot)).split())
        await burst(pilot, "l", "2", "1")
        await burst(pilot, "l", "enter", "enter")
        assert [each.state for each in joint.read().meetings] == ["cancelled", "called"]
        # Nobody writes minutes only to learn at the end that its day has not come.
        await burst(pilot, "l", "1")
        assert "it was not held yet" in notice(pilot)
        assert "· joint review 24 Nov 14:00" in "\n".join(screen_text(pilot))
        clock.advance(days=1, hours=6)
        steps = joint.read().meetings[1].steps
        await burst(pilot, "l", "1")
        # The first agrees, the second does not, and nobody comes for the others.
        await burst(pilot, "slash", *"Li", "enter", "2", "slash", *"Wu", "enter", "3", "1")
        await burst(pilot, *"1" * len(steps[2:]), *"all heard", "enter")
        assert isinstance(pilot.app.screen, PageScreen)
        assert "stays open" in "\n".join(screen_text(pilot))
        assert joint.read().meetings[1].state == "called"
        await press(pilot, "enter")
    held = joint.read().meetings[1]
    assert (held.state, held.minutes, len(held.attendance)) == ("held", "all heard", 2)
    states = [joint.leg(each).state for each in steps]
    assert states == ["agreed", "disagreed", *["open"] * (len(steps) - 2)]


@pytest.mark.parametrize(
    ("account", "key", "said"),
    [
        ("clerk1", "plus", "may not answer legs"),
        ("clerk1", "l", "may not answer legs"),
        ("clerk1", "p", "may not answer legs"),
        ("clerk1", "N", "No department asks"),
        ("clerk1", "i", "was not asked for anything"),
        ("reviewer-fire", "plus", "leads this case"),
        ("reviewer-fire", "i", "may not take in applications"),
    ],
)
async def test_what_is_not_possible_now_says_why(
    joint: JointDesk, account: str, key: str, said: str
) -> None:
    window = "1" if account == "clerk1" else ""
    async with at_desk(joint.path, account=account, window=window, clock=joint.clock()) as pilot:
        assert isinstance(pilot.app, DeskApp)
        pilot.app.chosen_case = joint.case
        await press(pilot, "3", key)
        assert said in notice(pilot)
        assert isinstance(pilot.app.screen, RoutingScreen)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", ("待申请人", "部门超时")), ("en", ("with the applicant", "department late"))],
)
async def test_the_clerk_sees_what_waits_for_the_applicant_and_which_department_is_late(
    joint: JointDesk, lang: Lang, said: tuple[str, str]
) -> None:
    two_ask(joint)
    async with at_desk(joint.path, lang=lang, clock=joint.clock(days=3)) as pilot:
        await press(pilot, "4")
        lines = screen_text(pilot)
        text = "\n".join(lines)
        assert [each for each in said if each not in text] == []
        assert "@?" in text
    desk = joint.open()
    asking_more.notify_more(desk, actor(desk, "clerk1"), joint.case)
    case = open_complete(desk, actor(desk, "clerk1"), PLAIN)
    desk.close()
    async with at_desk(joint.path, lang=lang, clock=joint.clock(days=3)) as pilot:
        assert isinstance(pilot.app, DeskApp)
        pilot.app.chosen_case = case.id
        await press(pilot, "2")
        text = "\n".join(screen_text(pilot))
    assert joint.read().number in text


@pytest.mark.parametrize(
    ("lang", "said"),
    [("zh", ("并行5.5天", "联合办理", "牵头", "关键路径")),
     ("en", ("in parallel 5.5 days", "the lead decides", "leads, with", "critical path"))],
)  # fmt: skip
async def test_the_plan_is_shown_before_acceptance_and_drawn_by_one_key(
    joint: JointDesk, lang: Lang, said: tuple[str, ...]
) -> None:
    desk = joint.open()
    case = open_complete(desk, actor(desk, "clerk1"), PARALLEL)
    plain = open_complete(desk, actor(desk, "clerk1"), PLAIN)
    desk.close()
    async with at_desk(joint.path, lang=lang, clock=joint.clock(hours=1)) as pilot:
        assert isinstance(pilot.app, DeskApp)
        pilot.app.chosen_case = case.id
        await press(pilot, "2")
        text = "\n".join(screen_text(pilot))
        assert [each for each in said[:3] if each not in text] == []
        await press(pilot, "P")
        page = pilot.app.screen
        assert isinstance(page, PageScreen)
        drawn = "\n".join(page.paragraphs)
        assert said[3] in drawn
        assert drawn.count("|") == 2 * len(joint.read().legs)
        await press(pilot, "escape", "1")
        pilot.app.chosen_case = plain.id
        await press(pilot, "2")
        assert said[0] not in "\n".join(screen_text(pilot))
        await press(pilot, "P")
        assert not isinstance(pilot.app.screen, PageScreen)


async def test_minutes_of_a_meeting_that_nobody_attended_are_refused(
    joint: JointDesk,
) -> None:
    desk = joint.open()
    chief = actor(desk, boss)
    meets = joint.clock()() + timedelta(minutes=5)
    meetings.call_meeting(desk, chief, joint.case, meets, "room", ("tax",))
    desk.close()
    async with at_desk(joint.path, account=boss, window="", clock=joint.clock(hours=1)) as pilot:
        assert isinstance(pilot.app, DeskApp)
        pilot.app.chosen_case = joint.case
        await press(pilot, "3")
        await burst(pilot, "l", "1", "1", "m", "enter", "enter")
        assert "Nobody attended" in notice(pilot)
    assert joint.read().meetings[0].state == "called"
