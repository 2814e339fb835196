"""Two halls, a department and a city at one hub come to the same state, from every seed.

`make simulate ROUNDS=2000` runs more seeds than the tests do.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import msgspec
import pytest

from tests.campaigns.planting import caught
from tests.campaigns.simulated_hub import HubSimulation
from tests.campaigns.simulated_town import Halls
from tests.postgres import Server
from window_desk.domain import ownership
from window_desk.domain.sources import Source
from window_desk.storage import claims, driver, log, streams
from window_desk.storage.claims import Claim
from window_desk.storage.connection import Connection
from window_desk.storage.desk import Desk
from window_desk.storage.log import Entry
from window_desk.sync.hub import asking, push
from window_desk.sync.hub.asking import Answer
from window_desk.sync.hub.errors import gone
from window_desk.sync.hub.link import Link
from window_desk.sync.keys import SigningKey

ROUNDS = int(os.environ.get("WINDOW_DESK_ROUNDS", "2"))
STEPS = 120
RESERVE = range(100, 130)
_folders = count()


@pytest.fixture(autouse=True)
def unflushed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no disk: programs are ended here, and no machine is."""
    monkeypatch.setattr(driver, "journal_pragmas", lambda _version: ("DELETE", "OFF"))


@pytest.fixture(scope="module")
def halls(
    bare: Path, tmp_path_factory: pytest.TempPathFactory, postgres: Server
) -> Iterator[Halls]:
    """Desks that joined a hub, to be copied."""
    made = Halls(bare, tmp_path_factory.mktemp("halls"), postgres)
    yield made
    postgres.drop_database(made.template)


def simulate(halls: Halls, folder: Path, seed: int, steps: int = STEPS) -> None:
    """One seed from its beginning to its check."""
    simulation = HubSimulation(halls, folder, seed)
    try:
        simulation.run(steps)
        simulation.check_each()
        simulation.heal()
        simulation.check()
        simulation.finish()
        simulation.check_served()
        simulation.share()
        simulation.check_shared()
    finally:
        simulation.close()
        shutil.rmtree(folder)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_seed_converges(halls: Halls, tmp_path: Path, seed: int) -> None:
    simulate(halls, tmp_path, seed)


def in_turn(halls: Halls, folder: Path) -> Callable[[int], None]:
    """Each seed in a folder of its own."""

    def run(seed: int) -> None:
        place = folder / str(next(_folders))
        place.mkdir()
        simulate(halls, place, seed)

    return run


def test_another_claim_at_every_asking_is_caught(
    halls: Halls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = asking.ask_call

    def ask_call(link: Link, desk: Desk, claim: Claim, *, wanted: bool) -> Answer:
        fresh = msgspec.structs.replace(claim, id=claims.new_id())
        return whole(link, desk, fresh, wanted=wanted)

    monkeypatch.setattr(asking, "ask_call", ask_call)
    assert caught(in_turn(halls, tmp_path), monkeypatch, [*CLAIMS, *RESERVE])


def test_a_head_that_is_moved_before_its_ops_is_caught(
    halls: Halls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = streams.append

    def append(connection: Connection, stream: str, owner: str, entries: list[Entry]) -> None:
        whole(connection, stream, owner, entries)
        connection.execute("DELETE FROM op WHERE stream = ? AND seq >= ?", (stream, entries[0][1]))
        connection.commit()
        connection.begin()
        connection.execute_many(log.insert, entries)

    monkeypatch.setattr(streams, "append", append)
    # The program itself stumbles over an op that its head says is here.
    assert caught(in_turn(halls, tmp_path), monkeypatch, [*HEADS, *RESERVE], KeyError)


def test_a_number_that_belongs_to_nobody_is_caught(
    halls: Halls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ownership._may_have_part

    def may_have_part(run: ownership.Run, desk: str, kind: str) -> bool:
        return kind.startswith("ticket.") or whole(run, desk, kind)

    monkeypatch.setattr(ownership, "_may_have_part", may_have_part)
    assert caught(in_turn(halls, tmp_path), monkeypatch, [*OWNERS, *RESERVE])


def test_a_fold_in_the_order_of_arrival_is_caught(
    halls: Halls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Every desk has its own ops first, and so they came first.
    own = "stream NOT GLOB (SELECT value FROM meta WHERE key = 'stream') || '*'"
    monkeypatch.setattr(log, "in_order", f"{own}, hlc, stream, seq")
    assert caught(in_turn(halls, tmp_path), monkeypatch, [*ORDERS, *RESERVE])


def test_ops_that_are_sent_again_under_new_numbers_are_caught(
    halls: Halls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = push._ingest
    unanswered: dict[str, list[Entry]] = {}
    turns = count()

    def ingest(link: Link, key: SigningKey, entries: list[Entry]) -> tuple[str, int]:
        if again := unanswered.pop(entries[0][0], []):
            ((seq, end, hlc),) = link.query(
                "SELECT have_seq, have_hash, hlc FROM hub.stream WHERE id = %s", (entries[0][0],)
            )
            entries = renumbered([*again, *entries], seq, bytes(end), hlc)
        answer = whole(link, key, entries)
        if next(turns) < 6:
            unanswered[entries[0][0]] = entries
            raise gone(link.name, "cut")
        return answer

    monkeypatch.setattr(push, "_ingest", ingest)
    assert caught(in_turn(halls, tmp_path), monkeypatch, [*AGAIN, *RESERVE])


def renumbered(entries: list[Entry], seq: int, prev: bytes, hlc: int) -> list[Entry]:
    """The same ops as if they came after a place."""
    made: list[Entry] = []
    for each in entries:
        seq, hlc = seq + 1, max(hlc + 1, each[2])
        header = (each[0], seq, hlc, *each[3:8])
        made.append((*header, each[8], each[9], prev, log.chain(header, each[9], prev)))
        prev = made[-1][11]
    return made


def test_half_a_catalogue_that_is_in_force_is_caught(
    halls: Halls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counts(self: Source, family: str, stream: str, _seq: int) -> bool:
        return stream.partition(".")[0] == self.desk and family in self.families

    monkeypatch.setattr(Source, "counts", counts)
    assert caught(in_turn(halls, tmp_path), monkeypatch, [*CATALOGUES, *RESERVE])


CLAIMS, HEADS, OWNERS, ORDERS, AGAIN, CATALOGUES = (102,), (0,), (0,), (0,), (0,), (0,)
"""Seeds that show each fault: those come first."""
