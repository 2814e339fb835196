"""A case's legs laid out over real days: what was, what is and what is to come."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from rich.cells import cell_len

from window_desk.catalogue import data_folder
from window_desk.catalogue.settings import load_notices
from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.case import Case, Leg, LegState
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.item import Bilingual, Limit, Step
from window_desk.locale import use
from window_desk.tui.route_days import Lane, Layout, axis, bar_glyphs, lay_out
from window_desk.tui.widgets.lanes import day_mark, legend

calendar = WorkingCalendar(load_notices(data_folder() / "calendar"))


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=CENTRE_TIME)


def leg(
    code: str,
    days: str,
    *needs: str,
    state: LegState = "waiting",
    sent: date | None = None,
    answered: date | None = None,
) -> Leg:
    step = Step(code, Bilingual(zh=code), "局", Decimal(days), needs)
    return Leg(
        step=step,
        state=state,
        dispatched_at=at(sent) if sent else None,
        answered_at=at(answered) if answered else None,
    )


def case_of(accepted: date, *legs: Leg, promised: str = "8") -> Case:
    return Case(
        id="h1/desk1:1",
        item="X",
        item_version=1,
        applicant="h1/desk1:2",
        opened_at=at(accepted),
        opened_by="clerk1",
        state="under_review",
        accepted_at=at(accepted),
        promised=Limit(Decimal(promised)),
        lead="局",
        legs=legs,
    )


def laid_out(case: Case, today: date) -> Layout:
    layout = lay_out(case, calendar, today)
    assert layout is not None
    return layout


def bar(lane: Lane, layout: Layout) -> str:
    """One sign for each day from acceptance."""
    return "".join(
        bar_glyphs[lane.kind_of(day, calendar, layout.today)] for day in layout.days
    ).rstrip()


monday = date(2026, 11, 23)


def test_an_open_leg_shows_what_is_used_and_what_is_left_around_a_weekend() -> None:
    case = case_of(monday, leg("a", "6", state="open", sent=monday))
    layout = laid_out(case, monday + timedelta(days=2))
    (lane,) = layout.lanes
    assert lane.due == calendar.add(monday, 6) == date(2026, 12, 1)
    assert bar(lane, layout) == " ##--::--"


def test_a_late_leg_shows_the_days_over_its_due_day() -> None:
    case = case_of(monday, leg("a", "1", state="open", sent=monday))
    layout = laid_out(case, monday + timedelta(days=3))
    assert bar(layout.lanes[0], layout) == " #@@"


def test_a_waiting_leg_begins_when_what_it_needs_can_be_done() -> None:
    case = case_of(
        monday,
        leg("a", "2", state="open", sent=monday),
        leg("b", "1", "a"),
    )
    layout = laid_out(case, monday)
    assert [bar(each, layout) for each in layout.lanes] == [" --", "   ."]
    assert [each.code for each in layout.lanes[1].waits_for] == ["a"]
    assert layout.lanes[1].due is None


def test_what_is_late_moves_what_waits_for_it() -> None:
    case = case_of(
        monday,
        leg("a", "1", state="open", sent=monday),
        leg("b", "1", "a"),
    )
    layout = laid_out(case, date(2026, 11, 26))
    assert layout.lanes[1].first == layout.lanes[1].last == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("state", "sign"), [("agreed", "="), ("disagreed", "x"), ("returned", "<")]
)
def test_an_answered_leg_ends_with_its_answer(state: LegState, sign: str) -> None:
    answered = monday + timedelta(days=2)
    case = case_of(monday, leg("a", "5", state=state, sent=monday, answered=answered))
    layout = laid_out(case, monday + timedelta(days=4))
    assert bar(layout.lanes[0], layout) == f" {sign}{sign}"


def test_a_make_up_day_counts_and_a_holiday_does_not() -> None:
    # 2026-02-14 is a Saturday that is worked; the Spring Festival follows from the 15th on.
    friday = date(2026, 2, 13)
    case = case_of(friday, leg("a", "2", state="open", sent=friday))
    layout = laid_out(case, friday)
    (lane,) = layout.lanes
    assert lane.kind_of(date(2026, 2, 14), calendar, friday) == "left"
    assert day_mark(date(2026, 2, 14), layout, calendar) == "m"
    assert day_mark(date(2026, 2, 17), layout, calendar) == "h"
    assert lane.kind_of(date(2026, 2, 17), calendar, friday) == "off"
    assert lane.due == calendar.add(friday, 2)


def test_marks_of_today_the_promise_and_a_weekend() -> None:
    layout = laid_out(case_of(monday, leg("a", "2", state="open", sent=monday)), monday)
    promised = calendar.add(monday, 8)
    assert layout.promised == promised
    marks = {day: day_mark(day, layout, calendar) for day in layout.days}
    assert marks[monday] == "|"
    assert marks[promised] == "P"
    assert marks[date(2026, 11, 28)] == "w"
    assert marks[date(2026, 11, 24)] == " "


def test_the_critical_path_and_the_slack_beside_it() -> None:
    case = case_of(
        monday,
        leg("a", "1", state="open", sent=monday),
        leg("long", "4", "a"),
        leg("short", "1", "a"),
        leg("end", "1", "long", "short"),
    )
    layout = laid_out(case, monday)
    assert [each.critical for each in layout.lanes] == [True, True, False, True]
    assert layout.lanes[2].slack == 3
    assert layout.plan.days == 6
    assert layout.plan.in_a_row == 7
    assert layout.plan.saved == 1


def test_before_acceptance_there_are_no_lanes() -> None:
    case = msgspec.structs.replace(case_of(monday), accepted_at=None, state="intake")
    assert lay_out(case, calendar, monday) is None


def test_after_a_decision_unsent_legs_have_no_bar() -> None:
    case = msgspec.structs.replace(case_of(monday, leg("a", "3")), state="refused")
    layout = laid_out(case, monday)
    assert layout.lanes[0].first is None


@pytest.mark.parametrize("width", [1, 2, 5, 13, 31, 44, 63, 64, 75, 95, 128, 200])
def test_the_days_fit_into_any_width(width: int) -> None:
    case = case_of(monday, leg("a", "20", state="open", sent=monday), promised="45")
    today = monday + timedelta(days=30)
    layout = laid_out(case, today)
    shown = axis(layout, width)
    assert len(shown.days) * shown.per <= max(width, 1)
    assert today in shown.days
    assert shown.cut_before == (shown.days[0] > layout.days[0])
    assert shown.cut_after == (shown.days[-1] < layout.days[-1])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_state_has_a_sign_and_a_word(lang: str) -> None:
    use("zh" if lang == "zh" else "en")
    try:
        said = legend()
    finally:
        use("en")
    assert all(sign in said for kind, sign in bar_glyphs.items() if kind != "none")
    assert all(cell_len(sign) == 1 for sign in bar_glyphs.values())
