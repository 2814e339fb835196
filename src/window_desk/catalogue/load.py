"""Items from directory and guide files: all of them right, or every error of every file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any

import msgspec

from window_desk.catalogue.check import Draft, Known, check_item
from window_desk.catalogue.check_bundle import check_bundle
from window_desk.catalogue.check_terms import rules_of_form
from window_desk.catalogue.convert import check_keys, convert, convert_parts
from window_desk.catalogue.lines import Path
from window_desk.catalogue.read_tables import read_csv, read_xlsx
from window_desk.catalogue.source import (
    Complain,
    Source,
    SourceError,
    complaints,
    naming,
    read_sources,
    shown,
)
from window_desk.domain.centre import Department
from window_desk.domain.item import Bilingual, ServiceItem


class Loaded(msgspec.Struct, frozen=True):
    """The items of all files in their order, a guide in place of its directory entry.

    `departments` are those of the directory files, `origins` the file of each item by its code,
    and where it stands there. All are empty when there are errors.
    """

    items: tuple[ServiceItem, ...] = ()
    departments: tuple[Department, ...] = ()
    errors: tuple[SourceError, ...] = ()
    origins: Mapping[str, tuple[Source, Path]] = {}


class _Entry(msgspec.Struct, frozen=True):
    """An item as a directory file lists it, under its department."""

    code: str
    name: str
    type: str


class _Listed(_Entry, frozen=True):
    """An item as a row of a spreadsheet lists it, with the name of its department."""

    department: str


class _Owner(msgspec.Struct, frozen=True):
    """The department of a directory file."""

    code: str
    name: str


_unknown = _Owner(code="", name="")
"""Stands for the department of items whose own could not be read."""


class _Reading:
    """What the files hold before anything is compared between them.

    `complete` says that every name and code of every file is known, so that one which is not
    there is wrong; otherwise it may only stand in the file that could not be read.
    """

    def __init__(self, errors: list[SourceError]) -> None:
        self.errors = errors
        self.drafts: list[tuple[Source, Draft]] = []
        self.departments: dict[str, Department] = {}
        self.complete = not errors

    def complain(self, source: Source, item: str = "") -> Complain:
        return complaints(self.errors, source, item)

    def add(self, source: Source, draft: Draft) -> None:
        self.drafts.append((source, draft))
        if not draft.item.code:
            self.complete = False


def load_items(
    paths: Iterable[FilePath], *, departments: Collection[str] = (), items: Collection[str] = ()
) -> Loaded:
    """Read files and folders of them, and check every item by itself and against the others.

    `departments` (names) and `items` (codes) are known already, so that a file may refer to them.
    """
    sources, errors = read_sources(paths, {".csv": read_csv, ".xlsx": read_xlsx})
    reading = _Reading(errors)
    for source in sources:
        _read_file(source, reading)
    known = Known(
        departments={*departments, *reading.departments},
        items={*items, *(draft.item.code for _, draft in reading.drafts)},
        complete=reading.complete,
    )
    for source, draft in reading.drafts:
        check_item(draft, known, reading.complain(source, draft.item.code))
    guides = {draft.item.code: draft.item for _, draft in reading.drafts if draft.full}
    for source, draft in reading.drafts:
        check_bundle(draft, guides, reading.complain(source, draft.item.code))
    chosen = _one_of_each(reading)
    if reading.errors:
        return Loaded(errors=tuple(sorted(set(reading.errors))))
    return Loaded(
        items=tuple(draft.item for _, draft in chosen),
        departments=tuple(reading.departments.values()),
        origins={draft.item.code: (source, draft.path) for source, draft in chosen},
    )


def _read_file(source: Source, reading: _Reading) -> None:
    complain = reading.complain(source)
    if "item" in source.values:
        check_keys(source.values, ("item",), (), complain)
        _read_guide(source, source.values["item"], ("item",), reading, complain)
    elif "department" in source.values or "items" in source.values:
        check_keys(source.values, ("department", "items"), (), complain)
        owner = _owner(source.values.get("department"), ("department",), reading, complain)
        _read_entries(source, source.values.get("items", []), ("items",), owner, reading)
    elif "departments" in source.values or "guides" in source.values:
        check_keys(source.values, ("departments", "entries", "guides"), (), complain)
        _read_collection(source, reading, complain)
    else:
        check_keys(source.values, ("item", "items", "department"), (), complain)
        complain((), "This is no catalogue file; it needs [item], or [department] and [[items]].")
        reading.complete = False


def _read_collection(source: Source, reading: _Reading, complain: Complain) -> None:
    """A whole catalogue in one file: [[departments]], with their items or beside [[entries]] that
    name them, and [[guides]].
    """
    for key in ("departments", "entries", "guides"):
        tables = source.values.get(key, [])
        if not isinstance(tables, list):
            complain((key,), f'"{key}" must be a list of tables; write [[{key}]] before each.')
            reading.complete = False
            continue
        for position, raw in enumerate(tables):
            path = (key, position)
            if key == "guides":
                _read_guide(source, raw, path, reading, complain)
                continue
            if key == "entries":
                _read_entry(source, raw, path, None, reading)
                continue
            entries = raw.get("items", []) if isinstance(raw, dict) else []
            head = {k: v for k, v in raw.items() if k != "items"} if isinstance(raw, dict) else raw
            owner = _owner(head, path, reading, complain)
            _read_entries(source, entries, (*path, "items"), owner, reading)


def _read_entries(
    source: Source, entries: object, path: Path, owner: _Owner | None, reading: _Reading
) -> None:
    """The items of one department."""
    complain = reading.complain(source)
    if not isinstance(entries, list):
        complain(path, '"items" must be a list of tables; write [[items]] before each.')
        reading.complete = False
        return
    for position, raw in enumerate(entries):
        place = (*path, position)
        _read_entry(source, raw, place, owner or _unknown, reading)


def _read_entry(
    source: Source, raw: object, place: Path, owner: _Owner | None, reading: _Reading
) -> None:
    """One item of a department; without an owner it names its department itself."""
    complain = reading.complain(source)
    parts = convert_parts(_Entry if owner else _Listed, raw, place, complain)
    if parts is None:
        reading.complete = False
        return
    item = ServiceItem(
        code=parts.values.get("code", ""),
        name=Bilingual(zh=parts.values.get("name", "")),
        type=parts.values.get("type", ""),
        department=owner.name if owner else parts.values.get("department", ""),
    )
    wrong = parts.wrong | {"department"} if owner is _unknown else parts.wrong
    if "name" not in wrong and not item.name.zh:
        complain((*place, "name"), "The name is empty; write the name of the item.")
    reading.add(source, Draft(item, place, wrong=wrong))


def _owner(raw: object, path: Path, reading: _Reading, complain: Complain) -> _Owner | None:
    """The department of a list of items; what is missing here may make any name unknown."""
    owner = None
    if raw is None:
        complain((), "The department of these items is missing; add [department].")
    else:
        owner = convert(_Owner, raw, path, complain)
    if owner is not None and not (owner.name and owner.code):
        complain(path, "A department needs a name and a code; write both.")
        owner = None
    if owner is None:
        reading.complete = False
        return None
    if owner.name in reading.departments:
        complain(
            (*path, "name"),
            f"The department {shown(owner.name)} has a file already; put its items there.",
        )
    reading.departments.setdefault(
        owner.name, Department(code=owner.code, name=Bilingual(zh=owner.name))
    )
    return owner


_neutral: dict[str, Any] = {"code": "", "name": Bilingual(zh=""), "type": "", "department": ""}


def _read_guide(
    source: Source, raw: object, path: Path, reading: _Reading, complain: Complain
) -> None:
    if isinstance(raw, list):
        complain(path, "A guide file holds one item; write [item] and keep one item in a file.")
        parts = None
    else:
        code = raw.get("code") if isinstance(raw, dict) else ""
        told = reading.complain(source, code if isinstance(code, str) else "")
        parts = convert_parts(ServiceItem, raw, path, naming(told, path, rules_of_form))
    if parts is None or not isinstance(raw, dict):
        reading.complete = False
        return
    draft = Draft(
        item=ServiceItem(**{**_neutral, **parts.values}),
        path=path,
        full=True,
        wrong=parts.wrong,
        positions=parts.positions,
        codes={field: _codes(raw.get(field)) for field in ("materials", "situations", "steps")},
    )
    reading.add(source, draft)


def _codes(raw: object) -> frozenset[str]:
    """The codes of a list of tables, whatever else is wrong with them."""
    parts = raw if isinstance(raw, list) else []
    return frozenset(
        part["code"]
        for part in parts
        if isinstance(part, dict) and isinstance(part.get("code"), str)
    )


def _one_of_each(reading: _Reading) -> list[tuple[Source, Draft]]:
    """The items with guides in place of entries; complain of a code that stands twice."""
    places: dict[tuple[str, bool], tuple[Source, Path]] = {}
    chosen: dict[str, tuple[Source, Draft]] = {}
    for source, draft in sorted(reading.drafts, key=lambda each: each[1].full):
        path, key = draft.at("code"), (draft.item.code, draft.full)
        if not draft.item.code:
            continue
        if key in places:
            first, place = places[key]
            kind = "guide" if draft.full else "directory entry"
            where = f"{first.file}, line {first.line(place)}"
            reading.complain(source)(
                path, f"There is another {kind} with this code in {where}; keep one of them."
            )
        else:
            places[key] = source, path
            chosen[draft.item.code] = source, draft
    return list(chosen.values())
