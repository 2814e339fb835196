"""The steps of a bundle's items in one route: what one item issues, the others wait for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from window_desk.domain.bundle_names import settled
from window_desk.domain.bundle_parts import Whole, needed, once, possible
from window_desk.domain.item import ServiceItem, Step


def join_routes(whole: Whole) -> tuple[tuple[Step, ...], set[str]]:
    """The steps of all in one route, and the codes of those that no answer takes away."""
    bundle = whole.bundle
    always = set(needed(bundle, "steps", {}))
    every, sure = (
        {each.code: _named(whole, each, _last(whole, each, certain=only)) for each in whole.here}
        for only in (False, True)
    )
    makers = {code: once(sure[each] for each in by) for code, by in whole.made.items()}
    steps: list[Step] = []
    for child in whole.here:
        fixed = settled(bundle, child)
        there = possible(child, "steps", fixed)
        always |= set(_named(whole, child, needed(child, "steps", fixed)))
        steps += [_in_bundle(whole, child, x, makers) for x in child.steps if x.code in there]
    for own in bundle.steps:
        awaited = (
            (*sure.get(need, ()), *every.get(need, ())) if need in bundle.children else (need,)
            for need in own.needs
        )
        steps.append(msgspec.structs.replace(own, needs=once(awaited)))
    return tuple(steps), always


def _named(whole: Whole, child: ServiceItem, steps: Iterable[str]) -> tuple[str, ...]:
    return tuple(whole.names.steps[child.code, each] for each in steps)


def _last(whole: Whole, child: ServiceItem, *, certain: bool) -> list[str]:
    """The steps of a child that no other one waits for, among the possible or the certain ones."""
    fixed = settled(whole.bundle, child)
    there = set(needed(child, "steps", fixed)) if certain else possible(child, "steps", fixed)
    awaited = {need for each in child.steps if each.code in there for need in each.needs}
    return [each.code for each in child.steps if each.code in there - awaited]


def _in_bundle(
    whole: Whole, child: ServiceItem, step: Step, makers: Mapping[str, tuple[str, ...]]
) -> Step:
    """A step of a child, after what makes the papers that it looks at."""
    looks_at_all = not step.papers and not step.needs
    made = (
        makers[each.issued_by_item]
        for each in child.materials
        if whole.makes(child, each) and (looks_at_all or each.code in step.papers)
    )
    return msgspec.structs.replace(
        step,
        code=whole.names.steps[child.code, step.code],
        needs=once((_named(whole, child, step.needs), *made)),
        papers=tuple(whole.names.papers[child.code, each] for each in step.papers),
        answers=tuple(whole.names.situations[child.code, each] for each in step.answers),
        child=child.code,
    )
