"""A whole catalogue as one TOML file, which the loader reads back to the same items."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

import msgspec

from window_desk.domain.item import Bilingual, ServiceItem


def write_catalogue(items: Iterable[ServiceItem], codes: Mapping[str, str]) -> str:
    """The text of the file: departments with their directory entries, then every full guide.

    `codes` are the codes of departments by name; one without a code there is given its name.
    """
    guides: list[ServiceItem] = []
    entries: dict[str, list[ServiceItem]] = {}
    for item in items:
        listed = entries.setdefault(item.department, [])
        for step in item.steps:
            entries.setdefault(step.department, [])
        (guides if item.guide else listed).append(item)
    lines = [line for name, listed in entries.items() for line in _department(name, listed, codes)]
    lines += [line for guide in guides for line in _table("guides", guide)]
    return "\n".join(lines).lstrip("\n") + "\n"


def _department(name: str, listed: list[ServiceItem], codes: Mapping[str, str]) -> Iterator[str]:
    yield from ("", "[[departments]]")
    yield f"name = {_text(name)}"
    yield f"code = {_text(codes.get(name) or name)}"
    for item in listed:
        yield from ("", "[[departments.items]]")
        yield f"code = {_text(item.code)}"
        yield f"name = {_text(item.name.text('zh'))}"
        yield f"type = {_text(item.type)}"


def _table(path: str, part: msgspec.Struct) -> Iterator[str]:
    """A part as an element of a list of tables, its own lists of parts below it."""
    yield from ("", f"[[{path}]]")
    below: dict[str, tuple[msgspec.Struct, ...]] = {}
    for name, value in filled(part):
        if isinstance(value, tuple) and _is_part(value[0]):
            below[name] = value
        else:
            yield f"{name} = {toml_value(value)}"
    # Its own values end where the first table below begins.
    for name, parts in below.items():
        for each in parts:
            yield from _inner(f"{path}.{name}", each)


def _inner(path: str, part: msgspec.Struct) -> Iterator[str]:
    yield from ("", f"[[{path}]]")
    for name, value in filled(part):
        yield f"{name} = {toml_value(value)}"


def filled(part: msgspec.Struct) -> Iterator[tuple[str, object]]:
    """The fields that do not have their usual value."""
    for field in msgspec.structs.fields(part):
        value = getattr(part, field.name)
        if value is not None and value != () and value != field.default:
            yield field.name, value


def _is_part(value: object) -> bool:
    return isinstance(value, msgspec.Struct) and not isinstance(value, Bilingual)


def toml_value(value: object) -> str:
    """A value as TOML writes it; parts stand in one line."""
    match value:
        case str():
            return _text(value)
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
        case tuple():
            return _list(value)
        case msgspec.Struct():
            fields = ", ".join(f"{name} = {toml_value(each)}" for name, each in filled(value))
            return f"{{ {fields} }}"
    return str(value)


def _list(values: tuple[object, ...]) -> str:
    if all(isinstance(each, str) for each in values):
        return f"[{', '.join(map(toml_value, values))}]"
    return "\n".join(["[", *(f"  {toml_value(each)}," for each in values), "]"])


def _text(text: str) -> str:
    # A JSON string is a TOML string as long as nothing in it is a control character.
    return json.dumps(text, ensure_ascii=False)
