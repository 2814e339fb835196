"""The time of the demo: its mid-morning that ends now, office hours, and an agenda of processes."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.centre import CENTRE_TIME

opening = time(9)
"""When the hall opens."""

mid_morning = time(10, 20)
"""What the hall's own clock says now, whatever the time is outside."""

quiet = timedelta(seconds=70)
"""How long before mid-morning the last act lies, so that none of it can be undone any more."""

_before_opening = timedelta(minutes=10)


def at(day: date, clock: time) -> datetime:
    """A moment of a day in the centre's zone."""
    return datetime.combine(day, clock, CENTRE_TIME)


class HallTime:
    """The hall's own time, in which it is always 10:20 now, and the real time of its acts.

    Days past keep their time. Today is moved so that mid-morning is now, and shortened when the
    real day is younger than the hall's, so that all of it stays on today's date.
    """

    def __init__(self, now: datetime) -> None:
        local = now.astimezone(CENTRE_TIME)
        self.today = local.date()
        self.now = at(self.today, mid_morning)
        self._begin = at(self.today, opening) - _before_opening
        midnight = at(self.today, time())
        whole = local.replace(second=0, microsecond=0)
        self._end = whole if whole > midnight else local
        self._scale = min(1.0, (self._end - midnight) / (self.now - self._begin))

    def real(self, moment: datetime) -> datetime:
        """When something that happens at `moment` of the hall's time really happened."""
        if moment < self._begin:
            return moment
        real = self._end - (self.now - moment) * self._scale
        return real.replace(microsecond=real.microsecond // 1000 * 1000)


class Office:
    """The hours in which a department works through what lies on its desk."""

    def __init__(self, calendar: WorkingCalendar, rng: Random) -> None:
        self._calendar = calendar
        self._rng = rng

    def some_time(self, day: date) -> datetime:
        """A random time in the office hours of a day."""
        minute = self._rng.random() * 390
        start = time(9) if minute < 175 else time(13)
        passed = minute if minute < 175 else minute - 175
        return at(day, start) + timedelta(seconds=int(passed * 60))

    def later(self, moment: datetime, days: int) -> datetime:
        """Some time `days` working days after a moment; with 0, within the next hours of work."""
        if days:
            return self.some_time(self._calendar.add(moment.date(), days))
        soon = moment + timedelta(seconds=self._rng.randrange(15 * 60, 90 * 60))
        if soon.hour < 17:
            return soon
        tomorrow = self._calendar.add(moment.date(), 1)
        return at(tomorrow, opening) + timedelta(seconds=self._rng.randrange(300, 3_600))


class Agenda:
    """Runs processes in the order of time, up to `until`.

    A process is an iterator that gives the moment at which it wants to go on.
    """

    def __init__(self, until: datetime) -> None:
        self._until = until
        self._order = count()
        self._due: list[tuple[datetime, int, Iterator[datetime]]] = []

    def add(self, process: Iterator[datetime]) -> None:
        """Let a process go on from its next moment, unless that is after the end."""
        moment = next(process, None)
        if moment is not None and moment <= self._until:
            heapq.heappush(self._due, (moment, next(self._order), process))

    def run(self) -> Iterator[datetime]:
        """Let every process act when it is its time, and say after each act how late it is."""
        while self._due:
            moment, _, process = heapq.heappop(self._due)
            self.add(process)
            yield moment
