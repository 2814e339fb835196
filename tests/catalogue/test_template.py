"""The workbook that an office fills in: nothing to import yet, lists to choose from, an example."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from window_desk.catalogue.columns import keys, names_of, parts, text_of
from window_desk.catalogue.load import Loaded, load_items
from window_desk.catalogue.template import heading, title_of, write_template
from window_desk.catalogue.template_words import example, example_title, instructions, notes_title
from window_desk.domain.centre import Department
from window_desk.domain.item import Bilingual

OFFICES = (Department("d1", Bilingual("区甲局")), Department("d2", Bilingual("=SUM(1)乙局")))

Sheets = dict[str, list[list[str]]]


@pytest.fixture(scope="module")
def template() -> bytes:
    """The workbook with two departments."""
    return write_template(OFFICES)


def sheets_of(book: bytes) -> Sheets:
    """The cells of every sheet as text."""
    with CalamineWorkbook.from_filelike(io.BytesIO(book)) as opened:
        return {
            name: [
                [text_of(each) for each in row]
                for row in opened.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ]
            for name in opened.sheet_names
        }


def written(sheets: Sheets, path: Path) -> Path:
    """A workbook of these cells."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            for at, text in enumerate(row):
                sheet.write_string(line, at, text)
    book.close()
    return path


def loaded(content: bytes, tmp_path: Path) -> Loaded:
    """What the loader makes of a workbook."""
    path = tmp_path / "t.xlsx"
    path.write_bytes(content)
    return load_items([path])


@pytest.fixture
def filled_in(template: bytes) -> Sheets:
    """The template with the example's rows copied into the sheets of the same names."""
    sheets = sheets_of(template)
    title = ""
    for row in sheets[example_title][1:]:
        cells = [each for each in row if each]
        if len(cells) == 1 and cells[0] in sheets:
            title = cells[0]
        elif title and cells and "\n" not in row[0]:
            width = len(sheets[title][0])
            sheets[title].append((row + [""] * width)[:width])
    return sheets


def test_as_it_is_given_out_it_holds_no_item(template: bytes, tmp_path: Path) -> None:
    found = loaded(template, tmp_path)
    assert (found.errors, found.items) == ((), ())
    assert [each.name.zh for each in found.departments] == ["区甲局", "=SUM(1)乙局"]


def test_every_kind_of_row_has_its_sheet_with_every_column(template: bytes) -> None:
    sheets = sheets_of(template)
    assert list(sheets) == [notes_title, *(title_of(part) for part in parts), example_title]
    for part in parts:
        head = sheets[title_of(part)][0]
        assert [each.splitlines()[-1] for each in head] == list(names_of(part))
        # Chinese, English, and the name an import goes by.
        assert all(len(each.splitlines()) == 3 for each in head)


def test_what_has_to_be_filled_in_is_marked() -> None:
    def starred(part: str) -> set[str]:
        return {name for name in names_of(part) if "*" in heading(part, name).splitlines()[0]}

    assert starred("items") == {"code", "name.zh", "type", "department"}
    assert starred("materials") == {*keys["materials"], "code", "name.zh", "issuer"}
    assert starred("fees") == {"item", "name.zh", "amount", "per.zh", "basis"}


def test_it_says_in_both_languages_how_it_is_filled_in(template: bytes) -> None:
    notes = sheets_of(template)[notes_title]
    for row, (zh, en) in zip(notes, instructions, strict=False):
        assert zh in row[0]
        assert en in row[1]
    codes = {row[1] for row in notes if len(row) > 1}
    assert codes >= {"01", "20", "instant", "committed", "working_days", "hearing", "licence"}


def test_the_example_is_marked_and_comes_in_once_it_is_copied(
    filled_in: Sheets, template: bytes, tmp_path: Path
) -> None:
    assert sheets_of(template)[example_title][0][0].startswith("示例，不导入")
    found = load_items([written(filled_in, tmp_path / "f.xlsx")])
    assert found.errors == ()
    assert found.items == (example,)


