"""Versions of an item: never changed, in force from their day, and kept by the cases under them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.refusals import refused
from tests.support import (
    APPLICANT,
    MORNING,
    PLAIN,
    Clock,
    actor,
    answer_all,
    assert_sound,
    open_complete,
    received,
    reviewer_of,
)
from window_desk.catalogue.search import search_keys
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.desk_state import fold_item
from window_desk.domain.item import Bilingual, Limit, ServiceItem
from window_desk.domain.item_diff_words import summary
from window_desk.domain.ops import Recorded
from window_desk.services import cases, intake, publishing, review, tickets
from window_desk.services.item_versions import changed_since, find_item, item_in_force
from window_desk.storage import boards, listings, reads
from window_desk.storage.desk import Desk

TODAY = MORNING.date()
SOON = TODAY + timedelta(days=7)


def in_force(desk: Desk, code: str = PLAIN) -> ServiceItem:
    """The item as it is in force on the desk's day."""
    with desk.look() as look:
        return item_in_force(look, code)


def publish(desk: Desk, admin: Actor, item: ServiceItem, **fields: object) -> publishing.Published:
    """Publish an item with other fields."""
    changed = msgspec.structs.replace(item, **fields)
    return publishing.publish_items(desk, admin, [changed], search_keys)


def lines(desk: Desk) -> dict[str, int]:
    """The version of every item that pickers and search show today."""
    with desk.look() as look:
        found = listings.item_lines(look.connection, look.today)
    return {line.code: line.version for line, _keys in found}


def test_a_version_for_a_later_day_waits_for_it(
    desk: Desk, admin: Actor, clerk: Actor, clock: Clock
) -> None:
    item = in_force(desk)
    publish(desk, admin, item, visits=5, valid_from=SOON)
    assert in_force(desk) == item
    assert lines(desk)[PLAIN] == 1
    assert intake.open_case(desk, clerk, PLAIN, APPLICANT).item_version == 1
    clock.advance(days=6)
    assert in_force(desk).visits != 5
    clock.advance(days=1)
    assert in_force(desk).visits == 5
    assert lines(desk)[PLAIN] == 2
    assert intake.open_case(desk, clerk, PLAIN, APPLICANT).item_version == 2
    # The rows made again on the later day are those that were made before it.
    assert_sound(desk)


def test_an_item_that_is_only_planned_is_not_offered_yet(
    desk: Desk, admin: Actor, clerk: Actor, clock: Clock
) -> None:
    item = in_force(desk)
    publish(desk, admin, item, code="T-NEW", name=Bilingual("新", "New"), valid_from=SOON)
    assert "T-NEW" not in lines(desk)
    with refused("item.not_yet", desk):
        intake.open_case(desk, clerk, "T-NEW", APPLICANT)
    with refused("queue.unknown", desk):
        tickets.issue(desk, clerk, "T-NEW")
    clock.advance(days=7)
    assert "T-NEW" in lines(desk)
    assert intake.open_case(desk, clerk, "T-NEW", APPLICANT).item_version == 1


def test_importing_the_present_again_calls_nothing_off(desk: Desk, admin: Actor) -> None:
    item = in_force(desk)
    publish(desk, admin, item, visits=5, valid_from=SOON)
    planned = msgspec.structs.replace(item, visits=5, valid_from=SOON)
    assert publish(desk, admin, item) == publishing.Published(0, 0, 1)
    assert publish(desk, admin, planned) == publishing.Published(0, 0, 1)


def test_what_calls_off_a_planned_version_says_so(desk: Desk, admin: Actor, clock: Clock) -> None:
    item = in_force(desk)
    publish(desk, admin, item, visits=5, valid_from=SOON)
    preview = publishing.preview_items(desk, [msgspec.structs.replace(item, visits=3)])
    assert preview.called_off == ((PLAIN, 2),)
    assert publish(desk, admin, item, visits=3) == preview
    clock.advance(days=30)
    assert in_force(desk).visits == 3


def test_a_ticket_has_the_name_of_its_day(desk: Desk, admin: Actor, clerk: Actor) -> None:
    ticket = tickets.issue(desk, clerk, PLAIN).ticket
    publish(desk, admin, in_force(desk), name=Bilingual("新名", "New name"), valid_from=SOON)
    with desk.read() as connection:
        waits = boards.waiting(connection, (ticket.queue,), MORNING)
    line = next(each for each in waits if each.id == ticket.id)
    assert (line.item, line.item_zh) == (PLAIN, in_force(desk).name.zh)


def bodies(desk: Desk) -> dict[int, ServiceItem]:
    """Every version of the item as it is kept."""
    with desk.read() as connection:
        return {each.version: each for each in reads.item_versions(connection, PLAIN)}


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_what_was_published_never_changes(desk: Desk, data: st.DataObject) -> None:
    admin, item = actor(desk, "admin"), in_force(desk)
    for _round in range(3):
        before = bodies(desk)
        begins = data.draw(st.none() | st.dates(date(2026, 11, 1), date(2027, 1, 31)))
        publish(
            desk, admin, item,
            visits=data.draw(st.integers(0, 9)),
            version=data.draw(st.integers(1, 4)),
            valid_from=begins,
        )  # fmt: skip
        after = bodies(desk)
        assert {number: after[number] for number in before} == before
        assert len(after) - len(before) in (0, 1)


