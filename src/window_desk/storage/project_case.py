"""The rows of a case: itself, its papers, correction notices, legs and numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from window_desk.domain import case_clocks, case_terms, clock
from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.case import Case, Leg
from window_desk.domain.item import Limit
from window_desk.domain.numbering import read_number
from window_desk.storage.projected import Derive, Rows, milliseconds

Row = dict[str, Any]


def due_date(case: Case, limit: Limit | None, calendar: WorkingCalendar | None) -> clock.Due | None:
    """When a limit of the case ends by this calendar and its ledger; None while it does not run.

    A suspension that still lasts has moved nothing yet.
    """
    if limit is None or case.accepted_on is None or calendar is None:
        return None
    return _due(calendar, case.accepted_on, clock.Budget.of(limit), case.ledger)


# Many cases begin on the same day with the same limit, and few have a ledger.
@lru_cache(maxsize=10_000)
def _due(
    calendar: WorkingCalendar,
    start: date,
    budget: clock.Budget,
    ledger: tuple[clock.LedgerEntry, ...] = (),
) -> clock.Due:
    return clock.due(calendar, start, budget, ledger)


def case_rows(case: Case, derive: Derive) -> Rows:
    """The row of a case, and those of its papers, notices, legs and numbers."""
    legs = _legs(case, derive)
    children = _children(case, derive.calendar)
    dates = _dates(case, derive.calendar)
    dates["last_due"] = max(
        (
            each
            for each in (
                *dates.values(),
                *(leg["due"] for leg in legs.values()),
                *(child["statutory_due"] for child in children.values()),
            )
            if each
        ),
        default=None,
    )
    row = {"id": case.id} | _origin(case) | dates | _provisional(case, derive) | _ending(case)
    return (
        {("service_case", (case.id,)): row}
        | _papers(case)
        | _corrections(case)
        | legs
        | children
        | _numbers(case)
    )


def _origin(case: Case) -> Row:
    return {
        "number": case.number or None,
        "item": case.item,
        "item_version": case.item_version,
        "state": case.state,
        "applicant": case.applicant,
        "agent": case.agent,
        "ticket": case.ticket,
        "window": case.window,
        "opened_at": milliseconds(case.opened_at),
        "opened_by": case.opened_by,
        "first_contact": case.first_contact,
        "received_on": case.received_on.isoformat(),
        "accepted_at": milliseconds(case.accepted_at),
        "accepted_by": case.accepted_by,
        "accepted_on": _text(case.accepted_on),
        "lead": case.lead,
        "holders": "\n".join(case.holders),
        "instant": int(case.instant),
        "rounds": len(case.rounds),
        "amendment": int(case.amendment is not None),
    }


def _dates(case: Case, calendar: WorkingCalendar | None) -> Row:
    """The dates that a working-day notice may move."""
    promised, statutory = (
        due_date(case, limit, calendar) for limit in (case.promised, case.statutory)
    )
    return {
        "promised_due": _text(promised.date) if promised else None,
        "statutory_due": _text(statutory.date) if statutory else None,
        "answer_by": _text(case_terms.answer_by(case, calendar)) if calendar else None,
        "serve_by": _text(case_terms.serve_by(case, calendar)) if calendar else None,
    }


def _provisional(case: Case, derive: Derive) -> Row:
    limits = (due_date(case, each, derive.calendar) for each in (case.promised, case.statutory))
    return {"provisional": int(any(each.provisional for each in limits if each))}


def _ending(case: Case) -> Row:
    commitment = case.commitment
    is_unchecked = commitment is not None and commitment.outcome is None
    return {
        "suspended_since": _text(case.suspended_since),
        "licence_until": _text(case.licence_until),
        "supply_by": _text(case.supply_by),
        "promise": case_terms.promise_of(case),
        "check_by": _text(commitment.check_by) if commitment and is_unchecked else None,
        "commitment": "" if commitment is None else commitment.outcome or "open",
        "no_at": milliseconds(case.no.at) if case.no and not case.no.reviewed else None,
        "outcome": case.outcome,
        "decided_at": milliseconds(case.decided_at),
        "decided_by": case.decided_by,
        "served_at": milliseconds(case.served_at),
        "closed_at": milliseconds(case.closed_at),
        "last": case.last,
        "last_at": milliseconds(case.last_at),
        "last_by": case.last_by,
    }


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _papers(case: Case) -> Rows:
    return {
        ("paper", (case.id, code)): {
            "case": case.id,
            "material": code,
            "state": paper.check.state,
            "reason": paper.check.reason,
            "copies": paper.check.copies,
            "source": paper.check.source,
            "at": milliseconds(paper.at),
            "by": paper.by,
        }
        for code, paper in case.papers.items()
    }


def _corrections(case: Case) -> Rows:
    return {
        ("correction_notice", (case.id, position)): {
            "case": case.id,
            "position": position,
            "document": each.document,
            "at": milliseconds(each.at),
        }
        for position, each in enumerate(case.rounds)
    }


def _leg_due(case: Case, leg: Leg, calendar: WorkingCalendar | None) -> str | None:
    """When a department's own limit ends, by the rule of the domain and without a day to read on.

    A suspension that still lasts has moved nothing yet.
    """
    terms = case_clocks.leg_terms(case, leg)
    return None if terms is None or calendar is None else _text(_due(calendar, *terms).date)


def _legs(case: Case, derive: Derive) -> Rows:
    rows: Rows = {}
    for position, leg in enumerate(case.legs):
        rows["leg", (case.id, leg.step.code)] = {
            "case": case.id,
            "step": leg.step.code,
            "position": position,
            "department": leg.step.department,
            "state": _leg_state(case, leg),
            "dispatched_at": milliseconds(leg.dispatched_at),
            "answered_at": milliseconds(leg.answered_at),
            "answered_by": leg.answered_by,
            "due": _leg_due(case, leg, derive.calendar),
            "officer": leg.officer,
            "asked": len(leg.asked),
            "reminded_at": milliseconds(leg.reminded[-1] if leg.reminded else None),
            "meeting_at": milliseconds(_next_meeting(case, leg)),
            "desk": leg.desk,
        }
    return rows


def _leg_state(case: Case, leg: Leg) -> str:
    """A leg's state; one that was away when its case ended waits for nobody any more."""
    is_away = leg.state in ("open", "asking")
    return "lapsed" if is_away and case.state != "under_review" else leg.state


