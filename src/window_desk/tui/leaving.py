"""How the desk is closed, said to whoever presses what closes other programs."""

from __future__ import annotations

from textual.app import App

from window_desk.locale import _


class Leaving(App[int]):
    """An application that ctrl+c does not close."""

    def action_help_quit(self) -> None:
        """Say in the present language what the framework says in English."""
        self.notify(_("^q closes the desk."))
