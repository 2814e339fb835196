"""Legs of a joint case: a body added by hand, an officer, a reminder, a ground from the list."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.services.joint_house import (
    FIRE,
    FOUR,
    answer,
    four_legs,
    lead,
    own,
    second_reviewer,
    states,
)
from tests.services.refusals import refused
from tests.support import PLAIN, Clock, accept_complete, answer_all, reviewer_of
from window_desk.domain.actor import Actor
from window_desk.services import acts, clocks, joint, review
from window_desk.storage.desk import Desk


class TestAddedBody:
    def test_it_is_heard_at_once_and_before_the_decision(self, desk: Desk, clerk: Actor) -> None:
        case = four_legs(desk, clerk)
        case = joint.add_body(desk, lead(desk, case), case.id, "区水务局", "后厨紧邻水源")
        leg = case.leg("added-1")
        assert leg is not None
        assert (leg.state, leg.added, leg.step.department) == ("open", "后厨紧邻水源", "区水务局")
        assert leg.step.days == Decimal(3)
        for step in (*FOUR, "food_decision", "fire_visit"):
            found = case.leg(step)
            if found is not None and found.state == "open":
                case = answer(desk, case, step)
        case = answer_all(desk, case)
        heard = case.leg("added-1")
        assert heard is not None
        assert heard.state == "agreed"

    def test_it_is_taken_back_whole(self, desk: Desk, clerk: Actor, supervisor: Actor) -> None:
        case = four_legs(desk, clerk)
        joint.add_body(desk, supervisor, case.id, "区水务局", "后厨紧邻水源")
        assert acts.undo(desk, supervisor)[0] == "增加会办部门"
        with desk.look() as look:
            assert look.case(case.id).leg("added-1") is None

    @pytest.mark.parametrize(
        ("department", "reason", "days", "code"),
        [
            pytest.param(FIRE, "理由", "3", "joint.has_it", id="one that has it"),
            pytest.param("区外星局", "理由", "3", "joint.department", id="one that is not here"),
            pytest.param("区水务局", " ", "3", "text.empty", id="without a reason"),
            pytest.param("区水务局", "理由", "0", "joint.days", id="no time"),
            pytest.param("区水务局", "理由", "0.3", "joint.days", id="no half day"),
            pytest.param("区水务局", "理由", "NaN", "joint.days", id="no number"),
            pytest.param("区水务局", "理由", "61", "joint.days", id="too long"),
        ],
    )
    def test_what_cannot_be_added(
        self, desk: Desk, clerk: Actor, department: str, reason: str, days: str, code: str
    ) -> None:
        case = four_legs(desk, clerk)
        with refused(code, desk):
            joint.add_body(desk, lead(desk, case), case.id, department, reason, days=Decimal(days))

    def test_only_the_lead_department_adds(self, desk: Desk, clerk: Actor) -> None:
        case = four_legs(desk, clerk)
        with refused("case.other_department", desk):
            joint.add_body(desk, reviewer_of(desk, FIRE), case.id, "区水务局", "理由")


class TestOfficer:
    def test_a_leg_is_taken_up_and_handed_on_inside_the_department(
        self, desk: Desk, clerk: Actor
    ) -> None:
        case = four_legs(desk, clerk)
        first, second = own(desk, case, "fire_review"), second_reviewer(desk, FIRE)
        case = joint.assign_leg(desk, first, case.id, "fire_review")
        leg = case.leg("fire_review")
        assert leg is not None
        assert leg.officer == first.account
        case = joint.assign_leg(desk, first, case.id, "fire_review", second.account, "休假")
        leg = case.leg("fire_review")
        assert leg is not None
        assert (leg.officer, leg.state) == (second.account, "open")

    @pytest.mark.parametrize(
        ("step", "to", "code"),
        [
            pytest.param("fire_review", "reviewer-health", "joint.officer", id="another's"),
            pytest.param("fire_review", "clerk1", "joint.officer", id="no reviewer"),
            pytest.param("fire_review", "nobody", "joint.officer", id="nobody"),
            pytest.param("food_decision", "", "case.other_department", id="the lead's leg"),
            pytest.param("nothing", "", "case.step", id="no leg"),
            pytest.param("sign_review", "", "case.other_department", id="another's leg"),
        ],
    )
    def test_what_is_not_handed_on(
        self, desk: Desk, clerk: Actor, step: str, to: str, code: str
    ) -> None:
        case = four_legs(desk, clerk)
        with refused(code, desk):
            joint.assign_leg(desk, reviewer_of(desk, FIRE), case.id, step, to)

    def test_a_leg_that_waits_has_no_officer(self, desk: Desk, clerk: Actor) -> None:
        case = four_legs(desk, clerk)
        with refused("case.leg_state", desk):
            joint.assign_leg(desk, lead(desk, case), case.id, "hand_out")

    def test_who_has_it_does_not_take_it_again(self, desk: Desk, clerk: Actor) -> None:
        case = four_legs(desk, clerk)
        officer = own(desk, case, "tax")
        joint.assign_leg(desk, officer, case.id, "tax")
        with refused("joint.has_leg", desk):
            joint.assign_leg(desk, officer, case.id, "tax")


class TestReminder:
    def test_one_a_working_day_or_with_a_reason(
        self, desk: Desk, clerk: Actor, clock: Clock
    ) -> None:
        case = four_legs(desk, clerk)
        joint.remind(desk, clerk, case.id, "tax")
        with refused("joint.reminded", desk):
            joint.remind(desk, clerk, case.id, "tax")
        joint.remind(desk, clerk, case.id, "fire_review")
        joint.remind(desk, lead(desk, case), case.id, "tax", "申请人来电催问")
        clock.advance(days=1)
        case = joint.remind(desk, clerk, case.id, "tax")
        leg = case.leg("tax")
        assert leg is not None
        assert len(leg.reminded) == 3

    def test_a_weekend_is_no_other_day(self, desk: Desk, clerk: Actor, clock: Clock) -> None:
        case = four_legs(desk, clerk)
        clock.advance(days=4)
        joint.remind(desk, clerk, case.id, "tax")
        clock.advance(days=2)
        with refused("joint.reminded", desk):
            joint.remind(desk, clerk, case.id, "tax")
        clock.advance(days=1)
        joint.remind(desk, clerk, case.id, "tax")

    def test_only_who_has_to_answer_is_reminded(self, desk: Desk, clerk: Actor) -> None:
        case = four_legs(desk, clerk)
        with refused("case.leg_state", desk):
            joint.remind(desk, clerk, case.id, "hand_out")
        with refused("case.other_department", desk):
            joint.remind(desk, reviewer_of(desk, FIRE), case.id, "tax")


class TestGround:
    def test_a_listed_reason_speaks_for_itself(self, desk: Desk, clerk: Actor) -> None:
        case = four_legs(desk, clerk)
        case = review.answer_leg(
            desk, own(desk, case, "fire_review"), case.id, "fire_review", "disagreed",
            ground="standard_not_met",
        )  # fmt: skip
        leg = case.leg("fire_review")
        assert leg is not None
        assert (leg.reason, leg.heard[-1].ground) == ("不符合技术标准或规范", "standard_not_met")
        assert leg.heard[-1].body == FIRE

    def test_own_words_stand_beside_it(self, desk: Desk, clerk: Actor) -> None:
        case = four_legs(desk, clerk)
        case = review.answer_leg(
            desk, own(desk, case, "tax"), case.id, "tax", "returned", "缺公章",
            ground="papers_unclear",
        )  # fmt: skip
        leg = case.leg("tax")
        assert leg is not None
        assert (leg.reason, leg.heard[-1].ground) == ("缺公章", "papers_unclear")

    @pytest.mark.parametrize("reason", ["", "自己的理由"])
    def test_another_code_is_refused(self, desk: Desk, clerk: Actor, reason: str) -> None:
        case = four_legs(desk, clerk)
        with refused("case.ground", desk) as caught:
            review.answer_leg(
                desk, own(desk, case, "tax"), case.id, "tax", "agreed", reason, ground="nothing"
            )
        assert "meets_conditions" in caught.value.hint


def test_a_department_that_has_the_case_stops_the_clock(desk: Desk, clerk: Actor) -> None:
    case = accept_complete(desk, clerk, PLAIN)
    step = next(each for each in case.legs if each.state == "open").step
    assert clocks.suspend(
        desk, reviewer_of(desk, step.department), case.id, "expert_review", 5
    ).suspended_since
    other = four_legs(desk, clerk)
    with refused("case.other_department", desk):
        clocks.suspend(desk, reviewer_of(desk, "区水务局"), other.id, "expert_review", 5)
    assert states(other) == dict.fromkeys(FOUR, "open")
