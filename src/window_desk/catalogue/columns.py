"""The columns of a catalogue in a spreadsheet: which parts an item has, and each value as a cell.

A row is one part: an item, or one of its papers, steps, fees. A column is a field, a dot leads
into a field (`name.zh`), and a list in a cell has one element on each line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import zip_longest
from typing import Any, NamedTuple, get_args, get_origin

import msgspec

from window_desk.catalogue.convert import fields_of
from window_desk.domain.item import (
    Basis,
    Bilingual,
    FeeLine,
    Material,
    Option,
    ServiceItem,
    Situation,
    Step,
    Waiver,
)


class DepartmentRow(msgspec.Struct, frozen=True):
    """A department that items of the file belong to, by name and code."""

    code: str
    name: str


parts: dict[str, type[msgspec.Struct]] = {
    "departments": DepartmentRow,
    "items": ServiceItem,
    "basis": Basis,
    "materials": Material,
    "situations": Situation,
    "options": Option,
    "steps": Step,
    "fees": FeeLine,
    "waivers": Waiver,
}
"""The kinds of rows; in a workbook each has a sheet of that name."""

keys: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("departments", "items"), ()),
    **dict.fromkeys(("basis", "materials", "situations", "steps", "fees", "waivers"), ("item",)),
    "options": ("item", "situation"),
}
"""The columns that say what a part belongs to: the code of its item, and of its situation."""

entry_columns = frozenset({"code", "name.zh", "type", "department"})
"""All that a directory entry has; an item with more is a full guide."""

_yes = ("yes", "true", "1", "是")
_no = ("no", "false", "0", "否")
_whole = re.compile(r"[+-]?[0-9]{1,15}")
_number = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?")


class Column(NamedTuple):
    """A field as cells hold it: its path, the type of its value, and whether it is a list."""

    path: tuple[str, ...]
    kind: object
    many: bool = False

    @property
    def name(self) -> str:
        return ".".join(self.path)


@cache
def columns_of(kind: type[msgspec.Struct]) -> tuple[Column, ...]:
    """The columns of a part; lists of parts stand in rows of their own."""
    found: list[Column] = []
    for field in fields_of(kind):
        is_list = get_origin(field.kind) is tuple
        inner = get_args(field.kind)[0] if is_list else field.kind
        if not (isinstance(inner, type) and issubclass(inner, msgspec.Struct)):
            found.append(Column((field.name,), inner, is_list))
        elif inner is Bilingual or not is_list:
            found += [
                Column((field.name, *each.path), each.kind, is_list or each.many)
                for each in columns_of(inner)
            ]
    return tuple(found)


@cache
def names_of(part: str) -> tuple[str, ...]:
    """The names of a kind of row's columns, those that say where it belongs first."""
    return (*keys[part], *(each.name for each in columns_of(parts[part])))


def cells_of(part: msgspec.Struct) -> dict[str, str | int | Decimal]:
    """A part as cells by column name; what is empty is left out."""
    cells: dict[str, str | int | Decimal] = {}
    for column in columns_of(type(part)):
        value = _value(part, column)
        if column.many:
            # Lines of two languages belong together also where one of them has no text.
            lines = list(map(str, value)) if isinstance(value, tuple | list) else []
            value = "\n".join(lines) if any(lines) else None
        if isinstance(value, bool):
            value = "yes" if value else None
        if isinstance(value, int | Decimal):
            cells[column.name] = value
        elif value is not None and value != "":
            cells[column.name] = str(value)
    return cells


def _value(part: msgspec.Struct, column: Column) -> object:
    value: object = part
    for name in column.path:
        if isinstance(value, tuple):
            return [getattr(each, name) for each in value]
        value = None if value is None else getattr(value, name)
    return value


def text_of(cell: object) -> str:
    """A cell of a workbook as text, as a CSV file would have it."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def values_of(kind: type[msgspec.Struct], cells: Mapping[str, str]) -> dict[str, Any]:
    """The plain values of a part, as a TOML file would have them.

    A cell that cannot be what its column holds stays text, so that the loader complains of it.
    """
    # Text that has to be there may be empty; a spreadsheet cannot tell that from a missing one.
    values: dict[str, Any] = {
        each.name: "" for each in fields_of(kind) if each.required and each.kind is str
    }
    paired: set[tuple[str, ...]] = set()
    for column in columns_of(kind):
        text = cells.get(column.name, "")
        if not text.strip():
            continue
        *outer, last = column.path
        place = values
        for name in outer:
            place = place.setdefault(name, {})
        lines = text.split("\n") if column.many else [text]
        read = [_parsed(column.kind, each) for each in lines]
        place[last] = read if column.many else read[0]
        if column.many and outer:
            paired.add(tuple(outer))
    for *outer, name in paired:
        place = values
        for each in outer:
            place = place[each]
        langs = place[name]
        lines_of_both = zip_longest(langs.get("zh", ()), langs.get("en", ()), fillvalue="")
        place[name] = [{"zh": zh, "en": en} for zh, en in lines_of_both]
    return values


def _parsed(kind: object, text: str) -> object:
    said = text.strip()
    if kind is bool and said.lower() in _yes + _no:
        return said.lower() in _yes
    if kind is int and _whole.fullmatch(said):
        return int(said)
    if kind is Decimal and _number.fullmatch(said):
        return Decimal(said)
    if kind is date:
        # A spreadsheet writes dates its own way into a CSV file.
        with suppress(ValueError):
            year, month, day = map(int, said.replace("/", "-").split("-"))
            return date(year, month, day)
    return text
