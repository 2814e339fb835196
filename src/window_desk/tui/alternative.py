"""Asking, with every no, what the applicant can do instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from window_desk.domain.saying_no import Form, alternatives
from window_desk.locale import _, word
from window_desk.tui.widgets.choice import ChoiceScreen

if TYPE_CHECKING:
    from textual.app import App


def ask_alternative(app: App[int], form: Form, then: Callable[[str], None], body: str = "") -> None:
    """Let one of the usual ways be chosen, or own words be typed; Esc says no to nobody."""
    # A body is typed text: what looks like a field in it stays as it is.
    rows = [(text, text) for each in alternatives[form]
            for text in [word(each).replace("{body}", body)]]  # fmt: skip

    def told(instead: str | None) -> None:
        if instead is not None:
            then(instead)

    title = _("What can the applicant do instead?")
    app.push_screen(ChoiceScreen(title, rows, free=_("own words")), told)
