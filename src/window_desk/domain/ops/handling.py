"""What can be recorded of a case after acceptance: its departments, its clocks, its end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

import msgspec

from window_desk.domain.item import Child, JoinRule, Limit, MissingOpinion, Pinned, Step
from window_desk.domain.ops.base import Op

LegOutcome = Literal["agreed", "disagreed", "returned"]
Outcome = Literal["granted", "refused"]
Counting = Literal["after_start", "from_start"]
"""Which days of a suspension do not count: those after its first day, or that day as well."""

Extender = Literal["agency", "government"]
"""Who may lengthen a limit: the head of the agency, or of the government at its level (art. 42)."""

CheckOutcome = Literal["kept", "false"]


class CaseDispatched(Op, frozen=True):
    """Legs were sent to their departments, all that could go at the same time.

    `desks` are by step the desks of departments that have one of their own; the other legs stay at
    the desk that owns the case.
    """

    kind: ClassVar[str] = "case.dispatched"
    steps: tuple[str, ...]
    desks: dict[str, str] = msgspec.field(default_factory=dict)


class CaseLegAnswered(Op, frozen=True):
    """A department answered its leg; `deemed` when its silence counts as consent here.

    `ground` is the code of the listed reason that was chosen, `reason` its words or the own ones.
    """

    kind: ClassVar[str] = "case.leg_answered"
    step: str
    outcome: LegOutcome
    reason: str = ""
    ground: str = ""
    deemed: bool = False


class CaseDecided(Op, frozen=True):
    """The decision was made (art. 37-38); after a no, `alternative` says what else can be done."""

    kind: ClassVar[str] = "case.decided"
    outcome: Outcome
    document: str
    reason: str = ""
    alternative: str = ""


class CaseServed(Op, frozen=True):
    """The result was handed out (art. 44)."""

    kind: ClassVar[str] = "case.served"
    document: str
    manner: Literal["in_person", "post", "electronic"] = "in_person"


class CaseUndone(Op, frozen=True):
    """The op with the id `undoes` does not count any more; its numbers stay used."""

    kind: ClassVar[str] = "case.undone"
    undoes: str


class CaseSuspended(Op, frozen=True):
    """The clocks stand still from `start` on (art. 45); told in writing, `document`.

    `ground` is a special procedure or the item's own ground, `days` the working days that the
    procedure needs, `body` who carries it out, `counting` the reading in force at that time.
    """

    kind: ClassVar[str] = "case.suspended"
    ground: str
    start: date
    document: str
    days: int
    body: str = ""
    counting: Counting = "after_start"


class CaseResumed(Op, frozen=True):
    """The suspension with that op's id ended; `end` is its last day."""

    kind: ClassVar[str] = "case.resumed"
    suspension: str
    end: date


class CaseExtended(Op, frozen=True):
    """The limits were lengthened by `days` working days, once (art. 42); told by `document`."""

    kind: ClassVar[str] = "case.extended"
    days: Decimal
    by: Extender
    approver: str
    reason: str
    document: str


class CaseRestarted(Op, frozen=True):
    """The limits start again from zero: `on` is day 0, `basis` the rule that says so."""

    kind: ClassVar[str] = "case.restarted"
    on: date
    reason: str
    basis: str


class CasePromiseBroken(Op, frozen=True):
    """Promised papers (容缺受理) had not come by their day."""

    kind: ClassVar[str] = "case.promise_broken"
    materials: tuple[str, ...]


class CaseCommitmentChecked(Op, frozen=True):
    """What the applicant had declared (告知承诺) was checked after the decision."""

    kind: ClassVar[str] = "case.commitment_checked"
    outcome: CheckOutcome
    reason: str = ""


class CaseAmendmentAsked(Op, frozen=True):
    """A wrong item or day of acceptance was found; a supervisor is asked to put it right."""

    kind: ClassVar[str] = "case.amendment_asked"
    reason: str
    item: str = ""
    accepted_on: date | None = None


class CaseAmendmentRefused(Op, frozen=True):
    """A supervisor left the acceptance as it was."""

    kind: ClassVar[str] = "case.amendment_refused"
    reason: str


class CaseAmended(Op, frozen=True):
    """The acceptance was put right and its notice issued again under the number `document`.

    Of another item its version, limits, lead and route, of a bundle its `children` and all their
    versions; of another day `accepted_on`. `same` are the codes that name the same paper in both
    items. What stood before stays in the log.
    """

    kind: ClassVar[str] = "case.amended"
    reason: str
    document: str
    item: str = ""
    item_version: int = 0
    promised: Limit | None = None
    statutory: Limit | None = None
    lead: str = ""
    instant: bool = False
    steps: tuple[Step, ...] = ()
    joins: JoinRule = "lead_decides"
    missing_opinion: MissingOpinion = ""
    accepted_on: date | None = None
    children: tuple[Child, ...] = ()
    pinned: tuple[Pinned, ...] = ()
    same: tuple[str, ...] | None = None


class CaseDatesMoved(Op, frozen=True):
    """A working-day notice moved the dates; `because` is the id of the notice that did.

    The applicant is told by `document`; without one it was on record only.
    """

    kind: ClassVar[str] = "case.dates_moved"
    because: str
    promised_before: date
    promised_after: date
    statutory_before: date | None = None
    statutory_after: date | None = None
    document: str = ""


class CaseLateRequestSeen(Op, frozen=True):
    """A supervisor looked at a correction notice that asked late (art. 32), and what came of it."""

    kind: ClassVar[str] = "case.late_request_seen"
    document: str
    note: str


class CaseNoReviewed(Op, frozen=True):
    """A supervisor looked at a no (办不成事): it stands, or the applicant is called back."""

    kind: ClassVar[str] = "case.no_reviewed"
    outcome: Literal["stands", "called_back"]
    note: str
