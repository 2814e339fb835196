"""The departments' verbs: legs go out side by side, and who accepted does not decide."""

from __future__ import annotations

import pytest

from tests.services.refusals import refused
from tests.support import (
    INSTANT,
    PARALLEL,
    PLAIN,
    accept_complete,
    answer_all,
    open_complete,
    reviewer_of,
)
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.ops import LegOutcome
from window_desk.services import cases, intake, review
from window_desk.storage.desk import Desk


def legs(case: Case) -> dict[str, str]:
    """The state of each leg."""
    return {each.step.code: each.state for each in case.legs}


def answer(
    desk: Desk, case: Case, step: str, outcome: LegOutcome = "agreed", reason: str = ""
) -> Case:
    """A leg answered by its own department."""
    leg = case.leg(step)
    assert leg is not None
    return review.answer_leg(
        desk, reviewer_of(desk, leg.step.department), case.id, step, outcome, reason
    )


class TestLegs:
    def test_what_waited_for_an_answer_goes_out_with_it(self, desk: Desk, clerk: Actor) -> None:
        case = answer(desk, accept_complete(desk, clerk, PARALLEL), "register")
        out = {code for code, state in legs(case).items() if state == "open"}
        assert out == {"food_visit", "sign_review", "fire_review", "tax"}
        case = answer(desk, case, "food_visit")
        assert legs(case)["food_decision"] == "open"
        assert legs(case)["hand_out"] == "waiting"
        case = answer_all(desk, case)
        assert set(legs(case).values()) == {"agreed"}
        assert case.holders == (case.lead,)

    def test_a_reviewer_answers_for_the_own_department(
        self, desk: Desk, clerk: Actor, supervisor: Actor
    ) -> None:
        case = accept_complete(desk, clerk, PARALLEL)
        other = reviewer_of(desk, "区消防大队")
        with refused("case.other_department", desk):
            review.answer_leg(desk, other, case.id, "register", "agreed")
        answered = review.answer_leg(desk, supervisor, case.id, "register", "agreed")
        assert legs(answered)["register"] == "agreed"

    @pytest.mark.parametrize("outcome", ["disagreed", "returned"])
    def test_a_no_needs_its_reason(self, desk: Desk, clerk: Actor, outcome: LegOutcome) -> None:
        case = accept_complete(desk, clerk, PLAIN)
        for reason in ("", " \u200b\x1b "):
            with refused("case.reason", desk) as caught:
                answer(desk, case, "review", outcome, reason)
            assert caught.value.article == "xkf.38"
        said = answer(desk, case, "review", outcome, " 不符合 ")
        leg = said.leg("review")
        assert leg is not None
        assert (leg.state, leg.reason) == (outcome, "不符合")
        assert legs(said)["visit"] == "waiting"

    @pytest.mark.parametrize(
        ("step", "outcome", "code"),
        [
            pytest.param("visit", "agreed", "case.leg_state", id="a leg that waits"),
            pytest.param("nothing", "agreed", "case.step", id="a leg it has not"),
            pytest.param("", "agreed", "case.step", id="no leg"),
            pytest.param("review", "perhaps", "op.form", id="an answer that is none"),
        ],
    )
    def test_what_cannot_be_answered(
        self, desk: Desk, clerk: Actor, supervisor: Actor, step: str, outcome: LegOutcome, code: str
    ) -> None:
        case = accept_complete(desk, clerk, PLAIN)
        with refused(code, desk):
            review.answer_leg(desk, supervisor, case.id, step, outcome, "理由")

    def test_an_answer_is_given_once(self, desk: Desk, clerk: Actor) -> None:
        case = answer(desk, accept_complete(desk, clerk, PLAIN), "review")
        with refused("case.leg_state", desk):
            answer(desk, case, "review", "disagreed", "改主意")

    def test_a_leg_that_came_back_is_sent_again_by_the_window(
        self, desk: Desk, clerk: Actor
    ) -> None:
        case = accept_complete(desk, clerk, PLAIN)
        with refused("case.nothing_to_dispatch", desk):
            review.dispatch(desk, clerk, case.id)
        back = answer(desk, case, "review", "returned", "缺图")
        assert legs(back)["review"] == "returned"
        again = review.dispatch(desk, clerk, case.id)
        leg = again.leg("review")
        assert leg is not None
        assert (leg.state, leg.reason, leg.answered_at) == ("open", "", None)
        assert legs(answer(desk, again, "review"))["visit"] == "open"

    def test_legs_are_answered_by_reviewers_and_sent_by_clerks(
        self, desk: Desk, clerk: Actor, reviewer: Actor, admin: Actor
    ) -> None:
        case = accept_complete(desk, clerk, PARALLEL)
        for each in (clerk, admin):
            with refused("access.role", desk):
                review.answer_leg(desk, each, case.id, "register", "agreed")
        for each in (reviewer, admin):
            with refused("access.role", desk):
                review.dispatch(desk, each, case.id)


