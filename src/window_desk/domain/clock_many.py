"""Due dates by the thousand: those of many cases that share a limit, where no ledger moves it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.clock import Budget, Due, due
from window_desk.domain.item import Limit


def due_many(
    calendar: WorkingCalendar, starts: Sequence[date], budget: Budget | Limit
) -> list[Due]:
    """The due date of each start: what `clock.due` gives without a ledger, for many at once.

    Raises RuleBroken `calendar.out_of_range` when one of them lies outside the calendar.
    """
    limit = Budget.of(budget)
    if limit.unit != "working_days":
        return [due(calendar, each, limit) for each in starts]
    whole = int(limit.value)
    half = limit.value != whole
    lasts = calendar.add_many(starts, whole + half)
    first, through = calendar.announced_from, calendar.announced_through
    return [
        Due(last, half, start < first or last > through)
        for start, last in zip(starts, lasts, strict=True)
    ]
