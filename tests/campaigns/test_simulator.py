"""Desks that exchange files in every wrong way come to the same state, from every seed.

`make simulate ROUNDS=2000` runs more seeds than the tests do.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from tests.campaigns.planting import caught
from tests.campaigns.simulator import Simulation, unforked
from tests.desks import ADMIN
from tests.support import Clock
from window_desk.domain import ops
from window_desk.storage import driver, log, streams
from window_desk.storage.connection import Connection
from window_desk.storage.desk import Desk
from window_desk.storage.foreign import Intake
from window_desk.storage.log import Entry
from window_desk.sync import receive, send
from window_desk.sync.keys import key_file
from window_desk.sync.send import Wish

ROUNDS = int(os.environ.get("WINDOW_DESK_ROUNDS", "3"))
STEPS = 120
RESERVE = range(10, 40)
_folders = count()


@pytest.fixture(autouse=True)
def unflushed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no disk: programs are ended here, and no machine is."""
    monkeypatch.setattr(driver, "journal_pragmas", lambda _version: ("DELETE", "OFF"))


def simulate(bare: Path, folder: Path, seed: int, steps: int = STEPS) -> None:
    """One seed from its beginning to its check."""
    simulation = Simulation(bare, folder, seed)
    try:
        simulation.run(steps)
        simulation.check_each()
        simulation.heal()
        simulation.check()
    finally:
        simulation.close()


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_seed_converges(bare: Path, tmp_path: Path, seed: int) -> None:
    simulate(bare, tmp_path, seed)


def in_turn(bare: Path, folder: Path) -> Callable[[int], None]:
    """Each seed in a folder of its own."""

    def run(seed: int) -> None:
        place = folder / str(next(_folders))
        place.mkdir()
        simulate(bare, place, seed)

    return run


def test_a_fold_in_the_order_of_arrival_is_caught(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Every desk has its own ops first, and so they came first.
    own = "stream NOT GLOB (SELECT value FROM meta WHERE key = 'stream') || '*'"
    monkeypatch.setattr(log, "in_order", f"{own}, hlc, stream, seq")
    assert caught(in_turn(bare, tmp_path), monkeypatch, [3, *RESERVE])


def test_ops_and_head_in_another_transaction_than_the_rows_are_caught(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = streams.append

    def append(connection: Connection, stream: str, owner: str, entries: list[Entry]) -> None:
        whole(connection, stream, owner, entries)
        connection.commit()
        connection.begin()

    monkeypatch.setattr(streams, "append", append)
    assert caught(in_turn(bare, tmp_path), monkeypatch, [9, *RESERVE])


def test_a_head_that_is_moved_before_its_ops_is_caught(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = streams.append

    def append(connection: Connection, stream: str, owner: str, entries: list[Entry]) -> None:
        whole(connection, stream, owner, entries)
        connection.execute("DELETE FROM op WHERE stream = ? AND seq >= ?", (stream, entries[0][1]))
        connection.commit()
        connection.begin()
        connection.execute_many(log.insert, entries)

    monkeypatch.setattr(streams, "append", append)
    assert caught(in_turn(bare, tmp_path), monkeypatch, [17, *RESERVE])


def test_two_lives_of_one_desk_are_told_from_each_other(bare: Path, tmp_path: Path) -> None:
    simulation = Simulation(bare, tmp_path, seed=1)
    first, second, third = simulation.sites
    meet_two_lives(simulation)
    assert [unforked(each) for each in (first, second, third)] == [True, False, True]
    # The others go on: what does not come from that stream is taken in as ever.
    simulation.open_case(third)
    sent = send.export_bundle(third.desk, ADMIN, tmp_path / "third.wdb", Wish())
    assert receive.import_bundle(second.desk, ADMIN, sent.files[0]).taken.appended > 0
    simulation.close()


def test_a_duplicate_whose_hash_is_not_compared_is_caught(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Intake, "_compare", lambda _self, _stream, _known: True)
    simulation = Simulation(bare, tmp_path, seed=1)
    meet_two_lives(simulation)
    assert all(unforked(each) for each in simulation.sites)
    simulation.close()


def meet_two_lives(simulation: Simulation) -> None:
    """Let a copy of the first desk write on its own, and bring both runs to the second."""
    first, second, _third = simulation.sites
    copy = simulation.folder / "copy.db"
    shutil.copyfile(first.path, copy)
    shutil.copy(key_file(first.path), key_file(copy))
    twin = Desk(copy, Clock(first.clock()))
    for number, each in enumerate((first.desk, twin)):
        with each.change(by="clerk1") as tx:
            tx.record(ops.WindowOpened(account=f"clerk{number}"), on="window/1")
        name = simulation.folder / f"life{number}.wdb"
        sent = send.export_bundle(each, ADMIN, name, Wish(to=second.name))
        assert receive.import_bundle(second.desk, ADMIN, sent.files[0]).error is None
    twin.close()


def test_departments_answer_in_it(bare: Path, tmp_path: Path) -> None:
    answered = 0
    for seed in range(6):
        place = tmp_path / str(seed)
        place.mkdir()
        simulation = Simulation(bare, place, seed)
        simulation.run(STEPS)
        answered += simulation.answered
        simulation.close()
    assert answered >= 5
