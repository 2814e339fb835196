"""What people type is kept visible, in one line and literal, and nothing else of it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from window_desk.domain.errors import RuleBroken
from window_desk.domain.text import clean_text, require_text

anything = st.text(
    alphabet=st.one_of(
        st.characters(codec=None, categories=None),
        st.sampled_from("\x1b\x9b\u202e\u2066\u200d\ufeff\ud800\u0301 \t\n字𠮷[]"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        pytest.param("张三", "张三", id="a name"),
        pytest.param("  Li \t\n Si\u3000\u00a0Wu ", "Li Si Wu", id="all kinds of spaces"),
        pytest.param("one\u2028two\x85three", "one two three", id="line separators"),
        pytest.param("e\u0301", "\u00e9", id="composed"),
        pytest.param("\uff21\u2460", "\uff21\u2460", id="full width is kept"),
        pytest.param("\U00020bb7野家", "\U00020bb7野家", id="Han of four bytes"),
        pytest.param("\U000323b0", "\U000323b0", id="Han newer than this Python"),
        pytest.param("\ue863", "\ue863", id="private use"),
        pytest.param("葛\U000e0100", "葛\U000e0100", id="variation selector"),
        pytest.param("x\u0335\u0323", "x\u0335\u0323", id="combining marks"),
        pytest.param("阿卜杜·热合曼", "阿卜杜·热合曼", id="middle dot"),
        pytest.param("\x1b]0;owned\x07\x1b[2J", "]0;owned[2J", id="escape sequences"),
        pytest.param("\x9b2Ja\x7fb\x00c", "2Jabc", id="C1, DEL and NUL"),
        pytest.param("a\u202eb\u2066c\u2069d\u200ee", "abcde", id="bidi"),
        pytest.param("a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg", "abcdefg", id="zero width"),
        pytest.param("a\U000e0041b", "ab", id="tags"),
        pytest.param("a\ud800b\udfffc", "abc", id="lone surrogates"),
        pytest.param("a\ufffeb\ufdd0c\U0010ffffd", "abcd", id="noncharacters"),
        pytest.param("\u3164\u2800\u115f", "", id="blank letters"),
        pytest.param("a \u200b b", "a b", id="spaces around nothing"),
        pytest.param("Zhang [/x]", "Zhang [/x]", id="markup"),
        pytest.param("[@click=app.quit]x", "[@click=app.quit]x", id="an action"),
        pytest.param("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", id="a formula"),
        pytest.param("{0} %s <b>&amp;", "{0} %s <b>&amp;", id="other languages"),
        pytest.param("", "", id="empty"),
        pytest.param(" \n\u3000", "", id="only spaces"),
    ],
)
def test_text_is_cleaned(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@given(raw=anything)
def test_clean_text_is_visible_single_spaced_and_stays_as_it_is(raw: str) -> None:
    text = clean_text(raw, limit=1000)
    assert not {unicodedata.category(each) for each in text} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert text == text.strip()
    assert "  " not in text
    assert unicodedata.is_normalized("NFC", text)
    assert clean_text(text, limit=1000) == text
    text.encode("utf-8")


@given(raw=st.text(alphabet=st.characters(categories=["Lu", "Ll", "Lo", "Nd", "Mn", "Mc"])))
def test_letters_digits_and_marks_survive(raw: str) -> None:
    blanks = dict.fromkeys(map(ord, "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"))
    assert clean_text(raw, limit=1000) == unicodedata.normalize("NFC", raw.translate(blanks))


@pytest.mark.parametrize("letter", ["字", "𠮷", "a"])
def test_two_hundred_characters_are_a_legal_name(letter: str) -> None:
    assert clean_text(f" {letter * 200} ") == letter * 200
    with pytest.raises(RuleBroken) as broken:
        clean_text(letter * 201)
    assert broken.value.code == "text.too_long"
    assert str(broken.value) == "This text has 201 characters; at most 200 fit. Shorten it."


def test_what_is_dropped_does_not_count() -> None:
    assert clean_text("\u200b" * 500 + "字" * 3, limit=3) == "字字字"


def test_a_required_text_is_returned_clean() -> None:
    assert require_text(" 张三\x1b ", ("姓名", "Name")) == "张三"


@pytest.mark.parametrize("raw", ["", "   ", "\u200b\u202e", "\x1b", "\u3164"])
def test_a_required_text_needs_something_visible(raw: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        require_text(raw, ("姓名", "Name"))
    assert broken.value.code == "text.empty"
    assert broken.value.message == "Name: nothing is filled in."


def test_a_required_text_has_a_limit_as_well() -> None:
    with pytest.raises(RuleBroken, match="at most 5 fit"):
        require_text("123456", "Number", limit=5)
