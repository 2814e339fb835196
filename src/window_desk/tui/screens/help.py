"""Every key that works here, and everywhere, searchable by typing."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from window_desk.locale import _, word
from window_desk.locale.punctuation import with_aside
from window_desk.tui.bindings import keys_of, screens
from window_desk.tui.widgets.lines import Column, Line, Lines


class HelpScreen(ModalScreen[None]):
    """The keys of one screen and those of the whole desk."""

    name_ = "help"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False)]
    CSS = "HelpScreen .box { width: 64; height: 80%; }"

    def __init__(self, screen: str) -> None:
        super().__init__()
        self.of = screen if screen in screens else "desk"

    def compose(self) -> ComposeResult:
        """A title, a filter and the list."""
        with Vertical(classes="box"):
            title = _("Keys: {screen}").format(screen=word(screens[self.of]))
            yield Static(with_aside(title, "Esc"), markup=False, classes="strong")
            yield Input(placeholder=_("type to filter"))
            yield Lines([Column(_("key"), 8), Column(_("does")), Column(_("where"), 14)])

    def on_mount(self) -> None:
        """All keys first."""
        self._show("")
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Only the keys whose words hold what was typed."""
        self._show(event.value)

    def _show(self, text: str) -> None:
        names = dict.fromkeys((self.of, "desk"))
        self.query_one(Lines).show(
            [
                Line(f"{name}.{each.key}", (each.name, word(each.label), word(screens[name])))
                for name in names
                for each in keys_of(name)
                if text.casefold() in f"{each.name} {each.label[0]} {each.label[1]}".casefold()
            ]
        )

    def action_close(self) -> None:
        """Back to the screen."""
        self.dismiss()


def make(screen: str) -> HelpScreen:
    """The keys of that screen."""
    return HelpScreen(screen)
