"""`window-desk demo`: the throw-away hall, in the language that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from window_desk.bootstrap import Settings
from window_desk.locale import Lang, current
from window_desk.services import demo_hall
from window_desk.services.demo_hall import DemoAccount
from window_desk.storage.desk import Desk

from .conftest import Run

SignIn = tuple[str, str, str]
"""An account, a PIN and a window."""


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        ("demo --lang zh", "zh"),
        ("--lang zh demo", "zh"),
        ("--lang zh demo --lang en", "en"),
        ("demo", "en"),
    ],
)
def test_the_language_stands_before_or_behind_the_command(
    call: Run, monkeypatch: pytest.MonkeyPatch, words: str, lang: Lang
) -> None:
    """What the hall holds is made elsewhere: only the way of the language is looked at."""
    opened: list[tuple[Lang, Lang]] = []

    def open_screens(
        settings: Settings, opener: Callable[[], Desk], sign_in: SignIn, offered: Sequence[SignIn]
    ) -> int:
        assert [sign_in] == list(offered)
        opened.append((settings.lang, current()))
        return 0

    def nothing(_path: Path) -> Nothing:
        return Nothing()

    def one_clerk(_desk: Desk, **_more: object) -> list[DemoAccount]:
        return [DemoAccount("clerk1", "clerk", demo_hall.pin, "1")]

    monkeypatch.setenv("WINDOW_DESK_LANG", "en")
    monkeypatch.setattr("window_desk.bootstrap.has_terminal", lambda: True)
    monkeypatch.setattr("window_desk.bootstrap.run_screens", open_screens)
    monkeypatch.setattr("window_desk.bootstrap.open_or_make", nothing)
    monkeypatch.setattr(demo_hall, "fill", one_clerk)
    ran = call(*words.split())
    assert ran.status == 0, ran.err
    assert opened == [(lang, lang)]


class Nothing:
    """A database that nobody reads."""

    def close(self) -> None:
        """Nothing is open."""
