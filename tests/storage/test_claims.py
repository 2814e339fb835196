"""What was asked of the hub lies on the disk until its answer does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desks import copy_as
from tests.support import MORNING
from window_desk.storage import claims
from window_desk.storage.claims import Claim, Request
from window_desk.storage.desk import Desk

CALL = Claim("c1", "call", "clerk1", Request(queues=("A", "Q")), MORNING, window="1")
MOVE = Claim("c2", "transferred", "clerk1", Request(queue="B"), MORNING, "1", "h1/queue:7")
GIVE = Claim("c3", "issue", "clerk1", Request(), MORNING, wanted=False)


@pytest.fixture
def desk(bare: Path, tmp_path: Path) -> Desk:
    """A desk that asked for three things."""
    desk = copy_as(bare, tmp_path / "desk.db", "h1/desk1")
    with desk.change() as tx:
        for each in (CALL, MOVE, GIVE):
            claims.note(tx.connection, each)
    return desk


def test_they_are_read_as_they_were_noted(desk: Desk) -> None:
    with desk.read() as connection:
        assert claims.pending(connection) == (CALL, MOVE, GIVE)
        assert claims.find(connection, "c2") == MOVE
        assert claims.find(connection, "c9") is None
        assert claims.count(connection) == 3


def test_a_window_has_one_open_call(desk: Desk) -> None:
    with desk.read() as connection:
        assert claims.call_pending(connection, "1") == CALL
        assert claims.call_pending(connection, "2") is None
    with pytest.raises(Exception, match=r"(?i)unique"), desk.change() as tx:
        claims.note(tx.connection, Claim("c4", "call", "clerk2", Request(), MORNING, window="1"))


def test_what_is_not_wanted_any_more_makes_room(desk: Desk) -> None:
    with desk.change() as tx:
        claims.forgo(tx.connection, "1")
        claims.note(tx.connection, Claim("c4", "call", "clerk1", Request(), MORNING, window="1"))
    with desk.read() as connection:
        found = claims.call_pending(connection, "1")
        assert found is not None
        assert found.id == "c4"
        first = claims.find(connection, "c1")
        assert first is not None
        assert not first.wanted


def test_a_ticket_moves_until_its_claim_is_settled(desk: Desk) -> None:
    with desk.change() as tx:
        assert claims.is_moving(tx.connection, "h1/queue:7")
        claims.drop(tx.connection, "c2")
        assert not claims.is_moving(tx.connection, "h1/queue:7")


def test_ids_are_never_the_same() -> None:
    assert len({claims.new_id() for _ in range(1000)}) == 1000
