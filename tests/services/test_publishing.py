"""Items, settings and notices take effect all at once, and old cases keep their version."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from tests.services.refusals import recorded, refused
from tests.support import APPLICANT, INSTANT, MORNING, accept_complete, open_complete
from window_desk.catalogue import data_folder
from window_desk.catalogue.search import search_keys
from window_desk.domain.actor import Actor
from window_desk.domain.item import Bilingual, Limit, ServiceItem
from window_desk.services import cases, intake, publishing
from window_desk.services.setting_up import seed
from window_desk.storage import reads
from window_desk.storage.desk import Desk


@pytest.fixture
def item(desk: Desk) -> ServiceItem:
    """The instant item as it is published."""
    with desk.read() as connection:
        found = reads.item_on(connection, INSTANT, MORNING.date())
    assert found is not None
    return found


def publish(desk: Desk, admin: Actor, *items: ServiceItem) -> tuple[int, ...]:
    """Publish items; gives how many were added, changed and unchanged."""
    done = publishing.publish_items(desk, admin, items, search_keys)
    return (done.added, done.changed, done.unchanged)


def test_new_changed_and_unchanged_are_told_apart(
    desk: Desk, admin: Actor, item: ServiceItem
) -> None:
    new = msgspec.structs.replace(item, code="T-NEW")
    changed = msgspec.structs.replace(item, visits=2)
    before = recorded(desk)
    assert publishing.preview_items(desk, [new, changed]) == publishing.Published(1, 1, 0)
    assert recorded(desk) == before
    assert publish(desk, admin, new, changed) == (1, 1, 0)
    assert publish(desk, admin, new, changed) == (0, 0, 2)
    assert recorded(desk) == before + 2
    with desk.read() as connection:
        assert reads.item_on(connection, "T-NEW", MORNING.date()) == new
        assert reads.item_on(connection, INSTANT, MORNING.date()) == msgspec.structs.replace(
            changed, version=2
        )


def test_a_given_version_counts_when_it_is_newer(
    desk: Desk, admin: Actor, item: ServiceItem
) -> None:
    publish(desk, admin, msgspec.structs.replace(item, visits=2, version=7))
    publish(desk, admin, msgspec.structs.replace(item, visits=3, version=5))
    with desk.read() as connection:
        newest = reads.item_on(connection, INSTANT, MORNING.date())
    assert newest is not None
    assert (newest.version, newest.visits) == (8, 3)


def test_a_case_keeps_the_version_it_was_opened_under(
    desk: Desk, clerk: Actor, admin: Actor, item: ServiceItem
) -> None:
    opened = open_complete(desk, clerk, INSTANT)
    later = msgspec.structs.replace(
        item, name=Bilingual(zh="新名", en="New"), materials=item.materials[:1],
        promised=Limit(value=Decimal(9)),
    )  # fmt: skip
    publish(desk, admin, later)
    view = intake.view_case(desk, opened.id)
    assert view.item == item
    accepted = cases.accept(desk, clerk, opened.id)
    assert accepted.promised == item.promised
    assert intake.open_case(desk, clerk, INSTANT, APPLICANT).item_version == 2


def test_only_an_admin_publishes(
    desk: Desk, clerk: Actor, supervisor: Actor, item: ServiceItem
) -> None:
    for each in (clerk, supervisor):
        with refused("access.role", desk):
            publish(desk, each, item)


def test_seeding_twice_changes_nothing(desk: Desk) -> None:
    before = recorded(desk)
    with desk.change(by="setup") as tx:
        done = seed(tx, data_folder())
    assert (done.added, done.changed) == (0, 0)
    assert recorded(desk) == before


def test_settings_count_from_the_next_act(desk: Desk, clerk: Actor, admin: Actor) -> None:
    accept_complete(desk, clerk)
    with desk.change(by="admin") as tx:
        centre = msgspec.structs.replace(tx.centre, code="100000")
        publishing.put_centre(tx, centre)
    assert accept_complete(desk, clerk).number == "100000-20261123-0002"
