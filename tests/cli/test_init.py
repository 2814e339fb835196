"""Making the database: seeded, twice harmless, and a demo hall of any size."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where there is no database yet, in a folder that is not there yet either."""
    path = tmp_path / "new" / "desk.db"
    monkeypatch.setenv("WINDOW_DESK_DATABASE", str(path))
    return path


def test_it_makes_and_seeds_and_twice_is_harmless(call: Run, database: Path) -> None:
    first = call("init", "--json")
    assert first.status == 0
    assert first.document == {
        "database": str(database),
        "items": first.document["items"],
        "calendar_through": "2026-12-31",
        "accounts": [],
    }
    assert first.document["items"] > 1000
    before = database.read_bytes()
    again = call("init", "--json")
    assert (again.status, again.document) == (0, first.document)
    assert again.err == ""
    assert database.read_bytes() == before
    assert [each.name for each in database.parent.iterdir()] == ["desk.db"]


def test_people_are_told_how_to_make_the_first_account(
    call: Run, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = call("init")
    assert ran.status == 0
    (line,) = [each for each in ran.out.splitlines() if "account add" in each]
    monkeypatch.setenv("WINDOW_DESK_PIN", "1357")
    assert call(*line.split()[1:]).status == 0
    assert call("account", "list", "--json").document["accounts"][0]["role"] == "admin"
    assert "account add" not in call("init").out


class TestDemo:
    def test_it_makes_a_hall_with_accounts_that_can_act(
        self, call: Run, database: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ran = call("init", "--demo", "--json", "--cases", "8")
        assert ran.status == 0
        assert ran.err.strip()
        accounts = ran.document["accounts"]
        assert all(set(each) >= {"account", "role", "pin", "window"} for each in accounts)
        clerks = {each["window"]: each for each in accounts if each["role"] == "clerk"}
        assert set(clerks) >= {str(number) for number in range(1, 9)}
        assert {each["role"] for each in accounts} == {"clerk", "reviewer", "supervisor", "admin"}
        monkeypatch.setenv("WINDOW_DESK_PIN", clerks["3"]["pin"])
        assert call("queue", "issue", "A", "--as", clerks["3"]["account"]).status == 0
        assert len(call("case", "list", "--json").document["cases"]) == 8
        assert call("queue", "list", "--json").document["tickets"]

    def test_twice_is_harmless(self, call: Run, database: Path) -> None:
        words = ("init", "--demo", "--json", "--cases", "0")
        first = call(*words)
        before = call("audit", "verify", "--json").document["ops"]
        assert call(*words).document == first.document
        assert call("audit", "verify", "--json").document["ops"] == before

    def test_people_see_the_pins(self, call: Run, database: Path) -> None:
        ran = call("init", "--demo", "--cases", "0")
        assert "PIN" in ran.out
        assert "2468" in ran.out

    def test_a_desk_in_use_is_left_alone(
        self, call: Run, database: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("WINDOW_DESK_PIN", "1357")
        call("init")
        call("account", "add", "boss")
        ran = call("init", "--demo", "--json")
        assert ran.status == 1
        assert ran.document["error"]["code"] == "demo.in_use"
        accounts = call("account", "list", "--json").document["accounts"]
        assert [each["account"] for each in accounts] == ["boss"]
