"""The clocks of a case read on a day: both limits, what is left of them, and each leg's own."""

from __future__ import annotations

from datetime import date

import msgspec

from window_desk.domain import clock
from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.case import Case, Leg
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.clock import Due, Explanation
from window_desk.domain.item import Limit
from window_desk.domain.light import Light


class Standing(msgspec.Struct, frozen=True):
    """How a case stands on a day: its light, and both due dates with the working days left."""

    light: Light
    promised: date | None = None
    promised_left: int | None = None
    statutory: date | None = None
    statutory_left: int | None = None


def read_on(case: Case, today: date) -> date:
    """The day on which the clocks are read: they stop for good when the case is decided."""
    ended = case.decided_at or case.closed_at
    return today if ended is None else min(today, ended.astimezone(CENTRE_TIME).date())


def explain(
    case: Case, limit: Limit | None, calendar: WorkingCalendar, today: date
) -> Explanation | None:
    """How a limit's due date comes about, None before acceptance or without a limit.

    A suspension that still lasts counts up to and with `today`.
    """
    if limit is None or case.accepted_on is None:
        return None
    day = read_on(case, today)
    return clock.explain(calendar, case.accepted_on, limit, case.ledger, today=day)


def left(case: Case, limit: Limit | None, calendar: WorkingCalendar, today: date) -> int | None:
    """The working days after `today` that a limit leaves; the figure stands during a suspension."""
    if limit is None or case.accepted_on is None:
        return None
    return clock.left(calendar, case.accepted_on, limit, case.ledger, today=today)


LegTerms = tuple[date, clock.Budget, tuple[clock.Suspension, ...]]
"""What the clock of a leg is made of: its day 0, its own limit, and what stopped it."""


def leg_terms(case: Case, leg: Leg) -> LegTerms | None:
    """The terms of a department's own limit, None before it was sent.

    It runs from the dispatch on and stands still while the case does.
    """
    if leg.dispatched_at is None:
        return None
    sent = leg.dispatched_at.astimezone(CENTRE_TIME).date()
    stops = tuple(each for each in case.ledger if isinstance(each, clock.Suspension))
    return sent, clock.Budget(leg.step.days), stops


def leg_due(case: Case, leg: Leg, calendar: WorkingCalendar, today: date) -> Due | None:
    """When a department's own limit ends, None before it was sent.

    A suspension that still lasts counts up to and with `today`, or the day of the answer.
    """
    terms = leg_terms(case, leg)
    if terms is None:
        return None
    day = read_on(case, today)
    if leg.answered_at is not None:
        day = min(day, leg.answered_at.astimezone(CENTRE_TIME).date())
    return clock.due(calendar, *terms, today=day)


def leg_left(case: Case, leg: Leg, calendar: WorkingCalendar, today: date) -> int | None:
    """The working days after `today` that a leg has left; the figure stands in a suspension."""
    terms = leg_terms(case, leg)
    return None if terms is None else clock.left(calendar, *terms, today=today)
