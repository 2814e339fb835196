"""On-the-spot power: whoever accepted an instant case decides it only with the power for it."""

from __future__ import annotations

import pytest

from tests.services.refusals import refused
from tests.support import INSTANT, PLAIN, accept_complete, actor, answer_all, open_complete
from window_desk.domain.actor import Actor
from window_desk.services import access, cases, powers, review
from window_desk.storage.desk import Desk

DECLARED = "XP-MED-0001"


def test_without_the_power_nothing_is_decided_on_the_spot(
    desk: Desk, clerk: Actor, admin: Actor
) -> None:
    assert powers.empower(desk, admin, clerk.account, (), "授权到期") == ()
    opened = open_complete(desk, clerk, INSTANT)
    with refused("access.no_power", desk):
        cases.settle(desk, clerk, opened.id)
    case = answer_all(desk, accept_complete(desk, clerk, INSTANT))
    with refused("access.no_power", desk):
        review.decide(desk, clerk, case.id, "granted")
    # Signed in before or after, what counts is what is in force now.
    assert powers.empower(desk, admin, clerk.account, (INSTANT,), "授权书3号") == (INSTANT,)
    assert review.decide(desk, clerk, case.id, "granted").state == "granted"


def test_the_power_is_for_its_items(desk: Desk, clerk: Actor, admin: Actor) -> None:
    powers.empower(desk, admin, clerk.account, (DECLARED,), "授权书4号")
    opened = open_complete(desk, clerk, INSTANT)
    with refused("access.no_power", desk):
        cases.settle(desk, clerk, opened.id)
    powers.empower(desk, admin, clerk.account, (DECLARED, "*"), "授权书5号")
    assert actor(desk, clerk.account).powers == ("*",)
    assert cases.settle(desk, clerk, open_complete(desk, clerk, INSTANT).id).state == "served"


def test_the_power_comes_with_the_account(desk: Desk, admin: Actor) -> None:
    access.add_account(
        desk, admin, "clerk77", "甲", "clerk", "9753", items=("*",), authority="授权书6号"
    )
    assert actor(desk, "clerk77").powers == ("*",)
    assert actor(desk, "reviewer-fire").powers == ()


@pytest.mark.parametrize(
    ("account", "items", "authority", "code"),
    [
        pytest.param("nobody", ("*",), "授权书", "access.unknown", id="nobody"),
        pytest.param("clerk2", ("*",), " ", "text.empty", id="without a paper"),
        pytest.param("clerk2", ("XX-none",), "授权书", "item.unknown", id="no item"),
        pytest.param("clerk2", (PLAIN,), "授权书", "power.never", id="an item that takes days"),
    ],
)
def test_what_cannot_be_given(
    desk: Desk, admin: Actor, account: str, items: tuple[str, ...], authority: str, code: str
) -> None:
    with refused(code, desk):
        powers.empower(desk, admin, account, items, authority)
