"""The waiting lines of the demo hall's morning: who comes, for what, and who gives up.

A simulation without a database, in the hall's own time: its result is a list of acts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random

import msgspec

from window_desk.domain import lineup, ops
from window_desk.domain import ticket as tickets
from window_desk.domain.centre import Centre, Queue
from window_desk.domain.item import ServiceItem
from window_desk.domain.numbering import ticket_number
from window_desk.domain.ops import Recorded
from window_desk.domain.ticket import Ticket
from window_desk.services.demo_time import at, mid_morning, opening

_most_waiting = 18


class Act(msgspec.Struct, frozen=True):
    """An act of the morning; `on` is a ticket's number or `window/CODE`."""

    at: datetime
    by: str
    on: str
    op: ops.Op

    def moved(self, shift: timedelta) -> ops.Op:
        """The op as it is recorded when the act happens by `shift` at another time."""
        match self.op:
            case ops.TicketIssued(rank_at=rank, eligible_from=start, appointment=appointment):
                return msgspec.structs.replace(
                    self.op,
                    rank_at=rank + shift,
                    eligible_from=start + shift,
                    appointment=appointment and appointment + shift,
                )
            case ops.TicketRequeued(rank_at=rank):
                return msgspec.structs.replace(self.op, rank_at=rank + shift)
        return self.op


class Lines:
    """Every ticket of the morning, as the acts so far have left it."""

    def __init__(
        self, rng: Random, centre: Centre, items: Sequence[ServiceItem], today: date
    ) -> None:
        self.acts: list[Act] = []
        self.tickets: dict[str, Ticket] = {}
        self.wanted: dict[str, ServiceItem] = {}
        self.items = items_by_queue(centre, items)
        self._rng, self._centre = rng, centre
        self._open, self._end = at(today, opening), at(today, mid_morning)
        self._runs: dict[str, list[Recorded]] = {}
        self._guide = next(each.account for each in centre.staff if each.role == "supervisor")

    def record(self, number: str, op: ops.Op, moment: datetime, by: str) -> None:
        """Let a ticket's op happen."""
        self.acts.append(Act(moment, by, number, op))
        run = self._runs.setdefault(number, [])
        run.append(Recorded(id=number, at=moment, by=by, op=op))
        self.tickets[number] = tickets.fold(run)

    def waiting(self, queues: Sequence[str], now: datetime) -> list[Ticket]:
        """Who waits in these queues, in calling order."""
        found = (each for each in self.tickets.values() if each.queue in queues)
        return lineup.order(found, now)

    def arrive(self, queue: Queue) -> Iterator[datetime]:
        """People come so that the line of this queue grows to a believable length and stays so."""
        usual = 3
        serial = 0
        now = self._open - timedelta(minutes=3)
        while True:
            now += timedelta(seconds=self._rng.randrange(12, 45))
            yield now
            length = len(self.waiting([queue.code], now))
            if now > self._end - timedelta(minutes=3):
                eager = 1.0 if length < usual else 0.0
            else:
                eager = 0.85 if length < usual else 0.12 if length == usual else 0.05
            full = len(self.waiting(list(self.items), now)) >= _most_waiting
            if not full and self._rng.random() < eager:
                serial += 1
                self._issue(queue, serial, now)

    def _issue(self, queue: Queue, serial: int, now: datetime) -> None:
        weights = [20 if each.head_start_minutes == 0 else 0.8 for each in self._centre.priorities]
        priority = self._rng.choices(self._centre.priorities, weights)[0]
        appointment = None
        if self._rng.random() < 0.07:
            quarter = timedelta(minutes=15)
            passed = (
                now - self._open + timedelta(seconds=self._rng.randrange(-180, 540))
            ) // quarter
            appointment = self._open + quarter * (passed + 1)
        place = lineup.place(now, priority, queue, appointment, self._centre.rules)
        number = ticket_number(queue.prefix, serial)
        item = self.wanted[number] = self._rng.choice(self.items[queue.code])
        op = ops.TicketIssued(
            number=number,
            serial=serial,
            queue=queue.code,
            day=now.date(),
            priority=priority.code,
            head_start=place.head_start,
            rule=place.rule,
            item=item.code if self._rng.random() < 0.6 else "",
            appointment=appointment,
            rank_at=place.rank_at,
            eligible_from=place.eligible_from,
        )
        self.record(number, op, now, self._guide)

    def leave(self, moment: datetime) -> Iterator[datetime]:
        """Somebody who has waited long goes without being served."""
        yield moment
        waiting = self.waiting(list(self.items), moment)
        if waiting:
            longest = min(waiting, key=lambda each: each.issued_at)
            self.record(longest.number, ops.TicketLeft(), moment, self._guide)

    def come_late(self, number: str, moment: datetime, clerk: str) -> Iterator[datetime]:
        """A missed citizen comes after all."""
        yield moment
        start = self._centre.rules.requeue_head_start_minutes
        rank = moment - timedelta(minutes=start)
        self.record(number, ops.TicketRequeued(head_start=start, rank_at=rank), moment, clerk)


def items_by_queue(centre: Centre, items: Sequence[ServiceItem]) -> dict[str, list[ServiceItem]]:
    """The items with a guide by the queue in which people wait for them."""
    found: dict[str, list[ServiceItem]] = {}
    for each in items:
        queue = centre.queue_of_department(each.department, instant=each.kind == "instant")
        if queue is not None:
            found.setdefault(queue.code, []).append(each)
    return found
