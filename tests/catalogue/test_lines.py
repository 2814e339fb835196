"""The line index: every kind of TOML syntax, the shipped files, and text that is no TOML."""

from __future__ import annotations

import tomllib
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from window_desk.catalogue import data_folder
from window_desk.catalogue.lines import Path as TomlPath
from window_desk.catalogue.lines import line_index, nearest_line, shown_path

TEXT = dedent(
    '''\
    # a comment with a = [ in it
    title = "a = 1 # no comment"
    escaped = "say \\"[x]\\" = 1"
    physical.colour = "orange"
    physical."odd key" = 'no \\ escape'
    numbers = [ 1, 2,
      3, # [ not a list
      [4,
       5] ]
    long = """
    [not.a.table]
    ends in two quotation marks\\"""""
    literal = \'\'\'
    x = 1\'\'\'
    when = 1979-05-27 07:32:00
    inline = { a = 1, b.c = [ "x",
      "}" ] }

    [fruit.skin] # a comment
    colour = "red"

    [[fruits]]
    name = "apple"
    [fruits.physical]
    shape = "round"
    [[fruits.varieties]]
    name = "red delicious"
    [[fruits.varieties]]
    name = "granny smith"
    [[fruits]]
    name = "banana"
    [[fruits.varieties]]
    name = "plantain"
    ["quoted.table"]
    "\\u0061" = 1
    '''
)

PLACES: list[tuple[TomlPath, str]] = [
    (("title",), "title = "),
    (("escaped",), "escaped = "),
    (("physical",), "physical.colour"),
    (("physical", "colour"), "physical.colour"),
    (("physical", "odd key"), 'physical."odd key"'),
    (("numbers",), "numbers ="),
    (("numbers", 1), "numbers ="),
    (("numbers", 2), "3, # ["),
    (("numbers", 3), "[4,"),
    (("numbers", 3, 1), "5] ]"),
    (("long",), "long = "),
    (("literal",), "literal = "),
    (("when",), "when = "),
    (("inline", "a"), "inline = "),
    (("inline", "b", "c", 0), "inline = "),
    (("inline", "b", "c", 1), '"}" ] }'),
    (("fruit",), "[fruit.skin]"),
    (("fruit", "skin"), "[fruit.skin]"),
    (("fruit", "skin", "colour"), 'colour = "red"'),
    (("fruits", 0), '[[fruits]]\nname = "apple"'),
    (("fruits", 0, "name"), 'name = "apple"'),
    (("fruits", 0, "physical", "shape"), "shape = "),
    (("fruits", 0, "varieties", 0, "name"), 'name = "red delicious"'),
    (("fruits", 0, "varieties", 1), '[[fruits.varieties]]\nname = "granny smith"'),
    (("fruits", 0, "varieties", 1, "name"), 'name = "granny smith"'),
    (("fruits", 1), '[[fruits]]\nname = "banana"'),
    (("fruits", 1, "varieties", 0, "name"), 'name = "plantain"'),
    (("quoted.table", "a"), '"\\u0061" = 1'),
]


def every_path(value: object, path: TomlPath = ()) -> list[TomlPath]:
    paths: list[TomlPath] = [path] if path else []
    if isinstance(value, dict):
        for key, each in value.items():
            paths += every_path(each, (*path, key))
    elif isinstance(value, list):
        for position, each in enumerate(value):
            paths += every_path(each, (*path, position))
    return paths


@pytest.mark.parametrize(("path", "place"), PLACES, ids=lambda each: str(each)[:40])
def test_every_kind_of_path_has_its_line(path: TomlPath, place: str) -> None:
    line = TEXT[: TEXT.index(place)].count("\n") + 1
    assert line_index(TEXT)[path] == line


def test_the_index_holds_exactly_the_paths_that_the_parser_finds() -> None:
    assert set(line_index(TEXT)) == set(every_path(tomllib.loads(TEXT)))


@pytest.mark.parametrize(
    "file",
    sorted(data_folder().rglob("*.toml")),
    ids=lambda file: f"{file.parent.name}/{file.stem}",
)
def test_every_path_of_a_shipped_file_points_at_a_line_that_names_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    lines = text.split("\n")
    index = line_index(text)
    paths = every_path(tomllib.loads(text))
    assert set(index) == set(paths)
    for path in paths:
        key = next(part for part in reversed(path) if isinstance(part, str))
        if isinstance(path[-1], str):
            assert key in lines[index[path] - 1]


def test_a_path_that_is_not_there_gets_the_line_of_what_is_around_it() -> None:
    index = line_index(TEXT)
    assert nearest_line(index, ("fruits", 1, "colour")) == index["fruits", 1]
    assert (
        nearest_line(index, ("fruits", 0, "physical", "weight")) == (index["fruits", 0, "physical"])
    )
    assert nearest_line(index, ("nowhere",)) == 1
    assert nearest_line(index, ()) == 1


def test_an_index_of_broken_text_ends_where_it_breaks() -> None:
    index = line_index('a = 1\nb = [ 1,\n  "never closed')
    assert index["a",] == 1
    assert nearest_line(index, ("b", 1)) == 3


@given(st.text(alphabet="ab=[]{}\"'\\,.# \n1é", max_size=60))
def test_any_text_has_an_index(text: str) -> None:
    lines = text.count("\n") + 1
    assert all(1 <= line <= lines for line in line_index(text).values())


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("item", "materials", 2, "name"), "item.materials[2].name"),
        (("items", 0, 1), "items[0][1]"),
        (("a b", "c.d"), '"a b"."c.d"'),
        (("名称",), '"名称"'),
        (("\x1b[31m", "\u202e"), '"\\u001b[31m"."\\u202e"'),
        ((), ""),
    ],
    ids=["usual", "lists", "quoted", "chinese", "control", "root"],
)
def test_a_path_is_shown_as_one_reads_it(path: TomlPath, text: str) -> None:
    assert shown_path(path) == text
