"""Opening, pausing and closing a window, each by whoever holds it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.services.refusals import refused
from tests.support import PIN, Clock
from window_desk.domain.actor import Actor
from window_desk.services import access, tickets, windows
from window_desk.storage import reads
from window_desk.storage.desk import Desk
from window_desk.storage.rows import WindowState


def state(desk: Desk, window: str = "1") -> WindowState | None:
    """How a window is."""
    with desk.read() as connection:
        return reads.window_state(connection, window)


@pytest.fixture
def seated(desk: Desk) -> Actor:
    """The clerk of window 1, signed in there."""
    return access.sign_in(desk, "clerk1", PIN, "1")


def test_a_window_through_its_day(desk: Desk, clock: Clock, seated: Actor) -> None:
    opened = clock.now
    assert state(desk) == WindowState("1", "open", "clerk1", "", opened)
    clock.advance(hours=1)
    windows.pause_window(desk, seated, "1", "  meal \n")
    assert state(desk) == WindowState("1", "paused", "clerk1", "meal", clock.now)
    clock.advance(minutes=30)
    windows.resume_window(desk, seated, "1")
    assert state(desk) == WindowState("1", "open", "clerk1", "", clock.now)
    windows.close_window(desk, seated, "1")
    assert state(desk) == WindowState("1", "closed", "", "", clock.now)


def test_signing_in_twice_is_one_opening(desk: Desk, clock: Clock, seated: Actor) -> None:
    since = clock.now
    clock.advance(minutes=5)
    access.sign_in(desk, "clerk1", PIN, "1")
    found = state(desk)
    assert found is not None
    assert found.since == since


def test_whoever_signs_in_later_holds_the_window(desk: Desk, seated: Actor) -> None:
    other = access.sign_in(desk, "clerk2", PIN, "1")
    found = state(desk)
    assert found is not None
    assert found.account == "clerk2"
    with refused("window.other_account", desk):
        windows.pause_window(desk, seated, "1", "meal")
    windows.pause_window(desk, other, "1", "meal")


@pytest.mark.parametrize(
    ("acts", "code"),
    [
        pytest.param(["pause"], "window.state", id="pausing a closed window"),
        pytest.param(["resume"], "window.state", id="ending no pause"),
        pytest.param(["open", "resume"], "window.state", id="ending no pause of an open one"),
        pytest.param(["open", "pause", "pause"], "window.state", id="pausing twice"),
        pytest.param(["open", "blank"], "text.empty", id="pausing without a reason"),
        pytest.param(["open", "long"], "text.too_long", id="pausing with a novel"),
    ],
)
def test_what_cannot_be_done_now(desk: Desk, clerk: Actor, acts: list[str], code: str) -> None:
    verbs: dict[str, Callable[[], object]] = {
        "open": lambda: access.sign_in(desk, "clerk1", PIN, "1"),
        "pause": lambda: windows.pause_window(desk, clerk, "1", "meal"),
        "resume": lambda: windows.resume_window(desk, clerk, "1"),
        "blank": lambda: windows.pause_window(desk, clerk, "1", " \u200b\x1b "),
        "long": lambda: windows.pause_window(desk, clerk, "1", "x" * 201),
    }
    for each in acts[:-1]:
        verbs[each]()
    with refused(code, desk):
        verbs[acts[-1]]()


@pytest.mark.parametrize("window", ["99", "", "1; --"])
def test_a_window_that_the_centre_does_not_have(desk: Desk, clerk: Actor, window: str) -> None:
    with refused("window.unknown", desk):
        windows.resume_window(desk, clerk, window)
    with refused("window.unknown", desk):
        windows.pause_window(desk, clerk, window, "meal")
    if window:
        with refused("window.unknown", desk):
            access.sign_in(desk, "clerk1", PIN, window)


def test_a_window_is_not_closed_over_a_citizen(desk: Desk, seated: Actor) -> None:
    tickets.issue(desk, seated, "A")
    tickets.call_next(desk, seated, "1")
    with refused("window.busy", desk):
        windows.close_window(desk, seated, "1")


def test_closing_twice_is_harmless(desk: Desk, seated: Actor) -> None:
    windows.close_window(desk, seated, "1")
    windows.close_window(desk, seated, "1")
    windows.close_window(desk, seated, "2")
    assert state(desk, "2") is None


def test_only_the_holder_or_a_supervisor_closes_a_window(
    desk: Desk, seated: Actor, other_clerk: Actor, reviewer: Actor, supervisor: Actor
) -> None:
    for each in (other_clerk, reviewer):
        with refused("window.other_account", desk):
            windows.close_window(desk, each, "1")
    windows.close_window(desk, supervisor, "1")
    found = state(desk)
    assert found is not None
    assert found.state == "closed"


def test_whoever_does_not_serve_does_not_pause(
    desk: Desk, seated: Actor, reviewer: Actor, admin: Actor
) -> None:
    for each in (reviewer, admin):
        with refused("access.role", desk):
            windows.pause_window(desk, each, "1", "meal")
        with refused("access.role", desk):
            windows.resume_window(desk, each, "1")
