"""At which desk an act is done, for every way in which a leg can lie."""

from __future__ import annotations

import pytest

from tests.domain.runs import run_of, written
from tests.domain.test_leg_custody import BUNDLE, FIRE, HALL, OTHER, SENT, SIGN, decided
from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.centre import Role
from window_desk.domain.errors import RuleBroken
from window_desk.domain.place import Place, check_case_here, check_child_here, check_leg_here

CASE = cases.fold(
    run_of(
        written(HALL, 1, ops.CaseOpened(item="X", item_version=1, applicant="p")),
        written(HALL, 2, BUNDLE), written(HALL, 3, SENT), written(FIRE, 1, decided("a")),
    ).applied
)  # fmt: skip
BACK = cases.fold(
    run_of(
        written(HALL, 1, ops.CaseOpened(item="X", item_version=1, applicant="p")),
        written(HALL, 2, BUNDLE), written(HALL, 3, ops.CaseDispatched(steps=("a", "b"))),
    ).applied
)  # fmt: skip


def code_of(check: object, *words: object) -> str:
    """What a check refuses, empty where it does not."""
    assert callable(check)
    try:
        check(*words)
    except RuleBroken as error:
        return error.code
    return ""


@pytest.mark.parametrize(
    ("home", "role", "leg", "child"),
    [
        (HALL, "reviewer", "leg.elsewhere", "child.elsewhere"),
        (HALL, "supervisor", "", ""),
        (FIRE, "reviewer", "", ""),
        (FIRE, "supervisor", "", ""),
        (SIGN, "reviewer", "leg.elsewhere", "child.elsewhere"),
        (OTHER, "supervisor", "leg.elsewhere", "child.elsewhere"),
    ],
)
def test_a_leg_is_answered_where_it_lies(home: str, role: Role, leg: str, child: str) -> None:
    who, place = Actor("x", "", role), Place(home, HALL)
    assert code_of(check_leg_here, CASE, place, who, "a") == leg
    assert code_of(check_child_here, CASE, place, who, "a") == child
    assert code_of(check_case_here, place) == ("" if home == HALL else "entity.elsewhere")


@pytest.mark.parametrize(
    ("home", "leg", "child"),
    [(HALL, "", ""), (FIRE, "leg.not_sent_here", "entity.elsewhere")],
)
def test_a_leg_that_stayed_lies_with_the_case(home: str, leg: str, child: str) -> None:
    who, place = Actor("x", "", "reviewer"), Place(home, HALL)
    assert code_of(check_leg_here, BACK, place, who, "a") == leg
    assert code_of(check_child_here, BACK, place, who, "a") == child
