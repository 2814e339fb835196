"""The commands of the two README: the same in both, and each does what it says, in their order."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support import PIN
from window_desk.__main__ import main

ROOT = Path(__file__).resolve().parents[2]

Words = list[str]


def commands(name: str) -> list[Words]:
    """What a README says to type, without its comments and what makes the desk."""
    lines = re.findall(r"^    (\S.*)$", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    found = [shlex.split(line, comments=True) for line in lines]
    return [words for words in found if words and words[0] in ("window-desk", "cp", "export")]


def test_both_languages_say_the_same() -> None:
    assert commands("README.md") == commands("README.zh-CN.md")


def walk(run: Callable[[Words], int], steps: list[Words], stick: Path) -> Iterator[Words]:
    """Do one step after the other as a shell would; gives each that was not done."""
    with pytest.MonkeyPatch.context() as patch:
        for words in steps:
            words = [each.replace("/media/usb", str(stick)) for each in words]
            if words[0] == "cp":
                shutil.copyfile(words[1], words[2])
            elif words[0] == "export":
                name, _is, value = words[1].partition("=")
                if name != "PATH":
                    patch.setenv(name, str(stick / Path(value).name) if "/" in value else value)
            elif words[1:] and run(words[1:]) != 0:
                yield words


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like a fresh clone, and where a stick is mounted beside it."""
    (tmp_path / "clone").mkdir()
    (tmp_path / "clone" / "data").symlink_to(ROOT / "data")
    (tmp_path / "usb").mkdir()
    monkeypatch.chdir(tmp_path / "clone")
    monkeypatch.delenv("WINDOW_DESK_ACCOUNT", raising=False)
    # Somebody types it wherever it is asked for.
    monkeypatch.setenv("WINDOW_DESK_PIN", PIN)
    return tmp_path / "usb"


def test_every_command_does_what_it_says(checkout: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def run(words: Words) -> int:
        shown = capfd.readouterr().out
        cases = re.findall(r"^5\d{5}-\d{8}-\d{4}", shown, re.MULTILINE)
        words = [cases[0] if each == "CASE" else each for each in words]
        # The hall of the demo is smaller here; nothing else differs.
        return main([*words, "--cases", "40"] if words == ["init", "--demo"] else words)

    assert list(walk(run, commands("README.md"), checkout)) == []
    assert (checkout / "desk.db").is_file()


def test_another_order_is_noticed(checkout: Path) -> None:
    steps = [words for words in commands("README.md") if "admin" not in words]
    steps = steps[steps.index(["window-desk", "init"]) :]
    steps.insert(0, ["export", "WINDOW_DESK_DATABASE=/tmp/new.db"])
    refused = list(walk(main, steps[:4], checkout))
    assert refused[0][:3] == ["window-desk", "account", "add"]
