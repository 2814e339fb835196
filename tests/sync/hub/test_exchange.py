"""Desks that exchange through a hub come to the same, in whatever order and however often."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.desks import ADMIN, answer, open_case, rows
from tests.town import Town
from window_desk.domain import ops
from window_desk.domain.errors import Unusable
from window_desk.storage import peers, rounds
from window_desk.storage.desk import Desk
from window_desk.sync.hub import keeping
from window_desk.sync.hub.errors import HubGone
from window_desk.sync.hub.exchange import run_round


def cases(desk: Desk) -> list[tuple[object, ...]]:
    """Every case with the name of whose it is, as far as it can be read here."""
    return rows(
        desk,
        "SELECT c.id, c.state, p.name FROM service_case c JOIN person p ON p.id = c.applicant"
        " ORDER BY c.id",
    )


def test_what_a_desk_writes_is_read_by_its_hall_with_the_names(town: Town) -> None:
    first, second = town.join("h1/desk1"), town.join("h1/desk2")
    _person, case = open_case(first, "张三")
    town.settle()
    assert cases(second) == cases(first) == [(case, "intake", "张三")]
    answer(first, case)
    (round_,) = town.round("h1/desk1")
    assert (round_.pushed, round_.pulled, round_.refused) == (1, 0, ())
    (round_,) = town.round("h1/desk2")
    assert (round_.pushed, round_.pulled) == (0, 1)
    # Each says how far it is, and the writer hears of it.
    town.settle()
    with first.read() as connection:
        said = peers.read_theirs(connection)["h1/desk1"]
        ours = rows(first, "SELECT have_seq FROM stream WHERE id = 'h1/desk1'")[0][0]
    assert said == {"hub/hub1": ours, "h1/desk2": ours, "h1/keeper": ours}


def test_another_hall_reads_nothing_and_the_city_everything_without_names(town: Town) -> None:
    first, other = town.join("h1/desk1"), town.join("h2/desk1")
    city = town.join("city/desk1", role="city")
    open_case(first, "张三")
    open_case(other, "李四")
    town.settle()
    town.settle()
    assert [row[2] for row in cases(first)] == ["张三"]
    assert [row[2] for row in cases(other)] == ["李四"]
    assert [row[2] for row in cases(city)] == ["", ""]


def test_a_department_reads_the_halls_that_it_serves_and_they_read_it(town: Town) -> None:
    halls = [town.join(f"h{n}/desk1") for n in (1, 2, 3)]
    department = town.join("mse/desk1", role="department", halls=["h1", "h2"])
    for each in (*halls, department):
        open_case(each)
    town.settle()
    town.settle()
    assert [len(cases(each)) for each in (*halls, department)] == [2, 2, 1, 3]


def test_rounds_in_every_order_come_to_the_same(town: Town) -> None:
    names = ["h1/desk1", "h1/desk2", "h1/desk3"]
    desks = [town.join(each) for each in names]
    opened = [open_case(each)[1] for each in desks]
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        for place in order:
            town.round(names[place])
            answer(desks[place], opened[place], f"{order}")
        town.settle()
        assert cases(desks[0]) == cases(desks[1]) == cases(desks[2])
        heads = [rows(x, "SELECT id, have_seq, have_hash FROM stream ORDER BY id") for x in desks]
        assert heads[0] == heads[1] == heads[2]
    assert len(cases(desks[0])) == 3


def test_acts_of_a_desk_whose_key_is_not_listed_wait(town: Town) -> None:
    first = town.join("h1/desk1")
    town.settle()
    second = town.join("h1/desk2")
    open_case(second)
    town.round("h1/desk2")
    (round_,) = town.round("h1/desk1")
    assert [(stream, error.code) for stream, error in round_.refused] == [
        ("h1/desk2", "stream.unlisted")
    ]
    assert cases(first) == []
    # It is written down once, not with every round.
    town.round("h1/desk1")
    with first.read() as connection:
        assert [each.code for each in peers.read_rejected(connection)] == ["stream.unlisted"]
    town.round("h1/keeper")
    (round_,) = town.round("h1/desk1")
    assert round_.refused == ()
    assert len(rows(first, "SELECT * FROM service_case")) == 1


def test_what_is_signed_with_a_key_that_was_taken_out_is_not_taken_in(town: Town) -> None:
    first, second = town.join("h1/desk1"), town.join("h1/desk2")
    town.settle()
    open_case(second)
    town.round("h1/desk2")
    keeping.remove(town.desks["h1/keeper"], ADMIN, "hub1", "h1/desk2", "电脑遗失")
    town.round("h1/keeper")
    (round_,) = town.round("h1/desk1")
    assert [error.code for _stream, error in round_.refused] == ["bundle.key_revoked"]
    assert cases(first) == []
    with pytest.raises(Unusable):
        town.round("h1/desk2")


def test_many_acts_go_in_batches_and_progress_is_told(town: Town) -> None:
    first, second = town.join("h1/desk1"), town.join("h1/desk2")
    town.settle()
    with first.change(by="clerk1") as tx:
        for _ in range(1202):
            tx.record(ops.PersonRecorded(sealed="", certificate_type="111"))
    told: list[tuple[int, int]] = []
    done = run_round(first, town.links["h1/desk1"], lambda *each: told.append(each))
    assert done.pushed == 1202
    assert told == [(500, 1202), (1000, 1202), (1202, 1202)]
    told.clear()
    done = run_round(second, town.links["h1/desk2"], lambda *each: told.append(each))
    assert done.pulled == 1202
    assert told[-1] == (1202, 1202)
    assert rows(second, "SELECT count(*) FROM person") == [(1202,)]


def test_a_round_is_remembered_with_how_it_went(town: Town) -> None:
    desk = town.join("h1/desk1")
    clock = desk.clock
    town.settle()

    def kept() -> rounds.KeptRound:
        with desk.read() as connection:
            return rounds.read_rounds(connection)["hub1"]

    assert kept().failed == ""
    assert kept().done_at is not None
    link = town.connect("h1/desk1", port=1)
    with pytest.raises(HubGone):
        run_round(desk, link)
    lost = kept()
    assert (lost.failed, lost.since, lost.at) == ("hub.gone", lost.at, lost.since)
    clock.advance(minutes=5)  # type: ignore[attr-defined]  # the tests' own clock
    with pytest.raises(HubGone):
        run_round(desk, link)
    assert (kept().since, kept().at > lost.at) == (lost.since, True)
    town.connect("h1/desk1")
    town.round("h1/desk1")
    assert kept().failed == ""
    assert kept().since > lost.since
    assert kept().clock_difference != timedelta()


def test_a_department_reads_the_people_of_its_legs_and_no_others(town: Town) -> None:
    hall = town.join("h1/desk1")
    fire = town.join("h1/fire", role="department")
    other = town.join("mse/desk1", role="department", halls=["h1"])
    town.settle()
    sent, _kept = open_case(hall, "张三")[1], open_case(hall, "李四")
    with hall.change(by="clerk1") as tx:
        at = ops.CaseDispatched(steps=("fire",), desks={"fire": "h1/fire"})
        tx.record(at, on=sent)
    with hall.pool.writing() as connection:
        # The bare desk has no item, so that its case has no legs by itself.
        connection.execute(
            'INSERT INTO leg ("case", step, position, department, state, answered_by, officer,'
            " asked, desk) VALUES (?, 'fire', 0, '消防', 'open', '', '', 0, 'h1/fire')",
            (sent,),
        )
    town.settle()
    town.settle()
    people = "SELECT name FROM person ORDER BY id"
    assert rows(fire, people) == [("张三",), ("",)]
    assert rows(other, people) == [("",), ("",)]
    with hall.pool.writing() as connection:
        connection.execute("DELETE FROM leg")


@pytest.mark.parametrize(("version", "code"), [("9", "hub.newer"), ("0", "hub.older")])
def test_a_hub_of_another_version_is_left_alone(town: Town, version: str, code: str) -> None:
    desk = town.join("h1/desk1")
    open_case(desk)
    town.rows("UPDATE hub.about SET value = %s WHERE key = 'version'", version)
    with pytest.raises(Unusable) as caught:
        town.round("h1/desk1")
    assert caught.value.code == code
    assert town.rows("SELECT * FROM hub.stream WHERE id = 'h1/desk1'") == []


def test_the_queue_of_another_hall_counts_as_far_as_a_desk_there_saw_it(town: Town) -> None:
    town.join("h1/desk1")
    city = town.join("city/desk1", role="city")
    town.settle()
    first = town.issue("h1/desk1")
    numbers = "SELECT id FROM ticket WHERE maker = 'h1/queue'"
    town.round("city/desk1")
    assert rows(city, numbers) == []
    town.round("h1/desk1", "city/desk1")
    assert rows(city, numbers) == [(first,)]
    # What nobody of that hall has seen may be anybody's.
    town.rows("SELECT hub.append('h1', 'h1/queue', %s, 'ticket.left', 1, '{}', 'x', 0)", first)
    town.round("city/desk1")
    assert rows(city, "SELECT state FROM ticket") == [("waiting",)]
    town.round("h1/desk1", "city/desk1")
    assert rows(city, "SELECT state FROM ticket") == [("left",)]
