"""Sentences that are broken into lines as Chinese and English are."""

from __future__ import annotations

from rich.text import Text
from textual.geometry import Size
from textual.widgets import Static

from window_desk.tui.cells import fold


class Prose(Static):
    """A text in as many lines as it needs; a long run without blanks does not begin a new one."""

    DEFAULT_CSS = "Prose { height: auto; }"

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The lines in that width."""
        text = str(self.content)
        return len(fold(text, width)) if text else 0

    def render(self) -> Text:
        """The text, broken for the present width."""
        return Text("\n".join(fold(str(self.content), self.content_size.width)), end="")
