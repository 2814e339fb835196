"""All rules over a collection of items, with what the items themselves accept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from window_desk.catalogue.lines import Path
from window_desk.catalogue.lint.collection import Collection, both
from window_desk.catalogue.lint.finding import Finding, Found, Rule, severities
from window_desk.catalogue.lint.registry import by_id, rules, waiver_unused
from window_desk.catalogue.source import Source, SourceError
from window_desk.domain.item import ServiceItem, Waiver

Origins = Mapping[str, tuple[Source, Path]]
"""The file of each item by its code, and where the item stands in it."""

_nowhere: Origins = {}


def lint(collection: Collection, origins: Origins = _nowhere) -> list[Finding]:
    """Every finding about the items that are looked at, the gravest first, with its waiver."""
    found: list[Finding] = []
    used: set[tuple[str, Waiver]] = set()
    for rule in rules:
        for item, each in rule.check(collection) if rule.check else ():
            finding = _finding(rule, item, each, origins)
            if finding.waiver is not None:
                used.add((item.code, finding.waiver))
            found.append(finding)
    for item in collection.own:
        found += [
            _finding(waiver_unused, item, each, origins)
            for waiver, each in _unused(item)
            if (item.code, waiver) not in used
        ]
    return _ordered(found)


def _unused(item: ServiceItem) -> Iterator[tuple[Waiver, Found]]:
    """Each waiver with what is said of it if nothing uses it."""
    for position, waiver in enumerate(item.waivers):
        place = f"（{waiver.place}）" if waiver.place else ""
        at = f" at {waiver.place}" if waiver.place else ""
        known_zh = "没有发现可豁免的问题" if waiver.rule in by_id else "没有这条规则"
        known_en = "finds nothing there" if waiver.rule in by_id else "is no rule"
        yield (
            waiver,
            Found(
                ("waivers", position),
                waiver.place,
                f"豁免“{waiver.rule}”{place}：{known_zh}。",
                f'The waiver of "{waiver.rule}"{at} matches nothing: it {known_en}.',
            ),
        )


def _finding(rule: Rule, item: ServiceItem, found: Found, origins: Origins) -> Finding:
    origin = origins.get(item.code)
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        item=item.code,
        name=both(item.name),
        department=item.department,
        place=found.place,
        message=(found.zh, found.en),
        path=found.path,
        file=origin[0].file if origin else "",
        line=origin[0].line((*origin[1], *found.path)) if origin else 0,
        waiver=_waiver(item, rule, found),
    )


def _waiver(item: ServiceItem, rule: Rule, found: Found) -> Waiver | None:
    """The item's waiver of this finding; one that names its place goes before one that does not."""
    fitting = [
        each
        for each in item.waivers
        if each.rule == rule.id and each.place in ("", found.place) and each.reason
    ]
    return max(fitting, key=lambda each: bool(each.place), default=None)


def refusals(errors: Iterable[SourceError], items: Mapping[str, ServiceItem]) -> list[Finding]:
    """What the import refuses by a rule, told as findings; `items` know the names."""
    found = []
    for each in errors:
        rule = by_id[each.rule]
        item = items.get(each.item)
        found.append(
            Finding(
                rule=rule.id,
                severity=rule.severity,
                item=each.item,
                name=both(item.name) if item else ("", ""),
                department=item.department if item else "",
                place="",
                message=(each.message, each.message),
                file=each.file,
                line=each.line,
            )
        )
    return _ordered(found)


def _ordered(found: Iterable[Finding]) -> list[Finding]:
    order = {each.id: position for position, each in enumerate(rules)}
    return sorted(found, key=lambda each: (severities.index(each.severity), order[each.rule]))
