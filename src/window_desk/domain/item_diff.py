"""What differs between two versions of an item, and the four reductions between them.

The reductions are those of the reform: fewer papers (减材料), fewer steps (减环节), fewer visits
(减跑动) and less time (减时限).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Literal

import msgspec

from window_desk.domain.errors import Label
from window_desk.domain.item import Bilingual, ServiceItem

Measure = Literal["materials", "steps", "handovers", "days"]

definitions: dict[Measure, Label] = {
    "materials": (
        "减材料：指南列出的、须由申请人提交的材料数，各情形合计；由中心共享获取的不计",
        "papers: those that the guide asks of the applicant, over all situations; one that the "
        "centre reads from another office itself does not count",
    ),
    "steps": (
        "减环节：办理流程的环节数，各情形合计",
        "steps: the steps of the route, over all situations",
    ),
    "handovers": (
        "减跑动：申请人到办事现场的次数",
        "handovers: how often the applicant must come to hand something over (visits)",
    ),
    "days": (
        "减时限：承诺办结时限的工作日数；以自然日承诺的不计",
        "days: the promised limit in working days; a promise in calendar days does not count",
    ),
}
"""What each reduction counts. Only items with a guide on both sides are compared."""

_not_compared = frozenset({"version", "valid_from"})
"""These say which version it is, not what it asks."""


class Reduction(msgspec.Struct, frozen=True):
    """A measure before and after; `change` is negative where there is less of it.

    All three are None where nothing can be compared.
    """

    before: Decimal | None
    after: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """After less before."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


class FieldChange(msgspec.Struct, frozen=True):
    """One thing that differs: a field, or a part of a list by its code.

    `field` is the item's field; `code` and `name` are those of the part in it, and `within` the
    path inside the part. An added part has no `before`, a dropped one no `after`.
    """

    field: str
    what: Literal["added", "dropped", "changed"]
    before: object = None
    after: object = None
    code: str = ""
    name: Bilingual | None = None
    within: tuple[str, ...] = ()


class ItemDiff(msgspec.Struct, frozen=True):
    """Two versions of one item: the reductions, and every field that differs."""

    code: str
    before: ServiceItem
    after: ServiceItem
    reductions: Mapping[Measure, Reduction]
    changes: tuple[FieldChange, ...]


class CatalogueDiff(msgspec.Struct, frozen=True):
    """Two catalogues: the sums over the guides in both, the items that differ, new and gone ones.

    `compared` is the number of guides that stand on both sides, `left_out` of how many of them
    the promise could not be compared because it does not run in working days on both sides.
    """

    totals: Mapping[Measure, Reduction]
    items: tuple[ItemDiff, ...]
    added: tuple[ServiceItem, ...]
    dropped: tuple[ServiceItem, ...]
    compared: int
    left_out: int


def measures(item: ServiceItem) -> dict[Measure, Decimal | None]:
    """The four measures of an item, as `definitions` say; None for what it has not."""
    if not item.guide:
        return dict.fromkeys(definitions)
    promised = item.promised
    in_working_days = promised is not None and promised.unit == "working_days"
    return {
        "materials": Decimal(sum(not each.shared for each in item.materials)),
        "steps": Decimal(len(item.steps)),
        "handovers": Decimal(item.visits),
        "days": promised.value if promised and in_working_days else None,
    }


def compare(before: ServiceItem, after: ServiceItem) -> ItemDiff:
    """What differs between two versions of an item."""
    was, is_now = measures(before), measures(after)
    return ItemDiff(
        code=after.code,
        before=before,
        after=after,
        reductions={each: Reduction(was[each], is_now[each]) for each in definitions},
        changes=tuple(_of_item(before, after)),
    )


def compare_catalogues(
    before: Iterable[ServiceItem], after: Iterable[ServiceItem]
) -> CatalogueDiff:
    """What differs between two catalogues, each with one version of an item."""
    old = {each.code: each for each in before}
    new = {each.code: each for each in after}
    both = [compare(old[code], item) for code, item in new.items() if code in old]
    guides = [each for each in both if each.before.guide and each.after.guide]
    return CatalogueDiff(
        totals={each: _sum(each, guides) for each in definitions},
        items=tuple(each for each in both if each.changes),
        added=tuple(item for code, item in new.items() if code not in old),
        dropped=tuple(item for code, item in old.items() if code not in new),
        compared=len(guides),
        left_out=sum(each.reductions["days"].change is None for each in guides),
    )


def _sum(measure: Measure, guides: Iterable[ItemDiff]) -> Reduction:
    pairs = [each.reductions[measure] for each in guides]
    counted = [each for each in pairs if each.change is not None]
    return Reduction(
        before=sum((each.before or Decimal(0) for each in counted), Decimal(0)),
        after=sum((each.after or Decimal(0) for each in counted), Decimal(0)),
    )


def _of_item(before: ServiceItem, after: ServiceItem) -> Iterator[FieldChange]:
    for field in msgspec.structs.fields(ServiceItem):
        if field.name in _not_compared:
            continue
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old == new:
            continue
        if isinstance(old, tuple) and isinstance(new, tuple):
            yield from _of_list(field.name, old, new)
        else:
            yield FieldChange(field.name, "changed", old, new)


def _of_list(
    field: str, before: tuple[object, ...], after: tuple[object, ...]
) -> Iterator[FieldChange]:
    """Parts that were added, dropped or changed; parts in another order only are one change."""
    old, new = _by_key(before), _by_key(after)
    for key, part in old.items():
        if key not in new:
            yield _part(field, "dropped", part, part, None)
    for key, part in new.items():
        if key not in old:
            yield _part(field, "added", part, None, part)
        elif old[key] != part:
            for within, was, is_now in _inside(old[key], part):
                yield _part(field, "changed", part, was, is_now, within)
    if [each for each in old if each in new] != [each for each in new if each in old]:
        yield FieldChange(field, "changed", before, after, within=("order",))


def _by_key(parts: tuple[object, ...]) -> dict[object, object]:
    """Parts by their code; those without one, and codes that stand twice, by what they are."""
    keyed: dict[object, object] = {}
    for each in parts:
        code = getattr(each, "code", None)
        keyed[each if code is None or code in keyed else code] = each
    return keyed


def _part(
    field: str,
    what: Literal["added", "dropped", "changed"],
    part: object,
    before: object,
    after: object,
    within: tuple[str, ...] = (),
) -> FieldChange:
    name = getattr(part, "name", None) or getattr(part, "question", None)
    return FieldChange(
        field=field,
        what=what,
        before=before,
        after=after,
        code=getattr(part, "code", "") or "",
        name=name if isinstance(name, Bilingual) else None,
        within=within,
    )


def _inside(before: object, after: object) -> Iterator[tuple[tuple[str, ...], object, object]]:
    """Where two parts of one code differ, field by field and into the parts inside them."""
    assert isinstance(before, msgspec.Struct)
    assert isinstance(after, msgspec.Struct)
    for field in msgspec.structs.fields(type(after)):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old == new:
            continue
        if field.name == "options":
            yield from _of_options(old, new)
        else:
            yield (field.name,), old, new


def _of_options(
    before: tuple[object, ...], after: tuple[object, ...]
) -> Iterator[tuple[tuple[str, ...], object, object]]:
    for each in _of_list("options", before, after):
        yield ("options", each.code, *each.within), each.before, each.after
