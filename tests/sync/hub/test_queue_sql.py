"""What the hub writes of tickets has the bytes that a desk would have written."""

from __future__ import annotations

import hashlib
import time
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hubs import Hub
from tests.postgres import Server
from window_desk.domain import ops
from window_desk.domain.centre import CENTRE_TIME
from window_desk.storage import bodies, log
from window_desk.sync.hub.address import Joined

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
counts = st.sampled_from([0, 1, 7]) | st.integers(0, 1_000_000)
moments = st.integers(1_600_000_000_000, 4_000_000_000_000).map(
    lambda at: datetime.fromtimestamp(at // 1000, CENTRE_TIME).replace(microsecond=at % 1000 * 1000)
)
whole = moments.map(lambda at: at.replace(microsecond=0))
rules = st.sampled_from(["arrival", "priority", "appointment", "quick"])
issued = st.builds(
    ops.TicketIssued,
    number=texts, serial=counts, queue=texts, day=st.dates(date(2020, 1, 1)),
    priority=texts, rank_at=moments | whole, eligible_from=moments | whole, head_start=counts,
    rule=rules, item=texts, appointment=st.none() | moments | whole,
)  # fmt: skip
claimed = st.builds(
    ops.TicketClaimed,
    window=texts, desk=texts,
    why=st.builds(
        ops.Why, rule=rules | st.sampled_from(["requeued", "chosen"]), head_start=counts,
        waited=counts, passed=counts,
    ),
)  # fmt: skip


def written(op: ops.Op) -> str:
    """What a desk writes of an op."""
    return bodies.write_body(bodies.as_read(op)).decode()


@settings(max_examples=20)
@given(st.lists(issued, min_size=10, max_size=20))
def test_a_number_that_was_given_out(hub: Hub, numbers: list[ops.TicketIssued]) -> None:
    ask = "SELECT hub.issued_body(%s, %s, %s, %s::integer, %s, %s, %s, %s, %s, %s, %s::integer)"
    with hub.owner() as connection:
        found = [
            connection.execute(
                ask,
                (
                    each.appointment, each.day, each.eligible_from, each.head_start, each.item,
                    each.number, each.priority, each.queue, each.rank_at, each.rule, each.serial,
                ),
            ).fetchone()
            for each in numbers
        ]  # fmt: skip
    assert found == [(written(each),) for each in numbers]


@settings(max_examples=20)
@given(st.lists(claimed, min_size=10, max_size=20))
def test_a_number_that_was_called(hub: Hub, calls: list[ops.TicketClaimed]) -> None:
    ask = "SELECT hub.claimed_body(%s, %s::integer, %s::bigint, %s, %s::bigint, %s)"
    with hub.owner() as connection:
        found = [
            connection.execute(
                ask,
                (
                    each.desk, each.why.head_start, each.why.passed, each.why.rule,
                    each.why.waited, each.window,
                ),
            ).fetchone()
            for each in calls
        ]  # fmt: skip
    assert found == [(written(each),) for each in calls]


def test_the_control_another_form_of_a_moment_is_seen(hub: Hub) -> None:
    at = datetime(2026, 11, 23, 9, 0, 0, 120_000, CENTRE_TIME)
    op = ops.TicketRequeued(head_start=5, rank_at=at)
    ask = "SELECT hub.body(hub.part('head_start', 5, NULL) || hub.part('rank_at', %s))"
    with hub.owner() as connection:
        assert connection.execute(ask, (at,)).fetchone() == (written(op),)
        later = connection.execute(ask, (at + timedelta(milliseconds=1),)).fetchone()
    assert later != (written(op),)


CALL = "SELECT * FROM hub.call(%s, true, 0, 'a', '1', '{A}', '', NULL, NULL, NULL, NULL)"
ISSUE = (
    "SELECT * FROM hub.issue(%s, true, 0, 'a', now(), 'A', 'A', '', 'normal', 'arrival', 0,"
    " NULL, NULL)"
)


def test_only_windows_give_out_and_call(hub: Hub) -> None:
    with hub.login(hub.admit("h5/desk1")) as window:
        given = window.execute(ISSUE, ("w1",)).fetchone()
        assert given is not None
        assert given[:2] == ("done", "h5/queue:1")
    department = hub.admit("mse/desk1", "department", halls=("h5",))
    with hub.login(department) as connection:
        for number, statement in enumerate((ISSUE, CALL)):
            row = connection.execute(statement, (f"d{number}",)).fetchone()
            assert row is not None
            assert row[:2] == ("forgone", None)
    assert hub.rows("SELECT state, desk FROM hub.ticket WHERE hall = 'h5'") == [("waiting", "")]


def test_another_hall_is_another_queue(hub: Hub) -> None:
    with hub.login(hub.admit("h4/desk1")) as window:
        window.execute(ISSUE, ("x1",))
    with hub.login(hub.admit("h3/desk1")) as stranger:
        row = stranger.execute(CALL, ("x2",)).fetchone()
        assert row is not None
        assert row[:2] == ("nobody", None)
        assert stranger.execute("SELECT * FROM hub.ticket").fetchall() == []
        # The claim of another hall is not known here, whatever its id.
        row = stranger.execute(CALL, ("x1",)).fetchone()
        assert row is not None
        assert row[:2] == ("nobody", None)


@pytest.fixture(scope="module")
def window(hub: Hub) -> Joined:
    """A window of a hall of its own."""
    return hub.admit("h2/desk1")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM hub.claim",
        "INSERT INTO hub.ticket SELECT * FROM hub.ticket",
        "UPDATE hub.ticket SET state = 'waiting'",
        "DELETE FROM hub.claim",
        "SELECT hub.lock_pool('h2')",
        "SELECT hub.keep_claim(hub.me(), 'x', 'call', 'done', 'h2/queue:1')",
        "SELECT hub.append('h2', 'h2/queue', '', 'ticket.issued', 1, '{}', 'a', 0)",
    ],
)
def test_what_a_window_may_not_do(hub: Hub, window: Joined, statement: str) -> None:
    with hub.login(window) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