def test_the_first_of_two_under_one_number_stays() -> None:
    item = ServiceItem(code="T", name=Bilingual("甲"), type="20", department="乙")
    other = msgspec.structs.replace(item, visits=9)
    history = [
        Recorded(f"h1/d1:{at}", MORNING, "admin", ops.ItemPublished(item=each, keys=""))
        for at, each in enumerate((item, other), 1)
    ]
    assert fold_item(history).versions == ((item, ""),)
    # A fold in which the last wins would have changed what was published.
    last_wins = {each.op.item.version: each.op.item for each in history
                 if isinstance(each.op, ops.ItemPublished)}  # fmt: skip
    assert last_wins == {1: other}


def test_a_case_keeps_its_version_through_its_whole_life(
    desk: Desk, admin: Actor, clerk: Actor, clock: Clock
) -> None:
    item = in_force(desk)
    case = open_complete(desk, clerk, PLAIN)
    # While the case is at the window the item changes, and again while departments have it.
    publish(
        desk, admin, item, materials=item.materials[:1], steps=item.steps[:1],
        promised=Limit(Decimal(1)), name=Bilingual("新名", "New"),
    )  # fmt: skip
    assert intake.view_case(desk, case.id).item == item
    needs = intake.view_case(desk, case.id).needs
    assert intake.check_papers(desk, clerk, case.id, received(needs)).item == item
    accepted = cases.accept(desk, clerk, case.id)
    assert [each.step for each in accepted.legs] == list(item.steps)
    assert (accepted.promised, accepted.statutory) == (item.promised, item.statutory)
    publish(desk, admin, item, visits=7, steps=(), promised=Limit(Decimal(2)))
    due = intake.view_case(desk, case.id).promised
    answered = answer_all(desk, accepted)
    clock.advance(days=1)
    granted = review.decide(desk, reviewer_of(desk, answered.lead), case.id, "granted")
    served = cases.serve(desk, clerk, granted.id)
    view = intake.view_case(desk, served.id)
    assert (served.state, served.item_version, view.item) == ("served", 1, item)
    assert due is not None
    assert view.promised is not None
    assert view.promised.due.date == due.due.date
    assert in_force(desk).version == 3
    assert_sound(desk)


def test_what_changed_since_is_told_and_nothing_where_nothing_did(desk: Desk, admin: Actor) -> None:
    item = in_force(desk)
    with desk.look() as look:
        assert changed_since(look, PLAIN, 1) is None
    publish(desk, admin, item, visits=5, valid_from=SOON)
    with desk.look() as look:
        assert changed_since(look, PLAIN, 1) is None
    publish(desk, admin, item, materials=item.materials[1:], promised=Limit(Decimal(1)))
    with desk.look() as look:
        since = changed_since(look, PLAIN, 1)
    assert since is not None
    assert (since.kept.version, since.in_force.version) == (1, 3)
    told = summary(since.diff.changes, "en")
    assert told.startswith("papers: 1 dropped; promised limit: ")


WANTED: dict[str, int | str] = {
    PLAIN: 2,
    f"{PLAIN}@1": 1,
    f"{PLAIN}@3": 3,
    f"{PLAIN}@9": "item.version",
    f"{PLAIN}@x": "item.unknown",
    "@1": "item.unknown",
    "nothing@1": "item.unknown",
    "T-LATER": "item.not_yet",
    "T@1": 1,
}
"""How an item may be named, and its version or why it is not found; `T@1` is a code as well."""


def test_an_item_is_found_by_code_and_version(desk: Desk, admin: Actor) -> None:
    item = in_force(desk)
    publish(desk, admin, item, visits=4)
    publish(desk, admin, item, visits=5, valid_from=SOON)
    publish(desk, admin, item, code="T-LATER", valid_from=SOON)
    publish(desk, admin, item, code="T@1")
    with desk.look() as look:
        for wanted, expected in WANTED.items():
            if isinstance(expected, int):
                assert find_item(look, wanted).version == expected, wanted
            else:
                with refused(expected):
                    find_item(look, wanted)


def test_an_item_is_found_by_its_name_and_by_the_beginning_of_its_code(desk: Desk) -> None:
    with desk.look() as look:
        item = item_in_force(look, PLAIN)
        for wanted in (item.name.zh, item.name.en, PLAIN[:-2], f"{item.name.zh}@{item.version}"):
            assert find_item(look, wanted) == item, wanted
        with refused("item.several", desk) as caught:
            find_item(look, PLAIN[:2])
        assert str(caught.value.facts["codes"]).count(",") == 2
        for wanted in ("nothing like it", "", "@1"):
            with refused("item.unknown", desk):
                find_item(look, wanted)
