"""Names and codes that resolve to nothing, or to two things."""

from __future__ import annotations

from collections.abc import Iterator

from window_desk.catalogue.lines import Path
from window_desk.catalogue.lint.collection import Collection, alike, both, named_in
from window_desk.catalogue.lint.finding import Found, Rule, of_each
from window_desk.catalogue.lint.papers import nearly
from window_desk.domain.item import ServiceItem


def _body(item: ServiceItem, collection: Collection) -> Iterator[Found]:
    """Issuers and competent bodies that are written almost as a department of the centre."""
    for path, place, text in _bodies(item):
        for name in named_in(text):
            meant = nearly(name, collection)
            if meant:
                yield Found(
                    path,
                    place,
                    f"“{name}”不是本中心的部门名称，应为“{meant}”？",
                    f'"{name}" is no department of this centre; does it mean "{meant}"?',
                )


def _bodies(item: ServiceItem) -> Iterator[tuple[Path, str, str]]:
    for position, paper in enumerate(item.materials):
        yield ("materials", position, "issuer"), paper.code, paper.issuer
    for position, situation in enumerate(item.situations):
        for at, option in enumerate(situation.options):
            yield ("situations", position, "options", at, "body"), situation.code, option.body


def _article(item: ServiceItem, collection: Collection) -> Iterator[Found]:
    for position, basis in enumerate(item.basis):
        if basis.key and collection.articles and basis.key not in collection.articles:
            yield Found(
                ("basis", position, "key"),
                "",
                f"没有收录“{basis.key}”的条文，看不到{basis.law}{basis.article}的原文。",
                f'No article "{basis.key}" is quoted here, so the text of {basis.law} '
                f"{basis.article} cannot be shown.",
            )


def _childless(item: ServiceItem, collection: Collection) -> Iterator[Found]:
    for position, child in enumerate(collection.children(item)):
        if not child.guide:
            zh, en = collection.whose(child)
            yield Found(
                ("children", position),
                "",
                f"子项{zh}还没有办事指南，一件事的材料和流程无从汇总。",
                f"There is no guide of {en}, so its papers and steps cannot be joined.",
            )


def _same_name(collection: Collection) -> Iterator[tuple[ServiceItem, Found]]:
    """Two items of one department under one name: nobody can tell which to apply for."""
    first: dict[tuple[str, str], ServiceItem] = {}
    for item in collection.items.values():
        first.setdefault((item.department, alike(item.name)), item)
    for item in collection.own:
        other = first[item.department, alike(item.name)]
        if other is not item:
            zh, en = both(item.name)
            yield (
                item,
                Found(
                    ("name",),
                    "",
                    f"同一部门还有一项“{zh}”（{other.code}）。",
                    f'The department has another item "{en}" ({other.code}).',
                ),
            )


rules = (
    Rule(
        "name.body",
        "warning",
        ("部门名称对不上", "a body that is nearly a department"),
        ("改为目录中的部门名称。", "Write the name as the directory has it."),
        "",
        of_each(_body),
    ),
    Rule(
        "name.article",
        "warning",
        ("引用的条文未收录", "an article that is not quoted"),
        (
            "更正条文编号（key），或者把条文加入法规文件，或者去掉编号。",
            'Correct the "key", add the article to the law files, or take the key out.',
        ),
        "",
        of_each(_article),
    ),
    Rule(
        "name.childless",
        "warning",
        ("一件事的子项没有指南", "a bundle with a child that has no guide"),
        (
            "补上该子项的办事指南，或者从一件事中去掉。",
            "Write the child's guide, or take it out of the bundle.",
        ),
        "",
        of_each(_childless),
    ),
    Rule(
        "name.twice",
        "hint",
        ("同一部门事项重名", "two items of one name in a department"),
        (
            "合并，或者在名称中写明区别（如新办、变更、级别）。",
            "Make them one, or say in the names how they differ.",
        ),
        "yshj.35",
        _same_name,
    ),
)
