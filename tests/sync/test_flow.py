"""Catalogue, working days and laws flow down: in force at a follower once they are whole."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.desks import ADMIN, befriend, carry, copy_as, export, rows
from tests.services.refusals import refused
from tests.support import (
    INSTANT,
    MORNING,
    PLAIN,
    Clock,
    accept_complete,
    assert_sound,
    open_complete,
    projections,
)
from window_desk.catalogue.search import search_keys
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.calendar import Day, Notice
from window_desk.domain.item import Bilingual, ServiceItem
from window_desk.domain.sources import Source
from window_desk.services import alarms, following, publishing
from window_desk.storage import maintenance, peers, reads
from window_desk.storage.desk import Desk
from window_desk.sync import receive
from window_desk.sync.send import Wish


@pytest.fixture
def city(desk: Desk, bare: Path, tmp_path: Path) -> Iterator[Desk]:
    """A city's desk that publishes; the hall's desk trusts it."""
    found = copy_as(bare, tmp_path / "city.db", "city/desk1")
    befriend(desk, found)
    yield found
    assert_sound(found)
    found.close()


@pytest.fixture
def item(desk: Desk) -> ServiceItem:
    """An item as the hall was seeded with it."""
    return in_force(desk, INSTANT)


def in_force(desk: Desk, code: str) -> ServiceItem:
    with desk.read() as connection:
        found = reads.item_on(connection, code, MORNING.date())
    assert found is not None
    return found


def names(desk: Desk) -> list[str]:
    """The codes of items that only the city has."""
    return [row[0] for row in rows(desk, "SELECT code FROM item WHERE code >= 'ZZ' ORDER BY code")]


def put(city: Desk, item: ServiceItem, *codes: str) -> None:
    made = [msgspec.structs.replace(item, code=each) for each in codes]
    publishing.publish_items(city, ADMIN, made, search_keys)


def notice_with_day_off(desk: Desk) -> Notice:
    with desk.look() as look:
        here = next(each for each in look.calendar.notices if each.year == MORNING.year)
    off = Day(MORNING.date() + timedelta(days=1), Bilingual(zh="试验", en="trial"), True)
    days = sorted((*here.days, off), key=lambda each: each.date)
    return msgspec.structs.replace(here, days=tuple(days))


def test_nothing_of_it_is_in_force_before_it_is_whole(
    desk: Desk, city: Desk, item: ServiceItem
) -> None:
    following.follow_desk(desk, ADMIN, "city/desk1")
    put(city, item, "ZZ-1")
    carry(city, desk)
    assert names(desk) == []
    put(city, item, "ZZ-2")
    following.publish_catalogue(city, ADMIN)
    put(city, item, "ZZ-3")
    carry(city, desk)
    assert names(desk) == ["ZZ-1", "ZZ-2"]
    following.publish_catalogue(city, ADMIN)
    carry(city, desk)
    assert names(desk) == ["ZZ-1", "ZZ-2", "ZZ-3"]


def test_what_was_here_before_counts_from_the_moment_of_following_until_it_is_left(
    desk: Desk, city: Desk, item: ServiceItem
) -> None:
    put(city, item, "ZZ-1")
    following.publish_catalogue(city, ADMIN)
    carry(city, desk)
    assert names(desk) == []
    following.follow_desk(desk, ADMIN, "city/desk1")
    assert names(desk) == ["ZZ-1"]
    assert_sound(desk)
    following.leave_desk(desk, ADMIN, "city/desk1")
    assert names(desk) == []


def test_without_the_mark_half_of_it_would_be_in_force(
    desk: Desk, city: Desk, item: ServiceItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    following.follow_desk(desk, ADMIN, "city/desk1")
    put(city, item, "ZZ-1")
    following.publish_catalogue(city, ADMIN)
    put(city, msgspec.structs.replace(item, visits=9), "ZZ-1")
    carry(city, desk)
    assert [row[0] for row in rows(desk, "SELECT version FROM item WHERE code = 'ZZ-1'")] == [1]
    following.leave_desk(desk, ADMIN, "city/desk1")
    with monkeypatch.context() as patch:
        patch.setattr(Source, "counts", lambda *_: True)  # the fault is planted
        following.follow_desk(desk, ADMIN, "city/desk1")
        assert len(rows(desk, "SELECT version FROM item WHERE code = 'ZZ-1'")) == 2
        following.leave_desk(desk, ADMIN, "city/desk1")


@pytest.mark.parametrize("seed", range(4))
def test_in_whatever_order_the_parts_arrive_the_state_is_one(
    seed: int, bare: Path, tmp_path: Path, item: ServiceItem
) -> None:
    city = copy_as(bare, tmp_path / "city.db", "city/desk1")
    halls = [copy_as(bare, tmp_path / f"h{n}.db", "h2/desk1") for n in (1, 2)]
    befriend(halls[0], city)
    befriend(halls[1], city)
    for number in range(4):
        put(city, msgspec.structs.replace(item, visits=number), "ZZ-1", f"ZZ-{number + 2}")
        following.publish_catalogue(city, ADMIN)
    following.follow_desk(halls[0], ADMIN, "city/desk1")
    carry(city, halls[0])
    parts = export(city, Wish(room=6_000))
    assert len(parts) > 2
    chance = random.Random(seed)
    chance.shuffle(parts)
    turn = chance.randrange(len(parts))
    for number, each in enumerate(parts):
        if number == turn:
            following.follow_desk(halls[1], ADMIN, "city/desk1")
        receive.import_bundle(halls[1], ADMIN, each)
    first, second = (
        [projections(each)[name] for name in ("item", "publication")] for each in halls
    )
    # The two halls' own ops have other numbers in other databases, and no other difference.
    assert first[0] == second[0]
    assert len(first[1]) == len(second[1])
    for opened in (city, *halls):
        assert_sound(opened)
        opened.close()


def test_what_is_published_elsewhere_is_not_changed_here(
    desk: Desk, city: Desk, admin: Actor, item: ServiceItem
) -> None:
    following.follow_desk(desk, ADMIN, "city/desk1")
    with refused("source.elsewhere", desk) as caught:
        publishing.publish_items(desk, admin, [item], search_keys)
    assert "city/desk1" in caught.value.message
    with refused("source.elsewhere", desk):
        publishing.import_notice(desk, admin, notice_with_day_off(desk))
    following.leave_desk(desk, ADMIN, "city/desk1")
    assert publishing.publish_items(desk, admin, [item], search_keys).unchanged == 1


@pytest.mark.parametrize("name", ["", "city", "h1/desk1", "city/desk1.2"])
def test_only_another_desk_is_followed(desk: Desk, admin: Actor, name: str) -> None:
    with refused("source.desk", desk):
        following.follow_desk(desk, admin, name)


def test_one_desk_publishes_and_no_third_one(desk: Desk, admin: Actor) -> None:
    following.follow_desk(desk, admin, "city/desk1")
    with refused("source.other", desk):
        following.follow_desk(desk, admin, "city/desk2")
    with refused("source.unknown", desk):
        following.leave_desk(desk, admin, "city/desk2")


def test_a_notice_of_the_city_moves_the_dates_and_each_case_says_so(
    desk: Desk, city: Desk, clerk: Actor
) -> None:
    following.follow_desk(desk, ADMIN, "city/desk1")
    case = accept_complete(desk, clerk, PLAIN)
    before = rows(desk, f"SELECT statutory_due FROM service_case WHERE id = '{case.id}'")
    with desk.look() as look:
        notices = look.calendar.notices
    with city.change(by="admin") as tx:
        for each in notices:
            tx.record(ops.CalendarPublished(notice=each), on=f"calendar/{each.year}")
    publishing.import_notice(city, ADMIN, notice_with_day_off(desk))
    following.publish_catalogue(city, ADMIN)
    carry(city, desk)
    after = rows(desk, f"SELECT statutory_due FROM service_case WHERE id = '{case.id}'")
    assert before != after
    with desk.look() as look:
        moved = [each.op for each in look.history(case.id)][-1]
    assert isinstance(moved, ops.CaseDatesMoved)
    assert moved.because.startswith("city/desk1:")
    assert str(moved.statutory_after) == after[0][0]


def test_a_notice_that_only_others_published_does_not_count_in_any_table(
    desk: Desk, city: Desk
) -> None:
    carry(desk, city)
    assert rows(city, "SELECT * FROM op WHERE kind = 'calendar.published'") != []
    assert maintenance.rebuild(city).differences == ()


def test_a_case_keeps_its_version_when_a_newer_one_comes(
    desk: Desk, city: Desk, clerk: Actor, item: ServiceItem
) -> None:
    following.follow_desk(desk, ADMIN, "city/desk1")
    case = open_complete(desk, clerk, INSTANT)
    publishing.publish_items(
        city, ADMIN, [msgspec.structs.replace(item, visits=9, version=2)], search_keys
    )
    following.publish_catalogue(city, ADMIN)
    carry(city, desk)
    assert in_force(desk, INSTANT).version == 2
    with desk.look() as look:
        assert look.case(case.id).item_version == 1


def test_a_version_that_was_here_under_the_same_number_is_named(
    desk: Desk, city: Desk, item: ServiceItem
) -> None:
    following.follow_desk(desk, ADMIN, "city/desk1")
    other = msgspec.structs.replace(item, visits=9, version=1)
    publishing.publish_items(city, ADMIN, [other], search_keys)
    following.publish_catalogue(city, ADMIN)
    carry(city, desk)
    assert in_force(desk, INSTANT) == item
    with desk.look() as look:
        (standing,) = following.read_standings(look)
    assert not standing.agrees
    # The way out that the sentence names: published there once more, under a newer number.
    publishing.publish_items(city, ADMIN, [msgspec.structs.replace(item, visits=8)], search_keys)
    following.publish_catalogue(city, ADMIN)
    carry(city, desk)
    assert in_force(desk, INSTANT).visits == 8


def test_what_agrees_is_said_to_agree(desk: Desk, city: Desk, item: ServiceItem) -> None:
    following.follow_desk(desk, ADMIN, "city/desk1")
    put(city, item, "ZZ-1", "ZZ-2")
    published = following.publish_catalogue(city, ADMIN)
    with refused("catalogue.unchanged", city):
        following.publish_catalogue(city, ADMIN)
    carry(city, desk)
    with desk.look() as look:
        (standing,) = following.read_standings(look)
    assert standing.agrees
    assert standing.published == published
    assert standing.families == ("calendar", "item", "law")


def test_a_week_without_word_is_warned_of_and_nothing_is_blocked(
    desk: Desk, city: Desk, clock: Clock, clerk: Actor, item: ServiceItem
) -> None:
    def silent() -> str:
        with desk.look() as look:
            found = alarms.find_alarms(look)
        assert bool(found.silent_source) == any("city/desk1" in x for x in alarms.sentences(found))
        return found.silent_source

    assert silent() == ""
    following.follow_desk(desk, ADMIN, "city/desk1")
    assert silent() == "city/desk1"
    put(city, item, "ZZ-1")
    following.publish_catalogue(city, ADMIN)
    carry(city, desk)
    assert silent() == ""
    clock.advance(days=8)
    assert silent() == "city/desk1"
    assert open_complete(desk, clerk, INSTANT).state == "intake"
    carry(city, desk)
    assert silent() == ""


def test_a_key_that_a_followed_desk_revokes_is_revoked_at_once(
    desk: Desk, city: Desk, admin: Actor
) -> None:
    with desk.change(by="admin") as tx:
        following.put_source(tx, "city/desk1", ["key"])
    with city.change(by="admin") as tx:
        tx.record(ops.KeyTrusted(desk="h3/desk1", public="AAAA"), on="key/abcd")
    carry(city, desk)

    def key() -> peers.DeskKey:
        with desk.read() as connection:
            return peers.read_keys(connection)["abcd"]

    assert key().desk == "h3/desk1"
    assert key().revoked_at is None
    with city.change(by="admin") as tx:
        tx.record(ops.KeyRevoked(reason="lost"), on="key/abcd")
    carry(city, desk)
    assert key().reason == "lost"
