"""The hall's own time, office hours, and the agenda that keeps processes in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from window_desk.catalogue import data_folder
from window_desk.catalogue.settings import load_notices
from window_desk.domain.calendar import WorkingCalendar
from window_desk.services.demo_time import Agenda, HallTime, Office, at

CALENDAR = WorkingCalendar(load_notices(data_folder() / "calendar"))
DAY = date(2026, 11, 23)

YEAR = 365 * 24 * 3600
moments = st.integers(min_value=0, max_value=YEAR).map(
    lambda seconds: at(date(2026, 1, 1), time()) + timedelta(seconds=seconds)
)


@given(moments)
def test_the_morning_ends_now_and_stays_on_today(now: datetime) -> None:
    hall = HallTime(now)
    morning = [hall.now - timedelta(seconds=each) for each in range(0, 5401, 60)]
    real = [hall.real(each) for each in morning]
    assert timedelta() <= now - real[0] <= timedelta(minutes=1)
    assert {each.date() for each in real} == {now.date()}
    assert real == sorted(real, reverse=True)
    assert all(each.microsecond % 1000 == 0 for each in real)


def test_by_day_a_minute_of_the_morning_is_a_minute() -> None:
    hall = HallTime(at(DAY, time(15, 30, 20)))
    assert hall.real(at(DAY, time(9, 0))) == at(DAY, time(14, 10))
    yesterday = at(date(2026, 11, 20), time(16, 45))
    assert hall.real(yesterday) == yesterday


@given(moments, st.integers(min_value=0, max_value=30), st.integers())
def test_work_is_done_later_and_in_office_hours(now: datetime, days: int, seed: int) -> None:
    office = Office(CALENDAR, Random(seed))
    start = office.some_time(CALENDAR.on_or_after(now.date()))
    later = office.later(start, days)
    assert later > start
    assert CALENDAR.is_workday(later.date())
    assert CALENDAR.count(start.date(), later.date()) - days in (0, 1 if days == 0 else 0)
    assert 9 <= later.hour < 17


def test_processes_act_in_the_order_of_time_and_not_after_the_end() -> None:
    said: list[tuple[str, int]] = []

    def process(name: str, *minutes: int) -> Iterator[datetime]:
        for each in minutes:
            yield at(DAY, time(9, each))
            said.append((name, each))

    agenda = Agenda(at(DAY, time(9, 30)))
    agenda.add(process("a", 5, 20, 30, 31))
    agenda.add(process("b", 1, 20, 59))
    agenda.add(process("c", 31))
    late = [each.minute for each in agenda.run()]
    assert said == [("b", 1), ("a", 5), ("b", 20), ("a", 20), ("a", 30)]
    assert late == [each for _name, each in said]
