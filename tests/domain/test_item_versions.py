"""Which version counts on which day, beside the rule as it is spoken."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from window_desk.domain.item import Bilingual, ServiceItem
from window_desk.domain.item_versions import replaced_from, standings

TODAY = date(2026, 11, 23)


def version(number: int, begins: date | None) -> ServiceItem:
    """A version that counts from a day, or from the beginning."""
    return ServiceItem(
        code="T", name=Bilingual("甲"), type="20", department="乙", version=number,
        valid_from=begins,
    )  # fmt: skip


def days(*offsets: int | None) -> list[ServiceItem]:
    """Versions 1, 2, ... that begin so many days from today; None is the beginning."""
    return [
        version(number, None if each is None else TODAY + timedelta(days=each))
        for number, each in enumerate(offsets, 1)
    ]


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        pytest.param(days(None), "in_force", id="the only one counts from the beginning"),
        pytest.param(days(1), "planned", id="one that begins tomorrow is planned"),
        pytest.param(days(0), "in_force", id="one that begins today is in force"),
        pytest.param(days(None, None), "past in_force", id="the newer of two takes its place"),
        pytest.param(days(None, 30), "in_force planned", id="until its day the old one counts"),
        pytest.param(days(-9, -9), "past in_force", id="a correction keeps the day"),
        pytest.param(days(-9, 30, 20), "in_force called_off planned", id="an earlier plan wins"),
        pytest.param(days(-9, 30, -9), "past called_off in_force", id="a plan is called off"),
        pytest.param(days(-9, 20, 30), "in_force planned planned", id="two plans one by one"),
    ],
)
def test_how_versions_stand(versions: list[ServiceItem], expected: str) -> None:
    stands = standings(reversed(versions), TODAY)
    assert " ".join(stands[each.version] for each in versions) == expected


@given(st.lists(st.none() | st.integers(-5, 5), min_size=1, max_size=6), st.integers(-7, 7))
def test_in_force_is_the_newest_that_has_begun(offsets: list[int | None], at: int) -> None:
    versions, day = days(*offsets), TODAY + timedelta(days=at)
    begun = [each for each in versions if each.valid_from is None or each.valid_from <= day]
    newest = max((each.version for each in begun), default=None)
    until = replaced_from(versions)
    by_interval = [
        each.version
        for each in versions
        if (each.valid_from or date.min) <= day < until[each.version]
    ]
    by_standing = [
        number for number, stands in standings(versions, day).items() if stands == "in_force"
    ]
    assert by_interval == by_standing == ([] if newest is None else [newest])
