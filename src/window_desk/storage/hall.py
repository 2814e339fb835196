"""Which queue a desk works on: its own, and that of its hall where it joined a hub."""

from __future__ import annotations

from operator import itemgetter
from typing import NamedTuple

import msgspec

from window_desk.domain.streams import desk_of, hall_of, pool_of
from window_desk.storage import log
from window_desk.storage.bodies import unreadable
from window_desk.storage.connection import Connection


class _Joined(msgspec.Struct, frozen=True):
    lane: str = ""


class Here(NamedTuple):
    """A desk, the shared queue that it works on, and the lane of its own numbers.

    A desk that joined no hub has none: `pool` is itself then. `hub` is which one keeps the queue.
    """

    home: str
    pool: str
    lane: str
    hub: str = ""

    @property
    def whose(self) -> tuple[str, str]:
        """Whose tickets it may act on, for `desk IN (?, ?)`."""
        return self.home, self.pool

    @property
    def has_pool(self) -> bool:
        """Whether its hall shares a queue."""
        return self.pool != self.home


_joined = msgspec.json.Decoder(_Joined)


def here(connection: Connection) -> Here:
    """The desk and its queue, as they are in this view of the database.

    Of several hubs the one that it joined first keeps its queue, whatever comes and goes beside it.
    """
    home = log.home_of(connection)
    rows = connection.execute(
        # By the entities: a desk has few of these, and a great many acts.
        "SELECT kind, body, hlc, stream, entity FROM op INDEXED BY op_entity"
        " WHERE entity >= 'hub/' AND entity < 'hub0'"
    )
    own = (row for row in rows if row[0] in ("hub.joined", "hub.left") and desk_of(row[3]) == home)
    joined: dict[str, bytes] = {}
    for kind, body, _hlc, _stream, entity in sorted(own, key=itemgetter(2)):
        if kind == "hub.joined":
            # One that is joined again with another lane keeps its place.
            joined[entity] = body
        else:
            joined.pop(entity, None)
    for entity, body in joined.items():
        if lane := _lane_in(body):
            return Here(home, pool_of(hall_of(home)), lane, entity.removeprefix("hub/"))
    return Here(home, home, "")


def _lane_in(body: bytes) -> str:
    try:
        return _joined.decode(bytes(body)).lane
    except unreadable:
        return ""
