"""Plain values from a TOML file made into frozen structs, with every error of every value."""

from __future__ import annotations

import difflib
import types
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

import msgspec

from window_desk.catalogue.lines import Path
from window_desk.catalogue.source import Complain, shown
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Bilingual
from window_desk.domain.text import clean_text

AnyStruct = TypeVar("AnyStruct", bound=msgspec.Struct)

name_limit: Final = 200
text_limits: Final = {
    "basis": 500,
    "conditions": 1000,
    "defects": 500,
    "heading": 500,
    "hours": 500,
    "papers": 500,
    "place": 500,
    "question": 500,
    "sample": 1000,
    "standard": 1000,
    "text": 5000,
    "validity": 500,
}
"""The longest text of a field, in characters, where it is not `name_limit`."""

with_paragraphs: Final = frozenset({"text"})
"""Fields whose line breaks mean something; the limit then holds for each line."""

highest: Final = 10**12
"""No count, amount or number of days in a file is larger: it would be a slip of the hand."""

_wanted: Final[dict[type, str]] = {
    str: "text in quotation marks",
    int: "a whole number without quotation marks, such as 1",
    bool: "true or false, without quotation marks",
    Decimal: "a number without quotation marks, such as 5 or 0.5",
    date: "a date without quotation marks, such as 2026-01-31",
}

in_cells: Final[Mapping[str, str]] = {
    _wanted[str]: "text",
    _wanted[int]: "a whole number, such as 1",
    _wanted[bool]: "yes or no",
    _wanted[Decimal]: "a number, such as 5 or 0.5",
    _wanted[date]: "a date, such as 2026-01-31",
    "add [[item.materials]]": 'add a row to the sheet "materials"',
    "add [[item.basis]]": 'add a row to the sheet "basis"',
}
"""Words of messages for a TOML file, and those that a spreadsheet has in their place."""


class _Wrong:
    """Stands for a value that could not be used; the error is already reported."""


_wrong: Final = _Wrong()


class _Elements(NamedTuple):
    """The usable elements of a list by their position, and whether these are all."""

    found: dict[int, object]
    whole: bool


class Field(NamedTuple):
    """A field of a struct: its key, the type of its value, and whether it has to be there."""

    name: str
    kind: object
    required: bool


class Parts(NamedTuple):
    """The usable fields of a table, and the names of those with anything wrong in them.

    A list with a wrong element is among `wrong` and still among `values`, without that element;
    `positions` says for every list where its elements stood in the file.
    """

    values: dict[str, Any]
    wrong: frozenset[str]
    positions: dict[str, tuple[int, ...]]


@cache
def fields_of(kind: type[msgspec.Struct]) -> tuple[Field, ...]:
    """The fields of a struct, with `X | None` taken as X because TOML has no null."""
    return tuple(
        Field(each.name, _without_none(each.type), each.required)
        for each in msgspec.structs.fields(kind)
    )


def convert(kind: type[AnyStruct], raw: object, path: Path, complain: Complain) -> AnyStruct | None:
    """The struct made from a table, or None when anything in the table is wrong."""
    parts = convert_parts(kind, raw, path, complain)
    return None if parts is None or parts.wrong else kind(**parts.values)


def convert_parts(
    kind: type[msgspec.Struct], raw: object, path: Path, complain: Complain
) -> Parts | None:
    """Every usable field of a table, or None when it is not a table at all."""
    if not isinstance(raw, dict):
        form = '{ zh = "...", en = "..." }' if kind is Bilingual else "a table with keys"
        complain(path, f"{_name(path)} must be {form}; {shown(raw)} stands here.")
        return None
    fields = fields_of(kind)
    values: dict[str, Any] = {}
    positions: dict[str, tuple[int, ...]] = {}
    wrong = check_keys(raw, [each.name for each in fields], path, complain)
    for field in fields:
        place = (*path, field.name)
        if field.name not in raw:
            if field.required and field.name not in wrong:
                complain(path, f'"{field.name}" is missing; add it to {_name(path)}.')
                wrong.add(field.name)
            continue
        value = _convert_field(field, raw[field.name], place, complain)
        if isinstance(value, _Elements):
            positions[field.name] = tuple(value.found)
            values[field.name] = tuple(value.found.values())
            if not value.whole:
                wrong.add(field.name)
        elif isinstance(value, _Wrong):
            wrong.add(field.name)
        else:
            values[field.name] = value
    return Parts(values, frozenset(wrong), positions)


def check_keys(
    raw: Mapping[str, object], known: Iterable[str], path: Path, complain: Complain
) -> set[str]:
    """Complain of every key that nobody reads; return those keys and the ones probably meant."""
    names = list(known)
    wrong: set[str] = set()
    for key in raw:
        if key not in names:
            close = difflib.get_close_matches(key, names, n=1)
            way_out = f'did you mean "{close[0]}"?' if close else "correct its name or remove it."
            complain((*path, key), f"{shown(key)} is not a field of {_name(path)}; {way_out}")
            wrong.update((key, *close))
    return wrong


