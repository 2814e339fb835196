"""Working days: against two libraries on every day, the worked examples, and as inverses."""

from __future__ import annotations

import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import chinese_calendar
import holidays
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from window_desk.domain.calendar import (
    Day,
    Notice,
    Skipped,
    WorkingCalendar,
    first_day,
    last_day,
)
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Bilingual

FOLDER = Path(__file__).parents[2] / "data" / "calendar"
FIRST, LAST = date(2018, 1, 1), date(2026, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


def read(path: Path) -> Notice:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return msgspec.convert({**raw["notice"], "days": raw.get("days", [])}, Notice)


@cache
def official_notices() -> tuple[Notice, ...]:
    return tuple(read(path) for path in sorted(FOLDER.glob("20*.toml")))


@cache
def official() -> WorkingCalendar:
    return WorkingCalendar(official_notices())


@cache
def china() -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=range(2017, 2028))


def notice(year: int, *days: Day, through: date | None = None) -> Notice:
    return Notice(year, ("paper",), through or date(year, 12, 31), days)


def off(day: date, name: str = "假") -> Day:
    return Day(day, Bilingual(zh=name), off=True)


def make_up(day: date, name: str = "假") -> Day:
    return Day(day, Bilingual(zh=name), off=False)


def test_every_day_is_the_same_in_two_libraries() -> None:
    ours = [official().is_workday(day) for day in EVERY_DAY]
    assert ours == [china().is_working_day(day) for day in EVERY_DAY]
    assert ours == [chinese_calendar.is_workday(day) for day in EVERY_DAY]


def test_a_calendar_without_the_next_notice_differs_in_december() -> None:
    """The negative control: the notice for 2019 moved days of December 2018."""
    only_2018 = WorkingCalendar([each for each in official_notices() if each.year == 2018])
    wrong = [
        day
        for day in EVERY_DAY[:365]
        if only_2018.is_workday(day) != chinese_calendar.is_workday(day)
    ]
    assert wrong == [date(2018, 12, 29), date(2018, 12, 31)]


@pytest.mark.parametrize("n", [-20, -5, -1, 1, 5, 20])
def test_adding_is_what_holidays_gives_for_every_day(n: int) -> None:
    starts = [day for day in EVERY_DAY if FIRST <= day + timedelta(days=2 * n) <= LAST]
    assert len(starts) > 3200
    for start in starts:
        assert official().add(start, n) == china().get_nth_working_day(start, n)


def test_counting_is_what_both_libraries_give_for_every_day() -> None:
    for day in EVERY_DAY[:-20]:
        after, end = day + timedelta(days=1), day + timedelta(days=20)
        expected = len(chinese_calendar.get_workdays(after, end))
        assert official().count(day, end) == expected
        assert china().get_working_days_count(after, end) == expected


def test_adding_and_counting_agree_with_a_plain_list_over_any_distance() -> None:
    workdays = [day for day in EVERY_DAY if chinese_calendar.is_workday(day)]
    for day in EVERY_DAY[::7]:
        for other in EVERY_DAY[::89]:
            if day <= other:
                expected = bisect_right(workdays, other) - bisect_right(workdays, day)
            else:
                expected = bisect_left(workdays, other) - bisect_left(workdays, day)
            assert official().count(day, other) == expected


def test_they_are_inverses_for_every_day() -> None:
    calendar = official()
    for day in EVERY_DAY:
        for n in range(-30, 31):
            assert calendar.count(day, calendar.add(day, n)) == n
            other = day + timedelta(days=n)
            if calendar.is_workday(other):
                assert calendar.add(day, calendar.count(day, other)) == other


days = st.dates(min_value=first_day + timedelta(days=400), max_value=last_day - timedelta(days=400))


@given(start=days, n=st.integers(min_value=-250, max_value=250))
def test_count_undoes_add_in_any_year(start: date, n: int) -> None:
    assert official().count(start, official().add(start, n)) == n


@given(a=days, b=days)
def test_add_undoes_count_in_any_year(a: date, b: date) -> None:
    workday = official().on_or_after(b)
    assert official().add(a, official().count(a, workday)) == workday


@given(a=days, b=days)
def test_between_working_days_the_way_back_is_as_long(a: date, b: date) -> None:
    a, b = official().on_or_after(a), official().on_or_after(b)
    assert official().count(a, b) == -official().count(b, a)


