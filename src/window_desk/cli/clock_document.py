"""What the commands answer about a case's clocks: both limits, their ledger, legs, and service."""

from __future__ import annotations

from window_desk.domain import case_clocks, case_terms
from window_desk.domain.case import Case
from window_desk.domain.clock import Explanation
from window_desk.domain.explanation import sentences
from window_desk.domain.item import Limit
from window_desk.domain.leg_light import light_of
from window_desk.locale import _, current, word
from window_desk.locale.punctuation import with_aside
from window_desk.services.intake import CaseView
from window_desk.storage.change import Look

Document = dict[str, object]


def legs_of(case: Case, look: Look) -> list[Document]:
    """Every department's part, with the day it is due once it was sent."""
    found: list[Document] = []
    for leg in case.legs:
        due = case_clocks.leg_due(case, leg, look.calendar, look.today)
        left = case_clocks.leg_left(case, leg, look.calendar, look.today)
        found.append(
            {
                "step": leg.step.code,
                "name": word(leg.step.name),
                "department": leg.step.department,
                "state": leg.state,
                "needs": leg.step.needs,
                "dispatched_at": leg.dispatched_at,
                "due": due.date if due else None,
                "provisional": due.provisional if due else None,
                "left_working_days": left if leg.state == "open" else None,
                "limit": leg.step.days,
                "answered_at": leg.answered_at,
                "answered_by": leg.answered_by or None,
                "reason": leg.reason,
                "light": light_of(
                    case,
                    leg,
                    look.calendar,
                    look.today,
                    yellow=look.centre.policies.yellow_working_days,
                ),
                "officer": leg.officer or None,
                "desk": leg.desk or None,
                "asked": leg.asked,
                "reminded": leg.reminded,
                "added": leg.added or None,
            }
        )
    return found


def clocks_of(view: CaseView, look: Look) -> Document:
    """Both clocks with their explanation; until the case is accepted, as if it were now."""
    return {
        "promised": _clock(view, view.promised, view.case.promised, look),
        "statutory": _clock(view, view.statutory, view.case.statutory, look),
        "ledger": ledger_of(view.case),
        "service": _service(view.case, look),
        "licence_until": view.case.licence_until,
        "renewal": _renewal(view.case),
    }


def _renewal(case: Case) -> Document | None:
    """What silence means where a licence is renewed (art. 50)."""
    if case.licence_until is None or case.state != "under_review":
        return None
    said = _("Undecided on {day}, the licence counts as renewed.").format(day=case.licence_until)
    return {"explanation": said, "article": "xkf.50"}


def ledger_of(case: Case) -> list[Document]:
    """What moved the limits: suspensions, the extension, the restart."""
    found: list[Document] = [
        {
            "kind": "suspension",
            "ground": each.ground,
            "start": each.start,
            "end": each.end,
            "days": each.days,
            "body": each.body or None,
            "document": each.document,
            "counting": each.counting,
        }
        for each in case.suspensions
    ]
    if case.extension is not None:
        more = case.extension
        found.append(
            {
                "kind": "extension",
                "days": more.value,
                "approver": more.approver,
                "reason": more.reason,
                "told_on": more.told_on,
            }
        )
    if case.restart is not None:
        found.append({"kind": "restart", "on": case.restart.on, "reason": case.restart.reason})
    return found


def _service(case: Case, look: Look) -> Document | None:
    """Until when the decision has to be served (art. 44); None when nothing is due."""
    by = case_terms.serve_by(case, look.calendar)
    if by is None:
        return None
    return {
        "due": by,
        "provisional": look.calendar.is_provisional(by),
        "left_working_days": look.calendar.count(look.today, by),
        "article": "xkf.44",
    }


def _clock(
    view: CaseView, found: Explanation | None, limit: Limit | None, look: Look
) -> Document | None:
    if found is None:
        return None
    runs = view.case.state == "under_review"
    left = case_clocks.left(view.case, limit, look.calendar, look.today)
    return {
        "due": found.due.date,
        "half_day": found.due.half_day,
        "provisional": found.due.provisional,
        "limit": found.budget.value,
        "unit": found.budget.unit,
        "runs": runs,
        "left_working_days": left if runs else None,
        "explanation": " ".join(sentences(found, current())),
    }


def clock_facts(document: Document) -> list[tuple[str, object]]:
    """The days of a whole case that stand beside its two limits, as a page shows them."""
    clocks = document["clocks"]
    assert isinstance(clocks, dict)
    service = clocks["service"]
    return [
        (_("Limits count from"), document["accepted_on"]),
        (_("Answer the applicant by"), document["answer_by"]),
        (_("Serve by"), service["due"] if service else None),
        (_("Licence ends"), clocks["licence_until"]),
        (_("Renewal"), clocks["renewal"]["explanation"] if clocks["renewal"] else None),
    ]


def due_words(clock: Document) -> str:
    """A due date, and whether a later notice may still move it."""
    due = clock["due"]
    if due is None:
        return ""
    return with_aside(str(due), _("provisional") if clock["provisional"] else "")


def left_words(days: object) -> str:
    """The working days that are left, or those that went by since; empty where nothing runs."""
    if not isinstance(days, int):
        return ""
    if days < 0:
        return _("{days} over").format(days=-days)
    return _("{days} left").format(days=days) if days else _("due today")


def left_sentence(days: int) -> str:
    """The same as a sentence below the explanation of a date."""
    if days < 0:
        return _("Over by {days} working days.").format(days=-days)
    if days == 0:
        return _("Today is the last day.")
    return _("Working days left: {days}.").format(days=days)
