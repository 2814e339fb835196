"""How much is left, in words: what is over is never a negative number."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support import Clock
from window_desk.locale import Lang, use
from window_desk.storage.desk import Desk
from window_desk.tui.due_words import left_text


@pytest.mark.parametrize(
    ("lang", "due", "wanted"),
    [
        ("en", date(2026, 11, 26), "3 left"),
        ("en", date(2026, 11, 23), "due today"),
        ("en", date(2026, 11, 19), "2 over"),
        ("zh", date(2026, 11, 26), "剩余3个工作日"),
        ("zh", date(2026, 11, 23), "今日届满"),
        ("zh", date(2026, 11, 19), "超期2个工作日"),
    ],
)
def test_left_text(desk: Desk, lang: Lang, due: date, wanted: str) -> None:
    use(lang)
    with desk.look() as view:
        assert left_text(due, view.calendar, Clock()().date()) == wanted
