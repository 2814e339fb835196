"""The workbook that an office fills in: a sheet for each kind of row, with lists to choose from."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Literal, get_args, get_origin

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from window_desk.catalogue.columns import (
    Column,
    DepartmentRow,
    cells_of,
    columns_of,
    keys,
    names_of,
    parts,
)
from window_desk.catalogue.convert import fields_of
from window_desk.catalogue.template_words import (
    example,
    example_title,
    instructions,
    notes_title,
)
from window_desk.catalogue.write_tables import Cells, part_rows
from window_desk.domain.centre import Department
from window_desk.domain.errors import Label
from window_desk.domain.item import type_labels
from window_desk.domain.item_words import (
    inner_labels,
    item_labels,
    part_field_labels,
    part_labels,
    value_labels,
)

rows_with_lists = 2000
"""Rows of a sheet that have their lists and formats."""

_departments = f"='departments {part_labels['departments'][0]}'!$B$2:$B${rows_with_lists}"
_yes_no = ("是", "否", "yes", "no")
_key_labels: dict[str, Label] = {
    "item": ("所属事项编码", "code of its item"),
    "situation": ("所属情形编码", "code of its situation"),
}


def title_of(part: str) -> str:
    """The title of a kind of row's sheet; an import goes by its first word."""
    return f"{part} {part_labels[part][0]}"


def write_template(departments: Iterable[Department]) -> bytes:
    """The workbook, with these departments in it already."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    formats = {
        "head": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DDE6F0", "border": 1}
        ),
        "text": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        "number": book.add_format({"num_format": "General", "valign": "top"}),
        "strong": book.add_format({"bold": True, "text_wrap": True, "font_color": "#9C2A1A"}),
    }
    _notes(book.add_worksheet(notes_title), formats)
    for part in parts:
        sheet = book.add_worksheet(title_of(part))
        _head(sheet, 0, part, formats["head"])
        _prepare(sheet, part, formats)
        if part == "departments":
            rows = (
                cells_of(DepartmentRow(each.code, each.name.text("zh"))) for each in departments
            )
            for line, cells in enumerate(rows, 1):
                _row(sheet, line, part, cells, formats)
    _example(book.add_worksheet(example_title), formats)
    book.close()
    return out.getvalue()


def heading(part: str, name: str) -> str:
    """A column's heading: Chinese, English, and on its last line the name an import goes by."""
    zh, en = _label(part, name)
    return f"{zh}{'*' if name in _required(part) else ''}\n{en}\n{name}"


def _label(part: str, name: str) -> Label:
    if name in keys[part]:
        return _key_labels[name]
    labels = item_labels if part == "items" else part_field_labels[part]
    first, _, rest = name.partition(".")
    label = labels[first]
    if not rest:
        return label
    inner = [inner_labels[each] for each in rest.split(".")]
    return (
        "·".join((label[0], *(each[0] for each in inner))),
        ", ".join((label[1], *(each[1] for each in inner))),
    )


@cache
def _required(part: str) -> frozenset[str]:
    """The columns that have to be filled in; of a text in two languages the Chinese one."""
    fields = [each.name for each in fields_of(parts[part]) if each.required]
    columns = [each.name for each in columns_of(parts[part])]
    found = {name for name in fields if name in columns}
    found |= {f"{name}.zh" for name in fields if f"{name}.zh" in columns}
    return frozenset(found | set(keys[part]))


def _head(sheet: Worksheet, line: int, part: str, bold: Format) -> None:
    for at, name in enumerate(names_of(part)):
        sheet.write_string(line, at, heading(part, name), bold)


def _prepare(sheet: Worksheet, part: str, formats: dict[str, Format]) -> None:
    """Widths, formats and the lists to choose from."""
    sheet.freeze_panes(1, len(keys[part]) + 1)
    sheet.set_row(0, 48)
    kinds = {each.name: each for each in columns_of(parts[part])}
    for at, name in enumerate(names_of(part)):
        column = kinds.get(name)
        sheet.set_column(at, at, 30 if name.endswith((".zh", ".en")) else 16,
                         formats[_format_of(column)])  # fmt: skip
        rule = _rule(part, name, column)
        if rule:
            sheet.data_validation(1, at, rows_with_lists - 1, at, rule)


