"""People's keys on their way through a hub: each encrypted to the one desk that is to have it."""

from __future__ import annotations

from window_desk.domain.streams import desk_of, hall_of
from window_desk.storage import log, peers, rounds, seal, streams
from window_desk.storage.desk import Desk
from window_desk.storage.foreign import Intake
from window_desk.storage.peers import DeskKey
from window_desk.sync import receive, sealing
from window_desk.sync.hub.link import Link

_lot = 500


def send_keys(desk: Desk, link: Link) -> int:
    """Leave the keys of the people recorded here for the desks that are to read them.

    Gives how many were left.
    """
    many = 0
    with desk.read() as connection:
        home = log.home_of(connection)
        own = [each for each in streams.read_heads(connection) if desk_of(each) == home]
        receivers = [
            each
            for each in peers.read_keys(connection).values()
            if _receives(each, home) and each.desk != home
        ]
    for receiver in receivers:
        while people := _people(desk, link, receiver, own):
            link.query(
                "SELECT hub.put_envelopes(%s::text[], %s::text[], %s::bytea[])",
                (
                    [receiver.desk] * len(people),
                    [person for person, _key in people],
                    [sealing.encrypt(key, receiver.recipient) for _person, key in people],
                ),
                seconds=30,
            )
            with desk.pool.writing() as connection:
                names = [person for person, _key in people]
                rounds.note_sent(connection, link.name, receiver.desk, names)
            many += len(people)
    return many


def _receives(key: DeskKey, home: str) -> bool:
    """Whether a desk reads the people of this one: every one of the same hall that is listed."""
    return bool(key.recipient) and key.revoked_at is None and hall_of(key.desk) == hall_of(home)


def _people(desk: Desk, link: Link, receiver: DeskKey, own: list[str]) -> list[tuple[str, bytes]]:
    with desk.read() as connection:
        return rounds.people_to_send(connection, link.name, receiver.desk, own, _lot)


def take_keys(desk: Desk, link: Link) -> int:
    """Take the keys that were left for this desk, of people whose acts are here; gives how many."""
    rows = link.query(
        "SELECT person, sealed FROM hub.envelope"
        " WHERE hall = %s AND to_desk = %s AND taken_at IS NULL ORDER BY person LIMIT %s",
        (link.hall, link.desk, _lot),
    )
    if not rows:
        return 0
    with desk.read() as connection:
        here = [row for row in rows if log.run_of(connection, row[0]) is not None]
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
