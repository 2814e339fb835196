"""A planted fault counts as caught only by a check, and only where nothing else fails it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.campaigns.planting import caught

sums = {"two": 2}


def adds_up(_seed: int) -> None:
    assert sums["two"] == 2


def fails_anyway(_seed: int) -> None:
    raise AssertionError


def stumbles(seed: int) -> None:
    if sums["two"] != 2:
        raise KeyError(seed)


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setitem(sums, "two", 3)
    return monkeypatch


def test_a_check_shows_it_and_holds_without_it(planted: pytest.MonkeyPatch) -> None:
    assert caught(adds_up, planted, [1])
    assert sums["two"] == 2


def test_a_seed_that_fails_anyway_shows_nothing(planted: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssertionError):
        caught(fails_anyway, planted, [1])


@pytest.mark.parametrize(("by", "is_caught"), [((), False), ((KeyError,), True)])
def test_another_error_counts_only_where_it_is_named(
    planted: pytest.MonkeyPatch, by: tuple[type[Exception], ...], is_caught: bool
) -> None:
    assert caught(stumbles, planted, [1, 2], *by) is is_caught


def test_what_no_seed_shows_is_not_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    run: Callable[[int], None] = adds_up
    assert not caught(run, monkeypatch, range(3))
