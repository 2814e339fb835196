"""What happens by itself when a day has passed: once, as an act with its article, by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from tests.services.houses import change_item, change_policies
from tests.services.refusals import recorded, refused
from tests.support import (
    APPLICANT,
    NOT_OURS,
    PARALLEL,
    PLAIN,
    Clock,
    accept_complete,
    open_complete,
    received,
)
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.services import acts, cases, clocks, due_acts, intake, review
from window_desk.services.due_acts import DueRun
from window_desk.storage.desk import Desk

MONDAY = date(2026, 11, 23)


def kinds(desk: Desk, case: Case) -> list[tuple[str, str]]:
    """Every act of a case, and by whom."""
    with desk.look() as look:
        return [(each.op.kind, each.by) for each in look.history(case.id)]


def now(desk: Desk, case: Case) -> Case:
    return intake.view_case(desk, case.id).case


@pytest.fixture(autouse=True)
def twice_does_nothing(desk: Desk) -> Iterator[None]:
    """Whatever a test did, a second run on its last day finds nothing to do."""
    yield
    due_acts.run_due(desk)
    before = recorded(desk)
    assert due_acts.run_due(desk).done == ()
    assert recorded(desk) == before


class TestDeemedAcceptance:
    """行政许可法 art. 32(1)4: silence for five working days."""

    @pytest.mark.parametrize(("days", "accepted"), [(7, False), (8, True), (30, True)])
    def test_xkf_32_1_4_from_the_day_of_receipt_once_five_days_are_over(
        self, desk: Desk, clock: Clock, clerk: Actor, days: int, accepted: bool
    ) -> None:
        case = open_complete(desk, clerk, PLAIN)
        clock.advance(days=days)
        ran = due_acts.run_due(desk)
        after = now(desk, case)
        assert bool(ran.done) is accepted
        assert (after.state == "under_review") is accepted
        if accepted:
            assert after.deemed
            assert after.article == "xkf.32.1.4"
            assert after.accepted_by == "desk"
            assert after.accepted_on == MONDAY
            assert after.number == ran.done[0].number
            assert after.numbers[-1] == "受字〔2026〕1号"
            assert after.legs[0].state == "open"

    def test_the_limits_have_already_run(self, desk: Desk, clock: Clock, clerk: Actor) -> None:
        case = open_complete(desk, clerk, PLAIN)
        clock.advance(days=8)
        due_acts.run_due(desk)
        with desk.read() as connection:
            due = connection.execute(
                "SELECT promised_due FROM service_case WHERE id = ?", (case.id,)
            ).scalar()
        assert due == "2026-12-07"

    def test_papers_that_nobody_looked_at_do_not_help(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        case = intake.open_case(desk, clerk, PLAIN, APPLICANT)
        clock.advance(days=8)
        assert [each.what for each in due_acts.run_due(desk).done] == ["accepted"]
        assert now(desk, case).state == "under_review"

    def test_who_was_told_is_not_accepted(self, desk: Desk, clock: Clock, clerk: Actor) -> None:
        case = intake.open_case(desk, clerk, PLAIN, APPLICANT)
        needs = intake.view_case(desk, case.id).needs
        first, *rest = received(needs)
        missing = ops.PaperCheck(material=first.material, state="missing")
        intake.check_papers(desk, clerk, case.id, [missing, *rest])
        cases.correct(desk, clerk, case.id)
        clock.advance(days=30)
        assert due_acts.run_due(desk).done == ()
        with desk.change(by="clerk1") as tx:
            tx.record(ops.CaseCorrectionsReturned(), on=case.id)
        back = desk.clock().date()
        clock.advance(days=30)
        due_acts.run_due(desk)
        assert now(desk, case).accepted_on == back

    def test_silence_makes_no_body_competent(self, desk: Desk, clock: Clock, clerk: Actor) -> None:
        case = intake.open_case(desk, clerk, NOT_OURS, APPLICANT)
        item = intake.view_case(desk, case.id).item
        situation, option = next(
            (each.code, option.code)
            for each in item.situations
            for option in each.options
            if option.outcome == "not_ours"
        )
        intake.answer(desk, clerk, case.id, {situation: option})
        clock.advance(days=30)
        assert due_acts.run_due(desk) == DueRun((), (case.id,))
        assert now(desk, case).state == "intake"

    def test_promised_papers_keep_their_day(self, desk: Desk, clock: Clock, clerk: Actor) -> None:
        case = promising(desk, clerk)
        clock.advance(days=8)
        due_acts.run_due(desk)
        after = now(desk, case)
        assert after.promises
        assert after.supply_by is not None
        assert after.supply_by >= desk.clock().date()

    def test_nobody_undoes_it(self, desk: Desk, clock: Clock, clerk: Actor) -> None:
        open_complete(desk, clerk, PLAIN)
        clock.advance(days=8)
        due_acts.run_due(desk)
        with refused("undo.by_itself", desk):
            acts.undo(desk, Actor("desk", "某人", "supervisor"))


def promising(desk: Desk, clerk: Actor) -> Case:
    """An application in which everything that may follow is promised."""
    case = intake.open_case(desk, clerk, PLAIN, APPLICANT)
    checks = [
        ops.PaperCheck(
            material=each.material.code,
            state="promised" if each.material.deferrable else "received",
        )
        for each in intake.view_case(desk, case.id).needs
        if not each.material.shared
    ]
    assert any(each.state == "promised" for each in checks)
    return intake.check_papers(desk, clerk, case.id, checks).case


class TestPromises:
    """容缺受理: what was promised and did not come."""

    @pytest.mark.parametrize("late_promise", ["stays", "withdrawn"])
    def test_the_day_after_its_day_it_is_broken(
        self, desk: Desk, clock: Clock, clerk: Actor, late_promise: str
    ) -> None:
        change_item(desk, PLAIN, late_promise=late_promise)
        case = promising(desk, clerk)
        cases.accept(desk, clerk, case.id, supply_by=date(2026, 11, 27))
        clock.advance(days=4)
        assert due_acts.run_due(desk).done == ()
        clock.advance(days=1)
        ran = due_acts.run_due(desk)
        after = now(desk, case)
        assert after.broken == after.promises != ()
        is_over = late_promise == "withdrawn"
        whats = [each.what for each in ran.done]
        assert whats == ["promise_broken", *(["withdrawn"] if is_over else [])]
        assert after.state == ("withdrawn" if is_over else "under_review")
        with desk.look() as look:
            moments = {each.at for each in look.history(case.id) if each.by == "desk"}
        assert len(moments) == 1

    def test_papers_that_came_break_nothing(self, desk: Desk, clock: Clock, clerk: Actor) -> None:
        case = cases.accept(desk, clerk, promising(desk, clerk).id)
        here = [ops.PaperCheck(material=each, state="received") for each in case.promises]
        intake.check_papers(desk, clerk, case.id, here)
        clock.advance(days=60)
        assert due_acts.run_due(desk).done == ()


class TestSilentApplicant:
    """The policy `correction_silence`."""

    @pytest.mark.parametrize(
        ("policy", "days", "state"),
        [
            ("stays_open", 60, "correction"),
            ("deemed_withdrawn", 14, "correction"),
            ("deemed_withdrawn", 15, "withdrawn"),
        ],
    )
    def test_what_becomes_of_corrections_that_do_not_come(
        self, desk: Desk, clock: Clock, clerk: Actor, policy: str, days: int, state: str
    ) -> None:
        change_policies(desk, correction_silence=policy, correction_working_days=10)
        case = intake.open_case(desk, clerk, PLAIN, APPLICANT)
        checks = [
            ops.PaperCheck(material=each.material, state="missing")
            for each in received(intake.view_case(desk, case.id).needs)
        ]
        intake.check_papers(desk, clerk, case.id, checks)
        cases.correct(desk, clerk, case.id)
        clock.advance(days=days)
        due_acts.run_due(desk)
        after = now(desk, case)
        assert after.state == state
        if state == "withdrawn":
            assert kinds(desk, case)[-1] == ("case.withdrawn", "desk")


class TestSilentDepartment:
    """The policy `missing_opinion`."""

    def ready(self, desk: Desk, clerk: Actor, supervisor: Actor) -> Case:
        """A case whose supporting departments have their legs."""
        case = accept_complete(desk, clerk, PARALLEL)
        return review.answer_leg(desk, supervisor, case.id, case.legs[0].step.code, "agreed")

    def test_waits_by_default(
        self, desk: Desk, clock: Clock, clerk: Actor, supervisor: Actor
    ) -> None:
        self.ready(desk, clerk, supervisor)
        clock.advance(days=60)
        assert due_acts.run_due(desk).done == ()

    def test_counts_as_consent_where_the_house_says_so(
        self, desk: Desk, clock: Clock, clerk: Actor, supervisor: Actor
    ) -> None:
        change_policies(desk, missing_opinion="deemed_consent")
        case = self.ready(desk, clerk, supervisor)
        silent = [each for each in case.legs if each.state == "open"]
        assert {each.step.department for each in silent} - {case.lead}
        clock.advance(days=60)
        ran = due_acts.run_due(desk)
        after = now(desk, case)
        supporting = [each.step.code for each in silent if each.step.department != case.lead]
        assert [each.step for each in ran.done] == supporting
        for step in supporting:
            leg = after.leg(step)
            assert leg is not None
            assert (leg.state, leg.deemed, leg.answered_by) == ("agreed", True, "desk")

    @pytest.mark.parametrize(
        ("centre", "own", "said"),
        [
            pytest.param("waits", "deemed_consent", "按本事项规定", id="the item says consent"),
            pytest.param("deemed_consent", "waits", "", id="the item waits"),
            pytest.param("deemed_consent", "", "按本中心规定", id="the centre says consent"),
            pytest.param("waits", "", "", id="the centre waits"),
        ],
    )
    def test_the_items_rule_comes_before_the_centres_and_says_so(
        self,
        desk: Desk,
        clock: Clock,
        clerk: Actor,
        supervisor: Actor,
        centre: str,
        own: str,
        said: str,
    ) -> None:
        change_policies(desk, missing_opinion=centre)
        change_item(desk, PARALLEL, missing_opinion=own)
        case = self.ready(desk, clerk, supervisor)
        clock.advance(days=60)
        assert bool(due_acts.run_due(desk).done) is bool(said)
        deemed = [each.reason for leg in now(desk, case).legs for each in leg.heard if each.deemed]
        assert bool(deemed) is bool(said)
        assert all(said in each for each in deemed)
        # Doing it again does nothing.
        assert due_acts.run_due(desk).done == ()

    def test_the_lead_has_to_speak(self, desk: Desk, clock: Clock, clerk: Actor) -> None:
        change_policies(desk, missing_opinion="deemed_consent")
        case = accept_complete(desk, clerk, PLAIN)
        assert {each.step.department for each in case.legs} == {case.lead}
        clock.advance(days=60)
        assert due_acts.run_due(desk).done == ()

    def test_a_leg_stands_still_with_its_case(
        self, desk: Desk, clock: Clock, clerk: Actor, supervisor: Actor
    ) -> None:
        change_policies(desk, missing_opinion="deemed_consent")
        case = self.ready(desk, clerk, supervisor)
        change_item(desk, PARALLEL, type="01")
        with desk.change(by="supervisor") as tx:
            stop = ops.CaseSuspended(
                ground="hearing", start=tx.today, document=tx.next_number("suspension"), days=30
            )
            tx.record(stop, on=case.id)
        clock.advance(days=60)
        assert due_acts.run_due(desk).done == ()
        clocks.resume(desk, supervisor, case.id)
        clock.advance(days=60)
        assert due_acts.run_due(desk).done
