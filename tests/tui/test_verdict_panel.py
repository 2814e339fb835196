"""The verdict in words: what is missing, what is not in order, and what was left off."""

from __future__ import annotations

from typing import Literal, TypeAlias

import pytest

from window_desk.domain.acceptance import Ground
from window_desk.domain.checklist import Verdict
from window_desk.locale import use
from window_desk.tui.widgets.verdict_panel import as_many, verdict_text

Flaw: TypeAlias = Literal["missing", "defective", "copies", "situation"]


@pytest.mark.parametrize(
    ("flaws", "en", "zh"),
    [
        (["missing"], "! Correct: 1 missing", "! 补正：缺1份"),
        (["defective", "copies"], "! Correct: 2 not in order", "! 补正：2份不合要求"),
        (
            ["missing", "defective"],
            "! Correct: 1 missing, 1 not in order",
            "! 补正：缺1份，1份不合要求",
        ),
        (["missing", "situation"], "! Correct: 1 missing", "! 补正：缺1份"),
    ],
)
def test_what_is_missing_and_what_is_not_in_order_are_told_apart(
    flaws: list[Flaw], en: str, zh: str
) -> None:
    grounds = tuple(Ground(each, each, "xkf.32.1.4") for each in flaws)
    verdict = Verdict("correct", "xkf.32.1.4", grounds, (), ())
    assert verdict_text(verdict) == en
    use("zh")
    assert verdict_text(verdict) == zh


def test_what_does_not_fit_is_counted_in_words() -> None:
    parts = ("a long reason.", "another reason.", "a third.")
    assert as_many(parts, 80) == "a long reason; another reason; a third."
    assert as_many(parts, 30) == "a long reason; 2 more"
    use("zh")
    assert as_many(("缺少材料。", "没有承诺。", "其他。"), 22) == "缺少材料；另有2项"
