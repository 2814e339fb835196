"""How listed cases stand today: their light, and the dates and days left that people are shown."""

from __future__ import annotations

from datetime import date

from window_desk.domain import case_clocks
from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.case_clocks import Standing
from window_desk.domain.item import Limit
from window_desk.domain.light import light
from window_desk.storage.change import Look
from window_desk.storage.rows import CaseLine


def standing(look: Look, line: CaseLine) -> Standing:
    """How one listed case stands.

    The index has a suspension that still lasts at its shortest; what is shown of such a case is
    read from its ledger, up to and with today.
    """
    closed = line.state != "under_review"
    lit = light(
        look.calendar,
        look.today,
        line.promised_due,
        line.statutory_due,
        line.suspended_since,
        licence_until=line.licence_until,
        yellow=look.centre.policies.yellow_working_days,
        closed=closed,
    )
    if line.suspended_since is None or closed:
        promised, statutory = line.promised_due, line.statutory_due
        lefts = (_count(look.calendar, look.today, each) for each in (promised, statutory))
        return Standing(lit, promised, next(lefts), statutory, next(lefts))
    case = look.case(line.id)

    def read(limit: Limit | None) -> tuple[date | None, int | None]:
        found = case_clocks.explain(case, limit, look.calendar, look.today)
        left = case_clocks.left(case, limit, look.calendar, look.today)
        return (found.due.date if found else None), left

    return Standing(lit, *read(case.promised), *read(case.statutory))


def _count(calendar: WorkingCalendar, today: date, due: date | None) -> int | None:
    return None if due is None else calendar.count(today, due)
