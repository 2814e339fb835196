"""Means, percentiles and shares: their rounding, and that nothing is made of nothing."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from window_desk.reports.spread import mean_days, mean_of, nearest_rank, share_of

numbers = st.lists(st.integers(0, 40_000), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("size", "rank"),
    [(1, 1), (2, 2), (3, 3), (9, 9), (10, 9), (11, 10), (19, 18), (20, 18), (21, 19), (100, 90),
     (101, 91)],
)  # fmt: skip
def test_the_ninetieth_of_1_to_n_is_its_rank(size: int, rank: int) -> None:
    assert nearest_rank(Counter(range(1, size + 1)), 90) == rank


@given(numbers)
def test_the_ninetieth_is_the_smallest_that_nine_in_ten_do_not_exceed(found: list[int]) -> None:
    def covers(value: int) -> bool:
        return sum(each <= value for each in found) * 10 >= len(found) * 9

    value = nearest_rank(Counter(found), 90)
    assert value == min(each for each in found if covers(each))


@given(numbers)
def test_the_mean_is_at_most_half_a_second_off_and_a_half_goes_up(found: list[int]) -> None:
    mean = mean_of(Counter(found))
    assert mean is not None
    assert Fraction(-1, 2) < mean - Fraction(sum(found), len(found)) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("part", "n", "share"),
    [
        pytest.param(2, 3, "0.6667", id="half up"),
        pytest.param(1, 3, "0.3333", id="down below a half"),
        pytest.param(0, 7, "0", id="none"),
        pytest.param(7, 7, "1", id="all"),
        pytest.param(999_999, 1_000_000, "0.9999", id="one missing is not all"),
        pytest.param(1, 1_000_000, "0.0001", id="one there is not none"),
    ],
)
def test_a_share(part: int, n: int, share: str) -> None:
    assert share_of(part, n) == Decimal(share)


def test_working_days_are_rounded_to_two_places() -> None:
    assert [mean_days(total, 8) for total in (1, 9)] == [Decimal("0.13"), Decimal("1.13")]


def test_of_nothing_nothing_is_known() -> None:
    nothing = (mean_of({}), nearest_rank({}, 90), share_of(0, 0), mean_days(0, 0))
    assert nothing == (None, None, None, None)
