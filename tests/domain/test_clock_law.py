"""What the law says of time limits, article by article, and what holds for every ledger."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from window_desk.domain.calendar import Notice, WorkingCalendar
from window_desk.domain.clock import (
    Budget,
    Extension,
    LedgerEntry,
    Policy,
    Restart,
    Suspension,
    due,
    explain,
    left,
)

FOLDER = Path(__file__).parents[2] / "data" / "calendar"
MONDAY = date(2026, 11, 2)


@cache
def official() -> WorkingCalendar:
    notices = []
    for path in FOLDER.glob("20*.toml"):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        notices.append(msgspec.convert({**raw["notice"], "days": raw.get("days", [])}, Notice))
    return WorkingCalendar(notices)


@pytest.mark.parametrize(
    ("accepted", "days", "last"),
    [
        pytest.param("2026-02-13", 1, "2026-02-14", id="a make-up Saturday counts"),
        pytest.param("2026-02-13", 20, "2026-03-19", id="over the Spring Festival"),
        pytest.param("2026-02-14", 1, "2026-02-24", id="from the make-up Saturday"),
        pytest.param("2026-04-30", 5, "2026-05-11", id="over Labour Day and its make-up day"),
        pytest.param("2026-09-24", 20, "2026-10-29", id="over Mid-Autumn and National Day"),
        pytest.param("2026-09-30", 20, "2026-11-03", id="over National Day"),
        pytest.param("2025-09-30", 20, "2025-11-04", id="over the eight days of 2025"),
        pytest.param("2026-12-03", 20, "2026-12-31", id="the last day that is announced"),
    ],
)
def test_the_worked_dates_of_the_permit_law_art_82(accepted: str, days: int, last: str) -> None:
    found = due(official(), date.fromisoformat(accepted), Budget(Decimal(days)))
    assert (found.date.isoformat(), found.provisional) == (last, False)


def test_the_worked_date_that_runs_into_an_unknown_year_says_so() -> None:
    found = due(official(), date(2026, 12, 4), Budget(Decimal(20)))
    assert found.provisional
    assert found.date > date(2026, 12, 31)


def test_counting_monday_to_friday_would_be_wrong_every_other_time() -> None:
    """1,126 of 2,182 starts in 2018 to September 2026, by up to ten days (permit law art. 82)."""
    calendar = official()
    first, end = date(2018, 1, 1), date(2026, 9, 30)
    every = [first + timedelta(days=n) for n in range((end - first).days + 1)]
    wrong = []
    working = [day for day in every if calendar.is_workday(day)]
    for day in working:
        plain, counted = day, 0
        while counted < 20:
            plain += timedelta(days=1)
            counted += plain.weekday() < 5
        gap = (due(calendar, day, Budget(Decimal(20))).date - plain).days
        wrong += [abs(gap)] * (gap != 0)
    assert (len(wrong), len(working), max(wrong)) == (1126, 2182, 10)


def november(day: int) -> date:
    return date(2026, 11, day)


def stop(first: int, last: int | None = None, counting: Policy | None = None) -> Suspension:
    end = None if last is None else november(last)
    return Suspension(november(first), end, "testing", counting=counting)


TWENTY = Budget(Decimal(20))
MORE = Extension(Decimal(10), "原因", "局长", november(20))


@pytest.mark.parametrize(
    ("accepted", "budget", "ledger", "last"),
    [
        pytest.param(MONDAY, TWENTY, [], "2026-11-30", id="art. 42(1): twenty days"),
        pytest.param(MONDAY, TWENTY, [MORE], "2026-12-14", id="art. 42(1): ten days more"),
        pytest.param(
            date(2026, 7, 6), Budget(Decimal(45)), [], "2026-09-07",
            id="art. 42(2): forty-five days of joint handling",
        ),
        pytest.param(
            date(2026, 7, 6), Budget(Decimal(45)), [Extension(Decimal(15))], "2026-09-28",
            id="art. 42(2): fifteen days more",
        ),
        pytest.param(
            MONDAY, TWENTY, [stop(4, 10)], "2026-12-04",
            id="art. 45: the days after the start of the procedure up to its end",
        ),
        pytest.param(
            MONDAY, TWENTY, [stop(4, 10, "from_start")], "2026-12-07",
            id="art. 45: the house also leaves out the first day",
        ),
        pytest.param(
            MONDAY, TWENTY, [stop(4, 10), stop(9, 12)], "2026-12-08",
            id="art. 45: a hearing and an expert review at the same time count once",
        ),
        pytest.param(
            MONDAY, TWENTY, [stop(4, 4)], "2026-11-30",
            id="art. 45: over within a day, it takes none",
        ),
        pytest.param(
            MONDAY, TWENTY, [stop(4)], "2026-11-30",
            id="art. 45: while it lasts nothing is promised yet",
        ),
        pytest.param(
            MONDAY, TWENTY, [stop(4, 10), MORE], "2026-12-18",
            id="art. 42 and 45: extended and suspended",
        ),
        pytest.param(
            MONDAY, TWENTY, [stop(4, 10), MORE, Restart(date(2026, 11, 23))], "2026-12-21",
            id="a restart is day 0 and forgets what was before",
        ),
        pytest.param(
            date(2026, 11, 8), TWENTY, [], "2026-12-04",
            id="art. 82: accepted on a Sunday, Monday is day 1",
        ),
        pytest.param(
            MONDAY, Budget(Decimal(60), "calendar_days"), [], "2027-01-04",
            id="sixty calendar days end on the next working day",
        ),
        pytest.param(
            MONDAY, Budget(Decimal(0)), [], "2026-11-02", id="art. 34(2): decided on the spot"
        ),
    ],
)  # fmt: skip
def test_the_permit_law(
    accepted: date, budget: Budget, ledger: list[LedgerEntry], last: str
) -> None:
    assert due(official(), accepted, budget, ledger).date.isoformat() == last


def test_each_suspension_keeps_the_reading_under_which_it_began() -> None:
    """A house that changes its reading does not move what was told to the applicant."""
    told = [stop(4, 10, "after_start")]
    before = due(official(), MONDAY, TWENTY, told, "after_start")
    assert due(official(), MONDAY, TWENTY, told, "from_start") == before
    assert due(official(), MONDAY, TWENTY, [stop(4, 10)], "from_start") != before


starts = st.dates(date(2018, 1, 1), date(2027, 6, 30))
lengths = st.integers(0, 60).map(lambda days: Budget(Decimal(days)))


@st.composite
def stops(draw: st.DrawFn, start: date, *, within: int = 60) -> Suspension:
    """A suspension that has ended, somewhere after the start."""
    first = start + timedelta(days=draw(st.integers(0, within)))
    counting: Policy | None = draw(st.sampled_from([None, "after_start", "from_start"]))
    return Suspension(first, first + timedelta(days=draw(st.integers(0, 30))), counting=counting)


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[date, Budget, list[LedgerEntry]]:
    """An acceptance, a limit, and a ledger in which no suspension runs any more."""
    start = draw(starts)
    ledger: list[LedgerEntry] = [*draw(st.lists(stops(start), max_size=5))]
    if draw(st.booleans()):
        told = start + timedelta(days=draw(st.integers(0, 20)))
        ledger.append(Extension(Decimal(draw(st.integers(0, 15))), told_on=told))
    if draw(st.booleans()):
        ledger.append(Restart(start + timedelta(days=draw(st.integers(0, 30)))))
    return start, draw(lengths), ledger


Clocked = tuple[date, Budget, list[LedgerEntry]]


@given(clocked=ledgers())
def test_adding_and_counting_agree_for_any_ledger(clocked: Clocked) -> None:
    start, budget, ledger = clocked
    calendar, found = official(), explain(official(), start, budget, ledger)
    last = found.due.date
    counted = calendar.count(found.counted_from, last)
    assert counted == found.days + len(found.suspended)
    assert calendar.add(found.counted_from, counted) == last
    assert left(calendar, start, budget, ledger, today=last) == 0


@given(clocked=ledgers())
def test_what_is_left_falls_by_one_on_each_day_that_runs_and_on_no_other(clocked: Clocked) -> None:
    start, budget, ledger = clocked
    found = explain(official(), start, budget, ledger)
    day = found.counted_from
    before = left(official(), start, budget, ledger, today=day)
    assert before == found.days
    while day < found.due.date:
        day += timedelta(days=1)
        now = left(official(), start, budget, ledger, today=day)
        runs = official().is_workday(day) and day not in found.suspended
        assert before - now == runs
        before = now


@given(clocked=ledgers(), order=st.randoms(use_true_random=False))
def test_any_order_of_the_ledger_gives_the_same_date(clocked: Clocked, order: Random) -> None:
    start, budget, ledger = clocked
    mixed = list(ledger)
    order.shuffle(mixed)
    assert due(official(), start, budget, mixed) == due(official(), start, budget, ledger)


@given(start=starts, budget=lengths, more=st.data())
def test_suspensions_never_shorten_and_overlaps_count_once(
    start: date, budget: Budget, more: st.DataObject
) -> None:
    base = due(official(), start, budget).date
    before = (base - start).days
    spans = more.draw(st.lists(stops(start, within=before), max_size=4))
    found = explain(official(), start, budget, spans)
    assert found.due.date >= base
    excluded = {
        day
        for each in found.suspensions
        for day in official().workdays(each.start, each.end or each.start)
    } | {
        each.start
        for each in found.suspensions
        if each.counting == "from_start" and official().is_workday(each.start)
    }
    # Day 0 is used up anyway, so that leaving it out gives nothing.
    assert set(found.suspended) == excluded - {start}


@given(clocked=ledgers(), on=st.integers(0, 40))
def test_a_restart_forgets_what_was_before(clocked: Clocked, on: int) -> None:
    start, budget, ledger = clocked
    day = start + timedelta(days=on)
    before = [each for each in ledger if _is_over(each, day)]
    assert due(official(), start, budget, [*before, Restart(day)]) == due(official(), day, budget)


def _is_over(entry: LedgerEntry, day: date) -> bool:
    match entry:
        case Suspension(end=date() as end):
            return end <= day
        case Extension(told_on=date() as told):
            return told <= day
        case Restart(on=on):
            return on <= day
    return False


@given(clocked=ledgers(), days=st.integers(0, 15))
def test_an_extension_adds_exactly_its_days(clocked: Clocked, days: int) -> None:
    start, budget, ledger = clocked
    plain = [each for each in ledger if not isinstance(each, Extension)]
    found = explain(official(), start, budget, plain)
    if found.late:
        # A procedure that began when the limit had run out stops the longer one.
        return
    longer = due(official(), start, budget, [*plain, Extension(Decimal(days))]).date
    assert official().count(found.due.date, longer) == days
