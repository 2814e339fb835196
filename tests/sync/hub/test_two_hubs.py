"""A window of two hubs: one keeps the queue of its hall, the other hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desks import ADMIN
from tests.postgres import Server
from tests.town import Town
from window_desk.sync.hub import codes, joining, keeping
from window_desk.sync.hub.exchange import run_round
from window_desk.sync.hub.keeping import Wanted


@pytest.fixture
def second(postgres: Server, bare: Path, tmp_path: Path) -> Iterator[Town]:
    """Another hub, with a window of another hall."""
    made = Town(postgres, bare, tmp_path, "hub2")
    made.join("h2/desk1")
    made.settle()
    yield made
    made.close()


def test_the_queue_of_a_second_hub_goes_on(town: Town, second: Town) -> None:
    town.join("h1/desk1")
    town.settle()
    invitation = keeping.invite(second.desks["h1/keeper"], ADMIN, "hub2", Wanted("h1/desk1"))
    desk = second.desks["h1/desk1"] = town.desks["h1/desk1"]
    joining.join(desk, ADMIN, codes.read_code(invitation.code))
    second.connect("h1/desk1")
    second.round("h1/keeper")
    second.issue("h2/desk1")
    for _ in range(2):
        town.issue("h1/desk1")
        run_round(desk, town.links["h1/desk1"])
        run_round(desk, second.links["h1/desk1"])
        assert second.rows("SELECT hub.is_restored()") == [(False,)]
        second.issue("h2/desk1")
    # Once it has left the first one, the second keeps its queue, and goes on where it was.
    joining.leave(desk, ADMIN, "hub1")
    run_round(desk, second.links["h1/desk1"])
    assert second.rows("SELECT count(*) FROM hub.ticket WHERE hall = 'h1'") == [(2,)]
