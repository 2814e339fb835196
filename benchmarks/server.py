"""An act of a desk on a server beside the same rows written by bare psycopg, as durably."""

from __future__ import annotations

import secrets
import statistics
import time
from pathlib import Path

import psycopg

from tests.postgres import running_server
from window_desk.services import tickets
from window_desk.storage import reads
from window_desk.storage.desk import Desk
from window_desk.storage.place import read_address
from window_desk.storage.restoring import restore

_tables = ("op", "ticket", "stream")


def measure(path: Path, rounds: int) -> tuple[float, float]:
    """Median milliseconds of giving a number on a copy of a desk's file: ours, and the floor's."""
    with running_server(durable=True) as server:
        place = read_address(server.url(server.make_database()))
        restore(place, path)
        desk = Desk(place)
        with desk.read() as connection:
            clerk = reads.actor(connection, "clerk1")
        assert clerk is not None
        floor = _Floor(place.url)
        ours: list[float] = []
        theirs: list[float] = []
        for _round in range(rounds):
            began = time.perf_counter()
            tickets.issue(desk, clerk, "A")
            ours.append((time.perf_counter() - began) * 1000)
            theirs.append(floor.one_act())
        desk.close()
        floor.raw.close()
    return statistics.median(ours), statistics.median(theirs)


class _Floor:
    """The rows of one number, written again and again to tables like the desk's."""

    def __init__(self, url: str) -> None:
        self.raw = psycopg.connect(url, autocommit=True, cursor_factory=psycopg.RawCursor)
        self.raw.prepare_threshold = 2
        self.raw.execute("CREATE SCHEMA floor")
        for name in _tables:
            self.raw.execute(f"CREATE TABLE floor.{name} (LIKE window_desk.{name} INCLUDING ALL)")
        self.raw.execute("SET search_path = floor, pg_catalog")
        self.op, self.ticket = (
            list(self.raw.execute(f"SELECT * FROM window_desk.{name} LIMIT 1").fetchone() or ())
            for name in _tables[:2]
        )
        described = self.raw.execute("SELECT * FROM ticket").description
        self.columns = [each.name for each in described or ()]
        self.raw.execute("INSERT INTO stream SELECT 's', 's', 0, '', 0")
        self.seq = 0

    def one_act(self) -> float:
        """Insert an op and a ticket and move the head, in one durable transaction."""
        self.seq += 1
        op = [self.op[0], self.seq, self.seq, *self.op[3:]]
        fresh = {"id": secrets.token_hex(8), "number": f"X{self.seq}", "serial": self.seq}
        ticket = [
            fresh.get(name, value) for name, value in zip(self.columns, self.ticket, strict=True)
        ]
        ticket[self.columns.index("state")] = "waiting"
        began = time.perf_counter()
        self.raw.execute("BEGIN")
        self.raw.execute("SELECT 1 FROM stream WHERE id = 's' FOR UPDATE")
        self.raw.execute(f"INSERT INTO op VALUES ({_marks(op)})", op)
        self.raw.execute(f"INSERT INTO ticket VALUES ({_marks(ticket)})", ticket)
        self.raw.execute("UPDATE stream SET have_seq = $1 WHERE id = 's'", (self.seq,))
        self.raw.execute("COMMIT")
        return (time.perf_counter() - began) * 1000


def _marks(values: list[object]) -> str:
    return ", ".join(f"${place}" for place in range(1, len(values) + 1))
