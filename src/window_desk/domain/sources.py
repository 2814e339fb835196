"""Other desks whose publications count here: the city's catalogue and notices, a keeper's keys.

A desk that follows another takes what that desk publishes as its own, but only what was published
whole: up to the last `catalogue.published` of its stream. Half a catalogue is never in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from window_desk.domain import ops
from window_desk.domain.ops import Recorded
from window_desk.domain.streams import desk_of

families = frozenset({"item", "calendar", "law", "centre", "key"})
"""What can be followed."""

at_once = frozenset({"key"})
"""What counts from the moment at which it arrives: a revoked key must not wait for anything."""

catalogue_families = ("item", "calendar", "law")
"""What comes from whoever keeps the catalogue for many halls."""

stale_days = 7
"""After as many days without word from the one who publishes, a desk warns, and goes on."""


class Source(msgspec.Struct, frozen=True):
    """A desk that is followed in some families.

    `through` is, for each of its streams, the number up to which it was published whole.
    """

    desk: str
    families: frozenset[str]
    through: Mapping[str, int] = {}

    def counts(self, family: str, stream: str, seq: int) -> bool:
        """Whether an op about an entity of this family counts here."""
        if desk_of(stream) != self.desk or family not in self.families:
            return False
        return family in at_once or seq <= self.through.get(stream, 0)


def fold_sources(history: Iterable[Recorded]) -> dict[str, frozenset[str]]:
    """The families in which each desk is followed, from the ops on `source/...` entities."""
    found: dict[str, frozenset[str]] = {}
    for each in history:
        match each.op:
            case ops.SourceFollowed(desk=desk, families=followed):
                found[desk] = found.get(desk, frozenset()) | frozenset(followed)
            case ops.SourceLeft(desk=desk, families=left):
                found[desk] = found.get(desk, frozenset()) - frozenset(left)
    return {desk: followed for desk, followed in found.items() if followed}
