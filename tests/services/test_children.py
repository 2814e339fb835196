"""One matter, one visit: one case, each paper once, each item decided by its own department."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from tests.support import (
    BUNDLE,
    MORNING,
    PLAIN,
    Clock,
    accept_complete,
    actor,
    answer_all,
    open_complete,
    received,
    reviewer_of,
)
from window_desk.domain import live_plan
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Step
from window_desk.locale import say, use
from window_desk.reports.build import build
from window_desk.services import cases, children, intake, publishing, review
from window_desk.storage import items, reads
from window_desk.storage.desk import Desk
from window_desk.storage.supervision import read_waiting

COMPANY = "511A0064100070-511602000000-000-115113016823646795-1-00"
SIGN = "512017432001-511602000000-000-11511301MB0T669970-1-00"


def decide_all(desk: Desk, case: Case, *, refused: str = "") -> Case:
    """Every item decided by a reviewer of its department; `refused` is one that is not granted."""
    for each in case.children:
        is_no = each.part.item == refused
        case = children.decide_child(
            desk,
            reviewer_of(desk, each.part.department),
            case.id,
            each.part.item,
            "refused" if is_no else "granted",
            "招牌遮挡窗户" if is_no else "",
            alternative="缩小招牌后重新申请" if is_no else "",
        )
    return case


def test_one_case_asks_for_every_paper_once(desk: Desk, clerk: Actor) -> None:
    view = intake.view_case(desk, open_complete(desk, clerk, BUNDLE).id)
    names = [each.material.name.zh for each in view.needs]
    assert len(names) == len(set(names)) == 9
    assert not any("营业执照" in each for each in names), "the bundle makes it itself"
    assert sum("申请" in each for each in names) == 1, "one form for all"


def test_another_answer_brings_another_item_and_its_papers(desk: Desk, clerk: Actor) -> None:
    case = open_complete(desk, clerk, BUNDLE)
    before = {each.material.code for each in intake.view_case(desk, case.id).needs}
    view = intake.answer(desk, clerk, case.id, {"subject": "company"})
    assert {each.material.name.zh for each in view.needs if each.material.code not in before} == {
        "公司章程",
        "法定代表人、董事、监事和高级管理人员任职文件",
        "股东和任职人员身份证明",
    }
    with desk.read() as connection:
        found = items.parts_of(connection, view.case)
    included = [each.item.code for each in found if each.included]
    assert len(included) == 4
    assert included[0] == COMPANY


def test_routes_are_joined_into_one_plan_with_one_date(desk: Desk, clerk: Actor) -> None:
    case = accept_complete(desk, clerk, BUNDLE)
    assert len(case.children) == 4
    assert {each.step.child for each in case.legs} == {each.part.item for each in case.children}
    open_now = {each.step.department for each in case.legs if each.state == "open"}
    assert open_now == {"区行政审批局"}, "the registration first: the others need the licence"
    register = next(each for each in case.legs if each.state == "open")
    approval = reviewer_of(desk, "区行政审批局")
    case = review.answer_leg(desk, approval, case.id, register.step.code, "agreed")
    open_now = {each.step.department for each in case.legs if each.state == "open"}
    assert open_now == {"区行政审批局", "区综合执法局", "区消防大队"}
    view = intake.view_case(desk, case.id)
    assert view.promised is not None
    assert view.promised.due.date == date(2026, 12, 2), "seven working days after 23 November"


def test_each_department_decides_its_item_and_the_last_decides_the_case(
    desk: Desk, clerk: Actor
) -> None:
    case = answer_all(desk, accept_complete(desk, clerk, BUNDLE))
    assert case.state == "under_review"
    done = decide_all(desk, case)
    assert done.state == "granted"
    documents = [each.document for each in done.children]
    assert len(set(documents)) == 4
    assert all(each in done.numbers for each in documents)
    served = cases.serve(desk, clerk, done.id)
    assert served.state == "served"


def test_one_no_does_not_take_the_rest_away(desk: Desk, clerk: Actor) -> None:
    done = decide_all(desk, answer_all(desk, accept_complete(desk, clerk, BUNDLE)), refused=SIGN)
    assert done.state == "granted"
    assert "招牌遮挡窗户" in done.reason
    outcomes = {each.part.item: each.outcome for each in done.children}
    no = next(each for each in done.children if each.part.item == SIGN)
    assert done.no is not None, "each no is looked at by a supervisor"
    assert (done.no.by, done.no.reviewed) == (no.decided_by, "")
    assert done.no.alternative
    with desk.look() as look:
        (waits,) = read_waiting(look, "noes").matters
    assert waits.line.id == done.id
    assert outcomes.pop(SIGN) == "refused"
    assert set(outcomes.values()) == {"granted"}


def test_a_no_to_what_the_others_need_leaves_them_only_a_no(
    desk: Desk, clerk: Actor, supervisor: Actor
) -> None:
    case = accept_complete(desk, clerk, BUNDLE)
    register = next(each for each in case.legs if each.state == "open")
    case = review.answer_leg(
        desk, supervisor, case.id, register.step.code, "disagreed", "名称不符合规定"
    )
    with pytest.raises(RuleBroken) as caught:
        children.decide_child(desk, supervisor, case.id, SIGN, "granted")
    assert caught.value.code == "case.child_blocked"
    for each in case.children:
        case = children.decide_child(
            desk, supervisor, case.id, each.part.item, "refused", "未能登记", alternative="改名再办"
        )
    assert case.state == "refused"


class TestRefused:
    @pytest.fixture
    def english_again(self) -> Iterator[None]:
        yield
        use("en")

    @pytest.fixture
    def case(self, desk: Desk, clerk: Actor) -> Case:
        return answer_all(desk, accept_complete(desk, clerk, BUNDLE))

    def code(self, desk: Desk, who: Actor, case: Case, item: str, outcome: str = "granted") -> str:
        with pytest.raises(RuleBroken) as caught:
            children.decide_child(desk, who, case.id, item, outcome)  # type: ignore[arg-type]  # as typed
        return caught.value.code

    def test_the_whole_has_no_decision_of_its_own(
        self, desk: Desk, case: Case, supervisor: Actor
    ) -> None:
        with pytest.raises(RuleBroken) as caught:
            review.decide(desk, supervisor, case.id, "granted")
        assert caught.value.code == "case.bundle"

    @pytest.mark.usefixtures("english_again")
    def test_another_department_does_not_decide_it(self, desk: Desk, case: Case) -> None:
        fire = reviewer_of(desk, "区消防大队")
        with pytest.raises(RuleBroken) as caught:
            children.decide_child(desk, fire, case.id, SIGN, "granted")
        assert caught.value.code == "case.other_department"
        assert "Outdoor signboard is decided by 区综合执法局." in say(caught.value)
        use("zh")
        assert "“规范户外招牌设施设置”由区综合执法局决定。" in say(caught.value)

    @pytest.mark.usefixtures("english_again")
    def test_what_comes_too_late_names_the_state_it_is_in(
        self, desk: Desk, case: Case, supervisor: Actor
    ) -> None:
        decide_all(desk, case)
        use("zh")
        with pytest.raises(RuleBroken) as caught:
            children.decide_child(desk, supervisor, case.id, SIGN, "granted")
        assert "本办件状态为“准予，待送达”，不能决定联办事项。" in say(caught.value)

    def test_who_accepted_it_does_not_decide_it(self, desk: Desk, case: Case, clerk: Actor) -> None:
        assert self.code(desk, clerk, case, SIGN) == "case.same_person"

    def test_no_item_and_an_item_of_no_part(
        self, desk: Desk, case: Case, supervisor: Actor
    ) -> None:
        assert self.code(desk, supervisor, case, "") == "case.child"
        assert self.code(desk, supervisor, case, COMPANY) == "case.child", "left out by the answers"

    def test_twice(self, desk: Desk, case: Case, supervisor: Actor) -> None:
        children.decide_child(desk, supervisor, case.id, SIGN, "granted")
        assert self.code(desk, supervisor, case, SIGN) == "case.child_decided"

    def test_a_no_needs_its_reason(self, desk: Desk, case: Case, supervisor: Actor) -> None:
        assert self.code(desk, supervisor, case, SIGN, "refused") == "case.reason"

    def test_while_a_step_of_it_is_open(self, desk: Desk, clerk: Actor, supervisor: Actor) -> None:
        case = accept_complete(desk, actor(desk, "clerk2"), BUNDLE)
        assert self.code(desk, supervisor, case, SIGN) == "case.legs_open"


def test_every_figure_counts_it_once_like_any_other_case(
    desk: Desk, clerk: Actor, clock: Clock
) -> None:
    """What a bundle adds to each count of a report is what an ordinary case adds."""

    def counts() -> dict[str, int]:
        day = clock.now.date()
        found = build(desk, "cases", day, day).figures
        return {
            each.metric.name: int(each.value or 0) for each in found if each.metric.unit == "cases"
        }

    at_first = counts()
    plain = answer_all(desk, accept_complete(desk, clerk, PLAIN))
    review.decide(desk, reviewer_of(desk, plain.lead), plain.id, "granted")
    after_one = counts()
    decide_all(desk, answer_all(desk, accept_complete(desk, clerk, BUNDLE)))
    after_bundle = counts()
    added = {name: after_one[name] - at_first[name] for name in counts()}
    assert added["opened"] == added["accepted"] == added["decided"] == 1
    assert {name: after_bundle[name] - after_one[name] for name in added} == added


def test_a_running_bundle_keeps_the_items_it_was_opened_with(
    desk: Desk, clerk: Actor, admin: Actor
) -> None:
    import msgspec

    case = open_complete(desk, clerk, BUNDLE)
    before = intake.view_case(desk, case.id).needs
    with desk.read() as connection:
        sign = reads.item_on(connection, SIGN, MORNING.date())
    assert sign is not None
    extra = msgspec.structs.replace(sign.materials[0], code="extra", name=sign.name)
    changed = msgspec.structs.replace(sign, materials=(*sign.materials, extra))
    publishing.publish_items(desk, admin, [changed], lambda item: item.code)
    assert intake.view_case(desk, case.id).needs == before
    with desk.read() as connection:
        whole = items.whole_item(connection, BUNDLE, MORNING.date())
    assert whole is not None
    assert "extra" in {each.code for each in whole.materials}


def test_half_days_on_the_way_put_no_step_behind_before_it_began(desk: Desk, clerk: Actor) -> None:
    opened = open_complete(desk, clerk, BUNDLE)
    needs = intake.answer(desk, clerk, opened.id, {"procedure": "ordinary"}).needs
    intake.check_papers(desk, clerk, opened.id, received(needs))
    case = cases.accept(desk, clerk, opened.id)
    steps = {each.step.code: each.step for each in case.legs}
    halves = [each for each in steps.values() if each.days % 1]
    assert any(steps.get(code) in halves for each in halves for code in _before(each, steps))
    with desk.look() as look:
        stages = live_plan.stand_of(case, look.calendar, look.today).stages
    assert [each.behind for each in stages] == [0] * len(stages)
    assert all(each.end == each.planned_end for each in stages)


def _before(step: Step, steps: dict[str, Step]) -> set[str]:
    """Every step that has to end before this one begins."""
    found = set(step.needs)
    return found.union(*(_before(steps[code], steps) for code in found if code in steps))
