"""Versions of an item: the one that is meant, the one in force, and what changed since."""

from __future__ import annotations

import msgspec

from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import ServiceItem
from window_desk.domain.item_diff import ItemDiff, compare
from window_desk.storage import reads
from window_desk.storage.change import Look


class Since(msgspec.Struct, frozen=True):
    """The version that a case keeps, the one in force today, and what differs between them."""

    kept: ServiceItem
    in_force: ServiceItem
    diff: ItemDiff


def item_in_force(look: Look, code: str) -> ServiceItem:
    """The item as it is in force today; raises `RuleBroken` when it is unknown or not yet."""
    found = reads.item_on(look.connection, code, look.today)
    if found is not None:
        return found
    planned = reads.item_versions(look.connection, code)
    if planned:
        raise RuleBroken(
            "item.not_yet",
            "{name} is not in force yet: its version {version} is from {day} on.",
            hint="window-desk catalogue show {item}@{version} shows it.",
            name=(planned[0].name.text("zh"), planned[0].name.text("en")),
            version=planned[0].version,
            day=planned[0].valid_from,
            item=code,
        )
    raise RuleBroken(
        "item.unknown",
        "There is no item {item}.",
        hint="window-desk catalogue list TEXT finds it by name, pinyin or initials.",
        item=code,
    )


def find_item(look: Look, wanted: str) -> ServiceItem:
    """The item of a code: as it is in force today, or in one version where `@N` follows.

    Its name does as well, or the beginning of its code, where only one item has it. Raises
    `RuleBroken` for an item or a version that is not here.
    """
    code, _, version = wanted.rpartition("@")
    code = _code_of(look, code) if version.isdecimal() else ""
    versions = reads.item_versions(look.connection, code) if code else ()
    if not versions:
        return item_in_force(look, _code_of(look, wanted))
    found = next((each for each in versions if str(each.version) == version), None)
    if found is None:
        raise RuleBroken(
            "item.version",
            "{item} has no version {version}.",
            hint="Its versions are: {versions}.",
            item=code,
            version=version,
            versions=[str(each.version) for each in reversed(versions)],
        )
    return found


def _code_of(look: Look, wanted: str) -> str:
    """The code of the one item with this code, name or beginning of a code, or what was given."""
    if not wanted or reads.item_versions(look.connection, wanted):
        return wanted
    lines = [line for line, _keys in look.items]
    named = [each.code for each in lines if wanted in (each.name_zh, each.name_en)]
    found = named or [each.code for each in lines if each.code.startswith(wanted)]
    if len(found) > 1:
        raise RuleBroken(
            "item.several",
            "{item} may be {count} items: {codes} ...",
            hint="Give more of the code, or the whole name.",
            item=wanted,
            count=len(found),
            codes=found[:3],
        )
    return found[0] if found else wanted


def changed_since(look: Look, code: str, version: int) -> Since | None:
    """What changed between a version and the one in force today; None where it is the same."""
    in_force = reads.item_on(look.connection, code, look.today)
    if in_force is None or in_force.version == version:
        return None
    kept = reads.item(look.connection, code, version)
    return None if kept is None else Since(kept, in_force, compare(kept, in_force))
