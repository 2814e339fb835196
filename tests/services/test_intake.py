"""Taking an application in: opening, situations, papers, and what the desk says about them."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from tests.services.refusals import refused
from tests.support import (
    APPLICANT,
    INSTANT,
    NOT_OURS,
    PARALLEL,
    PLAIN,
    Clock,
    accept_complete,
    open_complete,
    received,
)
from window_desk.domain.actor import Actor
from window_desk.domain.ops import PaperCheck, PaperState
from window_desk.services import cases, intake, tickets
from window_desk.storage.desk import Desk


def check(
    material: str, state: PaperState, reason: str = "", copies: int | None = None
) -> PaperCheck:
    """A paper looked at."""
    return PaperCheck(material=material, state=state, reason=reason, copies=copies)


class TestOpening:
    def test_a_case_from_a_ticket_in_one_act(self, desk: Desk, clock: Clock, clerk: Actor) -> None:
        ticket = tickets.issue(desk, clerk, INSTANT).ticket
        by_number = intake.open_case(desk, clerk, INSTANT, APPLICANT, ticket=" q001 ")
        by_id = intake.open_case(desk, clerk, INSTANT, APPLICANT, ticket=ticket.id)
        assert by_number.ticket == by_id.ticket == ticket.id
        assert (by_number.state, by_number.window, by_number.opened_by) == ("intake", "1", "clerk1")
        assert by_number.number == ""

    def test_papers_that_the_centre_reads_itself_are_there_from_the_start(
        self, desk: Desk, clerk: Actor
    ) -> None:
        case = intake.open_case(desk, clerk, PLAIN, APPLICANT)
        assert {code: paper.check.state for code, paper in case.papers.items()} == {
            "business_licence": "shared"
        }
        assert intake.open_case(desk, clerk, INSTANT, APPLICANT).papers == {}

    @pytest.mark.parametrize(
        ("item", "ticket", "code"),
        [
            pytest.param("XX-nothing", "", "item.unknown", id="no such item"),
            pytest.param("", "", "item.unknown", id="no item"),
            pytest.param(INSTANT, "A999", "ticket.number", id="no such ticket"),
            pytest.param(INSTANT, "h1/desk1:1", "ticket.unknown", id="an id that is no ticket"),
        ],
    )
    def test_what_opens_no_case(
        self, desk: Desk, clerk: Actor, item: str, ticket: str, code: str
    ) -> None:
        with refused(code, desk):
            intake.open_case(desk, clerk, item, APPLICANT, ticket=ticket)

    def test_an_item_without_a_guide_opens_no_case(self, desk: Desk, clerk: Actor) -> None:
        with desk.read() as connection:
            code = connection.execute("SELECT code FROM item WHERE guide = 0").scalar()
        with refused("item.no_guide", desk) as caught:
            intake.open_case(desk, clerk, str(code), APPLICANT)
        assert caught.value.article == "xkf.30"

    def test_whoever_may_not_take_in_does_not(
        self, desk: Desk, clerk: Actor, reviewer: Actor, admin: Actor
    ) -> None:
        case = intake.open_case(desk, clerk, INSTANT, APPLICANT)
        for each in (reviewer, admin):
            with refused("access.role", desk):
                intake.open_case(desk, each, INSTANT, APPLICANT)
            with refused("access.role", desk):
                intake.answer(desk, each, case.id, {"who": "agent"})
            with refused("access.role", desk):
                intake.check_papers(desk, each, case.id, [check("identity", "received")])


class TestAnswers:
    def test_an_answer_changes_the_checklist_and_can_be_changed_back(
        self, desk: Desk, clerk: Actor
    ) -> None:
        case = intake.open_case(desk, clerk, INSTANT, APPLICANT)

        def codes(**answers: str) -> list[str]:
            view = intake.answer(desk, clerk, case.id, answers)
            return [each.material.code for each in view.needs]

        usual = ["identity", "medical_certificate", "photo"]
        assert [each.material.code for each in intake.view_case(desk, case.id).needs] == usual
        assert codes(who="agent") == [*usual, "mandate"]
        assert codes(issued="elsewhere") == [*usual, "old_licence", "mandate"]
        assert codes(who="self", issued="here") == usual

    def test_an_answer_can_end_the_intake(self, desk: Desk, clerk: Actor) -> None:
        case = intake.open_case(desk, clerk, NOT_OURS, APPLICANT)
        view = intake.answer(desk, clerk, case.id, {"respondent": "tax_or_vertical"})
        assert view.verdict.outcome == "not_ours"
        assert view.verdict.body
        assert view.verdict.allowed == ("refuse", "withdraw")

    @pytest.mark.parametrize(
        ("answers", "code"),
        [
            ({"weather": "rain"}, "case.situation"),
            ({"who": "nobody"}, "case.option"),
            ({"who": "agent", "issued": "?"}, "case.option"),
        ],
        ids=["a situation it has not", "an option it has not", "one right and one wrong"],
    )
    def test_what_is_no_answer(
        self, desk: Desk, clerk: Actor, answers: dict[str, str], code: str
    ) -> None:
        case = intake.open_case(desk, clerk, INSTANT, APPLICANT)
        with refused(code, desk):
            intake.answer(desk, clerk, case.id, answers)

    def test_after_acceptance_nothing_is_answered(self, desk: Desk, clerk: Actor) -> None:
        case = accept_complete(desk, clerk)
        with refused("case.state", desk):
            intake.answer(desk, clerk, case.id, {"who": "agent"})


class TestPapers:
    def test_papers_come_one_by_one_or_all_at_once(self, desk: Desk, clerk: Actor) -> None:
        case = intake.open_case(desk, clerk, INSTANT, APPLICANT)
        view = intake.check_papers(desk, clerk, case.id, [check("identity", "received")])
        assert view.verdict.outcome == "open"
        view = intake.check_papers(desk, clerk, case.id, received(view.needs))
        assert view.verdict.outcome == "accept"
        assert view.verdict.allowed == ("settle", "accept", "withdraw")
        view = intake.check_papers(desk, clerk, case.id, [check("photo", "missing")])
        assert [(each.code, each.what) for each in view.verdict.grounds] == [("photo", "missing")]

    @pytest.mark.parametrize(
        ("item", "paper", "code", "article"),
        [
            pytest.param(
                INSTANT, check("passport", "received"), "case.material", "xkf.31", id="not listed"
            ),
            pytest.param(
                INSTANT, check("mandate", "received"), "case.material", "xkf.31",
                id="not in these situations",
            ),
            pytest.param(
                INSTANT, check("photo", "promised"), "case.not_deferrable", "国发〔2022〕5号",
                id="may not follow",
            ),
            pytest.param(
                INSTANT, check("photo", "shared"), "case.not_shared", "", id="not shared"
            ),
            pytest.param(
                INSTANT, check("photo", "defective"), "case.defect_reason", "xkf.32.1.4",
                id="wrong without a reason",
            ),
            pytest.param(
                INSTANT, check("photo", "defective", " \u200b "), "case.defect_reason",
                "xkf.32.1.4", id="wrong with an invisible reason",
            ),
            pytest.param(
                INSTANT, check("photo", "received", copies=-1), "case.copies", "", id="-1 copies"
            ),
            pytest.param(
                INSTANT, check("photo", "received", copies=1000), "case.copies", "", id="1000"
            ),
            pytest.param(
                INSTANT, check("photo", "missing", "x" * 201), "text.too_long", "", id="a novel"
            ),
        ],
    )  # fmt: skip
    def test_what_cannot_be_noted(
        self, desk: Desk, clerk: Actor, item: str, paper: PaperCheck, code: str, article: str
    ) -> None:
        case = intake.open_case(desk, clerk, item, APPLICANT)
        with refused(code, desk) as caught:
            intake.check_papers(desk, clerk, case.id, [check("identity", "received"), paper])
        assert caught.value.article == article

    def test_a_state_that_does_not_exist_is_not_kept(self, desk: Desk, clerk: Actor) -> None:
        case = intake.open_case(desk, clerk, INSTANT, APPLICANT)
        wrong = check("photo", "lost")  # type: ignore[arg-type]  # wrong on purpose
        with refused("op.form", desk):
            intake.check_papers(desk, clerk, case.id, [wrong])

    def test_copies_are_counted(self, desk: Desk, clerk: Actor) -> None:
        case = intake.open_case(desk, clerk, NOT_OURS, APPLICANT)
        papers = intake.view_case(desk, case.id).needs
        intake.check_papers(desk, clerk, case.id, received(papers))
        short = [check("application", "received", copies=0)]
        view = intake.check_papers(desk, clerk, case.id, short)
        assert [(each.code, each.what, each.reason) for each in view.verdict.grounds] == [
            ("application", "copies", "1")
        ]

    def test_a_promised_paper_arrives_after_acceptance(self, desk: Desk, clerk: Actor) -> None:
        case = open_complete(desk, clerk, PLAIN)
        intake.check_papers(desk, clerk, case.id, [check("quality_rules", "promised")])
        accepted = cases.accept(desk, clerk, case.id)
        assert accepted.promises == ("quality_rules",)
        view = intake.check_papers(desk, clerk, case.id, [check("quality_rules", "received")])
        assert view.case.promises == ()


class TestView:
    def test_the_dates_if_it_were_accepted_now(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        case = intake.open_case(desk, clerk, PLAIN, APPLICANT)

        def dues() -> tuple[date, date]:
            view = intake.view_case(desk, case.id)
            assert view.promised is not None
            assert view.statutory is not None
            return view.promised.due.date, view.statutory.due.date

        assert dues() == (date(2026, 12, 7), date(2026, 12, 21))
        clock.advance(days=1)
        assert dues() == (date(2026, 12, 8), date(2026, 12, 22))
        accepted = open_complete(desk, clerk, PLAIN)
        cases.accept(desk, clerk, accepted.id)
        clock.advance(days=30)
        view = intake.view_case(desk, accepted.id)
        assert view.promised is not None
        assert view.promised.due.date == date(2026, 12, 8)

    def test_an_item_without_a_limit_by_law_has_one_date(self, desk: Desk, clerk: Actor) -> None:
        case = intake.open_case(desk, clerk, "XC-GGZY-001", APPLICANT)
        view = intake.view_case(desk, case.id)
        assert view.statutory is None
        assert view.promised is not None

    def test_a_case_is_viewed_by_every_name_it_has(self, desk: Desk, clerk: Actor) -> None:
        case = accept_complete(desk, clerk, PARALLEL)
        for name in (case.id, case.number, f" {case.number}\n", case.numbers[1]):
            assert intake.view_case(desk, name).case == case
        for name in ("", "511602-20261123-9999", "h1/desk1:999999"):
            with refused("case.unknown", desk):
                intake.view_case(desk, name)

    def test_a_view_changes_nothing(self, desk: Desk, clerk: Actor) -> None:
        case = open_complete(desk, clerk)
        first = intake.view_case(desk, case.id)
        assert intake.view_case(desk, case.id).case == first.case


def test_an_applicant_through_an_agent(desk: Desk, clerk: Actor) -> None:
    agent = msgspec.structs.replace(
        APPLICANT, name="李四", certificate_type="414", certificate_number="E1"
    )
    typed = msgspec.structs.replace(APPLICANT, agent=agent, authority=" 委托书 ")
    case = intake.open_case(desk, clerk, INSTANT, typed)
    assert case.authority == "委托书"
    assert case.agent
