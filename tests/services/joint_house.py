"""A case that several departments have, for the tests of joint handling."""

from __future__ import annotations

from collections.abc import Iterable

from tests.support import PARALLEL, accept_complete, actor, reviewer_of
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.services import access, review
from window_desk.storage.desk import Desk

FOUR = ("food_visit", "sign_review", "fire_review", "tax")
"""The legs of the restaurant that run side by side, once it is registered."""

LEAD, FIRE, SIGN = "区行政审批局", "区消防大队", "区综合执法局"


def four_legs(desk: Desk, clerk: Actor) -> Case:
    """A restaurant whose four departments have it at the same time."""
    case = accept_complete(desk, clerk, PARALLEL)
    return answer(desk, case, "register")


def own(desk: Desk, case: Case, step: str) -> Actor:
    """The reviewer of a leg's department."""
    leg = case.leg(step)
    assert leg is not None
    return reviewer_of(desk, leg.step.department)


def lead(desk: Desk, case: Case) -> Actor:
    """The reviewer of the lead department."""
    return reviewer_of(desk, case.lead)


def answer(desk: Desk, case: Case, step: str) -> Case:
    """A leg agreed to by its own department."""
    return review.answer_leg(desk, own(desk, case, step), case.id, step, "agreed")


def second_reviewer(desk: Desk, department: str) -> Actor:
    """Another reviewer of a department."""
    access.add_account(
        desk, actor(desk, "admin"), "second", "乙", "reviewer", "9753", department=department
    )
    return actor(desk, "second")


def states(case: Case, steps: Iterable[str] = FOUR) -> dict[str, str]:
    """The state of these legs."""
    return {each.step.code: each.state for each in case.legs if each.step.code in steps}
