"""A case's life: what each op makes of it, and which acts its state and the law allow."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import get_args

import pytest
from msgspec.structs import replace

from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain.case import Act, Case, LegState, State
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Bilingual, Limit, Step
from window_desk.domain.ops import Defect, Op, Outcome, PaperCheck, Recorded

START = datetime(2026, 11, 23, 9, 0, tzinfo=CENTRE_TIME)


def step(code: str, *needs: str) -> Step:
    """A step at a department of its own."""
    return Step(
        code=code,
        name=Bilingual(zh=code),
        department=f"{code}局",
        days=Decimal(1),
        needs=needs,
    )


OPENED = ops.CaseOpened(item="T-1", item_version=2, applicant="h:9", agent="h:8", window="1")
CHECKED = ops.CasePapersChecked(
    checks=(PaperCheck("form", "received"), PaperCheck("map", "promised"))
)
ACCEPTED = ops.CaseAccepted(
    number="511602-20261123-0001",
    document="受字〔2026〕1号",
    article="yshj.40",
    promised=Limit(value=Decimal(5)),
    statutory=Limit(value=Decimal(20)),
    lead="甲局",
    steps=(step("a"), step("b"), step("c", "a", "b")),
    promises=("map",),
    supply_by=date(2026, 11, 30),
)
CORRECTED = ops.CaseCorrectionNotified(
    document="补字〔2026〕1号", defects=(Defect(material="form", state="missing"),)
)
AWAY = ops.CaseTurnedAway(
    form="not_ours", document="不受字〔2026〕1号", article="xkf.32.1.2", reason="理由", body="市局"
)
WITHDRAWN = ops.CaseWithdrawn(reason="不办了")
SENT = ops.CaseDispatched(steps=("a", "b"))
GRANTED = ops.CaseDecided(outcome="granted", document="决字〔2026〕1号")
REFUSED = ops.CaseDecided(outcome="refused", document="决字〔2026〕1号", reason="理由")
SERVED = ops.CaseServed(document="送字〔2026〕1号")


def answered(code: str, outcome: ops.LegOutcome = "agreed") -> ops.CaseLegAnswered:
    """A department's answer."""
    return ops.CaseLegAnswered(step=code, outcome=outcome, reason="说明")


def fold(*acts: Op) -> Case:
    """The case after its opening and these acts, a minute apart, each by another account."""
    return cases.fold(
        Recorded(id=f"h:{seq}", at=START + timedelta(minutes=seq), by=f"acc{seq}", op=op)
        for seq, op in enumerate((OPENED, *acts))
    )


ALL_AGREED = (SENT, answered("a"), answered("b"), ops.CaseDispatched(steps=("c",)), answered("c"))

WAYS: dict[State, tuple[Op, ...]] = {
    "intake": (CHECKED,),
    "correction": (CHECKED, CORRECTED),
    "turned_away": (AWAY,),
    "under_review": (CHECKED, ACCEPTED, SENT),
    "granted": (ACCEPTED, *ALL_AGREED, GRANTED),
    "refused": (ACCEPTED, *ALL_AGREED, REFUSED),
    "served": (ACCEPTED, *ALL_AGREED, GRANTED, SERVED),
    "withdrawn": (WITHDRAWN,),
    "void": (ops.CaseUndone(undoes="h:0"),),
}


@pytest.mark.parametrize("state", WAYS)
def test_the_way_into_each_state(state: State) -> None:
    case = fold(*WAYS[state])
    assert case.state == state
    assert (case.closed_at is not None) == (state in ("turned_away", "served", "withdrawn", "void"))


