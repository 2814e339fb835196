"""Open cases by the day that is next for them: filtered, counted by light, in pages by key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from window_desk.domain.light import Light
from window_desk.storage import rows
from window_desk.storage.change import Look
from window_desk.storage.connection import Connection
from window_desk.storage.last_digits import numbers_ending
from window_desk.storage.listings import case_query, page_size, read_case_line

most_people = 200
"""How many applicants of one name a filter follows."""

most_numbers = 1_000
"""How many numbers with one beginning a filter follows: the last ones."""

Key = tuple[str, str]
"""A case's place in the list: the day that is next for it, and its id."""


class Wish(msgspec.Struct, frozen=True):
    """Which open cases to list.

    `today` and `soon` are dates as text: a case whose limit ends before `soon` is due soon, and
    so is a licence that is to be renewed.
    `text` is the beginning of a number or name, or the last digits of a number; `terms` are what an
    item's search keys must hold, `department` is one that has to answer a leg or to decide.
    """

    today: str
    soon: str
    light: Light | None = None
    text: str = ""
    terms: tuple[str, ...] = ()
    department: str = ""
    centre: str = ""


def soon(look: Look) -> str:
    """The first day that is not near, by the house's policy: the `soon` of a wish."""
    yellow = look.centre.policies.yellow_working_days
    return look.calendar.add(look.today, yellow + 1).isoformat()


# A case that is suspended is judged by the day on which that began.
_day = "min(:today, coalesce(c.suspended_since, :today))"
_over_law = f"coalesce(c.statutory_due < {_day}, FALSE)"
_cliff = "coalesce(c.licence_until < :soon, FALSE)"
_runs = f"NOT {_cliff} AND c.suspended_since IS NULL"
_lights: dict[Light, str] = {
    Light.CLIFF: _cliff,
    Light.DOUBLE_RED: f"{_over_law} AND NOT {_cliff}",
    Light.RED: f"c.promised_due < :today AND c.promised_due < {_day}"
    f" AND NOT {_over_law} AND NOT {_cliff}",
    Light.BLUE: f"c.suspended_since IS NOT NULL AND c.promised_due >= {_day}"
    f" AND NOT {_over_law} AND NOT {_cliff}",
    Light.YELLOW: (
        f"c.promised_due >= :today AND NOT {_over_law} AND {_runs}"
        " AND (c.promised_due < :soon OR coalesce(c.statutory_due < :soon, FALSE))"
    ),
    Light.GREEN: (
        f"c.promised_due >= :soon AND coalesce(c.statutory_due >= :soon, TRUE) AND {_runs}"
    ),
}
"""The rule of `domain.light` for open cases, as conditions on the indexed dates."""

_few = {
    Light.BLUE: ("service_case c INDEXED BY case_suspended", "c.suspended_since > ''"),
    Light.CLIFF: ("service_case c INDEXED BY case_licence", "c.licence_until < :soon"),
}
"""The lights that few cases have, with the index that holds only these."""

# The indexes are named, and others kept away by `+`, because without statistics SQLite would read
# every open case and sort.
_by_due = "service_case c INDEXED BY case_due"
_by_item = "service_case c INDEXED BY case_due_of_item"

_numbered = (
    "c.id IN (SELECT n.id FROM service_case n WHERE n.number >= :text AND n.number < :end"
    " ORDER BY n.number DESC LIMIT :most)"
)

_held = (
    "SELECT l.\"case\" AS id FROM leg l WHERE l.state = 'open' AND l.department = :department"
    " UNION SELECT d.id FROM service_case d INDEXED BY case_to_decide"
    " WHERE d.state = 'under_review' AND d.holders = d.lead AND d.lead = :department"
)
"""The cases that wait for a department's answer, or for its decision."""


def light_counts(connection: Connection, today: str, soon: str) -> dict[Light, int]:
    """How many open cases have each light."""
    counts = _counts_by_date(connection, today, soon)
    # The few that are suspended or near the end of a licence were counted by their dates alone.
    for was, now, count in _special(connection, today, soon):
        counts[was] -= count
        counts[now] += count
    return counts


_by_date: dict[Light, str] = {
    Light.DOUBLE_RED: "coalesce(c.statutory_due < :today, FALSE)",
    Light.RED: "c.promised_due < :today AND NOT coalesce(c.statutory_due < :today, FALSE)",
    Light.YELLOW: (
        "c.promised_due >= :today AND NOT coalesce(c.statutory_due < :today, FALSE)"
        " AND (c.promised_due < :soon OR coalesce(c.statutory_due < :soon, FALSE))"
    ),
    Light.GREEN: "c.promised_due >= :soon AND coalesce(c.statutory_due >= :soon, TRUE)",
}
"""The lights of cases that are neither suspended nor near the end of a licence."""


def _special(connection: Connection, today: str, soon: str) -> Iterator[tuple[Light, Light, int]]:
    """How many cases have another light than their dates say: the one by date, the right one."""
    for light, alone in ((Light.BLUE, "TRUE"), (Light.CLIFF, "c.suspended_since IS NULL")):
        index, condition = _few[light]
        found = connection.execute(
            f"SELECT {_case(_by_date)}, {_case(_lights)}, count(*) FROM {index}"
            f" WHERE c.state = 'under_review' AND {condition} AND {alone} GROUP BY 1, 2",
            {"today": today, "soon": soon},
        )
        for was, now, count in found:
            yield Light(was), Light(now), int(count)