class TestDecision:
    @pytest.fixture
    def ready(self, desk: Desk, clerk: Actor) -> Case:
        """An accepted case with every leg agreed."""
        return answer_all(desk, accept_complete(desk, clerk, PLAIN))

    def test_the_lead_departments_reviewer_decides(self, desk: Desk, ready: Case) -> None:
        with refused("case.other_department", desk):
            review.decide(desk, reviewer_of(desk, "区消防大队"), ready.id, "granted")
        decided = review.decide(desk, reviewer_of(desk, ready.lead), ready.id, "granted")
        assert (decided.state, decided.outcome, decided.numbers[-1]) == (
            "granted", "granted", "决字〔2026〕1号",
        )  # fmt: skip

    def test_a_clerk_does_not_decide(self, desk: Desk, other_clerk: Actor, ready: Case) -> None:
        with refused("access.role", desk):
            review.decide(desk, other_clerk, ready.id, "granted")

    def test_whoever_accepted_does_not_decide(self, desk: Desk, supervisor: Actor) -> None:
        case = answer_all(desk, accept_complete(desk, supervisor, PLAIN))
        with refused("case.same_person", desk):
            review.decide(desk, supervisor, case.id, "granted")
        assert review.decide(desk, reviewer_of(desk, case.lead), case.id, "granted").decided_by

    def test_the_clerk_of_an_instant_item_decides_it_and_no_other_clerk(
        self, desk: Desk, clerk: Actor, other_clerk: Actor
    ) -> None:
        opened = open_complete(desk, clerk, INSTANT)
        case = answer_all(desk, cases.accept(desk, clerk, opened.id))
        with refused("access.role", desk):
            review.decide(desk, other_clerk, case.id, "granted")
        assert review.decide(desk, clerk, case.id, "granted").decided_by == "clerk1"

    def test_a_refusal_needs_its_reasons(self, desk: Desk, supervisor: Actor, ready: Case) -> None:
        with refused("case.reason", desk) as caught:
            review.decide(desk, supervisor, ready.id, "refused", " \u200b ")
        assert caught.value.article == "xkf.38"
        with refused("case.alternative", desk):
            review.decide(desk, supervisor, ready.id, "refused", "不符合", alternative=" \u200b ")
        said = review.decide(
            desk, supervisor, ready.id, "refused", "不符合条件", alternative=" 整改后再来 "
        )
        assert (said.state, said.reason) == ("refused", "不符合条件")
        assert said.no is not None
        assert (said.no.by, said.no.reason, said.no.alternative) == (
            "supervisor", "不符合条件", "整改后再来",
        )  # fmt: skip

    def test_a_grant_leaves_no_no(self, desk: Desk, supervisor: Actor, ready: Case) -> None:
        granted = review.decide(desk, supervisor, ready.id, "granted", alternative="nothing")
        assert granted.no is None

    def test_not_before_every_leg_is_answered(
        self, desk: Desk, clerk: Actor, supervisor: Actor
    ) -> None:
        case = answer(desk, accept_complete(desk, clerk, PLAIN), "review")
        for outcome in ("granted", "refused"):
            with refused("case.legs_open", desk):
                review.decide(desk, supervisor, case.id, outcome, "理由")

    def test_a_no_that_stops_the_route_leads_to_a_refusal(
        self, desk: Desk, clerk: Actor, supervisor: Actor
    ) -> None:
        case = answer(desk, accept_complete(desk, clerk, PLAIN), "review", "disagreed", "不符合")
        assert legs(case) == {"review": "disagreed", "visit": "waiting", "decision": "waiting"}
        with refused("case.legs_open", desk):
            review.decide(desk, supervisor, case.id, "granted", "理由")
        said = review.decide(desk, supervisor, case.id, "refused", "不符合", alternative="整改")
        assert said.state == "refused"

    def test_a_leg_that_is_still_out_holds_up_a_refusal(
        self, desk: Desk, clerk: Actor, supervisor: Actor
    ) -> None:
        case = answer(desk, accept_complete(desk, clerk, PARALLEL), "register")
        answer(desk, case, "fire_review", "disagreed", "不符合")
        with refused("case.legs_open", desk):
            review.decide(desk, supervisor, case.id, "refused", "理由")

    def test_granting_against_a_department_needs_a_reason(
        self, desk: Desk, clerk: Actor, supervisor: Actor
    ) -> None:
        case = accept_complete(desk, clerk, PLAIN)
        for step in ("review", "visit"):
            case = answer(desk, case, step)
        case = answer(desk, case, "decision", "disagreed", "材料存疑")
        with refused("case.reason", desk):
            review.decide(desk, supervisor, case.id, "granted")
        assert review.decide(desk, supervisor, case.id, "granted", "已核实").state == "granted"

    @pytest.mark.parametrize("outcome", ["granted", "refused"])
    def test_a_decision_is_made_once(
        self, desk: Desk, supervisor: Actor, ready: Case, outcome: str
    ) -> None:
        review.decide(desk, supervisor, ready.id, "granted")
        with refused("case.state", desk):
            review.decide(desk, supervisor, ready.id, outcome, "理由")  # type: ignore[arg-type]  # from a table

    def test_an_outcome_that_is_none(self, desk: Desk, supervisor: Actor, ready: Case) -> None:
        with refused("op.form", desk):
            review.decide(desk, supervisor, ready.id, "maybe", "理由")  # type: ignore[arg-type]  # wrong on purpose

    def test_a_case_that_is_not_accepted_is_not_decided(
        self, desk: Desk, clerk: Actor, supervisor: Actor
    ) -> None:
        case = open_complete(desk, clerk, PLAIN)
        with refused("case.state", desk):
            review.decide(desk, supervisor, case.id, "granted")
        cases.withdraw(desk, clerk, case.id)
        with refused("case.state", desk):
            review.decide(desk, supervisor, case.id, "granted")
        assert intake.view_case(desk, case.id).case.state == "withdrawn"
