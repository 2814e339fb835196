"""What is printed: JSON for programs, and text for people that is nothing but text."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from rich.cells import cell_len

from window_desk.cli.printing import Page, plain, shown, spoken, visible, write_json
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.item import Bilingual, Limit

HOSTILE = [
    "Zhang [/x]", "[@click=app.quit]x[/]", ":smile:", "=cmd|' /C calc'!A0", "\x1b[31mred",
    "\x9b31m", "a\u202eb", "\u2066x", "a\nb\tc\rd", "\x07\x08\x7f", "𠮷𱁬", "", " ", "长" * 200,
]  # fmt: skip


class Terminal(io.StringIO):
    """A file that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
@pytest.mark.parametrize("file", [io.StringIO, Terminal], ids=["a pipe", "a terminal"])
def test_text_is_shown_and_never_obeyed(
    text: str, file: type[io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    out = file()
    page = Page(out)
    page.line(text)
    page.facts([("name", text)])
    page.table(["a", "b"], [[text, "end"]])
    said = out.getvalue().replace("\n", "")
    assert all(each.isprintable() or each in "𠮷𱁬" for each in said)
    folded = visible(text).replace(" ", "")
    assert said.replace(" ", "").count(folded or "end") >= 1


def test_what_a_terminal_obeys_is_written_as_its_number() -> None:
    assert visible("a\x1b[2J\u202eb\n") == "a\\u001b[2J\\u202eb\\u000a"
    assert visible("[/x] 𠮷 =1") == "[/x] 𠮷 =1"


def test_columns_stand_in_line_whatever_the_script() -> None:
    out = io.StringIO()
    Page(out).table(["Name", "End"], [["张三", "x"], ["Zhang", "x"], ["𠮷é", "x"]])
    ends = {cell_len(line[: line.rindex("x")]) for line in out.getvalue().splitlines()[1:]}
    assert len(ends) == 1


def test_numbers_stand_to_the_right_and_nothing_follows_a_line() -> None:
    out = io.StringIO()
    Page(out).table(["n", "name"], [[1, "a"], [100, "b"]])
    assert out.getvalue() == "  n  name\n  1  a\n100  b\n"


def test_a_pipe_gets_long_lines_whole() -> None:
    out = io.StringIO()
    Page(out).table(["a"], [["word " * 100]])
    assert len(out.getvalue().splitlines()) == 2


def test_a_narrow_terminal_gets_long_keys_in_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    out = Terminal()
    key = "511A0005200001-511602000000-000-115113016823646795-1-00"
    Page(out).table(["Code", "Name"], [[key, "F" * 40]], whole=0)
    assert out.getvalue() == f"{'F' * 40}\n  {key}\n"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        ("", ""),
        (("甲", "a"), "a"),
        (Bilingual("甲", "a"), "a"),
        (True, "yes"),
        (Decimal("2.50"), "2.5"),
        (Decimal(100), "100"),
        (date(2026, 11, 23), "2026-11-23"),
        (datetime(2026, 11, 23, 9, 5, 7, tzinfo=CENTRE_TIME), "2026-11-23 09:05"),
        (0, "0"),
    ],
    ids=str,
)
def test_values_as_people_read_them(value: object, expected: str) -> None:
    assert shown(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime(2026, 11, 23, 9, 5, 7, tzinfo=CENTRE_TIME), "2026-11-23T09:05:07+08:00"),
        (date(2026, 11, 23), "2026-11-23"),
        (Decimal("0.5"), 0.5),
        (Decimal(5), 5),
        (b"\x01\xff", "01ff"),
        ((1, None, True), [1, None, True]),
        (Limit(Decimal(5)), {"value": 5, "unit": "working_days", "basis": ""}),
    ],
    ids=str,
)
def test_values_as_programs_read_them(value: object, expected: object) -> None:
    assert plain({"key": value}) == {"key": expected}


def test_json_is_one_document_in_any_script(capsys: pytest.CaptureFixture[str]) -> None:
    write_json({"name": "张三 \x1b𠮷"})
    assert capsys.readouterr().out == '{\n  "name": "张三 \\u001b𠮷"\n}\n'


@pytest.mark.parametrize(
    ("seconds", "said"), [(-5, "0:00"), (0, "0:00"), (65, "1:05"), (3665, "1:01:05")]
)
def test_durations(seconds: int, said: str) -> None:
    assert spoken(seconds) == said
