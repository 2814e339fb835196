"""Papers put right at the window, one complete notice, and the way back with the corrections."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.refusals import refused
from tests.services.test_cases import mark
from tests.support import APPLICANT, INSTANT, PLAIN, Clock, accept_complete, open_complete
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.ops import PaperState
from window_desk.services import acts, cases, corrections, intake
from window_desk.storage.desk import Desk

BROUGHT = ("application", "quality_rules", "staff")


@pytest.fixture
def wrong(desk: Desk, clerk: Actor) -> Case:
    """A complete case with one paper that is not in order."""
    case = open_complete(desk, clerk)
    mark(desk, clerk, case, application="defective")
    return intake.view_case(desk, case.id).case


@pytest.fixture
def told(desk: Desk, clerk: Actor, wrong: Case) -> Case:
    """The same after the notice."""
    return cases.correct(desk, clerk, wrong.id)


class TestArt32_1_3OnTheSpot:
    def test_who_and_what_are_on_record_and_the_paper_is_in_order(
        self, desk: Desk, clerk: Actor, wrong: Case
    ) -> None:
        view = corrections.correct_on_spot(desk, clerk, wrong.id, "application", " 补签名 ")
        assert view.verdict.outcome == "accept"
        assert view.case.corrected == ("application",)
        with desk.look() as look:
            last = look.history(wrong.id)[-1]
        assert (last.op, last.by) == (ops.CaseCorrectedOnSpot("application", "补签名"), "clerk1")
        assert acts.undo(desk, clerk) == ("当场更正", "correcting on the spot")
        assert intake.view_case(desk, wrong.id).verdict.outcome == "correct"

    @pytest.mark.parametrize(
        ("state", "code"),
        [
            pytest.param("missing", "case.not_on_spot", id="missing"),
            pytest.param("received", "case.not_on_spot", id="in order"),
        ],
    )
    def test_only_what_is_wrong(
        self, desk: Desk, clerk: Actor, wrong: Case, state: PaperState, code: str
    ) -> None:
        mark(desk, clerk, wrong, application=state)
        with refused(code, desk) as caught:
            corrections.correct_on_spot(desk, clerk, wrong.id, "application", "补签名")
        assert caught.value.article == "xkf.32.1.3"

    def test_what_was_changed_has_to_be_said_and_the_paper_has_to_exist(
        self, desk: Desk, clerk: Actor, reviewer: Actor, wrong: Case
    ) -> None:
        with refused("case.material", desk):
            corrections.correct_on_spot(desk, clerk, wrong.id, "passport", "补签名")
        with refused("text.empty", desk):
            corrections.correct_on_spot(desk, clerk, wrong.id, "application", "  ")
        with refused("access.role", desk):
            corrections.correct_on_spot(desk, reviewer, wrong.id, "application", "补签名")


class TestArt32_1_4OneNotice:
    @settings(
        max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
    )
    @given(
        states=st.fixed_dictionaries(
            {code: st.sampled_from(["received", "missing", "defective"]) for code in BROUGHT}
        )
    )
    def test_every_open_defect_is_in_it(
        self, desk: Desk, clerk: Actor, states: dict[str, PaperState]
    ) -> None:
        case = open_complete(desk, clerk)
        mark(desk, clerk, case, **states)
        wrong = {code for code, state in states.items() if state != "received"}
        if not wrong:
            with refused("case.nothing_to_correct", desk):
                cases.correct(desk, clerk, case.id)
            return
        notice = cases.correct(desk, clerk, case.id).rounds[-1]
        assert {each.material for each in notice.defects} == wrong

    def test_a_paper_received_in_round_one_is_not_asked_for_in_round_two(
        self, desk: Desk, clerk: Actor, told: Case
    ) -> None:
        mark(desk, clerk, told, application="received", staff="defective")
        with refused("case.asked_later", desk) as caught:
            cases.correct(desk, clerk, told.id)
        assert caught.value.article == "xkf.32.1.4"
        again = cases.correct(desk, clerk, told.id, {"staff": "证书在首次核对后过期"})
        assert again.rounds[1].defects[0].late_reason == "证书在首次核对后过期"

    def test_another_flaw_of_a_paper_that_lay_there_needs_a_reason(
        self, desk: Desk, clerk: Actor, told: Case
    ) -> None:
        other = ops.PaperCheck("application", "defective", "未填日期")
        intake.check_papers(desk, clerk, told.id, [other])
        with refused("case.asked_later", desk):
            cases.correct(desk, clerk, told.id)
        # Negative control: what was told before is asked for again without one.
        mark(desk, clerk, told, application="defective", staff="missing")
        again = cases.correct(desk, clerk, told.id, {"staff": "带回后未交回"})
        assert [each.late_reason for each in again.rounds[1].defects] == ["", "带回后未交回"]

    def test_the_list_of_the_notice_that_is_out_is_not_told_again(
        self, desk: Desk, clerk: Actor, told: Case
    ) -> None:
        (out,) = told.rounds
        with refused("case.told_already", desk) as caught:
            cases.correct(desk, clerk, told.id)
        assert caught.value.article == "xkf.32.1.4"
        assert caught.value.facts["document"] == out.document
        assert caught.value.facts["at"] == f"{out.at.astimezone(CENTRE_TIME):%Y-%m-%d %H:%M}"
        view = intake.view_case(desk, told.id)
        assert "correct" not in view.verdict.allowed
        assert view.verdict.way("correct").source == out.document

    def test_it_is_told_again_once_the_applicant_came_back_without_it(
        self, desk: Desk, clerk: Actor, told: Case
    ) -> None:
        # The five days of art. 32(1)4 run again from the return: silence would accept the case.
        corrections.return_corrections(desk, clerk, told.id)
        again = cases.correct(desk, clerk, told.id)
        assert [each.defects for each in again.rounds] == [told.rounds[0].defects] * 2
        with refused("case.told_already", desk):
            cases.correct(desk, clerk, told.id)

    def test_undoing_the_notice_lets_it_be_told(
        self, desk: Desk, clerk: Actor, wrong: Case
    ) -> None:
        cases.correct(desk, clerk, wrong.id)
        acts.undo(desk, clerk)
        assert len(cases.correct(desk, clerk, wrong.id).rounds) == 1


class TestReturn:
    def test_the_checklist_shows_only_what_was_asked(
        self, desk: Desk, clerk: Actor, told: Case
    ) -> None:
        view = corrections.return_corrections(desk, clerk, told.id)
        assert [each.material.code for each in view.asked] == ["application"]
        assert len(view.needs) > 1
        assert acts.undo(desk, clerk) == ("收到补正材料", "taking corrections in")
        assert intake.view_case(desk, told.id).case.returned_at is None

    def test_acceptance_counts_from_the_day_on_which_the_papers_came_in(
        self, desk: Desk, clock: Clock, clerk: Actor, told: Case
    ) -> None:
        clock.advance(days=3)
        corrections.return_corrections(desk, clerk, told.id)
        clock.advance(days=4)
        mark(desk, clerk, told, application="received")
        before = intake.view_case(desk, told.id)
        case = cases.accept(desk, clerk, told.id)
        assert case.accepted_on == date(2026, 11, 26)
        after = intake.view_case(desk, told.id)
        assert before.promised is not None
        assert after.promised is not None
        assert before.promised.due == after.promised.due
        assert after.promised.accepted_on == date(2026, 11, 26)
        with desk.read() as connection:
            due = connection.execute(
                "SELECT promised_due FROM service_case WHERE id = ?", (case.id,)
            ).scalar()
        assert due == after.promised.due.date.isoformat()

    def test_coming_again_counts_while_something_is_open(
        self, desk: Desk, clock: Clock, clerk: Actor, told: Case
    ) -> None:
        corrections.return_corrections(desk, clerk, told.id)
        clock.advance(days=1)
        corrections.return_corrections(desk, clerk, told.id)
        mark(desk, clerk, told, application="received")
        with refused("case.returned", desk):
            corrections.return_corrections(desk, clerk, told.id)
        assert cases.accept(desk, clerk, told.id).accepted_on == date(2026, 11, 24)

    def test_without_a_notice_nothing_comes_back(self, desk: Desk, clerk: Actor) -> None:
        case = open_complete(desk, clerk)
        with refused("case.state", desk):
            corrections.return_corrections(desk, clerk, case.id)
        assert cases.accept(desk, clerk, case.id).accepted_on == date(2026, 11, 23)


class TestOnceOnly:
    def test_a_paper_on_file_is_not_demanded_and_its_use_is_on_record(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        earlier = accept_complete(desk, clerk, INSTANT)
        clock.advance(days=1)
        case = open_complete(desk, clerk, INSTANT)
        view = intake.view_case(desk, case.id)
        assert view.on_file["medical_certificate"].case == earlier.id
        mark(desk, clerk, case, medical_certificate="missing")
        with refused("case.asked_on_file", desk) as caught:
            cases.correct(desk, clerk, case.id)
        assert earlier.number in caught.value.message
        used = intake.check_papers(
            desk, clerk, case.id, [ops.PaperCheck("medical_certificate", "on_file")]
        )
        paper = used.case.papers["medical_certificate"]
        assert (paper.check.source, paper.by) == (earlier.id, "clerk1")
        mark(desk, clerk, case, medical_certificate="missing")
        reasons = {"medical_certificate": "存档件模糊不清"}
        notice = cases.correct(desk, clerk, case.id, reasons).rounds[0]
        assert notice.defects[0].late_reason == "存档件模糊不清"

    def test_the_applicants_own_writing_is_asked_for_anew(self, desk: Desk, clerk: Actor) -> None:
        accept_complete(desk, clerk)
        case = open_complete(desk, clerk)
        mark(desk, clerk, case, application="missing")
        assert "application" in intake.view_case(desk, case.id).on_file
        assert cases.correct(desk, clerk, case.id).state == "correction"

    def test_what_is_not_on_file_cannot_be_used(self, desk: Desk, clerk: Actor) -> None:
        case = intake.open_case(desk, clerk, PLAIN, APPLICANT)
        with refused("case.not_on_file", desk):
            intake.check_papers(desk, clerk, case.id, [ops.PaperCheck("staff", "on_file")])

    def test_a_case_is_no_source_of_its_own(self, desk: Desk, clerk: Actor) -> None:
        case = accept_complete(desk, clerk)
        assert intake.view_case(desk, case.id).on_file == {}
