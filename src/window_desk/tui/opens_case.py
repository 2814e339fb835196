"""A list of cases, from which one is opened: its legs, its history, why it is due when it is."""

from __future__ import annotations

from abc import abstractmethod

from textual import on

from window_desk.tui.app import make_screen
from window_desk.tui.base import DeskScreen
from window_desk.tui.widgets.explained import Explained, ExplainedScreen, read_explained
from window_desk.tui.widgets.lines import Lines


class OpensCase(DeskScreen):
    """A screen with a case under the cursor; the subclass lists them."""

    @property
    @abstractmethod
    def chosen_id(self) -> str:
        """The id of the case under the cursor, empty without one."""

    def action_explain(self) -> None:
        """How both dates of the case come about."""
        desk, identity = self.desk, self.chosen_id
        if self.refuse("explain") or not identity:
            return

        def show(explained: Explained) -> None:
            self.app.push_screen(ExplainedScreen(explained))

        self.read(lambda: read_explained(desk, identity), show, "explain")

    def action_open(self) -> None:
        """The chosen case's legs."""
        if not self.refuse("open") and self.chosen_id:
            self.desk_app.chosen_case = self.chosen_id
            self.desk_app.action_home("routing")

    @on(Lines.Pressed)
    def _pressed(self, message: Lines.Pressed) -> None:
        message.stop()
        self.action_open()

    def action_timeline(self) -> None:
        """The chosen case's history."""
        if not self.refuse("timeline") and self.chosen_id:
            self.desk_app.chosen_case = self.chosen_id
            self.app.push_screen(make_screen("timeline"))