def parts_of(book: bytes, kind: str) -> str:
    """All XML of one kind in a workbook."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if kind in name)


def test_code_sets_yes_and_no_and_departments_are_lists(template: bytes) -> None:
    xml = parts_of(template, "worksheets/")
    lists = set(re.findall(r'type="list".*?<formula1>(.*?)</formula1>', xml))
    assert '"是,否,yes,no"' in lists
    assert '"instant,committed"' in lists
    assert '"working_days,calendar_days"' in lists
    assert any(each.startswith('"00,01,02') for each in lists)
    assert any("departments" in each and "$B$2" in each for each in lists)


def test_no_text_is_a_formula_or_a_link(template: bytes) -> None:
    xml = parts_of(template, "worksheets/")
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    assert "=SUM(1)乙局" in parts_of(template, "sharedStrings")


def cell(part: str, name: str, text: str) -> Callable[[Sheets], None]:
    """Writes a text into a column of a part's first row."""

    def change(sheets: Sheets) -> None:
        rows = sheets[title_of(part)]
        at = names_of(part).index(name)
        rows[1] += [""] * (at + 1 - len(rows[1]))
        rows[1][at] = text

    return change


def dropped(part: str, name: str) -> Callable[[Sheets], None]:
    """Takes a column out of a sheet."""

    def change(sheets: Sheets) -> None:
        at = names_of(part).index(name)
        for row in sheets[title_of(part)]:
            del row[at]

    return change


@pytest.mark.parametrize(
    ("change", "line", "path", "said"),
    [
        pytest.param(cell("materials", "copies", "two"), 2, "materials 材料!G copies",
                     "a whole number, such as 1; \"two\" stands here", id="a number"),
        pytest.param(cell("items", "joint", "maybe"), 2, "items 事项!K joint",
                     "yes or no; \"maybe\" stands here", id="yes or no"),
        pytest.param(cell("items", "kind", "commited"), 2, "items 事项!F kind",
                     "did you mean \"committed\"?", id="a code"),
        pytest.param(cell("items", "valid_from", "soon"), 2, "items 事项!H valid_from",
                     "a date, such as 2026-01-31", id="a date"),
        pytest.param(cell("steps", "needs", "nothing"), 2, "steps 环节!G needs",
                     "There is no step", id="an element of a list"),
        pytest.param(cell("items", "promised.value", "30"), 2, "items 事项!P promised.value",
                     "longer than the 20 days", id="a rule about a limit"),
        pytest.param(cell("fees", "basis", ""), 2, "fees 收费!G basis",
                     "A fee needs its legal basis", id="a rule about a fee"),
        pytest.param(cell("options", "situation", "x"), 2, "options 情形选项!B situation",
                     "add its row or correct this", id="a row that belongs nowhere"),
        pytest.param(cell("items", "department", "nobody"), 2, "items 事项!E department",
                     "is not in the directory", id="a department"),
        pytest.param(dropped("items", "type"), 2, "items 事项!type",
                     "is not an item type", id="a column that is not there"),
        pytest.param(lambda sheets: sheets.pop(title_of("materials")), 2, "items 事项",
                     "add a row to the sheet \"materials\"", id="no papers at all"),
        pytest.param(lambda sheets: sheets[title_of("steps")][0].append("colour"), 1,
                     "steps 环节!M colour", "There is no column", id="a column nobody reads"),
    ],
)  # fmt: skip
def test_an_error_names_sheet_row_and_column(
    filled_in: Sheets,
    tmp_path: Path,
    change: Callable[[Sheets], Any],
    line: int,
    path: str,
    said: str,
) -> None:
    change(filled_in)
    found = load_items([written(filled_in, tmp_path / "f.xlsx")])
    assert found.items == ()
    told = {(each.line, each.path): each.message for each in found.errors}
    assert said in told[line, path]
    assert not any("quotation marks" in each or "[[" in each for each in told.values())
