"""How much is left, in words: what is over is never a negative number."""

from __future__ import annotations

import pytest

from window_desk.locale import Lang, use
from window_desk.tui.due_words import left_text


@pytest.mark.parametrize(
    ("lang", "days", "wanted"),
    [
        ("en", 3, "3 left"),
        ("en", 0, "due today"),
        ("en", -2, "2 over"),
        ("zh", 3, "剩余3个工作日"),
        ("zh", 0, "今日届满"),
        ("zh", -2, "超期2个工作日"),
    ],
)
def test_left_text(lang: Lang, days: int, wanted: str) -> None:
    use(lang)
    assert left_text(days) == wanted
