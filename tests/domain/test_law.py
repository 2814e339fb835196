"""Citing articles in both languages, and finding them by key."""

from __future__ import annotations

import pytest

from window_desk.domain.item import Bilingual
from window_desk.domain.law import Article, Law, chinese_number, is_number

TITLE = Bilingual(
    zh="中华人民共和国行政许可法",
    en="Administrative Permit Law of the People's Republic of China",
)


def article(number: str) -> Article:
    return Article(
        key=f"xkf.{number}",
        law=TITLE,
        number=number,
        heading=Bilingual(zh="标题"),
        text=Bilingual(zh="条文"),
    )


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        ("32.1.4", "《行政许可法》第三十二条第一款第（四）项", "art. 32(1)4"),
        ("42.2", "《行政许可法》第四十二条第二款", "art. 42(2)"),
        ("7", "《行政许可法》第七条", "art. 7"),
        ("10", "《行政许可法》第十条", "art. 10"),
        ("106.1.12", "《行政许可法》第一百零六条第一款第（十二）项", "art. 106(1)12"),
    ],
)
def test_an_article_is_cited_in_both_languages(number: str, zh: str, en: str) -> None:
    assert article(number).cite("zh") == zh
    assert article(number).cite("en") == f"Administrative Permit Law {en}"


def test_an_article_of_a_known_law_is_cited_even_if_it_is_not_quoted() -> None:
    law = Law((article("32.1.4"),))
    assert law.article("xkf.32.1.4") is law.articles[0]
    assert law.article("xkf.32") is None
    assert law.cite("xkf.45", "zh") == "《行政许可法》第四十五条"
    assert law.cite("xkf.32.1.4", "en") == "Administrative Permit Law art. 32(1)4"
    assert law.cite("yshj.35", "zh") == "yshj.35"
    assert law.cite("xkf", "en") == "xkf"
    assert Law().cite("xkf.45", "en") == "xkf.45"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (32, "三十二"), (99, "九十九"),
        (100, "一百"), (101, "一百零一"), (110, "一百一十"), (112, "一百一十二"),
        (999, "九百九十九"),
    ],
)  # fmt: skip
def test_a_count_is_written_as_laws_write_it(value: int, text: str) -> None:
    assert chinese_number(value) == text


@pytest.mark.parametrize("number", ["1", "32.1.4", "999.999.999"])
def test_an_article_number_has_one_to_three_counts(number: str) -> None:
    assert is_number(number)


@pytest.mark.parametrize("number", ["", "0", "01", "1.", "1..2", "1.2.3.4", "a", "²", "٣", "1000"])
def test_anything_else_is_no_article_number(number: str) -> None:
    assert not is_number(number)
