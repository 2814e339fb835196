"""What a case is: its papers, rounds, legs, the ledger of its clocks, and its decision."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from window_desk.domain import clock, ops
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.item import Child, JoinRule, Limit, MissingOpinion, Pinned, Step
from window_desk.domain.ops import Defect, PaperCheck

State = Literal[
    "intake",
    "correction",
    "turned_away",
    "under_review",
    "granted",
    "refused",
    "served",
    "withdrawn",
    "void",
]
LegState = Literal["waiting", "open", "asking", "agreed", "disagreed", "returned"]
Act = Literal[
    "answer", "check", "correct_on_spot", "give_receipt", "note_licence", "accept", "commit",
    "correct", "return_corrections", "refuse", "withdraw", "hand_over",
    "dispatch", "review", "suspend", "resume", "extend", "restart", "amend", "decide", "serve",
    "check_commitment", "review_no", "see_late_request",
    "add_leg", "assign", "ask_more", "notify_more", "return_more", "remind",
    "call_meeting", "cancel_meeting", "hold_meeting", "decide_child",
]  # fmt: skip


class Paper(msgspec.Struct, frozen=True):
    """A paper as it was last looked at (MaterialSubmission): when and by whom."""

    check: PaperCheck
    at: datetime
    by: str


class Heard(msgspec.Struct, frozen=True):
    """An opinion as it was given: by whom, for which body, when and why; each is kept.

    `by` is the account, `person` who spoke in a meeting, `meeting` that meeting's id.
    """

    body: str
    outcome: ops.LegOutcome
    at: datetime
    by: str
    reason: str = ""
    ground: str = ""
    deemed: bool = False
    person: str = ""
    meeting: str = ""


class Leg(msgspec.Struct, frozen=True):
    """One department's part of a case (ReviewTask) and what became of it.

    `officer` has it in the department, `asked` is what the department asks of the applicant while
    it is `asking`, `reminded` are the moments of reminders since it was sent, `added` the reason
    for a body that was added by hand, `desk` the department's own desk where it was sent, empty
    where it is with the desk that owns the case.
    """

    step: Step
    state: LegState = "waiting"
    dispatched_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by: str = ""
    reason: str = ""
    deemed: bool = False
    officer: str = ""
    asked: tuple[ops.Asked, ...] = ()
    heard: tuple[Heard, ...] = ()
    reminded: tuple[datetime, ...] = ()
    added: str = ""
    desk: str = ""


class MoreRound(msgspec.Struct, frozen=True):
    """One merged request of the departments: the notice, what each asked, and the return."""

    document: str
    at: datetime
    asked: tuple[tuple[str, tuple[ops.Asked, ...]], ...]
    reason: str = ""
    returned_at: datetime | None = None
    seen: bool = False


class Meeting(msgspec.Struct, frozen=True):
    """A joint review meeting (联合会审), named by the op that called it.

    `document` is the number of its minutes, once it was held.
    """

    id: str
    meets: datetime
    place: str
    steps: tuple[str, ...]
    called_by: str
    state: Literal["called", "held", "cancelled"] = "called"
    attendance: tuple[ops.Attendee, ...] = ()
    minutes: str = ""
    document: str = ""
    held_at: datetime | None = None


class ChildCase(msgspec.Struct, frozen=True):
    """One item of a bundle inside its case, and what its department decided."""

    part: Child
    outcome: str = ""
    document: str = ""
    reason: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""


class Round(msgspec.Struct, frozen=True):
    """One correction round: the notice, all that it asked for, and whether a supervisor saw it."""

    document: str
    at: datetime
    defects: tuple[Defect, ...]
    seen: bool = False

    @property
    def late(self) -> tuple[Defect, ...]:
        """What could have been asked for in the first round; each has its reason."""
        return tuple(each for each in self.defects if each.late_reason)


class ClockSuspension(msgspec.Struct, frozen=True):
    """A suspension of the clocks, named by the op that began it; `end` is its last day."""

    id: str
    ground: str
    start: date
    document: str
    days: int
    body: str = ""
    counting: ops.Counting = "after_start"
    end: date | None = None


class Commitment(msgspec.Struct, frozen=True):
    """What the applicant declared (告知承诺), until when it is checked, and what came of it."""

    document: str
    check_by: date
    outcome: ops.CheckOutcome | None = None


class No(msgspec.Struct, frozen=True):
    """A no that was said (办不成事), and what the supervisor made of it."""

    at: datetime
    by: str
    reason: str
    alternative: str
    reviewed: str = ""
    note: str = ""


class Case(msgspec.Struct, frozen=True):
    """An application and everything that was done with it.

    `of_another_item` are papers that were looked at before an amendment put another item in place
    and that this one does not ask for under that code. `first_contact` is the account that answers
    for it until it is handed over, `broken` the papers that were promised and did not come,
    `day_zero` the day from which the limits count where it is not the day of acceptance,
    `numbered_by` the desk that gave out each of the `numbers`, which stay used when their act is
    undone; `documents` are the numbers of documents that stand.
    """

    id: str
    item: str
    item_version: int
    applicant: str
    opened_at: datetime
    opened_by: str
    agent: str = ""
    authority: str = ""
    ticket: str = ""
    window: str = ""
    state: State = "intake"
    answers: dict[str, str] = {}
    papers: dict[str, Paper] = {}
    of_another_item: tuple[str, ...] = ()
    rounds: tuple[Round, ...] = ()
    number: str = ""
    accepted_at: datetime | None = None
    accepted_by: str = ""
    article: str = ""
    promised: Limit | None = None
    statutory: Limit | None = None
    lead: str = ""
    instant: bool = False
    promises: tuple[str, ...] = ()
    supply_by: date | None = None
    legs: tuple[Leg, ...] = ()
    joins: JoinRule = "lead_decides"
    missing_opinion: MissingOpinion = ""
    more: tuple[MoreRound, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    pinned: tuple[Pinned, ...] = ()
    children: tuple[ChildCase, ...] = ()
    body: str = ""
    outcome: str = ""
    reason: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    served_at: datetime | None = None
    closed_at: datetime | None = None
    numbers: tuple[str, ...] = ()
    numbered_by: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    first_contact: str = ""
    returned_at: datetime | None = None
    corrected: tuple[str, ...] = ()
    licence_until: date | None = None
    day_zero: date | None = None
    deemed: bool = False
    suspensions: tuple[ClockSuspension, ...] = ()
    extension: clock.Extension | None = None
    restart: clock.Restart | None = None
    broken: tuple[str, ...] = ()
    commitment: Commitment | None = None
    amendment: ops.CaseAmendmentAsked | None = None
    no: No | None = None
    last: str = ""
    last_at: datetime | None = None
    last_by: str = ""
    last_kind: str = ""

    @property
    def checks(self) -> dict[str, PaperCheck]:
        """The papers as the checklist wants them: without those of another item."""
        found = self.papers.items()
        return {code: paper.check for code, paper in found if code not in self.of_another_item}

    def leg(self, step: str) -> Leg | None:
        """The leg of that step, if the route has it."""
        return next((each for each in self.legs if each.step.code == step), None)

    @property
    def holders(self) -> tuple[str, ...]:
        """The departments that hold the case now; the lead when every leg is answered."""
        open_legs = tuple(each.step.department for each in self.legs if each.state == "open")
        if self.state != "under_review":
            return ()
        return open_legs or (self.lead,)

    @property
    def accepted_on(self) -> date | None:
        """Day 0 of both limits, None before acceptance."""
        if self.day_zero is not None or self.accepted_at is None:
            return self.day_zero
        return self.accepted_at.astimezone(CENTRE_TIME).date()

    @property
    def received_on(self) -> date:
        """The day on which the papers came in, the corrected ones last: art. 32 counts from it."""
        return (self.returned_at or self.opened_at).astimezone(CENTRE_TIME).date()

    @property
    def ledger(self) -> tuple[clock.LedgerEntry, ...]:
        """What moved the limits: suspensions, the extension, the restart."""
        stops = tuple(
            clock.Suspension(
                start=each.start,
                end=each.end,
                ground=each.ground,
                document=each.document,
                counting=each.counting,
            )
            for each in self.suspensions
        )
        return (*stops, *(each for each in (self.extension, self.restart) if each is not None))

    @property
    def suspended_since(self) -> date | None:
        """The first day of the suspension that still lasts; the earliest of several."""
        return min((each.start for each in self.suspensions if each.end is None), default=None)
