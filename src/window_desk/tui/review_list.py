"""A list of legs and decisions with the dossier beside it, in pages, and the acts on the chosen."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from window_desk.domain.errors import DeskError, Unusable
from window_desk.locale import _
from window_desk.tui.asking_acts import AskingActs
from window_desk.tui.clock_acts import ClockActs
from window_desk.tui.dossier import dossier_text
from window_desk.tui.meeting_acts import MeetingActs
from window_desk.tui.open_cases import names_of
from window_desk.tui.opens_case import OpensCase
from window_desk.tui.review_reading import Listed, page_size
from window_desk.tui.route_reading import Routed, read_route
from window_desk.tui.widgets.bars import KeyBar
from window_desk.tui.widgets.lines import Column, Line, Lines
from window_desk.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from window_desk.storage.reviews import ReviewLine

ahead = 20
"""How many rows before the end of what was read the next page is asked for."""

_of_a_leg = (
    "agree", "agree_with", "disagree", "send_back", "take_up", "hand_on", "ask_more", "remind",
)  # fmt: skip
"""The acts that need a leg and not a decision."""


class ReviewLines(Lines, inherit_bindings=False):
    """The list without the letters that are acts of its screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup,ctrl+u", "move(-10)", show=False),
        Binding("pagedown,ctrl+d", "move(10)", show=False),
        Binding("home", "move(-1000000)", show=False),
        Binding("end", "move(1000000)", show=False),
    ]


