"""Fields of a form: a line of text with arrow keys between fields, and a choice turned by keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input

from window_desk.tui.cells import fit


class Field(Input):
    """A line of text; up and down go to the fields above and below, Tab to the next text.

    A choice between two texts has its own keys: a card reader that sends Tab after each value
    would type the next one into the choice, where digits lead to other screens.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "next_text(1)", show=False),
        Binding("shift+tab", "next_text(-1)", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def __init__(self, id: str, most: int) -> None:
        super().__init__(id=id, max_length=most, select_on_focus=False)

    def action_next_text(self, by: int) -> None:
        """Go to the next line of text, or to the one before."""
        texts = [each for each in self.screen.focus_chain if isinstance(each, Input)]
        self.screen.set_focus(texts[(texts.index(self) + by) % len(texts)])


class ItemField(Input):
    """The field that an item is searched in; up and down move in the list below it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "screen.pick(-1)", show=False),
        Binding("down", "screen.pick(1)", show=False),
    ]


class Turn(Widget, can_focus=True):
    """One of a few choices; space and the arrow keys turn it, and so does a click."""

    DEFAULT_CSS = """
    Turn { height: 1; padding: 0 1; background: $panel; color: $foreground; }
    Turn:focus { background: $primary 25%; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,right", "turn(1)", show=False),
        Binding("left", "turn(-1)", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]
    value: reactive[str] = reactive("")

    class Turned(Message):
        """Another choice is in force."""

        def __init__(self, turn: Turn) -> None:
            super().__init__()
            self.turn = turn

        @property
        def control(self) -> Turn:
            """The field it happened in."""
            return self.turn

    def __init__(self, id: str, codes: Sequence[str], words: Callable[[str], str]) -> None:
        super().__init__(id=id)
        self.codes = tuple(codes)
        self.words = words
        self.set_reactive(Turn.value, self.codes[0])

    def render(self) -> Text:
        """The choice between marks that say it can be turned."""
        return Text(f"< {fit(self.words(self.value), max(1, self.size.width - 4))} >")

    def action_turn(self, by: int) -> None:
        """Go to another choice."""
        at = self.codes.index(self.value) if self.value in self.codes else 0
        self.value = self.codes[(at + by) % len(self.codes)]
        self.post_message(self.Turned(self))

    def on_click(self, event: events.Click) -> None:
        """The next choice."""
        event.stop()
        self.action_turn(1)
