"""Many windows on one database: every number once, every ticket called once, nothing lost.

`make hammer ROUNDS=2000` lets each window do more than the tests do.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from tests.campaigns.clerk import QUEUE, SCRIPT, Said, heard
from tests.support import copy_desk, start_python
from window_desk.services import publishing
from window_desk.storage import maintenance
from window_desk.storage.desk import Desk
from window_desk.storage.place import Address

ROUNDS = int(os.environ.get("WINDOW_DESK_ROUNDS", "12"))


@pytest.fixture
def hall(seeded: Path, tmp_path: Path) -> Path:
    """A desk whose windows all serve one queue."""
    path = copy_desk(seeded, tmp_path / "desk.db")
    desk = Desk(path)
    with desk.change(by="admin") as tx:
        windows = tuple(
            msgspec.structs.replace(each, queues=(QUEUE,)) for each in tx.centre.windows
        )
        publishing.put_centre(tx, msgspec.structs.replace(tx.centre, windows=windows))
    desk.close()
    return path


def work(manner: str, path: Path, windows: int, count: int) -> list[Said]:
    """Let clerks work at the same time until each is done; gives everything they said."""
    with ExitStack() as stack:
        clerks = [
            stack.enter_context(start_python(SCRIPT, manner, path, window, count))
            for window in range(1, windows + 1)
        ]
        for each in clerks:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        for each in clerks:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        said = [said for each in clerks for said in heard(each.communicate()[0])]
        assert [each.returncode for each in clerks] == [0] * windows
        return said


def twice(said: list[Said]) -> dict[str, list[str]]:
    """Numbers that were given out twice, and tickets that were called twice."""
    issued = Counter(each.number for each in said if each.kind == "ticket.issued")
    called = Counter(each.entity for each in said if each.kind == "ticket.called")
    return {
        "given out": [each for each, count in issued.items() if count > 1],
        "called": [each for each, count in called.items() if count > 1],
    }


@pytest.mark.parametrize("windows", [2, 8])
def test_every_number_once_and_every_ticket_called_once(hall: Path, windows: int) -> None:
    said = work("queue", hall, windows, ROUNDS)
    assert twice(said) == {"given out": [], "called": []}
    issued = {each.entity for each in said if each.kind == "ticket.issued"}
    assert len(issued) == windows * ROUNDS
    assert {each.entity for each in said if each.kind == "ticket.called"} == issued
    numbers = sorted(int(each.number[1:]) for each in said if each.kind == "ticket.issued")
    assert numbers == list(range(1, windows * ROUNDS + 1))
    desk = Desk(hall)
    assert maintenance.check(desk).differences == ()
    with desk.read() as connection:
        states = connection.execute("SELECT DISTINCT state FROM ticket").scalars()
    assert states == ["finished"]
    desk.close()


def test_a_planted_race_is_noticed(hall: Path) -> None:
    without_unique(hall)
    for _ in range(5):
        found = twice(work("race", hall, 2, 40))
        if found["given out"] and found["called"]:
            return
    pytest.fail("Looking first and writing later was not noticed.")


def without_unique(path: Path) -> None:
    """Take the constraints away that would stop a number from being given out twice."""
    desk = Desk(path)
    named = (
        "SELECT indexname FROM pg_indexes WHERE schemaname = 'window_desk' AND tablename = 'ticket'"
        " AND indexdef LIKE 'CREATE UNIQUE%' AND indexname <> 'ticket_pkey'"
        if isinstance(desk.place, Address)
        else "SELECT name FROM pragma_index_list('ticket') WHERE \"unique\" AND origin = 'c'"
    )
    with desk.pool.writing() as connection:
        unique = connection.execute(named).scalars()
        assert len(unique) == 2
        for each in unique:
            connection.execute(f"DROP INDEX {each}")
    desk.close()
