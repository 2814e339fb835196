"""People's keys on their way through a hub: each encrypted to the one desk that is to have it."""

from __future__ import annotations

from collections.abc import Iterator

from window_desk.domain.streams import desk_of_op
from window_desk.storage import log, peers, receivers, rounds, seal, streams
from window_desk.storage.connection import Connection
from window_desk.storage.desk import Desk
from window_desk.storage.foreign import Intake
from window_desk.storage.peers import DeskKey
from window_desk.sync import receive, sealing
from window_desk.sync.hub.link import Link, Row

_lot = 500

People = list[tuple[str, bytes]]
"""People with their keys."""


def send_keys(desk: Desk, link: Link) -> int:
    """Leave the keys of the people recorded here for the desks that are to read them.

    Those are the windows of the own hall; a department's desk reads the people of the cases of
    which it has a leg, another hall's those of cases that were handed to it. This desk itself is
    one of them: after a restored backup it gets back what it recorded since. Gives how many keys
    were left.
    """
    many = 0
    with desk.read() as connection:
        home = log.home_of(connection)
        own = list(streams.own_heads(connection))
        windows = receivers.windows_of(connection, home)
        listed = _listed(connection, home)
        others = rounds.people_of_others(connection, link.name, own, _lot)
    for name, people in others.items():
        if name in listed:
            many += _leave(desk, link, name, listed[name].recipient, _readable(desk, name, people))
    hall = {home: sealing.find_recipient(desk.place)} | {
        each.desk: each.recipient for each in listed.values() if each.role and each.desk in windows
    }
    for name, recipient in hall.items():
        while people := _of_hall(desk, link, name, own):
            many += _leave(desk, link, name, recipient, people)
    return many


def _listed(connection: Connection, home: str) -> dict[str, DeskKey]:
    """The other desks to which can be encrypted, by their names."""
    return {
        each.desk: each
        for each in peers.read_keys(connection).values()
        if each.recipient and each.revoked_at is None and each.desk != home
    }


def _readable(desk: Desk, name: str, people: People) -> People:
    """Those of the people whom that desk is to be able to read."""
    with desk.read() as connection:
        home = log.home_of(connection)
        may = set(receivers.readable_at(connection, home, name, [x for x, _key in people]))
    return [(person, key) for person, key in people if person in may]


def _of_hall(desk: Desk, link: Link, name: str, own: list[str]) -> People:
    with desk.read() as connection:
        return rounds.people_to_send(connection, link.name, name, own, _lot)


def _leave(desk: Desk, link: Link, name: str, recipient: str, people: People) -> int:
    if not people:
        return 0
    names = [person for person, _key in people]
    sealed = [sealing.encrypt(key, recipient) for _person, key in people]
    link.query(
        "SELECT hub.put_envelopes(%s::text[], %s::text[], %s::bytea[])",
        ([name] * len(people), names, sealed),
        seconds=30,
    )
    with desk.pool.writing() as connection:
        rounds.note_sent(connection, link.name, name, names)
    return len(people)


def tell_erased(desk: Desk, link: Link) -> None:
    """Let the hub forget the people who were recorded here and erased, whichever desk did it.

    The hub sees the recorder's own erasures. Whether another desk may erase a person hangs on their
    cases, which it does not read.
    """
    with desk.read() as connection:
        home = log.home_of(connection)
        erased = [each for each in rounds.erased_people(connection) if desk_of_op(each) == home]
    if not erased:
        return
    known = link.query("SELECT person FROM hub.erased WHERE person = ANY (%s::text[])", (erased,))
    lacking = sorted(set(erased) - {row[0] for row in known})
    if lacking:
        link.query("SELECT hub.forget(%s::text[])", (lacking,))


def want_keys(desk: Desk, link: Link) -> None:
    """Ask for the keys of the hall's people that are not here: they were lost with a backup."""
    with desk.read() as connection:
        lacking = rounds.people_without_key(connection, link.hall, _lot)
    if lacking:
        link.query("SELECT hub.want_keys(%s::text[])", (lacking,))


def answer_wants(desk: Desk, link: Link) -> int:
    """Leave keys that other desks ask for, if they are to read these people; gives how many."""
    # Some can never be answered here; they must not stand in the way of those behind them.
    for wanted in _pages(
        link,
        "SELECT to_desk || ' ' || person, to_desk, person FROM hub.envelope"
        " WHERE taken_at IS NULL AND sealed IS NULL AND to_desk <> %s"
        " AND to_desk || ' ' || person > %s ORDER BY 1 LIMIT %s",
        (link.desk,),
    ):
        if left := _answer(desk, link, [(name, person) for _place, name, person in wanted]):
            return left
    return 0


def _answer(desk: Desk, link: Link, wanted: list[tuple[str, str]]) -> int:
    asked: dict[str, People] = {}
    with desk.read() as connection:
        listed = _listed(connection, link.desk)
        for name, person in wanted:
            key = seal.find_key(connection, person)
            if key is not None and name in listed:
                asked.setdefault(name, []).append((person, key))
    return sum(
        _leave(desk, link, name, listed[name].recipient, _readable(desk, name, found))
        for name, found in asked.items()
    )


def _pages(link: Link, statement: str, values: tuple[str, ...]) -> Iterator[list[Row]]:
    """The answers to a question, lot by lot in the order of their first column."""
    last = ""
    while rows := link.query(statement, (*values, last, _lot)):
        yield rows
        if len(rows) < _lot:
            return
        last = rows[-1][0]


def take_keys(desk: Desk, link: Link) -> int:
    """Take the keys that were left for this desk, of people whose acts are here; gives how many."""
    here: list[Row] = []
    # The acts of some have not come yet; they must not stand in the way of those behind them.
    for rows in _pages(
        link,
        "SELECT person, sealed FROM hub.envelope"
        " WHERE hall = %s AND to_desk = %s AND taken_at IS NULL AND sealed IS NOT NULL"
        " AND person > %s ORDER BY person LIMIT %s",
        (link.hall, link.desk),
    ):
        with desk.read() as connection:
            here = [row for row in rows if log.run_of(connection, row[0]) is not None]
        if here:
            break
    if not here:
        return 0
    opened = [(person, sealing.open_sealed(bytes(sealed), desk.place)) for person, sealed in here]
    with desk.change(by="hub") as tx:
        intake = Intake(tx, f"hub/{link.name}")
        for person, key in opened:
            if key is not None and len(key) == 32:
                intake.take_key(person, key)
        receive.put_in_force(tx, intake)
        took = sum(seal.find_key(tx.connection, person) is not None for person, _key in opened)
    link.query("SELECT hub.take_envelopes(%s::text[])", ([person for person, _key in opened],))
    return took
