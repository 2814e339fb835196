"""Desk files that storage tests open, change and look at."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

from tests.support import Clock
from window_desk.domain.actor import Actor
from window_desk.domain.centre import CENTRE_TIME
from window_desk.services import tickets
from window_desk.storage.desk import Desk, open_pool
from window_desk.storage.file_store import FilePool
from window_desk.storage.place import Place

CLERK = Actor("clerk1", "", "clerk", window="1")
NOW = datetime(2026, 11, 23, 10, 15, tzinfo=CENTRE_TIME)


def files(folder: Path) -> set[str]:
    """What lies in a folder."""
    return {each.name for each in folder.iterdir()}


def run(place: Place, *statements: str) -> None:
    """Change a database that is not open, behind the program's back."""
    pool = FilePool(place) if isinstance(place, Path) else open_pool(place)
    with closing(pool), pool.lend() as connection:
        for each in statements:
            connection.execute(each)


def issue(path: Path, count: int = 1) -> str:
    """Open a desk, give out numbers, close it; gives the last number."""
    desk = Desk(path, Clock())
    numbers = [tickets.issue(desk, CLERK, "A").ticket.number for _ in range(count)]
    desk.close()
    return numbers[-1]
