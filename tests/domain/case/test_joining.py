"""How answers become a decision: written down for each rule, apart from the program."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.domain.case.histories import ACCEPTED, SENT, fold
from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain.case import Case
from window_desk.domain.case.joining import blocked_steps, parts_of
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import JoinRule
from window_desk.domain.ops import LegOutcome, Outcome


def answered(joins: JoinRule, *outcomes: LegOutcome) -> Case:
    """The legs a and b answered; c, which needs both, agreed where it could be sent."""
    said = [
        ops.CaseLegAnswered(step=step, outcome=outcome, reason="说明")
        for step, outcome in zip("ab", outcomes, strict=False)
    ]
    case = fold(replace(ACCEPTED, joins=joins, promises=()), SENT, *said)
    if outcomes == ("agreed", "agreed"):
        last = ops.CaseLegAnswered(step="c", outcome="agreed")
        case = fold(
            replace(ACCEPTED, joins=joins, promises=()), SENT, *said,
            ops.CaseDispatched(steps=("c",)), last,
        )  # fmt: skip
    return case


YES: tuple[LegOutcome, ...] = ("agreed", "agreed")
ONE_NO: tuple[LegOutcome, ...] = ("agreed", "disagreed")
ALL_NO: tuple[LegOutcome, ...] = ("disagreed", "disagreed")
ONE_OPEN: tuple[LegOutcome, ...] = ("disagreed",)

TABLE: list[tuple[JoinRule, tuple[LegOutcome, ...], Outcome, str]] = [
    ("all_agree", YES, "granted", ""),
    ("all_agree", YES, "refused", ""),
    # What a no keeps from being sent is not answered: nothing could be granted anyway.
    ("all_agree", ONE_NO, "granted", "case.legs_open"),
    ("all_agree", ONE_NO, "refused", ""),
    ("all_agree", ONE_OPEN, "refused", "case.legs_open"),
    ("lead_decides", YES, "granted", ""),
    ("lead_decides", ONE_NO, "granted", "case.legs_open"),
    ("lead_decides", ONE_NO, "refused", ""),
    ("lead_decides", ALL_NO, "refused", ""),
    ("each_decides", YES, "granted", ""),
    ("each_decides", YES, "refused", "case.parts_granted"),
    ("each_decides", ONE_NO, "granted", ""),
    ("each_decides", ONE_NO, "refused", "case.parts_granted"),
    ("each_decides", ALL_NO, "granted", "case.parts_refused"),
    ("each_decides", ALL_NO, "refused", ""),
    ("each_decides", ONE_OPEN, "granted", "case.legs_open"),
]


@pytest.mark.parametrize(
    ("joins", "said", "outcome", "code"),
    [pytest.param(*row, id=f"{row[0]}, {' and '.join(row[1])}: {row[2]}") for row in TABLE],
)
def test_the_answers_and_the_decision(
    joins: JoinRule, said: tuple[LegOutcome, ...], outcome: Outcome, code: str
) -> None:
    case = answered(joins, *said)
    if not code:
        cases.check_decision(case, outcome, by="acc9", reason="理由")
        return
    with pytest.raises(RuleBroken) as broken:
        cases.check_decision(case, outcome, by="acc9", reason="理由")
    assert broken.value.code == code
    assert broken.value.hint


def independent(joins: JoinRule, *outcomes: LegOutcome) -> Case:
    """Two legs that do not need each other, and nothing else."""
    accepted = replace(ACCEPTED, joins=joins, promises=(), steps=ACCEPTED.steps[:2])
    said = [
        ops.CaseLegAnswered(step=step, outcome=outcome, reason="说明")
        for step, outcome in zip("ab", outcomes, strict=True)
    ]
    return fold(accepted, SENT, *said)


@pytest.mark.parametrize(
    ("joins", "code", "article"),
    [
        pytest.param("all_agree", "case.joined_no", "xkf.26.2", id="a no stands against it"),
        pytest.param("lead_decides", "", "", id="the lead decides against it"),
        pytest.param("each_decides", "", "", id="as far as the parts go"),
    ],
)
def test_granting_against_an_opinion(joins: JoinRule, code: str, article: str) -> None:
    case = independent(joins, "agreed", "disagreed")
    if not code:
        cases.check_decision(case, "granted", by="acc9", reason="理由")
        # Never without saying why.
        with pytest.raises(RuleBroken, match="written reason"):
            cases.check_decision(case, "granted", by="acc9", reason="")
        return
    with pytest.raises(RuleBroken) as broken:
        cases.check_decision(case, "granted", by="acc9", reason="理由")
    assert (broken.value.code, broken.value.article) == (code, article)


def test_a_part_is_all_the_legs_of_a_department() -> None:
    case = answered("each_decides", "agreed", "disagreed")
    assert blocked_steps(case) == {"c"}
    assert [(each.department, each.standing) for each in parts_of(case)] == [
        ("a局", "granted"), ("b局", "refused"), ("c局", "refused"),
    ]  # fmt: skip
    assert {each.standing for each in parts_of(fold(ACCEPTED, SENT))} == {"open"}
