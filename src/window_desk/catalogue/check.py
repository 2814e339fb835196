"""What must be true of an item beyond the form of its fields: codes, limits, route and grounds."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from window_desk.catalogue.check_shared import check_shared
from window_desk.catalogue.check_terms import check_terms, permit
from window_desk.catalogue.lines import Path
from window_desk.catalogue.source import Complain, shown
from window_desk.domain.item import ServiceItem, type_labels
from window_desk.domain.route import find_circle, plan

Part = TypeVar("Part")

_short_code = re.compile(r"[a-z0-9_]+")
_local_type = re.compile(r"1[1-9]|2[1-9]|[3-9][0-9]")
_levels = tuple("1234567")


class Draft(NamedTuple):
    """An item as far as it could be converted, and where it stands in its file.

    `wrong` are the fields with an error in them: a rule that needs one of them stays silent, so
    that one slip gives one error. `positions` says where the elements of its lists stood, and
    `codes` are those of all materials and steps, also of the parts that could not be converted.
    `full` is a guide, otherwise it is a directory entry.
    """

    item: ServiceItem
    path: Path
    full: bool = False
    wrong: frozenset[str] = frozenset()
    positions: Mapping[str, tuple[int, ...]] = MappingProxyType({})
    codes: Mapping[str, frozenset[str]] = MappingProxyType({})

    def right(self, *fields: str) -> bool:
        """Whether all of these fields could be read as they were meant."""
        return self.wrong.isdisjoint(fields)

    def at(self, *place: str | int) -> Path:
        """The path of something inside the item."""
        return (*self.path, *place)

    def located(self, field: str, parts: tuple[Part, ...]) -> list[tuple[Path, Part]]:
        """The elements of a list field, each with its path in the file."""
        positions = self.positions.get(field, ())
        return [
            (self.at(field, position), part)
            for position, part in zip(positions, parts, strict=True)
        ]


class Known(NamedTuple):
    """What items may refer to: names of departments and codes of items.

    `complete` is false where some could not be read, and then no name is called unknown.
    """

    departments: Collection[str]
    items: Collection[str]
    complete: bool = True


def check_item(draft: Draft, known: Known, complain: Complain) -> None:
    """Complain of every rule that the item breaks."""
    _check_head(draft, known, complain)
    _check_whole(draft, complain)
    _check_materials(draft, known, complain)
    _check_situations(draft, complain)
    _check_steps(draft, known, complain)
    _check_limits(draft, complain)
    check_terms(draft, complain)
    check_shared(draft, complain)
    for position, child in enumerate(draft.item.children):
        _check_item_code(child, draft.at("children", position), draft, known, complain)


def _check_head(draft: Draft, known: Known, complain: Complain) -> None:
    item = draft.item
    if draft.right("code") and not item.code:
        complain(draft.at("code"), "The code is empty; write the code of the item.")
    if draft.right("type") and not (item.type in type_labels or _local_type.fullmatch(item.type)):
        complain(
            draft.at("type"),
            f'{shown(item.type)} is not an item type; write its two digits, such as "01".',
        )
    if draft.right("department"):
        _check_department(item.department, draft.at("department"), known, complain)
    if item.level not in _levels:
        complain(draft.at("level"), f'{shown(item.level)} is no level; write "1" to "7".')
    if item.version < 1:
        complain(draft.at("version"), "Versions count from 1; write 1 or more.")
    if item.visits < 0:
        complain(draft.at("visits"), "The number of visits is negative; write 0 or more.")


def _check_whole(draft: Draft, complain: Complain) -> None:
    """A guide has what a case needs to be opened; a directory entry need not."""
    item = draft.item
    if draft.full and draft.right("promised") and item.promised is None:
        complain(draft.path, 'A guide needs its promised limit; add "promised".')
    if draft.full and draft.right("materials") and not item.materials:
        complain(draft.path, "A guide needs at least one material; add [[item.materials]].")
    if draft.full and item.type == permit and draft.right("basis", "type") and not item.basis:
        message = "A permit needs its legal basis; add [[item.basis]]."
        complain(draft.path, message, "permit.without-basis")


def _check_department(name: str, path: Path, known: Known, complain: Complain) -> None:
    if known.complete and name not in known.departments:
        way_out = meant(name, known.departments, "add the department to the directory first.")
        message = f"The department {shown(name)} is not in the directory; {way_out}"
        complain(path, message, "department.unknown")


def _check_item_code(code: str, path: Path, draft: Draft, known: Known, complain: Complain) -> None:
    if code == draft.item.code:
        message = "The item names itself here; name another item or remove this."
        complain(path, message, "item.unknown")
    elif known.complete and code not in known.items:
        complain(
            path,
            f"There is no item with the code {shown(code)}; import that item too or remove this.",
            "item.unknown",
        )


def _check_materials(draft: Draft, known: Known, complain: Complain) -> None:
    materials = draft.located("materials", draft.item.materials)
    check_codes([(path, each.code) for path, each in materials], complain)
    for path, each in materials:
        if min(each.originals, each.copies) < 0:
            complain(path, f"{shown(each.code)} has a negative count; write 0 or more.")
        elif not (each.originals or each.copies or each.electronic or each.shared):
            complain(
                path,
                f"Nobody has to bring anything for {shown(each.code)}; "
                "give originals or copies, or mark it as electronic or shared.",
            )
        if each.issued_by_item:
            place = (*path, "issued_by_item")
            _check_item_code(each.issued_by_item, place, draft, known, complain)


def _check_situations(draft: Draft, complain: Complain) -> None:
    situations = draft.located("situations", draft.item.situations)
    check_codes([(path, each.code) for path, each in situations], complain)
    for path, situation in situations:
        if not situation.options:
            complain(path, f"{shown(situation.code)} has no options; add the possible answers.")
        options = [
            ((*path, "options", position), option)
            for position, option in enumerate(situation.options)
        ]
        check_codes([(place, each.code) for place, each in options], complain)
        for place, option in options:
            check_references(draft, "materials", option.adds, (*place, "adds"), complain)
            check_references(draft, "steps", option.steps, (*place, "steps"), complain)
            if option.outcome == "not_ours" and not option.body:
                complain(
                    place,
                    f"{shown(option.code)} sends the applicant away without saying where to; "
                    'name the competent body in "body".',
                    "answers.nowhere",
                )


def _check_steps(draft: Draft, known: Known, complain: Complain) -> None:
    steps = draft.located("steps", draft.item.steps)
    check_codes([(path, each.code) for path, each in steps], complain)
    for path, step in steps:
        _check_department(step.department, (*path, "department"), known, complain)
        _check_half_days(step.days, (*path, "days"), complain)
        # A step of a bundle may wait for a whole item.
        own = tuple(each for each in step.needs if each not in draft.item.children)
        for field, kind, codes in (
            ("needs", "steps", own),
            ("papers", "materials", step.papers),
            ("answers", "situations", step.answers),
        ):
            check_references(draft, kind, codes, (*path, field), complain)
    circle = find_circle({each.code: each.needs for each in draft.item.steps})
    if circle:
        path = next(path for path, each in steps if each.code == circle[0])
        complain(
            (*path, "needs"),
            f"These steps wait for each other: {shown(' > '.join((*circle, circle[0])), 200)}; "
            "take one of the needs out.",
            "route.circle",
        )


def check_references(
    draft: Draft, field: str, codes: tuple[str, ...], path: Path, complain: Complain
) -> None:
    """Complain of codes that no material, step or situation of the item has."""
    there = draft.codes.get(field, frozenset())
    kind = field.removesuffix("s")
    for position, code in enumerate(codes):
        if code not in there:
            way_out = meant(code, there, f"add the {kind} or take the code out.")
            message = f"There is no {kind} {shown(code)} in this item; {way_out}"
            complain((*path, position), message, "part.unknown")


def _check_half_days(days: Decimal, path: Path, complain: Complain) -> bool:
    right = days >= 0 and days * 2 % 1 == 0
    if not right:
        complain(
            path, f"{shown(days)} is not a number of days; write whole or half days, 0 or more."
        )
    return right


def _check_limits(draft: Draft, complain: Complain) -> None:
    item = draft.item
    promised, statutory = item.promised, item.statutory
    right = [
        _check_half_days(limit.value, draft.at(field, "value"), complain)
        for field, limit in (("statutory", statutory), ("promised", promised))
        if limit is not None
    ]
    if promised is None or not all(right):
        return
    if statutory and promised.unit == statutory.unit and promised.value > statutory.value:
        complain(
            draft.at("promised"),
            f"The promise of {promised.value} days is longer than the {statutory.value} days "
            "of the law; promise no more than the law allows.",
            "limit.promise",
        )
    if find_circle({each.code: each.needs for each in item.steps}):
        return
    days = plan(item.steps).days
    # Working days are never shorter than calendar days, so this holds in both units.
    if days > promised.value:
        complain(
            draft.at("promised"),
            f"The steps take {days} days and the promise is {promised.value}; "
            "shorten the steps or promise more.",
            "route.over-promise",
        )


def check_codes(codes: list[tuple[Path, str]], complain: Complain, *, key: str = "code") -> None:
    """Complain of codes in one list that are not short codes or stand there twice."""
    seen: set[str] = set()
    for path, code in codes:
        place = (*path, key)
        if not _short_code.fullmatch(code):
            complain(
                place, f"{shown(code)} is no short {key}; use the letters a-z, digits and _ only."
            )
        elif code in seen:
            complain(
                place, f"The {key} {shown(code)} stands twice in this list; change one of them."
            )
        seen.add(code)


def meant(name: str, names: Iterable[str], otherwise: str) -> str:
    """The way out for a name that is not there: the nearest one that is, or `otherwise`."""
    close = difflib.get_close_matches(name, list(names), n=1)
    return f"did you mean {shown(close[0])}?" if close else otherwise
