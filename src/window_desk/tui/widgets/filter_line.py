"""A line to type a filter in, over the list that it filters."""

from __future__ import annotations

from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from window_desk.locale import _

typing_pause = 0.15
"""Seconds without a key after which a filter is applied; the first letter is applied at once."""


class FilterLine(Input):
    """Hidden until it is opened; while it is, the screen has the class `-filtering`."""

    DEFAULT_CSS = """
    FilterLine { margin: 0 1; display: none; }
    .-filtering FilterLine { display: block; }
    """

    class Typed(Message):
        """What is to be matched now; `is_done` after Enter."""

        def __init__(self, text: str, *, is_done: bool = False) -> None:
            super().__init__()
            self.text = text
            self.is_done = is_done

    def __init__(self) -> None:
        super().__init__(max_length=60)
        self._pause: Timer | None = None
        self.retranslate()

    def retranslate(self) -> None:
        """What can be typed, in the present language."""
        self.placeholder = _("number, name, item, pinyin or initials")

    def open(self) -> None:
        """Show it and take the keys."""
        self.screen.add_class("-filtering")
        self.focus()

    def close(self) -> None:
        """Hide it and match everything again."""
        self.value = ""
        self.screen.remove_class("-filtering")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Apply the first letter at once, the next ones after a pause in typing."""
        event.stop()
        if self._pause is None:
            self._tell()
        else:
            self._pause.stop()
        self._pause = self.set_timer(typing_pause, self._paused)

    def _paused(self) -> None:
        self._pause = None
        self._tell()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on with what matches."""
        event.stop()
        self.screen.remove_class("-filtering")
        self.post_message(self.Typed(self.value.strip(), is_done=True))

    def _tell(self) -> None:
        self.post_message(self.Typed(self.value.strip()))
