"""A list of rows in columns of fixed cells: it paints only the rows that can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import ClassVar

import msgspec
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size, Spacing
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from window_desk.tui.cells import fit

_title_spacing = Spacing(1, 0, 0, 0)
"""The line of titles covers the first row of the list's own space."""


class Column(msgspec.Struct, frozen=True):
    """A column of `width` cells; a width of 0 takes what the others leave."""

    title: str
    width: int = 0
    right: bool = False


class Line(msgspec.Struct, frozen=True):
    """A row: its key, the text of each cell, and a component class for its colour."""

    key: str
    cells: tuple[str, ...]
    tone: str = "plain"


class Lines(ScrollView, can_focus=True):
    """A list with one chosen row; the choice stays on its key when the rows change."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lines--title",
        "lines--plain",
        "lines--chosen",
        "lines--dim",
        "lines--struck",
        "lines--green",
        "lines--blue",
        "lines--yellow",
        "lines--cliff",
        "lines--red",
        "lines--double_red",
    }
    DEFAULT_CSS = """
    Lines {
        height: 1fr; background: $background; scrollbar-size-vertical: 1; overflow-x: hidden;
        & > .lines--title { color: $foreground 70%; text-style: bold; }
        & > .lines--plain { color: $foreground; }
        & > .lines--chosen { background: $panel; text-style: bold; }
        &:focus > .lines--chosen { background: $primary-muted; }
        & > .lines--dim { color: $foreground 75%; }
        & > .lines--struck { color: $foreground 75%; text-style: strike; }
        & > .lines--green { color: $success; }
        & > .lines--blue { color: $primary; }
        & > .lines--yellow { color: $warning; }
        & > .lines--cliff { color: $warning; text-style: bold reverse; }
        & > .lines--red { color: $error; }
        & > .lines--double_red { color: $error; text-style: bold reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup,ctrl+u", "move(-10)", show=False),
        Binding("pagedown,ctrl+d", "move(10)", show=False),
        Binding("home,g", "move(-1000000)", show=False),
        Binding("end,G", "move(1000000)", show=False),
    ]
    cursor: reactive[int] = reactive(0, repaint=False)

    class Chosen(Message):
        """Another row is under the cursor."""

        def __init__(self, lines: Lines, key: str) -> None:
            super().__init__()
            self.lines = lines
            self.key = key

        @property
        def control(self) -> Lines:
            """The list it happened in."""
            return self.lines

    class Pressed(Chosen):
        """The chosen row was clicked again."""

    def __init__(self, columns: Sequence[Column], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.columns = tuple(columns)
        self.lines: tuple[Line, ...] = ()
        self._painted_columns = self.columns

    @property
    def chosen(self) -> Line | None:
        """The row under the cursor."""
        return self.lines[self.cursor] if 0 <= self.cursor < len(self.lines) else None

    def show(self, lines: Sequence[Line]) -> None:
        """Show other rows; the cursor stays on the same key, or the same place."""
        key = self.chosen.key if self.chosen else ""
        before, self.lines = self.lines, tuple(lines)
        keys = [each.key for each in self.lines]
        at = keys.index(key) if key in keys else min(self.cursor, max(0, len(keys) - 1))
        self._measure(self.size.width)
        self.cursor = at
        self._refresh_changed(before)
        if key != (self.chosen.key if self.chosen else ""):
            self.post_message(self.Chosen(self, self.chosen.key if self.chosen else ""))

    def _measure(self, width: int) -> None:
        """Take as many rows as there are; only a list as high as its rows moves what is around."""
        size = Size(width, len(self.lines) + 1)
        if self.styles.auto_dimensions:
            self.virtual_size = size
        elif size != self.virtual_size:
            self.set_reactive(Lines.virtual_size, size)
            self._scroll_update(size)

    def _refresh_changed(self, before: tuple[Line, ...]) -> None:
        """Paint the rows in sight that are not what they were."""
        if self.columns != self._painted_columns:
            self._painted_columns = self.columns
            self.refresh()
            return
        top = round(self.scroll_offset.y)
        seen = slice(top, top + self.size.height)
        for at, (one, other) in enumerate(
            zip_longest(before[seen], self.lines[seen]),
            start=top,
        ):
            if one != other:
                self._refresh_row(at)

    def _refresh_row(self, at: int) -> None:
        row = at + 1 - round(self.scroll_offset.y)
        self.refresh(Region(0, row, self.size.width, 1))

    def choose(self, key: str) -> None:
        """Put the cursor on a row."""
        for at, each in enumerate(self.lines):
            if each.key == key:
                self.cursor = at

    def retitle(self, titles: Sequence[str]) -> None:
        """Name the columns anew, in another language."""
        self.columns = tuple(
            msgspec.structs.replace(each, title=title)
            for each, title in zip(self.columns, titles, strict=True)
        )
        self.refresh()

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        self.cursor = max(0, min(len(self.lines) - 1, self.cursor + by))

    def watch_cursor(self, before: int, after: int) -> None:
        """Keep the chosen row in sight and tell who it is."""
        if before != after and self.is_mounted:
            self.scroll_to_region(
                Region(0, after + 1, 1, 1), animate=False, force=True, spacing=_title_spacing
            )
            self._refresh_row(before)
            self._refresh_row(after)
            if self.chosen is not None:
                self.post_message(self.Chosen(self, self.chosen.key))

    def on_resize(self, event: events.Resize) -> None:
        """Measure again."""
        self._measure(event.size.width)

    def on_click(self, event: events.Click) -> None:
        """Choose the clicked row; a click on the chosen one presses it."""
        at = event.y + round(self.scroll_offset.y) - 1
        if event.y == 0 or not 0 <= at < len(self.lines):
            return
        if at == self.cursor:
            self.post_message(self.Pressed(self, self.lines[at].key))
        self.cursor = at

    def widths(self, total: int) -> list[int]:
        """The cells of each column in a line of `total` cells, one blank between them."""
        fixed = sum(each.width for each in self.columns) + len(self.columns) - 1
        open_columns = [each for each in self.columns if each.width == 0]
        share = max(4, (total - fixed) // max(1, len(open_columns)))
        return [each.width or share for each in self.columns]

    def render_line(self, y: int) -> Strip:
        """One painted row; the first is the titles and does not scroll."""
        width = self.scrollable_content_region.width
        widths = self.widths(width)
        if y == 0:
            titles = tuple(each.title for each in self.columns)
            return self._strip(titles, widths, width, self.get_component_rich_style("lines--title"))
        at = y - 1 + round(self.scroll_offset.y)
        if at >= len(self.lines):
            return Strip.blank(width, self.rich_style)
        line = self.lines[at]
        style = self.get_component_rich_style(f"lines--{line.tone}")
        if at == self.cursor:
            style += self.get_component_rich_style("lines--chosen", partial=True)
        return self._strip(line.cells, widths, width, style)

    def _strip(
        self, cells: Sequence[str], widths: Sequence[int], width: int, style: Style
    ) -> Strip:
        text = " ".join(
            fit(cell, wide, right=column.right)
            for cell, wide, column in zip(cells, widths, self.columns, strict=True)
        )
        return Strip([Segment(fit(text, width), self.rich_style + style)], width)
