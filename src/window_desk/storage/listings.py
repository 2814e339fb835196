"""Lists of cases, people, papers and items: by state, applicant or search, in pages by key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from window_desk.domain.item import Material, ServiceItem
from window_desk.storage import items, reads, rows
from window_desk.storage.connection import Connection
from window_desk.storage.hall import here
from window_desk.storage.reads import moment

page_size = 200
"""How many lines a page holds."""

case_query = (
    "SELECT c.id, c.number, c.item, i.name_zh, i.name_en, c.state, c.applicant, p.name,"
    " p.organisation, c.opened_at, c.accepted_at, c.accepted_by, c.promised_due,"
    " c.statutory_due, c.provisional, c.lead, c.holders, c.instant, c.rounds, c.outcome,"
    " c.decided_at, c.served_at, c.ticket, c.suspended_since, c.licence_until"
    " FROM service_case c"
    " LEFT JOIN item i ON i.code = c.item AND i.version = c.item_version"
    " LEFT JOIN person p ON p.id = c.applicant"
)
"""What a `CaseLine` is read from, by `read_case_line`; the case is `c`."""

ours = 'NOT EXISTS (SELECT 1 FROM elsewhere e WHERE e."case" = c.id)'
"""The condition that this desk owns the case `c`."""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def read_case_line(row: Sequence[Any]) -> rows.CaseLine:
    """A row of `case_query`."""
    opened = moment(row[9])
    assert opened is not None
    return rows.CaseLine(
        id=row[0],
        number=row[1] or "",
        item=row[2],
        item_zh=row[3] or "",
        item_en=row[4] or "",
        state=row[5],
        applicant=row[6],
        applicant_name=row[7] or "",
        organisation=bool(row[8]),
        opened_at=opened,
        accepted_at=moment(row[10]),
        accepted_by=row[11],
        promised_due=_day(row[12]),
        statutory_due=_day(row[13]),
        provisional=bool(row[14]),
        lead=row[15],
        holders=tuple(row[16].split("\n")) if row[16] else (),
        instant=bool(row[17]),
        rounds=row[18],
        outcome=row[19],
        decided_at=moment(row[20]),
        served_at=moment(row[21]),
        ticket=row[22],
        suspended_since=_day(row[23]),
        licence_until=_day(row[24]),
    )


def cases_in(
    connection: Connection, state: str = "", after: str = "", limit: int = page_size
) -> rows.Page:
    """Cases of one state, or of every state, the newest first."""
    condition = "c.state = ? AND" if state else "? = '' AND"
    opened, _, identity = after.partition("|")
    found = connection.execute(
        f"{case_query} WHERE {condition} (c.opened_at, c.id) < (?, ?)"
        " ORDER BY c.opened_at DESC, c.id DESC LIMIT ?",
        (state, int(opened) if opened else 1 << 62, identity or "\U0010ffff", limit),
    )
    lines = [read_case_line(row) for row in found]
    if len(lines) < limit:
        return rows.Page(tuple(lines))
    return rows.Page(tuple(lines), next=f"{reads.stamp(lines[-1].opened_at)}|{lines[-1].id}")


def case_line(connection: Connection, identity: str) -> rows.CaseLine | None:
    """One case as lists show it."""
    row = connection.execute(f"{case_query} WHERE c.id = ?", (identity,)).one_or_none()
    return read_case_line(row) if row else None


def earlier_cases(
    connection: Connection, applicant: str, limit: int = 20
) -> tuple[rows.CaseLine, ...]:
    """A person's cases, the newest first."""
    found = connection.execute(
        f"{case_query} WHERE c.applicant = ? ORDER BY c.opened_at DESC LIMIT ?", (applicant, limit)
    )
    return tuple(read_case_line(row) for row in found)


def case_of_ticket(connection: Connection, ticket: str) -> str:
    """The id of the newest case that was opened from a ticket and stands, or an empty text."""
    found = connection.execute(
        "SELECT id FROM service_case WHERE ticket = ? AND state <> 'void'"
        " ORDER BY opened_at DESC, id DESC LIMIT 1",
        (ticket,),
    ).scalar()
    return str(found or "")


class Unanswered(msgspec.Struct, frozen=True):
    """Applications on which nothing was said yet, and the last day to say it for the first."""

    count: int
    answer_by: date | None


def unanswered_of_ticket(connection: Connection, ticket: str) -> Unanswered:
    """What was opened from a ticket and waits for an answer of the window."""
    count, first = connection.execute(
        "SELECT count(*), min(answer_by) FROM service_case"
        " WHERE ticket = ? AND (state = 'intake' OR answer_by IS NOT NULL)",
        (ticket,),
    ).one()
    return Unanswered(count, date.fromisoformat(first) if first else None)


def find_cases(connection: Connection, text: str, limit: int = 50) -> tuple[rows.CaseLine, ...]:
    """Cases by the beginning of their number, by ticket number, certificate or applicant's name.

    A beginning that fits many numbers or names gives some of them, of the numbers the last; a
    ticket number is one of the last day.
    """
    end = text + "\U0010ffff"
    found = connection.execute(
        f"{case_query} WHERE c.id IN ("
        ' SELECT "case" FROM (SELECT "case" FROM document WHERE number >= ?1 AND number < ?2'
        "   ORDER BY number DESC LIMIT 200)"
        " UNION SELECT id FROM service_case WHERE applicant IN ("
        "   SELECT id FROM person WHERE certificate_number = upper(?1)"
        "   UNION SELECT id FROM (SELECT id FROM person WHERE name >= ?1 AND name < ?2"
        "     ORDER BY name LIMIT 200))"
        " UNION SELECT s.id FROM ticket t JOIN service_case s ON s.ticket = t.id"
        "   WHERE t.day = (SELECT max(day) FROM ticket WHERE own = 1 OR maker = ?4)"
        "   AND t.number = upper(?1) AND (t.own = 1 OR t.maker = ?4)"
        ") ORDER BY c.opened_at DESC LIMIT ?3",
        (text, end, limit, here(connection).pool),
    )
    return tuple(read_case_line(row) for row in found)


