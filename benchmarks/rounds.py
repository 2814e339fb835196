"""A round with a hub, beside bare psycopg and sqlite3 moving the same rows, as durably."""

from __future__ import annotations

import sqlite3
import statistics
import time
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from tests.postgres import running_server
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.storage import log
from window_desk.storage.desk import Desk, make_desk
from window_desk.storage.driver import find_driver
from window_desk.sync.hub import codes, joining, keeping
from window_desk.sync.hub.address import open_link
from window_desk.sync.hub.exchange import run_round
from window_desk.sync.hub.keeping import Wanted
from window_desk.sync.hub.link import Link

_admin = Actor("admin", "", "admin")
_acts = 500
_table = (
    "CREATE TABLE bare (stream text, seq bigint, hlc bigint, at text, by_ text, entity text,"
    " kind text, version integer, body bytea, digest bytea, prev bytea, hash bytea,"
    " PRIMARY KEY (stream, seq))"
)


class Measured(NamedTuple):
    """Median milliseconds: given to the hub and taken from it, each with its floor."""

    push: float
    push_floor: float
    pull: float
    pull_floor: float


class _Place(NamedTuple):
    desk: Desk
    link: Link


def measure(folder: Path, rounds: int = 7) -> Measured:
    """Rounds of 500 acts from one desk to another over a hub on this machine."""
    with running_server(durable=True) as server:
        url = server.url(server.make_database())
        keeper = _keeper(folder, url)
        writer, reader = (_join(keeper, folder, name) for name in ("bench/giver", "bench/taker"))
        places = (keeper, writer, reader)
        for _ in range(3):
            for each in places:
                run_round(each.desk, each.link)
        with (
            closing(psycopg.connect(server.url(), autocommit=True)) as bare,
            closing(_scratch(folder / "floor.db")) as scratch,
        ):
            bare.execute(_table.encode())
            times = [_once(writer, reader, bare, scratch, each) for each in range(rounds + 1)][1:]
        for each in places:
            each.link.close()
            each.desk.close()
    return Measured(*(statistics.median(each) for each in zip(*times, strict=True)))


def _scratch(path: Path) -> sqlite3.Connection:
    """A file that is written as durably as a desk's."""
    raw: sqlite3.Connection = find_driver().connect(str(path), isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute(_table)
    return raw


def _keeper(folder: Path, url: str) -> _Place:
    desk = make_desk(folder / "keeper.db", "bench/keeper")
    keeping.init_hub(desk, _admin, url, "bench")
    return _place(desk)


def _join(keeper: _Place, folder: Path, name: str) -> _Place:
    desk = make_desk(folder / f"{name.replace('/', '-')}.db", name)
    code = keeping.invite(keeper.desk, _admin, "bench", Wanted(name)).code
    joining.join(desk, _admin, codes.read_code(code))
    return _place(desk)


def _place(desk: Desk) -> _Place:
    link = open_link(desk)
    assert link is not None, "it joined"
    return _Place(desk, link)


def _once(
    writer: _Place,
    reader: _Place,
    bare: psycopg.Connection[Any],
    scratch: sqlite3.Connection,
    number: int,
) -> tuple[float, float, float, float]:
    with writer.desk.change(by="clerk") as tx:
        opened = ops.CaseOpened(item="X", item_version=1, applicant=f"bench/giver:{number}")
        case = tx.record(opened)
        for each in range(_acts - 1):
            tx.record(ops.CaseAnswered(answers={f"q{each}": str(number)}), on=case)
    began = time.perf_counter()
    given = run_round(writer.desk, writer.link)
    pushed = time.perf_counter()
    taken = run_round(reader.desk, reader.link)
    pulled = time.perf_counter()
    assert (given.pushed, taken.pulled) == (_acts, _acts)
    with writer.desk.read() as connection:
        rows = connection.execute(
            f"SELECT {log.columns} FROM op WHERE stream = ? ORDER BY seq DESC LIMIT {_acts}",
            (writer.desk.stream,),
        ).all()
    given_plainly, taken_plainly = _give(bare, rows), _take(bare, scratch)
    return (pushed - began) * 1000, given_plainly, (pulled - pushed) * 1000, taken_plainly


def _give(bare: psycopg.Connection[Any], rows: list[Any]) -> float:
    """Milliseconds of the same rows in one executemany of one durable transaction."""
    began = time.perf_counter()
    with bare.transaction(), bare.cursor() as cursor:
        marks = ", ".join(["%s"] * 12)
        cursor.executemany(f"INSERT INTO bare VALUES ({marks})".encode(), list(map(tuple, rows)))
    return (time.perf_counter() - began) * 1000


def _take(bare: psycopg.Connection[Any], scratch: sqlite3.Connection) -> float:
    """Milliseconds of reading as many rows and writing them to a file."""
    began = time.perf_counter()
    found = bare.execute(f"SELECT * FROM bare ORDER BY seq DESC LIMIT {_acts}".encode()).fetchall()
    marks = ", ".join("?" * 12)
    scratch.execute("BEGIN")
    scratch.executemany(f"INSERT INTO bare VALUES ({marks})", found)
    scratch.execute("COMMIT")
    took = (time.perf_counter() - began) * 1000
    assert len(found) == _acts
    return took
