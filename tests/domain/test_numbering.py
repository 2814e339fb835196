"""Numbers of two desks of a hall are never the same, and every number can be taken apart again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from window_desk.domain.numbering import (
    NumberKind,
    characters,
    is_number,
    make_number,
    mark_of,
    read_number,
    run_of,
)
from window_desk.domain.streams import is_desk

KINDS: list[NumberKind] = ["case", *characters.values()]
DAY = date(2026, 11, 23)
desks = st.from_regex(r"h7(/[a-z0-9][a-z0-9_-]{0,8}){1,3}", fullmatch=True) | st.sampled_from(
    ["h7/desk1", "h7/desk2", "h7/desk12", "h7/2", "h7/02", "h7/desk02", "h7/desk/2", "h7/DESK"]
).map(str.lower)


@pytest.mark.parametrize(
    ("desk", "case", "notice"),
    [
        ("h7/desk1", "511602-20261123-0007", "受字〔2026〕7号"),
        ("h7/desk3", "511602-20261123-3-0007", "受字〔2026〕3-7号"),
        ("h7/dept-fire", "511602-20261123-DEPT-FIRE-0007", "受字〔2026〕DEPT-FIRE-7号"),
        ("h7/east/desk1", "511602-20261123-EAST.DESK1-0007", "受字〔2026〕EAST.DESK1-7号"),
    ],
)
def test_the_desk_stands_in_its_numbers(desk: str, case: str, notice: str) -> None:
    mark = mark_of(desk)
    assert make_number("case", "511602", 20261123, 7, mark) == case
    assert make_number("acceptance", "511602", 2026, 7, mark) == notice


@given(desks, desks, st.integers(1, 10**5), st.integers(1, 10**5), st.sampled_from(KINDS))
def test_two_desks_of_a_hall_never_give_the_same_number(
    one: str, other: str, first: int, second: int, kind: NumberKind
) -> None:
    assert is_desk(one)
    numbers = [
        make_number(kind, "511602", run_of(kind, DAY), serial, mark_of(desk))
        for desk, serial in ((one, first), (other, second))
    ]
    assert (numbers[0] == numbers[1]) is (one == other and first == second)


@given(desks, st.integers(1, 10**6), st.sampled_from(KINDS))
def test_a_number_is_taken_apart_as_it_was_made(desk: str, serial: int, kind: NumberKind) -> None:
    number = make_number(kind, "511602", run_of(kind, DAY), serial, mark_of(desk))
    assert is_number(number)
    found = read_number(number)
    assert (found.kind, found.run, found.serial) == (kind, run_of(kind, DAY), serial)


@pytest.mark.parametrize(
    "text", ["", "0007", "受字〔2026〕号", "受字〔2026〕a-7号", "x-20261123-7"]
)
def test_what_is_no_number_is_told(text: str) -> None:
    assert not is_number(text)
    with pytest.raises((ValueError, KeyError)):
        read_number(text)
