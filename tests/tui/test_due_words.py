"""How much is left, in words: what is over is never a negative number."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from window_desk.domain.light import Light
from window_desk.locale import Lang, use
from window_desk.tui.due_words import counts_text, left_text
from window_desk.tui.open_cases import Counted


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


@pytest.mark.parametrize("width", [78, 118])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_light_and_its_count_stay_on_one_line(lang: Lang, width: int) -> None:
    use(lang)
    counted = Counted({each: 18 for each in Light if each is not Light.CLOSED})
    lines = counts_text(counted, None, {}, width).plain.split("\n")
    assert all(cell_len(line) <= width for line in lines)
    assert [line for line in lines if not line.strip() or line.strip()[0].isdigit()] == []
    assert sum(line.count(" 18") for line in lines) == len(counted.lights)
