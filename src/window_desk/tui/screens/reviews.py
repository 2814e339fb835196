"""Reviews: what waits for a reviewer, the dossier beside it, and every answer by a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from window_desk.domain.actor import rights
from window_desk.locale import _
from window_desk.tui.bindings import bindings_of
from window_desk.tui.review_list import ReviewList
from window_desk.tui.review_reading import (
    Listed,
    counts_text,
    read_reviews,
    review_columns,
    review_row,
)
from window_desk.tui.widgets.lines import Column, Line

if TYPE_CHECKING:
    from window_desk.storage.review_lists import View
    from window_desk.storage.reviews import ReviewLine


class ReviewsScreen(ReviewList):
    """The first home of a reviewer."""

    name_ = "reviews"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("reviews")]

    def __init__(self) -> None:
        super().__init__()
        self.view: View = "department"

    def on_mount(self) -> None:
        """A reviewer begins with the department's list; others have no department."""
        self.view = self._views[0] if "department" not in self._views else "department"
        super().on_mount()

    @property
    def _views(self) -> tuple[View, ...]:
        """The lists of this account, in the order of the key."""
        if self.actor.department and "review" in rights[self.actor.role]:
            return ("department", "mine", "asking", "all")
        return ("all", "asking")

    def action_next_view(self) -> None:
        """The next list."""
        views = self._views
        self.view, self.listed = views[(views.index(self.view) + 1) % len(views)], None
        self.refresh_rows()

    def read_page(self, after: str, limit: int) -> Listed:
        """Read a page of the present list, in a thread."""
        return read_reviews(self.desk, self.actor, self.view, after, limit)

    def columns(self, width: int) -> list[Column]:
        """State, what is left, step, item, applicant, officer."""
        return review_columns(width)

    def row(self, line: ReviewLine, width: int) -> Line:
        """A line as a row."""
        return review_row(line, width)

    def heading(self, listed: Listed) -> str:
        """Which list, and how many legs the department has."""
        return counts_text(listed)

    def nothing(self) -> str:
        """Why the list is empty, and the key to press."""
        return {
            "mine": _("You took up nothing. o goes on to the next list, t takes a leg up."),
            "department": _("Nothing waits for your department. o shows the other lists."),
            "asking": _("No department waits for an applicant. o shows the other lists."),
            "all": _("Nothing is under review. 2 takes an application in."),
        }[self.view]


def make() -> ReviewsScreen:
    """This screen."""
    return ReviewsScreen()
