"""Items beside each other: who issues which paper, and what departments and articles are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection as SomeOf
from collections.abc import Iterable
from functools import cached_property

from window_desk.domain.centre import Department
from window_desk.domain.errors import Label
from window_desk.domain.item import Bilingual, Material, ServiceItem

_left_out = re.compile(r"[\s（）()《》“”\"、，,·]+")
_between = re.compile(r"、|或者|和|，|,|/")


def alike(text: Bilingual | str) -> str:
    """A name without what two offices write differently: width, case, spaces and brackets."""
    name = text if isinstance(text, str) else text.text("zh")
    return _left_out.sub("", unicodedata.normalize("NFKC", name)).casefold()


def named_in(text: str) -> list[str]:
    """The bodies named in an issuer such as `用人单位、区人社局`."""
    return [part for each in _between.split(text) if (part := each.strip())]


def both(text: Bilingual) -> Label:
    """A name in Chinese and English."""
    return text.text("zh"), text.text("en")


class Collection:
    """All items that may name each other; `own` are those that are looked at.

    `articles` are the keys of the quoted law; where none is given, no key is called unknown.
    """

    def __init__(
        self,
        items: Iterable[ServiceItem],
        departments: Iterable[Department],
        *,
        articles: SomeOf[str] = (),
        own: SomeOf[str] | None = None,
    ) -> None:
        self.items = {each.code: each for each in items}
        self.departments = {each.name.text("zh"): each.name for each in departments}
        self.articles = articles
        self.own = [each for each in self.items.values() if own is None or each.code in own]

    def department(self, name: str) -> Label:
        """The department's name in Chinese and English."""
        return both(self.departments.get(name, Bilingual(zh=name)))

    def whose(self, item: ServiceItem) -> Label:
        """The item with its department, as people tell similar items apart."""
        (zh, en), (owner_zh, owner_en) = both(item.name), self.department(item.department)
        return f"{zh}（{owner_zh}）", f"{en} ({owner_en})"

    @cached_property
    def by_result(self) -> dict[str, list[ServiceItem]]:
        """The items that end in a paper of that name."""
        found: dict[str, list[ServiceItem]] = {}
        for item in self.items.values():
            if item.result is not None and item.result.kind != "none":
                found.setdefault(alike(item.result.name), []).append(item)
        return found

    def sources(self, item: ServiceItem, paper: Material) -> list[ServiceItem]:
        """The other items that issue the paper: the one it names, or all whose result it is."""
        if paper.issued_by_item:
            found = self.items.get(paper.issued_by_item)
            return [] if found is None else [found]
        return [each for each in self.by_result.get(alike(paper.name), []) if each is not item]

    def children(self, bundle: ServiceItem) -> list[ServiceItem]:
        """The items of a bundle that are here."""
        return [self.items[code] for code in bundle.children if code in self.items]
