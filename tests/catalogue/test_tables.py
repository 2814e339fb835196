"""A catalogue in a spreadsheet: written and read back to the same items, or every error told."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Collection
from decimal import Decimal
from pathlib import Path

import pytest

from window_desk.catalogue import data_folder
from window_desk.catalogue.columns import columns_of, parts
from window_desk.catalogue.load import Loaded, load_items
from window_desk.catalogue.write_tables import write_csv, write_xlsx
from window_desk.domain.item import Bilingual, Limit, Material, ServiceItem

CATALOGUE = data_folder() / "catalogue"

Write = Callable[..., bytes]
FORMS = {"csv": write_csv, "xlsx": write_xlsx}

HOSTILE = [
    "=cmd|' /C calc'!A0", "'=1", "''", "+1", "-1", "@SUM(A1)", "＝1", 'a "quoted", text', ";",
    "𠮷𱁬", "0012", "1.0", "true", "1e5", "https://elsewhere/", "[/x]", "2026-01-01",
]  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> Loaded:
    """Everything in the data folder."""
    return load_items([CATALOGUE / "directory", CATALOGUE / "guides"])


def read_back(content: bytes, tmp_path: Path, form: str, known: Collection[str] = ()) -> Loaded:
    """The items of a file with that content, which may name the known items."""
    path = tmp_path / f"all.{form}"
    path.write_bytes(content)
    return load_items([path], items=known)


def by_code(loaded: Loaded) -> dict[str, ServiceItem]:
    return {each.code: each for each in loaded.items}


@pytest.mark.parametrize(("form", "write"), FORMS.items())
class TestThereAndBack:
    def test_what_is_shipped_comes_back_as_it_was(
        self, shipped: Loaded, tmp_path: Path, form: str, write: Write
    ) -> None:
        codes = {each.name.zh: each.code for each in shipped.departments}
        found = read_back(write(shipped.items, codes), tmp_path, form)
        assert found.errors == ()
        assert by_code(found) == by_code(shipped)
        assert {each.code for each in found.departments} == set(codes.values())

    @pytest.mark.parametrize("text", HOSTILE)
    def test_text_stays_text(self, tmp_path: Path, form: str, write: Write, text: str) -> None:
        item = ServiceItem(
            code="XX-1",
            name=Bilingual(zh=text, en=text),
            type="20",
            department=text,
            promised=Limit(Decimal("2.5"), basis=text),
            conditions=(Bilingual(zh=text), Bilingual(zh="", en=text), Bilingual(zh="末")),
            materials=(Material("paper", Bilingual(text), issuer=text, originals=1),),
            complaint=text,
        )
        entry = ServiceItem(code="XX-2", name=Bilingual(text), type="20", department=text)
        found = read_back(write([item, entry], {}), tmp_path, form)
        assert found.errors == ()
        assert by_code(found) == {"XX-1": item, "XX-2": entry}


def test_no_field_of_an_item_is_without_a_column_or_a_row_of_its_own(shipped: Loaded) -> None:
    columns = {each.path[0] for each in columns_of(ServiceItem)}
    assert columns | (set(parts) - {"departments", "items", "options"}) == set(
        ServiceItem.__struct_fields__
    )


def test_no_cell_of_a_csv_file_begins_like_a_formula() -> None:
    item = ServiceItem(code="=1", name=Bilingual("@x"), type="20", department="-甲")
    text = write_csv([item], {}).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert {"'=1", "'@x", "'-甲"} <= set(cells)
    assert not [cell for cell in cells if cell[:1] in "=+-@" and cell]


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(tmp_path: Path) -> None:
    item = ServiceItem(code="=1+1", name=Bilingual("https://x/"), type="20", department="甲")
    with zipfile.ZipFile(io.BytesIO(write_xlsx([item], {}))) as book:
        sheets = b"".join(book.read(each) for each in book.namelist() if "sheets/" in each)
    assert b"<sheetData>" in sheets
    assert b"<f>" not in sheets
    assert b"hyperlink" not in sheets


ROWS = """part,code,name,name.zh,type,department
departments,d1,区甲局,,,
items,T-1,,甲证,20,区甲局
"""


def test_what_people_write_by_hand(tmp_path: Path) -> None:
    found = read_back(ROWS.encode(), tmp_path, "csv")
    assert found.errors == ()
    (item,) = found.items
    assert (item.code, item.name.zh, item.guide) == ("T-1", "甲证", False)


def test_a_file_as_chinese_spreadsheets_save_it(tmp_path: Path) -> None:
    raw = ROWS.replace("\n", "\r\n").encode("gb18030")
    assert by_code(read_back(raw, tmp_path, "csv"))["T-1"].name.zh == "甲证"


@pytest.mark.parametrize(
    ("change", "line", "path"),
    [
        pytest.param(("name.zh,", "name.cn,"), 1, "D name.cn", id="no such column"),
        pytest.param((",type,", ",code,"), 1, "E code", id="a column twice"),
        pytest.param(("items,T", "itmes,T"), 3, "A part", id="no such part"),
        pytest.param(("d1,区甲局,,", "d1,区甲局,甲,"), 2, "D name.zh", id="a cell of another part"),
        pytest.param(("甲证,20", "甲证,xx"), 3, "E type", id="no such type"),
        pytest.param(("20,区甲局", "20,区乙局"), 3, "F department", id="no department"),
        pytest.param(("items,T-1", "items,"), 3, "B code", id="no code"),
        pytest.param(("part,", "x,"), 1, "", id="no column of parts"),
    ],
)
def test_what_is_wrong_is_told_with_its_row_and_nothing_is_loaded(
    tmp_path: Path, change: tuple[str, str], line: int, path: str
) -> None:
    found = read_back(ROWS.replace(*change).encode(), tmp_path, "csv")
    assert found.items == ()
    assert (line, path) in {(each.line, each.path) for each in found.errors}
    assert all(each.file == str(tmp_path / "all.csv") for each in found.errors)


def changed(item: ServiceItem, changes: dict[tuple[str, str], str]) -> bytes:
    """The CSV file of an item with other text in the first row of a part, by part and column."""
    rows = list(csv.reader(io.StringIO(write_csv([item], {}).decode("utf-8-sig"))))
    for (part, column), text in changes.items():
        row = next(each for each in rows if each[0] == part)
        row[rows[0].index(column)] = text
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


@pytest.fixture
def guide(shipped: Loaded) -> ServiceItem:
    """A guide with parts of every kind that names no other item."""
    return next(
        each
        for each in shipped.items
        if each.situations
        and not each.children
        and not any(paper.issued_by_item for paper in each.materials)
    )


def test_every_error_of_a_guide_at_once(guide: ServiceItem, tmp_path: Path) -> None:
    assert read_back(changed(guide, {}), tmp_path, "csv").items == (guide,)
    changes = {
        ("materials", "originals"): "many",
        ("items", "valid_from"): "soon",
        ("options", "name.zh"): "",
    }
    found = read_back(changed(guide, changes), tmp_path, "csv")
    assert {each.path.rpartition(" ")[2] for each in found.errors} >= {"originals", "valid_from"}
    assert found.items == ()


@pytest.mark.parametrize("part", ["materials", "options"])
def test_a_part_that_belongs_nowhere_is_told(guide: ServiceItem, tmp_path: Path, part: str) -> None:
    found = read_back(changed(guide, {(part, "item"): "nobody"}), tmp_path, "csv")
    assert "nobody" in found.errors[0].message
    assert found.items == ()


@pytest.mark.parametrize(
    ("form", "content"),
    [
        pytest.param("xlsx", b"", id="an empty workbook"),
        pytest.param("xlsx", b"PK\x03\x04 not really", id="half an archive"),
        pytest.param("xlsx", b"code,name\n", id="a CSV file named as a workbook"),
        pytest.param("csv", b"PK\x03\x04\x00\xff\xff", id="a workbook named as CSV"),
        pytest.param("csv", b'part,code\n"items', id="a quotation that never ends"),
        pytest.param("csv", b"\x00" * 100, id="zeros"),
        pytest.param("csv", b"\xff\xff\xff", id="no text"),
        pytest.param("csv", b"part," + b"x" * 200_000, id="an endless cell"),
    ],
)
def test_what_is_no_spreadsheet_is_one_error(tmp_path: Path, form: str, content: bytes) -> None:
    found = read_back(content, tmp_path, form)
    (error,) = found.errors
    assert error.file == str(tmp_path / f"all.{form}")
    assert error.message.isprintable()
    assert found.items == ()


@pytest.mark.parametrize("form", FORMS)
def test_a_file_that_is_not_there(tmp_path: Path, form: str) -> None:
    (error,) = load_items([tmp_path / f"none.{form}"]).errors
    assert "cannot be read" in error.message


def test_a_sheet_that_is_no_part_is_told(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "all.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name in ("items", "notes"):
        book.add_worksheet(name).write_row(0, 0, ["code", "name.zh", "type", "department"])
    book.close()
    (error,) = load_items([path]).errors
    assert (error.line, error.path) == (1, "notes")


def test_numbers_and_dates_of_a_workbook_are_what_they_say(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "all.xlsx"
    book = xlsxwriter.Workbook(str(path))
    dated = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("items")
    cells = {
        "code": "T-1", "name.zh": "甲证", "type": 20, "department": "区甲局", "visits": 0,
        "promised.value": 2.5, "joint": True,
    }  # fmt: skip
    sheet.write_row(0, 0, [*cells, "valid_from"])
    sheet.write_row(1, 0, list(cells.values()))
    sheet.write_number(1, len(cells), 46023, dated)
    papers = book.add_worksheet("materials")
    papers.write_row(0, 0, ["item", "code", "name.zh", "issuer", "originals"])
    papers.write_row(1, 0, ["T-1", "paper", "申请表", "applicant", 1])
    book.close()
    found = load_items([path], departments=["区甲局"])
    assert found.errors == ()
    (item,) = found.items
    assert (item.type, item.visits, item.joint) == ("20", 0, True)
    assert item.promised == Limit(Decimal("2.5"))
    assert str(item.valid_from) == "2026-01-01"
