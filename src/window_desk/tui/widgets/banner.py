"""What everybody at the window has to know now, above everything else and only then there."""

from __future__ import annotations

from rich.text import Text

from window_desk.tui.widgets.prose import Prose


class Banner(Prose):
    """A few lines that are there only while there is something to say."""

    DEFAULT_CSS = """
    Banner {
        height: auto; max-height: 3; padding: 0 1; display: none;
        background: $warning; color: $background; text-style: bold;
    }
    Banner.-shown { display: block; }
    """

    def say(self, text: str) -> None:
        """Say this, or nothing."""
        self.set_class(bool(text), "-shown")
        self.update(Text(text))
