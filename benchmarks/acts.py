"""Durable acts through the services beside the same rows written by hand-made sqlite3."""

from __future__ import annotations

import sqlite3
import statistics
import time
from pathlib import Path

from window_desk.domain.actor import Actor
from window_desk.services import tickets
from window_desk.storage import reads
from window_desk.storage.desk import Desk
from window_desk.storage.driver import find_driver


def measure(path: Path, scratch: Path, rounds: int) -> tuple[float, float]:
    """Median milliseconds of issue-and-call: the service's, and the floor's for the same rows."""
    desk = Desk(path)
    with desk.read() as connection:
        clerk = reads.actor(connection, "clerk1")
    assert clerk is not None
    floor = _Floor(desk, scratch)
    ours: list[float] = []
    theirs: list[float] = []
    for _round in range(rounds):
        ours.append(_one_act(desk, clerk))
        theirs.append(floor.one_act())
    desk.close()
    return statistics.median(ours), statistics.median(theirs)


def _one_act(desk: Desk, clerk: Actor) -> float:
    began = time.perf_counter()
    tickets.issue(desk, clerk, "A")
    return (time.perf_counter() - began) * 1000


class _Floor:
    """The rows of one issued ticket, written again and again with the same durability."""

    def __init__(self, desk: Desk, scratch: Path) -> None:
        driver = find_driver()
        self.raw: sqlite3.Connection = driver.connect(scratch, isolation_level=None)
        with desk.read() as connection:
            schema = connection.execute(
                "SELECT sql FROM sqlite_schema WHERE tbl_name IN ('op', 'ticket', 'stream')"
                " AND sql IS NOT NULL ORDER BY type DESC"
            ).scalars()
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
                self.raw.execute(f"PRAGMA {pragma}")
            for statement in schema:
                self.raw.execute(statement)
            self.op = tuple(connection.execute("SELECT * FROM op ORDER BY seq DESC LIMIT 1").one())
            self.ticket = tuple(connection.execute("SELECT * FROM ticket LIMIT 1").one())
        self.seq = 0

    def one_act(self) -> float:
        """Insert an op and a ticket and move the head, in one durable transaction."""
        began = time.perf_counter()
        self.seq += 1
        op = (self.op[0], self.seq, self.seq, *self.op[3:])
        ticket = list(self.ticket)
        ticket[0], ticket[3], ticket[4] = f"t:{self.seq}", self.seq, f"X{self.seq}"
        ticket[9] = "waiting"
        self.raw.execute("BEGIN IMMEDIATE")
        self.raw.execute(f"INSERT INTO op VALUES ({','.join('?' * len(op))})", op)
        self.raw.execute(f"INSERT INTO ticket VALUES ({','.join('?' * len(ticket))})", ticket)
        self.raw.execute(
            "INSERT INTO stream VALUES ('s', 's', ?, x'00', 0)"
            " ON CONFLICT (id) DO UPDATE SET have_seq = excluded.have_seq",
            (self.seq,),
        )
        self.raw.execute("COMMIT")
        return (time.perf_counter() - began) * 1000
