"""A hub from an old backup gives out and calls nothing before it was given what it lost."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest

from tests.desks import ADMIN, BOSS, open_case, rows
from tests.town import Town
from window_desk.domain.errors import RuleBroken, Unusable
from window_desk.storage import streams
from window_desk.storage.desk import Desk
from window_desk.sync.hub import keeping, push
from window_desk.sync.hub.address import open_link
from window_desk.sync.hub.exchange import run_round
from window_desk.sync.hub.line import find_line
from window_desk.sync.hub.link import Link
from window_desk.sync.hub.members import read_members

TABLES = ("op", "stream", "signed_head", "ack", "envelope", "digest", "ticket", "claim", "returned")
_claims = count()


def ask(town: Town, desk: str, call: str, *values: object) -> tuple[Any, ...]:
    (row,) = town.links[desk].query(f"SELECT outcome, ticket, seq FROM hub.{call}", values)
    return row


def call(town: Town, desk: str) -> str:
    """Who is next; gives the ticket."""
    _outcome, ticket, _seq = ask(
        town, desk, "call(%s, true, 0, 'clerk1', '1', ARRAY['A'], '', NULL, NULL, NULL, NULL)",
        f"claim{next(_claims)}",
    )  # fmt: skip
    return str(ticket)


def release(town: Town, desk: str, ticket: str, way: str, queue: str = "") -> None:
    outcome, _ticket, _seq = ask(
        town, desk, "release(%s, true, 0, 'clerk1', %s, %s, %s, 15, '')",
        f"claim{next(_claims)}", ticket, way, queue,
    )  # fmt: skip
    assert outcome == "done"


def number_of(town: Town, ticket: str) -> str:
    return str(town.rows("SELECT number FROM hub.ticket WHERE id = %s", ticket)[0][0])


def back_up(town: Town) -> None:
    for table in TABLES:
        town.rows(f"CREATE TABLE public.{table} AS TABLE hub.{table}")


def restore(town: Town, *, elsewhere: bool) -> None:
    """Put the tables back as they were; `elsewhere` as a recovery does, that begins a timeline."""
    for table in TABLES:
        town.rows(f"DELETE FROM hub.{table}")
        town.rows(f"INSERT INTO hub.{table} SELECT * FROM public.{table}")
    if elsewhere:
        town.rows("UPDATE hub.about SET value = '1:00000000' WHERE key = 'place'")
    for name in list(town.links):
        town.links.pop(name).close()
        reopened = open_link(town.desks[name])
        assert reopened is not None
        town.links[name] = reopened


def state(town: Town) -> list[tuple[Any, ...]]:
    return town.rows(
        'SELECT id, number, queue, state, desk, "window", rank_at, eligible_from, issued_at,'
        " head_start, rule, last, day, prefix, serial FROM hub.ticket ORDER BY id"
    )


def log_of(desk: Desk) -> list[tuple[Any, ...]]:
    return rows(desk, "SELECT stream, seq, hash FROM op ORDER BY stream, seq")


@pytest.fixture
def busy(town: Town) -> Town:
    """A hall that went on after its hub was backed up: numbers given out, called and moved."""
    town.join("h1/desk1")
    town.join("h1/desk2")
    town.settle()
    first = town.issue("h1/desk1")
    assert call(town, "h1/desk1") == first
    town.settle()
    back_up(town)
    for _ in range(4):
        town.issue("h1/desk2")
    moved, missed = call(town, "h1/desk2"), call(town, "h1/desk2")
    release(town, "h1/desk2", moved, "transferred", "B")
    release(town, "h1/desk2", missed, "requeued")
    left = town.issue("h1/desk1")
    release(town, "h1/desk1", left, "left")
    open_case(town.desks["h1/desk1"])
    town.settle()
    return town


@pytest.mark.parametrize("elsewhere", [True, False], ids=["a recovery", "a disk put back"])
def test_the_queue_goes_on_where_it_was(busy: Town, elsewhere: bool) -> None:
    before, known = state(busy), log_of(busy.desks["h1/desk1"])
    restore(busy, elsewhere=elsewhere)
    assert len(state(busy)) == 1
    # Whoever asks first is refused, whatever the hub itself believes.
    for desk in ("h1/desk1", "h1/desk2"):
        with pytest.raises(Unusable) as caught:
            busy.issue(desk)
        assert caught.value.code == "hub.restored"
    (done,) = busy.round("h1/desk1")
    assert [why.code for _stream, why in done.refused] == ["hub.restored"]
    assert state(busy) == before
    # It waits for those who may know more, and for a word of the keeper.
    with pytest.raises(Unusable):
        busy.issue("h1/desk1")
    keeper = busy.desks["h1/keeper"]
    with pytest.raises(RuleBroken) as refused:
        keeping.resume_queue(keeper, ADMIN, "hub1")
    assert refused.value.code == "hub.unheard"
    assert refused.value.facts["desks"] == ["h1/desk2"]
    busy.round("h1/desk2")
    assert keeping.resume_queue(keeper, ADMIN, "hub1") == []
    fresh = busy.issue("h1/desk2")
    assert number_of(busy, fresh) == "A007"
    waiting = [row for row in before if row[2:4] == ("A", "waiting")]
    assert call(busy, "h1/desk1") == min(waiting, key=lambda row: (row[6], row[8], row[1]))[0]
    busy.settle()
    for name in ("h1/desk1", "h1/desk2"):
        assert set(log_of(busy.desks[name])) > set(known)
        assert rows(busy.desks[name], "SELECT * FROM fork") == []


def test_a_hub_that_is_made_anew_asks_what_the_desks_know(busy: Town) -> None:
    before = state(busy)
    keeper = busy.desks["h1/keeper"]
    for table in (*TABLES, "about"):
        busy.rows(f"DELETE FROM hub.{table}")
    keeping.init_hub(keeper, ADMIN, busy.url, "hub1")
    for name in list(busy.links):
        busy.links.pop(name).close()
        busy.connect(name)
    with pytest.raises(Unusable) as caught:
        busy.issue("h1/desk1")
    assert caught.value.code == "hub.restored"
    busy.round("h1/desk1", "h1/desk2")
    keeping.resume_queue(keeper, ADMIN, "hub1")
    assert state(busy) == before
    assert number_of(busy, busy.issue("h1/desk1")) == "A007"


def test_nor_is_it_asked_by_the_line_that_windows_work_on(busy: Town) -> None:
    restore(busy, elsewhere=False)
    line = find_line(busy.desks["h1/desk1"])
    assert line is not None
    with pytest.raises(Unusable) as caught:
        line.link.query("SELECT hub.issue('c', true, 0, 'a', now(), 'A', 'A', '', 'normal',"
                        " 'arrival', 0, NULL, now())")  # fmt: skip
    assert caught.value.code == "hub.restored"
    line.close()


def test_without_the_guard_a_number_would_be_there_twice(busy: Town) -> None:
    restore(busy, elsewhere=False)
    busy.rows(
        "CREATE OR REPLACE FUNCTION hub.check_pool(the_hall text) RETURNS void"
        " LANGUAGE sql AS $$ SELECT $$"
    )
    known = rows(busy.desks["h1/desk1"], "SELECT number FROM ticket WHERE maker = 'h1/queue'")
    assert (number_of(busy, busy.issue("h1/desk1")),) in known


def test_the_keeper_holds_the_queue_before_desks_are_let_in(busy: Town) -> None:
    keeper = busy.desks["h1/keeper"]
    keeping.hold_queue(keeper, ADMIN, "hub1")
    with pytest.raises(Unusable):
        call(busy, "h1/desk1")
    assert keeping.resume_queue(keeper, ADMIN, "hub1", anyway=True) == ["h1/desk1", "h1/desk2"]
    call(busy, "h1/desk1")
    for verb in (keeping.hold_queue, keeping.resume_queue):
        with pytest.raises(RuleBroken) as caught:
            verb(keeper, BOSS, "hub1")
        assert caught.value.code == "access.role"


def test_a_desk_cannot_write_the_queue_by_giving_it_back(busy: Town) -> None:
    link = busy.links["h1/desk1"]
    give = (
        "SELECT * FROM hub.give_back(%s, 1, '', '{1}', '{a}', '{a}', '{a}', '{x.y}', '{1}',"
        " '{a}', '{a}', '{a}')"
    )
    for stream in ("h2/queue", "h1/desk2", "h1/desk1"):
        with pytest.raises(Unusable) as caught:
            link.query(give, (stream,))
        assert caught.value.code == "hub.right"
    before = busy.rows("SELECT count(*) FROM hub.op WHERE stream = 'h1/queue'")
    assert link.query(give, ("h1/queue",))[0][0] == "fork"
    assert busy.rows("SELECT count(*) FROM hub.op WHERE stream = 'h1/queue'") == before
    assert is_held(busy) is False


def is_held(town: Town) -> bool:
    return bool(town.rows("SELECT hub.is_restored()")[0][0])


def given(town: Town, desk: str, first: int, last: int, *, other: bool = False) -> str:
    """What the hub says to acts of the queue, as this desk has them, that are given back."""
    with town.desks[desk].read() as connection:
        entries = list(streams.read_entries(connection, "h1/queue", first, last))
    if other:
        entries = [(*each[:11], bytes(32)) for each in entries]
    return push._give(town.links[desk], "give_back", entries)[0]


def test_what_the_hub_has_or_cannot_use_holds_no_queue(busy: Town) -> None:
    with busy.desks["h1/desk1"].read() as connection:
        known = streams.read_head(connection, "h1/queue").seq
    assert given(busy, "h1/desk1", 1, known) == "done"
    assert given(busy, "h1/desk1", known, known) == "done"
    assert is_held(busy) is False
    assert given(busy, "h1/desk1", 1, known, other=True) == "fork"
    assert is_held(busy) is False
    call(busy, "h1/desk2")
    restore(busy, elsewhere=False)
    assert given(busy, "h1/desk1", known, known) == "gap"
    assert is_held(busy) is False
    # What it really lost does hold it.
    assert given(busy, "h1/desk1", 1, known) == "done"
    assert is_held(busy) is True


def test_it_stays_on_record_whose_word_the_hub_has_for_them(busy: Town) -> None:
    """Also while the queue waits already, when a desk could slip in what never was."""
    keeper = busy.desks["h1/keeper"]
    with busy.desks["h1/desk1"].read() as connection:
        known = streams.read_head(connection, "h1/queue").seq
    restore(busy, elsewhere=True)
    kept = busy.links["h1/desk1"].heads()["h1/queue"][0]
    assert given(busy, "h1/desk2", 1, known - 2) == "done"
    assert is_held(busy) is True
    assert given(busy, "h1/desk1", 1, known) == "done"
    assert given(busy, "h1/desk2", 1, known) == "done"
    assert busy.rows("SELECT first, last, desk FROM hub.returned ORDER BY first") == [
        (kept + 1, known - 2, "h1/desk2"), (known - 1, known, "h1/desk1"),
    ]  # fmt: skip
    gave = {
        each.desk: each.gave_back
        for each in read_members(keeper, busy.connect("h1/keeper"))
        if each.gave_back_at
    }
    assert gave == {"h1/desk1": 2, "h1/desk2": known - 2 - kept}
    with pytest.raises(Unusable):
        busy.links["h1/desk1"].query("DELETE FROM hub.returned")


def test_an_act_that_comes_in_between_is_nothing_that_the_hub_lost(
    busy: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clerk's own call, taken in by the line while the round has asked for the heads."""
    link, asked, given_back = busy.links["h1/desk1"], Link.heads, []
    give = push._give

    def heads(self: Link) -> push.Heads:
        found = asked(self)
        monkeypatch.setattr(Link, "heads", asked)
        call(busy, "h1/desk1")
        assert busy.round("h1/desk1")[0].pulled == 1
        return found

    def note(link: Link, verb: str, *more: Any) -> tuple[str, int]:  # noqa: ANN401
        given_back.extend([verb] if verb == "give_back" else [])
        return give(link, verb, *more)

    monkeypatch.setattr(push, "_give", note)
    monkeypatch.setattr(Link, "heads", heads)
    assert run_round(busy.desks["h1/desk1"], link).refused == ()
    assert given_back == []
    assert is_held(busy) is False
    call(busy, "h1/desk2")
