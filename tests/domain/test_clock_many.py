"""Many due dates at once are those of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from window_desk.catalogue import data_folder
from window_desk.catalogue.settings import load_notices
from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.clock import Budget, due
from window_desk.domain.clock_many import due_many
from window_desk.domain.errors import RuleBroken

CALENDAR = WorkingCalendar(load_notices(data_folder() / "calendar"))
starts = st.dates(date(2017, 11, 1), date(2027, 6, 30))


@given(
    begins=st.lists(starts, max_size=30),
    halves=st.integers(0, 130),
    calendar_days=st.booleans(),
)
def test_many_dates_are_those_of_each(
    begins: Sequence[date], halves: int, calendar_days: bool
) -> None:
    value = Decimal(halves // 2 if calendar_days else halves) / (1 if calendar_days else 2)
    budget = Budget(value, "calendar_days" if calendar_days else "working_days")
    assert due_many(CALENDAR, begins, budget) == [due(CALENDAR, each, budget) for each in begins]


@pytest.mark.parametrize(
    ("begin", "days"),
    [
        pytest.param(date(1989, 12, 31), 1, id="before the calendar"),
        pytest.param(date(2100, 1, 1), 0, id="after the calendar"),
        pytest.param(date(2099, 12, 20), 20, id="over its end"),
    ],
)
def test_many_dates_know_the_end_of_the_calendar(begin: date, days: int) -> None:
    with pytest.raises(RuleBroken) as broken:
        due_many(CALENDAR, [date(2026, 11, 2), begin], Budget(Decimal(days)))
    assert broken.value.code == "calendar.out_of_range"
