"""The legs of a case as parallel lanes over working days, one of them in focus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size, Spacing
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.case import leg_labels
from window_desk.domain.errors import Label
from window_desk.domain.item import Bilingual
from window_desk.locale import _, word
from window_desk.tui.cells import fit
from window_desk.tui.route_days import Axis, Lane, Layout, axis, bar_glyphs
from window_desk.tui.told import department_text

_title_lines = 2
_titles = Spacing(_title_lines, 0, 0, 0)
"""The lines of days cover the first rows of the widget's own space."""

_tones = {
    "agreed": "lanes--agreed",
    "disagreed": "lanes--against",
    "returned": "lanes--against",
    "gone": "lanes--open",
    "left": "lanes--open",
    "late": "lanes--late",
    "asking": "lanes--against",
    "planned": "lanes--dim",
    "off": "lanes--dim",
    "none": "lanes--dim",
}
_legend: tuple[tuple[str, Label], ...] = (
    ("agreed", ("同意", "agreed")),
    ("gone", ("已用", "used")),
    ("left", ("剩余", "left")),
    ("late", ("超期", "late")),
    ("asking", ("待申请人", "asked")),
    ("planned", ("计划", "to come")),
    ("disagreed", ("不同意", "no")),
    ("returned", ("退回", "back")),
    ("off", ("不计入", "off")),
)


def legend() -> str:
    """What the signs of the bars mean."""
    signs = [f"{bar_glyphs[kind]} {word(label)}" for kind, label in _legend]
    marks = (
        ("*", _("critical")),
        ("|", _("today")),
        ("P", _("promised")),
        ("w h m", _("weekend, holiday, make-up day")),
    )
    # A blank that does not break keeps each sign on the line of its word.
    pairs = [*signs, *(f"{sign} {said}" for sign, said in marks)]
    return "  ".join(each.replace(" ", "\u00a0") for each in pairs)


def day_mark(day: date, layout: Layout, calendar: WorkingCalendar) -> str:
    """What a day is: today, the promised day, a weekend, a holiday, or a make-up day."""
    if day == layout.today:
        return "|"
    if day == layout.promised:
        return "P"
    weekend = day.weekday() >= 5
    if calendar.is_workday(day):
        return "m" if weekend else " "
    return "w" if weekend and not _is_named(day, calendar) else "h"


def _is_named(day: date, calendar: WorkingCalendar) -> bool:
    return any(each.date == day and each.off for each in calendar.named_days(day.year))