@given(a=days, n=st.integers(min_value=0, max_value=300))
def test_working_days_and_skipped_days_are_all_days(a: date, n: int) -> None:
    b = a + timedelta(days=n)
    worked, skipped = official().workdays(a, b), official().skipped(a, b)
    assert len(worked) == official().count(a, b)
    both = sorted([*worked, *(each.date for each in skipped)])
    assert both == [a + timedelta(days=k) for k in range(1, n + 1)]


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        pytest.param(date(2026, 2, 13), 1, date(2026, 2, 14), id="a make-up Saturday"),
        pytest.param(date(2026, 2, 13), 20, date(2026, 3, 19), id="over Spring Festival"),
        pytest.param(date(2026, 2, 14), 1, date(2026, 2, 24), id="from a make-up Saturday"),
        pytest.param(date(2026, 4, 30), 5, date(2026, 5, 11), id="over Labour Day"),
        pytest.param(date(2026, 9, 24), 20, date(2026, 10, 29), id="over two holidays"),
        pytest.param(date(2026, 9, 30), 20, date(2026, 11, 3), id="over National Day 2026"),
        pytest.param(date(2025, 9, 30), 20, date(2025, 11, 4), id="over National Day 2025"),
        pytest.param(date(2026, 12, 3), 20, date(2026, 12, 31), id="to the last announced day"),
        pytest.param(date(2026, 2, 15), 0, date(2026, 2, 15), id="nothing added on a holiday"),
        pytest.param(date(2026, 2, 24), -1, date(2026, 2, 14), id="back to a make-up Saturday"),
        pytest.param(date(2026, 2, 20), -1, date(2026, 2, 14), id="back from a holiday"),
    ],
)
def test_worked_examples(start: date, n: int, due: date) -> None:
    assert official().add(start, n) == due
    assert official().count(start, due) == n
    assert not official().is_provisional(due)


def test_the_first_start_whose_twenty_days_are_provisional() -> None:
    assert official().announced_through == date(2026, 12, 31)
    assert official().is_provisional(official().add(date(2026, 12, 4), 20))


def test_make_up_days_are_the_announced_ones() -> None:
    found = official().make_up_days(date(2025, 12, 31), date(2026, 12, 31))
    assert [each.date for each in found] == [
        date(2026, month, day)
        for month, day in [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]
    ]


@pytest.mark.parametrize("year", range(2018, 2027))
def test_make_up_days_do_not_change_the_sum_of_a_year(year: int) -> None:
    in_year = [day for day in EVERY_DAY if day.year == year]
    weekdays = sum(day.weekday() < 5 for day in in_year)
    holidays_by_law = 13 if year >= 2025 else 11
    # In 2020 the emergency extension of Spring Festival took two days that nobody made up.
    extended = 2 if year == 2020 else 0
    assert official().workdays_in(year) == weekdays - holidays_by_law - extended


def test_the_known_sums() -> None:
    assert [official().workdays_in(year) for year in (2020, 2024, 2025, 2026)] == [
        249,
        251,
        248,
        248,
    ]


def test_skipped_days_have_their_reasons() -> None:
    found = official().skipped(date(2026, 9, 24), date(2026, 10, 11))
    names = {each.date: each.why.en for each in found}
    assert names[date(2026, 9, 25)] == "Mid-Autumn Festival"
    assert names[date(2026, 10, 1)] == "National Day"
    assert names[date(2026, 10, 11)] == "weekend"
    assert date(2026, 9, 28) not in names
    assert date(2026, 10, 10) not in names
    weekend = Bilingual(zh="周末", en="weekend")
    saturday, sunday = date(2026, 11, 21), date(2026, 11, 22)
    assert official().skipped(saturday, sunday) == (Skipped(sunday, weekend),)
    assert official().skipped(sunday, saturday) == ()


def test_the_order_of_notices_is_free() -> None:
    backwards = WorkingCalendar(reversed(official_notices()))
    assert [backwards.is_workday(day) for day in EVERY_DAY] == [
        official().is_workday(day) for day in EVERY_DAY
    ]
    assert [each.year for each in backwards.notices] == list(range(2018, 2027))


def test_the_newer_notice_wins_on_a_day_of_both() -> None:
    friday = date(2027, 12, 31)
    both = [notice(2028, make_up(friday)), notice(2027, off(friday))]
    assert WorkingCalendar(both).is_workday(friday)
    assert not WorkingCalendar(both[1:]).is_workday(friday)


@pytest.mark.parametrize(
    ("notices", "through"),
    [
        pytest.param([notice(2020)], date(2020, 12, 31), id="one year"),
        pytest.param([notice(2020), notice(2021)], date(2021, 12, 31), id="two years"),
        pytest.param([notice(2020), notice(2022)], date(2020, 12, 31), id="a year is missing"),
        pytest.param(
            [notice(2020, through=date(2020, 6, 30)), notice(2021)],
            date(2020, 6, 30),
            id="half a year is missing",
        ),
    ],
)
def test_announced_is_what_no_gap_interrupts(notices: list[Notice], through: date) -> None:
    calendar = WorkingCalendar(notices)
    assert calendar.announced_from == date(2020, 1, 1)
    assert calendar.announced_through == through
    assert not calendar.is_provisional(through)
    assert calendar.is_provisional(through + timedelta(days=1))


def test_before_the_first_notice_is_provisional_too() -> None:
    assert official().is_provisional(date(2017, 12, 31))
    assert not official().is_provisional(date(2018, 1, 1))


