"""A whole catalogue as a spreadsheet, CSV or XLSX, which the loader reads back as it was."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

import msgspec

from window_desk.catalogue.columns import (
    DepartmentRow,
    cells_of,
    entry_columns,
    names_of,
    parts,
)
from window_desk.domain.item import ServiceItem
from window_desk.domain.spreadsheet import to_literal

Cells = dict[str, str | int | Decimal]


def part_rows(
    items: Iterable[ServiceItem], codes: Mapping[str, str]
) -> Iterator[tuple[str, Cells]]:
    """Every row with its kind of part: departments, then each item with what belongs to it.

    `codes` are the codes of departments by name; one without a code there is given its name.
    """
    items = list(items)
    names = dict.fromkeys(
        name
        for item in items
        for name in (item.department, *(step.department for step in item.steps))
    )
    for name in names:
        yield "departments", cells_of(DepartmentRow(code=codes.get(name) or name, name=name))
    for item in items:
        cells = cells_of(item)
        if not item.guide:
            cells = {name: cell for name, cell in cells.items() if name in entry_columns}
            cells["name.zh"] = item.name.text("zh")
        yield "items", cells
        if item.guide:
            yield from _belonging(item)


def _belonging(item: ServiceItem) -> Iterator[tuple[str, Cells]]:
    lists: dict[str, tuple[msgspec.Struct, ...]] = {
        "basis": item.basis,
        "materials": item.materials,
        "steps": item.steps,
        "fees": item.fees,
        "waivers": item.waivers,
    }
    for part, rows in lists.items():
        for row in rows:
            yield part, {"item": item.code} | cells_of(row)
    for situation in item.situations:
        yield "situations", {"item": item.code} | cells_of(situation)
        for option in situation.options:
            keys: Cells = {"item": item.code, "situation": situation.code}
            yield "options", keys | cells_of(option)


def write_csv(items: Iterable[ServiceItem], codes: Mapping[str, str]) -> bytes:
    """One table of all parts, in UTF-8 with the mark by which spreadsheets know it."""
    head = list(dict.fromkeys(name for part in parts for name in names_of(part)))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["part", *head])
    for part, cells in part_rows(items, codes):
        writer.writerow([part, *(_csv_cell(cells.get(name, "")) for name in head)])
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(cell: str | int | Decimal) -> str:
    # A number is never taken for a formula; text may be.
    return to_literal(cell) if isinstance(cell, str) else _number(cell)


def _number(cell: int | Decimal) -> str:
    return f"{cell.normalize():f}" if isinstance(cell, Decimal) else str(cell)


def write_xlsx(items: Iterable[ServiceItem], codes: Mapping[str, str]) -> bytes:
    """A workbook with a sheet for each kind of part; text is never a formula or a link in it."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True})
    sheets = {part: book.add_worksheet(part) for part in parts}
    lines = dict.fromkeys(parts, 0)
    for part, sheet in sheets.items():
        sheet.freeze_panes(1, len(names_of(part)[:1]))
        sheet.set_column(0, len(names_of(part)) - 1, 22)
        for column, name in enumerate(names_of(part)):
            sheet.write_string(0, column, name, bold)
    for part, cells in part_rows(items, codes):
        lines[part] += 1
        for column, name in enumerate(names_of(part)):
            cell = cells.get(name)
            if isinstance(cell, str):
                sheets[part].write_string(lines[part], column, cell, wrapped)
            elif cell is not None:
                sheets[part].write_number(lines[part], column, cell, wrapped)
    book.close()
    return out.getvalue()
