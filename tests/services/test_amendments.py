"""A wrong item or day of acceptance: asked by the window, approved by a supervisor, on record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.services.refusals import refused
from tests.support import (
    MORNING,
    PARALLEL,
    PLAIN,
    Clock,
    accept_complete,
    open_complete,
    reviewer_of,
)
from window_desk.domain import amendment
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.ops import PaperCheck
from window_desk.services import acts, amendments, cases, intake, review
from window_desk.storage.desk import Desk

TODAY = MORNING.date()


def late_accepted(desk: Desk, clerk: Actor, clock: Clock) -> Case:
    """Taken in on Monday and accepted on Wednesday, though it was complete on Monday."""
    opened = open_complete(desk, clerk, PLAIN)
    clock.advance(days=2)
    return cases.accept(desk, clerk, opened.id)


class TestItem:
    def test_the_acceptance_is_issued_again_for_the_other_item(
        self, desk: Desk, clerk: Actor, supervisor: Actor
    ) -> None:
        case = accept_complete(desk, clerk, PLAIN)
        asked = amendments.ask_amendment(desk, clerk, case.id, item=PARALLEL, reason="选错事项")
        assert (asked.item, asked.numbers) == (PLAIN, case.numbers)
        done = amendments.approve_amendment(desk, supervisor, case.id)
        view = intake.view_case(desk, case.id)
        assert (done.item, done.amendment, done.number) == (PARALLEL, None, case.number)
        assert done.item_version == view.item.version
        assert done.promised == view.item.promised
        assert (done.lead, done.instant) == (view.item.department, False)
        assert done.numbers == (*case.numbers, "受字〔2026〕2号")
        assert {each.state for each in done.legs} == {"open", "waiting"}
        assert {each.step.code for each in done.legs} >= {"register", "food_visit"}

    def test_what_stood_before_stays_on_record(
        self, desk: Desk, clerk: Actor, supervisor: Actor
    ) -> None:
        case = accept_complete(desk, clerk, PLAIN)
        amendments.ask_amendment(desk, clerk, case.id, item=PARALLEL, reason="选错事项")
        amendments.approve_amendment(desk, supervisor, case.id)
        with desk.look() as look:
            history = look.history(case.id)
        amended = next(each for each in history if each.op.kind == "case.amended")
        stood = amendment.before(history, amended.id)
        assert (stood.item, stood.promised, stood.legs) == (PLAIN, case.promised, case.legs)

    def test_not_once_a_department_has_answered(self, desk: Desk, clerk: Actor) -> None:
        case = accept_complete(desk, clerk, PLAIN)
        leg = next(each for each in case.legs if each.state == "open")
        reviewer = reviewer_of(desk, leg.step.department)
        review.answer_leg(desk, reviewer, case.id, leg.step.code, "agreed")
        with refused("amendment.answered", desk):
            amendments.ask_amendment(desk, clerk, case.id, item=PARALLEL, reason="选错")

    def test_an_answer_that_came_meanwhile_stops_it(
        self, desk: Desk, clerk: Actor, supervisor: Actor
    ) -> None:
        case = accept_complete(desk, clerk, PLAIN)
        amendments.ask_amendment(desk, clerk, case.id, item=PARALLEL, reason="选错")
        leg = next(each for each in case.legs if each.state == "open")
        reviewer = reviewer_of(desk, leg.step.department)
        review.answer_leg(desk, reviewer, case.id, leg.step.code, "agreed")
        with refused("amendment.answered", desk):
            amendments.approve_amendment(desk, supervisor, case.id)

    def test_promised_papers_that_the_other_item_does_not_know(
        self, desk: Desk, clerk: Actor
    ) -> None:
        opened = open_complete(desk, clerk, PLAIN)
        view = intake.view_case(desk, opened.id)
        paper = next(each.material for each in view.needs if each.material.deferrable)
        promised = PaperCheck(material=paper.code, state="promised")
        intake.check_papers(desk, clerk, opened.id, [promised])
        case = cases.accept(desk, clerk, opened.id)
        with refused("amendment.promises", desk):
            amendments.ask_amendment(desk, clerk, case.id, item=PARALLEL, reason="选错")

    @pytest.mark.parametrize(
        ("item", "code"),
        [
            pytest.param("", "amendment.nothing", id="nothing to change"),
            pytest.param(PLAIN, "amendment.same_item", id="the item it has"),
            pytest.param("XX-nowhere", "item.unknown", id="an item that is not there"),
        ],
    )
    def test_what_is_no_other_item(self, desk: Desk, clerk: Actor, item: str, code: str) -> None:
        case = accept_complete(desk, clerk, PLAIN)
        with refused(code, desk):
            amendments.ask_amendment(desk, clerk, case.id, item=item, reason="选错")


class TestDay:
    def test_the_dates_follow_the_right_day(
        self, desk: Desk, clerk: Actor, supervisor: Actor, clock: Clock
    ) -> None:
        case = late_accepted(desk, clerk, clock)
        before = intake.view_case(desk, case.id)
        amendments.ask_amendment(desk, clerk, case.id, accepted_on=TODAY, reason="日期登记有误")
        done = amendments.approve_amendment(desk, supervisor, case.id)
        after = intake.view_case(desk, case.id)
        assert (case.accepted_on, done.accepted_on) == (TODAY + timedelta(days=2), TODAY)
        assert done.legs == case.legs
        assert before.promised is not None
        assert after.promised is not None
        assert after.promised.accepted_on == TODAY
        assert after.promised.due.date < before.promised.due.date
        with desk.read() as connection:
            indexed = connection.execute(
                "SELECT promised_due, accepted_on FROM service_case WHERE id = ?", (case.id,)
            ).one()
        assert tuple(indexed) == (after.promised.due.date.isoformat(), TODAY.isoformat())

    @pytest.mark.parametrize(
        ("day", "code"),
        [
            pytest.param(TODAY + timedelta(days=3), "amendment.day", id="tomorrow"),
            pytest.param(TODAY - timedelta(days=1), "amendment.day", id="before the papers"),
            pytest.param(TODAY + timedelta(days=2), "amendment.same_day", id="the day it has"),
        ],
    )
    def test_days_that_cannot_be(
        self, desk: Desk, clerk: Actor, clock: Clock, day: date, code: str
    ) -> None:
        case = late_accepted(desk, clerk, clock)
        with refused(code, desk):
            amendments.ask_amendment(desk, clerk, case.id, accepted_on=day, reason="有误")


class TestWho:
    def test_each_role(
        self, desk: Desk, clerk: Actor, supervisor: Actor, reviewer: Actor, admin: Actor
    ) -> None:
        case = accept_complete(desk, clerk, PLAIN)
        for each in (reviewer, admin):
            with refused("access.role", desk):
                amendments.ask_amendment(desk, each, case.id, item=PARALLEL, reason="选错")
        amendments.ask_amendment(desk, clerk, case.id, item=PARALLEL, reason="选错")
        for each in (clerk, reviewer):
            with refused("access.role", desk):
                amendments.approve_amendment(desk, each, case.id)
            with refused("access.role", desk):
                amendments.refuse_amendment(desk, each, case.id, "不改")
        assert amendments.approve_amendment(desk, admin, case.id).item == PARALLEL

    def test_whoever_asked_does_not_approve(
        self, desk: Desk, clerk: Actor, supervisor: Actor, admin: Actor
    ) -> None:
        case = accept_complete(desk, clerk, PLAIN)
        amendments.ask_amendment(desk, supervisor, case.id, item=PARALLEL, reason="选错")
        with refused("amendment.same_person", desk):
            amendments.approve_amendment(desk, supervisor, case.id)
        assert amendments.approve_amendment(desk, admin, case.id).item == PARALLEL

    def test_refused_with_a_reason_and_asked_again(
        self, desk: Desk, clerk: Actor, supervisor: Actor
    ) -> None:
        case = accept_complete(desk, clerk, PLAIN)
        with refused("amendment.none", desk):
            amendments.refuse_amendment(desk, supervisor, case.id, "不改")
        with refused("amendment.none", desk):
            amendments.approve_amendment(desk, supervisor, case.id)
        amendments.ask_amendment(desk, clerk, case.id, item=PARALLEL, reason="选错")
        with refused("amendment.asked", desk):
            amendments.ask_amendment(desk, clerk, case.id, item=PARALLEL, reason="选错")
        with refused("text.empty", desk):
            amendments.refuse_amendment(desk, supervisor, case.id, " \u200b ")
        left = amendments.refuse_amendment(desk, supervisor, case.id, "事项没有错")
        assert (left.item, left.amendment) == (PLAIN, None)
        again = amendments.ask_amendment(desk, clerk, case.id, item=PARALLEL, reason="仍然")
        assert again.amendment is not None

    def test_only_under_review(self, desk: Desk, clerk: Actor) -> None:
        case = open_complete(desk, clerk, PLAIN)
        with refused("case.state", desk):
            amendments.ask_amendment(desk, clerk, case.id, item=PARALLEL, reason="选错")

    def test_it_is_undone_in_one_step(self, desk: Desk, clerk: Actor, supervisor: Actor) -> None:
        case = accept_complete(desk, clerk, PLAIN)
        asked = amendments.ask_amendment(desk, clerk, case.id, item=PARALLEL, reason="选错")
        amendments.approve_amendment(desk, supervisor, case.id)
        assert acts.undo(desk, supervisor)[1] == "amending the acceptance"
        with desk.look() as look:
            back = look.case(case.id)
        assert (back.item, back.legs, back.amendment) == (PLAIN, case.legs, asked.amendment)
        assert acts.undo(desk, clerk)[1] == "asking for an amendment"
        amendments.ask_amendment(desk, clerk, case.id, item=PARALLEL, reason="选错")
        amendments.refuse_amendment(desk, supervisor, case.id, "没有错")
        assert acts.undo(desk, supervisor)[1] == "refusing an amendment"
