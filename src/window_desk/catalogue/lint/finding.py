"""A rule of the catalogue, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

import msgspec

from window_desk.catalogue.lines import Path
from window_desk.catalogue.lint.collection import Collection
from window_desk.domain.errors import Label
from window_desk.domain.item import ServiceItem, Waiver

Severity = Literal["error", "warning", "hint"]
"""An `error` breaks the law or stops applicants for good, a `warning` costs them something that
nobody has given a reason for, a `hint` is worth a look."""

severities: tuple[Severity, ...] = ("error", "warning", "hint")


class Found(NamedTuple):
    """What a rule found in an item: where, and one sentence in Chinese and English.

    `path` leads to it inside the item, `place` is the code of the paper, step or situation, if it
    is in one.
    """

    path: Path
    place: str
    zh: str
    en: str


Check = Callable[[Collection], Iterator[tuple[ServiceItem, Found]]]
"""Goes through the items that are looked at; the others stand beside them."""


class Rule(NamedTuple):
    """One rule: what it finds, how to mend it, and the article behind it if there is one.

    A rule without a `check` is held by the import, which refuses what breaks it: such an item
    gets into no desk, and `catalogue lint` tells what the import would say of its file.
    """

    id: str
    severity: Severity
    title: Label
    mend: Label
    article: str = ""
    check: Check | None = None


class Finding(msgspec.Struct, frozen=True):
    """One finding; `line` counts from 1 and is 0 where the item did not come from a file.

    `waiver` is the item's own reason for accepting it.
    """

    rule: str
    severity: Severity
    item: str
    name: Label
    department: str
    place: str
    message: Label
    path: Path = ()
    file: str = ""
    line: int = 0
    waiver: Waiver | None = None


def of_each(look: Callable[[ServiceItem, Collection], Iterable[Found]]) -> Check:
    """The check of a rule that looks at one full guide after the other."""

    def check(collection: Collection) -> Iterator[tuple[ServiceItem, Found]]:
        for item in collection.own:
            if item.guide:
                for found in look(item, collection):
                    yield item, found

    return check
