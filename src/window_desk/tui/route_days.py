"""A case's legs laid out over the days from its acceptance: what was, what is, what is to come."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal

import msgspec

from window_desk.domain import case_clocks, route
from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.case import Case, Leg
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.item import Step
from window_desk.domain.leg_light import LegLight
from window_desk.domain.route import Plan

bar_glyphs = {
    "agreed": "=",
    "disagreed": "x",
    "returned": "<",
    "gone": "#",
    "left": "-",
    "late": LegLight.LATE.glyph,
    "asking": LegLight.APPLICANT.glyph,
    "planned": ".",
    "off": ":",
    "none": " ",
}
"""The sign of each kind of day in a bar, one cell wide in every terminal."""


class Lane(msgspec.Struct, frozen=True):
    """A leg with its days: the first and last day of its bar, and its due day once it was sent.

    `waits_for` are the steps that are not agreed yet; `slack` is how many working days it may be
    late before the whole is late, and `critical` says that it lies on the path without any.
    """

    leg: Leg
    critical: bool
    slack: Decimal
    waits_for: tuple[Step, ...]
    sent: date | None = None
    answered: date | None = None
    due: date | None = None
    first: date | None = None
    last: date | None = None

    def kind_of(self, day: date, calendar: WorkingCalendar, today: date) -> str:
        """Which of `bar_glyphs` stands for this lane on that day."""
        if self.first is None or self.last is None or not self.first <= day <= self.last:
            return "none"
        if not calendar.is_workday(day) and day != self.last:
            return "off"
        match self.leg.state:
            case "waiting":
                return "planned"
            case "open":
                if self.due is not None and day > self.due:
                    return "late"
                return "gone" if day <= today else "left"
        return self.leg.state


class Layout(msgspec.Struct, frozen=True):
    """The lanes in the order of the route, the plan they follow, and the days they cover."""

    lanes: tuple[Lane, ...]
    plan: Plan
    accepted: date
    today: date
    promised: date | None
    days: tuple[date, ...]


def lay_out(case: Case, calendar: WorkingCalendar, today: date) -> Layout | None:
    """The case's lanes on that day; None before it is accepted."""
    accepted = case.accepted_on
    if accepted is None:
        return None
    explained = case_clocks.explain(case, case.promised, calendar, today)
    promised = explained.due.date if explained else None
    plan = route.plan([each.step for each in case.legs])
    course = _Course(case, calendar, accepted, today, plan)
    lanes = tuple(course.lane(each) for each in case.legs)
    ends = [each.last for each in lanes if each.last]
    until = max([accepted, *ends, *([promised] if promised else [])])
    if case.state == "under_review":
        until = max(until, today)
    length = (until - accepted).days + 1
    days = tuple(accepted + timedelta(days=n) for n in range(length))
    return Layout(lanes, plan, accepted, today, promised, days)


class _Course:
    """The legs of one case in time, counted in working days from acceptance."""

    def __init__(
        self, case: Case, calendar: WorkingCalendar, accepted: date, today: date, plan: Plan
    ) -> None:
        self._case = case
        self._calendar, self._accepted, self._today = calendar, accepted, today
        self._legs = {each.step.code: each for each in case.legs}
        self._spans = {each.step.code: each for each in plan.spans}
        self._path = plan.critical_path
        self._runs = case.state == "under_review"
        self._ends: dict[str, Decimal] = {}

    def lane(self, leg: Leg) -> Lane:
        """A leg with its days."""
        code = leg.step.code
        lane = Lane(
            leg=leg,
            critical=code in self._path,
            slack=self._spans[code].slack,
            waits_for=tuple(each.step for each in self._needs(leg) if each.state != "agreed"),
            sent=_local_day(leg.dispatched_at),
            answered=_local_day(leg.answered_at),
        )
        if lane.sent is None:
            return self._planned(lane)
        due = self._due(leg)
        last = lane.answered or max(due, self._today if self._runs else due)
        first = min(self._calendar.add(lane.sent, 1), last)
        return msgspec.structs.replace(lane, due=due, first=first, last=last)

    def _planned(self, lane: Lane) -> Lane:
        if not self._runs:
            return lane
        end = self._end(lane.leg)
        start = end - lane.leg.step.days
        last = self._calendar.add(self._accepted, _whole(end))
        first = min(self._calendar.add(self._accepted, int(start) + 1), last)
        return msgspec.structs.replace(lane, first=first, last=last)

    def _needs(self, leg: Leg) -> tuple[Leg, ...]:
        return tuple(self._legs[need] for need in leg.step.needs if need in self._legs)

    def _due(self, leg: Leg) -> date:
        due = case_clocks.leg_due(self._case, leg, self._calendar, self._today)
        assert due is not None, "only a leg that was sent has its day"
        return due.date

    def _end(self, leg: Leg) -> Decimal:
        """When a leg was or will be done, as far as can be seen today."""
        code = leg.step.code
        if code not in self._ends:
            self._ends[code] = self._find_end(leg)
        return self._ends[code]

    def _find_end(self, leg: Leg) -> Decimal:
        now = self._offset(self._today)
        sent, answered = _local_day(leg.dispatched_at), _local_day(leg.answered_at)
        if leg.state == "returned":
            return now + leg.step.days
        if answered is not None:
            return self._offset(answered)
        if sent is not None:
            # Half days stay halves where nothing moved the leg's own limit.
            moved = self._calendar.count(
                self._calendar.add(sent, _whole(leg.step.days)), self._due(leg)
            )
            return max(self._offset(sent) + leg.step.days + moved, now)
        return max([now, *(self._end(each) for each in self._needs(leg))]) + leg.step.days

    def _offset(self, day: date) -> Decimal:
        return Decimal(self._calendar.count(self._accepted, day))


def _whole(days: Decimal) -> int:
    return int(days.to_integral_value(ROUND_CEILING))


def _local_day(at: datetime | None) -> date | None:
    return at.astimezone(CENTRE_TIME).date() if at else None


class Axis(msgspec.Struct, frozen=True):
    """The days that fit into a width, each `per` cells wide, and whether days are cut off."""

    days: tuple[date, ...]
    per: int
    cut_before: bool = False
    cut_after: bool = False


def axis(layout: Layout, width: int) -> Axis:
    """The days of a layout in `width` cells; where not all fit, those around today."""
    days = layout.days
    for per in (5, 4, 3, 2, 1):
        if len(days) * per <= width:
            return Axis(days, per)
    width = max(1, width)
    wished = (layout.today - layout.accepted).days - width // 3
    start = max(0, min(wished, len(days) - width))
    return Axis(days[start : start + width], 1, start > 0, start + width < len(days))
