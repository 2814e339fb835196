"""The line by which a screen of a case says that its item changed since, and the page behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.widgets import Static

from window_desk.locale import _
from window_desk.tui.base import DeskScreen
from window_desk.tui.item_pages import since_line, since_page
from window_desk.tui.widgets.page import PageScreen

if TYPE_CHECKING:
    from window_desk.services.item_versions import Since


class SinceLine(Static):
    """One line, which takes no room where nothing changed."""

    DEFAULT_CSS = """
    SinceLine { height: 1; padding: 0 1; color: $warning; display: none;
                text-wrap: nowrap; text-overflow: ellipsis; }
    SinceLine.-changed { display: block; }
    """

    def show(self, since: Since | None) -> None:
        """Say what changed, or disappear."""
        text = since_line(since)
        self.set_class(bool(text), "-changed")
        self.update(Text(text, no_wrap=True, overflow="ellipsis"))


class TellsSince(DeskScreen):
    """A screen of one case with a `SinceLine` in its body."""

    since: Since | None = None

    def show_since(self, since: Since | None) -> None:
        """Show what changed in the item of the case that is shown."""
        self.since = since
        self.query_one(SinceLine).show(since)

    def why_not_since(self) -> str:
        """Why there is nothing to tell."""
        return "" if self.since else _("The item of this case has not changed since.")

    def action_item_changes(self) -> None:
        """Everything that changed in the item since the case's version."""
        if not self.refuse("item_changes") and self.since is not None:
            self.app.push_screen(PageScreen(*since_page(self.since)))
