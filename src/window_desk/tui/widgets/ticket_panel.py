"""My ticket, large, with its running times and why it was next."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.widgets import Digits, Static

from window_desk.domain import lineup
from window_desk.domain.centre import Centre
from window_desk.domain.item import Bilingual
from window_desk.domain.ops import Why
from window_desk.domain.ticket import state_labels
from window_desk.locale import _, word
from window_desk.locale.punctuation import clauses
from window_desk.storage.rows import TicketLine
from window_desk.tui.cells import clock
from window_desk.tui.widgets.prose import Words


def short_rule(line: TicketLine, centre: Centre) -> str:
    """Why a waiting ticket stands where it stands, short enough for a column."""
    match lineup.reason_in(line.rule, centre.queue(line.queue)):
        case "appointment":
            return _("appointment {time}").format(time=_time(line.appointment))
        case "priority":
            return _("priority, -{minutes} min").format(minutes=line.head_start)
        case "quick":
            return _("quick lane, -{minutes} min").format(minutes=line.head_start)
        case "quick_before":
            return _("was quick, -{minutes} min").format(minutes=line.head_start)
        case "requeued":
            return _("came back, -{minutes} min").format(minutes=line.head_start)
    return _("by arrival")


def _time(at: datetime | None) -> str:
    return f"{at:%H:%M}" if at else ""


def rule_text(rule: str, line: TicketLine, centre: Centre) -> str:
    """Why a ticket is next, in words."""
    match lineup.reason_in(rule, centre.queue(line.queue)):
        case "priority":
            return _("{priority}: counts as {minutes} min earlier").format(
                priority=priority_name(line, centre), minutes=line.head_start
            )
        case "appointment":
            return _("appointment at {time}").format(time=_time(line.appointment))
        case "quick":
            return _("quick lane: counts as {minutes} min earlier").format(minutes=line.head_start)
        case "quick_before":
            text = _("from the quick lane: counts as {minutes} min earlier")
            return text.format(minutes=line.head_start)
        case "requeued":
            return _("came back: counts as {minutes} min earlier").format(minutes=line.head_start)
        case "chosen":
            return _("chosen by the clerk")
    return _("by arrival")


def why_text(why: Why, line: TicketLine, centre: Centre) -> str:
    """The reason on record for a call."""
    said = rule_text(why.rule, line, centre)
    if why.passed:
        passed = _("before {count} here longer").format(count=why.passed)
        return clauses((said, passed))
    return said


def priority_name(line: TicketLine, centre: Centre) -> str:
    """The priority class of a ticket in words."""
    found = centre.priority(line.priority)
    return word(found.name) if found else line.priority


class Number(Digits):
    """A number in large digits, in a place that is as wide for every number."""

    def update(self, value: str) -> None:
        """Show another number; nothing around it moves."""
        if value != self.value:
            super().update(value)

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Paint again; digits of another width are no reason to lay the screen out."""
        wanted = layout and not self.is_mounted
        return super().refresh(*regions, repaint=repaint, layout=wanted, recompose=recompose)


class TicketPanel(Horizontal):
    """The ticket at my window, or what to press when there is none."""

    DEFAULT_CSS = """
    TicketPanel { height: 5; padding: 0 1; border-bottom: solid $panel; }
    TicketPanel Number { width: 16; height: 3; color: $accent; }
    TicketPanel.-lane Number { width: 21; }
    TicketPanel Vertical { width: 1fr; height: 4; }
    TicketPanel Static { height: 1; }
    """

    def compose(self) -> ComposeResult:
        """The number, and four lines beside it."""
        yield Number("", id="number")
        with Vertical():
            yield Words(id="state", classes="strong")
            yield Words(id="times")
            yield Words(id="item")
            yield Words(id="why", classes="label")

    def show_none(self, first: str, second: str) -> None:
        """Say that nobody is at the window, and the key to press."""
        self.query_one(Number).update("---")
        for name, text in (("state", first), ("times", second), ("item", ""), ("why", "")):
            self.query_one(f"#{name}", Static).update(Text(text))

    def show(self, line: TicketLine, centre: Centre, now: datetime) -> None:
        """Show a ticket with its times up to now."""
        self.query_one(Number).update(line.number)
        state = word(state_labels[line.state])
        head = f"{line.number}  {state}  {priority_name(line, centre)}"
        item = Bilingual(line.item_zh, line.item_en)
        why = why_text(line.why, line, centre) if line.why else ""
        texts = {
            "state": head,
            "times": self._times(line, now),
            "item": word(item) or _("no item was named on the slip"),
            "why": why,
        }
        for name, text in texts.items():
            self.query_one(f"#{name}", Static).update(Text(text, no_wrap=True, overflow="ellipsis"))

    def _times(self, line: TicketLine, now: datetime) -> str:
        running = int((now - line.stage_since).total_seconds()) if line.stage_since else 0
        way = line.way_s + (running if line.state == "called" else 0)
        service = line.service_s + (running if line.state == "serving" else 0)
        return "   ".join(
            (
                _("wait {time}").format(time=clock(line.wait_s)),
                _("way {time}").format(time=clock(way)),
                _("service {time}").format(time=clock(service)),
                _("calls {count}").format(count=line.calls),
            )
        )