def test_beyond_the_notices_only_fixed_holidays_are_off() -> None:
    calendar = official()
    year = date(2028, 1, 1)
    weekdays = [year + timedelta(days=n) for n in range(366)]
    free = [each for each in weekdays if each.weekday() < 5 and not calendar.is_workday(each)]
    assert [(each.month, each.day) for each in free] == [(5, 1), (5, 2), (10, 2), (10, 3)]
    assert [each.name.en for each in calendar.named_days(2028)] == [
        "New Year's Day",
        "Labour Day",
        "Labour Day",
        "National Day",
        "National Day",
        "National Day",
    ]


def test_a_holiday_that_a_notice_does_not_name_is_worked_in_its_year() -> None:
    labour_day = date(2024, 5, 1)
    assert WorkingCalendar([notice(2024)]).is_workday(labour_day)
    assert not WorkingCalendar([notice(2024, through=date(2024, 4, 30))]).is_workday(labour_day)


def test_a_new_notice_takes_the_place_of_the_old_one() -> None:
    friday = date(2024, 3, 8)
    calendar = WorkingCalendar([notice(2024), notice(2025)])
    amended = calendar.with_notice(notice(2024, off(friday)))
    assert calendar.is_workday(friday)
    assert not amended.is_workday(friday)
    assert amended.announced_through == date(2025, 12, 31)


def test_it_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        official().announced_through = LAST  # type: ignore[misc] # the assignment is the test
    with pytest.raises(AttributeError):
        official().colour = "red"  # type: ignore[attr-defined] # the assignment is the test


@pytest.mark.parametrize(
    ("notices", "code"),
    [
        pytest.param([], "calendar.no_notice", id="none"),
        pytest.param([notice(2024), notice(2024)], "calendar.same_year_twice", id="twice"),
        pytest.param(
            [notice(2024, off(date(2023, 11, 30)))], "calendar.day_outside", id="a November"
        ),
        pytest.param([notice(2024, off(date(2025, 1, 1)))], "calendar.day_outside", id="the next"),
        pytest.param(
            [notice(2024, through=date(2025, 1, 1))], "calendar.day_outside", id="through the next"
        ),
        pytest.param([notice(1899)], "calendar.out_of_range", id="long ago"),
    ],
)
def test_contradictions_are_refused(notices: list[Notice], code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        WorkingCalendar(notices)
    assert broken.value.code == code
    assert broken.value.hint


@pytest.mark.parametrize("n", [10**9, -(10**9), 100_000, -100_000])
def test_days_past_every_calendar_are_refused(n: int) -> None:
    with pytest.raises(RuleBroken, match="1990-01-01 to 2099-12-31"):
        official().add(date(2026, 1, 1), n)


@pytest.mark.parametrize("day", [date.min, date.max, first_day - timedelta(days=1)])
def test_unknown_days_are_refused(day: date) -> None:
    for refused in (
        lambda: official().is_workday(day),
        lambda: official().add(day, 0),
        lambda: official().count(day, FIRST),
        lambda: official().skipped(FIRST, day),
    ):
        with pytest.raises(RuleBroken, match="knows the days"):
            refused()


def test_the_edges_of_the_calendar_work() -> None:
    assert official().is_workday(date(1990, 1, 2))
    assert not official().is_workday(first_day)
    assert official().add(first_day, 1) == date(1990, 1, 2)
    assert official().count(first_day, last_day) == len(official().workdays(first_day, last_day))
    with pytest.raises(RuleBroken):
        official().add(date(1990, 1, 2), -1)
    assert all(earlier < later for earlier, later in pairwise(official().workdays(FIRST, LAST)))


@given(
    start=st.dates(date(2017, 12, 1), date(2027, 3, 1)),
    more=st.lists(st.integers(0, 400), max_size=20),
    n=st.integers(-3, 120),
)
def test_many_additions_are_each_addition(start: date, more: list[int], n: int) -> None:
    starts = [start + timedelta(days=each) for each in more]
    assert official().add_many(starts, n) == [official().add(each, n) for each in starts]


@pytest.mark.parametrize(
    ("change", "first"),
    [
        pytest.param(lambda found: found, None, id="none"),
        pytest.param(
            lambda found: found.with_notice(notice(2027)), date(2027, 1, 1), id="a new year"
        ),
        pytest.param(
            lambda found: found.with_notice(notice(2017)), date(2017, 1, 1), id="an earlier year"
        ),
        pytest.param(
            lambda found: WorkingCalendar(
                (*found.notices[:-1], with_another(found.notices[-1], off(date(2026, 12, 10))))
            ),
            date(2026, 12, 10),
            id="a day more off",
        ),
        pytest.param(
            lambda found: found.with_notice(notice(2027, off(date(2026, 12, 30)))),
            date(2026, 12, 30),
            id="a day of the December before",
        ),
    ],
)
def test_where_two_calendars_begin_to_differ(
    change: Callable[[WorkingCalendar], WorkingCalendar], first: date | None
) -> None:
    changed = change(official())
    assert official().first_difference(changed) == first
    assert changed.first_difference(official()) == first


def with_another(found: Notice, day: Day) -> Notice:
    return msgspec.structs.replace(found, days=(*found.days, day))
