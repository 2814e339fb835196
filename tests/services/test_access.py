"""Signing in, the delay that wrong PINs earn, and who may add whom."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest

from tests.services.refusals import refused
from tests.support import PIN, Clock, actor
from window_desk.catalogue import data_folder
from window_desk.domain.actor import Actor
from window_desk.domain.centre import Role
from window_desk.domain.errors import RuleBroken
from window_desk.services import access, tickets
from window_desk.services.setting_up import seed
from window_desk.storage import reads
from window_desk.storage.desk import Desk, make_desk


def test_an_account_with_its_pin_acts_under_its_role(desk: Desk) -> None:
    assert access.sign_in(desk, "reviewer-fire", PIN) == Actor(
        "reviewer-fire", "冯志强", "reviewer", department="区消防大队"
    )
    assert access.sign_in(desk, "clerk1", PIN, "2").window == "2"


@pytest.mark.parametrize(
    ("account", "pin"),
    [
        pytest.param("clerk1", "1357", id="a wrong PIN"),
        pytest.param("clerk1", "", id="no PIN"),
        pytest.param("clerk1", PIN + "0", id="a longer PIN"),
        pytest.param("nobody", PIN, id="an unknown account"),
        pytest.param("CLERK1", PIN, id="another case"),
        pytest.param("", PIN, id="no account"),
    ],
)
def test_both_mistakes_are_one_sentence(desk: Desk, account: str, pin: str) -> None:
    with refused("access.pin", desk) as caught:
        access.sign_in(desk, account, pin)
    assert "account or the PIN" in caught.value.message


def wait_of(desk: Desk, pin: str = "0000") -> int:
    """Try a PIN; gives how many seconds there are to wait, 0 when it was tried."""
    try:
        access.sign_in(desk, "clerk1", pin)
    except RuleBroken as error:
        return int(str(error.facts["seconds"])) if error.code == "access.wait" else 0
    return 0


def test_every_miss_waits_twice_as_long_up_to_an_hour(desk: Desk, clock: Clock) -> None:
    for delay in (2, 4, 8, 16, 32):
        assert wait_of(desk) == 0
        assert wait_of(desk) == wait_of(desk, PIN) == delay
        clock.advance(seconds=delay)
    for _ in range(10):
        assert wait_of(desk) == 0
        clock.advance(seconds=wait_of(desk))
    assert wait_of(desk) == 0
    assert wait_of(desk) == 3600


def test_the_delay_survives_a_restart_and_ends_with_the_right_pin(desk: Desk, clock: Clock) -> None:
    for delay in (0, 2, 4):
        clock.advance(seconds=delay)
        assert wait_of(desk) == 0
    again = Desk(desk.place, clock)
    assert wait_of(again) == 8
    clock.advance(seconds=8)
    assert access.sign_in(again, "clerk1", PIN).role == "clerk"
    assert wait_of(again) == 0
    assert wait_of(again) == 2
    again.close()


def test_one_accounts_delay_is_not_anothers(desk: Desk) -> None:
    wait_of(desk)
    assert access.sign_in(desk, "clerk2", PIN).account == "clerk2"


def test_tries_at_the_same_moment_count_one_by_one(desk: Desk) -> None:
    codes: list[str] = []

    def attempt() -> None:
        try:
            access.sign_in(desk, "clerk1", "0000")
        except RuleBroken as error:
            codes.append(error.code)

    threads = [Thread(target=attempt) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(codes) == ["access.pin"] + ["access.wait"] * 5


def test_whoever_has_nothing_to_do_at_a_window_does_not_open_it(desk: Desk) -> None:
    for account in ("reviewer-fire", "admin"):
        with refused("access.role", desk):
            access.sign_in(desk, account, PIN, "1")


class TestAccounts:
    def test_an_admin_adds_an_account_that_can_sign_in(self, desk: Desk, admin: Actor) -> None:
        access.add_account(
            desk, admin, "new", " 新 人 ", "reviewer", "9753", department="区消防大队"
        )
        signed_in = access.sign_in(desk, "new", "9753")
        assert signed_in == Actor("new", "新 人", "reviewer", department="区消防大队")

    def test_the_first_account_is_an_admin_and_needs_nobody(self, tmp_path: Path) -> None:
        desk = make_desk(tmp_path / "desk.db", "h1/desk1")
        with desk.change() as tx:
            seed(tx, data_folder())
        with refused("access.first_admin", desk):
            access.add_account(desk, None, "me", "我", "clerk", "9753")
        access.add_account(desk, None, "me", "我", "admin", "9753")
        with refused("access.not_first", desk):
            access.add_account(desk, None, "me2", "我", "admin", "9753")
        assert access.sign_in(desk, "me", "9753").role == "admin"
        desk.close()

    @pytest.mark.parametrize(
        ("account", "name", "pin", "code"),
        [
            pytest.param("clerk1", "甲", "9753", "access.taken", id="the account is taken"),
            pytest.param(" \u202e ", "甲", "9753", "text.empty", id="an invisible account"),
            pytest.param("new", " ", "9753", "text.empty", id="no name"),
            pytest.param("new", "x" * 201, "9753", "text.too_long", id="an endless name"),
            pytest.param("new", "甲", "123", "access.pin_form", id="a PIN of three digits"),
            pytest.param("new", "甲", "1" * 13, "access.pin_form", id="a PIN of thirteen"),
            pytest.param("new", "甲", "12a4", "access.pin_form", id="a PIN with a letter"),
            pytest.param("new", "甲", "１２３４", "access.pin_form", id="full-width digits"),
        ],
    )
    def test_what_makes_no_account(
        self, desk: Desk, admin: Actor, account: str, name: str, pin: str, code: str
    ) -> None:
        with refused(code, desk):
            access.add_account(desk, admin, account, name, "clerk", pin)

    @pytest.mark.parametrize("role", ["clerk", "reviewer", "supervisor"])
    def test_only_an_admin_administers(self, desk: Desk, role: Role) -> None:
        someone = Actor("someone", "", role)
        with refused("access.role", desk):
            access.add_account(desk, someone, "new", "甲", "admin", "9753")
        with refused("access.role", desk):
            access.reset_pin(desk, someone, "clerk1", "9753")
        with refused("access.role", desk):
            access.disable_account(desk, someone, "clerk1")

    def test_a_new_pin_ends_the_old_one_and_its_delay(self, desk: Desk, admin: Actor) -> None:
        wait_of(desk)
        access.reset_pin(desk, admin, "clerk1", "9753")
        assert access.sign_in(desk, "clerk1", "9753").account == "clerk1"
        with refused("access.pin"):
            access.sign_in(desk, "clerk1", PIN)
        with refused("access.unknown", desk):
            access.reset_pin(desk, admin, "nobody", "9753")

    def test_a_disabled_account_acts_no_more(self, desk: Desk, admin: Actor) -> None:
        access.disable_account(desk, admin, "clerk1")
        with refused("access.pin", desk):
            access.sign_in(desk, "clerk1", PIN)
        with refused("access.unknown", desk):
            access.disable_account(desk, admin, "clerk1")

    def test_a_disabled_account_that_is_signed_in_acts_no_more(
        self, desk: Desk, admin: Actor
    ) -> None:
        clerk = access.sign_in(desk, "clerk1", PIN, "1")
        tickets.issue(desk, clerk, "A")
        access.disable_account(desk, admin, "clerk1")
        with refused("access.disabled", desk):
            tickets.issue(desk, clerk, "A")
        with desk.read() as connection:
            state = reads.window_state(connection, "1")
        assert state is not None
        assert state.state == "closed"

    def test_the_last_admin_stays(self, desk: Desk, admin: Actor) -> None:
        with refused("access.last_admin", desk):
            access.disable_account(desk, admin, "admin")
        access.add_account(desk, admin, "second", "乙", "admin", "9753")
        access.disable_account(desk, actor(desk, "second"), "admin")
        with desk.read() as connection:
            assert reads.count_with_role(connection, "admin") == 1
