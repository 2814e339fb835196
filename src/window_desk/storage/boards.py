"""What the queue screen reads: who waits, my ticket, who is aside, and the day so far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from window_desk.domain.centre import CENTRE_TIME, Centre
from window_desk.domain.ops import Why
from window_desk.storage import claims, reads, rows, ticket_reads
from window_desk.storage.connection import Connection
from window_desk.storage.hall import here
from window_desk.storage.reads import moment, stamp

most_lines = 200
"""How many waiting tickets a list holds; the total is counted beside it."""

_line = (
    "SELECT t.id, t.number, t.queue, t.priority, t.rule, t.head_start, t.state, t.item,"
    " i.name_zh, i.name_en, t.appointment_at, t.issued_at, t.eligible_from, t.stage_since,"
    " t.last_called_at, t.calls, t.wait_s, t.way_s, t.service_s, t.hold_s, t.window, t.clerk,"
    " t.why, t.hold_reason, t.own, EXISTS (SELECT 1 FROM claim a WHERE a.ticket = t.id)"
    " FROM ticket t LEFT JOIN item i ON i.code = t.item"
    " AND i.valid_from <= t.day AND i.replaced_from > t.day"
)
_why = msgspec.json.Decoder(Why)


def _known(value: int) -> datetime:
    return datetime.fromtimestamp(value / 1000, CENTRE_TIME)


def _ticket_line(row: Sequence[Any]) -> rows.TicketLine:
    return rows.TicketLine(
        id=row[0],
        number=row[1],
        queue=row[2],
        priority=row[3],
        rule=row[4],
        head_start=row[5],
        state=row[6],
        item=row[7],
        item_zh=row[8] or "",
        item_en=row[9] or "",
        appointment=moment(row[10]),
        issued_at=_known(row[11]),
        eligible_from=_known(row[12]),
        stage_since=moment(row[13]),
        last_called_at=moment(row[14]),
        calls=row[15],
        wait_s=row[16],
        way_s=row[17],
        service_s=row[18],
        hold_s=row[19],
        window=row[20],
        clerk=row[21],
        why=_why.decode(row[22]) if row[22] else None,
        hold_reason=row[23],
        own=bool(row[24]),
        moving=bool(row[25]),
    )


def waiting(
    connection: Connection, queues: tuple[str, ...], now: datetime, limit: int = most_lines
) -> tuple[rows.TicketLine, ...]:
    """Who waits today in these queues, in calling order."""
    marks = ", ".join("?" * len(queues))
    found = connection.execute(
        f"{_line} WHERE t.state = 'waiting' AND t.queue IN ({marks}) AND t.day = ?"
        " AND t.desk IN (?, ?)"
        " ORDER BY t.eligible_from > ?, t.rank_at, t.issued_at, t.number LIMIT ?",
        (
            *queues,
            reads.local_day(now).isoformat(),
            *here(connection).whose,
            stamp(now),
            limit,
        ),
    )
    return tuple(_ticket_line(row) for row in found)


def day_figures(connection: Connection, day: date) -> rows.DayFigures:
    """The day's counts and means of this desk's numbers and of the queue that its hall shares.

    The mean wait is over the served (started) tickets.
    """
    row = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE state = 'waiting'),"
        " count(*) FILTER (WHERE state = 'finished'), count(*) FILTER (WHERE state = 'missed'),"
        " count(*) FILTER (WHERE state = 'left'),"
        " avg(CASE WHEN state = 'finished' THEN wait_s END),"
        " avg(CASE WHEN state = 'finished' THEN service_s END)"
        " FROM ticket WHERE day = ? AND state <> 'void' AND (own = 1 OR maker = ?)",
        (day.isoformat(), here(connection).pool),
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
    today, shared = reads.local_day(now), here(connection)
    marks = ", ".join("?" * len(codes))
    found = connection.execute(
        f"SELECT queue, count(*) FROM ticket WHERE state = 'waiting' AND queue IN ({marks})"
        " AND day = ? AND desk IN (?, ?) GROUP BY queue",
        (*codes, today.isoformat(), *shared.whose),
    )
    counts: dict[str, int] = {row[0]: row[1] for row in found}
    aside = [
        _ticket_line(row)
        for row in connection.execute(
            # What is at the window from an earlier day is still there to be ended.
            f"{_line} WHERE t.ended_at IS NULL AND t.state IN ('called', 'serving', 'on_hold')"
            f" AND t.window = ? AND t.desk = ?"
            # Whoever missed the call may come back to any window.
            f" UNION ALL {_line} WHERE t.day = ? AND t.state = 'missed'"
            " AND (t.desk = ? OR t.maker = ?) ORDER BY stage_since",
            (window, shared.home, today.isoformat(), shared.home, shared.pool),
        )
    ]
    settled = [each for each in aside if not each.moving]
    asked = claims.call_pending(connection, window)
    return rows.QueueBoard(
        waiting=waiting(connection, codes, now),
        waiting_total=sum(counts.values()),
        mine=next((each for each in settled if each.state in ("called", "serving")), None),
        held=tuple(each for each in settled if each.state == "on_hold"),
        missed=tuple(each for each in settled if each.state == "missed" and each.queue in codes),
        figures=day_figures(connection, today),
        expected={
            each.code: ticket_reads.expected_wait(
                connection, centre, each, counts.get(each.code, 0), now
            )
            for each in queues
        },
        windows=tuple(window_states(connection)),
        queues=queues,
        moving=tuple(each for each in aside if each.moving),
        asked_at=asked.at if asked else None,
        lane=shared.lane if shared.has_pool else "",
    )


def window_states(connection: Connection) -> list[rows.WindowState]:
    """Every window that anybody sat at."""
    found = connection.execute(
        "SELECT window, state, account, reason, since FROM window_state ORDER BY window"
    )
    return [
        rows.WindowState(window, state, account, reason, moment(since))
        for window, state, account, reason, since in found
    ]
