"""The acts at the window: each is allowed by the law's article, or refused with it."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from tests.services.refusals import refused
from tests.support import (
    APPLICANT,
    INSTANT,
    MORNING,
    NOT_OURS,
    PARALLEL,
    PLAIN,
    Clock,
    accept_complete,
    answer_all,
    open_complete,
)
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.ops import PaperCheck, PaperState
from window_desk.services import cases, intake, review
from window_desk.storage import reads
from window_desk.storage.desk import Desk


def mark(desk: Desk, clerk: Actor, case: Case, **states: PaperState) -> None:
    """Note papers by material."""
    checks = [
        PaperCheck(material=code, state=state, reason="污损" if state == "defective" else "")
        for code, state in states.items()
    ]
    intake.check_papers(desk, clerk, case.id, checks)


class TestAccept:
    def test_it_gives_numbers_freezes_the_limits_and_sends_the_first_legs(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        case = accept_complete(desk, clerk, PARALLEL)
        with desk.read() as connection:
            item = reads.item_on(connection, PARALLEL, MORNING.date())
        assert item is not None
        assert (case.number, case.numbers[1]) == ("511602-20261123-0001", "受字〔2026〕1号")
        assert (case.promised, case.statutory, case.lead) == (
            item.promised, item.statutory, item.department,
        )  # fmt: skip
        assert (case.article, case.state, case.accepted_by) == (
            "xkf.32.1.5", "under_review", "clerk1",
        )  # fmt: skip
        states = {each.step.code: each.state for each in case.legs}
        assert states.pop("register") == "open"
        assert set(states.values()) == {"waiting"}
        assert "fire_visit" not in states

    def test_a_situation_brings_its_steps(self, desk: Desk, clerk: Actor) -> None:
        case = intake.open_case(desk, clerk, PARALLEL, APPLICANT)
        view = intake.answer(desk, clerk, case.id, {"fire": "ordinary"})
        checks = [PaperCheck(material=each.material.code, state="received") for each in view.needs]
        intake.check_papers(desk, clerk, case.id, checks)
        accepted = cases.accept(desk, clerk, case.id)
        assert accepted.leg("fire_visit") is not None

    @pytest.mark.parametrize(
        ("photo", "code", "article"),
        [
            pytest.param(None, "case.open", "xkf.32.1", id="a paper not looked at"),
            pytest.param("missing", "case.correct", "xkf.32.1.4", id="one missing"),
            pytest.param("defective", "case.correct", "xkf.32.1.4", id="one wrong"),
        ],
    )
    def test_what_is_not_complete_is_not_accepted(
        self, desk: Desk, clerk: Actor, photo: PaperState | None, code: str, article: str
    ) -> None:
        case = intake.open_case(desk, clerk, INSTANT, APPLICANT)
        mark(desk, clerk, case, identity="received", medical_certificate="received")
        if photo:
            mark(desk, clerk, case, photo=photo)
        for verb in (cases.accept, cases.settle):
            with refused(code, desk) as caught:
                verb(desk, clerk, case.id)
            assert caught.value.article == article
            assert "photo" in caught.value.message or code == "case.open"

    def test_another_bodys_matter_is_not_accepted(self, desk: Desk, clerk: Actor) -> None:
        case = open_complete(desk, clerk, NOT_OURS)
        intake.answer(desk, clerk, case.id, {"respondent": "tax_or_vertical"})
        with refused("case.not_ours", desk) as caught:
            cases.accept(desk, clerk, case.id)
        assert caught.value.article == "xkf.32.1.2"

    def test_twice_is_once(self, desk: Desk, clerk: Actor) -> None:
        case = accept_complete(desk, clerk)
        with refused("case.state", desk):
            cases.accept(desk, clerk, case.id)

    def test_numbers_have_no_gap_after_a_refusal(self, desk: Desk, clerk: Actor) -> None:
        first = open_complete(desk, clerk, INSTANT)
        second = intake.open_case(desk, clerk, INSTANT, APPLICANT)
        assert cases.accept(desk, clerk, first.id).number.endswith("-0001")
        with refused("case.open", desk):
            cases.accept(desk, clerk, second.id)
        third = open_complete(desk, clerk, INSTANT)
        assert cases.accept(desk, clerk, third.id).number.endswith("-0002")


class TestConditional:
    @pytest.fixture
    def promised(self, desk: Desk, clerk: Actor) -> Case:
        """A case with one paper that follows."""
        case = open_complete(desk, clerk, PLAIN)
        mark(desk, clerk, case, quality_rules="promised")
        return case

    @pytest.mark.parametrize(
        ("wished", "kept"),
        [
            pytest.param(None, date(2026, 12, 7), id="by the promised date"),
            pytest.param(date(2026, 11, 30), date(2026, 11, 30), id="earlier"),
            pytest.param(date(2026, 11, 23), date(2026, 11, 23), id="today"),
            pytest.param(date(2026, 12, 7), date(2026, 12, 7), id="on the last day"),
        ],
    )
    def test_papers_follow_by_a_day(
        self, desk: Desk, clerk: Actor, promised: Case, wished: date | None, kept: date
    ) -> None:
        case = cases.accept(desk, clerk, promised.id, supply_by=wished)
        assert (case.supply_by, case.promises, case.article) == (
            kept, ("quality_rules",), "国发〔2022〕5号",
        )  # fmt: skip

    @pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 12, 8), date(2030, 1, 1)])
    def test_not_before_today_and_not_after_the_promised_date(
        self, desk: Desk, clerk: Actor, promised: Case, day: date
    ) -> None:
        with refused("case.supply_by", desk) as caught:
            cases.accept(desk, clerk, promised.id, supply_by=day)
        assert caught.value.article == "国发〔2022〕5号"

    def test_nothing_is_granted_before_they_are_there(
        self, desk: Desk, clerk: Actor, supervisor: Actor, promised: Case
    ) -> None:
        case = answer_all(desk, cases.accept(desk, clerk, promised.id))
        with refused("case.promised_papers", desk):
            review.decide(desk, supervisor, case.id, "granted")
        mark(desk, clerk, case, quality_rules="received")
        assert review.decide(desk, supervisor, case.id, "granted").state == "granted"

    def test_a_refusal_need_not_wait_for_them(
        self, desk: Desk, clerk: Actor, supervisor: Actor, promised: Case
    ) -> None:
        case = answer_all(desk, cases.accept(desk, clerk, promised.id))
        said = review.decide(desk, supervisor, case.id, "refused", "理由", alternative="整改")
        assert said.state == "refused"

    def test_without_promises_there_is_no_day(self, desk: Desk, clerk: Actor) -> None:
        case = open_complete(desk, clerk, PLAIN)
        assert cases.accept(desk, clerk, case.id, supply_by=date(2026, 12, 1)).supply_by is None


class TestSettle:
    def test_an_instant_item_ends_on_the_spot(self, desk: Desk, clerk: Actor) -> None:
        case = cases.settle(desk, clerk, open_complete(desk, clerk, INSTANT).id)
        assert (case.state, case.outcome, case.decided_by) == ("served", "granted", "clerk1")
        assert [each.state for each in case.legs] == ["agreed"]
        assert case.numbers == (
            "511602-20261123-0001", "受字〔2026〕1号", "收字〔2026〕1号", "决字〔2026〕1号",
            "送字〔2026〕1号",
        )  # fmt: skip

    def test_a_committed_item_does_not(self, desk: Desk, clerk: Actor) -> None:
        case = open_complete(desk, clerk, PLAIN)
        with refused("case.not_instant", desk) as caught:
            cases.settle(desk, clerk, case.id)
        assert caught.value.article == "xkf.34"

    def test_nothing_is_settled_on_a_promise(self, desk: Desk, clerk: Actor) -> None:
        with desk.read() as connection:
            item = reads.item_on(connection, INSTANT, MORNING.date())
        assert item is not None
        may_follow = tuple(
            msgspec.structs.replace(each, deferrable=True) for each in item.materials
        )
        publish(desk, msgspec.structs.replace(item, materials=may_follow))
        case = open_complete(desk, clerk, INSTANT)
        mark(desk, clerk, case, photo="promised")
        with refused("case.promised_papers", desk):
            cases.settle(desk, clerk, case.id)


def publish(desk: Desk, item: object) -> None:
    """Put another version of an item in force."""
    from window_desk.domain.item import ServiceItem
    from window_desk.services import publishing

    assert isinstance(item, ServiceItem)
    with desk.change(by="admin") as tx:
        publishing.put_items(tx, [item], lambda _: "")


class TestCorrect:
    def test_everything_is_told_at_once(self, desk: Desk, clerk: Actor) -> None:
        case = intake.open_case(desk, clerk, INSTANT, APPLICANT)
        mark(
            desk, clerk, case, identity="received", photo="missing", medical_certificate="defective"
        )
        told = cases.correct(desk, clerk, case.id)
        assert told.state == "correction"
        (round_,) = told.rounds
        assert round_.document == "补字〔2026〕1号"
        assert [(each.material, each.state, each.reason) for each in round_.defects] == [
            ("medical_certificate", "defective", "污损"), ("photo", "missing", ""),
        ]  # fmt: skip

    def test_corrected_papers_are_accepted(self, desk: Desk, clerk: Actor) -> None:
        case = open_complete(desk, clerk, INSTANT)
        mark(desk, clerk, case, photo="missing")
        cases.correct(desk, clerk, case.id)
        mark(desk, clerk, case, photo="received")
        assert cases.accept(desk, clerk, case.id).state == "under_review"

    def test_what_could_be_seen_the_first_time_is_not_asked_for_later(
        self, desk: Desk, clerk: Actor
    ) -> None:
        case = open_complete(desk, clerk, INSTANT)
        mark(desk, clerk, case, photo="missing")
        cases.correct(desk, clerk, case.id)
        mark(desk, clerk, case, identity="defective")
        for reasons in ({}, {"identity": " \u200b "}, {"photo": "x"}):
            with refused("case.asked_later", desk) as caught:
                cases.correct(desk, clerk, case.id, reasons)
            assert caught.value.article == "xkf.32.1.4"
        told = cases.correct(desk, clerk, case.id, {"identity": "补正后换了证件"})
        late = {each.material: each.late_reason for each in told.rounds[1].defects}
        assert late == {"identity": "补正后换了证件", "photo": ""}
        assert told.rounds[1].document == "补字〔2026〕2号"

    @pytest.mark.parametrize(
        ("states", "code"),
        [
            pytest.param({}, "case.nothing_to_correct", id="everything is in order"),
            pytest.param(None, "case.open", id="not everything was looked at"),
        ],
    )
    def test_without_a_defect_there_is_no_notice(
        self, desk: Desk, clerk: Actor, states: dict[str, PaperState] | None, code: str
    ) -> None:
        if states is None:
            case = intake.open_case(desk, clerk, INSTANT, APPLICANT)
            mark(desk, clerk, case, photo="missing")
        else:
            case = open_complete(desk, clerk, INSTANT)
        with refused(code, desk):
            cases.correct(desk, clerk, case.id)


class TestTurnAway:
    def test_the_competent_body_comes_from_the_situation(self, desk: Desk, clerk: Actor) -> None:
        case = intake.open_case(desk, clerk, NOT_OURS, APPLICANT)
        view = intake.answer(desk, clerk, case.id, {"respondent": "tax_or_vertical"})
        away = cases.turn_away(desk, clerk, case.id, "不属本机关职权", alternative="向该机关提出")
        assert (away.state, away.outcome, away.article) == (
            "turned_away", "not_ours", "xkf.32.1.2",
        )  # fmt: skip
        assert away.body == view.verdict.body
        assert away.numbers == ("不受字〔2026〕1号",)

    def test_another_body_can_be_named(self, desk: Desk, clerk: Actor) -> None:
        case = intake.open_case(desk, clerk, NOT_OURS, APPLICANT)
        intake.answer(desk, clerk, case.id, {"respondent": "tax_or_vertical"})
        away = cases.turn_away(
            desk, clerk, case.id, "理由", alternative=" 向市税务局提出 ", body=" 市税务局 "
        )
        assert away.body == "市税务局"
        assert away.no is not None
        assert (away.no.reason, away.no.alternative) == ("理由", "向市税务局提出")

    def test_no_permit_is_needed(self, desk: Desk, clerk: Actor) -> None:
        case = intake.open_case(desk, clerk, "XC-GGZY-001", APPLICANT)
        intake.answer(desk, clerk, case.id, {"scope": "free"})
        away = cases.turn_away(desk, clerk, case.id, "无需进场", alternative="直接办理")
        assert (away.outcome, away.article, away.body) == ("not_required", "xkf.32.1.1", "")

    @pytest.mark.parametrize(
        ("state", "reason", "body", "form", "code"),
        [
            pytest.param("missing", "缺照片", "", None, "case.no_ground", id="missing papers"),
            pytest.param("received", "不想办", "", None, "case.no_ground", id="no ground at all"),
            pytest.param("received", "x", "", "not_ours", "case.body", id="no body named"),
            pytest.param("received", "x", " \x1b ", "not_ours", "case.body", id="invisible body"),
            pytest.param("received", "", "市局", "not_ours", "text.empty", id="no reason"),
        ],
    )
    def test_what_is_no_ground(
        self, desk: Desk, clerk: Actor, state: PaperState, reason: str, body: str,
        form: object, code: str,
    ) -> None:  # fmt: skip
        case = open_complete(desk, clerk, INSTANT)
        mark(desk, clerk, case, photo=state)
        with refused(code, desk):
            cases.turn_away(desk, clerk, case.id, reason, alternative="a", body=body, form=form)  # type: ignore[arg-type]  # from a table

    @pytest.mark.parametrize("said", ["", " \u200b\x1b "])
    def test_a_no_without_an_alternative(self, desk: Desk, clerk: Actor, said: str) -> None:
        case = open_complete(desk, clerk, INSTANT)
        with refused("case.alternative", desk):
            cases.turn_away(desk, clerk, case.id, "无需办理", alternative=said, form="not_required")

    def test_a_form_said_by_the_clerk(self, desk: Desk, clerk: Actor) -> None:
        case = open_complete(desk, clerk, INSTANT)
        away = cases.turn_away(
            desk, clerk, case.id, "理由", alternative="去", body="市车管所", form="not_ours"
        )
        assert (away.outcome, away.body) == ("not_ours", "市车管所")


STATES = ("intake", "correction", "turned_away", "under_review", "granted", "served", "withdrawn")


def bring_to(desk: Desk, clerk: Actor, supervisor: Actor, state: str) -> Case:
    """A case in a state."""
    case = open_complete(desk, clerk, PLAIN)
    if state == "correction":
        mark(desk, clerk, case, application="missing")
        cases.correct(desk, clerk, case.id)
        mark(desk, clerk, case, application="received")
    if state == "turned_away":
        cases.turn_away(desk, clerk, case.id, "理由", alternative="去", form="not_required")
    if state in ("under_review", "granted", "served"):
        accepted = cases.accept(desk, clerk, case.id)
        if state != "under_review":
            answer_all(desk, accepted)
            review.decide(desk, supervisor, case.id, "granted")
    if state == "served":
        cases.serve(desk, clerk, case.id)
    if state == "withdrawn":
        cases.withdraw(desk, clerk, case.id)
    return intake.view_case(desk, case.id).case


ALLOWED = {
    "accept": {"intake", "correction"},
    "turn_away": {"intake", "correction"},
    "withdraw": {"intake", "correction", "under_review"},
    "serve": {"granted"},
    "correct": {"intake", "correction"},
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ALLOWED)
def test_every_act_in_every_state(
    desk: Desk, clerk: Actor, supervisor: Actor, state: str, act: str
) -> None:
    case = bring_to(desk, clerk, supervisor, state)
    assert case.state == state
    if act == "correct" and state in ALLOWED[act]:
        mark(desk, clerk, case, application="defective")
    verbs = {
        "accept": lambda: cases.accept(desk, clerk, case.id),
        "turn_away": lambda: cases.turn_away(
            desk, clerk, case.id, "理由", alternative="去", form="not_required"
        ),
        "withdraw": lambda: cases.withdraw(desk, clerk, case.id, "不办了"),
        "serve": lambda: cases.serve(desk, clerk, case.id, "post"),
        "correct": lambda: cases.correct(desk, clerk, case.id, {"application": "新发现"}),
    }
    if state in ALLOWED[act]:
        assert verbs[act]().state != state or (act, state) == ("correct", "correction")
    else:
        with refused("case.state", desk):
            verbs[act]()


@pytest.mark.parametrize("act", ["accept", "settle", "correct", "turn_away", "withdraw", "serve"])
def test_whoever_may_not_does_not(
    desk: Desk, clerk: Actor, reviewer: Actor, admin: Actor, act: str
) -> None:
    case = open_complete(desk, clerk, INSTANT)
    words = ("理由",) if act == "turn_away" else ()
    more = {"alternative": "去"} if words else {}
    for each in (reviewer, admin):
        with refused("access.role", desk):
            getattr(cases, act)(desk, each, case.id, *words, **more)


def test_a_refusal_is_served_too(desk: Desk, clerk: Actor, supervisor: Actor) -> None:
    case = answer_all(desk, accept_complete(desk, clerk))
    review.decide(desk, supervisor, case.id, "refused", "不符合条件", alternative="整改")
    served = cases.serve(desk, clerk, case.id)
    assert (served.state, served.outcome) == ("served", "refused")
