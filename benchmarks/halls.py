"""Three hundred halls on one hub: how much of a server their day takes.

    python -m benchmarks.halls [HALLS] [SECONDS]

Every hall has its numbers and acts of a day already. Then each kind of call that desks make is run
against halls drawn at random, by as many connections as are named; a real desk's login makes each
call. Programs and server share the machine, so that a server of its own does more.
"""

from __future__ import annotations

import random
import secrets
import statistics
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any, TypeAlias

import psycopg
from psycopg import sql

from tests.hubs import Hub
from tests.postgres import running_server

Connection: TypeAlias = "psycopg.Connection[tuple[Any, ...]]"
Call: TypeAlias = Callable[[Connection, int], None]

WINDOWS = 20
"""In a hall of a large district."""

SERVICE_SECONDS = 300
"""A number takes so long at a window."""

CASES, ACTS = 100, 12
"""A hall takes in so many cases a day, with so many acts each."""

NUMBERS = 400
"""A hall gives out so many numbers a day."""


def desk_of(hall: int) -> str:
    """The desk that speaks for a hall here."""
    return f"h{hall}/desk1"


def admit(hub: Hub, halls: int) -> dict[str, str]:
    """Let a desk of every hall in; gives their logins."""
    logins = {desk_of(each): f"bench_{each}_{secrets.token_hex(3)}" for each in range(1, halls + 1)}
    with hub.keeper() as keeper:
        for desk, login in logins.items():
            keeper.execute(
                "SELECT hub.invite(%s, 'window', %s, %s, '', '{}', now() + interval '1 day')",
                (desk, login, "SCRAM-SHA-256$4096:c2FsdA==$a2V5:a2V5"),
            )
    with hub.owner() as owner:
        owner.execute("UPDATE hub.member SET joined_at = now() WHERE joined_at IS NULL")
    return logins


