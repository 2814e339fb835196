"""Working days: which days count, adding and counting them, and how far they are announced."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import accumulate, compress

import msgspec

from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Bilingual

first_day = date(1990, 1, 1)
last_day = date(2099, 12, 31)
"""The days a calendar knows; anything outside is refused with `calendar.out_of_range`."""

WEEKEND = Bilingual(zh="周末", en="weekend")

statutory_days = {
    (1, 1): Bilingual(zh="元旦", en="New Year's Day"),
    (5, 1): Bilingual(zh="劳动节", en="Labour Day"),
    (5, 2): Bilingual(zh="劳动节", en="Labour Day"),
    (10, 1): Bilingual(zh="国庆节", en="National Day"),
    (10, 2): Bilingual(zh="国庆节", en="National Day"),
    (10, 3): Bilingual(zh="国庆节", en="National Day"),
}
"""全国年节及纪念日放假办法 (2024) art. 2, (month, day) of the holidays with a fixed date.

The lunar ones, and the days off in lieu of a weekend (art. 6), are known only from a notice.
"""


class Day(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A day that a notice names: `off` is a day off, otherwise a make-up day that counts."""

    date: date
    name: Bilingual
    off: bool


class Notice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The State Council's yearly notice: the days of `year`, and maybe of the December before.

    Every day of `year` up to `announced_through` is settled by it.
    """

    year: int
    papers: tuple[str, ...]
    announced_through: date
    days: tuple[Day, ...]


class Skipped(msgspec.Struct, frozen=True):
    """A day that does not count, and why."""

    date: date
    why: Bilingual


class WorkingCalendar:
    """The working days of every year, immutable; adding and counting take constant time.

    Days outside the announced years are Monday to Friday without the fixed statutory holidays,
    and provisional. Raises RuleBroken `calendar.*` for notices that contradict themselves.
    """

    __slots__ = ("_from", "_index", "_named", "_notices", "_through", "_workdays")

    def __init__(self, notices: Iterable[Notice]) -> None:
        self._notices = tuple(sorted(notices, key=lambda notice: notice.year))
        _check(self._notices)
        self._from = date(self._notices[0].year, 1, 1)
        self._through = _announced_through(self._notices)
        self._named = _named_days(self._notices)
        works = _flags(self._named)
        # Two arrays make both directions one lookup: the number of working days up to each day,
        # and the day of each such number.
        self._index = array("i", accumulate(works))
        self._workdays = array("i", compress(range(first_day.toordinal(), _end), works))

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The notices it was built from, by year."""
        return self._notices

    @property
    def announced_from(self) -> date:
        """The first announced day."""
        return self._from

    @property
    def announced_through(self) -> date:
        """The last day up to which every day since `announced_from` is announced, without a gap."""
        return self._through

    def is_provisional(self, day: date) -> bool:
        """Whether no notice settles that day, so that a later one may change it."""
        return not self._from <= day <= self._through

    def is_workday(self, day: date) -> bool:
        """Whether that day counts as a working day; a make-up Saturday or Sunday does."""
        return self._works(_ordinal(day))

    def add(self, start: date, n: int) -> date:
        """The n-th working day after `start` (day 0), before it for a negative n, itself for 0."""
        index = self._index[_ordinal(start) - _begin]
        if n == 0:
            return start
        if n < 0 and not self._works(start.toordinal()):
            index += 1
        wanted = index + n - 1
        if not 0 <= wanted < len(self._workdays):
            raise _out_of_range()
        return date.fromordinal(self._workdays[wanted])

    def add_many(self, starts: Sequence[date], n: int) -> list[date]:
        """`add(start, n)` for each start, n from 0 on, at a fraction of its cost."""
        if not starts or n <= 0:
            return [self.add(each, n) for each in starts]
        _ordinal(min(starts))
        latest = _ordinal(max(starts))
        # The numbers grow with the days, so that the last one shows whether all are there.
        if self._index[latest - _begin] + n > len(self._workdays):
            raise _out_of_range()
        index, workdays, begin, further = self._index, self._workdays, _begin, n - 1
        of = date.fromordinal
        return [of(workdays[index[each.toordinal() - begin] + further]) for each in starts]

    def count(self, a: date, b: date) -> int:
        """How many working days lie after `a`, up to and with `b`.

        When `b` lies before `a`: minus the working days before `a`, back to and with `b`. This
        mirror image, and no other, makes `count(a, add(a, n)) == n` hold for every a and n, and
        `add(a, count(a, b)) == b` for every a and every working day b.
        """
        start, end = _ordinal(a), _ordinal(b)
        found = self._index[end - _begin] - self._index[start - _begin]
        if end < start:
            found += self._works(start) - self._works(end)
        return found

    def on_or_after(self, day: date) -> date:
        """That day if it is a working day, otherwise the next one."""
        return day if self.is_workday(day) else self.add(day, 1)

    def workdays(self, a: date, b: date) -> tuple[date, ...]:
        """The working days after `a`, up to and with `b`, in order."""
        start, end = (self._index[_ordinal(each) - _begin] for each in (a, b))
        return tuple(date.fromordinal(each) for each in self._workdays[start:end])

    def skipped(self, a: date, b: date) -> tuple[Skipped, ...]:
        """The days after `a`, up to and with `b`, that do not count, each with its reason."""
        return tuple(
            Skipped(date.fromordinal(each), self._why_off(each))
            for each in range(_ordinal(a) + 1, _ordinal(b) + 1)
            if not self._works(each)
        )

    def make_up_days(self, a: date, b: date) -> tuple[Day, ...]:
        """The Saturdays and Sundays after `a`, up to and with `b`, that a notice makes count."""
        return tuple(
            self._named[each]
            for each in range(_ordinal(a) + 1, _ordinal(b) + 1)
            if _is_weekend(each) and self._works(each)
        )

    def named_days(self, year: int) -> tuple[Day, ...]:
        """The holidays and make-up days of a year, in order."""
        return tuple(
            self._named[each] for each in sorted(self._named) if self._named[each].date.year == year
        )

    def workdays_in(self, year: int) -> int:
        """The number of working days of a year."""
        if not first_day.year <= year <= last_day.year:
            raise _out_of_range()
        new_year = date(year, 1, 1)
        return self.count(new_year, date(year, 12, 31)) + self.is_workday(new_year)

    def with_notice(self, notice: Notice) -> WorkingCalendar:
        """The calendar with that notice in it, in place of an earlier one for the same year."""
        others = (each for each in self._notices if each.year != notice.year)
        return WorkingCalendar((*others, notice))

    def first_difference(self, other: WorkingCalendar) -> date | None:
        """The first day that counts, or is settled, in one of both and not in the other."""
        pairs = enumerate(zip(self._index, other._index, strict=True))
        found = [date.fromordinal(_begin + at) for at, (a, b) in pairs if a != b][:1]
        if self._through != other._through:
            found.append(min(self._through, other._through) + timedelta(days=1))
        if self._from != other._from:
            found.append(min(self._from, other._from))
        return min(found, default=None)

    def _works(self, ordinal: int) -> bool:
        at = ordinal - _begin
        return self._index[at] > (self._index[at - 1] if at else 0)

    def _why_off(self, ordinal: int) -> Bilingual:
        named = self._named.get(ordinal)
        return named.name if named else WEEKEND


