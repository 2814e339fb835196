"""TOML files as plain values, each of which can be traced to its file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Protocol

import msgspec

from window_desk.catalogue.lines import Path, line_index, nearest_line, shown_path
from window_desk.catalogue.toml_words import say_syntax
from window_desk.domain.errors import Unusable
from window_desk.locale import _


class Complain(Protocol):
    """Takes the path of a wrong value and one sentence on what is wrong and what to do.

    `rule` names the rule of the catalogue that the value breaks; what is only not
    a catalogue file breaks none.
    """

    def __call__(self, path: Path, message: str, rule: str = "") -> None: ...


_position = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


class SourceError(msgspec.Struct, frozen=True, order=True):
    """One thing wrong in a file; `line` counts from 1 and is 0 where the file cannot be read.

    `rule` is the rule of the catalogue that is broken, `item` the code of the item that breaks it.
    """

    file: str
    line: int
    path: str
    message: str
    rule: str = ""
    item: str = ""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.path) if part)
        return f"{place}: {self.message}"


class BadSource(Unusable):
    """Files that cannot be used, with every error in them; the message names the first."""

    def __init__(self, errors: Iterable[SourceError]) -> None:
        self.errors = tuple(errors)
        more = len(self.errors) - 1
        template = "{first}" if not more else "{first} ({more} more.)"
        super().__init__("source.bad", template, first=str(self.errors[0]), more=more)


class Source:
    """One TOML file that was read: its values, and the line of each if somebody asks."""

    def __init__(self, file: str, text: str, values: dict[str, object]) -> None:
        self.file = file
        self.text = text
        self.values = values

    @cached_property
    def lines(self) -> dict[Path, int]:
        """The line of every path; made at the first error, because most files have none."""
        return line_index(self.text)

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest thing around it."""
        return nearest_line(self.lines, path)

    def error(self, path: Path, message: str, rule: str = "", item: str = "") -> SourceError:
        """An error at `path` of this file."""
        return SourceError(
            file=self.file,
            line=self.line(path),
            path=shown_path(path),
            message=message,
            rule=rule,
            item=item,
        )


def complaints(errors: list[SourceError], source: Source, item: str = "") -> Complain:
    """What adds the errors of one file, or of one item in it, to a list."""

    def complain(path: Path, message: str, rule: str = "") -> None:
        errors.append(source.error(path, message, rule, item))

    return complain


def naming(complain: Complain, parent: Path, rules: Mapping[str, str]) -> Complain:
    """Complains with the rule of the field below `parent` where no other is named."""

    def told(path: Path, message: str, rule: str = "") -> None:
        field = str(path[len(parent)]) if len(path) > len(parent) else ""
        complain(path, message, rule or rules.get(field, ""))

    return told


def shown(value: object, limit: int = 60) -> str:
    """A value from a file for use in a message: quoted, cut, and unable to control a terminal."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a table"
    text = str(value)
    text = text if len(text) <= limit else text[: limit - 1] + "…"
    text = harmless(text)
    return f'"{text}"' if isinstance(value, str) else text


def harmless(text: str) -> str:
    """The text with every character that does not print written as its number."""
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text)


def toml_files(paths: Iterable[FilePath]) -> tuple[list[FilePath], list[SourceError]]:
    """The files themselves and all `*.toml` files under the folders, sorted by path."""
    files: list[FilePath] = []
    errors = []
    for path in paths:
        if path.is_dir():
            found = sorted(each for each in path.rglob("*.toml") if each.is_file())
            if not found:
                errors.append(_unreadable(path, _("There is no .toml file in this folder.")))
            files += found
        else:
            files.append(path)
    return list(dict.fromkeys(files)), errors


def read_bytes(path: FilePath) -> bytes | SourceError:
    """What is in a file, or why it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        told = _("The file cannot be read ({reason}); check its name and rights.")
        return _unreadable(path, told.format(reason=reason))


def read_source(path: FilePath) -> Source | SourceError:
    """Read one file, or say why it cannot be read."""
    file = harmless(str(path))
    raw = read_bytes(path)
    if isinstance(raw, SourceError):
        return raw
    try:
        # Windows editors put a byte order mark in front.
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return SourceError(file, line, "", _("The text is not UTF-8; save the file as UTF-8."))
    try:
        return Source(file, text, tomllib.loads(text, parse_float=Decimal))
    except RecursionError:
        return SourceError(file, 1, "", _("Lists are nested too deeply; write them flatter."))
    except tomllib.TOMLDecodeError as error:
        return _syntax_error(file, text, str(error))
    except ValueError:
        # The parser leaves a number of thousands of digits to int(), which refuses it.
        return SourceError(file, 1, "", _("A number in this file has too many digits; shorten it."))


Reader = Callable[[FilePath], "Source | SourceError | list[SourceError]"]
"""Reads a file into a source, or says what is wrong with it."""


def read_sources(
    paths: Iterable[FilePath], others: Mapping[str, Reader] = MappingProxyType({})
) -> tuple[list[Source], list[SourceError]]:
    """Read all files and folders; a file that cannot be read is an error beside the others.

    `others` are readers of what is not TOML, by the end of the file's name.
    """
    files, errors = toml_files(paths)
    sources = []
    for path in files:
        source = others.get(path.suffix.lower(), read_source)(path)
        if isinstance(source, Source):
            sources.append(source)
        else:
            errors += source if isinstance(source, list) else [source]
    return sources, errors


def _unreadable(path: FilePath, message: str) -> SourceError:
    return SourceError(harmless(str(path)), 0, "", message)


def _syntax_error(file: str, text: str, reason: str) -> SourceError:
    match = _position.search(reason)
    what = harmless(reason[: match.start()] if match else reason)
    if match and match.group(1):
        line, column = int(match.group(1)), match.group(2)
    else:
        line, column = len(text.rstrip("\n").split("\n")), ""
    return SourceError(file, line, "", say_syntax(what, column))
