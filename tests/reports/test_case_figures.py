"""The figures of a scripted week of cases, worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.reports.script import (
    TODAY,
    accepted,
    at,
    decided,
    figure,
    opened,
    values,
    why,
)
from window_desk import reports
from window_desk.reports.figure import Report, Value
from window_desk.storage.desk import Desk

MONDAY, FRIDAY = date(2026, 11, 16), date(2026, 11, 20)


@pytest.fixture
def report(office: Desk) -> Report:
    return reports.build(office, "cases", MONDAY, FRIDAY)


the_week: list[tuple[str, Value, int, dict[str, int]]] = [
    ("opened", 13, 13, {"void": 1}),
    ("accepted", 7, 7, {}),
    ("corrected", 3, 3, {}),
    ("told_once_rate", Decimal("0.5"), 2, {}),
    ("turned_away", 1, 1, {}),
    ("withdrawn", 2, 2, {}),
    ("decided", 4, 4, {}),
    ("granted", 3, 4, {}),
    ("refused", 1, 4, {}),
    ("handed_out", 3, 3, {}),
    ("under_review", 4, 4, {}),
    # Three of the four decided, and none of the three open over their promise.
    ("on_time_rate", Decimal("0.4286"), 7, {"withdrawn": 1}),
    # Two of the three decided that have such a limit, and one is open over it.
    ("on_time_rate_law", Decimal("0.5"), 4, {"no_limit": 1, "withdrawn": 1}),
    ("decided_late", 1, 4, {}),
    ("decided_late_law", 1, 3, {"no_limit": 1}),
    ("overdue", 3, 4, {}),
    ("overdue_law", 1, 4, {}),
    ("early_rate", Decimal("0.3333"), 3, {"instant": 1}),
    ("instant_rate", Decimal("0.25"), 4, {}),
    # (2 + 3 + 5) / 3
    ("working_days_mean", Decimal("3.33"), 3, {"instant": 1}),
    ("late_legs", 0, 0, {}),
]


@pytest.mark.parametrize(
    ("name", "value", "n", "reasons"), the_week, ids=[each[0] for each in the_week]
)
def test_the_week(report: Report, name: str, value: Value, n: int, reasons: dict[str, int]) -> None:
    found = figure(report, name)
    assert (found.value, found.n, why(found)) == (value, n, reasons)


def test_the_week_leaves_no_figure_out(report: Report) -> None:
    assert list(values(report)) == [each[0] for each in the_week]


class TestWhileThePeriodLasts:
    """From Monday to Monday, at ten o'clock of the last day."""

    def test_what_was_decided_or_taken_back_this_morning_is_not_open(self, office: Desk) -> None:
        found = values(reports.build(office, "cases", MONDAY, TODAY))
        assert (found["decided"], found["withdrawn"], found["under_review"]) == (5, 3, 2)

    def test_a_limit_that_ends_today_is_not_over(self, office: Desk) -> None:
        found = values(reports.build(office, "cases", MONDAY, TODAY))
        assert (found["overdue"], found["overdue_law"]) == (1, 0)

    def test_days_ahead_make_nothing_overdue(self, office: Desk) -> None:
        found = values(reports.build(office, "cases", MONDAY, date(2026, 12, 31)))
        assert (found["overdue"], found["overdue_law"]) == (1, 0)


def test_a_case_is_opened_on_its_local_day(office: Desk) -> None:
    days = [date(2026, 11, 15), FRIDAY, date(2026, 11, 21)]
    reported = [reports.build(office, "cases", each, each) for each in days]
    assert [figure(each, "opened").value for each in reported] == [1, 1, 1]


def test_what_is_overdue_stays_so_until_it_is_decided(office: Desk) -> None:
    days = [date(2026, 11, 17), date(2026, 11, 18), date(2026, 11, 19)]
    reported = [reports.build(office, "cases", each, each) for each in days]
    # The promises of 16, 17, 18 and again 18 November; the first was kept too late, on the 19th.
    assert [figure(each, "overdue").value for each in reported] == [2, 4, 3]


@pytest.mark.parametrize(
    ("begin", "end", "used"),
    [
        pytest.param(date(2026, 2, 13), date(2026, 2, 14), 1, id="a Saturday that counts"),
        pytest.param(date(2026, 2, 14), date(2026, 2, 24), 1, id="over the Spring Festival"),
        pytest.param(date(2025, 12, 31), date(2026, 1, 5), 2, id="over the New Year"),
        pytest.param(date(2026, 3, 2), date(2026, 3, 2), 0, id="on the day of acceptance"),
    ],
)
def test_working_days_are_those_of_the_calendar(
    desk: Desk, begin: date, end: date, used: int
) -> None:
    with desk.change(by="clerk1") as tx:
        case = opened(tx, at("09:00", begin))
        accepted(tx, case, at("09:00", begin), "20")
        decided(tx, case, at("16:00", end))
        worked = tx.calendar.count(begin, end)
    report = reports.build(desk, "cases", end, end)
    assert figure(report, "working_days_mean").value == Decimal(used) == worked
