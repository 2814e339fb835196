"""What reports count: tickets and cases of a period, added up in SQL."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Any

import msgspec

from window_desk.domain.calendar import WorkingCalendar, first_day, last_day
from window_desk.domain.centre import CENTRE_TIME
from window_desk.storage.connection import Connection
from window_desk.storage.reads import stamp
from window_desk.storage.scope import Scope

_shift = round(CENTRE_TIME.utcoffset(None).total_seconds() * 1000)
_day_length = 86_400_000
_epoch = date(1970, 1, 1).toordinal()


class Tickets(msgspec.Struct, frozen=True):
    """The tickets of a period that share a queue, a window and a state, forgotten or not.

    The window is the one that called last, or empty. The spreads are seconds to number of tickets;
    only finished tickets have them.
    """

    queue: str
    window: str
    state: str
    is_forgotten: bool
    count: int
    wait: Mapping[int, int]
    way: Mapping[int, int]
    service: Mapping[int, int]


_tickets = """
SELECT queue, window, state,
    CASE
        WHEN state IN ('waiting', 'called', 'serving', 'on_hold') THEN day < ?3
        WHEN state IN ('finished', 'left') THEN
            (ended_at + {shift}) / {length} > (issued_at + {shift}) / {length}
        ELSE FALSE
    END AS forgotten,
    count(*), group_concat(wait_s), group_concat(way_s), group_concat(service_s)
FROM ticket
WHERE day BETWEEN ?1 AND ?2 AND {within}
GROUP BY queue, window, state, forgotten
"""


def tickets(
    connection: Connection, scope: Scope, first: date, last: date, today: date
) -> list[Tickets]:
    """The tickets that a hall gave out from `first` to `last`, voided ones too.

    Forgotten ones were open overnight: still open on a later day, or ended on one.
    """
    days = (first.isoformat(), last.isoformat(), today.isoformat())
    statement = _tickets.format(shift=_shift, length=_day_length, within=scope.within("id"))
    found = connection.execute(statement, days)
    groups = []
    for queue, window, state, forgotten, count, *joined in found:
        spreads = [_spread(each) if state == "finished" else {} for each in joined]
        groups.append(Tickets(queue, window, state, bool(forgotten), count, *spreads))
    return groups


def _spread(joined: str) -> Mapping[int, int]:
    # Counting the pieces first leaves few to be read as numbers.
    return {int(each): count for each, count in Counter(joined.split(",")).items()}


class Decided(msgspec.Struct, frozen=True):
    """The cases decided in a period; `..._with` count those that have such a limit at all.

    The committed ones are those that were not instant; `worked` adds up their working days.
    """

    count: int
    granted: int
    refused: int
    instant: int
    with_promise: int
    in_promise: int
    with_law: int
    in_law: int
    committed_with_promise: int
    early: int
    committed: int
    worked: int


class Cases(msgspec.Struct, frozen=True):
    """What happened to cases in a period, and how those stood that were open at its end."""

    opened: int
    voided: int
    accepted: int
    turned_away: int
    withdrawn: int
    withdrawn_accepted: int
    served: int
    notices: int
    told: int
    told_once: int
    under_review: int
    overdue: int
    overdue_law: int
    decided: Decided


_valid = "rowid NOT IN (SELECT rowid FROM service_case WHERE state = 'void')"


def _counts(scope: Scope) -> dict[str, str]:
    cases = scope.cases()
    opened = f"SELECT count(*) FROM {cases} WHERE opened_at >= ?1 AND opened_at < ?2"
    return {
        "opened": f"{opened} AND {_valid}",
        "voided": f"{opened} AND state = 'void'",
        "accepted": f"SELECT count(*) FROM {cases} WHERE accepted_at >= ?1 AND accepted_at < ?2"
        f" AND {_valid}",
        "withdrawn_accepted": f"SELECT count(accepted_at) FROM {cases}"
        " WHERE closed_at >= ?1 AND closed_at < ?2 AND state = 'withdrawn'",
        # Those of now, with what ended after the period and without what began after it.
        "under_review": f"SELECT"
        f" (SELECT count(*) FROM {cases} WHERE state = 'under_review' AND ?1 IS NOT NULL)"
        f" + (SELECT count(*) FROM {cases} WHERE decided_at >= ?2 AND {_valid})"
        f" + (SELECT count(accepted_at) FROM {cases}"
        f" WHERE closed_at >= ?2 AND state = 'withdrawn')"
        f" - (SELECT count(*) FROM {cases} WHERE accepted_at >= ?2 AND {_valid})",
    }


_ended = """
SELECT count(*) FILTER (WHERE state = 'turned_away'), count(*) FILTER (WHERE state = 'withdrawn'),
    count(*) FILTER (WHERE state = 'served')
