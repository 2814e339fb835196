"""Cases for which a day has come: nobody answered, papers did not come, a department is silent."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from window_desk.domain.centre import CENTRE_TIME
from window_desk.storage import reads
from window_desk.storage.connection import Connection


def unanswered(connection: Connection, through: date) -> list[tuple[str, date]]:
    """The cases whose applicant has to hear something by a day up to `through`, and that day."""
    found = connection.execute(
        "SELECT id, answer_by FROM service_case INDEXED BY case_answer_by"
        " WHERE answer_by IS NOT NULL AND answer_by <= ? ORDER BY answer_by, id",
        (through.isoformat(),),
    )
    return [(row[0], date.fromisoformat(row[1])) for row in found]


def late_promises(connection: Connection, today: date) -> list[str]:
    """The cases with promised papers (容缺受理) that should have come before today."""
    found = connection.execute(
        "SELECT id FROM service_case INDEXED BY case_supply_by"
        " WHERE promise = 'open' AND supply_by < ? ORDER BY supply_by, id",
        (today.isoformat(),),
    )
    return [row[0] for row in found]


def owed(connection: Connection, through: date) -> int:
    """How many cases have promised papers (容缺受理) that are to come by a day up to `through`."""
    count = connection.execute(
        "SELECT count(*) FROM service_case INDEXED BY case_supply_by"
        " WHERE promise = 'open' AND supply_by <= ?",
        (through.isoformat(),),
    ).scalar()
    return int(count)


def long_in_correction(connection: Connection, before: date) -> list[str]:
    """The cases that wait for corrections and were opened before that day."""
    found = connection.execute(
        "SELECT id FROM service_case INDEXED BY case_state"
        " WHERE state = 'correction' AND opened_at < ? ORDER BY opened_at, id",
        (_midnight(before),),
    )
    return [row[0] for row in found]


class LateCase(msgspec.Struct, frozen=True):
    """A case with a leg whose limit is over, and the version of the item it is of."""

    case: str
    item: str
    version: int


def cases_with_late_legs(connection: Connection, today: date) -> list[LateCase]:
    """The cases with an open leg whose limit ended before today by the indexed date."""
    found = connection.execute(
        "SELECT c.id, c.item, c.item_version FROM leg l INDEXED BY leg_late"
        ' JOIN service_case c ON c.id = l."case"'
        " WHERE l.state IN ('open', 'asking') AND +l.state = 'open' AND l.due < ?"
        " GROUP BY c.id ORDER BY min(l.due), c.id",
        (today.isoformat(),),
    )
    return [LateCase(*row) for row in found]


def answered_elsewhere(connection: Connection, home: str) -> list[str]:
    """This desk's open cases in which something may go on after the answer of another desk.

    Those with a leg that another desk agreed to and one that waits, and bundles with every item
    decided.
    """
    found = connection.execute(
        "SELECT c.id FROM service_case c WHERE c.id IN"
        ' (SELECT l."case" FROM leg l INDEXED BY leg_elsewhere'
        " WHERE l.desk <> '' AND l.state IN ('agreed', 'disagreed') AND l.desk <> ?)"
        " AND c.state = 'under_review'"
        ' AND NOT EXISTS (SELECT 1 FROM elsewhere e WHERE e."case" = c.id)'
        " AND (EXISTS (SELECT 1 FROM leg w WHERE w.\"case\" = c.id AND w.state = 'waiting')"
        ' OR (EXISTS (SELECT 1 FROM case_child d WHERE d."case" = c.id) AND NOT EXISTS'
        ' (SELECT 1 FROM case_child d WHERE d."case" = c.id AND d.decided_at IS NULL)))'
        " ORDER BY c.id",
        (home,),
    )
    return [row[0] for row in found]


def reaching(connection: Connection, day: date) -> int:
    """How many open cases have a date on that day or later."""
    count = connection.execute(
        "SELECT count(*) FROM service_case INDEXED BY case_any_due"
        " WHERE last_due >= ? AND state = 'under_review'",
        (day.isoformat(),),
    ).scalar()
    return int(count)


def earlier_of_quota(connection: Connection, case: str) -> str | None:
    """The number of the first open case of the same item that was accepted before this one.

    The order is the day from which the limits count, then the moment of acceptance.
    """
    number: str | None = connection.execute(
        "SELECT o.number FROM service_case c"
        " JOIN service_case o INDEXED BY case_due_of_item"
        " ON o.item = c.item AND o.state = 'under_review' AND o.id <> c.id"
        " AND (o.accepted_on, o.accepted_at, o.number) < (c.accepted_on, c.accepted_at, c.number)"
        " WHERE c.id = ? ORDER BY o.accepted_on, o.accepted_at, o.number LIMIT 1",
        (case,),
    ).scalar()
    return number


def _midnight(day: date) -> int:
    return reads.stamp(datetime(day.year, day.month, day.day, tzinfo=CENTRE_TIME))
