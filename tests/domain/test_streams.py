"""Names: which are desks, whose a stream and an op are, and what every desk names by itself."""

from __future__ import annotations

import pytest

from window_desk.domain.streams import (
    desk_of_op,
    epoch_of,
    hall_of,
    is_desk,
    is_pool,
    is_stream,
    maker_of,
    pool_of,
)


@pytest.mark.parametrize("name", ["h1/desk1", "city/catalogue", "h7/dept_fire/desk-3", "a/b/c/d"])
def test_a_desk_has_two_to_four_short_parts(name: str) -> None:
    assert is_desk(name)
    assert is_stream(name)
    assert is_stream(f"{name}.2")


@pytest.mark.parametrize(
    "name",
    [
        "", "h1", "h1/", "/desk1", "H1/desk1", "h1/desk 1", "h1/../x", "a/b/c/d/e", "h1/desk1:7",
        "h1/desk1.2", "window/3", "item/x", "account/alice", "h1/" + "x" * 32, "h1/desk1\n", "人/1",
    ],
)  # fmt: skip
def test_anything_else_is_no_desk(name: str) -> None:
    assert not is_desk(name)


@pytest.mark.parametrize("name", ["", "h1/desk1.0", "h1/desk1.", "h1/desk1.2.3", "h1/desk1.x"])
def test_an_epoch_is_a_number(name: str) -> None:
    assert not is_stream(name)


def test_a_stream_is_an_epoch_of_its_desk() -> None:
    assert epoch_of("h1/desk1") == ("h1/desk1", 1)
    assert epoch_of("h1/desk1.12") == ("h1/desk1", 12)
    assert desk_of_op("h1/desk1.12:7") == "h1/desk1"


@pytest.mark.parametrize(
    ("entity", "maker"),
    [
        ("h1/desk1:7", "h1/desk1"), ("h1/desk1.2:7", "h1/desk1"), ("window/3", ""),
        ("item/a:7", ""), ("centre/main", ""), ("h1/desk1:x", ""), ("h1/desk1:0", ""),
    ],
)  # fmt: skip
def test_what_is_named_after_its_op_has_a_maker(entity: str, maker: str) -> None:
    assert maker_of(entity) == maker


def test_a_hall_is_the_first_part_and_its_pool_no_desk() -> None:
    assert hall_of("h7/dept/fire") == hall_of("h7/queue") == "h7"
    assert pool_of("h7") == "h7/queue"
    assert is_pool("h7/queue")
    assert not any(map(is_pool, ("h7/desk1", "h7/queue/2", "queue/desk1")))
