"""Every fact that can be recorded: the vocabulary of the whole system.

An op says what happened, in the past tense (`ticket.called`). Who did it, when, to which entity
and under which version stands in the envelope (`Recorded`). Ops are never changed; personal data
stands in them only sealed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar, Literal

import msgspec

from window_desk.domain.calendar import Notice
from window_desk.domain.centre import Centre, Role
from window_desk.domain.item import Limit, ServiceItem, Step
from window_desk.domain.law import Article

PaperState = Literal["received", "missing", "defective", "promised", "on_file", "shared"]
LegOutcome = Literal["agreed", "disagreed", "returned"]
Outcome = Literal["granted", "refused"]
NoForm = Literal["not_required", "not_ours"]


class Op(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A fact of one kind. `salt` keeps an erased body from being guessed by its digest."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1
    salt: str = msgspec.field(default="", name="_")


class Recorded(msgspec.Struct, frozen=True):
    """An op in its envelope: `id` is `stream:seq`, `at` wall time with offset, `by` an account."""

    id: str
    at: datetime
    by: str
    op: Op


class Why(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a ticket was called when it was, as data.

    `rule` names what decided; `head_start` is in minutes, `waited` in seconds, and `passed`
    counts the people who came earlier and still wait.
    """

    rule: Literal["arrival", "priority", "appointment", "quick", "requeued", "chosen"]
    head_start: int = 0
    waited: int = 0
    passed: int = 0


class TicketIssued(Op, frozen=True):
    """A number was given out; `head_start` in minutes is what its class was worth at that time."""

    kind: ClassVar[str] = "ticket.issued"
    number: str
    serial: int
    queue: str
    day: date
    priority: str
    rank_at: datetime
    eligible_from: datetime
    head_start: int = 0
    rule: Literal["arrival", "priority", "appointment", "quick"] = "arrival"
    item: str = ""
    appointment: datetime | None = None


class TicketCalled(Op, frozen=True):
    """A window called the ticket."""

    kind: ClassVar[str] = "ticket.called"
    window: str
    why: Why


class TicketRecalled(Op, frozen=True):
    """The window called the same ticket again."""

    kind: ClassVar[str] = "ticket.recalled"
    window: str


class TicketStarted(Op, frozen=True):
    """The citizen is at the window."""

    kind: ClassVar[str] = "ticket.started"
    window: str


class TicketHeld(Op, frozen=True):
    """The citizen went away for a while and comes back to the same window."""

    kind: ClassVar[str] = "ticket.held"
    window: str
    reason: str = ""


class TicketResumed(Op, frozen=True):
    """The citizen on hold is at the window again."""

    kind: ClassVar[str] = "ticket.resumed"
    window: str


class TicketMissed(Op, frozen=True):
    """Nobody came after the calls that the house rules ask for."""

    kind: ClassVar[str] = "ticket.missed"
    window: str


class TicketRequeued(Op, frozen=True):
    """A missed citizen came after all and waits again under the same number."""

    kind: ClassVar[str] = "ticket.requeued"
    head_start: int
    rank_at: datetime


class TicketTransferred(Op, frozen=True):
    """The ticket waits in another queue, with its number and its waiting time."""

    kind: ClassVar[str] = "ticket.transferred"
    queue: str
    window: str = ""


class TicketFinished(Op, frozen=True):
    """The service at the window ended."""

    kind: ClassVar[str] = "ticket.finished"
    window: str


class TicketLeft(Op, frozen=True):
    """The citizen left without being served."""

    kind: ClassVar[str] = "ticket.left"
    window: str = ""


class TicketUndone(Op, frozen=True):
    """The op with the id `undoes` does not count any more."""

    kind: ClassVar[str] = "ticket.undone"
    undoes: str


class WindowOpened(Op, frozen=True):
    """An account signed in at the window."""

    kind: ClassVar[str] = "window.opened"
    account: str


class WindowPaused(Op, frozen=True):
    """The window calls nobody for a while; `reason` is a listed code or free text."""

    kind: ClassVar[str] = "window.paused"
    reason: str


class WindowResumed(Op, frozen=True):
    """The window calls again."""

    kind: ClassVar[str] = "window.resumed"


class WindowClosed(Op, frozen=True):
    """The account signed out."""

    kind: ClassVar[str] = "window.closed"


class PersonRecorded(Op, frozen=True):
    """Who an applicant or agent is; `sealed` holds name, number, phone and address, encrypted."""

    kind: ClassVar[str] = "person.recorded"
    sealed: str
    certificate_type: str
    organisation: bool = False


class PersonShown(Op, frozen=True):
    """An account looked at a person's unmasked data."""

    kind: ClassVar[str] = "person.shown"


class CaseOpened(Op, frozen=True):
    """An application for an item was taken in at a window."""

    kind: ClassVar[str] = "case.opened"
    item: str
    item_version: int
    applicant: str
    agent: str = ""
    authority: str = ""
    ticket: str = ""
    window: str = ""


