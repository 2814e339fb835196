"""Texts on a screen: painted again only when they changed, laid out again only when they grew."""

from __future__ import annotations

from rich.text import Text
from textual.geometry import Size
from textual.visual import VisualType
from textual.widgets import Static

from window_desk.tui.cells import fold


class Words(Static):
    """A text that moves nothing around it as long as its place has a fixed size."""

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Show another text; the same one costs nothing."""
        if not _is_same(content, self.content):
            super().update(content, layout=layout and self.grows(content))

    def grows(self, content: VisualType) -> bool:
        """Whether the place may need another size for that text."""
        return self.styles.auto_dimensions


def _is_same(one: VisualType, other: VisualType) -> bool:
    """Whether two texts look the same; Rich compares neither the style of a text nor its ways."""
    return (
        isinstance(one, Text)
        and isinstance(other, Text)
        and one == other
        and (one.style, one.no_wrap, one.overflow) == (other.style, other.no_wrap, other.overflow)
    )


class Prose(Words):
    """A text in as many lines as it needs; a long run without blanks does not begin a new one.

    Sentences are broken as Chinese and English are.
    """

    DEFAULT_CSS = "Prose { height: auto; }"

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The lines in that width."""
        text = str(self.content)
        return len(fold(text, width)) if text else 0

    def grows(self, content: VisualType) -> bool:
        """Whether the text takes another number of lines than the place has."""
        width, height = self.content_size
        least, most = self.styles.min_height, self.styles.max_height
        if not width or not height or self.styles.gutter.height:
            return True
        lines = len(fold(str(content), width)) if str(content) else 0
        if least is not None and least.cells is not None:
            lines = max(lines, least.cells)
        if most is not None and most.cells is not None:
            lines = min(lines, most.cells)
        return lines != height

    def render(self) -> Text:
        """The text, broken for the present width."""
        return Text("\n".join(fold(str(self.content), self.content_size.width)), end="")
