"""Loading a catalogue: right files, every kind of wrong one, all errors of all files at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.catalogue.samples import DIRECTORY, GUIDE, changed, line_of, write_catalogue
from window_desk.catalogue.load import Loaded, load_items
from window_desk.domain.item import Bilingual, Limit


def load_guide(folder: Path, guide: str) -> Loaded:
    return load_items([write_catalogue(folder, guide=guide)])


def test_a_guide_takes_the_place_of_its_directory_entry(tmp_path: Path) -> None:
    loaded = load_items([write_catalogue(tmp_path)])
    assert loaded.errors == ()
    assert [each.code for each in loaded.items] == ["511A0064", "511A0065", "511A0070"]
    assert [each.guide for each in loaded.items] == [True, False, False]
    assert [each.name.zh for each in loaded.departments] == ["区市监局", "区消防大队"]
    guide, entry, _ = loaded.items
    assert guide.name == Bilingual(zh="公司设立登记", en="Company registration")
    assert guide.valid_from == date(2026, 1, 1)
    assert guide.promised == Limit(value=Decimal(5))
    assert guide.steps[1].days == Decimal("2.5")
    assert guide.materials[0].defects[1].en == "not sealed"
    assert (entry.name.zh, entry.type, entry.department) == ("营业执照遗失补领", "20", "区市监局")


def test_a_guide_without_an_entry_is_one_more_item(tmp_path: Path) -> None:
    guide = changed(GUIDE, 'code = "511A0064"', 'code = "XX-company"')
    loaded = load_guide(tmp_path, guide)
    assert loaded.errors == ()
    assert [each.code for each in loaded.items][-1] == "XX-company"
    assert len(loaded.items) == 4


def test_one_guide_alone_may_refer_to_what_the_desk_knows(tmp_path: Path) -> None:
    file = write_catalogue(tmp_path) / "guides" / "company.toml"
    assert {each.path for each in load_items([file]).errors} == {
        "item.department",
        "item.children[0]",
        "item.materials[1].issued_by_item",
        "item.steps[0].department",
        "item.steps[1].department",
    }
    known = load_items([file], departments=["区市监局", "区消防大队"], items=["511A0065"])
    assert known.errors == ()
    assert [each.code for each in known.items] == ["511A0064"]


FORM = [
    # what, old, new, the line's text, path, part of the message
    ("unknown", "visits = 1", "visit = 1", "visit = 1", "item.visit", 'did you mean "visits"?'),
    ("stray", "visits = 1", "zzz = 1", "zzz = 1", "item.zzz", "remove it"),
    ("missing", 'type = "01"\n', "", "[item]", "item", '"type" is missing'),
    ("number", "visits = 1", 'visits = "1"', 'visits = "1"', "item.visits", "a whole number"),
    ("truth", "visits = 1", "visits = true", "visits = true", "item.visits", "true stands here"),
    ("half", "visits = 1", "visits = 0.5", "visits = 0.5", "item.visits", "0.5 stands here"),
    ("huge", "visits = 1", f"visits = {10**13}", "visits =", "item.visits", "a whole number"),
    ("text", 'level = "4"', "level = 4", "level = 4", "item.level", "text in quotation marks"),
    ("date", "2026-01-01", '"2026"', '"2026"', "item.valid_from", "such as 2026-01-31"),
    ("time", "2026-01-01", "2026-01-01T08:00:00", "T08", "item.valid_from", "a date"),
    ("choice", '"committed"', '"comitted"', '"comitted"', "item.kind", 'mean "committed"?'),
    ("list", '["person", "enterprise"]', '"person"', '"person"', "item.audience", "a list in [ ]"),
    ("element", '"enterprise"]', '"robot"]', '"robot"', "item.audience[1]", 'one of "person"'),
    (
        "table",
        'zh = "公司设立登记", en',
        "zh = 1, en",
        "zh = 1",
        "item.name.zh",
        "text in quotation",
    ),
    ("plain", '{ zh = "份", en = "copy" }', '"份"', '"份"', "item.fees[0].per", "{ zh ="),
    ("lang", 'en = "copy"', 'de = "Stück"', "Stück", "item.fees[0].per.de", "not a field"),
    ("blank", 'zh = "份", en = "copy"', 'zh = " "', 'zh = " "', "item.fees[0].per", "no text"),
    ("deep", '"未盖章"', "7", "zh = 7", "item.materials[0].defects[1].zh", "7 stands here"),
    ("days", "days = 2.5", "days = nan", "days = nan", "item.steps[1].days", "a number"),
    ("inf", "value = 5", "value = inf", "value = inf", "item.promised.value", "a number"),
    ("limit", "{ value = 5, unit", "{ unit", "promised =", "item.promised", '"value" is missing'),
    (
        "unit",
        '5, unit = "working_days"',
        '5, unit = "days"',
        '"days"',
        "item.promised.unit",
        "cannot",
    ),
    ("long", '"未签字"', f'"始{"长" * 500}"', "始", "item.materials[0].defects[0].zh", "501"),
    (
        "escape",
        '"未签字"',
        '"未\\u001b[31m签"',
        "未\\u",
        "item.materials[0].defects[0].zh",
        "U+001B",
    ),
    ("c1", '"Application"', '"A\\u009bA"', "A\\u009b", "item.materials[0].name.en", "U+009B"),
    ("bidi", '"Application"', '"A\\u202eA"', "A\\u202e", "item.materials[0].name.en", "U+202E"),
    ("raw bidi", '"Application"', '"A\u202eA"', "A\u202e", "item.materials[0].name.en", "U+202E"),
    (
        "separator",
        '"Application"',
        '"A\\u001cA"',
        "A\\u001c",
        "item.materials[0].name.en",
        "U+001C",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "place", "path", "part"),
    [case[1:] for case in FORM],
    ids=[case[0] for case in FORM],
)
def test_a_wrong_form_is_one_error_at_its_place(
    tmp_path: Path, old: str, new: str, place: str, path: str, part: str
) -> None:
    guide = changed(GUIDE, old, new)
    loaded = load_guide(tmp_path, guide)
    assert not loaded.items
    assert not loaded.departments
    (error,) = loaded.errors
    assert error.file == str(tmp_path / "guides" / "company.toml")
    assert (error.path, error.line) == (path, line_of(guide, place))
    assert part in error.message
    assert error.message.isprintable()


@pytest.mark.parametrize(
    "name",
    ["Zhang [/x]", "[@click=app.quit]", "=cmd|' /C calc'!A0", "𠮷野家", "<b>&amp;", "{facts}"],
)
def test_text_that_looks_like_a_command_is_kept_as_it_is(tmp_path: Path, name: str) -> None:
    loaded = load_guide(tmp_path, changed(GUIDE, '"Company registration"', f'"{name}"'))
    assert loaded.errors == ()
    assert loaded.items[0].name.en == name


def test_a_line_break_in_a_name_becomes_a_space(tmp_path: Path) -> None:
    loaded = load_guide(tmp_path, changed(GUIDE, '"Company registration"', '"Company\\n reg"'))
    assert loaded.errors == ()
    assert loaded.items[0].name.en == "Company reg"


ENTRY = '[[items]]\ncode = "511A0065"\nname = "营业执照遗失补领"\ntype = "20"\n'

DIRECTORIES = [
    ("unknown", 'name = "区市监局"', 'nam = "区市监局"', "nam =", "department.nam", "mean"),
    ("no code", 'code = "11511301008778335"\n', "", "[department]", "department", "missing"),
    ("empty", 'name = "区市监局"', 'name = ""', "[department]", "department", "write both"),
    ("item key", ENTRY, f'{ENTRY}kind = "instant"', "kind =", "items[1].kind", "not a field"),
    ("item type", 'type = "20"', "type = 20", "type = 20", "items[1].type", "quotation marks"),
    ("item name", '"营业执照遗失补领"', '""', 'name = ""', "items[1].name", "is empty"),
    ("item code", '"511A0065"', '" "', 'code = " "', "items[1].code", "code is empty"),
    ("bilingual", '"营业执照遗失补领"', "{ zh = 1 }", "zh = 1", "items[1].name", "a table stands"),
    ("top level", "[department]", "x = 1\n[department]", "x = 1", "x", "not a field of this file"),
]


@pytest.mark.parametrize(
    ("old", "new", "place", "path", "part"),
    [case[1:] for case in DIRECTORIES],
    ids=[case[0] for case in DIRECTORIES],
)
def test_a_wrong_directory_file_is_one_error_at_its_place(
    tmp_path: Path, old: str, new: str, place: str, path: str, part: str
) -> None:
    directory = changed(DIRECTORY, old, new)
    loaded = load_items([write_catalogue(tmp_path, directory=directory)])
    assert loaded.items == ()
    (error,) = loaded.errors
    assert error.file == str(tmp_path / "directory" / "01.toml")
    assert (error.path, error.line) == (path, line_of(directory, place))
    assert part in error.message


@pytest.mark.parametrize(
    ("text", "line", "path", "part"),
    [
        ("", 1, "", "no catalogue file"),
        ("item = 1", 1, "item", "must be a table"),
        ("# twice\n[[item]]\n[[item]]", 2, "item", "one item in a file"),
        ("[[items]]\ncode = 'a'\nname = 'b'\ntype = '01'", 1, "", "add [department]"),
        ("[department]\nname='x'\ncode='y'\n[items]", 4, "items", "[[items]]"),
        ("items = [1]\n[department]\nname='x'\ncode='y'", 1, "items[0]", "a table with keys"),
        ("broken", 1, "", "not valid TOML"),
    ],
    ids=["empty", "no table", "two items", "no owner", "no list", "no tables", "no toml"],
)
def test_a_file_of_another_shape_is_one_error(
    tmp_path: Path, text: str, line: int, path: str, part: str
) -> None:
    (tmp_path / "odd.toml").write_text(text, encoding="utf-8")
    loaded = load_items([tmp_path])
    assert loaded.items == ()
    (error,) = loaded.errors
    assert (error.line, error.path) == (line, path)
    assert part in error.message


def test_all_errors_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    guide = changed(GUIDE, "visits = 1", 'visits = "one"')
    guide = changed(guide, '"Application"', "8")
    guide = changed(guide, "originals = 1", "originals = -1")
    guide = changed(guide, 'adds = ["mandate"]', 'adds = ["mandat"]')
    guide = changed(guide, "days = 2.5", "days = 9")
    directory = changed(DIRECTORY, 'type = "20"', 'type = "2"')
    directory = changed(directory, 'name = "公司设立登记"', 'nome = "公司设立登记"')
    folder = write_catalogue(tmp_path, guide=guide, directory=directory)
    (folder / "guides" / "broken.toml").write_text("[item\n", encoding="utf-8")
    loaded = load_items([folder])
    assert not loaded.items
    assert not loaded.departments
    first, second, third = (
        str(folder / name)
        for name in ("directory/01.toml", "guides/broken.toml", "guides/company.toml")
    )
    assert [(each.file, each.line, each.path) for each in loaded.errors] == [
        (first, line_of(directory, "nome ="), "items[0].nome"),
        (first, line_of(directory, 'type = "2"'), "items[1].type"),
        (second, 1, ""),
        (third, line_of(guide, 'visits = "one"'), "item.visits"),
        (third, line_of(guide, "promised ="), "item.promised"),
        (third, line_of(guide, "en = 8"), "item.materials[0].name.en"),
        (third, line_of(guide, '["mandat"]'), "item.situations[0].options[1].adds[0]"),
    ]


def test_a_slip_in_one_part_does_not_make_its_neighbours_wrong(tmp_path: Path) -> None:
    """The mandate cannot be converted, and still the option that adds it is right."""
    guide = changed(GUIDE, '{ zh = "委托书", en = "Mandate" }', "5")
    loaded = load_guide(tmp_path, guide)
    assert [each.path for each in loaded.errors] == ["item.materials[1].name"]


def test_a_file_that_cannot_be_read_does_not_make_the_others_wrong(tmp_path: Path) -> None:
    loaded = load_items([write_catalogue(tmp_path, directory="[department")])
    assert [Path(each.file).name for each in loaded.errors] == ["01.toml"]


def test_two_entries_and_two_guides_with_one_code_name_each_other(tmp_path: Path) -> None:
    directory = changed(DIRECTORY, "511A0065", "511A0064")
    folder = write_catalogue(tmp_path, guide=changed(GUIDE, '["511A0065"]', "[]"))
    (folder / "directory" / "01.toml").write_text(directory, encoding="utf-8")
    guide = changed(GUIDE, '["511A0065"]', "[]").replace('"511A0065"', '"511A0070"')
    (folder / "guides" / "company.toml").write_text(guide, encoding="utf-8")
    (folder / "guides" / "second.toml").write_text(f"# again\n{guide}", encoding="utf-8")
    entry, second = load_items([folder]).errors
    assert (entry.file, entry.line, entry.path) == (
        str(folder / "directory" / "01.toml"), 11, "items[1].code"
    )  # fmt: skip
    assert f"{folder / 'directory' / '01.toml'}, line 6" in entry.message
    assert (second.file, second.line, second.path) == (
        str(folder / "guides" / "second.toml"), 3, "item.code"
    )  # fmt: skip
    assert f"{folder / 'guides' / 'company.toml'}, line 2" in second.message


def test_two_files_of_one_department_are_an_error(tmp_path: Path) -> None:
    folder = write_catalogue(tmp_path)
    text = changed(DIRECTORY.replace("511A00", "511B00"), "11511301008778335", "other")
    (folder / "directory" / "03.toml").write_text(text, encoding="utf-8")
    (error,) = load_items([folder]).errors
    assert (Path(error.file).name, error.line, error.path) == ("03.toml", 2, "department.name")
    assert "has a file already" in error.message


def test_a_bundle_holds_items_and_no_bundle(tmp_path: Path) -> None:
    folder = write_catalogue(tmp_path)
    second = GUIDE.replace("511A0064", "AAA").replace("511A0065", "511A0064")
    (folder / "guides" / "second.toml").write_text(second, encoding="utf-8")
    (error,) = load_items([folder]).errors
    assert (error.path, error.line) == ("item.children[0]", line_of(second, "children"))
    assert '"511A0064" is a bundle itself' in error.message
