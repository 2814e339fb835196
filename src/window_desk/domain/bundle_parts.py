"""Which items of a bundle the answers include, and which papers these make themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeVar

import msgspec

from window_desk.domain.bundle_names import Names, name_parts, settled
from window_desk.domain.item import Material, Option, ServiceItem, Situation

T = TypeVar("T")
Field = Literal["adds", "steps"]
"""What an answer brings: papers (`adds`) or steps."""


class Part(msgspec.Struct, frozen=True):
    """A child of a bundle under the answers given: `brought` by them, and `included` at last.

    A child that was brought and is not included is not needed or not ours by the answer to
    `because`, a situation of the bundle; of one that was not brought it is the bundle's question.
    """

    item: ServiceItem
    brought: bool
    included: bool
    because: str = ""


class Whole(msgspec.Struct, frozen=True):
    """A bundle, the children that the answers include, and what their parts are called.

    `made` says which of them issue the papers of each child: itself, or its alternative.
    """

    bundle: ServiceItem
    here: tuple[ServiceItem, ...]
    names: Names
    made: Mapping[str, tuple[str, ...]]

    def makes(self, child: ServiceItem, paper: Material) -> bool:
        """Whether the bundle itself makes a paper that this child asks for."""
        return paper.issued_by_item != child.code and paper.issued_by_item in self.made


def whole(bundle: ServiceItem, found: Sequence[Part]) -> Whole:
    """The bundle with those of its parts that are included."""
    here = tuple(each.item for each in found if each.included)
    names = name_parts(bundle, [each.item for each in found])
    return Whole(bundle, here, names, _made(bundle, here))


def _made(bundle: ServiceItem, here: Iterable[ServiceItem]) -> dict[str, tuple[str, ...]]:
    included = {each.code for each in here}
    made: dict[str, tuple[str, ...]] = {code: (code,) for code in included}
    for situation in bundle.situations:
        named = {code for option in situation.options for code in option.items}
        instead = tuple(sorted(named & included))
        made |= dict.fromkeys(named - included if instead else (), instead)
    return made


def parts(
    bundle: ServiceItem, children: Sequence[ServiceItem], answers: Mapping[str, str]
) -> tuple[Part, ...]:
    """The children in their order, each with whether these answers include it."""
    names = name_parts(bundle, children)
    found = []
    for child in children:
        question = _not_brought_by(bundle, child, answers)
        against = question or _left_out_by(bundle, child, answers, names)
        found.append(Part(child, not question, not against, against))
    return tuple(found)


def _not_brought_by(bundle: ServiceItem, child: ServiceItem, answers: Mapping[str, str]) -> str:
    """The question of the bundle whose answer does not bring the child, or nothing."""
    about = [
        each
        for each in bundle.situations
        if any(child.code in option.items for option in each.options)
    ]
    brought = any(child.code in _chosen(each, each.code, answers).items for each in about)
    return "" if brought or not about else about[0].code


def _left_out_by(
    bundle: ServiceItem, child: ServiceItem, answers: Mapping[str, str], names: Names
) -> str:
    """The question whose answer says that the child is not needed or not ours, or nothing."""
    fixed = settled(bundle, child)
    for each in child.situations:
        code = names.situations[child.code, each.code]
        option = fixed.get(each.code) or _chosen(each, code, answers)
        if option.outcome:
            return code
    return ""


def _chosen(situation: Situation, code: str, answers: Mapping[str, str]) -> Option:
    answer = answers.get(code)
    return next((each for each in situation.options if each.code == answer), situation.options[0])


def codes(option: Option, field: Field) -> tuple[str, ...]:
    """The papers or steps that an answer brings."""
    return option.adds if field == "adds" else option.steps


def needed(item: ServiceItem, field: Field, fixed: Mapping[str, Option]) -> Iterator[str]:
    """The codes of the papers or steps that no answer takes away; `fixed` are given already."""
    conditional = {
        code for each in item.situations for option in each.options for code in codes(option, field)
    }
    every = (each.code for each in (item.materials if field == "adds" else item.steps))
    yield from (code for code in every if code not in conditional)
    for option in fixed.values():
        yield from codes(option, field)


def possible(item: ServiceItem, field: Field, fixed: Mapping[str, Option]) -> set[str]:
    """The codes of the papers or steps that some answer has that can still be given."""
    asked = (each for each in item.situations if each.code not in fixed)
    added = {code for each in asked for option in each.options for code in codes(option, field)}
    return added | set(needed(item, field, fixed))


def once(groups: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    """Everything in these groups in their order, equal ones once."""
    found: list[T] = []
    for each in (each for group in groups for each in group):
        if each not in found:
            found.append(each)
    return tuple(found)
