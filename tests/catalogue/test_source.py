"""Reading files: what cannot be read is an error with its file and line, beside the others."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from window_desk.catalogue.lines import Path as TomlPath
from window_desk.catalogue.lines import line_index
from window_desk.catalogue.source import (
    BadSource,
    Source,
    SourceError,
    read_source,
    read_sources,
    shown,
)
from window_desk.locale import use


def write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read_wrong(path: Path) -> SourceError:
    error = read_source(path)
    assert isinstance(error, SourceError)
    return error


def test_numbers_with_a_point_are_exact(tmp_path: Path) -> None:
    source = read_source(write(tmp_path / "a.toml", "days = 0.5"))
    assert isinstance(source, Source)
    assert source.values == {"days": Decimal("0.5")}


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("a = 1\nb = = 2\n", 2, "column 5"),
        ("a = 1\na = 2\n", 2, "stands there twice"),
        ("a = 1\n\nb = [1,\n", 3, "not valid TOML"),
        ("a = 1\nb = 2026-02-30\n", 2, "invalid date"),
        ("a = 1\nb = '\x1b'\n", 2, "invalid character"),
        (b"a = 1\nb = '\xff'\n", 2, "UTF-8"),
        ("a = " + "[" * 5000 + "]" * 5000, 1, "nested too deeply"),
        ("a = 1\nb = " + "9" * 5000, 1, "too many digits"),
    ],
    ids=["syntax", "twice", "unclosed", "date", "control", "encoding", "nested", "huge"],
)
def test_a_file_that_is_no_toml_says_where(
    tmp_path: Path, text: str | bytes, line: int, part: str
) -> None:
    error = read_wrong(write(tmp_path / "bad.toml", text))
    assert error.file == str(tmp_path / "bad.toml")
    assert (error.line, error.path) == (line, "")
    assert part in error.message
    assert error.message.isprintable()


def test_a_file_from_a_windows_editor_is_read_with_right_lines(tmp_path: Path) -> None:
    source = read_source(write(tmp_path / "a.toml", b"\xef\xbb\xbfa = 1\r\nb = 2\r\n"))
    assert isinstance(source, Source)
    assert source.values == {"a": 1, "b": 2}
    assert source.line(("b",)) == 2


def test_the_index_of_lines_is_made_only_for_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned: list[str] = []

    def watched(text: str) -> dict[TomlPath, int]:
        scanned.append(text)
        return line_index(text)

    monkeypatch.setattr("window_desk.catalogue.source.line_index", watched)
    source = read_source(write(tmp_path / "a.toml", "a = 1\n\nb = 2"))
    assert isinstance(source, Source)
    assert scanned == []
    assert source.error(("b",), "Wrong.").line == 3
    assert source.error(("a",), "Wrong.").line == 1
    assert len(scanned) == 1


def test_folders_are_walked_in_order_and_every_unusable_path_is_reported(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    (tmp_path / "empty").mkdir()
    write(tmp_path / "b" / "2.toml", "n = 2")
    write(tmp_path / "b" / "c" / "1.toml", "n = 1")
    write(tmp_path / "b" / "note.txt", "not read")
    write(tmp_path / "a.toml", "n =")
    paths = [tmp_path / "b", tmp_path / "a.toml", tmp_path / "empty", tmp_path / "gone.toml"]
    sources, errors = read_sources([*paths, tmp_path / "b"])
    assert [each.values["n"] for each in sources] == [2, 1]
    assert {Path(each.file).name: each.line for each in errors} == {
        "a.toml": 1,
        "empty": 0,
        "gone.toml": 0,
    }


def test_a_file_name_cannot_control_the_terminal(tmp_path: Path) -> None:
    error = read_wrong(tmp_path / "\x1b]0;x\x07.toml")
    assert error.file.isprintable()
    assert "\\u001b]0;x\\u0007" in error.file


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = 1\na = 2\n", "第6列不符合TOML格式：同一个键出现了两次；请改正这一行。"),
        ("a = [1\n", "不符合TOML格式：列表没有结束；请改正这一行。"),
        ("a = $\n", "第5列不符合TOML格式：值无效；请改正这一行。"),
        (b"a = '\xff'\n", "文字编码不是UTF-8；请将文件另存为UTF-8。"),
    ],
)
def test_what_is_no_toml_is_told_in_chinese(tmp_path: Path, text: str | bytes, said: str) -> None:
    use("zh")
    try:
        assert read_wrong(write(tmp_path / "bad.toml", text)).message == said
    finally:
        use("en")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", '"a"'),
        ("\x1b[2J\u202e", '"\\u001b[2J\\u202e"'),
        ("长" * 70, '"' + "长" * 59 + '…"'),
        (5, "5"),
        (True, "true"),
        (Decimal("0.5"), "0.5"),
        ([1], "a list"),
        ({"a": 1}, "a table"),
    ],
    ids=["text", "control", "long", "number", "truth", "decimal", "list", "table"],
)
def test_a_wrong_value_is_shown_harmless(value: object, text: str) -> None:
    assert shown(value) == text


def test_bad_files_are_one_sentence_and_all_errors() -> None:
    first = SourceError("a.toml", 3, "item.code", "The code is empty; write it.")
    second = SourceError("b.toml", 0, "", "The file cannot be read.")
    error = BadSource([first, second])
    assert error.code == "source.bad"
    assert error.errors == (first, second)
    assert str(error) == ("a.toml:3:item.code: The code is empty; write it. (1 more.)")
    assert str(BadSource([second])) == "b.toml: The file cannot be read."
