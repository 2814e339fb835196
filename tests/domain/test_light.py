"""The light of a case on each day, and signs that every terminal shows alike."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from window_desk.domain.calendar import Notice, WorkingCalendar
from window_desk.domain.light import Light, light

CALENDAR = WorkingCalendar([Notice(2026, ("paper",), date(2026, 12, 31), ())])


def november(day: int) -> date:
    return date(2026, 11, day)


def at(day: int, **changes: date | None) -> Light:
    """The light on that day of November, with the promise on the 9th and the law on the 23rd."""
    limits = {"promised": november(9), "statutory": november(23), "suspended": None, **changes}
    return light(
        CALENDAR, november(day), limits["promised"], limits["statutory"], limits["suspended"]
    )


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(2, "green", id="a week before"),
        pytest.param(5, "green", id="two working days before"),
        pytest.param(6, "yellow", id="one working day before"),
        pytest.param(8, "yellow", id="the Sunday before"),
        pytest.param(9, "yellow", id="the last day"),
        pytest.param(10, "red", id="over the promise"),
        pytest.param(23, "red", id="the law's last day"),
        pytest.param(24, "double_red", id="over the law"),
    ],
)
def test_the_light_on_each_day(day: int, expected: str) -> None:
    assert at(day) == expected


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        pytest.param(5, "blue", id="with days left"),
        pytest.param(6, "blue", id="when it was yellow"),
        pytest.param(9, "blue", id="on the last day"),
        pytest.param(10, "red", id="when it was over the promise"),
        pytest.param(24, "double_red", id="when it was over the law"),
    ],
)
def test_a_suspension_stops_the_light_and_hides_nothing(since: int, expected: str) -> None:
    assert at(28, suspended=november(since)) == expected


@pytest.mark.parametrize(
    ("day", "limits", "expected"),
    [
        pytest.param(20, {"promised": None}, "yellow", id="the law warns"),
        pytest.param(24, {"promised": None}, "double_red", id="over the law"),
        pytest.param(24, {"statutory": None}, "red", id="no limit by law"),
        pytest.param(24, {"promised": None, "statutory": None}, "green", id="no limit at all"),
    ],
)
def test_a_limit_that_is_not_there(day: int, limits: dict[str, date | None], expected: str) -> None:
    assert at(day, **limits) == expected


@pytest.mark.parametrize("day", [2, 9, 10, 24])
def test_a_closed_case_has_no_running_clock(day: int) -> None:
    found = light(CALENDAR, november(day), november(9), november(23), november(3), closed=True)
    assert found == "closed"


@given(
    today=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    promised=st.integers(-30, 30),
    statutory=st.integers(-30, 30),
    since=st.integers(0, 60),
)
def test_suspended_is_never_yellow(today: date, promised: int, statutory: int, since: int) -> None:
    found = light(
        CALENDAR,
        today,
        today + timedelta(days=promised),
        today + timedelta(days=statutory),
        today - timedelta(days=since),
    )
    assert found in (Light.BLUE, Light.RED, Light.DOUBLE_RED)


@pytest.mark.parametrize(
    ("day", "until", "expected"),
    [
        pytest.param(5, 10, "green", id="art. 50: three working days before the licence ends"),
        pytest.param(6, 9, "cliff", id="art. 50: one working day before it"),
        pytest.param(7, 9, "cliff", id="art. 50: on the Saturday before it"),
        pytest.param(9, 9, "cliff", id="art. 50: on its last day"),
        pytest.param(10, 9, "cliff", id="art. 50: over, and counted as renewed"),
        pytest.param(6, 8, "cliff", id="art. 50: it ends on a Sunday and today is Friday"),
        pytest.param(10, 12, "red", id="the promise is over long before the licence ends"),
        pytest.param(24, 25, "cliff", id="art. 50: comes before a limit that is over"),
    ],
)
def test_a_licence_that_ends_undecided_is_a_cliff(day: int, until: int, expected: str) -> None:
    found = light(CALENDAR, november(day), november(9), november(23), licence_until=november(until))
    assert found == expected


def test_a_suspension_does_not_move_the_end_of_a_licence() -> None:
    """Art. 50 knows no suspension: the licence ends on its day."""

    def suspended(until: int) -> Light:
        return light(
            CALENDAR, november(6), november(9), None, november(4), licence_until=november(until)
        )

    assert suspended(9) == Light.CLIFF
    assert suspended(20) == Light.BLUE


def test_a_renewal_that_is_decided_stands_before_no_cliff() -> None:
    found = light(CALENDAR, november(9), None, None, licence_until=november(9), closed=True)
    assert found == Light.CLOSED


@pytest.mark.parametrize(
    ("yellow", "day", "expected"),
    [
        pytest.param(0, 6, "green", id="none: not the day before"),
        pytest.param(0, 9, "yellow", id="none: the last day itself"),
        pytest.param(3, 4, "yellow", id="three: Wednesday before Monday"),
        pytest.param(3, 3, "green", id="three: Tuesday before Monday"),
    ],
)
def test_the_house_says_when_it_turns_yellow(yellow: int, day: int, expected: str) -> None:
    assert light(CALENDAR, november(day), november(9), november(23), yellow=yellow) == expected


def test_each_light_has_a_sign_of_one_cell_and_words_of_its_own() -> None:
    glyphs = [each.glyph for each in Light]
    assert all(len(each) == 1 for each in glyphs)
    assert {unicodedata.east_asian_width(each) for each in glyphs} == {"Na"}
    assert len(set(glyphs)) == len(Light)
    for lang in ("zh", "en"):
        words = {each.words.text(lang) for each in Light}
        assert len(words) == len(Light)
        assert "" not in words


def test_its_values_are_plain_text() -> None:
    assert [str(each) for each in Light] == [
        "green",
        "blue",
        "yellow",
        "cliff",
        "red",
        "double_red",
        "closed",
    ]
