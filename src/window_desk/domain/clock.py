"""From a budget and a ledger of suspensions, extensions and restarts to the due date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

import msgspec

from window_desk.domain.calendar import Day, Skipped, WorkingCalendar
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Limit, Unit

Policy = Literal["after_start", "from_start"]
"""Which days of a suspension do not count: those after its first day, or that day as well.

The law is silent. `after_start` is the default because it is the stricter one for the agency:
the day on which the special procedure starts is used up, and the day after its end runs again.
"""

longest = Decimal(36500)


def _check_length(value: Decimal) -> None:
    if value.is_finite() and 0 <= value <= longest and value * 2 == int(value * 2):
        return
    raise RuleBroken(
        "clock.bad_length",
        "{value} is not a number of days from 0 to {longest} in steps of half a day.",
        hint="Write it like 5 or 0.5.",
        value=value,
        longest=longest,
    )


class Budget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The time a limit gives: `value` days of `unit`; half days for working days only."""

    value: Decimal
    unit: Unit = "working_days"

    def __post_init__(self) -> None:
        _check_length(self.value)

    @classmethod
    def of(cls, limit: Limit | Budget) -> Budget:
        """The budget that an item's limit gives; a budget is one already."""
        return limit if isinstance(limit, Budget) else cls(limit.value, limit.unit)


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=str.lower):
    """A line of the ledger."""


class Suspension(_Entry, frozen=True):
    """The clock stands still (行政许可法 art. 45): `end` is its last day, None while it lasts.

    `ground` is a special procedure or, for an item that is no permit, its own ground in words.
    `counting` is the policy in force when it began, None for the one that the clock is read with.
    """

    start: date
    end: date | None = None
    ground: str = ""
    document: str = ""
    counting: Policy | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise RuleBroken(
                "clock.suspension_backwards",
                "The suspension ends on {end}, before it starts on {start}.",
                hint="Give the first day, then the last one.",
                start=self.start,
                end=self.end,
            )


class Extension(_Entry, frozen=True):
    """More time (行政许可法 art. 42): `value` days of the budget's unit, told to the applicant."""

    value: Decimal
    reason: str = ""
    approver: str = ""
    told_on: date | None = None

    def __post_init__(self) -> None:
        _check_length(self.value)


class Restart(_Entry, frozen=True):
    """The whole limit starts anew: `on` becomes day 0, and earlier extensions are spent."""

    on: date
    reason: str = ""


LedgerEntry = Suspension | Extension | Restart


class Due(msgspec.Struct, frozen=True, gc=False):
    """The last day of a limit, by noon if `half_day`; a `provisional` one may still move."""

    date: date
    half_day: bool
    provisional: bool


class Explanation(msgspec.Struct, frozen=True):
    """How a due date comes about, as data.

    `days` + the suspended days + the skipped days are the calendar days from `counted_from` to
    the due date. With a budget in calendar days the skipped days are those at the end, over which
    the last day moves on to a working day. `late` are suspensions that began when the limit had
    already run out: they move nothing.
    """

    accepted_on: date
    budget: Budget
    policy: Policy
    restart: Restart | None
    counted_from: date
    extensions: tuple[Extension, ...]
    days: int
    suspensions: tuple[Suspension, ...]
    late: tuple[Suspension, ...]
    suspended: tuple[date, ...]
    skipped: tuple[Skipped, ...]
    make_up: tuple[Day, ...]
    due: Due
    announced_from: date
    announced_through: date


