"""Stuck: who holds each case, since when, what remains for the others; one key reminds."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from window_desk.locale import _
from window_desk.tui.bindings import bindings_of
from window_desk.tui.open_cases import names_of, short_names
from window_desk.tui.review_list import ReviewList
from window_desk.tui.review_reading import Listed, read_stuck, stuck_columns, stuck_row
from window_desk.tui.widgets.lines import Column, Line

if TYPE_CHECKING:
    from window_desk.storage.reviews import ReviewLine


class StuckScreen(ReviewList):
    """For supervisors: every leg that is away and every decision that is due, first due first."""

    name_ = "stuck"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("stuck")]
    CSS = """
    StuckScreen.-wide #both { layout: vertical; }
    StuckScreen.-wide #dossier { width: 1fr; height: 2fr; }
    StuckScreen.-wide ReviewLines { height: 3fr; }
    """

    def read_page(self, after: str, limit: int) -> Listed:
        """Read a page, in a thread."""
        return read_stuck(self.desk, after, limit)

    def columns(self, width: int) -> list[Column]:
        """State, what is left, holder, since when, item, the others, the last reminder."""
        return stuck_columns(width)

    def row(self, line: ReviewLine, width: int) -> Line:
        """A line as a row."""
        others = self.listed.others.get(line.key, ()) if self.listed else ()
        short = short_names(names_of(self.desk_app.centre))
        return stuck_row(line, others, short, width)

    def heading(self, listed: Listed) -> str:
        """What is listed."""
        return _("Who holds each case, the first due first; f reminds")

    def nothing(self) -> str:
        """Why the list is empty, and the key to press."""
        return _("No department holds a case. 4 shows the open cases.")


def make() -> StuckScreen:
    """This screen."""
    return StuckScreen()