def find_people(connection: Connection, text: str, limit: int = 20) -> tuple[rows.Person, ...]:
    """People and organisations by certificate number, or by the beginning of their name."""
    found = connection.execute(
        "SELECT id, organisation, name, certificate_type, certificate_number, phone, address"
        " FROM person WHERE id IN ("
        " SELECT id FROM person WHERE certificate_number = ?1"
        " UNION SELECT id FROM (SELECT id FROM person WHERE name >= ?2 AND name < ?3"
        "   ORDER BY name LIMIT ?4)"
        ") ORDER BY name, id LIMIT ?4",
        (text.upper(), text, text + "\U0010ffff", limit),
    )
    return tuple(rows.Person(row[0], bool(row[1]), *row[2:]) for row in found)


def item_lines(connection: Connection, day: date) -> list[tuple[rows.ItemLine, str]]:
    """Every item that is in force on a day with its search keys, full guides first."""
    found = connection.execute(
        "SELECT code, name_zh, name_en, department, kind, type, guide, version, keys FROM item"
        " WHERE valid_from <= ?1 AND replaced_from > ?1 ORDER BY guide DESC, code",
        (day.isoformat(),),
    )
    return [
        (rows.ItemLine(code, zh, en, department, kind, type_, bool(guide), version), keys)
        for code, zh, en, department, kind, type_, guide, version, keys in found
    ]


def planned_items(connection: Connection, day: date) -> list[tuple[str, int]]:
    """The codes and versions that come into force after a day."""
    found = connection.execute(
        "SELECT code, version FROM item"
        " WHERE replaced_from > ?1 AND valid_from > ?1 AND replaced_from > valid_from"
        " ORDER BY code, version",
        (day.isoformat(),),
    )
    return [(code, version) for code, version in found]


def papers_on_file(
    connection: Connection, applicant: str, item: ServiceItem, now: datetime, but_not: str = ""
) -> tuple[rows.PaperOnFile, ...]:
    """Papers of this item that the centre has of the applicant, still valid now.

    They were handed in with an earlier accepted case (the same when their Chinese names are), or
    an item here issued them to the applicant. The newest of each is given, none from the case
    `but_not`. A paper serves for its `valid_days` days after it was handed in or issued. One that
    is only shown and given back is never on file.
    """
    kept = [each for each in item.materials if not each.returned]
    found = [
        *_handed_in(connection, applicant, kept, but_not),
        *_issued(connection, applicant, kept, but_not),
    ]
    valid_days = {each.code: each.valid_days for each in kept}
    offered: dict[str, rows.PaperOnFile] = {}
    for each in sorted(found, key=lambda paper: (paper.at, paper.case), reverse=True):
        age = (reads.local_day(now) - reads.local_day(each.at)).days
        if each.at <= now and age <= (valid_days[each.material] or age):
            offered.setdefault(each.material, each)
    return tuple(offered.values())


def _handed_in(
    connection: Connection, applicant: str, kept: Sequence[Material], but_not: str
) -> list[rows.PaperOnFile]:
    wanted = {each.name.zh: each.code for each in kept}
    found = connection.execute(
        "SELECT c.item, c.item_version, r.material, c.id, c.number, r.at FROM service_case c"
        " JOIN paper r ON r.\"case\" = c.id AND r.state = 'received'"
        " WHERE c.applicant = ? AND c.number IS NOT NULL AND c.id <> ?"
        " ORDER BY r.at DESC LIMIT 500",
        (applicant, but_not),
    )
    papers: list[rows.PaperOnFile] = []
    names: dict[tuple[str, int], dict[str, str]] = {}
    for code, version, material, case, number, at in found:
        if (code, version) not in names:
            past = items.every_part(connection, code, version)
            names[code, version] = (
                {each.code: each.name.zh for each in past.materials if not each.returned}
                if past
                else {}
            )
        here = wanted.get(names[code, version].get(material, ""))
        when = moment(at)
        if here and when:
            papers.append(rows.PaperOnFile(here, case, number, when))
    return papers


def _issued(
    connection: Connection, applicant: str, kept: Sequence[Material], but_not: str
) -> list[rows.PaperOnFile]:
    issued = [(each.issued_by_item, each.code) for each in kept if each.issued_by_item]
    if not issued:
        return []
    found = connection.execute(
        "SELECT item, id, number, decided_at FROM service_case"
        " WHERE applicant = ? AND outcome = 'granted' AND decided_at IS NOT NULL AND id <> ?"
        " ORDER BY decided_at DESC LIMIT 500",
        (applicant, but_not),
    )
    return [
        rows.PaperOnFile(material, case, number or "", when, issued=True)
        for code, case, number, at in found
        for issuer, material in issued
        if issuer == code and (when := moment(at))
    ]
