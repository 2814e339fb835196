"""Which queue a desk works on follows from whether it joined a hub as a window."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desks import copy_as
from window_desk.domain import ops
from window_desk.storage.desk import Desk
from window_desk.storage.hall import hall_range, here

JOINED = ops.HubJoined(role="window", keeper="h7/keeper", lane="3")


@pytest.fixture
def desk(bare: Path, tmp_path: Path) -> Desk:
    """A desk of the hall h7."""
    return copy_as(bare, tmp_path / "desk.db", "h7/desk3")


def of(desk: Desk, *recorded: ops.Op) -> tuple[str, str, str]:
    """Where the desk is once these are recorded."""
    for each in recorded:
        with desk.change(by="admin") as tx:
            tx.record(each, on="hub/hub1")
    with desk.read() as connection:
        return here(connection)


def test_a_desk_alone_has_its_own_line(desk: Desk) -> None:
    assert of(desk) == ("h7/desk3", "h7/desk3", "")


def test_a_window_that_joined_has_that_of_its_hall(desk: Desk) -> None:
    assert of(desk, JOINED) == ("h7/desk3", "h7/queue", "3")


def test_who_left_is_alone_again(desk: Desk) -> None:
    assert of(desk, JOINED, ops.HubLeft()) == ("h7/desk3", "h7/desk3", "")


def test_a_department_calls_nobody_from_a_hall(desk: Desk) -> None:
    joined = ops.HubJoined(role="department", keeper="h7/keeper")
    assert of(desk, joined) == ("h7/desk3", "h7/desk3", "")


def test_the_names_of_a_hall_lie_beside_each_other() -> None:
    first, last = hall_range("h7/desk3")
    names = ["h7/desk1", "h7/queue", "h7/z9/x.2"]
    others = ["h70/desk1", "h6/queue", "h8/desk1", "h", "h7-b/desk1"]
    assert all(first <= each < last for each in names)
    assert not any(first <= each < last for each in others)
