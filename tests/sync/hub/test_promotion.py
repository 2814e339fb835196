"""A standby takes the hub's place: what it did not hear of comes back from the desks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.desks import ADMIN, open_case, rows
from tests.postgres import Standby, running_server
from tests.town import Town
from window_desk.domain.errors import Unusable
from window_desk.sync.hub import keeping
from window_desk.sync.hub.address import read_addresses, write_addresses

LOG = "SELECT stream, seq, hash FROM op ORDER BY stream, seq"


@pytest.fixture
def town(bare: Path, tmp_path: Path) -> Iterator[Town]:
    """Two windows at a hub on a server of its own."""
    with running_server() as server:
        made = Town(server, bare, tmp_path)
        for name in ("h1/desk1", "h1/desk2"):
            made.join(name)
        made.settle()
        yield made
        made.close()


def go_over(town: Town, standby: Standby) -> None:
    """The address of the hub leads to the standby from here on."""
    standby.promote()
    town.url = standby.url(town.database)
    for name, desk in town.desks.items():
        kept = read_addresses(desk.place)
        kept.hubs[town.hub] = msgspec.structs.replace(kept.hubs[town.hub], port=standby.port)
        write_addresses(desk.place, kept)
        town.links[name].close()
        town.connect(name)


@pytest.mark.parametrize("lags", [True, False], ids=["one that lags", "one that heard everything"])
def test_no_number_is_there_twice_and_no_act_is_lost(town: Town, lags: bool) -> None:
    with town.server.standby() as standby:
        town.issue("h1/desk1")
        town.settle()
        if lags:
            standby.lose_line()
        for _ in range(3):
            town.issue("h1/desk2")
        open_case(town.desks["h1/desk1"])
        town.settle()
        known = rows(town.desks["h1/desk1"], LOG)
        if not lags:
            standby.catch_up(town.server)
        go_over(town, standby)
        # It waits, whether it lost something or not: only desks can tell.
        for name in ("h1/desk1", "h1/desk2"):
            with pytest.raises(Unusable) as caught:
                town.issue(name)
            assert caught.value.code == "hub.restored"
        town.round("h1/desk1", "h1/desk2")
        keeping.resume_queue(town.desks["h1/keeper"], ADMIN, town.hub)
        town.issue("h1/desk1")
        numbers = [row[0] for row in town.rows("SELECT number FROM hub.ticket ORDER BY number")]
        assert numbers == ["A001", "A002", "A003", "A004", "A005"]
        gave = town.rows("SELECT count(*) FROM hub.returned")
        assert bool(gave[0][0]) is lags
        town.settle()
        logs = [rows(town.desks[name], LOG) for name in ("h1/desk1", "h1/desk2")]
        assert logs[0] == logs[1]
        assert set(logs[0]) > set(known)
        for link in town.links.values():
            link.close()
