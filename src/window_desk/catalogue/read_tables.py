"""A catalogue in a spreadsheet, CSV or XLSX, as the same values as in a TOML file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from window_desk.catalogue.columns import (
    entry_columns,
    keys,
    names_of,
    parts,
    text_of,
    values_of,
)
from window_desk.catalogue.lines import Path
from window_desk.catalogue.source import Source, SourceError, harmless, read_bytes, shown
from window_desk.domain.spreadsheet import from_literal

most_rows = 1_000_000
"""Rows of a sheet that are read; a workbook can claim far more than it holds."""


class Row(NamedTuple):
    """One row: what kind of part, its line from 1, and its filled cells by column."""

    part: str
    line: int
    cells: dict[str, str]


class TableSource(Source):
    """A spreadsheet that was read; a path leads to the row of its part."""

    def __init__(self, file: str, values: dict[str, object], lines: dict[Path, int]) -> None:
        super().__init__(file, "", values)
        self.lines = lines


def read_csv(path: FilePath) -> Source | list[SourceError]:
    """Read a CSV file in UTF-8, or in GB 18030 as Chinese spreadsheets save it."""
    raw = read_bytes(path)
    if isinstance(raw, SourceError):
        return [raw]
    file = harmless(str(path))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    if "\ufffd" in text or "\0" in text:
        return [SourceError(file, 1, "", "The text is not UTF-8; save it as CSV UTF-8.")]
    reading = _Reading(file)
    try:
        reading.sheet("", _csv_lines(text))
    except csv.Error as error:
        message = f"This is no valid CSV ({harmless(str(error))}); save the sheet as CSV UTF-8."
        return [SourceError(file, 1, "", message)]
    return reading.result()


def _csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    before = 0
    for cells in reader:
        # A cell may have line breaks: a row stands where it begins.
        yield before + 1, [from_literal(each.replace("\r\n", "\n")) for each in cells]
        before = reader.line_num


def read_xlsx(path: FilePath) -> Source | list[SourceError]:
    """Read a workbook: a sheet for each kind of part, or one with a column `part`."""
    from python_calamine import CalamineError, CalamineWorkbook

    raw = read_bytes(path)
    if isinstance(raw, SourceError):
        return [raw]
    reading = _Reading(harmless(str(path)))
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
            for name in book.sheet_names:
                rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                texts = ([text_of(each) for each in row] for row in rows[:most_rows])
                reading.sheet(name, enumerate(texts, 1))
    except (CalamineError, OSError, ValueError) as error:
        message = f"This is no workbook ({harmless(str(error))[:100]}); save it as .xlsx again."
        return [SourceError(reading.file, 0, "", message)]
    return reading.result()


class _Reading:
    """The rows of a file, and everything wrong with its columns."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.rows: list[Row] = []
        self.errors: list[SourceError] = []

    def complain(self, line: int, path: str, message: str) -> None:
        self.errors.append(SourceError(self.file, line, path, message))

    def sheet(self, title: str, lines: Iterable[tuple[int, list[str]]]) -> None:
        """Take the rows of one sheet below the heads in its first row."""
        head: list[str] | None = None
        for line, cells in lines:
            if not any(each.strip() for each in cells):
                continue
            if head is None:
                head = [each.strip() for each in cells]
                if not self._head(title, line, head):
                    return
                continue
            found = {
                name: cell for name, cell in zip(head, cells, strict=False) if name and cell.strip()
            }
            self._row(found.pop("part", title).strip(), line, found)

    def _head(self, title: str, line: int, head: list[str]) -> bool:
        if "part" not in head and title not in parts:
            where = f"The sheet {shown(title)}" if title else "This file"
            listed = ", ".join(parts)
            message = f'{where} needs a column "part", or the name of a part: {listed}.'
            self.complain(line, title, message)
            return False
        known = {name for part in ([title] if title in parts else parts) for name in names_of(part)}
        for position, name in enumerate(head):
            if name and name != "part" and name not in known:
                self.complain(line, harmless(name), f"There is no column {shown(name)}; remove it.")
            if name and name in head[:position]:
                self.complain(line, harmless(name), f"The column {shown(name)} stands twice.")
        return True

    def _row(self, part: str, line: int, cells: dict[str, str]) -> None:
        if part not in parts:
            listed = ", ".join(parts)
            self.complain(line, "part", f"{shown(part)} is no part; write one of {listed}.")
            return
        for name in cells:
            if name not in names_of(part):
                self.complain(line, harmless(name), f'Rows of "{part}" leave this column empty.')
        self.rows.append(Row(part, line, cells))

    def result(self) -> Source | list[SourceError]:
        values, lines = _assembled(self)
        return self.errors or TableSource(self.file, values, lines)


def _assembled(reading: _Reading) -> tuple[dict[str, object], dict[Path, int]]:
    """Departments, directory entries and guides with their parts, and where each stands."""
    lines: dict[Path, int] = {}
    values: dict[str, list[dict[str, Any]]] = {"departments": [], "entries": [], "guides": []}
    whole = {row.cells.get("item", "").strip() for row in reading.rows if "item" in row.cells}
    owners: dict[tuple[str, ...], tuple[dict[str, Any], Path]] = {}
    # Sheets come in any order: what a part belongs to is read before the part.
    for row in sorted(reading.rows, key=lambda each: list(parts).index(each.part)):
        part = values_of(parts[row.part], row.cells)
        belongs = tuple(row.cells.get(key, "").strip() for key in keys[row.part])
        code = str(part.get("code", "")).strip()
        if not belongs:
            kind = _kind(row, code, whole)
            if kind == "entries":
                part["name"] = part.get("name", {}).get("zh", "")
            path: Path = (kind, len(values[kind]))
            values[kind].append(part)
            owners.setdefault((code,), (part, path)) if kind != "departments" else None
        else:
            owner = owners.get(belongs)
            if owner is None:
                named = " / ".join(belongs)
                message = f"There is no {shown(named)} in this file; add its row or correct this."
                reading.complain(row.line, keys[row.part][-1], message)
                continue
            listed = owner[0].setdefault(row.part, [])
            path = (*owner[1], row.part, len(listed))
            listed.append(part)
            owners.setdefault((*belongs, code), (part, path)) if row.part == "situations" else None
        lines[path] = row.line
    return dict(values), lines


def _kind(row: Row, code: str, whole: set[str]) -> str:
    if row.part == "departments":
        return "departments"
    return "entries" if code not in whole and set(row.cells) <= entry_columns else "guides"
