"""A small list to choose from by number key, with free text where the answer may be in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from window_desk.locale import _
from window_desk.tui.widgets.lines import Column, Line, Lines
from window_desk.tui.widgets.prose import Prose


class ChoiceScreen(ModalScreen[str | None]):
    """Gives the chosen code, the free text, or None after Esc.

    `choices` are codes with their words; the first nine have a number key. With `free` a text
    field stands below the list: `/` goes to it, and what is typed or pasted over the list goes into
    it, so that Enter does not take a row instead of the words.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", show=False),
        Binding("enter", "take", show=False),
        Binding("slash", "write", show=False),
    ]
    CSS = "ChoiceScreen .box { width: 60; } ChoiceScreen Lines { max-height: 12; height: auto; }"

    def __init__(
        self, title: str, choices: Sequence[tuple[str, str]], *, free: str = "", text: str = ""
    ) -> None:
        super().__init__()
        self.title_text = title
        self.choices = tuple(choices)
        self.free = free
        self.text = text

    def compose(self) -> ComposeResult:
        """Title, list, free text, and how to go on."""
        with Vertical(classes="box"):
            yield Prose(Text(self.title_text), classes="strong")
            if self.choices:
                yield Lines([Column("", 2), Column("")])
            if self.free:
                yield Static(Text(self.free), classes="label")
                # Selected at its focus, the letter that opened it would be lost to the second one.
                yield Input(self.text, max_length=200, select_on_focus=not self.choices)
            yield Static(Text(self._way()), classes="label")

    def _way(self) -> str:
        ways = [_("number or Enter chooses") if self.choices else _("Enter goes on")]
        if self.free and self.choices:
            ways.append(_("/ or type words"))
        return " · ".join([*ways, _("Esc cancels")])

    def on_mount(self) -> None:
        """The list first, or the text where there is no list."""
        if self.choices:
            lines = self.query_one(Lines)
            lines.styles.height = min(len(self.choices), 12) + 1
            lines.show(
                [
                    Line(code, (str(at) if at <= 9 else "", words))
                    for at, (code, words) in enumerate(self.choices, 1)
                ]
            )
            lines.focus()
        else:
            self.query_one(Input).focus()

    def on_key(self, event: events.Key) -> None:
        """A number key chooses at once, a letter begins own words, unless they are being typed."""
        typed = event.character or ""
        if isinstance(self.focused, Input) or not event.is_printable:
            return
        if not (typed.isascii() and typed.isdigit()):
            self._begin(event, "" if typed in "/ " else typed)
        elif 1 <= int(typed) <= len(self.choices):
            event.stop()
            self.dismiss(self.choices[int(typed) - 1][0])

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted over the list are own words; their first line, as in the field itself."""
        if not isinstance(self.focused, Input):
            self._begin(event, next(iter(event.text.splitlines()), ""))

    def _begin(self, event: events.Key | events.Paste, words: str) -> None:
        """Go on in the text field with these words, where there is one."""
        if self.free and words:
            event.stop()
            field = self.query_one(Input)
            field.value = ""
            field.insert_text_at_cursor(words)
            field.focus()

    @on(Lines.Pressed)
    def pressed(self, message: Lines.Pressed) -> None:
        """A click on the chosen row."""
        self.dismiss(message.key)

    @on(Input.Submitted)
    def written(self, event: Input.Submitted) -> None:
        """The own words."""
        event.stop()
        if event.value.strip():
            self.dismiss(event.value)

    def action_take(self) -> None:
        """The row under the cursor."""
        line = self.query_one(Lines).chosen if self.choices else None
        if line is not None:
            self.dismiss(line.key)

    def action_write(self) -> None:
        """Go to the text field."""
        if self.free:
            self.query_one(Input).focus()

    def action_cancel(self) -> None:
        """Choose nothing."""
        self.dismiss(None)
