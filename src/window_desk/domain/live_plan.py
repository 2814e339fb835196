"""The plan of a case: told before it is accepted, and then each leg as it stands against it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from window_desk.domain import case_clocks, checklist, clock, route
from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.case import Case, Leg
from window_desk.domain.case.joining import blocked_steps
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.errors import Label
from window_desk.domain.item import JoinRule, MissingOpinion, ServiceItem
from window_desk.domain.route import Plan, Span

Progress = Literal["done", "running", "asking", "to_come", "stopped"]

progress_labels: dict[Progress, Label] = {
    "done": ("已答复", "answered"),
    "running": ("办理中", "running"),
    "asking": ("待申请人补充", "waiting for the applicant"),
    "to_come": ("未开始", "to come"),
    "stopped": ("不再派发", "not sent any more"),
}
"""Where a step is, in Chinese and English."""

silence_labels: dict[str, Label] = {
    "waits": ("逾期未答复的，继续等待", "a missing opinion is waited for"),
    "deemed_consent": ("逾期未答复的，视为同意", "a missing opinion counts as consent"),
}
"""What a department's silence at its limit means, in Chinese and English."""


class JointPlan(msgspec.Struct, frozen=True):
    """A route as it is planned: its spans, who leads and who supports, and how they join."""

    plan: Plan
    lead: str
    supporting: tuple[str, ...]
    joins: JoinRule
    missing_opinion: MissingOpinion


class Stage(msgspec.Struct, frozen=True):
    """A step of a running case against its plan, in days of the calendar.

    `planned_start` and `planned_end` follow from the day the limits count from. `end` is when it
    was answered, or when it ends if nobody is late from now on; None for what is stopped.
    `behind` is the working days from the planned end to that one, negative when it is ahead.
    """

    span: Span
    progress: Progress
    planned_start: date
    planned_end: date
    start: date | None
    end: date | None
    behind: int


class LivePlan(msgspec.Struct, frozen=True):
    """Every step against the plan, and the day on which the last one is expected to end."""

    stages: tuple[Stage, ...]
    expected_end: date | None

    def count(self, *which: Progress) -> int:
        """How many steps are there."""
        return sum(each.progress in which for each in self.stages)


def plan_of(item: ServiceItem, answers: Mapping[str, str], silence: MissingOpinion) -> JointPlan:
    """The plan of an item in these situations, before anything is accepted.

    `silence` is the centre's rule for a missing opinion, where the item has none of its own.
    """
    steps = checklist.steps(item, answers)
    return _joint(route.plan(steps), item.department, item.joins, item.missing_opinion or silence)


def plan_of_case(case: Case, silence: MissingOpinion) -> JointPlan:
    """The plan of an accepted case, with the bodies that were added by hand."""
    plan = route.plan([each.step for each in case.legs])
    return _joint(plan, case.lead, case.joins, case.missing_opinion or silence)


def _joint(plan: Plan, lead: str, joins: JoinRule, silence: MissingOpinion) -> JointPlan:
    departments = dict.fromkeys(each.step.department for each in plan.spans)
    return JointPlan(
        plan, lead, tuple(each for each in departments if each != lead), joins, silence
    )


def stand_of(case: Case, calendar: WorkingCalendar, today: date) -> LivePlan:
    """How an accepted case stands against its plan on `today`.

    What is still to come is expected as soon as what it needs ends, and no department to be late.
    """
    plan = route.plan([each.step for each in case.legs])
    reader = _Reader(case, plan, calendar, today)
    stages = tuple(map(reader.stage, case.legs))
    ends = [each.end for each in stages if each.end is not None]
    return LivePlan(stages, max(ends, default=None))


class _Reader:
    """Reads the stages of one case; a step's end is asked for by those that need it."""

    def __init__(self, case: Case, plan: Plan, calendar: WorkingCalendar, today: date) -> None:
        assert case.accepted_on is not None, "only an accepted case has legs"
        self._case, self._calendar, self._today = case, calendar, today
        self._start = case.accepted_on
        self._spans = {each.step.code: each for each in plan.spans}
        self._stops = tuple(each for each in case.ledger if isinstance(each, clock.Suspension))
        self._blocked = blocked_steps(case)
        self._ends: dict[str, _End | None] = {}

    def stage(self, leg: Leg) -> Stage:
        """One leg against its span."""
        span = self._spans[leg.step.code]
        planned = self._after(self._start, span.end)
        found = self._end(leg)
        end = None if found is None else self._day(found)
        return Stage(
            span=span,
            progress=self._progress(leg),
            planned_start=self._after(self._start, span.start),
            planned_end=planned,
            start=_day(leg),
            end=end,
            behind=0 if end is None else self._calendar.count(planned, end),
        )

    def _after(self, day: date, days: Decimal) -> date:
        if not days:
            return day
        budget = clock.Budget(days)
        return clock.due(self._calendar, day, budget, self._stops, today=self._today).date

    def _progress(self, leg: Leg) -> Progress:
        if leg.step.code in self._blocked:
            return "stopped"
        match leg.state:
            case "agreed" | "disagreed":
                return "done"
            case "open":
                return "running"
            case "asking":
                return "asking"
        return "to_come"

    def _end(self, leg: Leg) -> _End | None:
        code = leg.step.code
        if code not in self._ends:
            self._ends[code] = self._read_end(leg)
        return self._ends[code]

    def _read_end(self, leg: Leg) -> _End | None:
        progress = self._progress(leg)
        if progress == "stopped":
            return None
        if progress == "done" and leg.answered_at is not None:
            return _End(leg.answered_at.astimezone(CENTRE_TIME).date())
        if progress in ("running", "asking"):
            return self._running(leg)
        needed = (self._case.leg(code) for code in leg.step.needs)
        ends = [self._end(each) for each in needed if each is not None]
        first = max((each for each in ends if each is not None), key=self._order, default=None)
        if first is None or self._day(first) < self._today:
            first = _End(self._today)
        return _End(first.since, first.days + leg.step.days)

    def _running(self, leg: Leg) -> _End:
        """By its limit; one that runs as it was sent keeps its half day for what comes after."""
        due = case_clocks.leg_due(self._case, leg, self._calendar, self._today)
        if due is None or due.date < self._today:
            return _End(self._today)
        sent = _day(leg)
        whole = _End(sent, leg.step.days) if sent else _End(due.date)
        return whole if self._day(whole) == due.date else _End(due.date)

    def _day(self, end: _End) -> date:
        return self._after(end.since, end.days)

    def _order(self, end: _End) -> tuple[date, Decimal]:
        """Of two ends on one day, the half day is the earlier."""
        return self._day(end), end.days % 1 or Decimal(1)


class _End(msgspec.Struct, frozen=True):
    """When a step ends: so many working days, halves among them, after the end of a day."""

    since: date
    days: Decimal = Decimal(0)


def _day(leg: Leg) -> date | None:
    return leg.dispatched_at.astimezone(CENTRE_TIME).date() if leg.dispatched_at else None