class ReviewList(OpensCase, ClockActs, AskingActs, MeetingActs):
    """The subclass says what is read and how a line looks."""

    DEFAULT_CSS = """
    ReviewList #shown { height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    ReviewList #both { height: 1fr; layout: vertical; }
    ReviewList.-wide #both { layout: horizontal; }
    ReviewList ReviewLines { margin: 0 1; height: 2fr; width: 1fr; }
    ReviewList #dossier { height: 3fr; padding: 0 1; background: $surface; }
    ReviewList.-wide #dossier { width: 54; height: 1fr; }
    ReviewList.-wide ReviewLines { height: 1fr; }
    ReviewList #empty { height: 1fr; padding: 1 2; display: none; }
    ReviewList.-empty #empty { display: block; }
    ReviewList.-empty #both { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.listed: Listed | None = None
        self.failed = False

    def body(self) -> ComposeResult:
        """Which list, the list, the dossier of what is chosen."""
        yield Static(id="shown", classes="label")
        with Container(id="both"):
            yield ReviewLines([])
            with VerticalScroll(id="dossier"):
                yield Prose(id="text")
        yield Static(id="empty")

    @abstractmethod
    def read_page(self, after: str, limit: int) -> Listed:
        """Read a page, in a thread."""

    @abstractmethod
    def columns(self, width: int) -> list[Column]:
        """The columns in so many cells."""

    @abstractmethod
    def row(self, line: ReviewLine, width: int) -> Line:
        """A line as a row."""

    @abstractmethod
    def heading(self, listed: Listed) -> str:
        """What is listed."""

    @abstractmethod
    def nothing(self) -> str:
        """Why nothing is listed, and the key to press."""

    def on_mount(self) -> None:
        """Read, let the arrows work at once, and see a new day."""
        super().on_mount()
        self.query_one(ReviewLines).focus()
        self.set_interval(60, self._look_at_the_day)

    def on_resize(self) -> None:
        """The columns depend on the width."""
        super().on_resize()
        self.call_after_refresh(self._paint)

    def retranslate(self) -> None:
        """Name everything anew."""
        super().retranslate()
        self._paint()

    def _look_at_the_day(self) -> None:
        if self.listed is not None and self.desk.clock().date() != self.listed.today:
            self.refresh_rows()

    def refresh_rows(self) -> None:
        """Read again as many lines as are shown, and what is chosen."""
        limit = max(page_size, len(self.listed.lines) if self.listed else 0)
        self.read(lambda: self.read_page("", limit), self._show)

    def refused(self, error: DeskError) -> None:
        """Where nothing can be read, say so in its place."""
        self.failed = isinstance(error, Unusable) and self.listed is None
        super().refused(error)
        self._paint()

    def _show(self, listed: Listed) -> None:
        self.listed, self.failed = listed, False
        self._paint()
        self._read_dossier()

    def _show_more(self, more: Listed) -> None:
        if self.listed is not None and self.listed.view == more.view:
            self.listed = self.listed.joined(more)
            self._paint()

    def _paint(self) -> None:
        if not self.is_mounted:
            return
        listed, lines = self.listed, self.query_one(ReviewLines)
        self.set_class(self.failed or (listed is not None and not listed.lines), "-empty")
        failed = _("The list could not be read. r reads it again.")
        self.query_one("#empty", Static).update(Text(failed if self.failed else self.nothing()))
        if listed is None:
            return
        self.query_one("#shown", Static).update(Text(self.heading(listed)))
        width = lines.size.width or self.size.width - 2
        lines.columns = tuple(self.columns(width))
        lines.show([self.row(each, width) for each in listed.lines])
        if listed.lines and self.focused is None and self.app.screen is self:
            # An empty list is hidden, and what is hidden loses the focus.
            lines.focus()
        self._show_dossier()

    @property
    def chosen(self) -> ReviewLine | None:
        """The line under the cursor."""
        line = self.query_one(ReviewLines).chosen
        lines = self.listed.lines if self.listed else ()
        return next((each for each in lines if line is not None and each.key == line.key), None)

    @property
    def focused_step(self) -> str:
        """The step of the chosen line."""
        return self.chosen.step if self.chosen else ""

    @on(Lines.Chosen)
    def _moved(self, message: Lines.Chosen) -> None:
        message.stop()
        listed, lines = self.listed, self.query_one(ReviewLines)
        self._read_dossier()
        self.query_one("#dossier", VerticalScroll).scroll_home(animate=False)
        self.query_one(KeyBar).refresh()
        if listed is not None and listed.next and lines.cursor >= len(lines.lines) - ahead:
            after = listed.next
            self.read(lambda: self.read_page(after, page_size), self._show_more)

    def _read_dossier(self) -> None:
        line, desk = self.chosen, self.desk
        if line is None:
            self.routed = None
            self._show_dossier()
            return
        case = line.case
        self.read(lambda: read_route(desk, case), self._show_route, "dossier")

    def _show_route(self, routed: Routed | None) -> None:
        self.routed = routed
        self._show_dossier()
        self.query_one(KeyBar).refresh()

    def _show_dossier(self) -> None:
        routed, text = self.routed, Text()
        if routed is not None and self._is_read():
            centre = self.desk_app.centre
            text = dossier_text(routed, self.focused_step, names_of(centre), centre)
        self.query_one("#text", Prose).update(text)

    def _is_read(self) -> bool:
        """Whether the dossier is the chosen line's and not the one's before."""
        line = self.chosen
        return line is not None and self.routed is not None and self.routed.case.id == line.case

    def why_not(self, action: str) -> str:
        """Why a key does nothing now."""
        if action in ("read_again", "next_view", "page_on"):
            return ""
        line = self.chosen
        if line is None:
            return _("Nothing is chosen: the arrow keys choose a line.")
        if action in ("open", "explain", "timeline"):
            return ""
        if action in _of_a_leg and not line.step:
            return _("Every leg is answered here: g grants, x refuses.")
        if self.routed is None or not self._is_read():
            return _("The case is still being read.")
        return self.why_not_act(action, self.routed.case)

    def action_read_again(self) -> None:
        """Read after a failure."""
        self.notice.clear()
        self.refresh_rows()

    def action_page_on(self) -> None:
        """On in the dossier; from its end back to its beginning."""
        pane = self.query_one("#dossier", VerticalScroll)
        if pane.scroll_offset.y >= pane.max_scroll_y:
            pane.scroll_home(animate=False)
        else:
            pane.scroll_page_down(animate=False)

    @property
    def chosen_id(self) -> str:
        """The id of the case under the cursor, empty without one."""
        return self.chosen.case if self.chosen else ""
