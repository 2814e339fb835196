"""What each op makes of a case, that its undo takes it back, and that the order is free."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict

from tests.domain.case.histories import (
    ACCEPTED,
    AWAY,
    CALENDAR,
    CHECKED,
    CORRECTED,
    EXTENDED,
    GRANTED,
    OPENED,
    REFUSED,
    RETURNED,
    SENT,
    SERVED,
    START,
    fold,
    folded,
    resumed,
    step,
    suspended,
    undone,
)
from window_desk.domain import case as cases
from window_desk.domain import clock, ops
from window_desk.domain.case import Case
from window_desk.domain.item import Limit
from window_desk.domain.ops import Op, PaperCheck, Recorded

COMMITTED = ops.CaseCommitted(
    document="诺字〔2026〕1号", conditions=("有固定场所",), check_by=date(2027, 2, 1)
)
RECEIPT = ops.CaseReceiptGiven(document="收字〔2026〕1号", papers=("form",))
ASKED = ops.CaseAmendmentAsked(reason="事项选错", item="T-2")
AMENDED = ops.CaseAmended(
    reason="事项选错",
    document="受字〔2026〕2号",
    item="T-2",
    item_version=4,
    promised=Limit(Decimal(3)),
    statutory=Limit(Decimal(10)),
    lead="乙局",
    steps=(step("x"),),
)
MOVED = ops.CaseDatesMoved(
    because="h:77", promised_before=date(2026, 11, 30), promised_after=date(2026, 12, 1)
)

EFFECTS: list[tuple[str, tuple[Op, ...], Op, dict[str, object]]] = [
    (
        "art. 32(1)3: corrected on the spot",
        (CHECKED,),
        ops.CaseCorrectedOnSpot(material="form", what="补签名"),
        {"corrected": ("form",), "state": "intake"},
    ),
    (
        "art. 32(2): a receipt",
        (CHECKED,),
        RECEIPT,
        {"numbers": ("收字〔2026〕1号",), "state": "intake"},
    ),
    ("art. 32(1)4: corrections asked for", (), CORRECTED, {"state": "correction"}),
    (
        "art. 32(1)5: corrections returned",
        (CORRECTED,),
        RETURNED,
        {"state": "correction", "returned_at": START + timedelta(minutes=2)},
    ),
    (
        "art. 32(1)1-2: turned away with a way out",
        (),
        AWAY,
        {"state": "turned_away", "body": "市局", "article": "xkf.32.1.2"},
    ),
    (
        "art. 32(1)4: accepted by silence from the day of receipt",
        (),
        ops.CaseAccepted(
            number="511602-20261130-0001", document="受字〔2026〕3号", article="xkf.32.1.4",
            promised=Limit(Decimal(5)), lead="甲局", accepted_on=date(2026, 11, 23), deemed=True,
        ),
        {"state": "under_review", "deemed": True, "accepted_on": date(2026, 11, 23)},
    ),
    (
        "a declaration: decided on conditions told",
        (),
        COMMITTED,
        {"commitment": cases.Commitment("诺字〔2026〕1号", date(2027, 2, 1))},
    ),
    (
        "the declaration was false",
        (COMMITTED, ACCEPTED, GRANTED),
        ops.CaseCommitmentChecked(outcome="false", reason="无场所"),
        {"commitment": cases.Commitment("诺字〔2026〕1号", date(2027, 2, 1), "false")},
    ),
    (
        "art. 45: suspended",
        (ACCEPTED,),
        suspended(24, body="检测中心", counting="from_start"),
        {
            "suspended_since": date(2026, 11, 24),
            "ledger": (
                clock.Suspension(
                    date(2026, 11, 24), None, "testing", "特字〔2026〕24号", "from_start"
                ),
            ),
        },
    ),
    (
        "art. 45: resumed",
        (ACCEPTED, suspended(24)),
        resumed(2, 27),
        {
            "suspended_since": None,
            "ledger": (
                clock.Suspension(
                    date(2026, 11, 24), date(2026, 11, 27), "testing", "特字〔2026〕24号",
                    "after_start",
                ),
            ),
        },
    ),
    (
        "art. 45: one of two procedures ends",
        (ACCEPTED, suspended(24), suspended(25)),
        resumed(2, 26),
        {"suspended_since": date(2026, 11, 25)},
    ),
    (
        "art. 42(1): extended",
        (ACCEPTED,),
        EXTENDED,
        {"ledger": (clock.Extension(Decimal(10), "案情复杂", "王局长", date(2026, 11, 23)),)},
    ),
    (
        "started again",
        (ACCEPTED,),
        ops.CaseRestarted(on=date(2026, 11, 25), reason="变更设计", basis="地方规定"),
        {"ledger": (clock.Restart(date(2026, 11, 25), "变更设计"),)},
    ),
    (
        "art. 50: the end of the licence",
        (),
        ops.CaseLicenceNoted(until=date(2026, 12, 20)),
        {"licence_until": date(2026, 12, 20)},
    ),
    (
        "the promised paper did not come",
        (CHECKED, ACCEPTED),
        ops.CasePromiseBroken(materials=("map",)),
        {"broken": ("map",), "promises": ("map",), "state": "under_review"},
    ),
    (
        "handed over",
        (),
        ops.CaseHandedOver(to="clerk7", reason="轮休"),
        {"first_contact": "clerk7", "opened_by": "acc0"},
    ),
    ("an amendment is asked for", (ACCEPTED,), ASKED, {"amendment": ASKED, "item": "T-1"}),
    (
        "an amendment is refused",
        (ACCEPTED, ASKED),
        ops.CaseAmendmentRefused(reason="没有选错"),
        {"amendment": None, "item": "T-1"},
    ),
    (
        "the item is amended",
        (ACCEPTED, SENT, ASKED),
        AMENDED,
        {
            "amendment": None, "item": "T-2", "item_version": 4, "lead": "乙局",
            "promised": Limit(Decimal(3)), "statutory": Limit(Decimal(10)),
            "legs": (cases.Leg(step("x")),), "number": ACCEPTED.number,
            "accepted_on": date(2026, 11, 23),
        },
    ),
    (
        "only the day is amended",
        (ACCEPTED, SENT),
        ops.CaseAmended(
            reason="日期录错", document="受字〔2026〕2号", accepted_on=date(2026, 11, 20)
        ),
        {"accepted_on": date(2026, 11, 20), "item": "T-1", "lead": "甲局"},
    ),
    ("a notice moved the dates", (ACCEPTED,), MOVED, {"state": "under_review", "ledger": ()}),
    (
        "art. 38: refused with a way out",
        (ACCEPTED,),
        REFUSED,
        {"state": "refused", "no": cases.No(
            START + timedelta(minutes=2), "acc2", "理由", "改用另一处场所"
        )},
    ),
    (
        "the no was looked at",
        (ACCEPTED, REFUSED),
        ops.CaseNoReviewed(outcome="called_back", note="材料其实齐全"),
        {"no": cases.No(
            START + timedelta(minutes=2), "acc2", "理由", "改用另一处场所",
            "called_back", "材料其实齐全",
        )},
    ),
    ("a yes says no no", (ACCEPTED,), GRANTED, {"state": "granted", "no": None}),
    (
        "a department's silence agreed",
        (ACCEPTED, SENT),
        ops.CaseLegAnswered(step="a", outcome="agreed", deemed=True),
        {"holders": ("b局",)},
    ),
]  # fmt: skip

BY_NAME = pytest.mark.parametrize(
    ("before", "op", "expected"),
    [pytest.param(*each[1:], id=each[0]) for each in EFFECTS],
)


@BY_NAME
def test_each_op_has_its_effect(
    before: tuple[Op, ...], op: Op, expected: dict[str, object]
) -> None:
    case = fold(*before, op)
    assert {name: getattr(case, name) for name in expected} == expected


@BY_NAME
def test_each_op_undone_is_the_case_before(
    before: tuple[Op, ...], op: Op, expected: dict[str, object]
) -> None:
    assert substance(undone(*before, op)) == substance(fold(*before))


def substance(case: Case) -> dict[str, object]:
    """A case without which op was its last and without the numbers that stay used."""
    return {
        name: value
        for name, value in asdict(case).items()
        if name not in ("numbers", "numbered_by", "last", "last_at", "last_by", "last_kind")
    }


@pytest.mark.parametrize(
    ("op", "number"),
    [
        pytest.param(RECEIPT, "收字〔2026〕1号"),
        pytest.param(COMMITTED, "诺字〔2026〕1号"),
        pytest.param(suspended(24), "特字〔2026〕24号"),
        pytest.param(EXTENDED, "延字〔2026〕1号"),
        pytest.param(AMENDED, "受字〔2026〕2号"),
    ],
)  # fmt: skip
def test_numbers_stay_used_after_an_undo(op: Op, number: str) -> None:
    assert undone(ACCEPTED, op).numbers == (ACCEPTED.number, ACCEPTED.document, number)


def test_a_leg_answered_by_silence_says_so_until_it_is_sent_again() -> None:
    silent = ops.CaseLegAnswered(step="a", outcome="agreed", deemed=True)
    leg = fold(ACCEPTED, SENT, silent).leg("a")
    assert leg is not None
    assert (leg.state, leg.deemed) == ("agreed", True)
    leg = fold(ACCEPTED, SENT, silent, ops.CaseDispatched(steps=("a",))).leg("a")
    assert leg is not None
    assert (leg.state, leg.deemed) == ("open", False)


def test_a_later_correction_notice_ends_the_return() -> None:
    case = fold(CORRECTED, RETURNED, CORRECTED)
    assert (case.returned_at, len(case.rounds)) == (None, 2)


def test_the_return_makes_whoever_took_it_in_answer_for_it() -> None:
    assert fold(CORRECTED, RETURNED).first_contact == "acc2"


def test_a_suspension_undone_leaves_its_end_without_effect() -> None:
    run = [(START + timedelta(minutes=n), "acc", op) for n, op in enumerate((None, ACCEPTED))]
    later = [suspended(24), resumed(2, 27), ops.CaseUndone(undoes="h:2")]
    case = folded([*run, *((START + timedelta(hours=n), "acc", op) for n, op in enumerate(later))])
    assert case.ledger == ()


def test_a_served_no_still_waits_for_the_supervisor() -> None:
    case = fold(ACCEPTED, REFUSED, SERVED)
    assert case.no is not None
    assert (case.state, case.no.reviewed) == ("served", "")


# The order of arrival.


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[datetime, Op, int | None]]:
    """Ops of a case after its acceptance: time, op, and the place of the op it refers to.

    The times are as they were recorded: not in the order of any list.
    """
    moments = st.integers(0, 20 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
    found: list[tuple[datetime, Op, int | None]] = []
    for _ in range(draw(st.integers(0, 3))):
        first = draw(st.integers(24, 60))
        found.append((draw(moments), suspended(first), None))
        if draw(st.booleans()):
            end = first + draw(st.integers(0, 20))
            found.append((draw(moments), resumed(1, end), len(found) - 1))
    if draw(st.booleans()):
        found.append((draw(moments), EXTENDED, None))
    if draw(st.booleans()):
        on = date(2026, 11, 23) + timedelta(days=draw(st.integers(0, 20)))
        found.append((draw(moments), ops.CaseRestarted(on=on, reason="重报", basis="规定"), None))
    for op in (CHECKED, MOVED, ops.CaseHandedOver(to="b"), ASKED):
        if draw(st.booleans()):
            found.append((draw(moments), op, None))
    return found


def named(found: list[tuple[datetime, Op, int | None]]) -> list[tuple[Recorded, str]]:
    """The ops with ids, each with the id of the op it refers to."""
    run = []
    for place, (at, op, of) in enumerate(found):
        reference = "" if of is None else f"s:{of}"
        if isinstance(op, ops.CaseResumed):
            op = ops.CaseResumed(suspension=reference, end=op.end)
        run.append((Recorded(id=f"s:{place}", at=at, by="acc", op=op), reference))
    return run


def shuffled(run: list[tuple[Recorded, str]], rng: Random) -> list[Recorded]:
    """Some order in which each op comes after the one that it refers to."""
    waiting, done = list(run), list[Recorded]()
    while waiting:
        ready = [each for each in waiting if not each[1] or each[1] in {one.id for one in done}]
        chosen = rng.choice(ready)
        waiting.remove(chosen)
        done.append(chosen[0])
    return done


def dues(run: list[Recorded], today: date) -> list[clock.Due]:
    """Both due dates of a case with this history after its acceptance."""
    begun = [
        Recorded(id="h:0", at=START, by="acc", op=OPENED),
        Recorded(id="h:1", at=START, by="acc", op=ACCEPTED),
    ]
    case = cases.fold([*begun, *run])
    assert case.accepted_on is not None
    return [
        clock.due(CALENDAR, case.accepted_on, limit, case.ledger, today=today)
        for limit in (case.promised, case.statutory)
        if limit is not None
    ]


@given(
    found=histories(), rng=st.randoms(use_true_random=False), later=st.integers(0, 60)
)  # fmt: skip
def test_the_order_in_which_ops_arrive_moves_no_date(
    found: list[tuple[datetime, Op, int | None]], rng: Random, later: int
) -> None:
    today = START.date() + timedelta(days=later)
    run = named(found)
    assert dues(shuffled(run, rng), today) == dues([each for each, _ in run], today)


@given(found=histories(), later=st.integers(0, 60))
def test_a_longer_history_is_what_an_undone_one_was(
    found: list[tuple[datetime, Op, int | None]], later: int
) -> None:
    """An act of the ledger that is undone has never moved a date."""
    today = START.date() + timedelta(days=later)
    run = [each for each, _ in named(found)]
    extra = Recorded(id="s:90", at=START, by="acc", op=suspended(25))
    undo = Recorded(id="s:91", at=START, by="acc", op=ops.CaseUndone(undoes="s:90"))
    assert dues([*run, extra, undo], today) == dues(run, today)


def test_a_paper_on_file_keeps_where_it_came_from() -> None:
    used = ops.CasePapersChecked(checks=(PaperCheck("form", "on_file", source="h:5"),))
    assert fold(used).papers["form"].check.source == "h:5"
