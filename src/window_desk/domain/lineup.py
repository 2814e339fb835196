"""Who is next and why: arrival, priority, appointment and quick lane in one order.

Every ticket has a rank: the moment it came, moved earlier by a head start. The smallest rank is
next. Head starts never grow, waiting time does, so a ticket can be overtaken only by tickets that
come less than the largest head start after it: nobody starves, and the order does not depend on
the moment at which it is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from window_desk.domain.centre import HouseRules, Priority, Queue
from window_desk.domain.ops import Why
from window_desk.domain.ticket import Ticket


class Place(msgspec.Struct, frozen=True):
    """A ticket's place in the order: its rank, from when it counts, and the rule behind it."""

    rank_at: datetime
    eligible_from: datetime
    head_start: int
    rule: Literal["arrival", "priority", "appointment", "quick"]


def place(
    issued_at: datetime,
    priority: Priority,
    queue: Queue,
    appointment: datetime | None,
    rules: HouseRules,
) -> Place:
    """The place of a new ticket.

    An appointment counts from `appointment_early_minutes` before its time; a citizen who comes
    more than `appointment_late_minutes` after it waits like everybody else.
    """
    lane = rules.quick_head_start_minutes if queue.quick else 0
    late_from = appointment and appointment + timedelta(minutes=rules.appointment_late_minutes)
    if appointment and late_from and issued_at <= late_from:
        start = max(rules.appointment_head_start_minutes, priority.head_start_minutes)
        return Place(
            rank_at=appointment - timedelta(minutes=start),
            eligible_from=appointment - timedelta(minutes=rules.appointment_early_minutes),
            head_start=start,
            rule="appointment",
        )
    start = priority.head_start_minutes + lane
    return Place(
        rank_at=issued_at - timedelta(minutes=start),
        eligible_from=issued_at,
        head_start=start,
        rule="priority" if priority.head_start_minutes else "quick" if lane else "arrival",
    )


def order(tickets: Iterable[Ticket], now: datetime) -> list[Ticket]:
    """The waiting tickets in calling order; an appointment before its time comes last."""
    waiting = (each for each in tickets if each.state == "waiting")
    return sorted(
        waiting,
        key=lambda each: (each.eligible_from > now, each.rank_at, each.issued_at, each.number),
    )


def why(ticket: Ticket, passed: int, now: datetime, *, chosen: bool = False) -> Why:
    """Why this ticket is called at `now`, when `passed` people who came earlier still wait."""
    return Why(
        rule="chosen" if chosen else ticket.rule,
        head_start=ticket.head_start,
        waited=int((now - ticket.issued_at).total_seconds()),
        passed=passed,
    )


def reason_in(rule: str, queue: Queue | None) -> str:
    """The rule behind a ticket's place or call, as it is true in the queue that it is in.

    A head start stays at a transfer, as the waiting time does: what was given at the door is not
    taken away by the house's own rerouting. In a queue that is no quick lane it is `quick_before`:
    one that the ticket brought along.
    """
    return "quick_before" if rule == "quick" and not (queue and queue.quick) else rule


def expected_wait(ahead: int, open_windows: int, service_seconds: float) -> int:
    """Seconds that `ahead` people take at `open_windows` windows, never less than zero."""
    return round(ahead * service_seconds / max(1, open_windows))
