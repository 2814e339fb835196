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

    A desk that joined no hub has none: `pool` is itself then.
    """

    home: str
    pool: str
    lane: str

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
    """The desk and its queue, as they are in this view of the database."""
    home = log.home_of(connection)
    rows = connection.execute(
        # By the entities: a desk has few of these, and a great many acts.
        "SELECT kind, body, hlc, stream FROM op INDEXED BY op_entity"
        " WHERE entity >= 'hub/' AND entity < 'hub0'"
    )
    own = (row for row in rows if row[0] in ("hub.joined", "hub.left") and desk_of(row[3]) == home)
    found = max(own, key=itemgetter(2), default=None)
    if found is None or found[0] != "hub.joined":
        return Here(home, home, "")
    try:
        lane = _joined.decode(bytes(found[1])).lane
    except unreadable:
        return Here(home, home, "")
    return Here(home, pool_of(hall_of(home)), lane) if lane else Here(home, home, "")


def hall_range(home: str) -> tuple[str, str]:
    """Between which names the desks and streams of a desk's hall lie, the second left out."""
    hall = hall_of(home)
    return f"{hall}/", f"{hall}0"
