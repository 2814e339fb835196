"""The articles that the desk quotes, and how an article is cited in Chinese and English."""

from __future__ import annotations

import msgspec

from window_desk.domain.item import Bilingual

_digits = "零一二三四五六七八九"
_state_zh = "中华人民共和国"
_state_en = " of the People's Republic of China"


class Article(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One quoted article, paragraph or item of a law.

    `key` is the law's short key with the number, such as `xkf.32.1.4`; `number` is article,
    paragraph and item with dots. Only the Chinese text has legal force.
    """

    key: str
    law: Bilingual
    number: str
    heading: Bilingual
    text: Bilingual
    edition: str = ""

    def cite(self, lang: str) -> str:
        """《行政许可法》第三十二条第一款第（四）项, or Administrative Permit Law art. 32(1)4."""
        return _cite(self.law, self.number, lang)


class Law(msgspec.Struct, frozen=True):
    """All quoted articles, found by key."""

    articles: tuple[Article, ...] = ()

    def article(self, key: str) -> Article | None:
        """The article with that key, if it is quoted."""
        return next((each for each in self.articles if each.key == key), None)

    def cite(self, key: str, lang: str) -> str:
        """The citation of any article of a known law, quoted or not; else the key as it is."""
        short, _, number = key.partition(".")
        for each in self.articles:
            if each.key.partition(".")[0] == short and is_number(number):
                return _cite(each.law, number, lang)
        return key


def is_number(number: str) -> bool:
    """Whether this is an article's number: one to three counts from 1 to 999 with dots between."""
    parts = number.split(".")
    return len(parts) <= 3 and all(
        part.isascii() and part.isdigit() and 0 < int(part) < 1000 and part[0] != "0"
        for part in parts
    )


def chinese_number(value: int) -> str:
    """A count from 1 to 999 as laws write it: 十, 三十二, 一百零四, 一百一十."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_digits[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_digits[tens]}十"
    elif hundreds and ones:
        text += _digits[0]
    return text + (_digits[ones] if ones else "")


def _cite(law: Bilingual, number: str, lang: str) -> str:
    article, paragraph, item = (*number.split("."), "", "")[:3]
    if lang == "en":
        title = law.text("en").removesuffix(_state_en)
        return f"{title} art. {article}" + (f"({paragraph})" if paragraph else "") + item
    text = f"《{law.text('zh').removeprefix(_state_zh)}》第{chinese_number(int(article))}条"
    if paragraph:
        text += f"第{chinese_number(int(paragraph))}款"
    if item:
        text += f"第（{chinese_number(int(item))}）项"
    return text
