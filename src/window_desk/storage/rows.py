"""What reads give to screens, commands and reports: frozen rows, free of the database library."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec

from window_desk.domain.centre import Queue
from window_desk.domain.identity import shown_name
from window_desk.domain.ops import Why

if TYPE_CHECKING:
    from window_desk.domain import ticket as tickets


class _Row(msgspec.Struct, frozen=True):
    """An immutable row."""


class Credential(_Row, frozen=True):
    """A PIN hash, the wrong tries so far, and until when (milliseconds) none is taken."""

    pin_hash: str
    failures: int
    blocked_until: int


class Person(_Row, frozen=True):
    """An applicant or agent in clear."""

    id: str
    organisation: bool
    name: str
    certificate_type: str
    certificate_number: str
    phone: str
    address: str

    @property
    def shown_name(self) -> str:
        """The name, a natural person's masked."""
        return shown_name(self.name, self.organisation)


class WindowState(_Row, frozen=True):
    """Who sits at a window and whether it calls."""

    window: str
    state: str
    account: str
    reason: str
    since: datetime | None


class TicketLine(_Row, frozen=True):
    """A ticket in a list; durations in seconds, those of the running stage not included.

    `own` is one that this desk gave out itself; one is `moving` while the hub was asked to move it
    and has not answered.
    """

    id: str
    number: str
    queue: str
    priority: str
    rule: str
    head_start: int
    state: tickets.State
    item: str
    item_zh: str
    item_en: str
    appointment: datetime | None
    issued_at: datetime
    eligible_from: datetime
    stage_since: datetime | None
    last_called_at: datetime | None
    calls: int
    wait_s: int
    way_s: int
    service_s: int
    hold_s: int
    window: str
    clerk: str
    why: Why | None
    hold_reason: str
    own: bool = True
    moving: bool = False


class DayFigures(_Row, frozen=True):
    """Today so far: counts of tickets, and mean seconds over the finished ones."""

    issued: int
    waiting: int
    served: int
    missed: int
    left: int
    mean_wait: int
    mean_service: int


class QueueBoard(_Row, frozen=True):
    """Everything that the queue screen shows, read in one transaction.

    `waiting` is in calling order; `mine` is at the window, `held` and `missed` are aside.
    `moving` waits for the hub's word. `expected` is the expected wait in seconds of somebody who
    comes now, by queue. `asked_at` is since when the number of a call is not known.
    """

    waiting: tuple[TicketLine, ...]
    waiting_total: int
    mine: TicketLine | None
    held: tuple[TicketLine, ...]
    missed: tuple[TicketLine, ...]
    figures: DayFigures
    expected: dict[str, int]
    windows: tuple[WindowState, ...]
    queues: tuple[Queue, ...]
    moving: tuple[TicketLine, ...] = ()
    asked_at: datetime | None = None
    lane: str = ""


class CaseLine(_Row, frozen=True):
    """A case in a list, with the names it needs; due dates are the indexed derivations."""

    id: str
    number: str
    item: str
    item_zh: str
    item_en: str
    state: str
    applicant: str
    applicant_name: str
    organisation: bool
    opened_at: datetime
    accepted_at: datetime | None
    accepted_by: str
    promised_due: date | None
    statutory_due: date | None
    provisional: bool
    lead: str
    holders: tuple[str, ...]
    instant: bool
    rounds: int
    outcome: str
    decided_at: datetime | None
    served_at: datetime | None
    ticket: str
    suspended_since: date | None = None
    licence_until: date | None = None

    @property
    def shown_name(self) -> str:
        """The applicant's name, a natural person's masked; empty where it was erased."""
        return shown_name(self.applicant_name, self.organisation)


def no_case(place: str, at: datetime) -> CaseLine:
    """A line for something that is no case, in a list of cases: a place in a stream."""
    return CaseLine(
        id=place, number=place, item="", item_zh="", item_en="", state="", applicant="",
        applicant_name="", organisation=False, opened_at=at, accepted_at=None, accepted_by="",
        promised_due=None, statutory_due=None, provisional=False, lead="", holders=(),
        instant=False, rounds=0, outcome="", decided_at=None, served_at=None, ticket="",
    )  # fmt: skip


class ItemLine(_Row, frozen=True):
    """An item in a list."""

    code: str
    name_zh: str
    name_en: str
    department: str
    kind: str
    type: str
    guide: bool
    version: int


class PaperOnFile(_Row, frozen=True):
    """A paper that the centre has of the applicant, from an earlier case.

    It was handed in with that case at `at`, or `issued` by it then.
    """

    material: str
    case: str
    number: str
    at: datetime
    issued: bool = False


class Page(_Row, frozen=True):
    """A page of cases and the key of the next one, empty at the end."""

    cases: tuple[CaseLine, ...]
    next: str = ""
