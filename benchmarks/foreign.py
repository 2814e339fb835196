"""Ops of another desk taken in, beside SQLAlchemy Core writing the same rows with executemany."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.storage.desk import Desk, make_desk
from window_desk.storage.driver import find_driver
from window_desk.storage.shapes import projections
from window_desk.storage.tables import Schema
from window_desk.sync import receive, send, trusting
from window_desk.sync.send import Wish

_admin = Actor("admin", "", "admin")
_acts = 10


def prepare(folder: Path, cases: int) -> list[Path]:
    """Files with that many cases of ten acts each, from a desk that the reader will trust."""
    desk = make_desk(folder / "writer.db", "bench/writer")
    with desk.change(by="clerk") as tx:
        for number in range(cases):
            opened = ops.CaseOpened(item="X", item_version=1, applicant=f"bench/writer:{number}")
            case = tx.record(opened)
            for each in range(_acts - 1):
                tx.record(ops.CaseAnswered(answers={f"q{each}": str(number)}), on=case)
    sent = send.export_bundle(desk, _admin, folder / "bench.wdb", Wish(from_start=True))
    desk.close()
    return list(sent.files)


def take_in(folder: Path, files: list[Path], round_: int) -> tuple[Desk, int, float]:
    """The desk that took the files in, how many ops, and in how many seconds."""
    desk = make_desk(folder / f"reader{round_}.db", "bench/reader")
    writer = Desk(folder / "writer.db")
    key = trusting.own_key(writer).public
    writer.close()
    trusting.trust_key(desk, _admin, key, key.fingerprint)
    began = time.perf_counter()
    count = sum(receive.import_bundle(desk, _admin, each).taken.appended for each in files)
    return desk, count, time.perf_counter() - began


def floor(desk: Desk, scratch: Path) -> float:
    """Seconds in which Core writes the rows that the desk has, a thousand ops a statement."""
    tables: dict[str, list[dict[str, Any]]] = {}
    with desk.read() as connection:
        for name in ("op", "stream", *projections):
            columns = [each.name for each in Schema.tables[name].columns]
            names = ", ".join(f'"{each}"' for each in columns)
            found = connection.execute(f"SELECT {names} FROM {name}")
            tables[name] = [dict(zip(columns, row, strict=True)) for row in found]
        schema = connection.execute(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC"
        ).scalars()
    engine = create_engine(f"sqlite:///{scratch}", module=find_driver())

    @event.listens_for(engine, "connect")
    def prepared(raw: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
            raw.cursor().execute(f"PRAGMA {pragma}")

    with engine.begin() as core:
        for statement in schema:
            core.exec_driver_sql(statement)
    began = time.perf_counter()
    with engine.begin() as core:
        for name, rows in tables.items():
            for start in range(0, len(rows), 1_000):
                core.execute(insert(Schema.tables[name]), rows[start : start + 1_000])
    took = time.perf_counter() - began
    engine.dispose()
    return took


def measure(folder: Path, rounds: int = 7, cases: int = 2_000) -> tuple[int, float, float]:
    """How many ops, and the median milliseconds of taking them in and of the floor."""
    files = prepare(folder, cases)
    ours: list[float] = []
    theirs: list[float] = []
    count = 0
    for round_ in range(rounds):
        desk, count, took = take_in(folder, files, round_)
        ours.append(took * 1000)
        theirs.append(floor(desk, folder / f"floor{round_}.db") * 1000)
        desk.close()
    return count, statistics.median(ours), statistics.median(theirs)
