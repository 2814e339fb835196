"""How this desk stands with the others: every stream, what waits, and what was refused."""

from __future__ import annotations

from datetime import datetime

import msgspec

from window_desk.domain.streams import desk_of
from window_desk.services import following
from window_desk.services.following import Standing
from window_desk.storage import peers, streams
from window_desk.storage.desk import Desk
from window_desk.storage.peers import Rejected
from window_desk.sync.hub import standing
from window_desk.sync.hub.standing import HubStanding


class StreamStatus(msgspec.Struct, frozen=True):
    """A stream: `ours` is its last number here, `theirs` the least that any other desk said.

    `peers` is what each of them said last; `oldest_unsent` when the first act was recorded that
    one of them may not have. `parked` acts wait for earlier ones; a `stopped` one waits for a
    supervisor.
    """

    stream: str
    ours: int
    theirs: int | None
    peers: dict[str, int]
    oldest_unsent: datetime | None
    parked: int
    stopped: bool
    own: bool


class Status(msgspec.Struct, frozen=True):
    """The desk's name, its streams, entities that can only be read here, and what was refused.

    `sources` are the desks whose publications count here, `hubs` those that it joined.
    """

    desk: str
    writes: str
    streams: tuple[StreamStatus, ...]
    unfolded: tuple[tuple[str, str, str], ...]
    conflicts: int
    rejected: tuple[Rejected, ...]
    sources: tuple[Standing, ...]
    hubs: tuple[HubStanding, ...]


def read_status(desk: Desk) -> Status:
    """Everything in one consistent view."""
    with desk.look() as look:
        connection = look.connection
        theirs = peers.read_theirs(connection)
        found = []
        for stream, head in streams.read_heads(connection).items():
            said = theirs.get(stream, {})
            least = min(said.values(), default=None)
            unsent = (least or 0) + 1
            found.append(
                StreamStatus(
                    stream=stream,
                    ours=head.seq,
                    theirs=least,
                    peers=said,
                    oldest_unsent=streams.recorded_at(connection, stream, unsent),
                    parked=streams.count_parked(connection, stream),
                    stopped=streams.is_stopped(connection, stream),
                    own=desk_of(stream) == look.home,
                )
            )
        return Status(
            desk=look.home,
            writes=streams.written_to(connection),
            streams=tuple(found),
            unfolded=streams.read_unfolded(connection),
            conflicts=streams.count_conflicts(connection),
            rejected=tuple(peers.read_rejected(connection)),
            sources=following.read_standings(look),
            hubs=standing.read_standings(desk, look),
        )
