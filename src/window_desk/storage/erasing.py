"""Erasing people: key and sealed bodies go, and neither comes back with an old file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from window_desk.domain import ops
from window_desk.storage import log
from window_desk.storage.connection import Connection


def enforce(connection: Connection, entities: Sequence[str]) -> None:
    """Destroy what is sealed of the people among these whom a desk that may do it erased.

    Doing it again does no harm, and is needed: a file from before brings the bodies with it.
    """
    found = connection.execute(
        "SELECT DISTINCT entity FROM op WHERE kind = 'person.erased'"
        " AND entity IN (SELECT value FROM json_each(?))",
        [msgspec.json.encode(entities).decode()],
    ).scalars()
    for person in found:
        for each in log.history(connection, person):
            if isinstance(each.op, ops.PersonErased):
                erase(connection, person, each.at)


def erase(connection: Connection, person: str, at: datetime) -> None:
    """Destroy a person's key and the bodies that it sealed; the chain holds without them."""
    connection.execute(
        "INSERT INTO subject_key (subject, key, destroyed_at) VALUES (?1, NULL, ?2)"
        " ON CONFLICT (subject) DO UPDATE SET key = NULL,"
        " destroyed_at = coalesce(subject_key.destroyed_at, excluded.destroyed_at)",
        (person, round(at.timestamp() * 1000)),
    )
    connection.execute(
        "UPDATE op SET body = NULL WHERE entity = ? AND kind = 'person.recorded'", (person,)
    )
