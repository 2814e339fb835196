"""What applicants owe after acceptance: papers promised (容缺受理), declarations (告知承诺)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from window_desk.storage.connection import Connection

page_size = 200
"""How many lines a list holds."""


class Owed(msgspec.Struct, frozen=True):
    """Papers that were promised with a case and are not here yet, due on `by`."""

    case: str
    number: str
    item: str
    item_version: int
    applicant: str
    applicant_name: str
    organisation: bool
    accepted_by: str
    by: date
    broken: bool
    materials: tuple[str, ...]


class Declared(msgspec.Struct, frozen=True):
    """A declaration that nobody has checked yet; it has to be checked by `by`."""

    case: str
    number: str
    item: str
    item_version: int
    applicant: str
    applicant_name: str
    organisation: bool
    accepted_by: str
    by: date


class Breaches(msgspec.Struct, frozen=True):
    """The newest case of an applicant with a broken promise, and with a false declaration."""

    promise: str = ""
    declaration: str = ""


_columns = (
    "SELECT c.id, c.number, c.item, c.item_version, c.applicant, p.name, p.organisation,"
    " c.accepted_by"
)
_from = " FROM service_case c LEFT JOIN person p ON p.id = c.applicant"
_papers = (
    ", c.supply_by, c.promise, (SELECT group_concat(material, '\n') FROM"
    " (SELECT material FROM paper WHERE \"case\" = c.id AND state = 'promised' ORDER BY material))"
)


def owed(connection: Connection, limit: int = page_size) -> tuple[Owed, ...]:
    """Promised papers that are not here, those due first before the others: overdue ones lead."""
    found = connection.execute(
        f"SELECT * FROM ({_columns}{_papers}{_from} WHERE c.promise = 'open'"
        " ORDER BY c.supply_by, c.id LIMIT ?1)"
        f" UNION ALL SELECT * FROM ({_columns}{_papers}{_from}"
        " WHERE c.state = 'under_review' AND c.promise = 'broken' LIMIT ?1)"
        " ORDER BY 9, 1 LIMIT ?1",
        (limit,),
    )
    return tuple(_owed(row) for row in found if row[10])


def owed_by(connection: Connection, applicant: str) -> tuple[Owed, ...]:
    """What one applicant still owes, the first due first."""
    found = connection.execute(
        f"{_columns}{_papers}{_from} WHERE c.applicant = ? AND c.state = 'under_review'"
        " AND c.promise IN ('open', 'broken') ORDER BY c.supply_by, c.id LIMIT ?",
        (applicant, page_size),
    )
    return tuple(_owed(row) for row in found if row[10])


def _owed(row: Sequence[Any]) -> Owed:
    return Owed(
        *_case(row),
        by=date.fromisoformat(row[8]),
        broken=row[9] == "broken",
        materials=tuple(row[10].split("\n")),
    )


def _case(row: Sequence[Any]) -> tuple[str, str, str, int, str, str, bool, str]:
    return row[0], row[1] or "", row[2], row[3], row[4], row[5] or "", bool(row[6]), row[7]


def to_check(connection: Connection, limit: int = page_size) -> tuple[Declared, ...]:
    """Declarations that nobody has checked yet, the first due first: overdue ones lead."""
    found = connection.execute(
        f"{_columns}, c.check_by{_from} WHERE c.check_by IS NOT NULL"
        " ORDER BY c.check_by, c.id LIMIT ?",
        (limit,),
    )
    return tuple(Declared(*_case(row), by=date.fromisoformat(row[8])) for row in found)


def breaches(connection: Connection, applicant: str, but_not: str = "") -> Breaches:
    """What stands against trusting an applicant's word again, another case than `but_not`."""
    found = connection.execute(
        "SELECT coalesce(number, id), promise, commitment FROM service_case"
        " WHERE applicant = ? AND id <> ? AND (promise = 'broken' OR commitment = 'false')"
        " ORDER BY accepted_at DESC, id DESC",
        (applicant, but_not),
    ).all()
    return Breaches(
        promise=next((row[0] for row in found if row[1] == "broken"), ""),
        declaration=next((row[0] for row in found if row[2] == "false"), ""),
    )