class _Run:
    """One pass of the clock: from where it counts, what it excludes, where it ends."""

    def __init__(
        self,
        calendar: WorkingCalendar,
        accepted_on: date,
        budget: Budget,
        ledger: Sequence[LedgerEntry],
        policy: Policy,
        today: date | None,
    ) -> None:
        self.calendar, self.unit = calendar, budget.unit
        self.restart = _last_restart(accepted_on, ledger)
        self.start = self.restart.on if self.restart else accepted_on
        self.extensions = tuple(
            each for each in ledger if isinstance(each, Extension) and self._holds(each)
        )
        total = sum((each.value for each in self.extensions), budget.value)
        whole = int(total)
        self.half_day = total != whole
        if self.half_day and self.unit == "calendar_days":
            raise RuleBroken(
                "clock.half_calendar_day",
                "A limit in calendar days has no half days.",
                hint="Use whole days, or working days.",
            )
        self.days = whole + self.half_day
        self.suspended: set[date] = set()
        self.suspensions: list[Suspension] = []
        self.late: list[Suspension] = []
        self.moved: tuple[Skipped, ...] = ()
        self.last = self.stopped_through = self._last_day()
        suspensions = (each for each in ledger if isinstance(each, Suspension))
        for each in sorted(suspensions, key=lambda suspension: suspension.start):
            self._apply(each, policy, today)

    def _holds(self, extension: Extension) -> bool:
        told_on = extension.told_on
        return self.restart is None or told_on is None or told_on > self.restart.on

    def _last_day(self) -> date:
        if self.unit == "working_days":
            return self.calendar.add(self.start, self.days + len(self.suspended))
        return self.calendar.on_or_after(self._unmoved())

    def _unmoved(self) -> date:
        length = self.days + len(self.suspended) + len(self.moved)
        return _known(self.calendar, self.start) + timedelta(days=length)

    def _apply(self, suspension: Suspension, policy: Policy, today: date | None) -> None:
        if suspension.start > max(self.last, self.stopped_through):
            self.late.append(suspension)
            return
        if suspension.end is not None and suspension.end <= self.start:
            return
        end = suspension.end or max(suspension.start, today or suspension.start)
        before = suspension.start - timedelta(days=(suspension.counting or policy) == "from_start")
        before = max(before, self.start)
        self.suspensions.append(suspension)
        self.stopped_through = max(self.stopped_through, end)
        if self.unit == "working_days":
            self.suspended.update(self.calendar.workdays(before, end))
        else:
            if before > self._unmoved():
                # The last day had already moved on to a working day; it stays moved.
                self.moved = self.skipped()
            span = (_known(self.calendar, end) - before).days
            self.suspended.update(before + timedelta(days=n) for n in range(1, span + 1))
        self.last = self._last_day()

    def due(self) -> Due:
        provisional = any(self.calendar.is_provisional(each) for each in (self.start, self.last))
        return Due(self.last, self.half_day, provisional)

    def skipped(self) -> tuple[Skipped, ...]:
        if self.unit == "working_days":
            return self.calendar.skipped(self.start, self.last)
        day_before = self._unmoved() - timedelta(days=1)
        return self.moved + self.calendar.skipped(day_before, self.last)

    def make_up(self) -> tuple[Day, ...]:
        if self.unit != "working_days":
            return ()
        days = self.calendar.make_up_days(self.start, self.last)
        return tuple(each for each in days if each.date not in self.suspended)


def _known(calendar: WorkingCalendar, day: date) -> date:
    return calendar.add(day, 0)


def _last_restart(accepted_on: date, ledger: Sequence[LedgerEntry]) -> Restart | None:
    restarts = (each for each in ledger if isinstance(each, Restart) and each.on >= accepted_on)
    return max(restarts, key=lambda restart: restart.on, default=None)


def due(
    calendar: WorkingCalendar,
    accepted_on: date,
    budget: Budget | Limit,
    ledger: Sequence[LedgerEntry] = (),
    policy: Policy = "after_start",
    *,
    today: date | None = None,
) -> Due:
    """The due date: acceptance (day 0) + base and extension, then moved on by the suspended days.

    Suspended days that overlap count once. A suspension counts when it starts on or before the
    due date as it then stands, or within one that counts. One that still lasts runs up to and
    with `today`; without `today` it moves nothing yet, so the date is the earliest possible. The
    order of the ledger is free.
    """
    return _Run(calendar, accepted_on, Budget.of(budget), ledger, policy, today).due()


def left(
    calendar: WorkingCalendar,
    accepted_on: date,
    budget: Budget | Limit,
    ledger: Sequence[LedgerEntry] = (),
    policy: Policy = "after_start",
    *,
    today: date,
) -> int:
    """The working days after `today` that are left: 0 on the due date, negative when it is over.

    Days of a planned suspension are not counted, and while a suspension lasts the figure stands.
    """
    run = _Run(calendar, accepted_on, Budget.of(budget), ledger, policy, today)
    ahead = [each for each in run.suspended if today < each <= run.last]
    return calendar.count(today, run.last) - sum(calendar.is_workday(each) for each in ahead)


def explain(
    calendar: WorkingCalendar,
    accepted_on: date,
    budget: Budget | Limit,
    ledger: Sequence[LedgerEntry] = (),
    policy: Policy = "after_start",
    *,
    today: date | None = None,
) -> Explanation:
    """The due date with all it is made of; its `due` is what `due` gives for the same words."""
    run = _Run(calendar, accepted_on, Budget.of(budget), ledger, policy, today)
    return Explanation(
        accepted_on=accepted_on,
        budget=Budget.of(budget),
        policy=policy,
        restart=run.restart,
        counted_from=run.start,
        extensions=run.extensions,
        days=run.days,
        suspensions=tuple(run.suspensions),
        late=tuple(run.late),
        suspended=tuple(sorted(run.suspended)),
        skipped=run.skipped(),
        make_up=run.make_up(),
        due=run.due(),
        announced_from=calendar.announced_from,
        announced_through=calendar.announced_through,
    )