FROM {cases} WHERE closed_at >= ?1 AND closed_at < ?2
"""

_notices = """
SELECT count(*), count(DISTINCT n."case"), count(DISTINCT CASE WHEN c.rounds = 1 THEN c.id END)
FROM correction_notice n JOIN service_case c ON c.id = n."case"
WHERE n.at >= ?1 AND n.at < ?2 AND c.state <> 'void' AND {within}
"""

# A case that was decided or withdrawn after the period's end was open at it. A due date before
# `?1` says by itself that the case was accepted before the end.
_overdue = f"""
SELECT count(*) FILTER (WHERE promised_due < ?1), count(*) FILTER (WHERE statutory_due < ?1)
FROM (
    SELECT promised_due, statutory_due FROM {{by_due}} WHERE state = 'under_review'
    UNION ALL
    SELECT promised_due, statutory_due FROM {{cases}} WHERE decided_at >= ?2 AND {_valid}
    UNION ALL
    SELECT promised_due, statutory_due FROM {{cases}}
    WHERE closed_at >= ?2 AND state = 'withdrawn'
) AS of_then
"""

# Going day by day turns "decided in time" into a comparison of two dates, without a conversion
# for every case.
_decided = f"""
WITH day (ordinal, date, worked) AS MATERIALIZED (
    SELECT ?1 + key, json_extract(value, '$[0]'), CAST(json_extract(value, '$[1]') AS INTEGER)
    FROM json_each(?2)
)
SELECT count(*), count(*) FILTER (WHERE outcome = 'granted'),
    count(*) FILTER (WHERE outcome = 'refused'), sum(instant),
    count(promised_due), count(*) FILTER (WHERE promised_due >= day.date),
    count(statutory_due), count(*) FILTER (WHERE statutory_due >= day.date),
    count(promised_due) FILTER (WHERE instant = 0),
    count(*) FILTER (WHERE instant = 0 AND promised_due > day.date),
    count(accepted.worked) FILTER (WHERE instant = 0),
    sum(day.worked - accepted.worked) FILTER (WHERE instant = 0)
FROM day
CROSS JOIN {{cases}} ON decided_at >= (day.ordinal - {_epoch}) * {_day_length} - {_shift}
    AND decided_at < (day.ordinal - {_epoch} + 1) * {_day_length} - {_shift}
LEFT JOIN day AS accepted ON accepted.ordinal = (accepted_at + {_shift}) / {_day_length} + {_epoch}
WHERE day.ordinal BETWEEN ?3 AND ?4 AND service_case.{_valid}
"""


def cases(
    connection: Connection,
    scope: Scope,
    calendar: WorkingCalendar,
    first: date,
    last: date,
    today: date,
) -> Cases:
    """What happened on the days from `first` to `last`; overdue means before the end, or `today`.

    Voided cases are counted in `voided` and nowhere else.
    """
    period = (_midnight(first), _midnight(last) + _day_length)
    over = min(last + timedelta(days=1), today).isoformat()

    places = {
        "cases": scope.cases(), "by_due": scope.cases(index="case_due"),
        "within": scope.within("c.id"),
    }  # fmt: skip

    def row(statement: str, values: tuple[Any, ...]) -> list[int]:
        found = connection.execute(statement.format_map(places), values).one()
        return [round(each or 0) for each in found]

    counts = {name: row(statement, period)[0] for name, statement in _counts(scope).items()}
    turned_away, withdrawn, served = row(_ended, period)
    notices, told, told_once = row(_notices, period)
    overdue, overdue_law = row(_overdue, (over, period[1]))
    begin = min(_earliest(connection) or first, first)
    days = (begin.toordinal(), _days(calendar, begin, last), first.toordinal(), last.toordinal())
    return Cases(
        turned_away=turned_away,
        withdrawn=withdrawn,
        served=served,
        notices=notices,
        told=told,
        told_once=told_once,
        overdue=overdue,
        overdue_law=overdue_law,
        decided=Decided(*row(_decided, days)),
        **counts,
    )


def _midnight(day: date) -> int:
    return stamp(datetime.combine(day, time.min, CENTRE_TIME))


def _earliest(connection: Connection) -> date | None:
    """The day of the first acceptance."""
    at = connection.execute(
        "SELECT min(accepted_at) FROM service_case WHERE accepted_at IS NOT NULL"
    ).scalar()
    if at is None:
        return None
    day = datetime.fromtimestamp(at / 1000, CENTRE_TIME).date()
    return min(max(day, first_day), last_day)


def _days(calendar: WorkingCalendar, first: date, last: date) -> str:
    """Every day with the number of working days up to it, as JSON."""
    days = [date.fromordinal(each) for each in range(first.toordinal(), last.toordinal() + 1)]
    worked = accumulate(int(calendar.is_workday(each)) for each in days)
    return json.dumps([[day.isoformat(), n] for day, n in zip(days, worked, strict=True)])
