"""Items that wait for each other: each needs a paper that only the next one issues (互为前置)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from window_desk.catalogue.lint import reach
from window_desk.catalogue.lint.collection import Collection, both
from window_desk.catalogue.lint.finding import Found, Rule
from window_desk.domain.item import Material, ServiceItem


class Link(NamedTuple):
    """An item asks for a paper, which `source` issues."""

    item: ServiceItem
    paper: Material
    source: ServiceItem


Circle = tuple[Link, ...]
Asked = Callable[[ServiceItem], Iterable[Material]]


def papers_always(item: ServiceItem) -> list[Material]:
    """The papers that every applicant needs."""
    return [each for each in papers_ever(item) if reach.is_always(item, "adds", each.code)]


def papers_ever(item: ServiceItem) -> list[Material]:
    """The papers that some applicant needs."""
    return [each for each in item.materials if reach.is_ever(item, "adds", each.code)]


def find_circles(collection: Collection, asked: Asked) -> list[Circle]:
    """The circles among the papers that `asked` names, the shortest through each item.

    A paper that several items issue can be had from any of them. So an item is within reach when
    each of its papers comes from outside or from an item within reach, and only the rest can be
    in a circle.
    """
    links = _blocked(collection, asked)
    found: dict[frozenset[str], Circle] = {}
    for code in links:
        circle = _shortest(code, links)
        if circle:
            found.setdefault(frozenset(each.item.code for each in circle), circle)
    return list(found.values())


def _blocked(collection: Collection, asked: Asked) -> dict[str, list[Link]]:
    """The links of the items that cannot be reached, to the others of that kind."""
    links = {
        item.code: [
            [Link(item, paper, source) for source in sources]
            for paper in asked(item)
            if (sources := collection.sources(item, paper))
        ]
        for item in collection.items.values()
        if item.guide
    }
    blocked = dict(links)
    while True:
        reached = [
            code
            for code, papers in blocked.items()
            if all(any(each.source.code not in blocked for each in paper) for paper in papers)
        ]
        if not reached:
            break
        for code in reached:
            del blocked[code]
    return {
        code: [
            each
            for paper in papers
            if all(other.source.code in blocked for other in paper)
            for each in paper
        ]
        for code, papers in blocked.items()
    }


def _shortest(start: str, links: dict[str, list[Link]]) -> Circle:
    """The shortest way from an item back to itself, or nothing."""
    came: dict[str, Link] = {}
    waiting = [start]
    for code in waiting:
        for link in links.get(code, ()):
            if link.source.code not in came:
                came[link.source.code] = link
                waiting.append(link.source.code)
            if link.source.code == start:
                return _way_back(start, came)
    return ()


def _way_back(start: str, came: dict[str, Link]) -> Circle:
    way = [came[start]]
    while way[-1].item.code != start:
        way.append(came[way[-1].item.code])
    return tuple(reversed(way))


def _told(circle: Circle, collection: Collection) -> tuple[str, str]:
    """The whole circle with its departments, in Chinese and English."""
    zh, en = collection.whose(circle[0].item)
    for position, link in enumerate(circle):
        paper_zh, paper_en = both(link.paper.name)
        from_zh, from_en = collection.whose(link.source)
        zh += f"{'；后者' if position else ''}要先有“{paper_zh}”，由{from_zh}出具"
        en += f'{", which" if position else ""} needs "{paper_en}" from {from_en}'
    return f"事项互为前置，谁也无法先办：{zh}。", f"These items wait for each other: {en}."


def _looked_at(circles: Iterable[Circle], collection: Collection) -> Iterator[Circle]:
    """The circles with an item that is looked at, beginning at the first one."""
    own = {each.code: position for position, each in enumerate(collection.own)}
    for circle in circles:
        inside = [at for at, link in enumerate(circle) if link.item.code in own]
        if inside:
            first = min(inside, key=lambda at: own[circle[at].item.code])
            yield (*circle[first:], *circle[:first])


def _found(circle: Circle, collection: Collection) -> tuple[ServiceItem, Found]:
    item, paper, _ = circle[0]
    path = ("materials", item.materials.index(paper))
    return item, Found(path, paper.code, *_told(circle, collection))


def _always(collection: Collection) -> Iterator[tuple[ServiceItem, Found]]:
    for circle in _looked_at(find_circles(collection, papers_always), collection):
        yield _found(circle, collection)


def _sometimes(collection: Collection) -> Iterator[tuple[ServiceItem, Found]]:
    """The circles that some answers close; those that all of them close are told already."""
    told = {frozenset(each) for each in map(_members, find_circles(collection, papers_always))}
    for circle in _looked_at(find_circles(collection, papers_ever), collection):
        if frozenset(_members(circle)) not in told:
            yield _found(circle, collection)


def _members(circle: Circle) -> list[str]:
    return [link.item.code for link in circle]


_mend = (
    "取消其中一项对另一项结果的前置要求，改由部门之间核验，或者改为一并办理（一件事）。",
    "Take the paper out of one of the items, check it between the departments instead, or handle "
    "both in one bundle.",
)

rules = (
    Rule(
        "circle.always",
        "error",
        ("事项互为前置", "items that wait for each other"),
        _mend,
        "yshj.35",
        _always,
    ),
    Rule(
        "circle.sometimes",
        "warning",
        ("部分情形下事项互为前置", "items that wait for each other in some situations"),
        _mend,
        "yshj.35",
        _sometimes,
    ),
)
