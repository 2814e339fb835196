"""The line of people who wait, as the queue's verbs work on it: a desk's own, or its hall's."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

from window_desk.domain.actor import Actor
from window_desk.domain.ticket import Ticket

if TYPE_CHECKING:
    from window_desk.storage.desk import Desk

Way = Literal["transferred", "requeued", "left", "undone"]


class Wish(msgspec.Struct, frozen=True):
    """A number that is wanted: of a queue or for an item, in a priority class."""

    queue_or_item: str
    priority: str = "normal"
    appointment: datetime | None = None


class Issued(msgspec.Struct, frozen=True):
    """A number just given out: who is before it, and the expected wait in seconds."""

    ticket: Ticket
    ahead: int
    expected_wait: int


class Release(msgspec.Struct, frozen=True):
    """How a ticket leaves whoever has it, and what each way needs to know.

    `transferred` to another `queue`; `requeued` after a missed call; `left` at a `window`, or
    none; `undone`, the last act.
    """

    way: Way
    queue: str = ""
    window: str = ""
    undone: str = ""


class Line(Protocol):
    """Who waits, shared by everybody who calls from it; each verb is durable when it returns.

    `away_since` is since when a line that is kept elsewhere is not to be reached.
    """

    away_since: datetime | None

    def issue(self, desk: Desk, actor: Actor, wish: Wish) -> Issued:
        """Give out the next number."""

    def call(self, desk: Desk, actor: Actor, window: str, number: str = "") -> Ticket:
        """Call who is next for a window, or one number; nobody else gets it."""

    def release(self, desk: Desk, actor: Actor, number: str, how: Release) -> Ticket:
        """Let a ticket go: back into a queue, or out of the house."""

    def heads(self, desk: Desk) -> dict[str, int]:
        """How far each stream goes that this line's tickets are recorded in."""

    def close(self) -> None:
        """Let go of wherever the line is kept."""
