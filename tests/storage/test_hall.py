"""Which queue a desk works on follows from whether it joined a hub as a window."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desks import copy_as
from window_desk.domain import ops
from window_desk.storage.desk import Desk
from window_desk.storage.hall import here

JOINED = ops.HubJoined(role="window", keeper="h7/keeper", lane="3")


@pytest.fixture
def desk(bare: Path, tmp_path: Path) -> Desk:
    """A desk of the hall h7."""
    return copy_as(bare, tmp_path / "desk.db", "h7/desk3")


def of(desk: Desk, *recorded: ops.Op, hub: str = "hub1") -> tuple[str, ...]:
    """Where the desk is once these are recorded."""
    for each in recorded:
        with desk.change(by="admin") as tx:
            tx.record(each, on=f"hub/{hub}")
    with desk.read() as connection:
        return here(connection)


def test_a_desk_alone_has_its_own_line(desk: Desk) -> None:
    assert of(desk) == ("h7/desk3", "h7/desk3", "", "")


def test_a_window_that_joined_has_that_of_its_hall(desk: Desk) -> None:
    assert of(desk, JOINED) == ("h7/desk3", "h7/queue", "3", "hub1")


def test_who_left_is_alone_again(desk: Desk) -> None:
    assert of(desk, JOINED, ops.HubLeft()) == ("h7/desk3", "h7/desk3", "", "")


def test_a_department_calls_nobody_from_a_hall(desk: Desk) -> None:
    joined = ops.HubJoined(role="department", keeper="h7/keeper")
    assert of(desk, joined) == ("h7/desk3", "h7/desk3", "", "")


def test_a_second_hub_takes_nothing_from_the_hall_s_queue(desk: Desk) -> None:
    queue = ("h7/desk3", "h7/queue", "3", "hub1")
    department = ops.HubJoined(role="department", keeper="h8/keeper")
    assert of(desk, JOINED) == queue
    assert of(desk, department, hub="hub2") == queue
    assert of(desk, ops.HubLeft(), hub="hub2") == queue
    # Nor one that gives a lane, though its name comes first; but it is next.
    assert of(desk, ops.HubJoined(role="window", keeper="h7/k", lane="9"), hub="a") == queue
    assert of(desk, ops.HubJoined(role="window", keeper="h7/keeper", lane="4")) == (
        *queue[:2], "4", "hub1",
    )  # fmt: skip
    assert of(desk, ops.HubLeft()) == ("h7/desk3", "h7/queue", "9", "a")
    assert of(desk, JOINED) == ("h7/desk3", "h7/queue", "9", "a")
