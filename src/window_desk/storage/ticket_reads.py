"""What the queue's verbs read: numbers, who is next, and how long somebody waits.

A desk sees its own tickets and those of the queue that its hall shares; what another desk called is
that desk's, though its window has the same name.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from window_desk.domain import lineup
from window_desk.domain.centre import Centre, Queue
from window_desk.storage.connection import Connection
from window_desk.storage.hall import Here, here
from window_desk.storage.reads import local_day, stamp

_open_states = ("waiting", "called", "serving", "on_hold", "missed")

busy_minutes = 30
"""For how long after a call a window of another desk is taken to be open."""


def number_at_window(connection: Connection, window: str) -> str | None:
    """The number that is called or served at a window of this desk now.

    One that is on its way elsewhere, as the hub was asked, is at no window.
    """
    number: str | None = connection.execute(
        "SELECT number FROM ticket WHERE window = ? AND state IN ('called', 'serving')"
        " AND desk = ? AND id NOT IN (SELECT ticket FROM claim)",
        (window, here(connection).home),
    ).scalar()
    return number


def served_at(connection: Connection, window: str) -> str:
    """The id of the ticket that is being served at a window of this desk, or an empty text."""
    found = connection.execute(
        "SELECT id FROM ticket WHERE window = ? AND state = 'serving'"
        " AND desk = ? AND id NOT IN (SELECT ticket FROM claim)",
        (window, here(connection).home),
    ).scalar()
    return str(found or "")


def find_ticket(connection: Connection, day: date, number: str, window: str = "") -> str | None:
    """The id of the ticket that a number means on a day, of this desk's or of its hall's queue.

    One that is at `window` now comes first, though it be left over from an earlier day; then the
    day's own; then one of an earlier day that nobody ended.
    """
    place = here(connection)
    seen = "(desk = ? OR maker = ?)"
    for condition, values in (
        (
            "window = ? AND state IN ('called', 'serving') AND desk = ?",
            (window, place.home, number),
        ),
        (f"day = ? AND {seen}", (day.isoformat(), place.home, place.pool, number)),
        (
            f"ended_at IS NULL AND state IN (?, ?, ?, ?, ?) AND {seen}",
            (*_open_states, place.home, place.pool, number),
        ),
    ):
        identity: str | None = connection.execute(
            f"SELECT id FROM ticket WHERE {condition} AND number = ? ORDER BY day DESC LIMIT 1",
            values,
        ).scalar()
        if identity:
            return identity
    return None


def last_serial(connection: Connection, day: date, prefix: str) -> int:
    """The last number that this desk gave out that day under a prefix, 0 before the first."""
    serial = connection.execute(
        "SELECT max(serial) FROM ticket WHERE day = ? AND prefix = ? AND own = 1",
        (day.isoformat(), prefix),
    ).scalar()
    return int(serial or 0)


def next_own(connection: Connection, queues: tuple[str, ...], now: datetime) -> str | None:
    """The id of who is next today among this desk's own numbers in these queues.

    An appointment before its time comes last.
    """
    marks = ", ".join("?" * len(queues))
    identity: str | None = connection.execute(
        f"SELECT id FROM ticket WHERE state = 'waiting' AND queue IN ({marks}) AND day = ?"
        " AND desk = ? ORDER BY eligible_from > ?, rank_at, issued_at, number LIMIT 1",
        (*queues, local_day(now).isoformat(), here(connection).home, stamp(now)),
    ).scalar()
    return identity


def count_earlier(connection: Connection, queues: tuple[str, ...], issued_at: datetime) -> int:
    """How many who came before that moment on its day still wait in these queues."""
    marks = ", ".join("?" * len(queues))
    count = connection.execute(
        f"SELECT count(*) FROM ticket WHERE state = 'waiting' AND queue IN ({marks})"
        " AND issued_at < ? AND day = ? AND desk IN (?, ?)",
        (
            *queues,
            stamp(issued_at),
            local_day(issued_at).isoformat(),
            *here(connection).whose,
        ),
    ).scalar()
    return int(count)


def count_ahead(
    connection: Connection, queue: str, place: tuple[datetime, datetime, str], now: datetime
) -> int:
    """How many wait in a queue before a place: its rank, when it was given out, and its number."""
    rank_at, issued_at, number = place
    count = connection.execute(
        "SELECT count(*) FROM ticket WHERE state = 'waiting' AND queue = ? AND rank_at <= ?"
        " AND (rank_at, issued_at, number) < (?, ?, ?)"
        " AND eligible_from <= ? AND day = ? AND desk IN (?, ?)",
        (
            queue,
            stamp(rank_at),
            stamp(rank_at),
            stamp(issued_at),
            number,
            stamp(now),
            local_day(now).isoformat(),
            *here(connection).whose,
        ),
    ).scalar()
    return int(count)


def expected_wait(
    connection: Connection, centre: Centre, queue: Queue, ahead: int, now: datetime
) -> int:
    """Seconds until somebody with `ahead` people before them is called.

    From the day's mean service time in that queue (from five services on) or the queue's usual
    one, over the windows that are open for it. Another desk does not say which of its windows are
    open: those count that called somebody of the shared queue within `busy_minutes`.
    """
    place = here(connection)
    served, total = connection.execute(
        "SELECT count(*), sum(service_s) FROM ticket"
        " WHERE day = ? AND queue = ? AND state = 'finished' AND (own = 1 OR maker = ?)",
        (local_day(now).isoformat(), queue.code, place.pool),
    ).one()
    mean = total / served if served >= 5 else queue.service_minutes * 60
    open_windows = {
        row[0] for row in connection.execute("SELECT window FROM window_state WHERE state = 'open'")
    }
    serving = sum(
        1 for each in centre.windows if queue.code in each.queues and each.code in open_windows
    )
    others = _windows_elsewhere(connection, place, queue.code, now) if place.has_pool else 0
    return lineup.expected_wait(ahead, serving + others, mean)


def _windows_elsewhere(connection: Connection, place: Here, queue: str, now: datetime) -> int:
    """How many windows of other desks lately called somebody of the shared queue."""
    since = now - timedelta(minutes=busy_minutes)
    count = connection.execute(
        "SELECT count(*) FROM (SELECT DISTINCT desk, window FROM ticket"
        " WHERE day = ? AND queue = ? AND maker = ? AND desk NOT IN (?, ?) AND window <> ''"
        " AND last_called_at >= ?)",
        (local_day(now).isoformat(), queue, place.pool, *place.whose, stamp(since)),
    ).scalar()
    return int(count)


def is_waited_in(connection: Connection, queue: str, day: date) -> bool:
    """Whether somebody waits in a queue today whom this desk may call."""
    found = connection.execute(
        "SELECT 1 FROM ticket WHERE state = 'waiting' AND queue = ? AND day = ?"
        " AND desk IN (?, ?) LIMIT 1",
        (queue, day.isoformat(), *here(connection).whose),
    ).scalar()
    return found is not None
