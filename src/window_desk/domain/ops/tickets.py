"""What can be recorded of tickets and windows."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Literal

import msgspec

from window_desk.domain.ops.base import Op


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


class TicketClaimed(Op, frozen=True):
    """The shared queue of a hall gave the ticket to a window of a desk, which called it."""

    kind: ClassVar[str] = "ticket.claimed"
    window: str
    desk: str
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


class TicketConflictSetAside(Op, frozen=True):
    """A supervisor looked at an op of a desk that the ticket was not with: it stays out."""

    kind: ClassVar[str] = "ticket.conflict_set_aside"
    op: str
    note: str


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
