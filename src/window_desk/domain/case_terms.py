"""The smaller terms of a case: until when to answer, to serve, and what became of a promise."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.case import Case
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


class LateRequest(msgspec.Struct, frozen=True):
    """A notice that asked for what an earlier one could have named: which papers, and why late."""

    document: str
    at: datetime
    materials: tuple[str, ...]
    reasons: tuple[str, ...]


def late_request(case: Case) -> LateRequest | None:
    """The first notice that asked late and that no supervisor looked at yet.

    A later round of corrections (行政许可法 art. 32(1)4), or a second request of departments.
    """
    corrections = (
        LateRequest(
            each.document, each.at, tuple(one.material for one in each.late),
            tuple(dict.fromkeys(one.late_reason for one in each.late)),
        )
        for each in case.rounds[1:]
        if each.late and not each.seen
    )  # fmt: skip
    requests = (
        LateRequest(
            each.document, each.at,
            tuple(dict.fromkeys(one.material for _, asked in each.asked for one in asked)),
            (each.reason,),
        )
        for each in case.more[1:]
        if each.reason and not each.seen
    )  # fmt: skip
    return min((*corrections, *requests), key=lambda each: each.at, default=None)


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
