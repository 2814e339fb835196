"""Demo halls for tests: a seeded desk without accounts, filled at a given time."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from tests.support import Clock
from window_desk.catalogue import data_folder
from window_desk.domain.ops import Recorded
from window_desk.services import demo_hall, setting_up
from window_desk.storage import log
from window_desk.storage.desk import Desk, make_desk

AFTERNOON = datetime.fromisoformat("2026-11-23T15:47:31.250+08:00")
"""A Monday, at a time when no hall is in mid-morning."""


def make_empty(path: Path) -> Path:
    """A desk with everything in `data/` and nobody on it."""
    desk = make_desk(path, "h1/desk1", Clock(AFTERNOON))
    with desk.change(by="setup") as tx:
        setting_up.seed(tx, data_folder())
    desk.close()
    return path


def fill(path: Path, *, now: datetime = AFTERNOON, seed: int = 1, cases: int | None = None) -> Desk:
    """A demo hall on a copy of an empty desk, open."""
    copy = path.with_name(f"{now:%d-%H-%M}-{seed}-{cases}.db")
    copy.write_bytes(path.read_bytes())
    desk = Desk(copy, lambda: now)
    demo_hall.fill(desk, seed=seed, cases=cases)
    return desk


def histories(desk: Desk, family: str) -> list[list[Recorded]]:
    """The ops of every entity of a family (`case`, `ticket`), in the order they were made."""
    with desk.read() as connection:
        found = [
            run.applied
            for _entity, run in log.runs(connection)
            if run.applied and run.applied[0].op.kind.startswith(f"{family}.")
        ]
    return sorted(found, key=lambda run: int(run[0].id.partition(":")[2]))


def set_clock(clock: Clock, moment: datetime) -> None:
    """Let the clock give exactly this moment when it is read next."""
    clock.now = moment - timedelta(milliseconds=1)
