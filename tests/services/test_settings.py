"""The centre's settings change as a whole, and not under somebody who waits or serves."""

from __future__ import annotations

import msgspec
import pytest

from tests.services.refusals import recorded, refused
from window_desk.domain.actor import Actor
from window_desk.domain.centre import Centre
from window_desk.services import settings, tickets, windows
from window_desk.storage.desk import Desk


@pytest.fixture
def centre(desk: Desk) -> Centre:
    """The settings as they are in force."""
    with desk.look() as look:
        return look.centre


def test_only_what_differs_is_told_and_recorded(desk: Desk, admin: Actor, centre: Centre) -> None:
    before = recorded(desk)
    assert settings.publish_centre(desk, admin, centre) == ()
    assert recorded(desk) == before
    rules = msgspec.structs.replace(centre.rules, undo_seconds=30)
    other = msgspec.structs.replace(centre, rules=rules, code="511603")
    assert settings.preview_centre(desk, other) == ("code", "rules")
    assert recorded(desk) == before
    assert settings.publish_centre(desk, admin, other) == ("code", "rules")
    with desk.look() as look:
        assert look.centre == other


def test_a_department_s_own_desk_is_a_setting(desk: Desk, admin: Actor, centre: Centre) -> None:
    first, *others = centre.departments
    with_desk = msgspec.structs.replace(first, desk="mse/desk1")
    other = msgspec.structs.replace(centre, departments=(with_desk, *others))
    assert settings.publish_centre(desk, admin, other) == ("departments",)
    with desk.look() as look:
        assert look.centre.desk_of(first.name.zh) == "mse/desk1"


def test_a_queue_with_somebody_in_it_stays(
    desk: Desk, admin: Actor, clerk: Actor, centre: Centre
) -> None:
    gone = centre.queues[0]
    other = msgspec.structs.replace(centre, queues=centre.queues[1:])
    number = tickets.issue(desk, clerk, gone.code).ticket.number
    with refused("centre.queue_in_use", desk):
        settings.publish_centre(desk, admin, other)
    with refused("centre.queue_in_use", desk):
        settings.preview_centre(desk, other)
    tickets.leave(desk, clerk, number)
    assert settings.publish_centre(desk, admin, other) == ("queues",)


def test_a_window_with_somebody_at_it_stays(
    desk: Desk, admin: Actor, clerk: Actor, centre: Centre
) -> None:
    with desk.change(by=clerk.account) as tx:
        windows.open_window(tx, clerk.window, clerk.account)
    other = msgspec.structs.replace(
        centre, windows=tuple(each for each in centre.windows if each.code != clerk.window)
    )
    with refused("centre.window_in_use", desk) as caught:
        settings.publish_centre(desk, admin, other)
    assert clerk.account in caught.value.message
