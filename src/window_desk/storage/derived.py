"""Due dates that a working-day notice moves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from window_desk.domain import case as cases
from window_desk.domain import case_clocks
from window_desk.domain.calendar import Notice, WorkingCalendar
from window_desk.domain.case import Case
from window_desk.domain.clock_many import due_many
from window_desk.domain.item import Limit
from window_desk.storage import listings, log
from window_desk.storage.connection import Connection

if TYPE_CHECKING:
    from window_desk.storage.change import Look


class Moved(msgspec.Struct, frozen=True):
    """An open case whose dates are others under a new notice, and who has to be told.

    `promised_days` and `statutory_days` are the working days, by the new notice, by which each
    date moves; negative when it comes nearer. `applicant` is masked.
    """

    case: str
    number: str
    promised_before: date
    promised_after: date
    statutory_before: date | None
    statutory_after: date | None
    promised_days: int = 0
    statutory_days: int = 0
    applicant: str = ""
    item: str = ""


def reaching(connection: Connection, since: date, *, only_open: bool = False) -> list[str]:
    """The cases with a date on or after that day."""
    condition = " AND state = 'under_review'" if only_open else ""
    rows = connection.execute(
        f"SELECT id FROM service_case WHERE last_due >= ?{condition} ORDER BY last_due, id",
        (since.isoformat(),),
    )
    return [row[0] for row in rows]


def affected_by(view: Look, notice: Notice) -> list[str]:
    """The cases with a date on or after the first day that the notice changes or settles.

    What ends before that day is what it was, so that nothing else has to be derived again.
    """
    if not reaching_any(view.connection):
        return []
    since = view.calendar.first_difference(view.calendar.with_notice(notice))
    return [] if since is None else reaching(view.connection, since)


def reaching_any(connection: Connection) -> bool:
    """Whether any case has a date at all; a desk that is being made has none, and no calendar."""
    row = connection.execute("SELECT 1 FROM service_case WHERE last_due >= '' LIMIT 1")
    return row.scalar() is not None


def suspended(connection: Connection) -> list[str]:
    """The open cases that are suspended: their dates move on, past what the index has of them."""
    rows = connection.execute(
        "SELECT id FROM service_case INDEXED BY case_suspended"
        " WHERE state = 'under_review' AND suspended_since IS NOT NULL ORDER BY id"
    )
    return [row[0] for row in rows]


def moved_by(view: Look, *notices: Notice) -> list[Moved]:
    """The open cases that the notices move; a suspension that lasts counts up to today."""
    before, connection = view.calendar, view.connection
    after = before
    for notice in notices:
        after = after.with_notice(notice)
    since = before.first_difference(after)
    if since is None:
        return []
    found_open = reaching(connection, since, only_open=True)
    open_cases = [
        cases.fold(log.history(connection, identity))
        for identity in dict.fromkeys((*found_open, *suspended(connection)))
    ]
    promised, statutory = (
        [
            _dates([(case, getattr(case, name)) for case in open_cases], calendar, view.today)
            for calendar in (before, after)
        ]
        for name in ("promised", "statutory")
    )
    found: list[Moved] = []
    for case, *dates in zip(open_cases, *promised, *statutory, strict=True):
        promised_before, promised_after, statutory_before, statutory_after = dates
        assert promised_before is not None
        assert promised_after is not None
        if promised_before != promised_after or statutory_before != statutory_after:
            found.append(
                Moved(
                    case=case.id,
                    number=case.number,
                    promised_before=promised_before,
                    promised_after=promised_after,
                    statutory_before=statutory_before,
                    statutory_after=statutory_after,
                    promised_days=after.count(promised_before, promised_after),
                    statutory_days=after.count(statutory_before, statutory_after)
                    if statutory_before and statutory_after
                    else 0,
                    applicant=_masked(connection, case.id),
                    item=case.item,
                )
            )
    return found


def _masked(connection: Connection, case: str) -> str:
    line = listings.case_line(connection, case)
    return line.shown_name if line else ""


def _dates(
    limits: Sequence[tuple[Case, Limit | None]], calendar: WorkingCalendar, today: date
) -> list[date | None]:
    """When the limit of each case ends; those of the same length at once."""
    found: list[date | None] = [None] * len(limits)
    alike: defaultdict[Limit, list[int]] = defaultdict(list)
    for place, (case, limit) in enumerate(limits):
        if limit is not None and not case.ledger:
            alike[limit].append(place)
        elif explained := case_clocks.explain(case, limit, calendar, today):
            found[place] = explained.due.date
    for limit, places in alike.items():
        days = [limits[place][0].accepted_on for place in places]
        starts = [day for day in days if day is not None]
        for place, each in zip(places, due_many(calendar, starts, limit), strict=True):
            found[place] = each.date
    return found
