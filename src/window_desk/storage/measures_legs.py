"""What reports count of departments' legs: how many were answered in time, and which are late."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import msgspec

from window_desk.domain.centre import CENTRE_TIME
from window_desk.storage.connection import Connection
from window_desk.storage.reads import stamp
from window_desk.storage.scope import Scope

_shift = round(CENTRE_TIME.utcoffset(None).total_seconds())


class DepartmentLegs(msgspec.Struct, frozen=True):
    """A department's legs of a period.

    `answered` in the period, of which `late` after their day; `over` were open at its end, or now
    while it lasts, with their day past.
    """

    department: str
    answered: int
    late: int
    over: int


_answered = f"""
SELECT department, count(*),
    count(*) FILTER (WHERE due < date(answered_at / 1000 + {_shift}, 'unixepoch'))
FROM leg AS l INDEXED BY leg_answered
WHERE answered_at IS NOT NULL AND answered_at >= :begin AND answered_at < :end AND {{within}}
GROUP BY department
"""

# What was answered, or whose case ended, after the period was open at its end. A day before
# `:over` says by itself that the leg was sent before it.
_over = """
SELECT department, count(*) FROM (
    SELECT l.department FROM leg l INDEXED BY leg_late JOIN service_case c ON c.id = l."case"
    WHERE l.state IN ('open', 'asking') AND +l.state = 'open'
        AND l.due < :over AND l.due < coalesce(c.suspended_since, :over) AND {within}
    UNION ALL
    SELECT department FROM leg AS l INDEXED BY leg_answered
    WHERE answered_at IS NOT NULL AND answered_at >= :end AND due < :over AND {within}
    UNION ALL
    SELECT l.department FROM service_case c INDEXED BY case_closed
    JOIN leg l ON l."case" = c.id AND l.state = 'lapsed'
    WHERE c.closed_at IS NOT NULL AND c.closed_at >= :end AND l.due < :over AND {within}
) GROUP BY department
"""


def department_legs(
    connection: Connection, scope: Scope, first: date, last: date, today: date
) -> tuple[DepartmentLegs, ...]:
    """The legs of every department on the days from `first` to `last`, by the department's name."""
    end = datetime.combine(last + timedelta(days=1), time.min, CENTRE_TIME)
    facts = {
        "begin": stamp(datetime.combine(first, time.min, CENTRE_TIME)),
        "end": stamp(end),
        "over": min(last + timedelta(days=1), today).isoformat(),
    }
    within = scope.within('l."case"')
    rows = connection.execute(_answered.format(within=within), facts)
    answered = {row[0]: (row[1], int(row[2] or 0)) for row in rows}
    over = {row[0]: row[1] for row in connection.execute(_over.format(within=within), facts)}
    return tuple(
        DepartmentLegs(name, *answered.get(name, (0, 0)), over.get(name, 0))
        for name in sorted({*answered, *over})
    )
