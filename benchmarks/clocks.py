"""What due dates cost: a million of them, and the open cases of a desk after a new notice."""

from __future__ import annotations

import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec

from window_desk.catalogue import data_folder
from window_desk.catalogue.settings import load_notices
from window_desk.domain.calendar import Day, Notice, WorkingCalendar
from window_desk.domain.clock import Budget
from window_desk.domain.clock_many import due_many
from window_desk.domain.item import Bilingual
from window_desk.services import publishing
from window_desk.storage import derived, reads
from window_desk.storage.desk import Desk

many = 1_000_000


def due_dates() -> tuple[float, float]:
    """Milliseconds of work for a million due dates, and for a million plain `date + timedelta`."""
    calendar = WorkingCalendar(load_notices(data_folder() / "calendar"))
    first = date(2018, 1, 1)
    starts = [first + timedelta(days=place % 3_000) for place in range(many)]
    budget = Budget(Decimal(20))
    began = time.process_time()
    found = due_many(calendar, starts, budget)
    ours = time.process_time() - began
    span = timedelta(days=28)
    began = time.process_time()
    plain = [each + span for each in starts]
    floor = time.process_time() - began
    assert len(found) == len(plain) == many
    return ours * 1000, floor * 1000


def derive_again(path: Path) -> tuple[int, float, float]:
    """How many cases a notice touches, and milliseconds for importing it and for the floor.

    The floor writes as many rows back as they are, with the same durability.
    """
    desk = Desk(path)
    with desk.look() as look:
        admin = reads.actor(look.connection, "admin")
        notice = _moved(look.calendar, look.today)
        touched = derived.affected_by(look, notice)
    assert admin is not None
    began = time.perf_counter()
    publishing.import_notice(desk, admin, notice)
    ours = time.perf_counter() - began
    began = time.perf_counter()
    with desk.change(by="bench") as tx:
        tx.connection.execute_many(
            "UPDATE service_case SET promised_due = promised_due, last_due = last_due WHERE id = ?",
            [(each,) for each in touched],
        )
    floor = time.perf_counter() - began
    desk.close()
    return len(touched), ours * 1000, floor * 1000


def _moved(calendar: WorkingCalendar, today: date) -> Notice:
    """The notice in force today with the next working day taken off."""
    day = Day(calendar.add(today, 1), Bilingual(zh="试验", en="trial"), off=True)
    notice = next(each for each in calendar.notices if each.year == day.date.year)
    return msgspec.structs.replace(notice, days=(*notice.days, day))
