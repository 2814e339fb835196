"""The floor of a first frame: an empty Textual application."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Empty(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        """The line that the benchmark waits for."""
        yield Static("floor is ready")


if __name__ == "__main__":
    Empty().run()
