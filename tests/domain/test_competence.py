"""Who may do what to a case under review."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import msgspec
import pytest

from window_desk.domain import competence
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case, Leg
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Bilingual, Step

now = datetime(2026, 11, 23, 9, tzinfo=CENTRE_TIME)
step = Step("a", Bilingual(zh="a"), "D1", Decimal(1))
open_leg = Leg(step=step, state="open", dispatched_at=now)
agreed = msgspec.structs.replace(open_leg, state="agreed", answered_at=now)

clerk = Actor("clerk1", "C", "clerk", "1")
empowered = Actor("clerk1", "C", "clerk", "1", powers=("X",))
other = Actor("clerk2", "C", "clerk", "2")
reviewer = Actor("r1", "R", "reviewer", department="D1")
stranger = Actor("r2", "R", "reviewer", department="D2")
supervisor = Actor("sup", "S", "supervisor")
admin = Actor("admin", "A", "admin")


def case_of(*legs: Leg, **changes: object) -> Case:
    case = Case(
        id="h1/desk1:1", item="X", item_version=1, applicant="p", opened_at=now,
        opened_by="clerk1", state="under_review", accepted_at=now, accepted_by="clerk1",
        lead="D1", legs=legs,
    )  # fmt: skip
    return msgspec.structs.replace(case, **changes)


def answer(case: Case, actor: Actor) -> object:
    return competence.check_answer(case, actor, "a")


def decide(case: Case, actor: Actor) -> None:
    competence.check_decision(case, actor, "granted", "")


def refuse(case: Case, actor: Actor) -> None:
    competence.check_decision(case, actor, "refused", "")


waiting = case_of(Leg(step=step))
sent = case_of(open_leg)
done = case_of(agreed)
granted = case_of(agreed, state="granted")


@pytest.mark.parametrize(
    ("check", "case", "actor", "code"),
    [
        (competence.check_dispatch, waiting, reviewer, "access.role"),
        (competence.check_dispatch, granted, clerk, "case.state"),
        (competence.check_dispatch, sent, clerk, "case.nothing_to_dispatch"),
        (answer, sent, clerk, "access.role"),
        (answer, sent, stranger, "case.other_department"),
        (answer, done, reviewer, "case.leg_state"),
        (decide, done, clerk, "case.same_person"),
        (decide, done, other, "access.role"),
        (decide, done, stranger, "case.other_department"),
        (decide, sent, reviewer, "case.legs_open"),
        (decide, granted, reviewer, "case.state"),
        (refuse, done, reviewer, "case.reason"),
        (competence.check_serve, granted, reviewer, "access.role"),
        (competence.check_serve, done, clerk, "case.state"),
        (decide, case_of(agreed, accepted_by="sup"), supervisor, "case.same_person"),
        (decide, done, admin, "access.role"),
        (decide, case_of(agreed, instant=True), clerk, "access.no_power"),
    ],
)
def test_refused(
    check: Callable[[Case, Actor], object], case: Case, actor: Actor, code: str
) -> None:
    with pytest.raises(RuleBroken) as caught:
        check(case, actor)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("check", "case", "actor"),
    [
        (competence.check_dispatch, waiting, clerk),
        (answer, sent, reviewer),
        (answer, sent, supervisor),
        (decide, done, reviewer),
        (decide, done, supervisor),
        (decide, case_of(agreed, instant=True), empowered),
        (competence.check_serve, granted, clerk),
    ],
)
def test_allowed(check: Callable[[Case, Actor], object], case: Case, actor: Actor) -> None:
    check(case, actor)
