"""When an acceptance can be put right: the item, the day, and who asks."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec
import pytest

from tests.services.refusals import refused
from window_desk.domain import amendment, ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case, ClockSuspension
from window_desk.domain.centre import CENTRE_TIME, Role
from window_desk.domain.ops import Recorded

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=CENTRE_TIME)
FRIDAY = date(2026, 11, 27)
CASE = Case(
    id="h1/d1:1",
    item="x",
    item_version=1,
    applicant="p",
    opened_at=MONDAY,
    opened_by="clerk1",
    state="under_review",
    accepted_at=MONDAY + timedelta(days=2),
)


def recorded(at: int, op: ops.Op, by: str = "clerk1") -> Recorded:
    """An op of the case, `at` minutes after it was opened."""
    return Recorded(f"h1/d1:{at + 1}", MONDAY + timedelta(minutes=at), by, op)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        pytest.param(date(2026, 11, 22), "amendment.day", id="before the papers"),
        pytest.param(date(2026, 11, 23), None, id="the day of the papers"),
        pytest.param(date(2026, 11, 25), "amendment.same_day", id="the day it has"),
        pytest.param(date(2026, 11, 27), None, id="today"),
        pytest.param(date(2026, 11, 28), "amendment.day", id="tomorrow"),
        pytest.param(None, "amendment.nothing", id="no day and no item"),
    ],
)
def test_the_day(day: date | None, code: str | None) -> None:
    if code is None:
        amendment.check_amendment(CASE, None, day, FRIDAY)
        return
    with refused(code):
        amendment.check_amendment(CASE, None, day, FRIDAY)


@pytest.mark.parametrize(
    ("day", "is_right"), [(date(2026, 11, 24), True), (date(2026, 11, 26), False)]
)
def test_not_after_a_suspension_began(day: date, is_right: bool) -> None:
    stop = ClockSuspension("s", "hearing", date(2026, 11, 25), "d", 3)
    stopped = msgspec.structs.replace(CASE, suspensions=(stop,))
    if is_right:
        amendment.check_amendment(stopped, None, day, FRIDAY)
        return
    with refused("amendment.suspended"):
        amendment.check_amendment(stopped, None, day, FRIDAY)


def test_corrected_papers_count_from_their_return() -> None:
    back = msgspec.structs.replace(CASE, returned_at=MONDAY + timedelta(days=1))
    with refused("amendment.day"):
        amendment.check_amendment(back, None, MONDAY.date(), FRIDAY)


@pytest.mark.parametrize(
    ("role", "code"),
    [("clerk", None), ("supervisor", None), ("reviewer", "access.role"), ("admin", "access.role")],
)
def test_who_asks(role: Role, code: str | None) -> None:
    actor = Actor("a", "A", role)
    if code is None:
        amendment.check_ask(CASE, actor)
        return
    with refused(code):
        amendment.check_ask(CASE, actor)


def test_not_twice_and_only_under_review() -> None:
    clerk = Actor("a", "A", "clerk")
    asked = msgspec.structs.replace(CASE, amendment=ops.CaseAmendmentAsked(reason="r"))
    with refused("amendment.asked"):
        amendment.check_ask(asked, clerk)
    with refused("case.state"):
        amendment.check_ask(msgspec.structs.replace(CASE, state="granted"), clerk)


def test_who_asked_last_and_what_stood_before() -> None:
    opened = recorded(0, ops.CaseOpened(item="x", item_version=1, applicant="p"))
    first = recorded(1, ops.CaseAmendmentAsked(reason="r", item="y"), by="clerk1")
    undone = recorded(2, ops.CaseUndone(undoes=first.id), by="clerk1")
    again = recorded(3, ops.CaseAmendmentAsked(reason="r", item="z"), by="clerk2")
    done = recorded(4, ops.CaseAmended(reason="r", document="受字〔2026〕2号", item="z"))
    assert amendment.asked_by([opened], "h1/d1") == ""
    assert amendment.asked_by([opened, first, undone], "h1/d1") == ""
    assert amendment.asked_by([opened, first, undone, again], "h1/d1") == "clerk2"
    run = [opened, first, undone, again, done]
    stood = amendment.before(run, done.id)
    assert (stood.item, stood.amendment) == ("x", again.op)
