"""Exchanges with hubs as they are remembered here: the last round, and people's keys left there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from window_desk.storage.connection import Connection
from window_desk.storage.reads import moment


class KeptRound(msgspec.Struct, frozen=True):
    """The last exchange with a hub.

    `at` is when it was tried, `since` from when on it is as it is (to be had or not), `done_at`
    when it last went through, `clock_difference` the hub's clock minus this desk's. `pushed` and
    `pulled` are ops of the last round that moved any, `failed` the code of what it failed with,
    `refused` the streams that were left out, each with the code of the reason. `heads` is what a
    digest was made of last, `hub_id` which database it was.
    """

    hub: str
    at: datetime
    since: datetime
    done_at: datetime | None = None
    clock_difference: timedelta = timedelta()
    pushed: int = 0
    pulled: int = 0
    failed: str = ""
    refused: tuple[tuple[str, str], ...] = ()
    heads: str = ""
    hub_id: str = ""


_refused = msgspec.json.Decoder(tuple[tuple[str, str], ...])
_columns = "hub, at, since, done_at, clock_ms, pushed, pulled, failed, refused, heads, hub_id"


def read_rounds(connection: Connection) -> dict[str, KeptRound]:
    """The last exchange with every hub, by its name."""
    found = {}
    for row in connection.execute(f"SELECT {_columns} FROM hub_round ORDER BY hub"):
        hub, at, since, done, clock, pushed, pulled, failed, refused, heads, hub_id = row
        found[hub] = KeptRound(
            hub, _moment(at), _moment(since), moment(done), timedelta(milliseconds=clock),
            pushed, pulled, failed, _refused.decode(refused), heads, hub_id,
        )  # fmt: skip
    return found


differs = "agree.differs"
"""Under this code a round names a desk that makes something else of the same acts."""


def differing_desk(connection: Connection) -> str:
    """A desk that made something else of the same acts in the last round; empty if none did."""
    found = (each for kept in read_rounds(connection).values() for each in kept.refused)
    return next((desk for desk, code in found if code == differs), "")


def _moment(at: int) -> datetime:
    found = moment(at)
    assert found is not None, "the column holds no NULL"
    return found


def put_round(connection: Connection, kept: KeptRound) -> None:
    """Remember an exchange in the place of the one before."""
    connection.execute("DELETE FROM hub_round WHERE hub = ?", (kept.hub,))
    connection.execute(
        f"INSERT INTO hub_round ({_columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            kept.hub, _milliseconds(kept.at), _milliseconds(kept.since),
            None if kept.done_at is None else _milliseconds(kept.done_at),
            round(kept.clock_difference / timedelta(milliseconds=1)), kept.pushed, kept.pulled,
            kept.failed, msgspec.json.encode(kept.refused).decode(), kept.heads, kept.hub_id,
        ),
    )  # fmt: skip


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def forget_hub(connection: Connection, hub: str) -> None:
    """Forget what was exchanged: the hub was left, or is another database than it was."""
    connection.execute("DELETE FROM hub_round WHERE hub = ?", (hub,))
    connection.execute("DELETE FROM hub_envelope WHERE hub = ?", (hub,))


def people_to_send(
    connection: Connection, hub: str, desk: str, streams: Iterable[str], limit: int
) -> list[tuple[str, bytes]]:
    """People recorded in these streams whose keys are here and were not left for a desk yet."""
    found: list[tuple[str, bytes]] = []
    for stream in streams:
        rows = connection.execute(
            "SELECT k.subject, k.key FROM subject_key k WHERE k.subject >= ? AND k.subject < ?"
            " AND k.key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM hub_envelope e"
            " WHERE e.hub = ? AND e.desk = ? AND e.person = k.subject) LIMIT ?",
            (f"{stream}:", f"{stream};", hub, desk, limit - len(found)),
        )
        found += [(row[0], bytes(row[1])) for row in rows]
        if len(found) >= limit:
            break
    return found


def people_without_key(connection: Connection, hall: str, limit: int) -> list[str]:
    """People that desks of a hall recorded, whose keys are not here and were not destroyed."""
    rows = connection.execute(
        "SELECT p.id FROM person p WHERE p.id >= ? AND p.id < ? AND NOT EXISTS"
        " (SELECT 1 FROM subject_key k WHERE k.subject = p.id) ORDER BY p.id LIMIT ?",
        (f"{hall}/", f"{hall}0", limit),
    )
    return [str(row[0]) for row in rows]


def people_of_others(
    connection: Connection, hub: str, streams: Iterable[str], limit: int
) -> dict[str, list[tuple[str, bytes]]]:
    """By desk the people, recorded in these streams, of cases that it holds or has a leg of.

    Only those whose keys are here and were not left for that desk yet.
    """
    found: dict[str, list[tuple[str, bytes]]] = {}
    for stream in streams:
        for who in ("applicant", "agent"):
            rows = connection.execute(
                'SELECT DISTINCT w.desk, k.subject, k.key FROM (SELECT "case", desk FROM leg'
                " WHERE desk <> '' UNION SELECT \"case\", owner FROM elsewhere) w"
                f' JOIN service_case c ON c.id = w."case" JOIN subject_key k ON k.subject = c.{who}'
                " WHERE k.subject >= ? AND k.subject < ? AND k.key IS NOT NULL"
                " AND NOT EXISTS (SELECT 1 FROM hub_envelope e"
                " WHERE e.hub = ? AND e.desk = w.desk AND e.person = k.subject) LIMIT ?",
                (f"{stream}:", f"{stream};", hub, limit),
            )
            for desk, person, key in rows:
                found.setdefault(desk, []).append((person, bytes(key)))
    return found


def note_sent(connection: Connection, hub: str, desk: str, people: Iterable[str]) -> None:
    """Remember that people's keys were left for a desk."""
    connection.execute_many(
        "INSERT INTO hub_envelope (hub, desk, person) VALUES (?, ?, ?)"
        " ON CONFLICT (hub, desk, person) DO NOTHING",
        ((hub, desk, person) for person in people),
    )


def erased_people(connection: Connection) -> list[str]:
    """The people of whom nothing is left here because somebody erased them."""
    found: list[str] = connection.execute(
        "SELECT DISTINCT p.id FROM person p JOIN op INDEXED BY op_entity ON op.entity = p.id"
        " WHERE p.name = '' AND op.kind = 'person.erased' ORDER BY p.id"
    ).scalars()
    return found
