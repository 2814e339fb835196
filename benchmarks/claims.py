"""Calling from a hall's queue, beside the bare statement that only finds and marks the next row."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg

from tests.hubs import Hub
from tests.postgres import running_server
from window_desk.storage.claims import new_id

Connection = psycopg.Connection[tuple[Any, ...]]

_bare = (
    "UPDATE bare SET state = 'called' WHERE id = (SELECT id FROM bare WHERE state = 'waiting'"
    " ORDER BY rank_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id"
)
_call = "SELECT * FROM hub.call(%s, true, 0, 'clerk', '1', '{A}', '', NULL, NULL, NULL, NULL)"
_issue = (
    "SELECT hub.issue(%s, true, 0, 'clerk', clock_timestamp(), 'A', 'A', '', 'normal', 'arrival',"
    " 0, NULL, NULL)"
)


@contextmanager
def prepared(windows: int) -> Iterator[tuple[Hub, list[Connection], list[Connection]]]:
    """A hub on a server that waits for its disk; connections of windows, and of its owner."""
    with running_server(durable=True) as server, ExitStack() as stack:
        hub = Hub(server)
        joined = [hub.admit(f"h1/desk{number}") for number in range(1, windows + 1)]
        ours = [stack.enter_context(hub.login(each)) for each in joined]
        floors = [stack.enter_context(hub.owner()) for _ in range(windows)]
        floors[0].execute(
            "CREATE TABLE bare (id serial PRIMARY KEY, state text, rank_at timestamptz)"
        )
        floors[0].execute("CREATE INDEX ON bare (rank_at, id) WHERE state = 'waiting'")
        yield hub, ours, floors


def fill(ours: Connection, floor: Connection, many: int) -> None:
    """Let as many wait in both."""
    for _ in range(many):
        ours.execute(_issue, (new_id(),))
    floor.execute(
        "INSERT INTO bare (state, rank_at)"
        " SELECT 'waiting', clock_timestamp() FROM generate_series(1, %s)",
        (many,),
    )


def timed(connections: list[Connection], each: int, act: Callable[[Connection], object]) -> float:
    """Seconds in which every connection did its share, all at the same time."""

    def work(connection: Connection) -> None:
        for _ in range(each):
            act(connection)

    threads = [threading.Thread(target=work, args=(each_one,)) for each_one in connections]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def call(connection: Connection) -> None:
    """One claim of a window; somebody waits."""
    row = connection.execute(_call, (new_id(),)).fetchone()
    assert row is not None
    assert row[0] == "done"


def measure(
    many: int = 240, windows: int = 8, runs: int = 5
) -> dict[int, list[tuple[float, float]]]:
    """Seconds for each call, ours and bare, by the number of windows that call at once."""
    found: dict[int, list[tuple[float, float]]] = {1: [], windows: []}
    with prepared(windows) as (_hub, ours, floors):
        for _ in range(runs):
            for at_once, times in found.items():
                fill(ours[0], floors[0], many)
                share = many // at_once
                mine = timed(ours[:at_once], share, call)
                bare = timed(floors[:at_once], share, lambda c: c.execute(_bare).fetchone())
                times.append((mine / many, bare / many))
    return found