class Lanes(ScrollView, can_focus=True):
    """Lanes with a cursor: the arrow keys move it, a click sets it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lanes--title",
        "lanes--plain",
        "lanes--chosen",
        "lanes--dim",
        "lanes--agreed",
        "lanes--open",
        "lanes--late",
        "lanes--against",
        "lanes--today",
    }
    DEFAULT_CSS = """
    Lanes {
        height: 1fr; background: $background; overflow-x: hidden; scrollbar-size-vertical: 1;
        & > .lanes--title { color: $foreground 70%; text-style: bold; }
        & > .lanes--plain { color: $foreground; }
        & > .lanes--chosen { background: $panel; text-style: bold; }
        &:focus > .lanes--chosen { background: $primary-muted; }
        & > .lanes--dim { color: $foreground 75%; }
        & > .lanes--agreed { color: $success; }
        & > .lanes--open { color: $primary; text-style: bold; }
        & > .lanes--late { color: $error; text-style: bold; }
        & > .lanes--against { color: $warning; text-style: bold; }
        & > .lanes--today { color: $accent; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("home", "move(-1000)", show=False),
        Binding("end", "move(1000)", show=False),
    ]
    cursor: reactive[int] = reactive(0)

    class Chosen(Message):
        """Another leg is in focus."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.layout_: Layout | None = None
        self.calendar: WorkingCalendar | None = None
        self.departments: Mapping[str, Bilingual] = {}

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """The lanes shown."""
        return self.layout_.lanes if self.layout_ else ()

    @property
    def chosen(self) -> Lane | None:
        """The lane in focus."""
        return self.lanes[self.cursor] if 0 <= self.cursor < len(self.lanes) else None

    def show(
        self,
        layout: Layout | None,
        calendar: WorkingCalendar,
        departments: Mapping[str, Bilingual],
        first: str = "",
    ) -> None:
        """Show the lanes of a case; the focus stays on its leg, or goes to the step `first`."""
        wished = first or (self.chosen.leg.step.code if self.chosen else "")
        self.layout_, self.calendar, self.departments = layout, calendar, departments
        codes = [each.leg.step.code for each in self.lanes]
        self.cursor = codes.index(wished) if wished in codes else 0
        self.virtual_size = Size(self.size.width, len(self.lanes) + _title_lines)
        self.refresh()

    def action_move(self, by: int) -> None:
        """Move the focus by legs."""
        self.cursor = max(0, min(len(self.lanes) - 1, self.cursor + by))

    def watch_cursor(self, before: int, after: int) -> None:
        """Keep the focused leg in sight and tell about it."""
        if before != after and self.is_mounted:
            region = Region(0, after + _title_lines, 1, 1)
            self.scroll_to_region(region, animate=False, force=True, spacing=_titles)
            self.refresh()
            self.post_message(self.Chosen())

    def on_resize(self, event: events.Resize) -> None:
        """Measure again."""
        self.virtual_size = Size(event.size.width, len(self.lanes) + _title_lines)

    def on_click(self, event: events.Click) -> None:
        """Focus the clicked leg."""
        at = event.y + round(self.scroll_offset.y) - _title_lines
        if event.y >= _title_lines and 0 <= at < len(self.lanes):
            self.cursor = at

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name, partial=True)

    def _widths(self, width: int) -> list[int]:
        """The cells of step, department, state and due day; no width leaves a column out."""
        if width >= 110:
            return [26, 22, 18, 6]
        return [17, 13, 0, 6] if width >= 70 else [12, 0, 0, 6]

    def render_line(self, y: int) -> Strip:
        """One painted row; the first two are the days and do not scroll."""
        width = self.scrollable_content_region.width
        if self.layout_ is None or self.calendar is None:
            return Strip.blank(width, self.rich_style)
        widths = self._widths(width)
        left = sum(each + 1 for each in widths if each) + 4
        days = axis(self.layout_, width - left)
        if y < _title_lines:
            segments = self._title(y, widths, days, self.layout_, self.calendar)
        else:
            at = y - _title_lines + round(self.scroll_offset.y)
            if at >= len(self.lanes):
                return Strip.blank(width, self.rich_style)
            segments = self._lane(at, widths, days, self.layout_, self.calendar)
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _head(self, texts: Iterable[str], widths: list[int]) -> str:
        return "".join(f"{fit(text, cells)} " for text, cells in zip(texts, widths, strict=True)
                       if cells)  # fmt: skip

    def _title(
        self, y: int, widths: list[int], days: Axis, layout: Layout, calendar: WorkingCalendar
    ) -> list[Segment]:
        base = self.rich_style
        title = base + self._style("lanes--title")
        words = (_("step"), _("department"), _("state"), _("due")) if y else ("", "", "", "")
        head = Segment("   " + self._head(words, widths), title)
        edge = Segment("<" if days.cut_before else " ", title)
        if y == 0:
            months = "".join(self._date(each, at, days) for at, each in enumerate(days.days))
            head = Segment(fit(f"   {days.days[0]:%Y-%m}", len(head.text)), title)
            return [head, edge, Segment(_spread(months), title)]
        cells = [head, edge]
        for day in days.days:
            mark = day_mark(day, layout, calendar)
            tone = "lanes--today" if mark in "|P" else "lanes--dim"
            cells.append(Segment(fit(mark, days.per), base + self._style(tone)))
        return [*cells, Segment(">" if days.cut_after else "", title)]

    def _date(self, day: date, at: int, days: Axis) -> str:
        """The day's number where there is room for it; with one cell a day, every Monday's.

        With two cells every other day has its number: side by side they would read as one.
        """
        if days.per > 1:
            return fit(str(day.day) if days.per > 2 or at % 2 == 0 else "", days.per)
        return f"\0{day.day}" if at == 0 or day.weekday() == 0 else "\1"

    def _lane(
        self, at: int, widths: list[int], days: Axis, layout: Layout, calendar: WorkingCalendar
    ) -> list[Segment]:
        lane = self.lanes[at]
        chosen = at == self.cursor
        base = self.rich_style
        if chosen:
            base += self._style("lanes--chosen")
        kind = _state_kind(lane, layout.today)
        tone = base + self._style(_tones[kind])
        step = lane.leg.step
        texts = (
            word(step.name),
            department_text(step.department, self.departments),
            word(leg_labels[lane.leg.state]),
            f"{lane.due:%m-%d}" if lane.due and lane.leg.state == "open" else "",
        )
        mark = f"{'>' if chosen else ' '}{'*' if lane.critical else ' '}"
        segments = [
            Segment(mark, base + self._style("lanes--plain")),
            Segment(bar_glyphs[kind], tone),
            Segment(self._head(texts, widths), base + self._style("lanes--plain")),
            Segment(" ", base),
        ]
        for day in days.days:
            segments += self._cell(lane, day, days.per, base, layout, calendar)
        return segments

    def _cell(
        self,
        lane: Lane,
        day: date,
        per: int,
        base: Style,
        layout: Layout,
        calendar: WorkingCalendar,
    ) -> list[Segment]:
        kind = lane.kind_of(day, calendar, layout.today)
        text = bar_glyphs[kind] * per
        style = base + self._style(_tones[kind])
        if day != layout.today:
            return [Segment(text, style)]
        return [Segment("|", base + self._style("lanes--today")), Segment(text[1:], style)]


def _state_kind(lane: Lane, today: date) -> str:
    """The sign that stands for the whole leg."""
    if lane.leg.state == "open":
        return "late" if lane.due is not None and today > lane.due else "gone"
    return "planned" if lane.leg.state == "waiting" else lane.leg.state


def _spread(marked: str) -> str:
    """Day numbers each over its own cell, where `\\0` starts one and `\\1` is a day without."""
    if "\0" not in marked:
        return marked
    out = ""
    for part in marked.split("\0")[1:]:
        number = part.rstrip("\1")
        days = 1 + part.count("\1")
        out += fit(number if len(number) <= days else "", days)
    return out