def _convert_field(field: Field, raw: object, path: Path, complain: Complain) -> object:
    if get_origin(field.kind) is not tuple:
        return _convert_value(field.kind, raw, path, field.name, complain)
    element = get_args(field.kind)[0]
    if not isinstance(raw, list):
        complain(path, f"{_name(path)} must be a list in [ ]; {shown(raw)} stands here.")
        return _wrong
    found: dict[int, object] = {}
    for position, each in enumerate(raw):
        value = _convert_value(element, each, (*path, position), field.name, complain)
        if not isinstance(value, _Wrong):
            found[position] = value
    return _Elements(found, len(found) == len(raw))


def _convert_value(kind: object, raw: object, path: Path, field: str, complain: Complain) -> object:
    if kind is str:
        return _convert_text(raw, path, field, complain)
    if kind is Bilingual:
        return _convert_bilingual(raw, path, field, complain)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        value = convert(kind, raw, path, complain)
        return _wrong if value is None else value
    if get_origin(kind) is Literal:
        return _convert_choice(get_args(kind), raw, path, complain)
    for scalar, wanted in _wanted.items():
        if kind is scalar and not _fits(scalar, raw):
            complain(path, f"{_name(path)} must be {wanted}; {shown(raw)} stands here.")
            return _wrong
    return Decimal(raw) if kind is Decimal and isinstance(raw, int) else raw


def _fits(kind: type, raw: object) -> bool:
    if kind is date:
        return isinstance(raw, date) and not isinstance(raw, datetime)
    if kind is Decimal and isinstance(raw, Decimal):
        return raw.is_finite() and abs(raw) <= highest
    if kind in (int, Decimal):
        return isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) <= highest
    return isinstance(raw, kind)


def _convert_text(raw: object, path: Path, field: str, complain: Complain) -> str | _Wrong:
    if not isinstance(raw, str):
        complain(path, f"{_name(path)} must be {_wanted[str]}; {shown(raw)} stands here.")
        return _wrong
    limit = text_limits.get(field, name_limit)
    lines = raw.strip("\n").split("\n") if field in with_paragraphs else [raw]
    try:
        text = "\n".join(clean_text(each, limit) for each in lines)
    except RuleBroken as error:
        complain(path, f"{_name(path)}: {error}")
        return _wrong
    hidden = "" if text == raw else _first_hidden(raw)
    if hidden:
        number = f"U+{ord(hidden):04X}"
        complain(path, f"{_name(path)} has a hidden character ({number}) in it; take it out.")
        return _wrong
    return text


def _first_hidden(raw: str) -> str:
    """The first character that does not show and is no space or line break, or nothing."""
    return next(
        (
            each
            for each in raw
            if not (clean_text(each) or each.isspace())
            or (unicodedata.category(each) == "Cc" and each not in "\t\n")
        ),
        "",
    )


def _convert_bilingual(
    raw: object, path: Path, field: str, complain: Complain
) -> Bilingual | _Wrong:
    """Bilingual text has the limit of the field it stands in, not of its own `zh` and `en`."""
    if not isinstance(raw, dict):
        convert_parts(Bilingual, raw, path, complain)
        return _wrong
    check_keys(raw, ("zh", "en"), path, complain)
    texts = {
        lang: _convert_text(raw[lang], (*path, lang), field, complain)
        for lang in ("zh", "en")
        if lang in raw
    }
    whole = len(texts) == len(raw) and not any(isinstance(each, _Wrong) for each in texts.values())
    if whole and not any(texts.values()):
        complain(path, f"{_name(path)} has no text; write it in Chinese, English or both.")
        return _wrong
    return Bilingual(zh=str(texts.get("zh", "")), en=str(texts.get("en", ""))) if whole else _wrong


def _convert_choice(
    choices: tuple[object, ...], raw: object, path: Path, complain: Complain
) -> object:
    if isinstance(raw, str) and raw in choices:
        return raw
    names = [str(each) for each in choices if each]
    close = difflib.get_close_matches(str(raw), names, n=1) if isinstance(raw, str) else []
    listed = ", ".join(f'"{each}"' for each in names)
    way_out = f'did you mean "{close[0]}"?' if close else f"choose one of {listed}."
    complain(path, f"{_name(path)} cannot be {shown(raw)}; {way_out}")
    return _wrong


def _name(path: Path) -> str:
    """How a message calls the value at `path`: by its last key; the path stands beside it."""
    keys = [each for each in path if isinstance(each, str)]
    return shown(keys[-1]) if keys else "this file"


def _without_none(kind: object) -> object:
    if get_origin(kind) in (Union, types.UnionType):
        return next(each for each in get_args(kind) if each is not type(None))
    return kind
