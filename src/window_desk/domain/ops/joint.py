"""What can be recorded of several departments working on one case at the same time."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from window_desk.domain.item import Step
from window_desk.domain.ops.base import Fact, Op
from window_desk.domain.ops.handling import LegOutcome, Outcome


class Asked(Fact, frozen=True):
    """One thing that a department asks of the applicant: about a paper, and what is wanted."""

    material: str
    reason: str


class Opinion(Fact, frozen=True):
    """What one department said of its step in a meeting; `person` spoke for it."""

    step: str
    outcome: LegOutcome
    person: str
    reason: str = ""


class Attendee(Fact, frozen=True):
    """Somebody at a joint review meeting, and for whom."""

    person: str
    body: str


class CaseLegAdded(Op, frozen=True):
    """A body was added to the route by hand, with the reason; it is heard like the others."""

    kind: ClassVar[str] = "case.leg_added"
    step: Step
    reason: str


class CaseLegAssigned(Op, frozen=True):
    """An officer of the leg's department has it: taken up, or handed on with a note."""

    kind: ClassVar[str] = "case.leg_assigned"
    step: str
    to: str
    note: str = ""


class CaseMoreAsked(Op, frozen=True):
    """A department needs more from the applicant; asked together with what the others need."""

    kind: ClassVar[str] = "case.more_asked"
    step: str
    asked: tuple[Asked, ...]


class CaseMoreNotified(Op, frozen=True):
    """The applicant was told once, in `document`, everything that the departments asked for.

    `reason` says why there is another round, where there was one before.
    """

    kind: ClassVar[str] = "case.more_notified"
    document: str
    steps: tuple[str, ...]
    reason: str = ""


class CaseMoreReturned(Op, frozen=True):
    """What was asked for came in; each leg goes on with the officer who asked."""

    kind: ClassVar[str] = "case.more_returned"


class CaseReminded(Op, frozen=True):
    """The department of an open leg was reminded of it (催办)."""

    kind: ClassVar[str] = "case.reminded"
    step: str
    note: str = ""


class CaseMeetingCalled(Op, frozen=True):
    """A joint review meeting (联合会审) was called for these steps, `meets` at a place."""

    kind: ClassVar[str] = "case.meeting_called"
    meets: datetime
    place: str
    steps: tuple[str, ...]


class CaseMeetingCancelled(Op, frozen=True):
    """The meeting with that op's id will not be held."""

    kind: ClassVar[str] = "case.meeting_cancelled"
    meeting: str
    reason: str


class CaseMeetingHeld(Op, frozen=True):
    """The meeting with that op's id was held; its opinions take the place of separate answers.

    `document` is the number of its minutes.
    """

    kind: ClassVar[str] = "case.meeting_held"
    meeting: str
    attendance: tuple[Attendee, ...]
    minutes: str
    opinions: tuple[Opinion, ...]
    document: str = ""


class CaseChildDecided(Op, frozen=True):
    """One item of a bundle was decided by its department, under a document of its own."""

    kind: ClassVar[str] = "case.child_decided"
    item: str
    outcome: Outcome
    document: str
    reason: str = ""
    alternative: str = ""
