"""A page of text to read, which Enter confirms where there is something to confirm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from window_desk.locale import _
from window_desk.tui.widgets.prose import Prose


class PageScreen(ModalScreen[bool]):
    """Gives True after Enter and False after Esc; with `confirm` it says what Enter does.

    `also` is a key that confirms as Enter does: the one that asked.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "close(True)", show=False),
        Binding("escape,v,q", "close(False)", show=False),
    ]
    CSS = """
    PageScreen VerticalScroll { height: auto; max-height: 11; margin: 1 0; }
    PageScreen.-tall VerticalScroll { max-height: 24; }
    """

    def __init__(
        self, title: str, paragraphs: Sequence[str], confirm: str = "", *, also: str = ""
    ) -> None:
        super().__init__()
        self.title_text = title
        self.paragraphs = tuple(paragraphs)
        self.confirm = confirm
        self.also = also

    def compose(self) -> ComposeResult:
        """Title, text, and how to go on."""
        with Vertical(classes="box"):
            yield Prose(Text(self.title_text), classes="strong")
            with VerticalScroll():
                yield Prose(Text("\n\n".join(self.paragraphs)))
            way = _("Esc goes back")
            yield Static(Text(f"{self.confirm} · {way}" if self.confirm else way), classes="label")

    def on_mount(self) -> None:
        """Let the arrow keys scroll."""
        self.query_one(VerticalScroll).focus()

    def on_key(self, event: events.Key) -> None:
        """The key that asked confirms."""
        if event.key == self.also:
            event.stop()
            self.dismiss(True)

    def action_close(self, answer: bool) -> None:
        """Back to where it was opened."""
        self.dismiss(answer)
