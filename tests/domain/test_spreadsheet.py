"""Text that a spreadsheet would run is made harmless, and other text is left alone."""

from __future__ import annotations

import pytest

from window_desk.domain.spreadsheet import from_literal, literal_text, to_literal


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


@pytest.mark.parametrize("text", ["", "张三", "=1", "'=1", "'", "''x", "＝1", "  =1", "-1"])
def test_what_is_written_to_be_read_back_comes_back(text: str) -> None:
    assert from_literal(to_literal(text)) == text
    assert literal_text(to_literal(text)) == to_literal(text)
