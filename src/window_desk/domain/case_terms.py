"""The smaller terms of a case: until when to answer, to serve, and what became of a promise."""

from __future__ import annotations

from datetime import date
from typing import Literal

from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.case import Case, Round
from window_desk.domain.centre import CENTRE_TIME

answer_days = 5
"""Working days after receipt within which corrections are asked for (行政许可法 art. 32(1)4)."""

service_days = 10
"""Working days after the decision within which it is served (行政许可法 art. 44)."""

Promise = Literal["", "open", "kept", "broken"]


def awaits_answer(case: Case) -> bool:
    """Whether the applicant waits to hear: nothing was said yet, or not since they came back."""
    return case.state == "intake" or (case.state == "correction" and case.returned_at is not None)


def answer_by(case: Case, calendar: WorkingCalendar) -> date | None:
    """The last day on which something has to be said to the applicant; None when it was said.

    Silence until then accepts the application as of the day of receipt (art. 32(1)4).
    """
    return calendar.add(case.received_on, answer_days) if awaits_answer(case) else None


def serve_by(case: Case, calendar: WorkingCalendar) -> date | None:
    """The last day on which the decision has to be served (art. 44); None when nothing is due."""
    if case.state not in ("granted", "refused") or case.decided_at is None:
        return None
    return calendar.add(case.decided_at.astimezone(CENTRE_TIME).date(), service_days)


def late_request(case: Case) -> Round | None:
    """The first notice that asked late, with a reason, and that no supervisor looked at yet."""
    return next((each for each in case.rounds[1:] if each.late and not each.seen), None)


def promise_of(case: Case) -> Promise:
    """What became of the papers that were promised (容缺受理): `open` while one is not here.

    Nothing became of it where the case ended first, by a withdrawal or a no: the promise was
    neither kept nor broken.
    """
    if case.broken:
        return "broken"
    if case.supply_by is None:
        return ""
    if not case.promises:
        return "kept"
    return "open" if case.state == "under_review" else ""
