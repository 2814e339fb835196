"""How this desk stands with the hubs that it joined, as of the last round."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from window_desk.domain import ops
from window_desk.storage import log, peers, rounds, streams
from window_desk.storage.change import Look
from window_desk.storage.desk import Desk
from window_desk.storage.hall import here
from window_desk.sync.hub.address import address_missing, read_addresses

most_apart = timedelta(seconds=120)
"""Clocks that differ by more are worth a warning: one of them is wrong."""


class HubStanding(msgspec.Struct, frozen=True):
    """A hub that this desk joined: what it is there, whether the hub answered last, since when.

    `at` is the last round, `done_at` the last one that went through; all are None before the
    first. `clock_s` is the hub's clock minus this desk's in seconds, `unsent` the acts of each own
    stream that the hub lacked, `refused` the streams that were left out and why.
    """

    hub: str
    role: str
    lane: str
    keeper: str
    address: str
    reachable: bool | None
    since: datetime | None
    at: datetime | None
    done_at: datetime | None
    clock_s: int
    unsent: dict[str, int]
    failed: str
    refused: tuple[tuple[str, str], ...]

    @property
    def clocks_differ(self) -> bool:
        """Whether one of the two clocks is wrong."""
        return abs(self.clock_s) > most_apart.total_seconds()


def read_standings(desk: Desk, look: Look) -> tuple[HubStanding, ...]:
    """Every hub that this desk joined; nothing is asked of them."""
    kept = rounds.read_rounds(look.connection)
    own = streams.own_heads(look.connection)
    found = []
    hubs = read_addresses(desk.place).hubs
    queue_at = here(look.connection).hub
    if queue_at and queue_at not in hubs:
        found.append(_without_address(look, queue_at))
    for name, joined in hubs.items():
        last = kept.get(name)
        there = peers.read_acknowledged(look.connection, f"hub/{name}")
        has_run = last is not None and (last.failed or last.done_at) and last
        found.append(
            HubStanding(
                hub=name, role=joined.role, lane=joined.lane, keeper=joined.keeper,
                address=f"{joined.host}:{joined.port}/{joined.database}",
                reachable=not has_run.failed if has_run else None,
                since=has_run.since if has_run else None,
                at=has_run.at if has_run else None,
                done_at=has_run.done_at if has_run else None,
                clock_s=round(has_run.clock_difference.total_seconds()) if has_run else 0,
                unsent={
                    stream: head.seq - there.get(stream, 0)
                    for stream, head in own.items()
                    if head.seq > there.get(stream, 0)
                },
                failed=has_run.failed if has_run else "",
                refused=has_run.refused if has_run else (),
            )
        )  # fmt: skip
    return tuple(found)


def _without_address(look: Look, hub: str) -> HubStanding:
    """The hub that keeps this desk's queue, where its login is not here."""
    run = [each.op for each in log.history(look.connection, f"hub/{hub}")]
    joined = next(each for each in reversed(run) if isinstance(each, ops.HubJoined))
    return HubStanding(
        hub=hub, role=joined.role, lane=joined.lane, keeper=joined.keeper, address="",
        reachable=False, since=None, at=None, done_at=None, clock_s=0, unsent={},
        failed=address_missing(hub).code, refused=(),
    )  # fmt: skip
