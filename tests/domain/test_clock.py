"""Due dates: the worked sums, and what no ledger may ever do to them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from window_desk.domain.calendar import Notice, WorkingCalendar
from window_desk.domain.clock import (
    Budget,
    Due,
    Extension,
    LedgerEntry,
    Policy,
    Restart,
    Suspension,
    due,
    explain,
    left,
)
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Limit, Unit

FOLDER = Path(__file__).parents[2] / "data" / "calendar"
MONDAY = date(2026, 11, 2)
FIVE = Budget(Decimal(5))


@cache
def official() -> WorkingCalendar:
    notices = []
    for path in FOLDER.glob("20*.toml"):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        notices.append(msgspec.convert({**raw["notice"], "days": raw.get("days", [])}, Notice))
    return WorkingCalendar(notices)


def november(day: int) -> date:
    return date(2026, 11, day)


def stop(first: int, last: int | None = None) -> Suspension:
    return Suspension(november(first), None if last is None else november(last), "testing")


def more(days: str, told: int = 2) -> Extension:
    return Extension(Decimal(days), "reason", "head", november(told))


@pytest.mark.parametrize(
    ("value", "ledger", "expected"),
    [
        pytest.param("5", [], 9, id="plain"),
        pytest.param("0", [], 2, id="on the spot"),
        pytest.param("5", [more("10")], 23, id="extended"),
        pytest.param("5", [stop(4, 10)], 13, id="suspended for four working days"),
        pytest.param("5", [stop(4, 4)], 9, id="suspended and resumed on one day"),
        pytest.param("5", [stop(6, 8)], 9, id="suspended over a weekend"),
        pytest.param("5", [stop(4, 6), stop(5, 10)], 13, id="overlapping"),
        pytest.param("5", [stop(4, 10), stop(5, 6)], 13, id="one inside the other"),
        pytest.param("5", [stop(4, 5), stop(10, 11)], 11, id="the second starts on the last day"),
        pytest.param("5", [stop(4, 5), stop(11, 12)], 10, id="the second comes too late"),
        pytest.param("5", [stop(9, 12)], 12, id="starts on the last day"),
        pytest.param("5", [stop(10, 20)], 9, id="starts when it is over"),
        pytest.param("4", [stop(6, 7), stop(7, 10)], 10, id="the second joins over a weekend"),
        pytest.param("5", [more("3"), stop(10, 12)], 16, id="starts within the extension"),
        pytest.param("5", [stop(4)], 9, id="still suspended, today unknown"),
        pytest.param("5", [Restart(november(5))], 12, id="restarted"),
        pytest.param("5", [Restart(november(5)), Restart(november(4))], 12, id="the last restart"),
        pytest.param("5", [Restart(date(2026, 10, 1))], 9, id="restart before acceptance"),
        pytest.param("5", [more("3", 4), Restart(november(5))], 12, id="extension spent"),
        pytest.param("5", [more("3", 6), Restart(november(5))], 17, id="extended after restart"),
        pytest.param("5", [stop(3, 5), Restart(november(5))], 12, id="suspended before restart"),
        pytest.param("5", [stop(3, 6), Restart(november(5))], 13, id="suspended over the restart"),
    ],
)
def test_working_days(value: str, ledger: list[LedgerEntry], expected: int) -> None:
    found = due(official(), MONDAY, Budget(Decimal(value)), ledger)
    assert found == Due(november(expected), half_day=False, provisional=False)


@pytest.mark.parametrize(
    ("value", "ledger", "expected", "half"),
    [
        pytest.param("0.5", [], 3, True, id="by noon of the next day"),
        pytest.param("1.5", [], 4, True, id="one and a half"),
        pytest.param("0.5", [more("0.5")], 3, False, id="two halves"),
        pytest.param("0.5", [stop(2, 4)], 5, True, id="suspended"),
        pytest.param("4.5", [], 9, True, id="over a weekend"),
    ],
)
def test_half_days(value: str, ledger: list[LedgerEntry], expected: int, half: bool) -> None:
    found = due(official(), MONDAY, Budget(Decimal(value)), ledger)
    assert (found.date, found.half_day) == (november(expected), half)


@pytest.mark.parametrize(
    ("accepted", "value", "ledger", "expected"),
    [
        pytest.param(date(2026, 9, 25), 10, [], date(2026, 10, 8), id="ends in a holiday"),
        pytest.param(MONDAY, 7, [], november(9), id="ends on a working day"),
        pytest.param(MONDAY, 5, [], november(9), id="ends on a Saturday"),
        pytest.param(date(2026, 9, 30), 10, [], date(2026, 10, 10), id="on a make-up Saturday"),
        pytest.param(MONDAY, 5, [stop(3, 5)], november(9), id="suspended two days"),
        pytest.param(MONDAY, 5, [stop(9, 11)], november(11), id="suspended after the weekend"),
        pytest.param(MONDAY, 5, [more("3")], november(10), id="extended"),
    ],
)
def test_calendar_days(
    accepted: date, value: int, ledger: list[LedgerEntry], expected: date
) -> None:
    budget = Budget(Decimal(value), "calendar_days")
    assert due(official(), accepted, budget, ledger).date == expected


def test_the_other_policy_frees_the_first_day_too() -> None:
    assert due(official(), MONDAY, FIVE, [stop(4, 10)], "from_start").date == november(16)


def test_a_suspension_that_lasts_runs_through_today() -> None:
    found = [
        due(official(), MONDAY, FIVE, [stop(4)], today=november(day)).date.day
        for day in (3, 4, 5, 6, 7, 8, 9, 20)
    ]
    assert found == [9, 9, 10, 11, 11, 11, 12, 25]


@pytest.mark.parametrize(
    ("accepted", "provisional"),
    [
        pytest.param(date(2026, 12, 3), False, id="announced"),
        pytest.param(date(2026, 12, 4), True, id="into the unknown year"),
        pytest.param(date(2017, 12, 20), True, id="from before the first notice"),
    ],
)
def test_provisional(accepted: date, provisional: bool) -> None:
    assert due(official(), accepted, Budget(Decimal(20))).provisional is provisional


def test_an_items_limit_is_a_budget() -> None:
    limit = Limit(Decimal(5), basis="行政许可法 第四十二条")
    assert Budget.of(limit) == FIVE
    assert due(official(), MONDAY, limit) == due(official(), MONDAY, FIVE)
    assert explain(official(), MONDAY, limit).budget == FIVE


@pytest.mark.parametrize(
    ("ledger", "figures"),
    [
        pytest.param([], {2: 5, 3: 4, 6: 1, 7: 1, 8: 1, 9: 0, 10: -1, 14: -5}, id="running"),
        pytest.param([stop(4)], {2: 5, 3: 4, 4: 3, 5: 3, 8: 3, 20: 3}, id="suspended"),
        pytest.param([stop(4, 10)], {2: 5, 4: 3, 6: 3, 10: 3, 11: 2, 13: 0, 16: -1}, id="planned"),
        pytest.param([more("1")], {2: 6, 9: 1, 10: 0}, id="extended"),
    ],
)
def test_days_left(ledger: list[LedgerEntry], figures: dict[int, int]) -> None:
    found = {day: left(official(), MONDAY, FIVE, ledger, today=november(day)) for day in figures}
    assert found == figures


def test_days_left_of_calendar_days_are_working_days() -> None:
    budget = Budget(Decimal(10), "calendar_days")
    assert left(official(), MONDAY, budget, today=november(6)) == 4
    planned = [stop(9, 11)]
    assert due(official(), MONDAY, budget, planned).date == november(16)
    assert left(official(), MONDAY, budget, planned, today=november(6)) == 4


@pytest.mark.parametrize("value", ["-1", "0.3", "NaN", "Infinity", "36500.5", "1E+999999"])
def test_lengths_that_are_none_are_refused(value: str) -> None:
    for kind in (Budget, Extension):
        with pytest.raises(RuleBroken) as broken:
            kind(Decimal(value))
        assert broken.value.code == "clock.bad_length"


def test_a_limit_of_no_length_is_refused() -> None:
    with pytest.raises(RuleBroken):
        due(official(), MONDAY, Limit(Decimal("-1")))


def test_calendar_days_have_no_halves() -> None:
    with pytest.raises(RuleBroken) as broken:
        due(official(), MONDAY, Budget(Decimal("0.5"), "calendar_days"))
    assert broken.value.code == "clock.half_calendar_day"


def test_a_suspension_cannot_end_before_it_starts() -> None:
    with pytest.raises(RuleBroken) as broken:
        Suspension(november(5), november(4))
    assert broken.value.code == "clock.suspension_backwards"


@pytest.mark.parametrize("unit", ["working_days", "calendar_days"])
@pytest.mark.parametrize(
    ("accepted", "value", "ledger"),
    [
        pytest.param(date.max, 5, [], id="accepted at the end of time"),
        pytest.param(MONDAY, 36500, [], id="a hundred years"),
        pytest.param(MONDAY, 5, [Suspension(MONDAY, date.max)], id="suspended for ever"),
    ],
)
def test_dates_past_every_calendar_are_refused(
    unit: Unit, accepted: date, value: int, ledger: list[LedgerEntry]
) -> None:
    with pytest.raises(RuleBroken) as broken:
        due(official(), accepted, Budget(Decimal(value), unit), ledger)
    assert broken.value.code == "calendar.out_of_range"


def test_a_ledger_survives_being_written_down() -> None:
    ledger: list[LedgerEntry] = [stop(4, 5), stop(6), more("10"), Restart(MONDAY, "new papers")]
    written = msgspec.json.encode(ledger)
    assert msgspec.json.decode(written, type=list[LedgerEntry]) == ledger
    assert {each["type"] for each in msgspec.json.decode(written)} == {
        "suspension",
        "extension",
        "restart",
    }


starts = st.dates(min_value=date(2018, 1, 1), max_value=date(2027, 6, 30))
halves = st.integers(min_value=0, max_value=90).map(lambda n: Decimal(n) / 2)
budgets = st.one_of(
    halves.map(Budget),
    st.integers(0, 90).map(lambda n: Budget(Decimal(n), "calendar_days")),
)
policies: st.SearchStrategy[Policy] = st.sampled_from(["after_start", "from_start"])


@st.composite
def suspensions(draw: st.DrawFn, start: date) -> Suspension:
    first = start + timedelta(days=draw(st.integers(-10, 60)))
    length = draw(st.one_of(st.none(), st.integers(0, 40)))
    return Suspension(first, None if length is None else first + timedelta(days=length), "testing")


@st.composite
def clocks(draw: st.DrawFn) -> tuple[date, Budget, list[LedgerEntry], Policy, date]:
    """An acceptance, a budget, a ledger, a policy and a day to look at it."""
    start, budget = draw(starts), draw(budgets)
    ledger: list[LedgerEntry] = [*draw(st.lists(suspensions(start), max_size=4))]
    if draw(st.booleans()):
        value = draw(halves if budget.unit == "working_days" else st.just(Decimal(15)))
        ledger.append(Extension(value, told_on=start + timedelta(days=3)))
    if draw(st.booleans()):
        ledger.append(Restart(start + timedelta(days=draw(st.integers(-5, 30)))))
    today = start + timedelta(days=draw(st.integers(0, 90)))
    return start, budget, draw(st.permutations(ledger)), draw(policies), today


@given(clock=clocks(), extra=st.data())
def test_a_suspension_never_shortens(
    clock: tuple[date, Budget, list[LedgerEntry], Policy, date], extra: st.DataObject
) -> None:
    start, budget, ledger, policy, today = clock
    another = extra.draw(suspensions(start))
    before = due(official(), start, budget, ledger, policy, today=today)
    after = due(official(), start, budget, [*ledger, another], policy, today=today)
    assert after.date >= before.date


@given(clock=clocks())
def test_the_order_of_the_ledger_is_free(
    clock: tuple[date, Budget, list[LedgerEntry], Policy, date],
) -> None:
    start, budget, ledger, policy, today = clock
    backwards = ledger[::-1]
    assert due(official(), start, budget, ledger, policy, today=today) == due(
        official(), start, budget, backwards, policy, today=today
    )


@given(
    start=starts,
    budget=budgets,
    first=st.integers(0, 40),
    cuts=st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30)),
    policy=policies,
)
def test_overlaps_count_once(
    start: date, budget: Budget, first: int, cuts: Sequence[int], policy: Policy
) -> None:
    """A suspension written as two that overlap, or twice, is the same as written once."""
    begin = start + timedelta(days=first)
    a, b, end = (begin + timedelta(days=cut) for cut in sorted(cuts))
    whole = Suspension(begin, end)
    parts = [Suspension(begin, b), Suspension(a, end)]
    expected = due(official(), start, budget, [whole], policy)
    assert due(official(), start, budget, [whole, whole], policy) == expected
    if begin <= due(official(), start, budget).date:
        assert due(official(), start, budget, parts, policy) == expected


@given(start=starts, value=st.integers(0, 60), first=st.integers(0, 30), length=st.integers(0, 30))
def test_the_due_date_is_the_last_of_the_days_that_run(
    start: date, value: int, first: int, length: int
) -> None:
    """Against a plain walk from day to day that leaves out what is suspended."""
    stop_on = start + timedelta(days=first)
    end = stop_on + timedelta(days=length)
    budget = Budget(Decimal(value))
    found = due(official(), start, budget, [Suspension(stop_on, end)]).date
    if stop_on >= due(official(), start, budget).date:
        return
    day, run = start, 0
    while run < value:
        day += timedelta(days=1)
        run += official().is_workday(day) and not stop_on < day <= end
    assert found == day


@given(clock=clocks())
def test_an_explanation_adds_up(
    clock: tuple[date, Budget, list[LedgerEntry], Policy, date],
) -> None:
    start, budget, ledger, policy, today = clock
    found = explain(official(), start, budget, ledger, policy, today=today)
    assert found.due == due(official(), start, budget, ledger, policy, today=today)
    extended = budget.value + sum(each.value for each in found.extensions)
    assert 0 <= found.days - extended <= Decimal("0.5")
    assert found.due.half_day == (found.days != extended)
    span = (found.due.date - found.counted_from).days
    assert span == found.days + len(found.suspended) + len(found.skipped)
    assert not any(official().is_workday(each.date) for each in found.skipped)
    assert all(found.counted_from < each <= found.due.date for each in found.suspended)
    if budget.unit == "working_days":
        counted = official().count(found.counted_from, found.due.date)
        assert counted == found.days + len(found.suspended)
    assert not {each.date for each in found.make_up} & set(found.suspended)


@given(clock=clocks())
def test_left_is_nothing_on_the_due_date_and_less_than_nothing_after(
    clock: tuple[date, Budget, list[LedgerEntry], Policy, date],
) -> None:
    start, budget, ledger, policy, _ = clock
    closed = [each for each in ledger if not isinstance(each, Suspension) or each.end]
    last = due(official(), start, budget, closed, policy).date
    assert left(official(), start, budget, closed, policy, today=last) == 0
    after = last + timedelta(days=1)
    late = left(official(), start, budget, closed, policy, today=after)
    assert late == (-1 if official().is_workday(last) else 0)
    day_before = left(official(), start, budget, closed, policy, today=last - timedelta(days=1))
    assert day_before in (0, 1)


def test_an_explanation_names_what_it_is_made_of() -> None:
    restart = Restart(date(2026, 9, 24), "new papers")
    ledger: list[LedgerEntry] = [stop(20, 25), stop(4, 10), more("2", 3), restart]
    found = explain(official(), date(2026, 9, 1), Budget(Decimal(20)), ledger)
    assert found.restart == restart
    assert found.counted_from == date(2026, 9, 24)
    assert [each.value for each in found.extensions] == [Decimal(2)]
    assert found.days == 22
    assert found.due.date == date(2026, 11, 2)
    assert found.late == (stop(4, 10), stop(20, 25))
    assert [each.date for each in found.make_up] == [date(2026, 10, 10)]
    assert len(found.skipped) == 17
    suspended = explain(official(), MONDAY, FIVE, [stop(4, 10)])
    assert suspended.suspensions == (stop(4, 10),)
    assert [each.day for each in suspended.suspended] == [5, 6, 9, 10]
    assert [each.date.day for each in suspended.skipped] == [7, 8]
