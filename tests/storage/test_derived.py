"""A new notice moves exactly the dates that it changes, and a rebuild agrees."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from tests.support import PARALLEL, PLAIN, Clock, accept_complete, assert_sound
from window_desk.domain.actor import Actor
from window_desk.domain.calendar import Day, Notice
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Bilingual
from window_desk.domain.ops import CalendarPublished, CaseDatesMoved
from window_desk.services import acts, clocks, intake, publishing, review
from window_desk.storage import derived
from window_desk.storage.desk import Desk, make_desk

NAME = Bilingual(zh="试验", en="trial")


@pytest.fixture
def notice(desk: Desk) -> Notice:
    """The notice in force for 2026."""
    with desk.look() as look:
        op = look.history("calendar/2026")[-1].op
    assert isinstance(op, CalendarPublished)
    return op.notice


def with_days(notice: Notice, *days: Day) -> Notice:
    """The notice with more days named."""
    return msgspec.structs.replace(
        notice, days=tuple(sorted((*notice.days, *days), key=lambda each: each.date))
    )


def dues(desk: Desk, case: str) -> tuple[date, date]:
    """A case's promised and statutory dates as they are indexed."""
    with desk.read() as connection:
        row = connection.execute(
            "SELECT promised_due, statutory_due FROM service_case WHERE id = ?", (case,)
        ).one()
    return date.fromisoformat(row[0]), date.fromisoformat(row[1])


def test_a_day_off_moves_what_lies_behind_it(
    desk: Desk, clerk: Actor, admin: Actor, notice: Notice
) -> None:
    case = accept_complete(desk, clerk, PLAIN)
    promised, statutory = dues(desk, case.id)
    assert (promised, statutory) == (date(2026, 12, 7), date(2026, 12, 21))
    free = with_days(notice, Day(date=date(2026, 12, 10), name=NAME, off=True))
    preview = publishing.preview_notice(desk, free)
    assert dues(desk, case.id) == (promised, statutory)
    assert publishing.import_notice(desk, admin, free) == preview
    (moved,) = preview
    assert moved.case == case.id
    assert (moved.promised_before, moved.promised_after) == (promised, promised)
    assert (moved.statutory_before, moved.statutory_after) == (statutory, date(2026, 12, 22))
    assert dues(desk, case.id) == (promised, date(2026, 12, 22))


def test_a_make_up_saturday_brings_dates_nearer(
    desk: Desk, clerk: Actor, admin: Actor, notice: Notice
) -> None:
    case = accept_complete(desk, clerk, PLAIN)
    worked = with_days(notice, Day(date=date(2026, 11, 28), name=NAME, off=False))
    (moved,) = publishing.import_notice(desk, admin, worked)
    assert moved.promised_after == date(2026, 12, 4)
    assert dues(desk, case.id) == (date(2026, 12, 4), date(2026, 12, 18))


def test_a_notice_that_changes_nothing_moves_nothing(
    desk: Desk, clerk: Actor, admin: Actor, notice: Notice
) -> None:
    case = accept_complete(desk, clerk, PLAIN)
    before = dues(desk, case.id)
    assert publishing.import_notice(desk, admin, notice) == []
    assert dues(desk, case.id) == before


def next_year(*days: Day) -> Notice:
    """A notice for 2027."""
    return Notice(year=2027, papers=("试验通知",), announced_through=date(2027, 12, 31), days=days)


def test_next_years_notice_settles_what_was_provisional(
    desk: Desk, clerk: Actor, admin: Actor
) -> None:
    def provisional(case: str) -> int:
        with desk.read() as connection:
            return int(
                connection.execute(
                    "SELECT provisional FROM service_case WHERE id = ?", (case,)
                ).scalar()
            )

    case = accept_complete(desk, clerk, PARALLEL)
    assert provisional(case.id) == 1
    publishing.import_notice(desk, admin, next_year())
    assert provisional(case.id) == 0


def test_the_dates_of_legs_move_too(
    desk: Desk, clock: Clock, clerk: Actor, supervisor: Actor, admin: Actor
) -> None:
    case = accept_complete(desk, clerk, PLAIN)
    # Long after the case's own dates, a leg is sent whose date lies in the next year.
    clock.advance(days=36)
    review.answer_leg(desk, supervisor, case.id, "review", "agreed")

    def due(step: str) -> str:
        with desk.read() as connection:
            return str(
                connection.execute(
                    'SELECT due FROM leg WHERE "case" = ? AND step = ?', (case.id, step)
                ).scalar()
            )

    before = date.fromisoformat(due("visit"))
    assert before.year == 2027
    free = (before, before - timedelta(days=1))
    days = tuple(Day(date=each, name=NAME, off=True) for each in sorted(free))
    publishing.import_notice(desk, admin, next_year(*days))
    assert date.fromisoformat(due("visit")) > before
    assert_sound(desk)


