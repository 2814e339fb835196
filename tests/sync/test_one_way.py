"""A gap that only lets files out: windows overlap, and a snapshot mends what was lost."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.desks import ADMIN, answer, open_case, rows
from tests.support import Clock
from window_desk.storage.desk import Desk
from window_desk.sync import receive, send
from window_desk.sync.send import Wish

DAYS = 30


def days_of_files(sender: Desk, folder: Path) -> tuple[str, list[Path]]:
    """An act a day, and each evening the file of the last 14 days."""
    assert isinstance(sender.clock, Clock)
    _person, case = open_case(sender)
    files: list[Path] = []
    for day in range(DAYS):
        answer(sender, case, str(day))
        sent = send.export_bundle(sender, ADMIN, folder / f"{day}.wdb", Wish(with_people=True))
        files += sent.files
        sender.clock.advance(days=1)
    return case, files


def last_answer(desk: Desk, case: str) -> str:
    with desk.look() as look:
        return look.case(case).answers["a"]


@pytest.mark.parametrize("seed", range(3))
def test_of_fourteen_files_in_a_row_any_one_is_enough(
    two_desks: tuple[Desk, Desk], tmp_path: Path, seed: int
) -> None:
    sender, reader = two_desks
    case, files = days_of_files(sender, tmp_path)
    chance = random.Random(seed)
    kept = [chance.choice(files[start : start + 7]) for start in range(0, DAYS, 7)]
    for each in (*kept, files[-1]):
        assert receive.import_bundle(reader, ADMIN, each).error is None
    assert last_answer(reader, case) == str(DAYS - 1)
    assert rows(reader, "SELECT count(*) FROM parked") == [(0,)]


def test_what_no_window_brings_any_more_comes_with_the_snapshot(
    two_desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    sender, reader = two_desks
    case, files = days_of_files(sender, tmp_path)
    for each in (files[0], files[-1]):
        receive.import_bundle(reader, ADMIN, each)
    # The control: without a snapshot the days in between are lost, and what follows them waits.
    assert last_answer(reader, case) == "0"
    assert rows(reader, "SELECT count(*) > 0 FROM parked") == [(1,)]
    snapshot = send.export_bundle(
        sender, ADMIN, tmp_path / "all.wdb", Wish(from_start=True, with_people=True)
    )
    for each in snapshot.files:
        assert receive.import_bundle(reader, ADMIN, each).error is None
    assert last_answer(reader, case) == str(DAYS - 1)
    assert rows(reader, "SELECT count(*) FROM parked") == [(0,)]
