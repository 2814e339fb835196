"""The commands on a server: from nothing to a hall, looked at, backed up and brought back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.conftest import call as call
from tests.on_server import new_place
from tests.postgres import Server
from window_desk.storage.place import Address


@pytest.fixture
def place(postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Address:
    """An empty database that the environment names."""
    place = new_place(postgres, tmp_path)
    monkeypatch.setenv("WINDOW_DESK_DATABASE", place.url)
    monkeypatch.setenv("WINDOW_DESK_LANG", "en")
    return place


def numbers(call: Run) -> list[str]:
    """Who waits."""
    return [each["number"] for each in call("queue", "list", "--json").document["tickets"]]


def test_a_hall_is_made_looked_at_and_brought_back(
    place: Address, call: Run, tmp_path: Path
) -> None:
    assert call("db", "check", "--json").error["code"] == "db.not_ours"
    made = call("init", "--demo", "--cases", "3", "--desk", "h7/desk3", "--json")
    assert made.status == 0, made.err
    assert made.document["database"] == str(place)
    assert call("init", "--desk", "h7/desk4").status == 2
    assert call("audit", "verify").status == 0
    assert call("db", "check").status == 0
    assert call("db", "rebuild", "--json").document["different"] == 0

    target = tmp_path / "backup.db"
    assert call("db", "backup", target, "--json").document["ops"] > 0
    assert call("--database", target, "db", "check").status == 0
    waiting = numbers(call)
    restored = call("db", "restore", target, "--json").document
    assert restored["stream"] == "h7/desk3.2"
    assert restored["aside"].startswith("window_desk_before_")
    assert numbers(call) == waiting != []
    assert call("db", "upgrade", "--json").document["backup"] is None


def test_a_server_that_does_not_answer_ends_with_status_3_and_no_password(
    call: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WINDOW_DESK_DATABASE", "postgresql://hall:secret@127.0.0.1:1/desk")
    for lang in ("en", "zh"):
        ran = call("--lang", lang, "queue", "list", "--json")
        assert ran.status == 3
        assert ran.error["code"] == "db.unreachable"
        assert "secret" not in ran.out + ran.err
        assert json.loads(ran.out)
