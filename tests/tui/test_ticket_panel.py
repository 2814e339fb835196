"""The large number: another one is painted in the same place."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Digits

from tests.tui.support import settled
from window_desk.tui.widgets.ticket_panel import Number


class Numbered(App[None]):
    """One number in its place."""

    CSS = "Digits { width: 16; height: 3; }"

    def __init__(self, kind: type[Digits]) -> None:
        super().__init__()
        self.kind = kind
        self.layouts: list[object] = []

    def compose(self) -> ComposeResult:
        """The number alone."""
        yield self.kind("---")


@pytest.mark.parametrize(
    ("kind", "moves"), [(Number, False), (Digits, True)], ids=["ours", "the framework's"]
)
async def test_a_number_of_another_width_moves_nothing(kind: type[Digits], moves: bool) -> None:
    app = Numbered(kind)
    async with app.run_test(size=(40, 8)) as pilot:
        await settled(pilot)
        app.screen.screen_layout_refresh_signal.subscribe(app, app.layouts.append)
        for number in ("A001", "Q023", "---"):
            number_shown = app.query_one(Digits)
            number_shown.update(number)
            await settled(pilot)
            assert number_shown.value == number
    assert bool(app.layouts) == moves
