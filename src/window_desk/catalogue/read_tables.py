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
from window_desk.catalogue.convert import in_cells
from window_desk.catalogue.lines import Path
from window_desk.catalogue.source import Source, SourceError, harmless, read_bytes, shown
from window_desk.catalogue.template_words import unread
from window_desk.domain.spreadsheet import from_literal

most_rows = 1_000_000
"""Rows of a sheet that are read; a workbook can claim far more than it holds."""


class Sheet(NamedTuple):
    """A sheet's title, empty in a CSV file, and the letters of its columns by their names."""

    title: str
    letters: dict[str, str]

    def place(self, name: str = "") -> str:
        """Where a column stands: `materials!C copies`; without its letter where there is none."""
        column = " ".join(filter(None, (self.letters.get(name, ""), harmless(name))))
        return "!".join(filter(None, (harmless(self.title), column)))


class Row(NamedTuple):
    """One row: what kind of part, its sheet and line from 1, and its filled cells by column."""

    part: str
    sheet: Sheet
    line: int
    cells: dict[str, str]


class TableSource(Source):
    """A spreadsheet that was read; a path leads to the row of its part, and to a column in it."""

    def __init__(self, file: str, values: dict[str, object], rows: dict[Path, Row]) -> None:
        super().__init__(file, "", values)
        self.rows = rows
        self.lines = {path: row.line for path, row in rows.items()}

    def error(self, path: Path, message: str, rule: str = "", item: str = "") -> SourceError:
        """An error at the row of `path`, with its sheet and column."""
        for length in range(len(path), 0, -1):
            row = self.rows.get(path[:length])
            if row is not None:
                name = _column(row, [each for each in path[length:] if isinstance(each, str)])
                said = _in_cells(message)
                place = row.sheet.place(name)
                return SourceError(self.file, row.line, place, said, rule, item)
        return SourceError(self.file, 1, "", _in_cells(message), rule, item)


def _column(row: Row, names: list[str]) -> str:
    """The column that a field of a part stands in: of a text in two languages the filled one."""
    wanted = ".".join(names)
    known = names_of(row.part)
    if not names or wanted in known:
        return wanted
    fitting = [each for each in known if each.startswith(f"{wanted}.")]
    filled = [each for each in fitting if each in row.cells]
    shorter = [each for each in known if wanted.startswith(f"{each}.")]
    return (*filled, *fitting, *shorter, names[0])[0]


def _in_cells(message: str) -> str:
    """The message with the words for a spreadsheet in place of those for a TOML file."""
    for toml, cells in in_cells.items():
        message = message.replace(toml, cells)
    return message


def letter(position: int) -> str:
    """The letters of a column from its position: A for 0, Z for 25, AA for 26."""
    found = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


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
                if name.startswith(unread):
                    continue
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
        """Take the rows of one sheet below the heads in its first row.

        A heading's last line is the column's name, a title's first word the kind of its rows:
        what stands beside them is for people.
        """
        head: list[str] | None = None
        sheet = Sheet(title, {})
        title = title.split()[0] if title.split() else ""
        for line, cells in lines:
            if not any(each.strip() for each in cells):
                continue
            if head is None:
                head = [_name_in(each) for each in cells]
                for position, name in enumerate(head):
                    sheet.letters.setdefault(name, letter(position))
                if not self._head(title, sheet, line, head):
                    return
                continue
            found = {
                name: cell for name, cell in zip(head, cells, strict=False) if name and cell.strip()
            }
            self._row(found.pop("part", title).strip(), sheet, line, found)

    def _head(self, title: str, sheet: Sheet, line: int, head: list[str]) -> bool:
        if "part" not in head and title not in parts:
            where = f"The sheet {shown(title)}" if title else "This file"
            listed = ", ".join(parts)
            message = f'{where} needs a column "part", or the name of a part: {listed}.'
            self.complain(line, sheet.place(), message)
            return False
        known = {name for part in ([title] if title in parts else parts) for name in names_of(part)}
        for position, name in enumerate(head):
            if name and name != "part" and name not in known:
                message = f"There is no column {shown(name)}; remove it."
                self.complain(line, sheet.place(name), message)
            if name and name in head[:position]:
                twice = Sheet(sheet.title, {name: letter(position)})
                self.complain(line, twice.place(name), f"The column {shown(name)} stands twice.")
        return True

    def _row(self, part: str, sheet: Sheet, line: int, cells: dict[str, str]) -> None:
        if part not in parts:
            listed = ", ".join(parts)
            message = f"{shown(part)} is no part; write one of {listed}."
            self.complain(line, sheet.place("part"), message)
            return
        for name in cells:
            if name not in names_of(part):
                message = f'Rows of "{part}" leave this column empty.'
                self.complain(line, sheet.place(name), message)
        self.rows.append(Row(part, sheet, line, cells))

    def result(self) -> Source | list[SourceError]:
        values, rows = _assembled(self)
        return self.errors or TableSource(self.file, values, rows)


def _name_in(heading: str) -> str:
    lines = heading.strip().splitlines()
    return lines[-1].strip() if lines else ""


def _assembled(reading: _Reading) -> tuple[dict[str, object], dict[Path, Row]]:
    """Departments, directory entries and guides with their parts, and where each stands."""
    rows: dict[Path, Row] = {}
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
                reading.complain(row.line, row.sheet.place(keys[row.part][-1]), message)
                continue
            listed = owner[0].setdefault(row.part, [])
            path = (*owner[1], row.part, len(listed))
            listed.append(part)
            owners.setdefault((*belongs, code), (part, path)) if row.part == "situations" else None
        rows[path] = row
    return dict(values), rows


def _kind(row: Row, code: str, whole: set[str]) -> str:
    if row.part == "departments":
        return "departments"
    return "entries" if code not in whole and set(row.cells) <= entry_columns else "guides"
