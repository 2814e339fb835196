"""Desk files that storage tests open, change and look at."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tests.support import Clock
from window_desk.domain.actor import Actor
from window_desk.domain.centre import CENTRE_TIME
from window_desk.services import tickets
from window_desk.storage.desk import Desk
from window_desk.storage.driver import find_driver

CLERK = Actor("clerk1", "", "clerk", window="1")
NOW = datetime(2026, 11, 23, 10, 15, tzinfo=CENTRE_TIME)


def files(folder: Path) -> set[str]:
    """What lies in a folder."""
    return {each.name for each in folder.iterdir()}


def run(path: Path, *statements: str) -> None:
    """Change a file that is not open, behind the program's back."""
    connection = find_driver().connect(str(path), isolation_level=None)
    for each in statements:
        connection.execute(each)
    connection.close()


def issue(path: Path, count: int = 1) -> str:
    """Open a desk, give out numbers, close it; gives the last number."""
    desk = Desk(path, Clock())
    numbers = [tickets.issue(desk, CLERK, "A").ticket.number for _ in range(count)]
    desk.close()
    return numbers[-1]
