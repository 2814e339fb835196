"""Running the command inside the test's own process, as a script would."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeAlias

import pytest

from tests.on_server import address_of
from tests.support import PIN
from window_desk.__main__ import main
from window_desk.locale import use

Plain: TypeAlias = Any
"""Whatever a JSON document holds."""


class Ran(NamedTuple):
    """How a call ended: its status, and what it printed."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Plain:
        """The one JSON document on stdout."""
        return json.loads(self.out)

    @property
    def error(self) -> Plain:
        """The error of a refused call; its sentence stands on stderr too, in one line."""
        error = self.document["error"]
        assert set(error) >= {"code", "message", "article"}
        assert error["message"] in self.err
        assert self.err.count("\n") == 1
        return error


class Run(Protocol):
    """Runs `window-desk` with these words; `stdin` is what is piped into it."""

    def __call__(self, *words: object, stdin: str = "") -> Ran: ...


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The command on whatever database the words or the environment name."""

    def run(*words: object, stdin: str = "") -> Ran:
        capfd.readouterr()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
            status = main([address_of(each) for each in words])
        return Ran(status, *capfd.readouterr())

    yield run
    use("en")


@pytest.fixture
def run(call: Run, desk_file: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command on a seeded desk of this test; whoever acts has the right PIN."""
    monkeypatch.setenv("WINDOW_DESK_DATABASE", address_of(desk_file))
    monkeypatch.setenv("WINDOW_DESK_PIN", PIN)
    monkeypatch.setenv("WINDOW_DESK_LANG", "en")
    return call


Writer = Callable[[object], Path]


@pytest.fixture
def applicant(tmp_path: Path) -> Writer:
    """Writes an applicant as JSON to a file and gives its path."""

    def write(person: object) -> Path:
        path = tmp_path / "applicant.json"
        path.write_text(json.dumps(person, ensure_ascii=False), encoding="utf-8")
        return path

    return write
