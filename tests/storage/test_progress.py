"""Whatever takes long says how far it is, up to its end and never back."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from tests.desks import ADMIN
from tests.support import accept_complete
from window_desk.domain.actor import Actor
from window_desk.storage import log, maintenance
from window_desk.storage.desk import Desk
from window_desk.storage.progress import Progress
from window_desk.sync import send
from window_desk.sync.send import Wish

LONG: dict[str, Callable[[Desk, Path, Progress], object]] = {
    "verify": lambda desk, _folder, progress: maintenance.verify(desk, progress),
    "check": lambda desk, _folder, progress: maintenance.check(desk, progress),
    "rebuild": lambda desk, _folder, progress: maintenance.rebuild(desk, progress),
    "export": lambda desk, folder, progress: send.export_bundle(
        desk, ADMIN, folder / "x.wdb", Wish(from_start=True, room=60_000), progress
    ),
}


@pytest.mark.parametrize("work", LONG.values(), ids=LONG)
def test_it_says_how_far_it_is(
    desk: Desk,
    clerk: Actor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    work: Callable[[Desk, Path, Progress], object],
) -> None:
    accept_complete(desk, clerk)
    monkeypatch.setattr(log, "_told_each", 100)
    monkeypatch.setattr(maintenance, "_told_each", 100)
    told: dict[int, list[int]] = {}
    work(desk, tmp_path, lambda done, total: told.setdefault(total, []).append(done))
    assert told
    for total, steps in told.items():
        assert len(steps) > 3
        assert all(before < after for before, after in pairwise(steps))
        assert steps[-1] <= total < steps[-1] + 101
