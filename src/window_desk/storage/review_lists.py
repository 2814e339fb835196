"""The lists of reviews: mine, the department's, those that wait for the applicant, or all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from window_desk.domain import asking
from window_desk.storage.change import Look
from window_desk.storage.connection import Connection
from window_desk.storage.leg_place import ours, own_case
from window_desk.storage.review_keys import asking_of_department, to_decide
from window_desk.storage.reviews import Reviews, page_size, read_page, read_reviews

View = Literal["mine", "department", "asking", "all"]

_asking_of_anybody = (
    'SELECT l.due, l."case", l.step FROM leg l INDEXED BY leg_late'
    f" WHERE l.state IN ('open', 'asking') AND +l.state = 'asking' AND {ours}"
    ' AND (l.due, l."case", l.step) > (:due, :case, :step)'
    ' ORDER BY l.due, l."case", l.step LIMIT :limit'
)
held_by_anybody = (
    'SELECT l.due, l."case", l.step FROM leg l INDEXED BY leg_late'
    f" WHERE l.state IN ('open', 'asking') AND {ours}"
    ' AND (l.due, l."case", l.step) > (:due, :case, :step)'
    ' ORDER BY l.due, l."case", l.step LIMIT :limit'
)
"""Every leg that is away, whoever has it: of the cases of this desk, and what was sent to it."""


def read_list(
    look: Look,
    view: View,
    department: str = "",
    officer: str = "",
    *,
    after: str = "",
    limit: int = page_size,
) -> Reviews:
    """One of the lists, the first due first; without a `department` those of all of them.

    What it costs depends on the page and not on how many legs there are.
    """
    match view:
        case "mine":
            return read_reviews(look, department, officer=officer, after=after, limit=limit)
        case "department" if department:
            return read_reviews(look, department, after=after, limit=limit)
        case "asking":
            statement = asking_of_department if department else _asking_of_anybody
            return read_page(look, iter([(statement, {"department": department})]), after, limit)
    return read_page(look, everybody(look), after, limit)


def everybody(look: Look) -> Iterator[tuple[str, dict[str, str]]]:
    """The streams of every leg that is away and every decision that is due."""
    yield held_by_anybody, {}
    for each in look.centre.departments:
        yield to_decide, {"department": each.name.zh}


def asking_cases(connection: Connection, ids: Sequence[str]) -> frozenset[str]:
    """Of these cases, those in which a department waits for the applicant."""
    found = connection.execute(
        'SELECT DISTINCT l."case" FROM json_each(:ids) k CROSS JOIN leg l ON l."case" = k.value'
        " WHERE l.state = 'asking'",
        {"ids": json.dumps(list(ids))},
    )
    return frozenset(row[0] for row in found)


class Wanted(msgspec.Struct, frozen=True):
    """What departments ask of an applicant; `told` says that the request is out."""

    case: str
    number: str
    papers: int
    told: bool


def wanted_of(look: Look, applicant: str) -> tuple[Wanted, ...]:
    """The cases of an applicant that wait for them, those of an earlier promise first."""
    rows = look.connection.execute(
        "SELECT c.id FROM service_case c WHERE c.applicant = :applicant"
        " AND c.state = 'under_review' AND EXISTS"
        " (SELECT 1 FROM leg l WHERE l.\"case\" = c.id AND l.state = 'asking')"
        " ORDER BY c.promised_due, c.id",
        {"applicant": applicant},
    ).all()
    found = []
    for case in (look.case(row[0]) for row in rows):
        out = asking.round_out(case)
        legs = case.legs if out is None else ()
        papers = {each.material for leg in legs for each in leg.asked}
        papers |= set(asking.asked_papers(out)) if out else set()
        found.append(Wanted(case.id, case.number, len(papers), out is not None))
    return tuple(found)


def count_late_cases(connection: Connection, today: str) -> int:
    """How many cases have a leg whose department is late, by the indexed date.

    A suspension that still lasts keeps a leg from getting late.
    """
    return int(
        connection.execute(
            'SELECT count(DISTINCT l."case") FROM leg l INDEXED BY leg_late'
            ' JOIN service_case c ON c.id = l."case"'
            f" WHERE l.state IN ('open', 'asking') AND +l.state = 'open' AND {own_case}"
            " AND l.due < ?1"
            " AND l.due < coalesce(c.suspended_since, ?1)",
            (today,),
        ).scalar()
    )
