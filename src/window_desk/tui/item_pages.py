"""Pages about an item: the text of the law behind it, its versions, and what changed in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from window_desk.domain.item import ServiceItem
from window_desk.domain.item_diff import ItemDiff, compare
from window_desk.domain.item_diff_words import change_text, summary
from window_desk.domain.item_versions import Standing, standing_labels, standings
from window_desk.domain.law import Law
from window_desk.locale import _, current, word
from window_desk.locale.punctuation import named
from window_desk.tui.cells import day_text

if TYPE_CHECKING:
    from window_desk.services.item_versions import Since
    from window_desk.tui.catalogue_reading import Opened

permit = "01"
"""The item type for which 行政许可法 holds."""

_marks: dict[Standing, str] = {"in_force": "*", "planned": "+", "past": "-", "called_off": "x"}
_permit_articles = ("xkf.32.1.4", "xkf.42.1", "xkf.42.2", "xkf.45")
"""What the permit law says of every permit's papers and limits."""


def law_paragraphs(item: ServiceItem, law: Law) -> list[str]:
    """The articles that an item stands on with their text, then those that hold for all permits."""
    said = []
    for each in item.basis:
        quoted = law.article(each.key) if each.key else None
        cited = quoted.cite(current()) if quoted else f"{each.law} {each.article}"
        text = word(quoted.text) if quoted else _("The text of this article is not kept here.")
        said.append(f"{cited}\n{text}")
    if item.type == permit:
        keys = [key for key in _permit_articles if key not in {each.key for each in item.basis}]
        for article in filter(None, map(law.article, keys)):
            cited = article.cite(current())
            said.append(f"{_('For every permit')} · {cited}\n{word(article.text)}")
    return said or [_("No legal basis stands in this item.")]


def version_text(item: ServiceItem) -> str:
    """A version with the day from which it counts."""
    if item.valid_from is None:
        return f"v{item.version}"
    since = _("from {day}").format(day=day_text(item.valid_from, year=True))
    return f"v{item.version} · {since}"


def version_paragraphs(opened: Opened) -> list[str]:
    """Every version, the newest first, with what changed against the one before it."""
    versions = opened.versions
    return [
        "\n".join(_version_lines(opened, each, before))
        for each, before in zip(versions, (*versions[1:], None), strict=True)
    ]


def _version_lines(
    opened: Opened, version: ServiceItem, before: ServiceItem | None
) -> Iterator[str]:
    stands = standings(opened.versions, opened.today)[version.version]
    yield f"{_marks[stands]} {version_text(version)} · {word(standing_labels[stands])}"
    if before is None:
        yield _("The first version here.")
    else:
        yield from change_lines(compare(before, version))


def change_lines(diff: ItemDiff) -> list[str]:
    """Every change as a line of its own."""
    lines = [f"- {change_text(each, current())}" for each in diff.changes]
    return lines or [_("Nothing in it changed but its number or its day.")]


def since_line(since: Since | None) -> str:
    """What changed in the item since the case's version, in one line; empty where nothing did."""
    if since is None:
        return ""
    head = f"! {_('The item changed since (V tells all)')}"
    return named(head, summary(since.diff.changes, current()) or _("nothing in it changed"))


def since_page(since: Since) -> tuple[str, Sequence[str]]:
    """The title and text of the page that says everything that changed since."""
    title = _("{item}: what changed since").format(item=word(since.in_force.name))
    head = _("This case keeps {old}. For new cases {new} counts.").format(
        old=version_text(since.kept), new=version_text(since.in_force)
    )
    return title, [head, "\n".join(change_lines(since.diff))]
