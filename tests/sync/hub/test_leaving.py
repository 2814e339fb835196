"""A window leaves its hub: nothing that it asked of the queue waits for an answer afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desks import ADMIN
from tests.halls import Hall
from tests.hubs import Hub
from tests.proxy import Proxy, proxied
from tests.support import actor, assert_sound
from window_desk.domain.errors import RuleBroken
from window_desk.services import tickets
from window_desk.storage import claims
from window_desk.storage.desk import Desk
from window_desk.sync.hub import joining
from window_desk.sync.hub.address import Addresses, write_addresses

SOON = 0.6


@pytest.fixture
def hall(hub: Hub, tmp_path: Path) -> Hall:
    return Hall(hub, tmp_path)


@pytest.fixture
def window(hall: Hall, hub: Hub, tmp_path: Path) -> Iterator[tuple[Desk, Proxy]]:
    """A window of the hall, behind a cable, with two numbers that it gave out."""
    name = f"h1/desk{hub.rows('SELECT count(*) FROM hub.member')[0][0]}"
    hall.empty()
    with (
        proxied("127.0.0.1", hub.server.port) as cable,
        hall.desk(tmp_path / "desk.db", name, port=cable.port, seconds=SOON) as (desk, _line),
    ):
        joined = hall.joined(name)
        write_addresses(desk.place, Addresses(hubs={joined.hub: joined}))
        for _ in range(2):
            tickets.issue(desk, actor(desk, "clerk1"), "A")
        yield desk, cable
        cable.heal()
        assert_sound(desk)


def open_claims(desk: Desk) -> int:
    with desk.read() as connection:
        return claims.count(connection)


def test_what_the_hub_called_and_nobody_heard_goes_back(
    window: tuple[Desk, Proxy], hub: Hub
) -> None:
    desk, cable = window
    cable.after(1)
    with pytest.raises(RuleBroken):
        tickets.call_next(desk, actor(desk, "clerk1"), "1")
    cable.is_silent = True
    assert open_claims(desk) == 1
    assert joining.leave(desk, ADMIN, "hub1") is True
    assert open_claims(desk) == 0
    assert set(hub.rows("SELECT state, desk FROM hub.ticket")) == {("waiting", "")}


def test_what_is_here_waits_for_no_answer_once_the_hub_is_left(
    window: tuple[Desk, Proxy], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, cable = window
    clerk = actor(desk, "clerk1")
    called = tickets.call_next(desk, clerk, "1").number
    cable.is_silent = True
    with pytest.raises(RuleBroken):
        tickets.transfer(desk, clerk, called, "B")
    monkeypatch.setattr(joining, "_tell", lambda *_asked: False)
    monkeypatch.setattr(joining, "_settle", lambda _desk: None)
    assert joining.leave(desk, ADMIN, "hub1") is False
    desk.line = None
    assert tickets.start(desk, clerk, called, "1").state == "serving"
    assert tickets.finish(desk, clerk, called, "1").state == "finished"
