"""Where in a TOML text each value stands: an index from its path to its line."""

from __future__ import annotations

import json
import re
import tomllib
from bisect import bisect_right
from contextlib import suppress

Path = tuple[str | int, ...]
"""Keys and, in arrays, positions from 0: `("item", "materials", 2, "name")`."""

_bare_key = re.compile(r"[A-Za-z0-9_-]+")
_bare_value = re.compile(r"[^,\]}\n#]+")
_blank = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")


def shown_path(path: Path) -> str:
    """The path as one reads it: `item.materials[2].name`; unusual keys are quoted and escaped."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += ("." if text else "") + _shown_key(part)
    return text


def _shown_key(key: str) -> str:
    if _bare_key.fullmatch(key):
        return key
    return json.dumps(key, ensure_ascii=not key.isprintable())


def nearest_line(index: dict[Path, int], path: Path) -> int:
    """The line of `path`, or of the nearest thing around it that the index knows; else 1."""
    for length in range(len(path), 0, -1):
        line = index.get(path[:length])
        if line is not None:
            return line
    return 1


def line_index(text: str) -> dict[Path, int]:
    """The line, from 1, of every table, key and array element of a TOML text.

    The text must have been read by `tomllib` already: the scan relies on it being valid. Where
    it does not understand the text it stops, and the index holds what was found until there.
    """
    scan = _Scan(text)
    # An index that ends early only makes a later error point at the line around it.
    with suppress(IndexError, ValueError, RecursionError):
        scan.document()
    return scan.found


class _Scan:
    """One pass over the text that notes where each path begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, int] = {}
        self.tables_in: dict[Path, int] = {}
        self.breaks = [match.start() for match in re.finditer("\n", text)]

    def document(self) -> None:
        table: Path = ()
        self.skip_blank()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip_blank()

    def note(self, path: Path, start: int) -> None:
        line = bisect_right(self.breaks, start) + 1
        for length in range(1, len(path) + 1):
            self.found.setdefault(path[:length], line)

    def skip_blank(self) -> None:
        match = _blank.match(self.text, self.at)
        if match is not None:
            self.at = match.end()

    def take(self, mark: str) -> None:
        if not self.text.startswith(mark, self.at):
            raise ValueError(mark)
        self.at += len(mark)

    def header(self) -> Path:
        """Read `[table]` or `[[array of tables]]` and return the path it opens."""
        start = self.at
        is_array = self.text.startswith("[[", self.at)
        self.take("[[" if is_array else "[")
        keys = self.keys()
        self.take("]]" if is_array else "]")
        path: Path = ()
        for key in keys[:-1]:
            path = self.newest((*path, key))
        path = (*path, keys[-1])
        if is_array:
            self.tables_in[path] = self.tables_in.get(path, 0) + 1
        path = self.newest(path)
        self.note(path, start)
        return path

    def newest(self, path: Path) -> Path:
        """The path itself, or its newest element where it is an array of tables."""
        count = self.tables_in.get(path)
        return path if count is None else (*path, count - 1)

    def pair(self, table: Path) -> None:
        """Read `key = value` of a table."""
        start = self.at
        path = (*table, *self.keys())
        self.note(path, start)
        self.take("=")
        self.skip_blank()
        self.value(path)

    def keys(self) -> list[str]:
        """Read a key with its dots, up to the mark after it."""
        keys = []
        while True:
            self.skip_blank()
            keys.append(self.key())
            self.skip_blank()
            if not self.text.startswith(".", self.at):
                return keys
            self.at += 1

    def key(self) -> str:
        start = self.at
        if self.text[start] in "\"'":
            self.quoted()
            key = tomllib.loads(f"key = {self.text[start : self.at]}")["key"]
            return str(key)
        match = _bare_key.match(self.text, start)
        if match is None:
            raise ValueError(self.text[start])
        self.at = match.end()
        return match.group()

    def value(self, path: Path) -> None:
        opening = self.text[self.at]
        if opening == "[":
            self.array(path)
        elif opening == "{":
            self.inline_table(path)
        elif opening in "\"'":
            self.quoted()
        else:
            self.bare()

    def bare(self) -> None:
        """Skip a number, date or truth value."""
        match = _bare_value.match(self.text, self.at)
        if match is None:
            raise ValueError(self.text[self.at])
        self.at = match.end()

    def array(self, path: Path) -> None:
        self.take("[")
        count = 0
        self.skip_blank()
        while self.text[self.at] != "]":
            element = (*path, count)
            self.note(element, self.at)
            self.value(element)
            count += 1
            self.separator()
        self.take("]")

    def inline_table(self, path: Path) -> None:
        self.take("{")
        self.skip_blank()
        while self.text[self.at] != "}":
            self.pair(path)
            self.separator()
        self.take("}")

    def separator(self) -> None:
        self.skip_blank()
        if self.text[self.at] == ",":
            self.at += 1
            self.skip_blank()

    def quoted(self) -> None:
        """Skip one string of any of the four kinds."""
        mark = self.text[self.at]
        if self.text.startswith(mark * 3, self.at):
            self.at += 3
            self.skip_to(mark * 3, escapes=mark == '"')
            # A string may end in up to two quotation marks of its own.
            while self.text.startswith(mark, self.at):
                self.at += 1
        else:
            self.at += 1
            self.skip_to(mark, escapes=mark == '"')

    def skip_to(self, mark: str, *, escapes: bool) -> None:
        while not self.text.startswith(mark, self.at):
            self.at += 2 if escapes and self.text[self.at] == "\\" else 1
            if self.at >= len(self.text):
                raise ValueError(mark)
        self.at += len(mark)