class TestFold:
    def test_an_opened_case_knows_where_it_came_from(self) -> None:
        case = fold()
        assert (case.item, case.item_version, case.applicant, case.agent) == (
            "T-1",
            2,
            "h:9",
            "h:8",
        )
        assert (case.opened_at, case.opened_by, case.holders) == (START, "acc0", ())

    def test_answers_are_replaced_one_by_one(self) -> None:
        first = ops.CaseAnswered(answers={"who": "self", "site": "small"})
        assert fold(first, ops.CaseAnswered(answers={"who": "agent"})).answers == {
            "who": "agent",
            "site": "small",
        }

    def test_papers_remember_who_looked_last(self) -> None:
        again = ops.CasePapersChecked(checks=(PaperCheck("form", "defective", reason="污损"),))
        case = fold(CHECKED, again)
        assert (case.papers["form"].check.state, case.papers["form"].by) == ("defective", "acc2")
        assert (case.papers["map"].check.state, case.papers["map"].by) == ("promised", "acc1")

    def test_acceptance_freezes_limits_route_and_promises(self) -> None:
        case = fold(CHECKED, ACCEPTED)
        assert (case.number, case.accepted_by, case.lead) == (ACCEPTED.number, "acc2", "甲局")
        assert (case.promised, case.statutory) == (ACCEPTED.promised, ACCEPTED.statutory)
        assert [each.state for each in case.legs] == ["waiting"] * 3
        assert (case.promises, case.supply_by) == (("map",), date(2026, 11, 30))

    def test_a_promise_ends_when_the_paper_is_here(self) -> None:
        def after(state: ops.PaperState) -> tuple[str, ...]:
            check = ops.CasePapersChecked(checks=(PaperCheck("map", state, reason="x"),))
            return fold(CHECKED, ACCEPTED, check).promises

        assert after("received") == ()
        assert after("missing") == after("promised") == ("map",)

    def test_legs_go_out_and_come_back(self) -> None:
        case = fold(ACCEPTED, SENT, answered("a"), answered("b", "returned"))
        states = {each.step.code: each.state for each in case.legs}
        assert states == {"a": "agreed", "b": "returned", "c": "waiting"}
        leg = case.leg("b")
        assert leg is not None
        assert (leg.answered_by, leg.reason) == ("acc4", "说明")
        again = fold(
            ACCEPTED,
            SENT,
            answered("a"),
            answered("b", "returned"),
            ops.CaseDispatched(steps=("b",)),
        )
        leg = again.leg("b")
        assert leg is not None
        assert (leg.state, leg.answered_by, leg.reason, leg.answered_at) == ("open", "", "", None)
        assert again.leg("nothing") is None

    @pytest.mark.parametrize(
        ("acts", "holders"),
        [
            pytest.param((), (), id="before acceptance"),
            pytest.param((ACCEPTED,), ("甲局",), id="nothing sent: the lead"),
            pytest.param((ACCEPTED, SENT), ("a局", "b局"), id="side by side"),
            pytest.param((ACCEPTED, SENT, answered("a")), ("b局",), id="one answered"),
            pytest.param((ACCEPTED, *ALL_AGREED), ("甲局",), id="all answered: the lead"),
            pytest.param((ACCEPTED, *ALL_AGREED, GRANTED), (), id="decided"),
        ],
    )
    def test_who_holds_it(self, acts: tuple[Op, ...], holders: tuple[str, ...]) -> None:
        assert fold(*acts).holders == holders

    def test_rounds_of_correction_are_kept(self) -> None:
        case = fold(CORRECTED, CORRECTED)
        assert [each.document for each in case.rounds] == [CORRECTED.document] * 2
        assert case.rounds[0].defects == CORRECTED.defects

    def test_numbers_stay_used_after_an_undo(self) -> None:
        case = fold(ACCEPTED, ops.CaseUndone(undoes="h:1"), ACCEPTED)
        assert case.numbers == (ACCEPTED.number, ACCEPTED.document) * 2
        assert case.documents == (ACCEPTED.document,)
        assert fold(ACCEPTED, ops.CaseUndone(undoes="h:1")).documents == ()
        assert case.state == "under_review"

    @pytest.mark.parametrize("count", range(1, 9))
    def test_the_last_act_undone_is_the_case_before(self, count: int) -> None:
        acts = (CHECKED, ACCEPTED, *ALL_AGREED, GRANTED)[:count]
        undone = fold(*acts, ops.CaseUndone(undoes=f"h:{count}"))
        before = fold(*acts[:-1])
        assert undone.state == before.state
        assert (undone.legs, undone.papers, undone.promises) == (
            before.legs, before.papers, before.promises,
        )  # fmt: skip


@pytest.mark.parametrize("act", get_args(Act))
@pytest.mark.parametrize("state", WAYS)
def test_an_act_is_allowed_from_its_states_only(state: State, act: Act) -> None:
    case = fold(*WAYS[state])
    if state in cases.allowed_from[act]:
        cases.check_act(case, act)
    else:
        with pytest.raises(RuleBroken) as caught:
            cases.check_act(case, act)
        assert caught.value.code == "case.state"


class TestReady:
    @pytest.mark.parametrize(
        ("acts", "ready"),
        [
            pytest.param((), ("a", "b"), id="at acceptance"),
            pytest.param((SENT,), (), id="all out"),
            pytest.param((SENT, answered("a")), (), id="one still out"),
            pytest.param((SENT, answered("a"), answered("b")), ("c",), id="both agreed"),
            pytest.param((SENT, answered("a"), answered("b", "disagreed")), (), id="one against"),
            pytest.param((SENT, answered("a", "returned")), ("a",), id="one came back"),
        ],
    )
    def test_what_can_be_sent(self, acts: tuple[Op, ...], ready: tuple[str, ...]) -> None:
        assert cases.ready_legs(fold(ACCEPTED, *acts)) == ready

    def test_an_answer_sends_what_waited_and_nothing_that_came_back(self) -> None:
        before = fold(ACCEPTED, SENT, answered("a", "returned"))
        after = fold(ACCEPTED, SENT, answered("a", "returned"), answered("b"))
        assert cases.ready_legs(after) == ("a",)
        assert cases.newly_ready(before, after) == ()
        both = fold(ACCEPTED, SENT, answered("a"), answered("b"))
        assert cases.newly_ready(fold(ACCEPTED, SENT, answered("a")), both) == ("c",)


