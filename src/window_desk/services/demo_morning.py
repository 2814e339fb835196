"""The windows of the demo hall's morning: who is called when, and how each window stands now."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Literal

import msgspec

from window_desk.domain import lineup, ops
from window_desk.domain.centre import Centre, Window
from window_desk.domain.item import ServiceItem
from window_desk.domain.ticket import Ticket
from window_desk.services.demo_lines import Act, Lines
from window_desk.services.demo_time import Agenda, at, mid_morning, opening, quiet

_Role = Literal["free", "called", "paused", "serving"]
_Surprise = Literal["no_show", "comes_late", "comes_back", "stays_away", "transfer"]
_Steps = Generator[datetime, None, datetime]
"""Acts that take time: they yield the moments in between and return the last one."""

_rush = timedelta(minutes=5)
"""Before the end: what is served now will not end before it, and a free window calls no more."""


class Visit(msgspec.Struct, frozen=True):
    """A citizen at a window: since when, until when (maybe later than now), and what for.

    One who is `away` fetches a paper and comes back.
    """

    number: str
    item: ServiceItem
    start: datetime
    end: datetime
    window: str
    clerk: str
    away: bool = False


class Morning:
    """The hall from nine to twenty past ten: its clock, its windows and its waiting lines.

    Each window calls who is next by the rule, so that the order is the one the desk would make.
    """

    def __init__(
        self, rng: Random, centre: Centre, items: Sequence[ServiceItem], today: date
    ) -> None:
        self.lines = Lines(rng, centre, items, today)
        self.visits: list[Visit] = []
        self._rng, self._centre = rng, centre
        self._open, self._end = at(today, opening), at(today, mid_morning)
        self._until = self._end - quiet
        self._agenda = Agenda(self._until)
        self._back: dict[str, tuple[datetime, str]] = {}
        self._calls = 0
        self._clerks = {each.window: each.account for each in centre.staff if each.window}
        kinds: tuple[_Surprise, ...] = (
            "no_show",
            "no_show",
            "comes_late",
            "comes_back",
            "transfer",
        )
        ordinals = rng.sample(range(4, 32), len(kinds))
        self._surprises = dict(zip(ordinals, kinds, strict=True))

    def play(self) -> None:
        """Let the morning pass; fills `lines.acts`, in the order of time, and `visits`."""
        staffed = [each for each in self._centre.windows if each.code in self._clerks]
        for place, window in enumerate(staffed):
            self._agenda.add(self._work(window, _role(place, len(staffed)), first=place == 0))
        for queue in self._centre.queues:
            if queue.code in self.lines.items:
                self._agenda.add(self.lines.arrive(queue))
        for minute in (26, 49):
            self._agenda.add(self.lines.leave(self._open + timedelta(minutes=minute)))
        for _ in self._agenda.run():
            pass

    def _seconds(self, least: int, most: int) -> timedelta:
        return timedelta(seconds=self._rng.randrange(least, most))

    def _work(self, window: Window, role: _Role, *, first: bool) -> Iterator[datetime]:
        """A window's morning, from its opening to how it stands now."""
        clerk, place = self._clerks[window.code], f"window/{window.code}"
        now = self._open - self._seconds(30, 240)
        yield now
        self.lines.acts.append(Act(now, clerk, place, ops.WindowOpened(account=clerk)))
        now = self._open + self._seconds(5, 60)
        yield now
        served = 0
        while self._end - now > _last_calls[role]:
            served += 1
            now = yield from self._serve(window, role, now, _for_all.get(served) if first else None)
            now += self._seconds(8, 40)
            yield now
        if role == "paused":
            reason = self._centre.pause_reasons[0].code if self._centre.pause_reasons else "-"
            self.lines.acts.append(Act(now, clerk, place, ops.WindowPaused(reason=reason)))
        elif role == "called":
            now = max(now, self._until - self._seconds(5, 25))
            yield now
            self._call(window, now)

    def _call(self, window: Window, now: datetime) -> Ticket | None:
        """Call who is next, if anybody waits for this window."""
        waiting = self.lines.waiting(window.queues, now)
        if not waiting:
            return None
        ticket = waiting[0]
        passed = sum(1 for each in waiting if each.issued_at < ticket.issued_at)
        op = ops.TicketCalled(window=window.code, why=lineup.why(ticket, passed, now))
        self.lines.record(ticket.number, op, now, self._clerks[window.code])
        self._calls += 1
        return ticket

    def _serve(
        self, window: Window, role: _Role, now: datetime, special: _Surprise | None
    ) -> _Steps:
        """Serve whoever is back from a hold, or the next one."""
        clerk = self._clerks[window.code]
        back, held = self._back.get(window.code, (self._end, ""))
        if back <= now:
            del self._back[window.code]
            self.lines.record(held, ops.TicketResumed(window=window.code), now, clerk)
            return (yield from self._finish(held, window, role, now))
        ticket = self._call(window, now)
        if ticket is None:
            return now
        surprise = special or self._surprises.get(self._calls)
        if surprise in ("no_show", "comes_late"):
            return (yield from self._miss(ticket.number, window, now, surprise))
        now += self._seconds(12, 70)
        yield now
        self.lines.record(ticket.number, ops.TicketStarted(window=window.code), now, clerk)
        if surprise is None:
            return (yield from self._finish(ticket.number, window, role, now))
        return (yield from self._interrupt(ticket, window, now, surprise))

    def _finish(self, number: str, window: Window, role: _Role, now: datetime) -> _Steps:
        clerk, ticket = self._clerks[window.code], self.lines.tickets[number]
        queue = self._centre.queue(ticket.queue)
        usual = (queue.service_minutes if queue else 8) * 60
        taken = min(max(self._rng.lognormvariate(0, 0.45), 0.3), 2.2) * usual
        end = self._fit(role, now + timedelta(seconds=int(taken)))
        wanted = self.lines.wanted[number]
        self.visits.append(Visit(number, wanted, now, end, window.code, clerk))
        yield end
        self.lines.record(number, ops.TicketFinished(window=window.code), end, clerk)
        return end

    def _fit(self, role: _Role, end: datetime) -> datetime:
        """The end of a service such that the window stands now as its role says."""
        if end <= self._end - _rush:
            return end
        if role == "serving":
            return self._end + self._seconds(60, 420)
        if role == "paused":
            return min(end, self._end - self._seconds(240, 330))
        return min(end, self._until - self._seconds(45, 75))

    def _miss(self, number: str, window: Window, now: datetime, surprise: _Surprise) -> _Steps:
        """Nobody comes, after as many calls and seconds as the house rules ask for."""
        clerk, rules = self._clerks[window.code], self._centre.rules
        called = now
        for _ in range(rules.missed_after_calls - 1):
            now += self._seconds(25, 45)
            yield now
            self.lines.record(number, ops.TicketRecalled(window=window.code), now, clerk)
        least = called + timedelta(seconds=rules.missed_after_seconds)
        now = max(now, least) + self._seconds(5, 25)
        yield now
        self.lines.record(number, ops.TicketMissed(window=window.code), now, clerk)
        if surprise == "comes_late":
            self._agenda.add(self.lines.come_late(number, now + self._seconds(150, 420), clerk))
        return now

    def _interrupt(
        self, ticket: Ticket, window: Window, now: datetime, surprise: _Surprise
    ) -> _Steps:
        """The citizen goes for a paper, or to another queue."""
        clerk, number = self._clerks[window.code], ticket.number
        start, now = now, now + self._seconds(100, 200)
        if surprise == "stays_away":
            wanted = self.lines.wanted[number]
            self.visits.append(Visit(number, wanted, start, now, window.code, clerk, away=True))
        yield now
        if surprise == "transfer":
            other = next(each.code for each in self._centre.queues if each.code != ticket.queue)
            op: ops.Op = ops.TicketTransferred(queue=other, window=window.code)
        else:
            reasons = self._centre.hold_reasons
            op = ops.TicketHeld(window=window.code, reason=reasons[0].code if reasons else "")
        self.lines.record(number, op, now, clerk)
        if surprise == "comes_back":
            self._back[window.code] = (now + self._seconds(240, 540), number)
        return now


_for_all: dict[int, _Surprise] = {2: "no_show", 3: "stays_away"}
"""What happens at the first window's second and third call, whatever the seed."""

_last_calls: dict[_Role, timedelta] = {
    "free": _rush,
    "called": _rush,
    "paused": 2 * _rush,
    "serving": timedelta(),
}
"""How long before now a window of each role calls for the last time."""


def _role(place: int, windows: int) -> _Role:
    """The first two windows are free, the last is paused, the one before has just called."""
    if place == windows - 1 and windows > 2:
        return "paused"
    if place == windows - 2 and windows > 3:
        return "called"
    return "free" if place < 2 else "serving"
