"""Finding an item by code, name, pinyin or pinyin initials: its keys, and how well they match."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from enum import IntEnum
from functools import cache

from window_desk.domain.item import Bilingual, ServiceItem


class Rank(IntEnum):
    """How a query was found in the keys of an item; the lowest belongs at the top of a list."""

    CODE_START = 0
    NAME_START = 1
    INITIALS_START = 2
    PINYIN_START = 3
    NAME = 4
    INITIALS = 5
    PINYIN = 6
    CODE = 7
    RESULT = 8


_ranks = (
    (Rank.CODE_START, Rank.CODE),
    (Rank.NAME_START, Rank.NAME),
    (Rank.PINYIN_START, Rank.PINYIN),
    (Rank.INITIALS_START, Rank.INITIALS),
    (Rank.NAME_START, Rank.NAME),
    (Rank.RESULT, Rank.RESULT),
    (Rank.RESULT, Rank.RESULT),
    (Rank.RESULT, Rank.RESULT),
    (Rank.RESULT, Rank.RESULT),
)
"""What it means to stand at the start of, or anywhere in, each of the lines of the keys."""

_joining = frozenset("-'’_.")
"""Marks inside a word, a code or pinyin (xi'an): taken out, where other marks become a space."""

_own_readings = {
    "住建": "zhu jian",
    "发卡": "fa ka",
    "结扎": "jie zha",
    "调档": "diao dang",
    "还建": "huan jian",
}
"""Words of the catalogue that the general dictionary reads differently or divides elsewhere."""


def search_keys(item: ServiceItem) -> str:
    """Nine lines: the code, then name and result, each with pinyin, its initials and English.

    So both the registration and the licence it ends in are found. All are normalised as a query
    is, so a query matches exactly when each of its terms (between spaces) is a substring:
    `LIKE '%term%'` finds the same items, and no term needs escaping.
    """
    result = item.result.name if item.result else Bilingual(zh="")
    return "\n".join((_joined(item.code), *_readings(item.name), *_readings(result)))


def _readings(name: Bilingual) -> tuple[str, str, str, str]:
    """A name in Chinese, in pinyin without tones, in initials, and in English."""
    chinese = _joined(name.zh)
    syllables = _pinyin()(chinese) if chinese else []
    initials = _initials(chinese, syllables)
    return chinese, "".join(syllables), initials, normalise_query(name.en)


def _initials(name: str, syllables: list[str]) -> str:
    """The first letter of each syllable; what has no reading stands for itself, as in `ABC公司`."""
    initials = ""
    at = 0
    for each in syllables:
        unread = name.startswith(each, at)
        initials += each if unread else each[0]
        at += len(each) if unread else 1
    return initials


def normalise_query(text: str) -> str:
    """Lower-case letters and digits of any script, full width made plain, words one space apart."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ü", "v")
    kept = (each if each.isalnum() else "" if each in _joining else " " for each in plain)
    return " ".join("".join(kept).split())


def matches(keys: str, query: str) -> Rank | None:
    """How the query is found in the keys, or None; the query must be normalised.

    Every term must be there, in any line and order. An empty query is found in everything.
    """
    terms = query.split()
    # Nearly every item is passed over here, with each letter that is typed.
    if any(term not in keys for term in terms):
        return None
    lines = keys.split("\n")
    if len(terms) == 1:
        return _rank(lines, query)
    found = [rank for rank in (_rank(lines, term) for term in terms) if rank is not None]
    if len(found) < len(terms):
        return None
    together = (_rank(lines, query), _rank(lines, "".join(terms)))
    worst = max(found, default=Rank.CODE_START)
    return min((rank for rank in together if rank is not None), default=worst)


def _rank(lines: list[str], text: str) -> Rank | None:
    found = []
    for line, (start, inside) in zip(lines, _ranks, strict=True):
        place = line.find(text)
        if place >= 0:
            found.append(inside if place else start)
    return min(found, default=None)


def _joined(text: str) -> str:
    return normalise_query(text).replace(" ", "")


@cache
def _pinyin() -> Callable[[str], list[str]]:
    """One reading for each character, chosen by the words around it."""
    # The dictionary costs a fifth of a second, which only an import of items should pay.
    from pypinyin import lazy_pinyin, load_phrases_dict

    load_phrases_dict(
        {word: [[each] for each in reading.split()] for word, reading in _own_readings.items()}
    )
    return lazy_pinyin
