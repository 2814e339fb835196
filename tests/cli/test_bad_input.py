"""Names that would like to be more than names, and databases that cannot be used."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Writer
from tests.support import PLAIN
from window_desk.catalogue import data_folder
from window_desk.storage.desk import Desk
from window_desk.storage.driver import find_driver

NAMES = {
    "markup": ("Zhang [/x]", "Zhang [/x]"),
    "an action": ("[@click=app.quit]Li[/]", "[@click=app.quit]Li[/]"),
    "an emoji code": (":smile: Li", ":smile: Li"),
    "a formula": ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
    "an escape": ("\x1b[31mLi\x1b]0;owned\x07", "[31mLi]0;owned"),
    "a C1 sequence": ("\x9b31mLi", "31mLi"),
    "a bidi override": ("Li\u202e gnahZ", "Li gnahZ"),
    "zero-width": ("L\u200bi\ufeff", "Li"),
    "lines": ("Li\r\nZhang\tWang", "Li Zhang Wang"),
    "Han of four bytes": ("𠮷𱁬", "𠮷𱁬"),
    "decomposed": ("Jose\u0301", "José"),
    "200 characters": ("长" * 200, "长" * 200),
    "html": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    "sql": ("'; DROP TABLE op; --", "'; DROP TABLE op; --"),
    "braces": ("{0.__class__} {name} %s", "{0.__class__} {name} %s"),
}
"""What is typed, and what is kept of it and shown."""


@pytest.fixture(autouse=True)
def as_clerk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clerk of window 1 acts where nobody else is named."""
    monkeypatch.setenv("WINDOW_DESK_ACCOUNT", "clerk1")


@pytest.mark.parametrize(("typed", "kept"), NAMES.values(), ids=NAMES)
def test_a_name_is_kept_clean_and_shown_literally(
    run: Run, applicant: Writer, typed: str, kept: str
) -> None:
    path = applicant({"kind": "organisation", "name": typed})
    opened = run("case", "open", "--item", PLAIN, "--applicant", path, "--json")
    assert opened.status == 0, opened.err
    case = opened.document["case"]
    shown = run("case", "show", case, "--unmask", "--json")
    assert shown.document["applicant"]["name"] == kept
    for ran in (run("case", "show", case), run("case", "list"), shown):
        assert ran.status == 0
        assert not {each for each in ran.out if not each.isprintable()} - {"\n", "𠮷", "𱁬"}
    assert kept in run("case", "show", case).out
    assert kept in run("case", "list").out


@pytest.mark.parametrize(("typed", "kept"), NAMES.values(), ids=NAMES)
def test_a_reason_is_kept_clean_and_shown_literally(
    run: Run, applicant: Writer, typed: str, kept: str
) -> None:
    path = applicant({"name": "Li"})
    case = run("case", "open", "--item", PLAIN, "--applicant", path, "--json").document["case"]
    assert run("case", "check", case, f"application=defective:{typed}").status == 0
    papers = run("case", "show", case, "--json").document["materials"]
    assert papers[0]["reason"] == kept
    assert kept in run("case", "show", case).out


@pytest.mark.parametrize("typed", [each for each, _ in NAMES.values()], ids=NAMES)
def test_any_word_anywhere_ends_with_a_sentence(run: Run, typed: str) -> None:
    for words in (
        ["queue", "issue", typed],
        ["queue", "start", typed],
        ["queue", "issue", "A", "--priority", typed],
        ["queue", "issue", "A", "--as", typed],
        ["case", "show", typed],
        ["case", "list", "--after", typed],
        ["catalogue", "show", typed],
        ["report", typed],
    ):
        ran = run(*words)
        assert ran.status in (1, 2), words
        assert ran.out == ""
        assert not {each for each in ran.err if not each.isprintable()} - {"\n", "𠮷", "𱁬"}
        assert "Traceback" not in ran.err
    assert run("catalogue", "list", typed).status == 0


Spoil = Callable[[Path], object]


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:9000])


def _become_newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()


