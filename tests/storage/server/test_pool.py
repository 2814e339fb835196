"""One writer at a time, one moment for a reader, and a server that goes away loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Literal

import psycopg
import pytest

from tests.postgres import Server
from tests.proxy import Proxy, proxied
from tests.storage.files import CLERK
from tests.support import Clock
from window_desk.domain.errors import Unusable
from window_desk.services import tickets
from window_desk.storage.desk import Desk
from window_desk.storage.place import Address, read_address
from window_desk.storage.server import pool as pools


def issue(desk: Desk) -> str:
    return tickets.issue(desk, CLERK, "A").ticket.number


def numbers(desk: Desk) -> list[str]:
    with desk.read() as connection:
        return connection.execute("SELECT number FROM ticket ORDER BY serial").scalars()


def end_sessions(server: Server) -> None:
    """Let the server break off every session, as when it is shut down."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'window-desk'"
        )


def draft_and(desk: Desk, happens: Callable[[], None]) -> None:
    """An act in the middle of which something happens."""
    with desk.change(by="clerk1") as tx:
        tx.put("draft", [{"scope": "a", "body": "b", "at": 1}])
        happens()
        tx.put("draft", [{"scope": "b", "body": "b", "at": 1}])


def desk_by(proxy: Proxy, place: Address) -> closing[Desk]:
    """The desk, with the proxy between it and its server."""
    port = place.hosts.partition(":")[2]
    return closing(Desk(read_address(place.url.replace(f":{port}/", f":{proxy.port}/")), Clock()))


class TestWriting:
    def test_a_reader_sees_one_moment(self, desk: Desk) -> None:
        issue(desk)
        with desk.read() as connection:
            first = connection.execute("SELECT count(*) FROM ticket").scalar()
            issue(desk)
            assert connection.execute("SELECT count(*) FROM ticket").scalar() == first
        assert numbers(desk) == ["A001", "A002"]

    def test_a_second_writer_waits_and_is_then_refused_in_one_sentence(
        self, desk: Desk, place: Address
    ) -> None:
        with closing(Desk(place, Clock(), busy=50)) as other, desk.change():
            with pytest.raises(Unusable) as refused:
                issue(other)
            assert refused.value.code == "db.locked"
            assert numbers(other) == []

    def test_many_threads_give_every_number_once(self, desk: Desk) -> None:
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(lambda _: issue(desk), range(40)))
        assert sorted(found) == [f"A{number:03}" for number in range(1, 41)]

    def test_without_the_lock_two_writers_meet(
        self, place: Address, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        unlocked = pools._begin_writing.replace("FOR UPDATE", "")
        monkeypatch.setattr(pools, "_begin_writing", unlocked)
        with closing(Desk(place, Clock())) as desk, ThreadPoolExecutor(8) as threads:
            tries = [threads.submit(issue, desk) for _ in range(80)]
            assert any(isinstance(each.exception(), psycopg.IntegrityError) for each in tries)

    def test_a_statement_that_failed_takes_the_act_with_it(self, desk: Desk) -> None:
        def go_on_after_a_failure() -> None:
            with desk.change() as tx:
                tx.connection.execute("INSERT INTO draft VALUES ('a', 'b', 1)")
                with pytest.raises(psycopg.Error):
                    tx.connection.execute("INSERT INTO draft VALUES ('a', 'b', 1)")

        with pytest.raises(Unusable) as undone:
            go_on_after_a_failure()
        assert undone.value.code == "db.undone"
        with desk.read() as connection:
            assert connection.execute("SELECT count(*) FROM draft").scalar() == 0

    def test_an_act_is_durable_whatever_the_account_has_set(self, place: Address) -> None:
        url = f"{place.url}?options=-c%20synchronous_commit%3Doff"
        with closing(pools.ServerPool(Address(url))) as pool, pool.lend() as connection:
            assert connection.execute("SHOW synchronous_commit").scalar() == "on"


class TestLoss:
    def test_a_server_that_was_away_between_two_acts_is_not_noticed(
        self, desk: Desk, postgres: Server
    ) -> None:
        assert issue(desk) == "A001"
        end_sessions(postgres)
        assert issue(desk) == "A002"
        end_sessions(postgres)
        assert numbers(desk) == ["A001", "A002"]

    def test_an_act_that_is_cut_short_never_was(self, desk: Desk, postgres: Server) -> None:
        with pytest.raises(Unusable) as lost:
            draft_and(desk, lambda: end_sessions(postgres))
        assert lost.value.code == "db.lost"
        assert issue(desk) == "A001"
        with desk.read() as connection:
            assert connection.execute("SELECT count(*) FROM draft").scalar() == 0

    @pytest.mark.parametrize(("when", "there"), [("before", []), ("behind", ["A001"])])
    def test_a_cut_at_the_very_end_says_that_nobody_knows(
        self, place: Address, postgres: Server, when: Literal["before", "behind"], there: list[str]
    ) -> None:
        with proxied("127.0.0.1", postgres.port) as proxy, desk_by(proxy, place) as desk:
            proxy.cut_at = (b"COMMIT\0", when)
            with pytest.raises(Unusable) as unsure:
                issue(desk)
            assert unsure.value.code == "db.unsure"
            assert "before you repeat it" in unsure.value.hint
            proxy.heal()
            assert numbers(desk) == there
            assert issue(desk) == f"A00{len(there) + 1}"

    def test_a_server_that_is_gone_is_one_sentence(self, place: Address, postgres: Server) -> None:
        with proxied("127.0.0.1", postgres.port) as proxy, desk_by(proxy, place) as desk:
            proxy.refuses = True
            proxy.cut()
            with pytest.raises(Unusable) as gone:
                issue(desk)
            assert gone.value.code == "db.unreachable"

    def test_a_restart_in_the_middle_loses_nothing_that_was_said(
        self, desk: Desk, postgres: Server
    ) -> None:
        assert issue(desk) == "A001"
        with pytest.raises(Unusable):
            draft_and(desk, postgres.restart)
        assert issue(desk) == "A002"
        assert numbers(desk) == ["A001", "A002"]
