"""Which desks are to be able to read a person: keys go to these and to nobody else.

The desks of the own hall serve the same people. A department's desk reads the people of the cases
of which it has a leg, another hall's desk those of the cases that were handed to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from window_desk.domain.streams import hall_of, maker_of
from window_desk.storage.connection import Connection

_cases = (
    "SELECT k.value, coalesce(e.owner, :home), c.id FROM json_each(:people) k"
    " CROSS JOIN service_case c ON {who} = k.value"
    ' LEFT JOIN elsewhere e ON e."case" = c.id'
)
_of_people = " UNION ALL ".join(
    _cases.format(who=each) for each in ("c.applicant", "c.agent <> '' AND c.agent")
)
_legs = (
    'SELECT DISTINCT l."case", l.desk FROM json_each(:cases) k'
    " CROSS JOIN leg l ON l.\"case\" = k.value WHERE l.desk <> ''"
)
_people_of_cases = (
    "SELECT c.applicant, c.agent FROM json_each(?) k CROSS JOIN service_case c ON c.id = k.value"
)


class _Department(msgspec.Struct, frozen=True):
    desk: str = ""


class _Centre(msgspec.Struct, frozen=True):
    departments: tuple[_Department, ...] = ()


class _Published(msgspec.Struct, frozen=True):
    centre: _Centre = _Centre()


_settings = msgspec.json.Decoder(_Published)


def readers_of(
    connection: Connection, home: str, people: Iterable[str]
) -> dict[str, frozenset[str]]:
    """By person the other desks that are to be able to read them.

    The windows of the hall serve the same people, whatever legs they were sent besides.
    """
    found: dict[str, set[str]] = {each: set() for each in people}
    cases: dict[str, list[str]] = {}
    rows = connection.execute(_of_people, {"home": home, "people": _json(list(found))}).all()
    for person, owner, case in rows:
        found[person].add(owner)
        cases.setdefault(case, []).append(person)
    windows = windows_of(connection, home)
    for person, owners in found.items():
        if any(hall_of(each) == hall_of(home) for each in (maker_of(person), *owners)):
            owners |= windows
    for case, desk in connection.execute(_legs, {"cases": _json(list(cases))}):
        for person in cases[case]:
            found[person].add(desk)
    return {person: frozenset(desks - {home}) for person, desks in found.items()}


def readable_at(
    connection: Connection, home: str, desk: str, people: Iterable[str]
) -> tuple[str, ...]:
    """Those of the people whom that desk is to be able to read, in their order."""
    readers = readers_of(connection, home, people)
    return tuple(person for person, desks in readers.items() if desk in desks)


def people_of_cases(connection: Connection, cases: Sequence[str]) -> tuple[str, ...]:
    """The applicants and agents of these cases."""
    rows = connection.execute(_people_of_cases, [_json(cases)])
    return tuple(dict.fromkeys(each for row in rows for each in row if each))


def windows_of(connection: Connection, home: str) -> set[str]:
    """The other windows of the own hall: those that the hub's keeper lists as such.

    A desk that joined no hub is listed without a role: it is a window unless a department has it.
    """
    # A keeper with a lane is a window too.
    known = connection.execute(
        "SELECT DISTINCT desk, role FROM desk_key WHERE trusted_at IS NOT NULL"
        " AND revoked_at IS NULL"
        " AND (role IN ('', 'window') OR (role = 'keeper' AND lane <> ''))"
    ).all()
    others = _department_desks(connection)
    return {
        desk
        for desk, role in known
        if hall_of(desk) == hall_of(home) and (role or desk not in others)
    }


def _department_desks(connection: Connection) -> frozenset[str]:
    """The desks of departments: those that the settings name, and those that were sent a leg."""
    sent = connection.execute("SELECT DISTINCT desk FROM leg WHERE desk <> ''").scalars()
    body = connection.execute("SELECT body FROM publication WHERE entity = 'centre/main'").scalar()
    named = _settings.decode(bytes(body)).centre.departments if body else ()
    return frozenset([*sent, *(each.desk for each in named if each.desk)])


def _json(values: Sequence[str]) -> str:
    return msgspec.json.encode(values).decode()