def said(connection: psycopg.Connection[Any], stream: str, entity: str, kind: str) -> None:
    """An act of a desk about a ticket, as it gives it to the hub."""
    digest, clock = hashlib.sha256(b"{}").digest(), int((time.time() + 60) * 1000) << 16
    header = (stream, 1, clock, "2026-11-26T12:00:00.000+08:00", "a", entity, kind, 1)
    own = log.chain(header, digest, log.no_hash)
    columns = [*header[2:], b"{}", digest, own]
    connection.execute(
        "SELECT hub.ingest(%s, 1, %s, %s::bigint[], %s::text[], %s::text[], %s::text[],"
        " %s::text[], %s::integer[], %s::bytea[], %s::bytea[], %s::bytea[], repeat('k', 32),"
        " decode(repeat('00', 64), 'hex'))",
        (stream, log.no_hash, *([each] for each in columns)),
    )


@pytest.mark.parametrize(
    ("who", "outcome"), [("h1/desk1", "done"), ("h1/desk2", "state")], ids=["its own", "a third"]
)
def test_who_was_missed_is_said_by_the_desk_that_called(
    postgres: Server, who: str, outcome: str
) -> None:
    hub = Hub(postgres)
    caller, third = hub.admit("h1/desk1"), hub.admit("h1/desk2")
    with hub.login(caller) as one, hub.login(third) as other:
        one.execute(
            "SELECT hub.issue('i', true, 0, 'a', now(), 'A', 'A', '', 'normal', 'arrival', 0,"
            " NULL, now())"
        )
        one.execute("SELECT hub.call('c', true, 0, 'a', '1', '{A}', '', NULL, NULL, NULL, NULL)")
        said(one if who == "h1/desk1" else other, who, "h1/queue:1", "ticket.missed")
        found = other.execute(
            "SELECT outcome FROM hub.release('r', true, 0, 'a', 'h1/queue:1', 'requeued', '', 0,"
            " '')"
        ).fetchone()
    hub.drop()
    assert found == (outcome,)