def fill(hub: Hub, halls: int) -> int:
    """Give every hall a day's numbers and acts; gives how many acts there are."""
    with hub.owner() as owner:
        owner.execute(
            """
            INSERT INTO hub.op (hall, stream, seq, hlc, at, "by", entity, kind, version, body,
                digest, prev, hash)
            SELECT 'h' || h, s.stream, n, n::bigint << 16, '2026-11-23T09:00:00.000+08:00',
                'clerk1', s.stream || ':' || (n / 12), 'case.answered', 1,
                convert_to(repeat('x', 350), 'UTF8'),
                sha256(int8send(n)), sha256(int8send(n)), sha256(int8send(n + 1))
            FROM generate_series(1, %s) h
            CROSS JOIN LATERAL (
                SELECT 'h' || h || '/desk' || d AS stream, %s AS many FROM generate_series(1, %s) d
                UNION ALL SELECT 'h' || h || '/queue', %s
            ) s
            CROSS JOIN LATERAL generate_series(1, s.many) n
            """,
            (halls, CASES * ACTS // WINDOWS, WINDOWS, NUMBERS * 2),
        )
        owner.execute(
            """
            INSERT INTO hub.stream (hall, id, owner, have_seq, have_hash, hlc)
            SELECT hall, stream, stream, max(seq), sha256(int8send(max(seq) + 1)), max(hlc)
            FROM hub.op GROUP BY hall, stream
            ON CONFLICT (hall, id) DO UPDATE SET have_seq = excluded.have_seq,
                have_hash = excluded.have_hash, hlc = excluded.hlc
            """
        )
        owner.execute(
            """
            INSERT INTO hub.ticket (hall, id, day, prefix, serial, number, queue, state, desk,
                rank_at, eligible_from, issued_at, head_start, rule, last)
            SELECT 'h' || h, 'h' || h || '/queue:' || (n * 2), current_date, 'A', n,
                'A' || lpad(n::text, 3, '0'), 'A', 'called', 'h' || h || '/desk1',
                now(), now(), now(), 0, 'arrival', ''
            FROM generate_series(1, %s) h CROSS JOIN generate_series(1, %s) n
            """,
            (halls, NUMBERS),
        )
        owner.execute("VACUUM ANALYZE")
        (acts,) = owner.execute("SELECT count(*) FROM hub.op").fetchone() or (0,)
        return int(acts)


def issue(connection: Connection, _hall: int) -> None:
    """A number is given out."""
    connection.execute(
        "SELECT * FROM hub.issue(%s, true, 0, 'clerk1', clock_timestamp(), 'A', 'A', '', 'normal',"
        " 'arrival', 0, NULL, NULL)",
        (secrets.token_hex(16),),
    )


def call(connection: Connection, _hall: int) -> None:
    """Who is next is called."""
    connection.execute(
        "SELECT * FROM hub.call(%s, true, 0, 'clerk1', '1', '{A}', '', NULL, NULL, NULL, NULL)",
        (secrets.token_hex(16),),
    )


def serve(connection: Connection, hall: int) -> None:
    """A number is given out and called."""
    issue(connection, hall)
    call(connection, hall)


def look(connection: Connection, hall: int) -> None:
    """A round in which nothing moves, as an open desk does it each second."""
    desk = desk_of(hall)
    for statement, values in (
        ("SELECT value FROM hub.about WHERE key = 'id'", ()),
        ("SELECT stream, seq, hash FROM hub.heads()", ()),
        ("SELECT hub.is_restored()", ()),
        (
            "SELECT person, sealed FROM hub.envelope WHERE hall = %s AND to_desk = %s"
            " AND taken_at IS NULL AND sealed IS NOT NULL ORDER BY person LIMIT 500",
            (f"h{hall}", desk),
        ),
        (
            "SELECT to_desk, person FROM hub.envelope"
            " WHERE taken_at IS NULL AND sealed IS NULL AND to_desk <> %s LIMIT 500",
            (desk,),
        ),
        (
            "SELECT desk, stream, seq, hash, at FROM hub.ack WHERE desk = %s OR stream = %s",
            (desk, desk),
        ),
        (
            "SELECT o.desk FROM hub.digest m JOIN hub.digest o ON o.heads = m.heads"
            " WHERE m.hall = %s AND m.desk = %s AND o.digest <> m.digest",
            (f"h{hall}", desk),
        ),
    ):
        connection.execute(statement.encode(), values).fetchall()


def pull(connection: Connection, hall: int) -> None:
    """A batch of 500 acts is read."""
    connection.execute(
        "SELECT * FROM hub.op WHERE hall = %s AND stream = %s AND seq > 100 ORDER BY seq LIMIT 500",
        (f"h{hall}", f"h{hall}/queue"),
    ).fetchall()


def measure(
    hub: Hub, logins: dict[str, str], act: Call, connections: int, seconds: float
) -> tuple[float, float, float]:
    """Calls per second by so many connections, and their p50 and p99 in milliseconds."""
    until = time.perf_counter() + seconds
    gate = threading.Barrier(connections)

    def work(seed: int) -> list[float]:
        chance, took = random.Random(seed), []
        with closing(hub.owner()) as connection:
            gate.wait()
            while time.perf_counter() < until:
                hall = chance.randint(1, len(logins))
                _become(connection, logins[desk_of(hall)])
                began = time.perf_counter()
                act(connection, hall)
                took.append(time.perf_counter() - began)
        return took

    began = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        found = sorted(x for each in pool.map(work, range(connections)) for x in each)
    lasted = time.perf_counter() - began
    p99 = found[int(len(found) * 0.99)] if found else 0.0
    return len(found) / lasted, statistics.median(found) * 1000, p99 * 1000


def _become(connection: Connection, login: str) -> None:
    connection.execute(sql.SQL("SET SESSION AUTHORIZATION {}").format(sql.Identifier(login)))


def main() -> None:
    """Fill the hub, measure, and print what a day of that many halls would take of it."""
    halls = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 6.0
    with running_server(durable=True) as server:
        hub = Hub(server)
        began = time.perf_counter()
        logins = admit(hub, halls)
        acts = fill(hub, halls)
        ((size,),) = hub.rows("SELECT pg_size_pretty(pg_database_size(current_database()))")
        print(f"{halls} halls, {acts} acts, {size}, made in {time.perf_counter() - began:.0f} s")
        print(f"{'what':24}{'connections':>12}{'per second':>12}{'p50 ms':>9}{'p99 ms':>9}")
        for name, act in (
            ("number and call", serve), ("quiet round", look), ("read 500 acts", pull),
        ):  # fmt: skip
            for connections in (1, 8, 32):
                rate, p50, p99 = measure(hub, logins, act, connections, seconds)
                print(f"{name:24}{connections:12}{rate:12.0f}{p50:9.1f}{p99:9.1f}")
        needed = halls * WINDOWS / SERVICE_SECONDS
        print(
            f"A busy hour of {halls} halls with {WINDOWS} windows: {needed:.0f} numbers and calls"
        )
        print(f"and {halls * WINDOWS} quiet rounds a second.")


if __name__ == "__main__":
    main()
