"""Punctuation in both languages."""

from __future__ import annotations

import pytest

from window_desk.locale import Lang, use
from window_desk.locale.punctuation import aside, clauses, listed, named, phrased, with_aside


@pytest.mark.parametrize(
    ("lang", "wanted"),
    [
        ("en", ["a, b", "a, b", "a; b", "a: b", "(a)", "a (b)", "a"]),
        ("zh", ["a、b", "a，b", "a；b", "a：b", "（a）", "a（b）", "a"]),
    ],
)
def test_what_stands_between_the_parts(lang: Lang, wanted: list[str]) -> None:
    use(lang)
    parts = ("a", "b")
    said = [listed(parts), phrased(parts), clauses(parts), named(*parts), aside("a")]
    assert [*said, with_aside("a", "b"), with_aside("a", "")] == wanted


@pytest.mark.parametrize(
    ("lang", "parts", "wanted"),
    [
        ("zh", ("甲。", "乙。"), "甲；乙。"),
        ("en", ("A.", "B."), "A; B."),
        ("zh", ("甲。",), "甲。"),
        ("en", (), ""),
    ],
)
def test_of_sentences_side_by_side_only_the_last_ends(
    lang: Lang, parts: tuple[str, ...], wanted: str
) -> None:
    use(lang)
    assert clauses(parts) == wanted


@pytest.mark.parametrize(
    ("lang", "question", "wanted"),
    [("zh", "在哪里？", "在哪里？自有房产"), ("en", "Where?", "Where? 自有房产")],
)
def test_a_question_and_its_answer_have_one_sign_between_them(
    lang: Lang, question: str, wanted: str
) -> None:
    use(lang)
    assert named(question, "自有房产") == wanted
