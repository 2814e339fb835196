"""Do desks that have the same acts make the same of them? Compared when nothing moves."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from window_desk.domain.errors import Unusable
from window_desk.storage import agreement, maintenance, rounds
from window_desk.storage.desk import Desk
from window_desk.sync.hub.link import Link

seldom = timedelta(minutes=10)
"""A desk reckons no more often than this: every case is looked at."""


def compare(desk: Desk, link: Link) -> list[tuple[str, Unusable]]:
    """Post what this desk makes of its streams, and look at what others made of the same ones.

    Where they differ every projection is made again from the ops. A desk that was right before is
    told which other one is not.
    """
    with desk.read() as connection:
        heads = agreement.heads_digest(connection)
        kept = rounds.read_rounds(connection).get(link.name)
    if kept is None:
        return []
    if kept.heads != heads.hex():
        said = link.query(
            "SELECT 1 FROM hub.digest"
            " WHERE hall = %s AND desk = %s AND at > clock_timestamp() - %s",
            (link.hall, link.desk, seldom),
        )
        if not said:
            _post(desk, link, heads)
        return []
    others = _others(link)
    if not others or any(why == rounds.differs for _desk, why in kept.refused):
        return [(each, _differs(each)) for each in others]
    if maintenance.rebuild(desk).differences:
        _post(desk, link, heads)
        others = _others(link)
    return [(each, _differs(each)) for each in others]


def _post(desk: Desk, link: Link, heads: bytes) -> None:
    with desk.read() as connection:
        if agreement.heads_digest(connection) != heads:
            return
        made = agreement.cases_digest(connection)
    link.query("SELECT hub.put_digest(%s, %s)", (heads, made))
    with desk.pool.writing() as connection:
        kept = rounds.read_rounds(connection)[link.name]
        rounds.put_round(connection, msgspec.structs.replace(kept, heads=heads.hex()))


def _others(link: Link) -> list[str]:
    """The desks whose streams are as far as this one's and that make something else of them."""
    rows = link.query(
        "SELECT o.desk FROM hub.digest m JOIN hub.digest o ON o.heads = m.heads"
        " WHERE m.hall = %s AND m.desk = %s AND o.digest <> m.digest ORDER BY o.desk",
        (link.hall, link.desk),
    )
    return [row[0] for row in rows]


def _differs(other: str) -> Unusable:
    return Unusable(
        rounds.differs,
        "{desk} makes something else of the same acts than this desk.",
        hint="Run window-desk db check on both: one of them has a damaged table or disk.",
        desk=other,
    )
