"""What waits for a supervisor: nos, amendments, late corrections, promises, silence, serving."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from window_desk.domain.errors import DeskError, Unusable
from window_desk.locale import _
from window_desk.tui.bindings import bindings_of
from window_desk.tui.opens_case import OpensCase
from window_desk.tui.supervise_acts import SuperviseActs
from window_desk.tui.supervising import (
    columns,
    counts_text,
    detail_text,
    fits,
    head_text,
    read_waiting,
    row,
)
from window_desk.tui.widgets.bars import KeyBar
from window_desk.tui.widgets.filter_line import FilterLine
from window_desk.tui.widgets.lines import Lines
from window_desk.tui.widgets.prose import Words

if TYPE_CHECKING:
    from window_desk.storage.matters import Matter, Section, Waiting


class SupervisionScreen(OpensCase, SuperviseActs):
    """The home of supervisors; everything of all kinds, or one kind alone."""

    name_ = "supervision"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("supervision")]
    CSS_PATH = "supervision.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.section: Section | None = None
        self.waiting: Waiting | None = None
        self.names: dict[str, str] = {}
        self.text = ""
        self.failed = False

    def body(self) -> ComposeResult:
        """How many of each kind, the list, the chosen one."""
        yield Words(id="counts")
        yield FilterLine()
        yield Lines([])
        yield Words(id="empty")
        yield Words(id="head")
        yield Words(id="detail")

    def on_mount(self) -> None:
        """Read, and let the arrows work at once."""
        super().on_mount()
        self.query_one(Lines).focus()

    def on_resize(self) -> None:
        """The columns depend on the width."""
        super().on_resize()
        self.call_after_refresh(self._paint)

    def retranslate(self) -> None:
        """Name everything anew."""
        super().retranslate()
        self.query_one(FilterLine).retranslate()
        self._paint()

    def refresh_rows(self) -> None:
        """Read what waits, and who the accounts are."""
        desk, section = self.desk, self.section

        def work() -> tuple[Waiting, dict[str, str]]:
            from window_desk.storage import reads

            with desk.read() as connection:
                names = {each.account: each.name for each, _on in reads.accounts(connection)}
            return read_waiting(desk, section), names

        self.read(work, self._show)

    def refused(self, error: DeskError) -> None:
        """Where nothing could be read, say so in its place."""
        self.failed = isinstance(error, Unusable) and self.waiting is None
        super().refused(error)
        self._paint()

    def _show(self, found: tuple[Waiting, dict[str, str]]) -> None:
        self.waiting, self.names = found
        self.failed = False
        self._paint()

    def _paint(self) -> None:
        if not self.is_mounted:
            return
        waiting, width = self.waiting, self.size.width - 2
        nothing = waiting is not None and not self.matters
        self.set_class(self.failed or nothing, "-empty")
        self.query_one("#empty", Static).update(Text(self._nothing()))
        lines = self.query_one(Lines)
        lines.columns = tuple(columns(width))
        if waiting is not None:
            self.query_one("#counts", Static).update(counts_text(waiting, self.section))
            lines.show([row(each, self.names, width) for each in self.matters])
        self._show_detail()

    def _nothing(self) -> str:
        if self.failed:
            return _("What waits could not be read. r reads it again.")
        if self.text:
            return _("Nothing that waits matches {text}. Esc shows all.").format(text=self.text)
        if self.section is not None:
            return _("Nothing of this kind waits. s goes on to the next kind, Esc shows all.")
        return _("Nothing waits for you. 4 shows the open cases.")

    @property
    def matters(self) -> list[Matter]:
        """What is listed: everything that was read and matches what was typed."""
        found = self.waiting.matters if self.waiting else ()
        return [each for each in found if fits(each, self.text, self.names)]

    @property
    def chosen(self) -> Matter | None:
        """The matter under the cursor."""
        line = self.query_one(Lines).chosen
        found = self.waiting.matters if self.waiting else ()
        return next((each for each in found if line is not None and each.key == line.key), None)

    @on(Lines.Chosen)
    def _moved(self, message: Lines.Chosen) -> None:
        message.stop()
        self._show_detail()
        self.query_one(KeyBar).refresh()

    def _show_detail(self) -> None:
        matter, head, text = self.chosen, Text(), Text()
        if matter is not None:
            head = head_text(matter, self.names, self.desk_app.cite(matter.article))
            text = detail_text(matter, self.names)
        self.query_one("#head", Static).update(head)
        self.query_one("#detail", Static).update(text)

    def why_not(self, action: str) -> str:
        """Why a key does nothing now."""
        if action in ("uphold", "overturn"):
            return self.why_not_act(action)
        if action in ("open", "timeline") and self.chosen is None:
            return _("Nothing is chosen: the arrow keys choose a line.")
        if action in ("open", "timeline") and self.chosen and not self.chosen.is_about_case:
            return _("A fork is about a stream of acts, not about one case.")
        return ""

    def _turn_to(self, section: Section | None) -> None:
        self.section, self.waiting = section, None
        self.refresh_rows()

    def action_next_section(self) -> None:
        """Only the next kind, and all of them after the last."""
        from window_desk.storage.matters import sections

        order = (None, *sections)
        self._turn_to(order[(order.index(self.section) + 1) % len(order)])

    def action_filter(self) -> None:
        """Type what has to match."""
        self.query_one(FilterLine).open()

    @on(FilterLine.Typed)
    def _typed(self, message: FilterLine.Typed) -> None:
        message.stop()
        self.text = message.text
        self._paint()
        if message.is_done:
            self.query_one(Lines).focus()

    def action_clear(self) -> None:
        """Everything of every kind again."""
        self.query_one(FilterLine).close()
        self.query_one(Lines).focus()
        self.text = ""
        if self.section is not None:
            self._turn_to(None)
        else:
            self._paint()

    def action_read_again(self) -> None:
        """Read after a failure."""
        self.notice.clear()
        self.refresh_rows()

    def action_open(self) -> None:
        """The chosen case: its legs while it is under review, else its history."""
        matter = self.chosen
        if self.refuse("open") or matter is None:
            return
        if matter.line.state != "under_review":
            self.action_timeline()
            return
        self.desk_app.chosen_case = matter.line.id
        self.desk_app.action_home("routing")

    @property
    def chosen_id(self) -> str:
        """The id of the case under the cursor, empty without one."""
        return self.chosen.line.id if self.chosen else ""


def make() -> SupervisionScreen:
    """This screen."""
    return SupervisionScreen()
