"""Facts inside the sentence of an error: words of both languages, and lists of them."""

from __future__ import annotations

import pytest

from window_desk.domain.errors import RuleBroken, fill


@pytest.mark.parametrize(
    ("fact", "zh", "en"),
    [
        (3, "3", "3"),
        (("窗口", "window"), "窗口", "window"),
        (["1", "2", "3"], "1、2、3", "1, 2, 3"),
        ([("甲", "a"), "b"], "甲、b", "a, b"),
        ([], "", ""),
    ],
    ids=["a number", "a label", "a list", "a list with a label", "an empty list"],
)
def test_a_fact_is_put_as_its_language_puts_it(fact: object, zh: str, en: str) -> None:
    assert (fill("{x}", {"x": fact}, "zh"), fill("{x}", {"x": fact}, "en")) == (zh, en)
    assert RuleBroken("a.b", "{x}", x=fact).message == en
