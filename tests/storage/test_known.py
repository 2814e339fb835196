"""What is kept between two looks, and that nothing published meanwhile is missed."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from tests.support import MORNING, PLAIN, Clock, start_python
from window_desk.catalogue.search import search_keys
from window_desk.domain.actor import Actor
from window_desk.services import item_versions, publishing, tickets
from window_desk.storage import listings, reads
from window_desk.storage.desk import Desk

_publishing = """
    import sys
    import msgspec
    from tests.on_server import place_of
    from tests.support import PLAIN, Clock, actor
    from window_desk.catalogue.search import search_keys
    from window_desk.services import item_versions, publishing
    from window_desk.storage.desk import Desk

    desk = Desk(place_of(sys.argv[1]), Clock())
    with desk.look() as look:
        item = item_versions.item_in_force(look, PLAIN)
    changed = msgspec.structs.replace(item, visits=7)
    publishing.publish_items(desk, actor(desk, "admin"), [changed], search_keys)
    desk.close()
"""


def versions(desk: Desk) -> dict[str, int]:
    """The version of every item, as a search sees it; the same as the rows say."""
    with desk.look() as look:
        found = look.items
        assert list(found) == listings.item_lines(look.connection, look.today)
    return {line.code: line.version for line, _keys in found}


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every time that the items are read from the database."""
    found: list[object] = []
    read = listings.item_lines

    def counted(*values: object) -> object:
        found.append(values)
        return read(*values)  # type: ignore[arg-type]  # It is handed on as it came.

    monkeypatch.setattr(listings, "item_lines", counted)
    return found


def test_items_are_read_once_while_nothing_is_written(desk: Desk, readings: list[object]) -> None:
    for _letter in "abc":
        with desk.look() as look:
            assert look.items
    assert len(readings) == 1


def test_an_import_of_another_process_is_seen(desk: Desk) -> None:
    before = versions(desk)
    with start_python(_publishing, desk.place) as process:
        process.communicate()
    assert process.returncode == 0
    assert versions(desk) == before | {PLAIN: before[PLAIN] + 1}


def test_a_version_comes_into_force_on_its_day(desk: Desk, admin: Actor, clock: Clock) -> None:
    before = versions(desk)
    with desk.look() as look:
        item = item_versions.item_in_force(look, PLAIN)
    later = msgspec.structs.replace(item, visits=7, valid_from=MORNING.date() + timedelta(days=7))
    publishing.publish_items(desk, admin, [later], search_keys)
    assert versions(desk) == before
    clock.advance(days=7)
    assert versions(desk)[PLAIN] == before[PLAIN] + 1


def publish_within_a_change(desk: Desk) -> None:
    """Publish a version, and read the items before its rows are there."""
    with desk.look() as look:
        item = item_versions.item_in_force(look, PLAIN)
    with desk.change(by="setup") as tx:
        publishing.put_items(tx, [msgspec.structs.replace(item, visits=7)], search_keys)
        assert tx.items


def test_what_a_change_read_before_its_rows_is_not_kept(desk: Desk) -> None:
    before = versions(desk)
    publish_within_a_change(desk)
    assert versions(desk) == before | {PLAIN: before[PLAIN] + 1}


def test_kept_items_that_are_out_of_date_would_be_noticed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "head", lambda _connection: 0)
    versions(desk)
    publish_within_a_change(desk)
    with pytest.raises(AssertionError):
        versions(desk)


def test_another_act_reads_the_items_again(
    desk: Desk, clerk: Actor, readings: list[object]
) -> None:
    for _act in range(2):
        with desk.look() as look:
            assert look.items
        tickets.issue(desk, clerk, "A")
    assert len(readings) == 2
