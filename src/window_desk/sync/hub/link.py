"""One connection to a hub, made again when it is lost; every call on it is bounded in time.

No lock outlives a call: each is one statement that commits by itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import psycopg
from psycopg.abc import RV, PQGen

from window_desk.sync.hub.address import Joined
from window_desk.sync.hub.errors import gone, lost, refused, refuses

patience = 3.0
"""Seconds that a call may take, and that a connection may take to come about."""

window_patience = 1.25
"""The same where somebody waits at a window: with the pause between two rounds, and until the
screen looks, an idle desk says within three seconds that the hub does not answer."""

Row = tuple[Any, ...]


class _Bounded(psycopg.Connection[Row]):
    """A connection whose every wait ends at a moment, also where nothing ever answers."""

    deadline = float("inf")
    allowed = 0
    """Milliseconds that the server gives a statement."""

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait no longer than until the deadline."""
        if self.deadline != float("inf"):
            timeout = max(self.deadline - monotonic(), 0)
        return super().wait(gen, interval, timeout)


def connect(address: dict[str, Any], seconds: float = patience) -> _Bounded:
    """A connection, or `TimeoutError`: names are looked up and hands shaken apart from the caller.

    Raises `psycopg.Error` where the server says no.
    """
    found: list[_Bounded | BaseException] = []
    given_up = threading.Event()

    def make() -> None:
        try:
            connection = _Bounded.connect(**address, **_options(seconds), autocommit=True)
        except BaseException as error:
            found.append(error)
            return
        found.append(connection)
        if given_up.is_set():
            connection.close()

    thread = threading.Thread(target=make, name="hub-connect", daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        given_up.set()
        raise TimeoutError
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


def _options(seconds: float) -> dict[str, Any]:
    milliseconds = max(int(seconds * 1000), 1)
    return {
        "connect_timeout": max(int(seconds), 2),
        "tcp_user_timeout": milliseconds,
        "keepalives": 1,
        # A line that is cut while the server works on a batch is noticed as soon.
        "keepalives_idle": 1,
        "keepalives_interval": 1,
        "keepalives_count": 2,
        "application_name": "window-desk",
        # A connection that is made again has none of what was prepared.
        "prepare_threshold": None,
    }


class Link:
    """This desk's way to one hub.

    `clock_difference` is the hub's clock minus the desk's, as of the last connection or look at
    the heads; `is_settled` is whether the last round went through. `pool_known` tells how far the
    desk knows the queue of its hall.
    """

    def __init__(
        self,
        joined: Joined,
        clock: Callable[[], datetime],
        seconds: float = patience,
        pool_known: Callable[[], int] = lambda: 0,
    ) -> None:
        self.name, self.desk, self.hall = joined.hub, joined.desk, joined.hall
        self.lane, self.role = joined.lane, joined.role
        self.clock_difference = timedelta()
        self.is_settled = False
        self._address = joined.connection
        self._clock = clock
        self._seconds = seconds
        self._pool_known = pool_known
        self._connection: _Bounded | None = None
        self._lock = threading.RLock()

    def query(
        self, statement: str, values: Sequence[Any] = (), seconds: float | None = None
    ) -> list[Row]:
        """The rows of one statement, which commits by itself.

        Raises `HubGone` when the hub does not answer in time or the connection is cut: whether the
        statement was done is not known then. Raises `Unusable` for what the hub says no to.
        """
        deadline = monotonic() + (seconds or self._seconds)
        # Whoever waits for another thread's call waits no longer in all.
        if not self._lock.acquire(timeout=seconds or self._seconds):
            raise gone(self.name, "time")
        try:
            connection = self._connected(deadline)
            try:
                connection.deadline = deadline
                self._allow(connection, seconds or self._seconds)
                # The statements are this program's own; what varies is in the values.
                cursor = connection.execute(statement.encode(), values)
                return cursor.fetchall() if cursor.description else []
            except psycopg.Error as error:
                late = monotonic() >= deadline
                if late or connection.closed or lost(error):
                    self.close()
                    raise gone(self.name, "time" if late else "cut") from error
                raise refused(self.name, error) from error
        finally:
            self._lock.release()

    def _allow(self, connection: _Bounded, seconds: float) -> None:
        """Let the server give up a little before this side does: nothing goes on unseen."""
        allowed = max(int(seconds * 900), 1)
        if connection.allowed != allowed:
            connection.execute(f"SET statement_timeout = {allowed}".encode())
            connection.allowed = allowed

    def heads(self) -> dict[str, tuple[int, bytes]]:
        """The last number and hash of every stream that this desk may see at the hub."""
        before = self._clock()
        rows = self.query(
            "SELECT stream, seq, hash, clock FROM hub.heads()"
            " UNION ALL SELECT NULL, NULL, NULL, clock_timestamp()"
        )
        self._measure(before, rows[-1][3])
        return {row[0]: (row[1], bytes(row[2])) for row in rows if row[0] is not None}

    def close(self) -> None:
        """Close the connection; the next call makes another."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()

    def _connected(self, deadline: float) -> _Bounded:
        if self._connection is not None and not self._connection.closed:
            return self._connection
        before = self._clock()
        try:
            connection = connect(self._address, max(deadline - monotonic(), 0.001))
            connection.deadline = deadline
            # The hub does nothing with a queue that this desk knows further than it. Its functions
            # lock a row and then look: a server with another default would have them see less.
            row = connection.execute(
                "SELECT clock_timestamp(), set_config('hub.pool_known', %s, false),"
                " set_config('default_transaction_isolation', 'read committed', false)",
                (str(self._pool_known()),),
            ).fetchone()
            now = row[0] if row else before
        except TimeoutError as error:
            raise gone(self.name, "time") from error
        except psycopg.Error as error:
            if refuses(error):
                raise refused(self.name, error) from error
            raise gone(self.name, "time" if monotonic() >= deadline else "closed") from error
        self._measure(before, now)
        self._connection = connection
        return connection

    def _measure(self, before: datetime, hub: datetime) -> None:
        after = self._clock()
        self.clock_difference = hub - (before + (after - before) / 2)
