"""A hub is brought up to date while desks work with it."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from tests.desks import ADMIN
from tests.hubs import Hub
from tests.town import Town
from window_desk.domain.errors import Unusable
from window_desk.sync.hub import install, keeping
from window_desk.sync.hub.address import Joined

ISSUE = (
    "SELECT hub.issue(%s, true, 0, 'a', clock_timestamp(), 'A', 'A', '', 'normal', 'arrival', 0,"
    " NULL, clock_timestamp())"
)
READ = "SELECT seq, (SELECT max(at) FROM hub.ack) FROM hub.op ORDER BY seq DESC LIMIT 5"
KEEPER = install.Keeper("h1/keeper", "public of h1/keeper", "age1keeper")


@contextmanager
def at_work(hub: Hub, desks: list[Joined]) -> Iterator[list[str]]:
    """Desks that give out numbers and read, each as fast as several; gives what went wrong."""
    ends, wrong = threading.Event(), list[str]()

    def work(joined: Joined) -> None:
        with hub.login(joined) as connection:
            while not ends.wait(0.01):
                try:
                    connection.execute(ISSUE, (secrets.token_hex(8),))
                    connection.execute(READ)
                except psycopg.Error as error:
                    wrong.append(str(error))

    threads = [threading.Thread(target=work, args=(each,)) for each in desks]
    for each in threads:
        each.start()
    try:
        yield wrong
    finally:
        ends.set()
        for each in threads:
            each.join()


def test_a_hub_is_updated_while_its_desks_go_on(hub: Hub) -> None:
    with at_work(hub, [hub.admit(f"h1/desk{number}") for number in range(1, 5)]) as wrong:
        for _ in range(3):
            hub.installed = install.install(hub.address, "hub1", KEEPER)
    assert wrong == []


def test_whoever_reads_without_end_holds_up_the_update_alone(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "_patience", 1.0)
    with hub.login(hub.admit("h1/desk8")) as reader, hub.login(hub.admit("h1/desk9")) as window:
        reader.execute("BEGIN")
        reader.execute(READ)
        begun = time.monotonic()
        with pytest.raises(Unusable):
            install.install(hub.address, "hub1", KEEPER)
        assert time.monotonic() - begun < 10
        window.execute(ISSUE, (secrets.token_hex(8),))
        reader.execute("ROLLBACK")
    hub.installed = install.install(hub.address, "hub1", KEEPER)


def test_what_is_open_at_the_keeper_goes_on_after_the_update(town: Town) -> None:
    link = town.links["h1/keeper"]
    assert link.heads() is not None
    keeping.init_hub(town.desks["h1/keeper"], ADMIN, town.url, "hub1")
    link.close()
    assert link.query("SELECT count(*) FROM hub.keeper()") == [(1,)]
