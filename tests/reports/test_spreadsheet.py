"""Text that a spreadsheet would run is made harmless, and other text is left alone."""

from __future__ import annotations

import pytest

from window_desk.reports.spreadsheet import literal_text


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|'/c calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
        "＝1+1", "＋1", "－1", "＠SUM(A1)", "  =1+1", "　=1+1", "=", "\t",
    ],
)  # fmt: skip
def test_a_formula_is_given_an_apostrophe(text: str) -> None:
    assert literal_text(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "张三", "A 综合受理", "1=1", "a@b", "'=1", "3 - 2", "−", "queue A", " "]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert literal_text(text) == text