_begin = first_day.toordinal()
_end = last_day.toordinal() + 1


def _ordinal(day: date) -> int:
    ordinal = day.toordinal()
    if not _begin <= ordinal < _end:
        raise _out_of_range()
    return ordinal


def _out_of_range() -> RuleBroken:
    return RuleBroken(
        "calendar.out_of_range",
        "The calendar knows the days from {first} to {last} only.",
        hint="Check the date and the number of days.",
        first=first_day,
        last=last_day,
    )


def _is_weekend(ordinal: int) -> bool:
    # The proleptic ordinal 1 is a Monday, so the remainders 6 and 0 are Saturday and Sunday.
    return ordinal % 7 in (6, 0)


def _check(notices: tuple[Notice, ...]) -> None:
    if not notices:
        raise RuleBroken(
            "calendar.no_notice",
            "A calendar needs the notice of at least one year.",
            hint="Import one: window-desk calendar import FILE.",
        )
    seen: set[int] = set()
    for notice in notices:
        if notice.year in seen:
            raise RuleBroken(
                "calendar.same_year_twice",
                "There are two notices for the year {year}.",
                hint="Keep the one that is in force, with the papers of both.",
                year=notice.year,
            )
        seen.add(notice.year)
        _check_days(notice)


def _check_days(notice: Notice) -> None:
    if not first_day.year < notice.year <= last_day.year:
        raise _out_of_range()
    december, end = date(notice.year - 1, 12, 1), date(notice.year, 12, 31)
    outside = [each.date for each in notice.days if not december <= each.date <= end]
    if notice.announced_through.year != notice.year:
        outside.append(notice.announced_through)
    if outside:
        raise RuleBroken(
            "calendar.day_outside",
            "The notice for {year} names {day}, which lies in another year.",
            hint="A notice may name days of its year and of the December before.",
            year=notice.year,
            day=outside[0],
        )


def _announced_through(notices: tuple[Notice, ...]) -> date:
    through = notices[0].announced_through
    for notice in notices[1:]:
        if through + timedelta(days=1) != date(notice.year, 1, 1):
            break
        through = notice.announced_through
    return through


def _named_days(notices: tuple[Notice, ...]) -> dict[int, Day]:
    covered = {notice.year: notice.announced_through for notice in notices}
    named = {}
    for year in range(first_day.year, last_day.year + 1):
        for (month, day), name in statutory_days.items():
            when = date(year, month, day)
            if year not in covered or when > covered[year]:
                named[when.toordinal()] = Day(when, name, off=True)
    for notice in notices:
        named.update((each.date.toordinal(), each) for each in notice.days)
    return named


def _flags(named: dict[int, Day]) -> bytearray:
    week = bytes(not _is_weekend(ordinal) for ordinal in range(_begin, _begin + 7))
    works = bytearray(week * ((_end - _begin) // 7 + 1))[: _end - _begin]
    for ordinal, day in named.items():
        works[ordinal - _begin] = not day.off
    return works
