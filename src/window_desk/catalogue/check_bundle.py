"""What must be true of a bundle (一件事): what it names is there, and its promise adds up."""

from __future__ import annotations

from collections.abc import Mapping

from window_desk.catalogue.check import Draft, meant
from window_desk.catalogue.lines import Path
from window_desk.catalogue.source import Complain, shown
from window_desk.domain import bundle
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import ServiceItem
from window_desk.domain.route import plan


def check_bundle(draft: Draft, known: Mapping[str, ServiceItem], complain: Complain) -> None:
    """Complain of every rule that a bundle breaks; of children that are not `known` none is."""
    item = draft.item
    for path, option in _options(draft):
        for position, code in enumerate(option):
            if code not in item.children:
                way_out = meant(code, item.children, "add it to children.")
                place = (*path, "items", position)
                complain(
                    place, f"{shown(code)} is not an item of this bundle; {way_out}", "bundle.part"
                )
    if not item.children:
        _check_no_bundle(draft, complain)
        return
    children = [known[code] for code in item.children if code in known]
    for position, child in enumerate(item.children):
        if child != item.code and child in known and known[child].children:
            complain(
                draft.at("children", position),
                f"{shown(child)} is a bundle itself; name the items that it holds.",
                "bundle.nested",
            )
    _check_replaced(draft, known, complain)
    _check_settled(draft, known, complain)
    if len(children) == len(item.children) and not any(each.children for each in children):
        _check_sum(draft, children, complain)


def _options(draft: Draft) -> list[tuple[Path, tuple[str, ...]]]:
    return [
        ((*path, "options", position), option.items)
        for path, situation in draft.located("situations", draft.item.situations)
        for position, option in enumerate(situation.options)
    ]


def _check_no_bundle(draft: Draft, complain: Complain) -> None:
    if draft.item.settles:
        complain(
            draft.at("settles"),
            "Only a bundle settles questions; name its children.",
            "bundle.part",
        )
    for path, paper in draft.located("materials", draft.item.materials):
        if paper.replaces:
            complain(
                (*path, "replaces"),
                "Only a bundle replaces papers; name its children.",
                "bundle.part",
            )


def _check_replaced(draft: Draft, known: Mapping[str, ServiceItem], complain: Complain) -> None:
    for path, paper in draft.located("materials", draft.item.materials):
        for position, each in enumerate(paper.replaces):
            code, _, material = each.rpartition("/")
            place = (*path, "replaces", position)
            if code not in draft.item.children:
                way_out = meant(code, draft.item.children, "write it as ITEM/MATERIAL.")
                complain(
                    place, f"{shown(each)} names no item of this bundle; {way_out}", "bundle.part"
                )
            elif code in known:
                there = [x.code for x in known[code].materials]
                if material not in there:
                    way_out = meant(material, there, "take it out.")
                    complain(
                        place,
                        f"{shown(code)} asks for no paper {shown(material)}; {way_out}",
                        "bundle.part",
                    )


def _check_settled(draft: Draft, known: Mapping[str, ServiceItem], complain: Complain) -> None:
    for position, each in enumerate(draft.item.settles):
        question, _, answer = each.rpartition("=")
        code, _, situation = question.rpartition("/")
        place = draft.at("settles", position)
        if code not in draft.item.children:
            way_out = meant(code, draft.item.children, "write it as ITEM/SITUATION=OPTION.")
            complain(place, f"{shown(each)} names no item of this bundle; {way_out}", "bundle.part")
        elif code in known:
            answers = [
                f"{x.code}={option.code}" for x in known[code].situations for option in x.options
            ]
            if f"{situation}={answer}" not in answers:
                way_out = meant(f"{situation}={answer}", answers, "take it out.")
                complain(
                    place, f"{shown(each)} is no answer of that item; {way_out}", "bundle.part"
                )


def _check_sum(draft: Draft, children: list[ServiceItem], complain: Complain) -> None:
    """One promised date adds up: the longest way through all items fits into it."""
    item = draft.item
    try:
        found = plan(bundle.compose_all(item, children).steps)
    except RuleBroken as error:
        steps = error.facts.get("steps", "")
        complain(
            draft.at("children"),
            f"These steps of the bundle wait for each other: {shown(steps, 200)}; "
            "name the papers that each step looks at, or take one of the needs out.",
            "route.circle",
        )
        return
    if item.promised is not None and found.days > item.promised.value:
        complain(
            draft.at("promised"),
            f"The steps of all items take {found.days} days and the promise is "
            f"{item.promised.value}; shorten the steps or promise more.",
            "route.over-promise",
        )
