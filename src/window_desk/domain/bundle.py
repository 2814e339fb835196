"""One matter, one visit (一件事): the items of a bundle as one item, with every paper asked once.

A bundle names its children. What it is made of follows from them and from the answers: an answer
of the bundle brings a child in, an answer of a child's own may leave it out because it is not
needed or not ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from window_desk.domain.bundle_names import settled
from window_desk.domain.bundle_parts import Part as Part
from window_desk.domain.bundle_parts import Whole, needed, once, possible, whole
from window_desk.domain.bundle_parts import parts as parts
from window_desk.domain.bundle_route import join_routes
from window_desk.domain.item import Bilingual, Child, Material, Option, ServiceItem, Situation

_replace = msgspec.structs.replace


def compose(
    bundle: ServiceItem, children: Sequence[ServiceItem], answers: Mapping[str, str]
) -> ServiceItem:
    """The bundle with the papers, questions and steps of the children that these answers include.

    A paper with the same name from the same issuer is asked once; one that a paper of the bundle
    replaces, and one that another child issues, are not asked at all. Steps that look at a paper
    which another child issues wait for that child; a step of the bundle that needs a child waits
    for all of its steps. Where an answer brings one child or another, either issues the papers of
    both. An item without children is itself.
    """
    if not bundle.children:
        return bundle
    return _composed(bundle, parts(bundle, children, answers))


def compose_all(bundle: ServiceItem, children: Sequence[ServiceItem]) -> ServiceItem:
    """The bundle with everything of all children, whatever the answers: to find a part by code."""
    if not bundle.children:
        return bundle
    return _composed(bundle, [Part(each, brought=True, included=True) for each in children])


def _composed(bundle: ServiceItem, found: Sequence[Part]) -> ServiceItem:
    all_of_it = whole(bundle, found)
    papers, papers_always = _papers(all_of_it)
    steps, steps_always = join_routes(all_of_it)
    asked = [each.item for each in found if each.brought]
    items = (bundle, *all_of_it.here)
    return _replace(
        bundle,
        materials=papers,
        steps=steps,
        situations=tuple(
            _without(each, papers_always, steps_always) for each in _situations(all_of_it, asked)
        ),
        conditions=once(each.conditions for each in items),
        basis=once(each.basis for each in items),
        fees=once(each.fees for each in items),
        special=once(each.special for each in items),
        own_suspensions=once(each.own_suspensions for each in items),
    )


def child_of(item: ServiceItem) -> Child:
    """What an acceptance keeps of an item of the bundle: who decides it, and until when."""
    return Child(
        item=item.code,
        version=item.version,
        name=item.name,
        department=item.department,
        statutory=item.statutory,
        result=item.result.name if item.result else Bilingual(zh=""),
        joins=item.joins,
    )


def _papers(whole: Whole) -> tuple[tuple[Material, ...], set[str]]:
    """The papers of all, each once, and the codes of those that no answer takes away."""
    always = set(needed(whole.bundle, "adds", {}))
    papers = {each.code: each for each in whole.bundle.materials}
    own = set(papers)
    for child in whole.here:
        fixed = settled(whole.bundle, child)
        there = possible(child, "adds", fixed)
        for each in child.materials:
            name = whole.names.papers[child.code, each.code]
            if name in own or each.code not in there or whole.makes(child, each):
                continue
            paper = _replace(each, code=name)
            papers[name] = _asked_once(papers[name], paper) if name in papers else paper
        always |= {
            whole.names.papers[child.code, code] for code in needed(child, "adds", fixed)
        } - own
    return tuple(papers.values()), always


def _asked_once(one: Material, other: Material) -> Material:
    """One paper for two children: as many pieces as the one that wants more, as strict as both."""
    return _replace(
        one,
        originals=max(one.originals, other.originals),
        copies=max(one.copies, other.copies),
        electronic=one.electronic and other.electronic,
        deferrable=one.deferrable and other.deferrable,
        shared=one.shared or other.shared,
        returned=one.returned and other.returned,
        valid_days=min((each for each in (one.valid_days, other.valid_days) if each), default=0),
        defects=once((one.defects, other.defects)),
    )


def _situations(whole: Whole, asked: Sequence[ServiceItem]) -> tuple[Situation, ...]:
    """Every question once, with what its answers bring to each of the children."""
    found = {each.code: each for each in whole.bundle.situations}
    for child in asked:
        fixed = settled(whole.bundle, child)
        for each in child.situations:
            if each.code in fixed:
                continue
            name = whole.names.situations[child.code, each.code]
            options = tuple(_brings(whole, child, option) for option in each.options)
            mine = _replace(each, code=name, options=options)
            found[name] = _joined(found[name], mine) if name in found else mine
    return tuple(found.values())


def _brings(whole: Whole, child: ServiceItem, option: Option) -> Option:
    """An answer of a child's as the bundle has it; one of a child left out brings nothing.

    While there is another child, an answer that this one is not needed ends nothing.
    """
    names = whole.names
    is_here = child.code in whole.made.get(child.code, ())
    asked = [
        each.code
        for each in child.materials
        if each.code in option.adds and not whole.makes(child, each)
    ]
    return _replace(
        option,
        adds=tuple(names.papers[child.code, each] for each in asked) if is_here else (),
        steps=tuple(names.steps[child.code, each] for each in option.steps) if is_here else (),
        outcome="" if whole.here else option.outcome,
        body="" if whole.here else option.body,
    )


def _joined(one: Situation, other: Situation) -> Situation:
    more = {each.code: each for each in other.options}
    options = (
        _replace(
            each,
            adds=once((each.adds, more[each.code].adds)),
            steps=once((each.steps, more[each.code].steps)),
        )
        for each in one.options
    )
    return _replace(one, options=tuple(options))


def _without(situation: Situation, papers: set[str], steps: set[str]) -> Situation:
    """The question without what is needed whatever the answer is."""
    options = (
        _replace(
            each,
            adds=tuple(code for code in each.adds if code not in papers),
            steps=tuple(code for code in each.steps if code not in steps),
        )
        for each in situation.options
    )
    return _replace(situation, options=tuple(options))
