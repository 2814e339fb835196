"""Killed at any moment, the desk loses nothing that it said was done, and nothing is half done.

`make kills ROUNDS=2000` runs more rounds than the tests do.
"""

from __future__ import annotations

import os
import random
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.campaigns.clerk import SCRIPT, Said, heard
from tests.support import assert_sound, copy_desk, start_python
from window_desk.domain import ops
from window_desk.domain.errors import Unusable
from window_desk.storage import log
from window_desk.storage.desk import Desk
from window_desk.storage.restoring import restore

ROUNDS = int(os.environ.get("WINDOW_DESK_ROUNDS", "8"))


def kill_while(
    manner: str, path: Path, windows: tuple[str, ...], chance: random.Random
) -> list[Said]:
    """Let clerks work, kill each at a random moment; gives what they had said by then."""
    with ExitStack() as stack:
        clerks = [
            stack.enter_context(start_python(SCRIPT, manner, path, window, 100_000))
            for window in windows
        ]
        for each in clerks:
            assert each.stdout is not None
            assert each.stdin is not None
            assert each.stdout.readline() == "ready\n"
        for each in clerks:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        for each in clerks:
            time.sleep(chance.uniform(0, 0.25))
            each.kill()
        return [said for each in clerks for said in heard(each.communicate()[0])]


def missing(path: Path, said: list[Said]) -> list[Said]:
    """What was said and is not there."""
    desk = Desk(path)
    with desk.read() as connection:
        runs = list(log.runs(connection))
        acts = {(entity, each.op.kind) for entity, run in runs for each in run.applied}
        numbers = {"-"}
        for table in ("ticket", "document"):
            found = connection.execute(f"SELECT number FROM {table}")
            numbers.update(found.scalars())
    desk.close()
    return [
        each for each in said if (each.entity, each.kind) not in acts or each.number not in numbers
    ]


COUNTED = ("ticket.issued", "ticket.called", "ticket.started", "ticket.finished", "case.served")
"""The kinds of which each op is announced."""


def count(path: Path) -> int:
    """How many ops of those kinds there are."""
    desk = Desk(path)
    with desk.read() as connection:
        kinds = connection.execute("SELECT kind FROM op").scalars()
    desk.close()
    return sum(kinds.count(each) for each in COUNTED)


def half_done(path: Path) -> list[str]:
    """The acts of which only a part is there."""
    desk = Desk(path)
    found = []
    with desk.read() as connection:
        for entity, run in log.runs(connection):
            for each in run.applied:
                together = {other.op.kind for other in run.applied if other.at == each.at}
                parts = {
                    "case.accepted": {"case.dispatched"},
                    "case.decided": {"case.served", "case.leg_answered", "case.accepted"},
                }.get(each.op.kind, set())
                if not parts <= together:
                    found.append(f"{entity} {each.op.kind}")
            if isinstance(run.applied[0].op, ops.PersonRecorded):
                key = connection.execute(
                    "SELECT 1 FROM subject_key WHERE subject = ?", (entity,)
                ).scalar()
                found += [] if key else [f"{entity} has no key"]
    desk.close()
    return found


def test_nothing_that_was_said_is_lost(seeded: Path, tmp_path: Path) -> None:
    path = copy_desk(seeded, tmp_path / "desk.db")
    total, before = 0, 0
    for number in range(ROUNDS):
        windows = ("1", "2") if number % 2 else ("1",)
        said = kill_while("serve", path, windows, random.Random(number))
        assert missing(path, said) == [], f"round {number}"
        assert half_done(path) == [], f"round {number}"
        desk = Desk(path)
        assert_sound(desk)
        desk.close()
        # Each clerk is killed in the middle of one act at most.
        now = count(path)
        unsaid = now - before - sum(each.kind in COUNTED for each in said)
        assert 0 <= unsaid <= len(windows), f"round {number}"
        before = now
        total += len(said)
    assert total > ROUNDS


def test_saying_it_too_early_is_noticed(seeded: Path, tmp_path: Path) -> None:
    path = copy_desk(seeded, tmp_path / "desk.db")
    for number in range(20):
        said = kill_while("boast", path, ("1",), random.Random(number))
        if missing(path, said):
            return
    pytest.fail("No act that was announced before it was durable was found missing.")


_restoring = """
    import sys
    from pathlib import Path
    from window_desk.storage.restoring import restore

    sys.stdout.write("ready\\n")
    sys.stdout.flush()
    while True:
        restore(Path(sys.argv[1]), Path(sys.argv[2]))
"""

_saving = """
    import sys
    from itertools import count
    from pathlib import Path
    from window_desk.storage.backups import backup
    from window_desk.storage.desk import Desk

    desk = Desk(Path(sys.argv[1]))
    sys.stdout.write("ready\\n")
    sys.stdout.flush()
    for number in count():
        backup(desk, Path(sys.argv[2]) / f"{number}.db")
"""


def kill_soon(script: str, words: tuple[Path, ...], chance: random.Random) -> None:
    """Let a process do a thing over and over, and kill it at a random moment."""
    with start_python(script, *words) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0, 0.6))
        process.kill()


def test_a_restore_is_whole_or_never_was(seeded: Path, tmp_path: Path) -> None:
    path = copy_desk(seeded, tmp_path / "desk.db")
    source = copy_desk(seeded, tmp_path / "backup.db")
    for number in range(ROUNDS // 2):
        kill_soon(_restoring, (path, source), random.Random(number))
        desk = Desk(path)
        assert_sound(desk)
        desk.close()
        for each in tmp_path.glob("desk-before-*"):
            each.unlink()
    assert restore(path, source).stream != "h1/desk1"


def test_a_backup_is_whole_or_not_there(seeded: Path, tmp_path: Path) -> None:
    path = copy_desk(seeded, tmp_path / "desk.db")
    saved = 0
    for number in range(ROUNDS // 2):
        folder = tmp_path / f"copies-{number}"
        folder.mkdir()
        kill_soon(_saving, (path, folder), random.Random(number))
        for each in folder.glob("*.db"):
            copy = Desk(each)
            assert_sound(copy)
            copy.close()
            saved += 1
    assert saved


_overwriting = """
    import shutil
    import sys

    sys.stdout.write("ready\\n")
    sys.stdout.flush()
    while True:
        shutil.copyfile(sys.argv[2], sys.argv[1])
"""


def test_overwriting_a_desk_in_place_is_noticed(seeded: Path, tmp_path: Path) -> None:
    path = copy_desk(seeded, tmp_path / "desk.db")
    source = copy_desk(seeded, tmp_path / "backup.db")
    for number in range(20):
        kill_soon(_overwriting, (path, source), random.Random(number))
        try:
            desk = Desk(path)
            assert_sound(desk)
            desk.close()
        except (Unusable, AssertionError):
            return
    pytest.fail("A desk that was half overwritten passed for a whole one.")