def _format_of(column: Column | None) -> str:
    if column is None or column.many:
        return "text"
    if column.kind in (int, Decimal):
        return "number"
    return "date" if column.kind is date else "text"


def _rule(part: str, name: str, column: Column | None) -> dict[str, Any] | None:
    """What may stand in a column, as a spreadsheet checks it while it is typed."""
    if name == "department":
        return {
            "validate": "list", "source": _departments, "error_type": "warning",
            "error_title": "部门 Department",
            "error_message": "请先在 departments 表中登记。Add it to the sheet departments first.",
        }  # fmt: skip
    if column is None:
        return None
    known = _codes(part, name, column)
    if column.many:
        return _told(name, known, "每行一个。One on each line.") if known else None
    if column.kind is bool:
        return {"validate": "list", "source": list(_yes_no)}
    if known:
        return _told(name, known, "") | {"validate": "list", "source": list(known)}
    return _bounds(column)


def _bounds(column: Column) -> dict[str, Any] | None:
    if column.kind is int:
        return {"validate": "integer", "criteria": ">=", "value": 0}
    if column.kind is Decimal:
        return {"validate": "decimal", "criteria": ">=", "value": 0}
    if column.kind is date:
        return {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1)}
    return None


def _codes(part: str, name: str, column: Column) -> dict[str, Label]:
    """The codes that a column may hold, with their meaning."""
    if (part, name) == ("items", "type"):
        return dict(type_labels)
    labels = value_labels.get(name) or value_labels.get(column.path[-1], {})
    is_choice = get_origin(column.kind) is Literal
    if is_choice:
        choices = [each for each in get_args(column.kind) if each]
        return {each: labels.get(each, (each, each)) for each in choices}
    return dict(labels) if (part, name) == ("items", "level") else {}


def _told(name: str, known: dict[str, Label], before: str) -> dict[str, Any]:
    """The meaning of the codes beside the cell, as far as a spreadsheet has room for it."""
    said = before + " ".join(f"{code}={label[0]}" for code, label in known.items())
    return {"validate": "any", "input_title": name[:32], "input_message": said[:255]}


def _row(sheet: Worksheet, line: int, part: str, cells: Cells, formats: dict[str, Format]) -> None:
    for at, name in enumerate(names_of(part)):
        cell = cells.get(name)
        if isinstance(cell, str):
            sheet.write_string(line, at, cell, formats["text"])
        elif cell is not None:
            sheet.write_number(line, at, float(cell), formats["number"])


def _notes(sheet: Worksheet, formats: dict[str, Format]) -> None:
    """How to fill it in, and every code with its meaning."""
    sheet.set_column(0, 1, 60, formats["text"])
    sheet.set_column(2, 3, 30, formats["text"])
    for line, (zh, en) in enumerate(instructions):
        sheet.write_string(line, 0, f"{line + 1}. {zh}", formats["text"])
        sheet.write_string(line, 1, f"{line + 1}. {en}", formats["text"])
    line = len(instructions) + 1
    for at, word in enumerate(("表 · 列 / Sheet, column", "代码 / Code", "含义", "Meaning")):
        sheet.write_string(line, at, word, formats["head"])
    for part in parts:
        for column in columns_of(parts[part]):
            for code, (zh, en) in _codes(part, column.name, column).items():
                line += 1
                for at, text in enumerate((f"{title_of(part)} · {column.name}", code, zh, en)):
                    sheet.write_string(line, at, text, formats["text"])


def _example(sheet: Worksheet, formats: dict[str, Format]) -> None:
    """One item, each kind of row under the heading of its own sheet."""
    widest = max(len(names_of(part)) for part in parts)
    sheet.set_column(0, widest - 1, 22, formats["text"])
    said = (
        "示例，不导入：参照填写，或将各行复制到同名表中改写。Example, not imported: copy its rows."
    )
    sheet.write_string(0, 0, said, formats["strong"])
    rows: dict[str, list[Cells]] = {part: [] for part in parts}
    for part, cells in part_rows([example], {}):
        rows[part].append(cells)
    line = 2
    for part, found in rows.items():
        if not found:
            continue
        sheet.write_string(line, 0, title_of(part), formats["strong"])
        _head(sheet, line + 1, part, formats["head"])
        for at, cells in enumerate(found, line + 2):
            _row(sheet, at, part, cells, formats)
        line += len(found) + 3
