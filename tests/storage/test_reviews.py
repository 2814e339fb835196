"""What waits for reviewers and who holds what: the domain's own legs, in order, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.services.joint_house import FIRE, LEAD, four_legs, own
from tests.storage.plans import plan
from tests.support import PLAIN, Clock, accept_complete, actor, answer_all, assert_sound, copy_desk
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.identity import mask_name
from window_desk.domain.leg_light import LegLight, late_legs
from window_desk.domain.light import Light
from window_desk.services import asking_more, cases, clocks, joint, meetings
from window_desk.storage import due, listings, reviews, stuck
from window_desk.storage.change import Look
from window_desk.storage.desk import Desk
from window_desk.storage.reviews import ReviewLine
from window_desk.storage.standing import standing

Hall = tuple[Desk, dict[str, str]]
"""A desk, and its cases by a name."""


def make_hall(path: Path) -> dict[str, str]:
    """Restaurants and a drugstore in every condition that a list shows; the cases by a name."""
    clock = Clock()
    desk = Desk(path, clock)
    clerk = actor(desk, "clerk1")
    named: dict[str, Case] = {"late": four_legs(desk, clerk)}
    clock.advance(days=7)
    named["stopped"] = accept_complete(desk, clerk, PLAIN)
    clocks.suspend(desk, actor(desk, "supervisor"), named["stopped"].id, "expert_review", 9)
    clock.advance(days=7)
    for name in ("asking", "meeting", "plain", "gone", "added"):
        named[name] = four_legs(desk, clerk)
        clock.advance(minutes=1)
    case = named["asking"]
    asking_more.ask_more(
        desk, own(desk, case, "fire_review"), case.id, "fire_review", {"lease": "过期"}
    )
    case = named["meeting"]
    joint.assign_leg(desk, own(desk, case, "fire_review"), case.id, "fire_review")
    joint.remind(desk, clerk, case.id, "fire_review")
    supervisor = actor(desk, "supervisor")
    meetings.call_meeting(
        desk, supervisor, case.id, clock.now + timedelta(days=1), "三楼", ("fire_review",)
    )
    cases.withdraw(desk, clerk, named["gone"].id, "不办了")
    joint.add_body(desk, supervisor, named["added"].id, "区水务局", "涉及取水")
    named["decide"] = answer_all(desk, accept_complete(desk, clerk, PLAIN))
    desk.close()
    return {name: each.id for name, each in named.items()}


@pytest.fixture(scope="module")
def hall(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """One desk for this module, read only."""
    path = copy_desk(seeded, tmp_path_factory.mktemp("reviews") / "desk.db")
    named = make_hall(path)
    clock = Clock()
    clock.advance(days=14, hours=2)
    desk = Desk(path, clock)
    yield desk, named
    assert_sound(desk)
    desk.close()


def pages(read: Callable[[str], reviews.Reviews]) -> list[ReviewLine]:
    """Every line, page by page."""
    found: list[ReviewLine] = []
    after = ""
    while True:
        page = read(after)
        found += page.lines
        after = page.next
        if not after:
            return found


def by_hand(look: Look, named: dict[str, str], department: str) -> set[tuple[str, str, str]]:
    """What a department has to do, from the cases alone."""
    found: set[tuple[str, str, str]] = set()
    for identity in named.values():
        case = look.case(identity)
        if case.state != "under_review":
            continue
        away = [each for each in case.legs if each.state in ("open", "asking")]
        found |= {
            (identity, each.step.code, each.state)
            for each in away
            if each.step.department == department
        }
        if not away and case.lead == department:
            found.add((identity, "", "decide"))
    return found


@pytest.mark.parametrize("limit", [1, 2, 200])
@pytest.mark.parametrize("department", [FIRE, LEAD, "区水务局", "区市监局", "广安区税务局"])
def test_a_department_sees_what_it_has_to_do(hall: Hall, department: str, limit: int) -> None:
    desk, named = hall
    with desk.look() as look:
        found = pages(
            lambda after: reviews.read_reviews(look, department, after=after, limit=limit)
        )
        assert {(each.case, each.step, each.state) for each in found} == by_hand(
            look, named, department
        )
    assert len({each.key for each in found}) == len(found)
    # By the indexed day; what is suspended is shown with its own.
    dues = [each.due for each in found if not each.is_suspended and each.due]
    assert dues == sorted(dues)


def test_a_line_says_everything_and_masks_the_applicant(
    hall: Hall,
) -> None:
    desk, named = hall
    with desk.look() as look:
        lines = reviews.read_reviews(look, FIRE).lines
        line = next(each for each in lines if each.case == named["meeting"])
        officer = own(desk, look.case(line.case), "fire_review")
        counts = reviews.read_counts(look, FIRE, officer.account)
        mine = reviews.read_reviews(look, FIRE, officer=officer.account).lines
    assert line.applicant == mask_name("张三")
    assert (line.step_name.zh, line.item_name.zh) == ("消防安全检查材料审查", "开餐饮店联合审批")
    assert (line.officer, line.officer_name) == (officer.account, officer.name)
    assert line.reminded_at is not None
    assert line.meeting_at is not None
    assert line.left is not None
    asking = next(each for each in lines if each.case == named["asking"])
    assert (asking.state, asking.asked, asking.light) == ("asking", 1, LegLight.APPLICANT)
    assert {each.case for each in mine} == {named["meeting"], named["asking"]}
    assert (counts.open, counts.asking, counts.mine, counts.late) == (4, 1, 1, 1)


def test_an_added_body_is_called_by_its_own_name(hall: Hall) -> None:
    desk, _named = hall
    with desk.look() as look:
        (line,) = reviews.read_reviews(look, "区水务局").lines
    assert (line.step, line.step_name.zh) == ("added-1", "会办意见")


def test_late_is_what_the_domain_calls_late(hall: Hall) -> None:
    desk, named = hall
    with desk.look() as look:
        late = {
            name
            for name, each in named.items()
            if late_legs(look.case(each), look.calendar, look.today)
        }
        found = reviews.late_departments(
            look.connection, look.today.isoformat(), list(named.values())
        )
        lit = {each.line.case for each in stuck.read_stuck(look).lines
               if each.line.light is LegLight.LATE}  # fmt: skip
    assert late == {"late"}
    assert set(found) == lit == {named["late"]}


@pytest.mark.parametrize("limit", [1, 3, 200])
def test_the_stuck_view_has_every_holder_and_what_remains(hall: Hall, limit: int) -> None:
    desk, named = hall
    with desk.look() as look:
        found: list[stuck.StuckLine] = []
        after = ""
        while True:
            page = stuck.read_stuck(look, after=after, limit=limit)
            found += page.lines
            after = page.next
            if not after:
                break
        departments = [each.name.zh for each in look.centre.departments]
        expected = set().union(*(by_hand(look, named, each) for each in departments))
        assert {(each.line.case, each.line.step, each.line.state) for each in found} == expected
        for each in found:
            case = look.case(each.line.case)
            assert [rest.step for rest in each.others] == [
                leg.step.code
                for leg in case.legs
                if leg.state not in ("agreed", "disagreed") and leg.step.code != each.line.step
            ]
    keys = [each.line.key for each in found]
    assert len(set(keys)) == len(keys)


def test_a_withdrawn_case_waits_for_nobody(hall: Hall) -> None:
    desk, named = hall
    with desk.look() as look:
        assert named["gone"] not in {each.line.case for each in stuck.read_stuck(look).lines}
        states = look.connection.execute(
            'SELECT DISTINCT state FROM leg WHERE "case" = ?', (named["gone"],)
        ).scalars()
    assert "open" not in set(states)


READS: dict[str, Callable[[Look], object]] = {
    "a department's": lambda look: reviews.read_reviews(look, FIRE),
    "its next page": lambda look: reviews.read_reviews(
        look, FIRE, after="2026-12-01|h1/desk1:5|tax"
    ),
    "mine": lambda look: reviews.read_reviews(look, FIRE, officer="reviewer-fire"),
    "the counts": lambda look: reviews.read_counts(look, FIRE, "reviewer-fire"),
    "stuck": lambda look: stuck.read_stuck(look),
    "the next page of stuck": lambda look: stuck.read_stuck(
        look, after="2026-12-01|h1/desk1:5|tax"
    ),
    "late departments": lambda look: reviews.late_departments(
        look.connection, "2026-12-01", ["h1/desk1:5"]
    ),
    "cases with late legs": lambda look: due.cases_with_late_legs(look.connection, look.today),
}


def walked(look: Look, read: Callable[[Look], object]) -> list[str]:
    """What a read looks at row by row, or sorts as a whole."""
    # What is published is few, and read once.
    assert look.calendar.notices
    assert look.centre.code
    steps = plan(look.connection, lambda _connection: read(look))
    assert any("USING" in each for each in steps)
    return [
        each
        for each in steps
        if (each.startswith("SCAN") and each.split()[1] in ("l", "leg", "c", "service_case"))
        or "TEMP B-TREE FOR ORDER BY" in each
    ]


@pytest.mark.parametrize("name", READS)
def test_it_goes_by_an_index_in_the_order_of_the_list(hall: Hall, name: str) -> None:
    desk, _named = hall
    # The rest of a page's cases, and late legs, are few and sorted by hand.
    sorts = name in ("stuck", "the next page of stuck", "late departments", "cases with late legs")
    with desk.look() as look:
        found = walked(look, READS[name])
    assert [each for each in found if not (sorts and "TEMP B-TREE" in each)] == []


def test_a_walk_would_be_seen(hall: Hall) -> None:
    desk, _named = hall
    with desk.look() as look:
        found = walked(
            look,
            lambda view: [
                *reviews.read_reviews(view, FIRE).lines,
                view.connection.execute("SELECT * FROM leg ORDER BY officer").all(),
            ],
        )
    assert found == ["SCAN leg", "USE TEMP B-TREE FOR ORDER BY"]


def test_the_clerk_of_a_late_leg_has_nothing_late(desk: Desk, clerk: Actor, clock: Clock) -> None:
    case = four_legs(desk, clerk)
    clock.advance(days=3)
    with desk.look() as look:
        found = look.case(case.id)
        assert [each.step.code for each in late_legs(found, look.calendar, look.today)] == [
            "sign_review", "fire_review", "tax"
        ]  # fmt: skip
        line = listings.case_line(look.connection, case.id)
        assert line is not None
        # What is charged to a department is neither red nor over for the applicant.
        assert standing(look, line).light in (Light.GREEN, Light.YELLOW)
