"""What holds in a simulated town: told a second time, without the program's own code for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from tests.campaigns.simulated_town import CITY, HUB, HubSite
from tests.campaigns.simulator import (
    SHARED,
)
from window_desk.domain import ops
from window_desk.domain.streams import desk_of, is_pool
from window_desk.storage import log
from window_desk.sync.hub.address import read_addresses

if TYPE_CHECKING:
    from tests.campaigns.simulated_hub import HubSimulation


def everything(site: HubSite) -> dict[str, list[tuple[Any, ...]]]:
    """What all desks have to agree on: everything but the people's names, and every ticket."""
    found = {
        name: site.rows(f"SELECT * FROM {name} ORDER BY 1, 2")
        for name in SHARED
        if name != "person"
    }
    # Accounts are seen from the desk, and so is what is its own.
    found["ticket"] = site.rows(
        "SELECT id, maker, desk, number, queue, priority, rule, head_start, state, issued_at,"
        " rank_at, eligible_from, stage_since, called_at, started_at, ended_at, calls, wait_s,"
        ' way_s, service_s, hold_s, "window", why, last, last_at FROM ticket ORDER BY id'
    )
    return found


def check_heads(site: HubSite) -> None:
    """What a desk may see at the hub is here; files may have brought more than a desk gave it."""
    here = site.heads()
    for stream, (seq, end) in site.cable.heads().items():
        have, own = here.get(stream, (0, b""))
        assert have > seq or (have, own) == (seq, end), (site.name, stream, seq, have)


def check_catalogue(site: HubSite) -> None:
    """The city's items are in force here as they were when it last said that all is there."""
    whole = site.rows(
        f"SELECT coalesce(max(seq), 0) FROM op WHERE stream = '{CITY}'"
        " AND kind = 'catalogue.published'"
    )[0][0]
    published = Counter(
        row[0].partition("/")[2]
        for row in site.rows(
            f"SELECT entity FROM op WHERE stream = '{CITY}' AND entity >= 'item/'"
            f" AND entity < 'item0' AND kind = 'item.published' AND seq <= {whole}"
        )
    )
    here = Counter(row[0] for row in site.rows("SELECT code FROM item WHERE code >= 'ZZ'"))
    assert here == published, (site.name, here, published)


STATES = {
    "ticket.called": "called", "ticket.claimed": "called", "ticket.recalled": "called",
    "ticket.started": "serving", "ticket.resumed": "serving", "ticket.held": "on_hold",
    "ticket.missed": "missed", "ticket.finished": "finished", "ticket.left": "left",
    "ticket.transferred": "waiting", "ticket.requeued": "waiting",
}  # fmt: skip
"""What each act makes of a number, told a second time and without the program's own fold."""


def check_tickets(simulation: HubSimulation) -> None:
    """Numbers are given out once, called by one desk at a time, and none is lost or burned."""
    for site in simulation.sites:
        acts = acts_of(site)
        for identity, state, desk in site.rows("SELECT id, state, desk FROM ticket"):
            told = reckon(identity, acts[identity])
            assert told == (state, desk), (site.name, identity, told, state, desk, acts[identity])
        # What a backup has not, and no round took away before, is gone; the hub's numbers are not.
        lost = site.given - acts.keys()
        assert not lost or (site.is_restored and not any(map(_is_shared, lost))), (site.name, lost)
        _check_windows(site)
    city = simulation.at(CITY)
    made = {identity: reckon(identity, found) for identity, found in acts_of(city).items()}
    _check_numbers(simulation, city)
    _check_hub(simulation, made)


def acts_of(site: HubSite) -> dict[str, list[tuple[str, str, bytes]]]:
    """The acts about each number that this desk has: by whom, of which kind, and their content."""
    acts: defaultdict[str, list[tuple[str, str, bytes]]] = defaultdict(list)
    for entity, stream, kind, body in site.rows(
        "SELECT entity, stream, kind, body FROM op WHERE kind LIKE 'ticket.%'"
        " ORDER BY hlc, stream, seq"
    ):
        acts[entity].append((stream, kind, bytes(body)))
    return acts


def reckon(identity: str, acts: list[tuple[str, str, bytes]]) -> tuple[str, str]:
    """The state of a number and whose it is, by the acts of those whose it was."""
    owner = maker = desk_of(identity.rpartition(":")[0])
    state = "waiting"
    for stream, kind, body in acts:
        desk = desk_of(stream)
        if kind == "ticket.issued" or (desk != owner and not (desk == maker and is_pool(desk))):
            continue
        if kind == "ticket.undone":
            undone = log.read_op(kind, body)
            assert isinstance(undone, ops.TicketUndone)
            state = "void" if undone.undoes == identity else "waiting"
        else:
            state = STATES[kind]
        if desk == maker and is_pool(desk):
            claimed = log.read_op(kind, body)
            assert owner == maker or kind != "ticket.claimed", (identity, "is called already")
            owner = claimed.desk if isinstance(claimed, ops.TicketClaimed) else maker
    return state, owner


def _is_shared(identity: str) -> bool:
    return is_pool(desk_of(identity.rpartition(":")[0]))


def _check_windows(site: HubSite) -> None:
    """A window has one number in front of it, and every call that somebody heard of happened."""
    at_window = site.rows(
        f"SELECT number FROM ticket WHERE desk = '{site.name}' AND state IN ('called', 'serving')"
    )
    # A desk from a backup may have called one and know of it only from the next round.
    assert len(at_window) <= 1 or site.is_restored, (site.name, at_window)
    for identity in site.called:
        if site.is_restored and not _is_shared(identity):
            continue
        found = site.rows(
            f"SELECT 1 FROM op WHERE entity = '{identity}'"
            " AND kind IN ('ticket.claimed', 'ticket.called')"
        )
        assert found, (site.name, identity)


def _check_numbers(simulation: HubSimulation, city: HubSite) -> None:
    """A number is one person's; a desk that came from a backup may not know what it gave out."""
    counts = Counter(city.rows("SELECT substr(id, 1, 2), day, number FROM ticket"))
    restored = {
        read_addresses(each.path).hubs[HUB].lane for each in simulation.sites if each.is_restored
    }
    for (hall, day, number), many in counts.items():
        if not any(number.startswith(f"W{lane}-") for lane in restored if lane):
            assert many == 1, (hall, day, number)


def _check_hub(simulation: HubSimulation, made: dict[str, tuple[str, str]]) -> None:
    """The hub thinks the same of its tickets as the desks do."""
    for identity, state, desk in simulation.owner.execute("SELECT id, state, desk FROM hub.ticket"):
        here = made[identity]
        assert here[1] == (desk or desk_of(identity.rpartition(":")[0])), identity
        assert (here[0] == state) or state == "called", (identity, here, state)
