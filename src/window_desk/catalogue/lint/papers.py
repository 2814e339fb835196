"""Papers that the applicant is asked for twice, or that the government has or could read itself."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from window_desk.catalogue.lint import reach
from window_desk.catalogue.lint.collection import Collection, alike, both, named_in
from window_desk.catalogue.lint.finding import Found, Rule, of_each
from window_desk.domain.bundle_names import name_parts
from window_desk.domain.errors import Label
from window_desk.domain.item import Material, ServiceItem


def _same(paper: Material) -> tuple[str, str]:
    return alike(paper.name), alike(paper.issuer)


def _twice(item: ServiceItem, _collection: Collection) -> Iterator[Found]:
    """Two papers of one name and issuer that one applicant can be asked for."""
    for (_, first), (position, second) in combinations(enumerate(item.materials), 2):
        asked_for = not (first.shared or second.shared)
        if asked_for and _same(first) == _same(second):
            if not reach.can_meet(item, "adds", first.code, second.code):
                continue
            zh, en = both(second.name)
            yield Found(
                ("materials", position),
                second.code,
                f"同一申请中“{zh}”要交两次（{first.code}、{second.code}）。",
                f'One application asks for "{en}" twice ({first.code} and {second.code}).',
            )


class _Asked(NamedTuple):
    """A paper that an item of a bundle asks the applicant for, or the bundle itself does."""

    item: ServiceItem
    paper: Material


def _asked_twice(bundle: ServiceItem, collection: Collection) -> list[list[_Asked]]:
    """The papers written almost alike that several items of the bundle ask for.

    What is written the same is asked for once. What a paper of the bundle replaces is not asked
    for, nor what is read from elsewhere or made by another child.
    """
    children = collection.children(bundle)
    names = name_parts(bundle, children).papers
    replaced = {each for paper in bundle.materials for each in paper.replaces}
    groups: dict[tuple[str, str], list[_Asked]] = {}
    for item in (bundle, *children):
        for paper in item.materials:
            is_replaced = item is not bundle and f"{item.code}/{paper.code}" in replaced
            if not (is_replaced or paper.shared or paper.issued_by_item in bundle.children):
                groups.setdefault(_same(paper), []).append(_Asked(item, paper))
    return [
        each
        for each in groups.values()
        if len({names.get((one.item.code, one.paper.code), one.paper.code) for one in each}) > 1
        and len({one.item.code for one in each}) > 1
    ]


def _in_bundle(bundle: ServiceItem, collection: Collection, several: bool) -> Iterator[Found]:
    """The papers asked twice, by several departments or by items of one."""
    for group in _asked_twice(bundle, collection):
        if (len({each.item.department for each in group}) > 1) is not several:
            continue
        where = [collection.whose(each.item) for each in group]
        zh, en = both(group[0].paper.name)
        codes = [f"{each.item.code}/{each.paper.code}" for each in group if each.item is not bundle]
        own = next((each.paper.code for each in group if each.item is bundle), "")
        path = ("materials", [each.code for each in bundle.materials].index(own)) if own else ()
        yield Found(
            path or ("children",),
            own,
            f"一件事中“{zh}”由{'、'.join(each[0] for each in where)}分别收取；"
            f"应由一份材料替代：{'、'.join(codes)}。",
            f'The bundle asks for "{en}" in {", ".join(each[1] for each in where)}; '
            f"one paper should replace {', '.join(codes)}.",
        )


def _two_items(bundle: ServiceItem, collection: Collection) -> Iterator[Found]:
    return _in_bundle(bundle, collection, several=False)


def _two_departments(bundle: ServiceItem, collection: Collection) -> Iterator[Found]:
    return _in_bundle(bundle, collection, several=True)


def _holders(item: ServiceItem, paper: Material, collection: Collection) -> list[Label]:
    """Who of the government holds a paper: the item that issues it, else departments here."""
    source = collection.items.get(paper.issued_by_item)
    if source is not None:
        return [collection.whose(source)]
    return [
        collection.department(each)
        for each in named_in(paper.issuer)
        if each in collection.departments
    ]


def _held(item: ServiceItem, collection: Collection) -> Iterator[Found]:
    for position, paper in enumerate(item.materials):
        holders = [] if paper.shared else _holders(item, paper, collection)
        if not holders:
            continue
        zh, en = both(paper.name)
        yield Found(
            ("materials", position),
            paper.code,
            f"“{zh}”政府已有，由{'、'.join(each[0] for each in holders)}出具，仍要申请人提交。",
            f'"{en}" is held by the government already, issued by '
            f"{', '.join(each[1] for each in holders)}, and the applicant must still bring it.",
        )


def _unlinked(item: ServiceItem, collection: Collection) -> Iterator[Found]:
    for position, paper in enumerate(item.materials):
        if paper.issued_by_item:
            continue
        for source in collection.sources(item, paper)[:1]:
            zh, en = both(paper.name)
            source_zh, source_en = collection.whose(source)
            yield Found(
                ("materials", position),
                paper.code,
                f"“{zh}”正是{source_zh}的办理结果，但没有写明由该事项出具。",
                f'"{en}" is the result of {source_en}, which the paper does not name.',
            )


def _intermediary(item: ServiceItem, collection: Collection) -> Iterator[Found]:
    for position, paper in enumerate(item.materials):
        source = collection.items.get(paper.issued_by_item)
        if source is None or not source.intermediary or paper.basis:
            continue
        zh, en = both(paper.name)
        yield Found(
            ("materials", position),
            paper.code,
            f"“{zh}”要经中介服务取得，但没有写明法律、法规或者国务院决定依据。",
            f'"{en}" comes from an intermediary service, and no law, regulation or decision of '
            "the State Council is named for it.",
        )


def nearly(name: str, collection: Collection) -> str:
    """The department that a name probably means though it is written differently, or nothing."""
    if name in collection.departments:
        return ""
    alikes = [each for each in collection.departments if each[:1] == name[:1]]
    found = difflib.get_close_matches(name, alikes, n=1, cutoff=0.75)
    return found[0] if found else ""


rules = (
    Rule(
        "paper.twice",
        "warning",
        ("同一材料重复收取", "a paper asked twice"),
        ("删去其中一份。", "Take one of the two out."),
        "yshj.44.3",
        of_each(_twice),
    ),
    Rule(
        "paper.two-items",
        "warning",
        ("一件事中同一材料重复收取", "a paper asked twice in a bundle"),
        (
            "在一件事中列一份材料，用 replaces 写明替代的“事项/材料”。",
            'List the paper once in the bundle and name what it replaces as "item/material".',
        ),
        "yshj.44.3",
        of_each(_two_items),
    ),
    Rule(
        "paper.two-departments",
        "warning",
        ("两个部门收取同一材料", "a paper asked by two departments of one matter"),
        (
            "在一件事中列一份材料，用 replaces 写明替代的“事项/材料”，由部门之间流转。",
            'List the paper once in the bundle, name what it replaces as "item/material", and pass '
            "it on between the departments.",
        ),
        "yshj.44.3",
        of_each(_two_departments),
    ),
    Rule(
        "paper.held",
        "warning",
        ("政府已有的材料仍要提交", "a paper that the government holds already"),
        (
            "改为共享核验（shared = true）；确需原件的，用 waivers 写明理由。",
            "Read it from the other office and mark it as shared; where the piece itself is "
            "needed, waive with that reason.",
        ),
        "yshj.44.2",
        of_each(_held),
    ),
    Rule(
        "paper.unlinked",
        "hint",
        ("材料未关联出具事项", "a paper whose item is not named"),
        (
            "用 issued_by_item 写明出具该材料的事项，已有结果的不再收取。",
            'Name the item in "issued_by_item", so that a result on file is not asked for again.',
        ),
        "",
        of_each(_unlinked),
    ),
    Rule(
        "paper.intermediary",
        "warning",
        ("中介服务材料无设定依据", "an intermediary's paper without a basis"),
        (
            "写明依据（basis）；没有依据的不得作为办理条件。",
            "Write its basis; without one it may not be a condition.",
        ),
        "yshj.43",
        of_each(_intermediary),
    ),
)
