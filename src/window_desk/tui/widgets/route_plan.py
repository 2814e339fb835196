"""An item's route drawn in parallel, for each choice of the situations that change it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from window_desk.domain import checklist, route
from window_desk.domain.item import Bilingual, Option, ServiceItem, Situation
from window_desk.locale import _, word
from window_desk.locale.punctuation import named

_tones: dict[str, str] = {
    "critical": "error",
    "beside": "primary",
    "slack": "warning",
}
most_choices = 60
"""Choices that the arrows go through."""


def choices_of(item: ServiceItem) -> list[dict[str, str]]:
    """Every combination of the answers that bring other steps, the usual one first."""
    deciding: list[Situation] = [
        each for each in item.situations if any(option.steps for option in each.options)
    ]
    found = product(*([option.code for option in each.options] for each in deciding))
    codes = [each.code for each in deciding]
    combined = [dict(zip(codes, answers, strict=True)) for answers in found]
    return combined[:most_choices]


class RoutePlanScreen(ModalScreen[None]):
    """The chart of one choice; left and right go through the choices."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,p,q,enter", "close", show=False),
        Binding("right", "turn(1)", show=False),
        Binding("left", "turn(-1)", show=False),
        Binding("j", "down", show=False),
        Binding("k", "up", show=False),
    ]
    CSS = """
    RoutePlanScreen .box { width: 100%; max-width: 116; padding: 0 1; }
    RoutePlanScreen VerticalScroll { height: auto; max-height: 16; margin: 1 0 0 0; }
    RoutePlanScreen.-tall VerticalScroll { max-height: 30; }
    RoutePlanScreen VerticalScroll Static { height: auto; }
    """

    def __init__(self, item: ServiceItem, departments: Mapping[str, Bilingual]) -> None:
        super().__init__()
        self.item = item
        self.departments = departments
        self.choices = choices_of(item)
        self.at = 0

    def compose(self) -> ComposeResult:
        """Title, the answers, the chart, and how to go on."""
        with Vertical(classes="box"):
            yield Static(Text(f"{word(self.item.name)}  v{self.item.version}"), classes="strong")
            yield Static(id="answers", classes="label")
            with VerticalScroll():
                yield Static(id="chart")
            yield Static(Text(self._ways()), classes="label")

    def _ways(self) -> str:
        ways = [_("up and down scroll"), _("Esc goes back")]
        if len(self.choices) > 1:
            ways.insert(0, _("left and right: other answers ({count})").format(
                count=len(self.choices)))  # fmt: skip
        return " · ".join(ways)

    def on_mount(self) -> None:
        """Draw, and let the arrows scroll."""
        self.query_one(VerticalScroll).focus()
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """The chart is as wide as the box."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        from window_desk.reports.route_chart import chart_lines

        answers = self.choices[self.at]
        planned = route.plan(checklist.steps(self.item, answers))
        width = self.query_one("#chart", Static).size.width
        if not width:
            return
        text = Text(no_wrap=True)
        for at, pieces in enumerate(chart_lines(planned, self.departments, width)):
            text.append("\n" if at else "")
            for said, tone in pieces:
                text.append(said, self._style(tone))
        self.query_one("#chart", Static).update(text)
        self.query_one("#answers", Static).update(Text(self._answers(answers)))

    def _style(self, tone: str) -> Style:
        if tone in ("strong", "dim", "plain"):
            return Style(bold=tone == "strong", dim=tone == "dim")
        return Style(color=self.app.theme_variables[_tones[tone]], bold=tone == "critical")

    def _answers(self, answers: Mapping[str, str]) -> str:
        """The situations that bring steps, each with the answer that is drawn."""
        said = []
        for each in self.item.situations:
            if each.code in answers:
                option: Option = checklist.chosen(each, answers)
                said.append(named(word(each.question), word(option.name)))
        return "  ".join(said)

    def action_turn(self, by: int) -> None:
        """Draw the next choice of answers."""
        self.at = (self.at + by) % len(self.choices)
        self._draw()

    def action_down(self) -> None:
        """Scroll a line down."""
        self.query_one(VerticalScroll).scroll_down(animate=False)

    def action_up(self) -> None:
        """Scroll a line up."""
        self.query_one(VerticalScroll).scroll_up(animate=False)

    def action_close(self) -> None:
        """Back to the guide."""
        self.dismiss()
