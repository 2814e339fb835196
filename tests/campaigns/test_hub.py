"""Desks with wrong clocks on one hub, over a line that is cut, with backups put back on both sides.

From every seed they come to the same acts, rows and names, and nothing that was done is lost.
`make hub ROUNDS=200` runs more seeds than the tests do.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.desks import answer, open_case, rows
from tests.postgres import Server
from tests.proxy import Proxy, proxied
from tests.support import MORNING, Clock
from tests.town import Town
from window_desk.domain.streams import hall_of
from window_desk.storage import backups, restoring
from window_desk.storage.desk import Desk
from window_desk.sync.hub import exchange, pull
from window_desk.sync.hub.errors import HubGone
from window_desk.sync.hub.exchange import run_round
from window_desk.sync.hub.pull import Pulled

ROUNDS = int(os.environ.get("WINDOW_DESK_ROUNDS", "2"))
STEPS = 25
WINDOWS = ("h1/desk1", "h1/desk2", "h2/desk1")


class Campaign:
    """One seed: what happens, and what has to be there in the end."""

    def __init__(self, town: Town, proxy: Proxy, seed: int) -> None:
        self.town, self.proxy = town, proxy
        self.random = Random(seed)
        self.done: dict[str, list[str]] = {each: [] for each in WINDOWS}
        """The cases that each desk opened."""
        for name in WINDOWS:
            town.join(name)
            self.reopen(name)
        town.join("city/desk1", role="city")
        town.settle()

    def step(self) -> None:
        """Something happens at one of the desks, or at the hub."""
        name = self.random.choice(WINDOWS)
        act = self.random.choices(
            (self.work, self.exchange, self.put_back, self.restore, self.forget),
            (10, 10, 1, 1, 1),
        )[0]
        act(name)

    def work(self, name: str) -> None:
        """A case is opened, or gone on with."""
        mine = self.done[name]
        # After a restored backup the later ones come back with the next round.
        here = {row[0] for row in rows(self.town.desks[name], "SELECT id FROM service_case")}
        known = [each for each in mine if each in here]
        if known and self.random.random() < 0.5:
            answer(self.town.desks[name], self.random.choice(known), str(self.random.random()))
        else:
            mine.append(open_case(self.town.desks[name], f"{name} {len(mine)}")[1])

    def exchange(self, name: str) -> None:
        """A round over a line that may be cut at any point of it."""
        link = self.town.connect(name, self.proxy.port)
        if self.random.random() < 0.6:
            self.proxy.after(self.random.randrange(60))
        try:
            run_round(self.town.desks[name], link)
        except HubGone:
            pass
        finally:
            self.proxy.heal()
            link.close()

    def put_back(self, name: str) -> None:
        """A copy of the disk is put back by hand after some work that the hub has heard of."""
        desk = self.town.desks[name]
        desk.close()
        old = shutil.copy(desk.path, self.town.folder / "old.db")
        self.work(name)
        self.town.connect(name)
        self.town.round(name)
        desk.close()
        shutil.copy(old, desk.path)
        for each in desk.path.parent.glob(f"{desk.path.name}-*"):
            each.unlink()
        self.reopen(name)
        # What is done now could only be told from what was lost by asking the hub first.
        self.town.round(name)

    def restore(self, name: str) -> None:
        """A backup is restored as it should be; what the hub has of the lost work comes back."""
        desk = self.town.desks[name]
        copy = self.town.folder / "copy.db"
        copy.unlink(missing_ok=True)
        backups.backup(desk, copy)
        self.work(name)
        self.town.connect(name)
        self.town.round(name)
        desk.close()
        restoring.restore(desk.path, copy)
        self.reopen(name)

    def forget(self, name: str) -> None:
        """The hub loses the end of a desk's stream, or all of it, while the desk has it.

        What both lost, and nobody else had yet, is gone.
        """
        self.town.connect(name)
        self.town.round(name)
        heads = self.town.rows(
            "SELECT id, have_seq FROM hub.stream WHERE owner = %s AND have_seq > 0", name
        )
        if not heads:
            return
        stream, seq = self.random.choice(heads)
        left = self.random.randrange(seq)
        for table in ("op", "signed_head"):
            self.town.rows(f"DELETE FROM hub.{table} WHERE stream = %s AND seq > %s", stream, left)
        self.town.rows(
            "UPDATE hub.stream s SET have_seq = %s, hlc = coalesce((SELECT o.hlc FROM hub.op o"
            " WHERE o.stream = s.id AND o.seq = %s), 0), have_hash = coalesce((SELECT o.hash FROM"
            " hub.op o WHERE o.stream = s.id AND o.seq = %s), decode(repeat('00', 32), 'hex'))"
            " WHERE id = %s", left, left, left, stream,
        )  # fmt: skip

    def reopen(self, name: str) -> None:
        """The desk is opened again, its clock wrong by up to 1,000 seconds."""
        apart = timedelta(seconds=self.random.uniform(-1000, 1000))
        path = self.town.desks[name].path
        self.town.desks[name].close()
        self.town.desks[name] = Desk(path, Clock(MORNING + apart))
        self.town.connect(name)

    def check(self) -> None:
        """Everybody comes to rest, and to the same."""
        for name in WINDOWS:
            self.town.connect(name)
        self.town.settle()
        # A key that was lost is asked for in one round, left in the next, and taken in a third.
        for _ in range(3):
            self.town.round()
        city = self.town.desks["city/desk1"]
        whole = log_of(city)
        there = self.town.rows('SELECT stream, seq, hash FROM hub.op ORDER BY stream COLLATE "C"')
        assert sorted((a, b, bytes(c)) for a, b, c in there) == sorted(whole)
        for name in WINDOWS:
            desk, hall = self.town.desks[name], hall_of(name)
            seen = [x for x in whole if hall_of(x[0]) == hall or x[0].startswith(OPEN)]
            assert log_of(desk) == seen, name
            mine = [case for each in WINDOWS if hall_of(each) == hall for case in self.done[each]]
            assert {row[0] for row in rows(desk, "SELECT id FROM service_case")} == set(mine), name
            assert rows(desk, "SELECT * FROM fork") == []
            names = "SELECT count(*) FROM person WHERE name <> ''"
            assert rows(desk, names) == [(len(mine),)], name


OPEN = ("h1/keeper", "city/desk1")


def log_of(desk: Desk) -> list[tuple[Any, ...]]:
    return rows(desk, "SELECT stream, seq, hash FROM op ORDER BY stream, seq")


@contextmanager
def campaign(server: Server, bare: Path, folder: Path, seed: int) -> Iterator[Campaign]:
    folder.mkdir(exist_ok=True)
    town = Town(server, bare, folder)
    with proxied("127.0.0.1", server.port) as proxy:
        yield Campaign(town, proxy, seed)
    town.close()


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_seed_converges(postgres: Server, bare: Path, tmp_path: Path, seed: int) -> None:
    with campaign(postgres, bare, tmp_path, seed) as running:
        for _ in range(STEPS):
            running.step()
        running.check()


def test_a_desk_that_does_not_look_at_its_own_stream_first_is_caught(
    postgres: Server, bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pull.pull

    def blind(desk: Desk, link: Any, heads: Any, progress: Any) -> Pulled:  # noqa: ANN401
        own = {stream: head for stream, head in heads.items() if stream.startswith(link.desk)}
        return whole(desk, link, {k: v for k, v in heads.items() if k not in own}, progress)

    monkeypatch.setattr(exchange, "pull", blind)
    with campaign(postgres, bare, tmp_path, 0) as running:
        running.put_back("h1/desk1")
        running.work("h1/desk1")
        running.work("h1/desk1")
        with pytest.raises(AssertionError):
            running.check()