def test_seeding_again_with_a_new_year_derives_again(desk: Desk, clerk: Actor) -> None:
    accept_complete(desk, clerk, PARALLEL)
    with desk.change(by="setup") as tx:
        publishing.put_notice(tx, next_year())
    assert_sound(desk)


def test_only_cases_that_reach_what_a_notice_changes_are_looked_at(
    desk: Desk, clerk: Actor, notice: Notice
) -> None:
    near = accept_complete(desk, clerk, PLAIN)
    far = accept_complete(desk, clerk, PARALLEL)

    def affected(notice: Notice) -> list[str]:
        with desk.look() as view:
            return derived.affected_by(view, notice)

    def free(day: date) -> Notice:
        return with_days(notice, Day(date=day, name=NAME, off=True))

    assert affected(notice) == []
    assert affected(free(date(2026, 11, 24))) == [near.id, far.id]
    assert affected(free(date(2026, 12, 21))) == [near.id, far.id]
    assert affected(free(date(2026, 12, 22))) == [far.id]
    # A year that is only announced makes dates final that were not.
    assert affected(next_year()) == [far.id]
    assert affected(Notice(2028, ("试验通知",), date(2028, 12, 31), ())) == []


def test_a_desk_without_a_case_asks_for_no_calendar(tmp_path: Path, notice: Notice) -> None:
    desk = make_desk(tmp_path / "new.db", "h1/desk1", Clock())
    with desk.change(by="setup") as tx:
        publishing.put_notice(tx, notice)
    with desk.look() as view:
        assert [each.year for each in view.calendar.notices] == [2026]
    desk.close()


def test_a_moved_case_keeps_on_record_which_notice_moved_it_and_who_is_told(
    desk: Desk, clock: Clock, clerk: Actor, admin: Actor, notice: Notice
) -> None:
    case = accept_complete(desk, clerk, PLAIN)
    free = with_days(notice, Day(date=date(2026, 12, 2), name=NAME, off=True))
    (moved,) = publishing.import_notice(desk, admin, free)
    assert (moved.promised_days, moved.statutory_days) == (1, 1)
    assert moved.applicant == "张**"
    with desk.look() as look:
        last = look.history(case.id)[-1]
        assert isinstance(last.op, CaseDatesMoved)
        assert last.op.because == look.history("calendar/2026")[-1].id
        assert (last.op.promised_before, last.op.promised_after) == (
            moved.promised_before,
            moved.promised_after,
        )
    with pytest.raises(RuleBroken) as caught:
        acts.undo(desk, admin)
    assert caught.value.code == "undo.by_itself"


def test_the_dates_of_a_suspended_case_are_those_that_its_page_shows(
    desk: Desk, clock: Clock, clerk: Actor, supervisor: Actor, notice: Notice
) -> None:
    case = accept_complete(desk, clerk, PLAIN)
    clocks.suspend(desk, supervisor, case.id, "hearing", 5)
    # The index has the suspension at its shortest: its last date is 21 December.
    clock.advance(days=14)
    view = intake.view_case(desk, case.id)
    assert view.promised is not None
    assert view.statutory is not None
    off = Day(date=date(2026, 12, 24), name=NAME, off=True)
    (moved,) = publishing.preview_notice(desk, with_days(notice, off))
    assert moved.promised_before == view.promised.due.date
    assert moved.statutory_before == view.statutory.due.date > off.date
    assert moved.statutory_days == 1


def test_provisional_dates_become_final_with_the_notice(
    desk: Desk, clock: Clock, clerk: Actor, admin: Actor
) -> None:
    clock.advance(days=21)
    case = accept_complete(desk, clerk, PLAIN)

    def provisional() -> int:
        with desk.read() as connection:
            return int(
                connection.execute(
                    "SELECT provisional FROM service_case WHERE id = ?", (case.id,)
                ).scalar()
            )

    assert provisional() == 1
    days = (Day(date=date(2027, 1, 1), name=NAME, off=True),)
    new = Notice(year=2027, papers=("试验",), announced_through=date(2027, 12, 31), days=days)
    assert publishing.import_notice(desk, admin, new) == []
    assert provisional() == 0
