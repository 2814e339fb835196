"""Accounts on the command line: the first one, more of them, and their PINs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def fresh(call: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command on a desk that nobody can sign in to yet."""
    monkeypatch.setenv("WINDOW_DESK_DATABASE", str(tmp_path / "fresh.db"))
    assert call("init").status == 0
    return call


class TestTheFirst:
    def test_it_is_an_admin_and_needs_nobody(
        self, fresh: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("WINDOW_DESK_PIN", "1357")
        ran = fresh("account", "add", "boss", "--name", "秦子昂", "--json")
        assert ran.status == 0
        (account,) = ran.document["accounts"]
        assert (account["account"], account["role"]) == ("boss", "admin")
        assert account["pin"] is None
        more = fresh("account", "add", "c1", "--role", "clerk", "--as", "boss", "--json")
        assert more.status == 0
        assert "1357" not in ran.out + ran.err

    def test_without_a_pin_one_is_made_and_told(
        self, fresh: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pin = fresh("account", "add", "boss", "--json").document["accounts"][0]["pin"]
        assert len(pin) == 6
        assert pin.isdigit()
        monkeypatch.setenv("WINDOW_DESK_PIN", pin)
        assert fresh("account", "add", "c1", "--role", "clerk", "--as", "boss").status == 0

    @pytest.mark.parametrize("pin", ["12", "abcd", "1234567890123", "１２３４"])
    def test_a_pin_of_the_wrong_form(
        self, fresh: Run, monkeypatch: pytest.MonkeyPatch, pin: str
    ) -> None:
        monkeypatch.setenv("WINDOW_DESK_PIN", pin)
        ran = fresh("account", "add", "boss", "--json")
        assert (ran.status, ran.error["code"]) == (1, "access.pin_form")
        assert fresh("account", "list", "--json").document["accounts"] == []

    def test_before_it_there_is_nobody(self, fresh: Run) -> None:
        assert fresh("account", "list").out == "There is no account yet.\n"


class TestMore:
    def test_a_window_that_the_centre_does_not_have_is_refused(self, run: Run) -> None:
        words = ("account", "add", "new", "--role", "clerk", "--as", "admin", "--json")
        ran = run(*words, "--window", "99")
        assert (ran.status, ran.error["code"]) == (1, "window.unknown")
        assert "1, 2, 3" in ran.error["message"]
        accounts = run("account", "list", "--json").document["accounts"]
        assert "new" not in {each["account"] for each in accounts}
        (added,) = run(*words, "--window", "9").document["accounts"]
        assert added["window"] == "9"

    def test_only_an_admin_adds(self, run: Run) -> None:
        ran = run("account", "add", "new", "--role", "clerk", "--as", "supervisor", "--json")
        assert (ran.status, ran.error["code"]) == (1, "access.role")
        assert run("account", "add", "new", "--role", "clerk").status == 2

    def test_a_given_pin_and_everything_else(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("WINDOW_DESK_NEW_PIN", "97531")
        words = ["--role", "clerk", "--window", "4", "--as", "admin", "--json", "--name"]
        ran = run("account", "add", "new", *words, "Zhang [/x]")
        assert ran.document["accounts"][0]["pin"] is None
        accounts = run("account", "list", "--json").document["accounts"]
        added = next(each for each in accounts if each["account"] == "new")
        assert (added["name"], added["role"], added["window"]) == ("Zhang [/x]", "clerk", "4")
        assert added["enabled"] is True
        assert "Zhang [/x]" in run("account", "list").out
        monkeypatch.setenv("WINDOW_DESK_PIN", "97531")
        assert run("queue", "issue", "A", "--as", "new").status == 0

    def test_a_name_that_is_taken(self, run: Run) -> None:
        ran = run("account", "add", "clerk1", "--role", "clerk", "--as", "admin", "--json")
        assert (ran.status, ran.error["code"]) == (1, "access.taken")

    def test_a_new_pin(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        document = run("account", "reset-pin", "clerk1", "--as", "admin", "--json").document
        pin = document["accounts"][0]["pin"]
        assert run("queue", "issue", "A", "--as", "clerk1").status == 1
        monkeypatch.setenv("WINDOW_DESK_PIN", pin)
        monkeypatch.setattr("window_desk.services.access._check_delay", lambda *_: None)
        assert run("queue", "issue", "A", "--as", "clerk1").status == 0

    def test_disabling(self, run: Run) -> None:
        ran = run("account", "disable", "clerk2", "--as", "admin", "--json")
        assert ran.document["accounts"][0]["enabled"] is False
        assert run("queue", "issue", "A", "--as", "clerk2").status == 1
        ran = run("account", "disable", "admin", "--as", "admin", "--json")
        assert (ran.status, ran.error["code"]) == (1, "access.last_admin")

    @pytest.mark.parametrize("verb", ["disable", "reset-pin"])
    def test_an_account_that_there_is_not(self, run: Run, verb: str) -> None:
        ran = run("account", verb, "nobody", "--as", "admin", "--json")
        assert (ran.status, ran.error["code"]) == (1, "access.unknown")
