"""What the queue screen reads: who waits, my ticket, who is aside, and the day so far."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row

from window_desk.domain.centre import CENTRE_TIME, Centre
from window_desk.domain.ops import Why
from window_desk.storage import reads, rows
from window_desk.storage.reads import moment, stamp

most_lines = 200
"""How many waiting tickets a list holds; the total is counted beside it."""

_line = (
    "SELECT id, number, queue, priority, rule, head_start, state, item, appointment_at, issued_at,"
    " eligible_from, stage_since, last_called_at, calls, wait_s, way_s, service_s, hold_s,"
    " window, clerk, why, hold_reason FROM ticket"
)
_why = msgspec.json.Decoder(Why)


def _known(value: int) -> datetime:
    return datetime.fromtimestamp(value / 1000, CENTRE_TIME)


def _ticket_line(row: Row[Any]) -> rows.TicketLine:
    return rows.TicketLine(
        *row[:8],
        moment(row[8]),
        _known(row[9]),
        _known(row[10]),
        *(moment(each) for each in row[11:13]),
        *row[13:20],
        _why.decode(row[20]) if row[20] else None,
        row[21],
    )


def waiting(
    connection: Connection, queues: tuple[str, ...], now: datetime, limit: int = most_lines
) -> tuple[rows.TicketLine, ...]:
    """Who waits today in these queues, in calling order."""
    marks = ", ".join("?" * len(queues))
    found = connection.exec_driver_sql(
        f"{_line} WHERE state = 'waiting' AND queue IN ({marks}) AND day = ?"
        " ORDER BY eligible_from > ?, rank_at, issued_at, number LIMIT ?",
        (*queues, reads.local_day(now).isoformat(), stamp(now), limit),
    )
    return tuple(_ticket_line(row) for row in found)


def ticket_line(connection: Connection, identity: str) -> rows.TicketLine | None:
    """One ticket as lists show it."""
    row = connection.exec_driver_sql(f"{_line} WHERE id = ?", (identity,)).one_or_none()
    return _ticket_line(row) if row else None


def day_figures(connection: Connection, day: date) -> rows.DayFigures:
    """The day's counts and means; the mean wait is over the served (started) tickets."""
    row = connection.exec_driver_sql(
        "SELECT count(*), total(state = 'waiting'), total(state = 'finished'),"
        " total(state = 'missed'), total(state = 'left'),"
        " avg(CASE WHEN state = 'finished' THEN wait_s END),"
        " avg(CASE WHEN state = 'finished' THEN service_s END)"
        " FROM ticket WHERE day = ? AND state <> 'void'",
        (day.isoformat(),),
    ).one()
    return rows.DayFigures(*(round(each or 0) for each in row))


def queue_board(
    connection: Connection, centre: Centre, window: str, now: datetime
) -> rows.QueueBoard:
    """Everything the queue screen of one window shows, in one consistent view.

    Without a window (a supervisor's desk) all queues are shown.
    """
    place = centre.window(window)
    codes = place.queues if place else tuple(each.code for each in centre.queues)
    queues = tuple(each for each in centre.queues if each.code in codes)
    today = reads.local_day(now)
    marks = ", ".join("?" * len(codes))
    found = connection.exec_driver_sql(
        f"SELECT queue, count(*) FROM ticket WHERE state = 'waiting' AND queue IN ({marks})"
        " GROUP BY queue",
        codes,
    )
    counts: dict[str, int] = {row[0]: row[1] for row in found}
    aside = [
        _ticket_line(row)
        for row in connection.exec_driver_sql(
            f"{_line} WHERE ended_at IS NULL AND state IN ('called', 'serving', 'on_hold')"
            f" AND window = ? UNION ALL {_line} WHERE state = 'missed' AND day = ?"
            " ORDER BY stage_since",
            (window, today.isoformat()),
        )
    ]
    return rows.QueueBoard(
        waiting=waiting(connection, codes, now),
        waiting_total=sum(counts.values()),
        mine=next((each for each in aside if each.state in ("called", "serving")), None),
        held=tuple(each for each in aside if each.state == "on_hold"),
        missed=tuple(each for each in aside if each.state == "missed" and each.queue in codes),
        figures=day_figures(connection, today),
        expected={
            each.code: reads.expected_wait(
                connection, centre, each, counts.get(each.code, 0), today
            )
            for each in queues
        },
        windows=tuple(window_states(connection)),
        queues=queues,
    )


def window_states(connection: Connection) -> list[rows.WindowState]:
    """Every window that anybody sat at."""
    found = connection.exec_driver_sql(
        "SELECT window, state, account, reason, since FROM window_state ORDER BY window"
    )
    return [rows.WindowState(*row[:4], moment(row[4])) for row in found]
