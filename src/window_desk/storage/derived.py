"""Due dates that a working-day notice moves."""

from __future__ import annotations

from datetime import date

import msgspec

from window_desk.domain import case as cases
from window_desk.domain.calendar import Notice, WorkingCalendar
from window_desk.domain.identity import mask_name
from window_desk.storage import listings, log
from window_desk.storage.connection import Connection
from window_desk.storage.project_case import due_date


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


def reaching(connection: Connection, notice: Notice, *, only_open: bool = False) -> list[str]:
    """The cases with a date on or after the first day that this notice may change."""
    condition = " AND state = 'under_review'" if only_open else ""
    rows = connection.execute(
        f"SELECT id FROM service_case WHERE last_due >= ?{condition} ORDER BY last_due, id",
        (date(notice.year - 1, 12, 1).isoformat(),),
    )
    return [row[0] for row in rows]


def moved_by(connection: Connection, before: WorkingCalendar, notice: Notice) -> list[Moved]:
    """The open cases that the notice moves, by their promised date."""
    after = before.with_notice(notice)
    found: list[Moved] = []
    for identity in reaching(connection, notice, only_open=True):
        case = cases.fold(log.history(connection, identity))
        dates = [
            due.date if (due := due_date(case, limit, calendar)) else None
            for limit in (case.promised, case.statutory)
            for calendar in (before, after)
        ]
        promised_before, promised_after, statutory_before, statutory_after = dates
        assert promised_before is not None
        assert promised_after is not None
        if promised_before != promised_after or statutory_before != statutory_after:
            found.append(
                Moved(
                    case=identity,
                    number=case.number,
                    promised_before=promised_before,
                    promised_after=promised_after,
                    statutory_before=statutory_before,
                    statutory_after=statutory_after,
                    promised_days=after.count(promised_before, promised_after),
                    statutory_days=after.count(statutory_before, statutory_after)
                    if statutory_before and statutory_after
                    else 0,
                    applicant=_masked(connection, identity),
                    item=case.item,
                )
            )
    return found


def _masked(connection: Connection, case: str) -> str:
    line = listings.case_line(connection, case)
    if line is None:
        return ""
    return line.applicant_name if line.organisation else mask_name(line.applicant_name)
