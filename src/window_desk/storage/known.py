"""The published settings and calendar, as far as they were read already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from window_desk.domain import ops
from window_desk.domain.centre import Centre
from window_desk.domain.errors import RuleBroken
from window_desk.domain.ops import Op
from window_desk.storage import log
from window_desk.storage.connection import Connection

if TYPE_CHECKING:
    from window_desk.domain.calendar import WorkingCalendar


class Known:
    """The published settings and calendar, read again only when another version is in force."""

    def __init__(self) -> None:
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
            op = _publications(connection, "centre/main")[0]
            assert isinstance(op, ops.CentrePublished)
            self._centre = (stamp, op.centre)
        return self._centre[1]

    def calendar_or_none(self, connection: Connection) -> WorkingCalendar | None:
        """The working calendar, or None before the first notice is published."""
        from window_desk.domain.calendar import WorkingCalendar

        stamp = connection.execute(
            "SELECT group_concat(op) FROM publication WHERE entity GLOB 'calendar/*'"
        ).scalar()
        if stamp is None:
            return None
        if self._calendar is None or self._calendar[0] != stamp:
            found = _publications(connection, "calendar/*")
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


def _publications(connection: Connection, pattern: str) -> list[Op]:
    rows = connection.execute(
        "SELECT op.kind, op.body, op.version FROM publication JOIN op"
        " ON op.entity = publication.entity AND op.stream || ':' || op.seq = publication.op"
        " WHERE publication.entity GLOB ? ORDER BY publication.entity",
        (pattern,),
    )
    return [log.read_op(kind, body, version) for kind, body, version in rows]