@pytest.mark.parametrize(
    ("acts", "code", "wrong"),
    [
        pytest.param((ACCEPTED, SENT), "a", None, id="an open leg"),
        pytest.param((ACCEPTED, SENT), "c", "case.leg_state", id="one that waits"),
        pytest.param((ACCEPTED, SENT, answered("a")), "a", "case.leg_state", id="one answered"),
        pytest.param((ACCEPTED, SENT), "z", "case.step", id="one it has not"),
        pytest.param((), "a", "case.state", id="before acceptance"),
    ],
)
def test_only_an_open_leg_is_answered(acts: tuple[Op, ...], code: str, wrong: str | None) -> None:
    if wrong is None:
        assert cases.check_review(fold(*acts), code).step.code == code
    else:
        with pytest.raises(RuleBroken) as caught:
            cases.check_review(fold(*acts), code)
        assert caught.value.code == wrong


HERE = ops.CasePapersChecked(checks=(PaperCheck("map", "received"),))
AGREED = (ACCEPTED, HERE, *ALL_AGREED)
AGAINST = (ACCEPTED, HERE, SENT, answered("a", "disagreed"), answered("b"))
LAST_AGAINST = (*AGREED[:-1], answered("c", "disagreed"))


@pytest.mark.parametrize(
    ("acts", "outcome", "by", "reason", "wrong"),
    [
        pytest.param(AGREED, "granted", "else", "", None, id="all agreed"),
        pytest.param(AGREED, "granted", "acc1", "", "case.same_person", id="who accepted"),
        pytest.param(AGREED, "refused", "else", "", "case.reason", id="no without a reason"),
        pytest.param(AGREED, "refused", "else", "理由", None, id="no with a reason"),
        pytest.param(
            (ACCEPTED, *ALL_AGREED), "granted", "else", "", "case.promised_papers",
            id="a promised paper has not come",
        ),
        pytest.param((ACCEPTED, *ALL_AGREED), "refused", "else", "理由", None, id="no wait"),
        pytest.param(
            (ACCEPTED, HERE, SENT), "granted", "else", "", "case.legs_open", id="legs are out"
        ),
        pytest.param(
            (ACCEPTED, HERE, SENT), "refused", "else", "理由", "case.legs_open",
            id="a refusal waits for legs that are out",
        ),
        pytest.param(
            (ACCEPTED, HERE, SENT, answered("a"), answered("b")), "refused", "else", "理由",
            "case.legs_open", id="a refusal waits for a leg that can go",
        ),
        pytest.param(AGAINST, "refused", "else", "理由", None, id="a no stopped the route"),
        pytest.param(
            AGAINST, "granted", "else", "理由", "case.legs_open", id="no yes on half a route"
        ),
        pytest.param(LAST_AGAINST, "granted", "else", "", "case.reason", id="yes against a no"),
        pytest.param(LAST_AGAINST, "granted", "else", "理由", None, id="yes with a reason"),
        pytest.param((), "granted", "else", "", "case.state", id="before acceptance"),
        pytest.param((*AGREED, GRANTED), "granted", "else", "", "case.state", id="twice"),
    ],
)  # fmt: skip
def test_decisions(
    acts: tuple[Op, ...], outcome: Outcome, by: str, reason: str, wrong: str | None
) -> None:
    case = fold(*acts)
    if wrong is None:
        cases.check_decision(case, outcome, by=by, reason=reason)
    else:
        with pytest.raises(RuleBroken) as caught:
            cases.check_decision(case, outcome, by=by, reason=reason)
        assert caught.value.code == wrong


def test_the_clerk_of_an_instant_item_decides_it() -> None:
    case = fold(replace(ACCEPTED, instant=True, steps=(), promises=()))
    cases.check_decision(case, "granted", by="acc1", reason="")


def test_everything_has_words_in_both_languages() -> None:
    for labels, names in (
        (cases.state_labels, get_args(State)),
        (cases.leg_labels, get_args(LegState)),
        (cases.act_labels, get_args(Act)),
    ):
        assert set(labels) == set(names)
        assert all(zh and en for zh, en in labels.values())
    assert set(cases.allowed_from) == set(get_args(Act))
    assert set(WAYS) == set(get_args(State))