def _become_a_stranger(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE other (x)")
        raw.commit()


def _become_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


SPOILED: dict[str, tuple[Spoil, str]] = {
    "missing": (Path.unlink, "db.missing"),
    "a folder": (_become_a_folder, "db.folder"),
    "empty": (lambda path: path.write_bytes(b""), "db.not_ours"),
    "no database": (lambda path: path.write_bytes(b"text " * 1000), "db.corrupt"),
    "cut off": (_truncate, "db.corrupt"),
    "newer": (_become_newer, "db.newer"),
    "of another program": (_become_a_stranger, "db.not_ours"),
}


@pytest.mark.spoils
@pytest.mark.parametrize(("spoil", "code"), SPOILED.values(), ids=SPOILED)
@pytest.mark.parametrize(
    "words",
    ["queue list", "queue issue A", "case list", "report", "catalogue list", "db check",
     "audit verify", "account list"],
)  # fmt: skip
@pytest.mark.on_file("files that are no desk")
def test_a_database_that_cannot_be_used(
    run: Run, desk_file: Path, spoil: Spoil, code: str, words: str
) -> None:
    spoil(desk_file)
    ran = run(*words.split(), "--json")
    assert (ran.status, ran.error["code"]) == (3, code)
    assert str(desk_file) in ran.error["message"]


@pytest.mark.spoils
@pytest.mark.parametrize("spoiled", [each for each in SPOILED if each not in ("missing", "empty")])
@pytest.mark.on_file("files that are no desk")
def test_making_one_leaves_what_is_there(run: Run, desk_file: Path, spoiled: str) -> None:
    spoil, code = SPOILED[spoiled]
    spoil(desk_file)
    before = desk_file.read_bytes() if desk_file.is_file() else None
    ran = run("init", "--json")
    assert (ran.status, ran.error["code"]) == (3, code)
    assert (desk_file.read_bytes() if desk_file.is_file() else None) == before


@pytest.mark.on_file("a file's lock")
def test_a_locked_database(run: Run, desk_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    impatient = partial(Desk, busy=50)
    monkeypatch.setattr("window_desk.storage.desk.Desk", impatient)
    # The desk's own library: two of them in one process would not see each other's locks.
    with closing(find_driver().connect(str(desk_file), isolation_level=None)) as raw:
        raw.execute("BEGIN EXCLUSIVE")
        ran = run("queue", "issue", "A", "--json")
        raw.execute("ROLLBACK")
    assert (ran.status, ran.error["code"]) == (3, "db.locked")
    assert run("queue", "issue", "A").status == 0


def test_a_database_in_a_folder_that_cannot_be_made(
    call: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("WINDOW_DESK_DATABASE", str(tmp_path / "file" / "desk.db"))
    ran = call("init", "--json")
    assert (ran.status, ran.document["error"]["code"]) == (3, "db.file")


@pytest.mark.parametrize("name", ["a?b&c.db", "a%41.db", "a b#.db", "桌.db", "file:x.db", "-x.db"])
@pytest.mark.on_file("names of files")
def test_a_path_is_a_path(
    call: Run, desk_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    shutil.copyfile(desk_file, folder / name)
    monkeypatch.setenv("WINDOW_DESK_DATABASE", name)
    monkeypatch.chdir(folder)
    assert call("queue", "list").status == 0
    assert [each.name for each in folder.iterdir()] == [name]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("postgresql://hub", "db.address_form"),
        ("postgresql+psycopg://127.0.0.1:1/hall", "db.unreachable"),
        ("mysql://hub/hall", "db.address"),
    ],
)
def test_a_kind_of_database_that_comes_later(call: Run, address: str, code: str) -> None:
    ran = call("--database", address, "queue", "list", "--json")
    assert ran.status == 3
    assert ran.error["code"] == code
    assert call("--database", address, "--help").status == 0


@pytest.mark.parametrize(
    "words",
    [
        ("db", "backup", "{}/desk.db"),
        ("sync", "export", "{}/out.wdb", "--as", "admin"),
        ("catalogue", "export", "{}/items.xlsx"),
        ("catalogue", "template", "{}/office.xlsx"),
        ("centre", "export", "{}/centre.toml"),
        ("calendar", "import", str(data_folder() / "calendar" / "2026.toml"), "--as", "admin",
         "--papers", "{}/papers"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_folder_is_made_where_a_stick_is_not_plugged_in(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    ran = run(*(each.format(tmp_path / "usb") for each in words), "--json")
    assert (ran.status, ran.error["code"]) == (3, "file.no_folder")
    assert str(tmp_path / "usb") in ran.error["message"]
    assert not (tmp_path / "usb").exists()
    (tmp_path / "usb").mkdir()
    assert run(*(each.format(tmp_path / "usb") for each in words)).status == 0
    assert list((tmp_path / "usb").iterdir())