def _case(conditions: dict[Light, str]) -> str:
    whens = " ".join(f"WHEN {each} THEN '{light.value}'" for light, each in conditions.items())
    return f"CASE {whens} END"


def _counts_by_date(connection: Connection, today: str, soon: str) -> dict[Light, int]:
    counts = ", ".join(f"count(*) FILTER (WHERE {each})" for each in _by_date.values())
    near = connection.execute(
        f"SELECT {counts} FROM {_by_due} WHERE c.state = 'under_review' AND c.promised_due < :soon",
        {"today": today, "soon": soon},
    ).one()
    total, over_law, soon_by_law = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE c.statutory_due < :today),"
        " count(*) FILTER (WHERE c.statutory_due < :soon)"
        f" FROM {_by_due} WHERE c.state = 'under_review' AND c.promised_due >= :soon",
        {"today": today, "soon": soon},
    ).one()
    far = (over_law, 0, soon_by_law - over_law, total - soon_by_law)
    return dict.fromkeys((Light.CLIFF, Light.BLUE), 0) | {
        light: int(close) + int(distant)
        for light, close, distant in zip(_by_date, near, far, strict=True)
    }


def open_cases(
    connection: Connection, wish: Wish, after: str = "", limit: int = page_size
) -> rows.Page:
    """The open cases that a wish names, the first due first; `after` is the page before's `next`.

    A renewal is due when the licence ends, where that is near and before its promised date: without
    a decision it counts as granted then (xkf.50).
    What it costs depends on the page and not on how many cases there are; with a department it
    depends on how many cases that department holds.
    """
    keys = _keys(connection, wish, after, limit)
    found = connection.execute(
        f"{case_query} WHERE c.id IN (SELECT value FROM json_each(?))",
        (json.dumps([identity for _, identity in keys]),),
    )
    by_id = {line.id: line for line in map(read_case_line, found)}
    lines = tuple(by_id[identity] for _, identity in keys)
    return rows.Page(lines, next="|".join(keys[-1]) if len(keys) == limit else "")


def _keys(connection: Connection, wish: Wish, after: str, limit: int) -> list[Key]:
    due, _, identity = after.partition("|")
    facts = {
        "today": wish.today,
        "soon": wish.soon,
        "due": due,
        "id": identity,
        "limit": limit,
        "department": wish.department,
    }
    lit = "" if wish.light is None else f" AND {_lights[wish.light]}"
    found: set[Key] = set()
    for source, condition, values in _streams(connection, wish):
        for part, due_day, where in _by_day(source, wish.light):
            state = "c.state" if "INDEXED BY" in part else "+c.state"
            rows_found = connection.execute(
                f"SELECT {due_day}, c.id FROM {part} WHERE {state} = 'under_review'"
                f" AND ({due_day}, c.id) > (:due, :id) AND {condition} AND {where}{lit}"
                f" ORDER BY {due_day}, c.id LIMIT :limit",
                facts | values,
            )
            found.update((row[0], row[1]) for row in rows_found)
    return sorted(found)[:limit]


def _by_day(source: str, light: Light | None) -> Iterator[tuple[str, str, str]]:
    """The parts of a source, each with the day that orders it, and what is in that part.

    The few renewals whose licence ends soon are read apart, so that the others come in the order of
    their index.
    """
    if light is not Light.CLIFF:
        yield source, "c.promised_due", f"NOT {_cliff}"
    if light in (None, Light.CLIFF):
        few, condition = _few[Light.CLIFF]
        part = few if source in (_by_due, _by_item) else source
        yield part, "min(c.licence_until, c.promised_due)", condition


def _streams(connection: Connection, wish: Wish) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The sources that together hold every case of the wish, each read in the order of the list."""
    source = f"({_held}) h CROSS JOIN service_case c ON c.id = h.id" if wish.department else ""
    if not wish.text:
        few = _few.get(wish.light) if wish.light and not source else None
        index, condition = few or (source or _by_due, "TRUE")
        yield index, condition, {}
        return
    source = source or "service_case c"
    for text in (wish.text, f"{wish.centre}-{wish.text}"):
        values: dict[str, Any] = {"text": text, "end": text + "\U0010ffff", "most": most_numbers}
        yield source, _numbered, values
    if ending := numbers_ending(connection, wish.text):
        numbers = {"numbers": json.dumps(ending)}
        yield source, "c.number IN (SELECT value FROM json_each(:numbers))", numbers
    people = {"people": json.dumps(_people(connection, wish.text))}
    yield source, "c.applicant IN (SELECT value FROM json_each(:people))", people
    for code in _items(connection, wish.terms) if wish.terms else ():
        yield source if wish.department else _by_item, "c.item = :item", {"item": code}


def _people(connection: Connection, text: str) -> list[str]:
    found = connection.execute(
        "SELECT id FROM person WHERE name >= ? AND name < ? ORDER BY name LIMIT ?",
        (text, text + "\U0010ffff", most_people),
    )
    return [row[0] for row in found]


def _items(connection: Connection, terms: tuple[str, ...]) -> list[str]:
    """The codes of the items whose keys hold every term, in any version: a case keeps its own.

    Only those with a guide have cases.
    """
    condition = " AND ".join("instr(keys, ?) > 0" for _ in terms)
    found = connection.execute(
        f"SELECT DISTINCT code FROM item WHERE guide = 1 AND {condition}", terms
    )
    return [row[0] for row in found]