class CaseAnswered(Op, frozen=True):
    """Situations were answered: situation code to option code."""

    kind: ClassVar[str] = "case.answered"
    answers: dict[str, str]


class PaperCheck(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One paper looked at: its state, the reason if it is not in order, and copies counted."""

    material: str
    state: PaperState
    reason: str = ""
    copies: int | None = None
    source: str = ""


class CasePapersChecked(Op, frozen=True):
    """Papers were looked at in one act."""

    kind: ClassVar[str] = "case.papers_checked"
    checks: tuple[PaperCheck, ...]


class CaseAccepted(Op, frozen=True):
    """The case was accepted; limits and route are frozen as they were at that moment.

    `number` is the acceptance number, `document` the number of the acceptance notice. `promises`
    are the papers that follow by `supply_by` (容缺受理).
    """

    kind: ClassVar[str] = "case.accepted"
    number: str
    document: str
    article: str
    promised: Limit
    lead: str
    statutory: Limit | None = None
    steps: tuple[Step, ...] = ()
    instant: bool = False
    promises: tuple[str, ...] = ()
    supply_by: date | None = None
    window: str = ""


class Defect(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One thing to correct; `late_reason` says why it was not asked for in the first round."""

    material: str
    state: Literal["missing", "defective"]
    reason: str = ""
    late_reason: str = ""


class CaseCorrectionNotified(Op, frozen=True):
    """Everything that has to be corrected was told, once (行政许可法 art. 32(1)4)."""

    kind: ClassVar[str] = "case.correction_notified"
    document: str
    defects: tuple[Defect, ...]


class CaseTurnedAway(Op, frozen=True):
    """The application was not accepted; `body` is the competent one (art. 32(1)1-2)."""

    kind: ClassVar[str] = "case.turned_away"
    form: NoForm
    document: str
    article: str
    reason: str
    body: str = ""


class CaseDispatched(Op, frozen=True):
    """Legs were sent to their departments, all that could go at the same time."""

    kind: ClassVar[str] = "case.dispatched"
    steps: tuple[str, ...]


class CaseLegAnswered(Op, frozen=True):
    """A department answered its leg."""

    kind: ClassVar[str] = "case.leg_answered"
    step: str
    outcome: LegOutcome
    reason: str = ""


class CaseDecided(Op, frozen=True):
    """The decision was made (art. 37-38)."""

    kind: ClassVar[str] = "case.decided"
    outcome: Outcome
    document: str
    reason: str = ""


class CaseServed(Op, frozen=True):
    """The result was handed out (art. 44)."""

    kind: ClassVar[str] = "case.served"
    document: str
    manner: Literal["in_person", "post", "electronic"] = "in_person"


class CaseWithdrawn(Op, frozen=True):
    """The applicant took the application back."""

    kind: ClassVar[str] = "case.withdrawn"
    reason: str = ""


class CaseUndone(Op, frozen=True):
    """The op with the id `undoes` does not count any more; its numbers stay used."""

    kind: ClassVar[str] = "case.undone"
    undoes: str


class AccountAdded(Op, frozen=True):
    """A person may act here under `role`; the PIN is never in an op."""

    kind: ClassVar[str] = "account.added"
    name: str
    role: Role
    window: str = ""
    department: str = ""


class AccountDisabled(Op, frozen=True):
    """The account may not act any more."""

    kind: ClassVar[str] = "account.disabled"


class AccountPinReset(Op, frozen=True):
    """The account got a new PIN."""

    kind: ClassVar[str] = "account.pin_reset"


class ItemPublished(Op, frozen=True):
    """A version of a service item is in force; `keys` is its search text, made at import."""

    kind: ClassVar[str] = "item.published"
    item: ServiceItem
    keys: str


class CentrePublished(Op, frozen=True):
    """The centre's settings are in force."""

    kind: ClassVar[str] = "centre.published"
    centre: Centre


class CalendarPublished(Op, frozen=True):
    """A working-day notice is in force."""

    kind: ClassVar[str] = "calendar.published"
    notice: Notice


class LawPublished(Op, frozen=True):
    """The articles of a law that the desk quotes."""

    kind: ClassVar[str] = "law.published"
    articles: tuple[Article, ...]


kinds: dict[str, type[Op]] = {each.kind: each for each in Op.__subclasses__()}
"""Every kind of op by its name."""


def standing(history: Iterable[Recorded]) -> list[Recorded]:
    """The ops that count: without the undone ones and without the undoing itself."""
    ops = list(history)
    undone = {each.op.undoes for each in ops if isinstance(each.op, TicketUndone | CaseUndone)}
    if not undone:
        return ops
    return [
        each
        for each in ops
        if each.id not in undone and not isinstance(each.op, TicketUndone | CaseUndone)
    ]