def _next_meeting(case: Case, leg: Leg) -> datetime | None:
    """When the joint review that was called for this leg meets."""
    return min(
        (each.meets for each in case.meetings
         if each.state == "called" and leg.step.code in each.steps),
        default=None,
    )  # fmt: skip


def _children(case: Case, calendar: WorkingCalendar | None) -> Rows:
    rows: Rows = {}
    for position, child in enumerate(case.children):
        limit = due_date(case, child.part.statutory, calendar)
        rows["case_child", (case.id, child.part.item)] = {
            "case": case.id,
            "item": child.part.item,
            "position": position,
            "version": child.part.version,
            "department": child.part.department,
            "outcome": child.outcome,
            "document": child.document,
            "decided_at": milliseconds(child.decided_at),
            "decided_by": child.decided_by,
            "statutory_due": _text(limit.date) if limit else None,
        }
    return rows


def _numbers(case: Case) -> Rows:
    return number_rows(case.id, zip(case.numbered_by, case.numbers, strict=True))


def number_rows(case: str, given: Iterable[tuple[str, str]]) -> Rows:
    """The rows of numbers, each with the desk that gave it out: every desk counts by itself."""
    taken = [(desk, read_number(number)) for desk, number in given]
    return {
        ("document", (desk, each.kind, each.run, each.serial)): {
            "desk": desk,
            "kind": each.kind,
            "run": each.run,
            "serial": each.serial,
            "number": each.number,
            "case": case,
        }
        for desk, each in taken
    }
