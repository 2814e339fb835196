"""What is published at a desk, kept from one look to the next while it is in force."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from window_desk.domain import ops
from window_desk.domain.centre import Centre
from window_desk.domain.errors import RuleBroken
from window_desk.domain.ops import Op
from window_desk.storage import listings, log, reads
from window_desk.storage.connection import Connection

if TYPE_CHECKING:
    from window_desk.domain.calendar import WorkingCalendar
    from window_desk.storage.rows import ItemLine

ItemLines: TypeAlias = "tuple[tuple[ItemLine, str], ...]"
"""Items with their search keys."""


class Known:
    """What is published, read again only when something else may be in force.

    Settings and calendar have a stamp of their own. Items have the number of ops in all streams:
    whatever brought another item, here or in another process, is one of them.
    """

    def __init__(self) -> None:
        self._items: tuple[tuple[int, date], ItemLines] | None = None
        self._centre: tuple[str, Centre] | None = None
        self._calendar: tuple[str, WorkingCalendar] | None = None

    def centre(self, connection: Connection) -> Centre:
        """The centre's settings; raises `RuleBroken` when none are published."""
        stamp = connection.execute(
            "SELECT op FROM publication WHERE entity = 'centre/main'"
        ).scalar()
        if stamp is None:
            raise RuleBroken(
                "centre.none",
                "This desk has no centre settings yet.",
                hint="Run window-desk init first.",
            )
        if self._centre is None or self._centre[0] != stamp:
            op = _publications(connection, "centre/main", "centre/main")[0]
            assert isinstance(op, ops.CentrePublished)
            self._centre = (stamp, op.centre)
        return self._centre[1]

    def items(self, connection: Connection, day: date) -> ItemLines:
        """The items in force on a day with their search keys, full guides first."""
        stamp = (reads.head(connection), day)
        known = self._items
        if known is None or known[0] != stamp:
            known = self._items = (stamp, tuple(listings.item_lines(connection, day)))
        return known[1]

    def calendar_or_none(self, connection: Connection) -> WorkingCalendar | None:
        """The working calendar, or None before the first notice is published."""
        from window_desk.domain.calendar import WorkingCalendar

        stamp = connection.execute(
            "SELECT group_concat(op) FROM publication"
            " WHERE entity >= 'calendar/' AND entity < 'calendar0'"
        ).scalar()
        if stamp is None:
            return None
        if self._calendar is None or self._calendar[0] != stamp:
            found = _publications(connection, "calendar/", "calendar0")
            notices = [each.notice for each in found if isinstance(each, ops.CalendarPublished)]
            self._calendar = (stamp, WorkingCalendar(notices))
        return self._calendar[1]

    def calendar(self, connection: Connection) -> WorkingCalendar:
        """The working calendar; raises `RuleBroken` before the first notice."""
        calendar = self.calendar_or_none(connection)
        if calendar is None:
            raise RuleBroken(
                "calendar.none",
                "This desk has no working-day notice yet.",
                hint="Run window-desk init, or window-desk calendar import FILE.",
            )
        return calendar


def _publications(connection: Connection, first: str, last: str) -> list[Op]:
    """What is published of the entities from one name to another."""
    found = connection.execute(
        "SELECT op FROM publication WHERE entity BETWEEN ? AND ? ORDER BY entity", (first, last)
    ).scalars()
    return [_read(connection, *each.rpartition(":")[::2]) for each in found]


def _read(connection: Connection, stream: str, seq: str) -> Op:
    kind, body, version = connection.execute(
        "SELECT kind, body, version FROM op WHERE stream = ? AND seq = ?", (stream, int(seq))
    ).one()
    return log.read_op(kind, body, version)
