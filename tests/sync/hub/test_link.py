"""A call to the hub ends in time whatever the network does, and the next one finds its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from time import monotonic, sleep

import pytest

from tests.hubs import Hub, link_of
from tests.proxy import Proxy, proxied
from tests.support import Clock
from window_desk.domain.errors import Unusable
from window_desk.sync.hub.address import Joined
from window_desk.sync.hub.errors import HubGone
from window_desk.sync.hub.link import Link

HASTE = 0.4
"""Seconds that these links wait."""


@pytest.fixture(scope="module")
def joined(hub: Hub) -> Joined:
    return hub.admit("h1/desk1")


@pytest.fixture
def proxy(hub: Hub) -> Iterator[Proxy]:
    with proxied("127.0.0.1", hub.server.port) as made:
        yield made


@pytest.fixture
def link(joined: Joined, proxy: Proxy) -> Iterator[Link]:
    made = link_of(joined, seconds=HASTE, port=proxy.port)
    yield made
    made.close()


def go_silent(proxy: Proxy) -> None:
    proxy.is_silent = True


def drip(proxy: Proxy) -> None:
    proxy.drips = True


def refuse(proxy: Proxy) -> None:
    proxy.cut()
    proxy.refuses = True


FAULTS = {
    "a cable that is pulled": refuse,
    "a black hole": go_silent,
    "half open": Proxy.half_open,
    "a line that drips": drip,
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("connected", [True, False], ids=["connected", "before"])
def test_a_call_ends_in_time_and_the_next_one_finds_its_way(
    link: Link, proxy: Proxy, fault: Callable[[Proxy], None], connected: bool
) -> None:
    if connected:
        assert link.query("SELECT 1") == [(1,)]
    fault(proxy)
    begun = monotonic()
    with pytest.raises(HubGone) as caught:
        link.query("SELECT repeat('x', 1000)")
    assert caught.value.code == "hub.gone"
    # Not a measurement: without the bound it would be for ever.
    assert monotonic() - begun < HASTE + 5
    proxy.heal()
    proxy.cut()
    assert link.query("SELECT 1") == [(1,)]


def test_a_server_that_takes_too_long_is_left(link: Link) -> None:
    with pytest.raises(HubGone):
        link.query("SELECT pg_sleep(60)")
    # What was given up does not go on at the hub either: of its 60 seconds, few are waited for.
    begun = monotonic()
    while link.query(
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%%pg_sl' || 'eep(60)%%'"
        " AND state = 'active' AND usename = session_user AND pid <> pg_backend_pid()"
    ) != [(0,)]:
        assert monotonic() - begun < 30
        sleep(0.05)


def test_what_the_hub_says_no_to_is_no_outage(link: Link) -> None:
    with pytest.raises(Unusable) as caught:
        link.query("DELETE FROM hub.op")
    assert caught.value.code == "hub.right"
    assert not isinstance(caught.value, HubGone)


def test_a_login_that_is_gone_is_told(hub: Hub) -> None:
    joined = hub.admit("h1/desk2")
    with hub.keeper() as connection:
        connection.execute("SELECT hub.remove('h1/desk2', 'stolen')")
    with pytest.raises(Unusable) as caught:
        link_of(joined).query("SELECT 1")
    assert caught.value.code == "hub.login"


def test_the_difference_of_the_clocks_is_known(joined: Joined, hub: Hub) -> None:
    clock = Clock()
    link = link_of(joined, clock)
    link.heads()
    ((now,),) = hub.rows("SELECT clock_timestamp()")
    assert abs(link.clock_difference - (now - clock.now)) < timedelta(seconds=10)
    clock.advance(days=30)
    before = link.clock_difference
    link.heads()
    assert abs(before - link.clock_difference - timedelta(days=30)) < timedelta(seconds=10)
    link.close()
