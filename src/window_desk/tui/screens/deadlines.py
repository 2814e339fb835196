"""Open cases by what is left of their time, with both clocks and why they end when they end."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from window_desk.domain.errors import DeskError, Unusable
from window_desk.locale import _
from window_desk.storage.rows import CaseLine
from window_desk.tui.bindings import bindings_of
from window_desk.tui.due_words import (
    alarms_text,
    asked_text,
    counts_text,
    detail_text,
    nothing_text,
)
from window_desk.tui.open_cases import (
    Asked,
    Counted,
    Listed,
    columns,
    count_cases,
    names_of,
    open_lights,
    page_size,
    read_cases,
    rows,
)
from window_desk.tui.opens_case import OpensCase
from window_desk.tui.widgets.filter_line import FilterLine
from window_desk.tui.widgets.lines import Lines
from window_desk.tui.widgets.prose import Prose, Words

ahead = 20
"""How many rows before the end of what was read the next page is asked for."""


class DeadlinesScreen(OpensCase):
    """Every open case, or those of the own department."""

    name_ = "deadlines"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("deadlines")]
    CSS = """
    DeadlinesScreen #counts, DeadlinesScreen #shown { height: 1; padding: 0 1; }
    DeadlinesScreen.-narrow #counts { height: auto; max-height: 2; }
    DeadlinesScreen.-filtering #shown { display: none; }
    DeadlinesScreen Lines { margin: 0 1; }
    DeadlinesScreen #detail { height: 3; padding: 0 1; background: $surface; }
    DeadlinesScreen #alarms { height: auto; max-height: 4; padding: 0 1; color: $warning;
        display: none; }
    DeadlinesScreen.-alarmed #alarms { display: block; }
    DeadlinesScreen #shown, DeadlinesScreen #detail {
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    DeadlinesScreen #empty { height: 1fr; padding: 1 2; display: none; }
    DeadlinesScreen.-empty #empty { display: block; }
    DeadlinesScreen.-empty Lines, DeadlinesScreen.-empty #detail { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked = Asked()
        self.listed: Listed | None = None
        self.counted: Counted | None = None
        self.failed = False

    def body(self) -> ComposeResult:
        """Counts, filter, list, the chosen case, what to warn of."""
        yield Words(id="counts")
        yield Words(id="shown", classes="label")
        yield FilterLine()
        yield Lines([])
        yield Words(id="empty")
        yield Words(id="detail")
        yield Prose(id="alarms")

    def on_mount(self) -> None:
        """A reviewer begins with the own department; a new day changes every light."""
        if self.actor.role == "reviewer":
            self.asked = Asked(department=self.actor.department)
        super().on_mount()
        self.query_one(Lines).focus()
        self.set_interval(60, self._look_at_the_day)

    def on_resize(self) -> None:
        """The columns and the counts depend on the width."""
        super().on_resize()
        self.call_after_refresh(self._paint)

    def retranslate(self) -> None:
        """Name everything anew."""
        self.query_one(FilterLine).retranslate()
        super().retranslate()
        self._paint()

    def _look_at_the_day(self) -> None:
        if self.listed is not None and self.desk.clock().date() != self.listed.today:
            self.refresh_rows()

    def refresh_rows(self) -> None:
        """Read again as many cases as are shown, and the counts."""
        desk, asked = self.desk, self.asked
        shown = len(self.listed.cases) if self.listed and self.listed.asked == asked else 0
        limit = max(page_size, shown)
        self.read(lambda: read_cases(desk, asked, limit=limit), self._show)
        self.read(lambda: count_cases(desk), self._show_counts, "counts")

    def refused(self, error: DeskError) -> None:
        """Where the cases cannot be read, say so in their place."""
        self.failed = isinstance(error, Unusable) and self.listed is None
        super().refused(error)
        self._paint()

    def _show(self, listed: Listed) -> None:
        self.listed, self.failed = listed, False
        self._paint_rows()

    def _show_more(self, listed: Listed) -> None:
        before = self.listed
        if before is not None and before.asked == listed.asked:
            self._show(before.joined(listed))

    def _show_counts(self, counted: Counted) -> None:
        self.counted = counted
        text = counts_text(counted, self.asked.light, self.app.theme_variables, self.size.width - 2)
        self.query_one("#counts", Static).update(text)
        alarms = alarms_text(counted)
        self.set_class(bool(alarms), "-alarmed")
        self.query_one("#alarms", Prose).update(Text(alarms))

    def _paint(self) -> None:
        if self.is_mounted:
            self._paint_asked()
            self._paint_rows()

    def _paint_asked(self) -> None:
        names = names_of(self.desk_app.centre)
        self.query_one("#shown", Static).update(Text(asked_text(self.asked, names)))
        if self.counted is not None:
            self._show_counts(self.counted)

    def _paint_rows(self) -> None:
        listed = self.listed
        self.set_class(self.failed or (listed is not None and not listed.cases), "-empty")
        failed = _("The cases could not be read. r reads them again.")
        nothing = failed if self.failed else nothing_text(self.asked)
        self.query_one("#empty", Static).update(Text(nothing))
        lines = self.query_one(Lines)
        width = self.size.width - 2
        lines.columns = tuple(columns(width))
        if listed is not None:
            lines.show(rows(listed, width, self.desk_app.centre))
            if listed.cases and self.focused is None and self.app.screen is self:
                # An empty list is hidden, and what is hidden loses the focus.
                lines.focus()
        self._show_detail()

    @property
    def chosen(self) -> CaseLine | None:
        """The case under the cursor."""
        line = self.query_one(Lines).chosen
        cases = self.listed.cases if self.listed else ()
        return next((each for each in cases if line is not None and each.id == line.key), None)

    @on(Lines.Chosen)
    def _moved(self, message: Lines.Chosen) -> None:
        message.stop()
        self._show_detail()
        listed = self.listed
        if (
            listed is not None
            and listed.next
            and self.query_one(Lines).cursor >= len(listed.cases) - ahead
        ):
            desk, asked, after = self.desk, self.asked, listed.next
            # In the group of the whole list, so that a reading of it all comes after or instead.
            self.read(lambda: read_cases(desk, asked, after), self._show_more)

    def _show_detail(self) -> None:
        line, listed, names = self.chosen, self.listed, names_of(self.desk_app.centre)
        text = Text()
        if line is not None and listed is not None:
            legs, late = listed.leg_lights(line.id), listed.late.get(line.id, "")
            standing = listed.standing[line.id]
            text = detail_text(line, standing, listed.calendar, names, legs, late)
        self.query_one("#detail", Static).update(text)

    def why_not(self, action: str) -> str:
        """Why a key does nothing now."""
        if action == "own" and not self.actor.department:
            return _("Your account belongs to no department.")
        if action in ("open", "explain", "timeline") and self.chosen is None:
            return _("No case is chosen: the arrow keys choose one.")
        return ""

    def _ask(self, asked: Asked) -> None:
        self.asked = asked
        self._paint_asked()
        self.refresh_rows()

    def action_filter(self) -> None:
        """Type what the cases have to match."""
        self.query_one(FilterLine).open()

    @on(FilterLine.Typed)
    def _typed(self, message: FilterLine.Typed) -> None:
        message.stop()
        if message.text != self.asked.text:
            self._ask(msgspec.structs.replace(self.asked, text=message.text))
        if message.is_done:
            self.query_one(Lines).focus()

    def action_clear(self) -> None:
        """Every open case again."""
        self.query_one(FilterLine).close()
        self.query_one(Lines).focus()
        if self.asked.is_filter:
            self._ask(Asked(department=self.asked.department))

    def action_next_light(self) -> None:
        """Only the cases of the next light, and all of them after the last."""
        order = (None, *open_lights)
        light = order[(order.index(self.asked.light) + 1) % len(order)]
        self._ask(msgspec.structs.replace(self.asked, light=light))

    def action_own(self) -> None:
        """The own department's cases, or all."""
        if not self.refuse("own"):
            department = "" if self.asked.department else self.actor.department
            self._ask(msgspec.structs.replace(self.asked, department=department))

    def action_read_again(self) -> None:
        """Read after a failure."""
        self.notice.clear()
        self.refresh_rows()

    @property
    def chosen_id(self) -> str:
        """The id of the case under the cursor, empty without one."""
        return self.chosen.id if self.chosen else ""


def make() -> DeadlinesScreen:
    """This screen."""
    return DeadlinesScreen()
