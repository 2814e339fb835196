"""One case on its way through the departments: its legs side by side, and every act on them."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from window_desk.domain.errors import DeskError, Unusable
from window_desk.domain.leg_light import light_of
from window_desk.locale import _
from window_desk.tui.amend_acts import AmendActs
from window_desk.tui.app import make_screen
from window_desk.tui.asking_acts import AskingActs
from window_desk.tui.bindings import bindings_of
from window_desk.tui.clock_acts import ClockActs
from window_desk.tui.due_words import case_text
from window_desk.tui.item_since import SinceLine, TellsSince
from window_desk.tui.leg_words import ahead_text, light_line, meeting_lines, said_text, who_line
from window_desk.tui.meeting_acts import MeetingActs
from window_desk.tui.open_cases import (
    Asked,
    Listed,
    columns,
    names_of,
    read_cases,
    rows,
    short_names,
)
from window_desk.tui.route_reading import (
    Routed,
    every_leg,
    holder_text,
    leg_lines,
    read_route,
    state_text,
)
from window_desk.tui.theme import leg_styles, style_of
from window_desk.tui.widgets.bars import KeyBar
from window_desk.tui.widgets.explained import Explained, ExplainedScreen, read_explained
from window_desk.tui.widgets.lanes import Lanes, legend
from window_desk.tui.widgets.lines import Lines
from window_desk.tui.widgets.prose import Prose, Words


class RoutingScreen(ClockActs, AmendActs, AskingActs, MeetingActs, TellsSince):
    """The chosen case's legs; without one, the open cases to choose from."""

    name_ = "routing"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of("routing")]
    CSS = """
    RoutingScreen #case { height: 1fr; }
    RoutingScreen #case Static { height: auto; padding: 0 1; }
    RoutingScreen #head, RoutingScreen #leg { text-wrap: nowrap; text-overflow: ellipsis; }
    RoutingScreen #legend { max-height: 2; }
    RoutingScreen Lanes { margin: 0 1; height: auto; max-height: 1fr; }
    RoutingScreen #leg, RoutingScreen #reason { background: $surface; }
    RoutingScreen #reason { max-height: 3; }
    RoutingScreen.-tall #reason { max-height: 8; }
    RoutingScreen.-tall Lanes { margin: 1 1; }
    RoutingScreen #case #every { display: none; margin: 1 0 0 0; text-wrap: nowrap;
        text-overflow: ellipsis; }
    RoutingScreen.-tall #case #every { display: block; }
    RoutingScreen #choose { height: 1fr; display: none; }
    RoutingScreen #title { height: 1; padding: 0 1; }
    RoutingScreen #choose Lines { margin: 0 1; }
    RoutingScreen.-choosing #choose { display: block; }
    RoutingScreen.-choosing #case { display: none; }
    RoutingScreen #empty { height: 1fr; padding: 1 2; display: none; }
    RoutingScreen.-empty #empty { display: block; }
    RoutingScreen.-empty #case, RoutingScreen.-empty #choose { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.listed: Listed | None = None
        self.nothing = ""

    def body(self) -> ComposeResult:
        """The case with its lanes, or the list to choose from."""
        with Vertical(id="case"):
            yield Words(id="head")
            yield SinceLine()
            yield Words(id="saved", classes="strong")
            yield Lanes()
            yield Prose(id="legend", classes="label")
            yield Words(id="leg")
            yield Words(id="reason")
            yield Words(id="every", classes="label")
        with Vertical(id="choose"):
            yield Words(id="title", classes="label")
            yield Lines([])
        yield Words(id="empty")

    def on_resize(self) -> None:
        """The columns depend on the width."""
        super().on_resize()
        self.call_after_refresh(self._paint)

    def retranslate(self) -> None:
        """Name everything anew."""
        super().retranslate()
        self._paint()

    def refresh_rows(self) -> None:
        """Read the case, or the cases to choose from."""
        desk, chosen = self.desk, self.desk_app.chosen_case
        if chosen:
            self.read(lambda: read_route(desk, chosen), self._show_case)
            return
        own = self.actor.department if self.actor.role == "reviewer" else ""
        asked = Asked(department=own)
        self.read(lambda: read_cases(desk, asked), self._show_list)

    def refused(self, error: DeskError) -> None:
        """Where nothing could be read, say so in its place."""
        super().refused(error)
        if isinstance(error, Unusable) and self.routed is None and self.listed is None:
            self.nothing = _("The case could not be read. r reads it again.")
            self._paint()

    def _show_case(self, routed: Routed | None) -> None:
        before = self.routed
        self.routed, self.listed, self.nothing = routed, None, ""
        if routed is None:
            self.nothing = _("This case is not on this desk. Esc shows the open cases.")
        elif routed.layout is None:
            self.nothing = _("{case}: not accepted yet, so nothing is routed. 2 opens it.").format(
                case=case_text(routed.line)
            )
        else:
            names = names_of(self.desk_app.centre)
            lanes = self.query_one(Lanes)
            lanes.show(
                routed.layout,
                routed.calendar,
                short_names(names),
                self._first_leg(routed) if self._goes_on(before, routed) else "",
            )
        self._paint()

    def _goes_on(self, before: Routed | None, routed: Routed) -> bool:
        """Whether another case is shown, or the leg in focus was answered just now."""
        if before is None or before.case.id != routed.case.id:
            return True
        was, now = before.case.leg(self.focused_step), routed.case.leg(self.focused_step)
        return was is not None and now is not None and was.state == "open" != now.state

    def _first_leg(self, routed: Routed) -> str:
        """The leg to begin with: an open one of the own department, any open one, the first."""
        legs = routed.case.legs
        own = self.actor.department
        wished = [each for each in legs if each.state == "open" and each.step.department == own]
        wished += [each for each in legs if each.state == "open"]
        return next((each.step.code for each in (*wished, *legs)), "")

    def _show_list(self, listed: Listed) -> None:
        self.listed, self.routed, self.nothing = listed, None, ""
        if not listed.cases:
            self.nothing = _("No case is under review. 2 takes an application in.")
            if listed.asked.department:
                self.nothing = _("Nothing waits for your department. 4 shows every open case.")
        self._paint()

    def _paint(self) -> None:
        if not self.is_mounted:
            return
        self.set_class(bool(self.nothing), "-empty")
        self.set_class(self.listed is not None, "-choosing")
        self.query_one("#empty", Static).update(Text(self.nothing))
        if self.listed is not None:
            self._paint_list(self.listed)
        elif self.routed is not None:
            self._paint_case(self.routed)

    def _paint_list(self, listed: Listed) -> None:
        title = _("Choose a case; Enter opens it.")
        self.query_one("#title", Static).update(Text(title))
        lines, width = self.query_one(Lines), self.size.width - 2
        lines.columns = tuple(columns(width))
        lines.show(rows(listed, width, self.desk_app.centre))
        if not listed.cases:
            return
        lines.focus()

    def _paint_case(self, routed: Routed) -> None:
        names = names_of(self.desk_app.centre)
        head = Text()
        head.append(f"{case_text(routed.line)}\n", "bold")
        head.append(f"{state_text(routed)}\n{holder_text(routed, short_names(names))}")
        self.query_one("#head", Static).update(head)
        self.show_since(routed.since)
        self.query_one("#saved", Static).update(Text(ahead_text(routed)))
        more = [*meeting_lines(routed, names), *every_leg(routed)]
        self.query_one("#every", Static).update(Text("\n".join(more)))
        self.query_one("#legend", Prose).update(Text(legend()))
        self._paint_leg()
        self.query_one(Lanes).refresh()
        if routed.layout is not None and self.app.screen is self:
            self.query_one(Lanes).focus()

    def _paint_leg(self) -> None:
        lane, routed = self.query_one(Lanes).chosen, self.routed
        text, more = Text(), ""
        if lane is not None and routed is not None:
            names, centre = names_of(self.desk_app.centre), self.desk_app.centre
            first, when, after = leg_lines(lane, routed)
            text.append(first, "bold")
            text.append(f"\n{who_line(routed, lane.leg, names)}\n{when}\n")
            light = light_line(routed, lane.leg)
            if light:
                shown = light_of(routed.case, lane.leg, routed.calendar, routed.today)
                text.append(light, style_of(leg_styles[shown.value], self.app.theme_variables))
                text.append(" · ")
            text.append(after)
            more = said_text(routed, lane.leg, names, centre)
        self.query_one("#leg", Static).update(text)
        self.query_one("#reason", Static).update(Text(more))

    @on(Lanes.Chosen)
    def _leg_focused(self, message: Lanes.Chosen) -> None:
        message.stop()
        self._paint_leg()
        self.query_one(KeyBar).refresh()

    @property
    def focused_step(self) -> str:
        """The code of the leg in focus."""
        lane = self.query_one(Lanes).chosen
        return lane.leg.step.code if lane else ""

    def why_not(self, action: str) -> str:
        """Why a key does nothing now."""
        if action in ("read_again", "back"):
            return ""
        if action == "open":
            return "" if self.listed and self.listed.cases else _("The case is open already.")
        if self.routed is None:
            return _("No case is open here: Enter opens the chosen one.")
        if action == "item_changes":
            return self.why_not_since()
        if action in ("timeline", "explain"):
            return "" if self.routed.layout else _("It is not accepted yet: no date runs.")
        return self.why_not_act(action, self.routed.case)

    def action_open(self) -> None:
        """Open the chosen case."""
        line = self.query_one("#choose Lines", Lines).chosen
        if not self.refuse("open") and line is not None:
            self.desk_app.chosen_case = line.key
            self.refresh_rows()

    @on(Lines.Pressed)
    def _pressed(self, message: Lines.Pressed) -> None:
        message.stop()
        self.action_open()

    def action_back(self) -> None:
        """The list of cases."""
        self.desk_app.chosen_case = ""
        self.refresh_rows()

    def action_read_again(self) -> None:
        """Read after a failure."""
        self.notice.clear()
        self.refresh_rows()

    def action_timeline(self) -> None:
        """The case's history."""
        if not self.refuse("timeline"):
            self.app.push_screen(make_screen("timeline"))

    def action_explain(self) -> None:
        """How both dates come about."""
        if self.refuse("explain") or self.routed is None:
            return
        desk, identity = self.desk, self.routed.case.id

        def show(explained: Explained) -> None:
            self.app.push_screen(ExplainedScreen(explained))

        self.read(lambda: read_explained(desk, identity), show, "explain")


def make() -> RoutingScreen:
    """This screen."""
    return RoutingScreen()
