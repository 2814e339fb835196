"""What the papers, questions and steps of a bundle's items are called in the bundle.

Names follow from the bundle and all its children alone, never from the answers: a paper that was
looked at keeps its code when an answer changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count

import msgspec

from window_desk.domain.item import Option, ServiceItem, Situation

Place = tuple[str, str]
"""A paper, step or situation of a child: the child's code, and its own code there."""


class Names(msgspec.Struct, frozen=True):
    """The name in the bundle by place."""

    papers: Mapping[Place, str]
    steps: Mapping[Place, str]
    situations: Mapping[Place, str]


def name_parts(bundle: ServiceItem, children: Sequence[ServiceItem]) -> Names:
    """What everything of the children is called in the bundle."""
    return Names(
        _name_papers(bundle, children),
        _name_steps(bundle, children),
        _name_situations(bundle, children),
    )


def _name_papers(bundle: ServiceItem, children: Sequence[ServiceItem]) -> dict[Place, str]:
    """The same paper from the same issuer has one name; what a paper replaces has its name."""
    replaced = {each: paper.code for paper in bundle.materials for each in paper.replaces}
    same = {(each.name.zh, each.issuer): each.code for each in bundle.materials}
    taken = {each.code for each in bundle.materials}
    found: dict[Place, str] = {}
    for child in children:
        for each in child.materials:
            key = each.name.zh, each.issuer
            name = replaced.get(f"{child.code}/{each.code}") or same.get(key)
            found[child.code, each.code] = name or _free(each.code, taken)
            same.setdefault(key, found[child.code, each.code])
    return found


def _name_steps(bundle: ServiceItem, children: Sequence[ServiceItem]) -> dict[Place, str]:
    taken = {each.code for each in bundle.steps}
    return {
        (child.code, step.code): _free(step.code, taken)
        for child in children
        for step in child.steps
    }


def _name_situations(bundle: ServiceItem, children: Sequence[ServiceItem]) -> dict[Place, str]:
    """The same question with the same answers is asked once."""
    asked = {_asks(each): each.code for each in bundle.situations}
    taken = {each.code for each in bundle.situations}
    found: dict[Place, str] = {}
    for child in children:
        for each in child.situations:
            key = _asks(each)
            if key not in asked:
                asked[key] = _free(each.code, taken)
            found[child.code, each.code] = asked[key]
    return found


def _asks(situation: Situation) -> tuple[str, ...]:
    """What makes a question the same: its words, and its answers with the usual one first."""
    return situation.code, situation.question.zh, *(each.code for each in situation.options)


def _free(code: str, taken: set[str]) -> str:
    """The code, or the first of `code_2`, `code_3`, ... that nothing else has."""
    names = (code if n == 1 else f"{code}_{n}" for n in count(1))
    name = next(each for each in names if each not in taken)
    taken.add(name)
    return name


def settled(bundle: ServiceItem, child: ServiceItem) -> dict[str, Option]:
    """The answers to a child's questions that the bundle gives itself, by the question's code."""
    found: dict[str, Option] = {}
    for each in bundle.settles:
        place, _, answer = each.rpartition("=")
        owner, _, code = place.rpartition("/")
        if owner != child.code:
            continue
        found |= {
            situation.code: option
            for situation in child.situations
            for option in situation.options
            if (situation.code, option.code) == (code, answer)
        }
    return found
