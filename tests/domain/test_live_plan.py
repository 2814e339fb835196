"""The plan before acceptance, and a running case against it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from tests.domain.case.histories import ACCEPTED, CALENDAR, SENT, START, folded, step
from window_desk.domain import live_plan, ops
from window_desk.domain.case import Case
from window_desk.domain.item import Bilingual, Limit, Option, ServiceItem, Situation
from window_desk.domain.leg_light import LegLight, late_legs, leg_light, light_of
from window_desk.domain.ops import Op

MONDAY = date(2026, 11, 23)

ITEM = ServiceItem(
    code="T-1", name=Bilingual(zh="试验"), type="01", department="甲局",
    promised=Limit(Decimal(5)), joins="all_agree", missing_opinion="",
    steps=(step("a"), step("b"), step("c", "a", "b")),
    situations=(
        Situation("site", Bilingual(zh="场所"), (
            Option("small", Bilingual(zh="小")),
            Option("large", Bilingual(zh="大"), steps=("b",)),
        )),
    ),
)  # fmt: skip


def case_at(*acts: tuple[int, Op]) -> Case:
    """An accepted case, each act so many days after the Monday, at nine."""
    head: list[tuple[datetime, str, Op | None]] = [
        (START, "c", None), (START, "c", replace(ACCEPTED, promises=())), (START, "c", SENT),
    ]  # fmt: skip
    return folded([*head, *((START + timedelta(days=day), "r", op) for day, op in acts)])


def said(code: str, outcome: ops.LegOutcome = "agreed") -> Op:
    """A department's answer."""
    return ops.CaseLegAnswered(step=code, outcome=outcome, reason="说明")


def test_the_plan_follows_the_answers_and_names_who_has_a_part() -> None:
    small = live_plan.plan_of(ITEM, {}, "waits")
    large = live_plan.plan_of(ITEM, {"site": "large"}, "waits")
    assert [each.step.code for each in small.plan.spans] == ["a", "c"]
    assert [str(each) for each in (small.plan.days, small.plan.in_a_row)] == ["4", "4"]
    plan = large.plan
    assert [str(each) for each in (plan.days, plan.in_a_row, plan.saved)] == ["4", "6", "2"]
    assert (large.lead, large.joins) == ("甲局", "all_agree")
    assert large.supporting == ("a局", "b局", "c局")


@pytest.mark.parametrize(
    ("own", "centre", "expected"),
    [("", "waits", "waits"), ("", "deemed_consent", "deemed_consent"),
     ("waits", "deemed_consent", "waits"), ("deemed_consent", "waits", "deemed_consent")],
)  # fmt: skip
def test_what_silence_means_is_the_items_rule_before_the_centres(
    own: str, centre: str, expected: str
) -> None:
    item = replace(ITEM, missing_opinion=own)
    assert live_plan.plan_of(item, {}, centre).missing_opinion == expected  # type: ignore[arg-type]  # a test's words


@pytest.mark.parametrize(
    ("acts", "day", "progress", "ends", "behind"),
    [
        pytest.param((), 0, "running running to_come", (2, 2, 4), (0, 0, 0), id="as planned"),
        pytest.param(
            ((1, said("a")), (1, said("b"))), 1, "done done to_come", (1, 1, 3), (-1, -1, -1),
            id="ahead by a day",
        ),
        pytest.param((), 3, "running running to_come", (3, 3, 7), (1, 1, 1), id="late by a day"),
        pytest.param(
            ((1, said("a")), (1, said("b", "disagreed"))), 1, "done done stopped",
            (1, 1, None), (-1, -1, 0), id="a no stops what needs it",
        ),
        pytest.param(
            ((1, said("a", "returned")),), 1, "to_come running to_come", (3, 2, 7), (1, 0, 1),
            id="what came back is to come again",
        ),
    ],
)  # fmt: skip
def test_a_running_case_against_its_plan(
    acts: tuple[tuple[int, Op], ...],
    day: int,
    progress: str,
    ends: tuple[int | None, ...],
    behind: tuple[int, ...],
) -> None:
    found = live_plan.stand_of(case_at(*acts), CALENDAR, MONDAY + timedelta(days=day))
    assert " ".join(each.progress for each in found.stages) == progress
    expected = tuple(None if n is None else MONDAY + timedelta(days=n) for n in ends)
    assert tuple(each.end for each in found.stages) == expected
    assert tuple(each.behind for each in found.stages) == behind
    assert found.expected_end == max(each for each in expected if each)
    assert found.stages[2].planned_end == MONDAY + timedelta(days=4)


@pytest.mark.parametrize(
    ("state", "due", "light"),
    [
        pytest.param("open", 2, LegLight.GREEN, id="two days left"),
        pytest.param("open", 1, LegLight.SOON, id="one day left"),
        pytest.param("open", 0, LegLight.SOON, id="the last day"),
        pytest.param("open", -1, LegLight.LATE, id="over"),
        pytest.param("asking", -1, LegLight.APPLICANT, id="the applicant's turn"),
        pytest.param("agreed", -1, LegLight.NONE, id="answered"),
        pytest.param("open", None, LegLight.NONE, id="without a limit"),
    ],
)
def test_the_light_of_a_leg(state: str, due: int | None, light: LegLight) -> None:
    today = date(2026, 11, 24)
    last = None if due is None else CALENDAR.add(today, due)
    assert leg_light(CALENDAR, today, state, last) is light


def test_a_leg_is_late_while_the_whole_is_in_time() -> None:
    case, today = case_at((0, said("b"))), MONDAY + timedelta(days=3)
    assert [each.step.code for each in late_legs(case, CALENDAR, today)] == ["a"]
    leg = case.leg("b")
    assert leg is not None
    assert light_of(case, leg, CALENDAR, today) is LegLight.NONE
    decided = case_at((0, said("b")), (1, ops.CaseWithdrawn()))
    assert late_legs(decided, CALENDAR, today) == ()


def test_a_suspension_keeps_a_leg_from_getting_late() -> None:
    stopped = ops.CaseSuspended(
        ground="testing", start=MONDAY + timedelta(days=1), document="特字〔2026〕1号", days=5
    )
    case, today = case_at((1, stopped)), MONDAY + timedelta(days=4)
    assert late_legs(case, CALENDAR, today) == ()
    assert late_legs(case_at(), CALENDAR, today) != ()
