"""What the intake screen reads, each in one transaction; called in threads only."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec

from window_desk.domain import checklist, clock, identity
from window_desk.domain.bundle import Part
from window_desk.domain.case import Case
from window_desk.domain.clock import Explanation
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Limit, ServiceItem
from window_desk.domain.ticket import Ticket
from window_desk.storage.rows import CaseLine, ItemLine, PaperOnFile, Person

if TYPE_CHECKING:
    from window_desk.services.intake import CaseView
    from window_desk.services.item_versions import Since
    from window_desk.storage.change import Look
    from window_desk.storage.desk import Desk
    from window_desk.storage.promises import Owed
    from window_desk.storage.review_lists import Wanted

_at_hand = ("called", "serving", "on_hold")
"""The states of a ticket that an intake may belong to."""

earlier_shown = 8
"""How many earlier cases of an applicant are read."""


class Asked(msgspec.Struct, frozen=True):
    """For whom the intake is opened: at which window, for which ticket or case.

    An intake without a number is opened beside the ticket that is served at the window meanwhile.
    """

    account: str
    window: str
    ticket: str = ""
    case: str = ""
    beside: str = ""


class Opened(msgspec.Struct, frozen=True):
    """What is there when the intake is opened; `scope` is the name of its draft.

    `called` is the number at the window where this is an intake without one.
    """

    scope: str
    draft: str
    ticket: Ticket | None
    items: tuple[tuple[ItemLine, str], ...]
    shown: Shown | None
    called: str = ""


class Shown(msgspec.Struct, frozen=True):
    """An open case with its people, and what the applicant owes or is asked for in other cases.

    `since` is what changed in its item since it was opened.
    """

    view: CaseView
    person: Person | None
    agent: Person | None
    owes: tuple[Owed, ...] = ()
    since: Since | None = None
    wanted: tuple[Wanted, ...] = ()

    @property
    def on_file(self) -> dict[str, PaperOnFile]:
        """By material, the papers that the centre has of the applicant."""
        return self.view.on_file


class Known(msgspec.Struct, frozen=True):
    """What the desk knows by a certificate's number, or why the number cannot be right."""

    number: str = ""
    error: RuleBroken | None = None
    person: Person | None = None
    cases: tuple[CaseLine, ...] = ()
    on_file: tuple[PaperOnFile, ...] = ()
    owes: tuple[Owed, ...] = ()
    wanted: tuple[Wanted, ...] = ()


class Outlook(msgspec.Struct, frozen=True):
    """An item before its case is opened: what it would ask for and promise today."""

    item: ServiceItem
    verdict: checklist.Verdict
    promised: Explanation | None
    statutory: Explanation | None
    case: Case | None = None
    parts: tuple[Part, ...] = ()


def opened(desk: Desk, asked: Asked) -> Opened:
    """The draft, the ticket and the items; the case asked for, or the newest of the ticket.

    The ticket that is served at the window goes before another. A ticket that is over, and a case
    that is past its intake, are left aside. A draft of the ticket goes before its case: it is the
    next item of the same applicant.
    """
    from window_desk.storage import drafts, listings, ticket_reads

    with desk.look() as look:
        at_hand = _ticket(look, asked)
        scope = f"intake/{asked.account}/{at_hand.id if at_hand else '-'}"
        items = look.items
        wanted = asked.case if asked.case and _is_at_window(look.case(asked.case)) else ""
        draft = "" if wanted else drafts.find(desk, scope)
        if not wanted and at_hand and not draft:
            wanted = listings.case_of_ticket(look.connection, at_hand.id)
        case = shown(look, wanted) if wanted else None
        is_for_nobody = at_hand is None and case is None and asked.window
        called = (
            ticket_reads.number_at_window(look.connection, asked.window) if is_for_nobody else ""
        )
        return Opened(scope, draft, at_hand, items, case, called or "")


def _is_at_window(case: Case) -> bool:
    """Whether the case is not past its intake, or waits for papers that were promised."""
    owes = case.state == "under_review" and bool(case.promises)
    return owes or case.state in ("intake", "correction")


def _ticket(look: Look, asked: Asked) -> Ticket | None:
    from window_desk.storage import ticket_reads

    served = ticket_reads.served_at(look.connection, asked.window) if asked.window else ""
    wanted = asked.ticket if served in ("", asked.beside) else served
    if not wanted:
        return None
    found = look.ticket(wanted)
    return found if found.state in _at_hand else None


def shown(look: Look, case: str) -> Shown:
    """A case as the screen shows it."""
    from window_desk.services import intake
    from window_desk.services.item_versions import changed_since
    from window_desk.storage import promises, reads, review_lists

    view = intake.view(look, case)
    found = view.case
    return Shown(
        view=view,
        person=reads.person(look.connection, view.case.applicant),
        agent=reads.person(look.connection, view.case.agent) if view.case.agent else None,
        owes=promises.owed_by(look.connection, view.case.applicant),
        since=changed_since(look, found.item, found.item_version),
        wanted=review_lists.wanted_of(look, found.applicant),
    )


def look_up(desk: Desk, type_: str, number: str, item: str) -> Known:
    """Check a certificate's number, and find who it is and what they brought before."""
    from window_desk.storage import items, listings, promises, reads, review_lists

    with desk.look() as look:
        try:
            found = identity.check_certificate(type_, number, look.today)
        except RuleBroken as error:
            return Known(number=number, error=error)
        person = reads.find_person(look.connection, type_, found.number)
        if person is None:
            return Known(number=found.number)
        guide = items.whole_item(look.connection, item, look.today) if item else None
        return Known(
            number=found.number,
            person=person,
            cases=listings.earlier_cases(look.connection, person.id, earlier_shown),
            on_file=(
                listings.papers_on_file(look.connection, person.id, guide, look.now)
                if guide
                else ()
            ),
            owes=promises.owed_by(look.connection, person.id),
            wanted=review_lists.wanted_of(look, person.id),
        )


def outlook(desk: Desk, item: str) -> Outlook | None:
    """What an item would ask for and promise today, or None without a service guide."""
    from window_desk.storage import items

    with desk.look() as look:
        found = items.whole_item(look.connection, item, look.today)
        if found is None or not found.guide:
            return None
        return Outlook(
            item=found,
            verdict=checklist.judge(found, {}, {}),
            promised=_explained(look, look.today, found.promised),
            statutory=_explained(look, look.today, found.statutory),
            parts=items.parts(look.connection, found, {}, look.today),
        )


def _explained(look: Look, today: date, limit: Limit | None) -> Explanation | None:
    return clock.explain(look.calendar, today, clock.Budget.of(limit)) if limit else None
