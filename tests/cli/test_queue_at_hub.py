"""The queue's commands on a desk whose hall shares its queue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.cli.conftest import Run
from tests.halls import Hall
from tests.hubs import Hub
from tests.postgres import Server
from tests.proxy import Proxy, proxied
from tests.support import PIN
from window_desk.domain import ops
from window_desk.storage import claims
from window_desk.storage.desk import Desk
from window_desk.sync.hub.address import Addresses, read_addresses, write_addresses
from window_desk.sync.hub.joining import note_joined


@pytest.fixture
def hall(postgres: Server, tmp_path: Path) -> Iterator[Hall]:
    """A hall with a hub."""
    hub = Hub(postgres)
    yield Hall(hub, tmp_path)
    hub.drop()


@pytest.fixture
def cable(hall: Hall, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Proxy]:
    """The cable of the desk that the commands work on."""
    with proxied("127.0.0.1", hall.hub.server.port) as proxy:
        path = hall.ready(tmp_path / "one.db", port=proxy.port)
        monkeypatch.setenv("WINDOW_DESK_DATABASE", str(path))
        monkeypatch.setenv("WINDOW_DESK_ACCOUNT", "clerk1")
        monkeypatch.setenv("WINDOW_DESK_PIN", PIN)
        yield proxy


def test_alone_a_command_gives_a_number_of_the_lane_and_says_so(call: Run, cable: Proxy) -> None:
    ran = call("queue", "issue", "A", "--json")
    assert (ran.document["number"], ran.err) == ("A001", "")
    cable.refuses = True
    cable.cut()
    ran = call("queue", "issue", "A", "--json")
    assert ran.document["number"] == "W1-001"
    assert "goes on alone" in ran.err
    assert call("queue", "call", "--number", "W1-001", "--json").document["number"] == "W1-001"


def test_what_a_command_asked_for_in_vain_is_settled_by_the_next_exchange(
    call: Run, cable: Proxy, tmp_path: Path
) -> None:
    call("queue", "issue", "A")
    cable.after(6)
    ran = call("queue", "call", "--window", "1")
    cable.heal()
    if ran.status == 0:
        pytest.fail("The cable was cut too late to lose the answer.")
    assert "not confirmed" in ran.err
    assert call("sync", "run").status == 0
    desk = Desk(tmp_path / "one.db")
    with desk.read() as connection:
        assert claims.pending(connection) == ()
        found = connection.execute("SELECT number, state FROM ticket").all()
    desk.close()
    assert found == [("A001", "called")]


@pytest.fixture
def alone(cable: Proxy, tmp_path: Path) -> Path:
    """The desk without the file that says where its hub is."""
    path = tmp_path / "one.db.hub"
    path.rename(tmp_path / "kept")
    return path


def test_without_its_login_a_window_gives_numbers_of_its_lane_until_it_is_back(
    call: Run, alone: Path, tmp_path: Path
) -> None:
    ran = call("queue", "issue", "A", "--json")
    assert ran.document["number"] == "W1-001"
    assert "its login there is missing" in ran.err
    ran = call("sync", "status")
    assert "no login here" in ran.out
    assert "its login there is missing" in ran.out
    (hub,) = call("sync", "status", "--json").document["hubs"]
    assert (hub["role"], hub["lane"], hub["failed"]) == ("window", "1", "hub.address")
    (tmp_path / "kept").rename(alone)
    assert call("queue", "issue", "A", "--json").document["number"] == "A001"
    assert [each["failed"] for each in call("sync", "status", "--json").document["hubs"]] == [""]


@pytest.mark.parametrize("role", ["department", "window"])
def test_a_second_hub_leaves_the_hall_its_queue(
    call: Run, cable: Proxy, tmp_path: Path, role: str
) -> None:
    desk = Desk(tmp_path / "one.db")
    lane = "7" if role == "window" else ""
    hubs = read_addresses(desk.place).hubs
    (first,) = hubs.values()
    second = msgspec.structs.replace(first, hub="a", role=role, lane=lane, port=1)
    # The second comes first in the file.
    write_addresses(desk.place, Addresses(hubs={"a": second} | hubs))
    with desk.change() as tx:
        note_joined(tx, second)
    assert call("queue", "issue", "A", "--json").document["number"] == "A001"
    cable.refuses = True
    cable.cut()
    assert call("queue", "issue", "A", "--json").document["number"] == "W1-001"
    cable.heal()
    with desk.change() as tx:
        tx.record(ops.HubLeft(), on="hub/a")
    write_addresses(desk.place, Addresses(hubs=hubs))
    desk.close()
    assert call("queue", "issue", "A", "--json").document["number"] == "A002"
