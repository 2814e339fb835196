"""A leg's light: by its own limit, with signs that no case's light has."""

from __future__ import annotations

from datetime import date

import pytest

from window_desk.catalogue import data_folder
from window_desk.catalogue.settings import load_notices
from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.leg_light import LegLight, leg_light
from window_desk.domain.light import Light

CALENDAR = WorkingCalendar(load_notices(data_folder() / "calendar"))
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("state", "due", "light"),
    [
        pytest.param("open", date(2026, 11, 20), LegLight.LATE, id="over"),
        pytest.param("open", MONDAY, LegLight.SOON, id="today"),
        pytest.param("open", TUESDAY, LegLight.SOON, id="tomorrow"),
        pytest.param("open", date(2026, 11, 25), LegLight.GREEN, id="later"),
        pytest.param("asking", date(2026, 11, 20), LegLight.APPLICANT, id="with the applicant"),
        pytest.param("agreed", date(2026, 11, 20), LegLight.NONE, id="answered"),
        pytest.param("open", None, LegLight.NONE, id="without a day"),
    ],
)
def test_by_state_and_day(state: str, due: date | None, light: LegLight) -> None:
    assert leg_light(CALENDAR, MONDAY, state, due) is light


def test_what_only_a_leg_can_be_has_a_sign_and_a_word_of_its_own() -> None:
    own = (LegLight.LATE, LegLight.APPLICANT)
    assert {each.glyph for each in own}.isdisjoint(each.glyph for each in Light)
    assert {each.words for each in own}.isdisjoint(each.words for each in Light)
    assert len({each.glyph for each in LegLight}) == len(LegLight)
