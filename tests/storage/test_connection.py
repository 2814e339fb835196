"""Connections are kept for the next act, and what failed half way never comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from window_desk.storage.connection import Answer
from window_desk.storage.driver import find_driver
from window_desk.storage.file_store import FilePool as Pool

pytestmark = pytest.mark.on_file("SQLite's driver")


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Pool]:
    """Connections to a file with one table of two rows."""
    with closing(Pool(tmp_path / "some.db", busy=50)) as made:
        with made.writing() as connection:
            connection.execute("CREATE TABLE t (a INTEGER, b TEXT)")
            connection.execute_many("INSERT INTO t VALUES (?, ?)", [(1, "x"), (2, "y")])
        yield made


def rows(pool: Pool) -> list[tuple[int, str]]:
    with pool.reading() as connection:
        return connection.execute("SELECT a, b FROM t ORDER BY a").all()


class TestAnswer:
    @pytest.mark.parametrize(
        ("statement", "read", "expected"),
        [
            pytest.param("SELECT a FROM t", Answer.scalars, [1, 2], id="the first column"),
            pytest.param("SELECT a, b FROM t", Answer.scalar, 1, id="the first value"),
            pytest.param("SELECT a FROM t WHERE a > 2", Answer.scalar, None, id="no value"),
            pytest.param("SELECT * FROM t WHERE a = 2", Answer.one, (2, "y"), id="the one row"),
            pytest.param("SELECT * FROM t WHERE a > 2", Answer.one_or_none, None, id="no row"),
            pytest.param("SELECT b, a FROM t", list, [("x", 1), ("y", 2)], id="row by row"),
        ],
    )
    def test_rows_come_as_they_are_wanted(
        self, pool: Pool, statement: str, read: Callable[[Answer], object], expected: object
    ) -> None:
        with pool.reading() as connection:
            assert read(connection.execute(statement)) == expected

    @pytest.mark.parametrize("where", ["a > 2", "a > 0"], ids=["none", "two"])
    def test_one_row_means_one_row(self, pool: Pool, where: str) -> None:
        with pool.reading() as connection, pytest.raises(LookupError):
            connection.execute(f"SELECT * FROM t WHERE {where}").one()

    def test_values_go_by_place_or_by_name(self, pool: Pool) -> None:
        with pool.reading() as connection:
            assert connection.execute("SELECT b FROM t WHERE a = ?", (2,)).scalar() == "y"
            assert connection.execute("SELECT b FROM t WHERE a = :a", {"a": 2}).scalar() == "y"


class TestPool:
    def test_a_connection_serves_the_next_one(self, pool: Pool) -> None:
        with pool.lend() as connection:
            first = connection.raw
        with pool.reading() as connection:
            assert connection.raw is first

    def test_what_is_lent_is_lent_once(self, pool: Pool) -> None:
        with pool.lend() as one, pool.lend() as other:
            assert one.raw is not other.raw

    def test_a_failed_block_leaves_nothing(self, pool: Pool) -> None:
        def fail_half_way() -> None:
            with pool.writing() as connection:
                connection.execute("INSERT INTO t VALUES (3, 'z')")
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail_half_way()
        assert rows(pool) == [(1, "x"), (2, "y")]

    def test_a_block_that_ends_is_durable(self, pool: Pool, tmp_path: Path) -> None:
        with pool.writing() as connection:
            connection.execute("INSERT INTO t VALUES (3, 'z')")
        with closing(Pool(tmp_path / "some.db")) as other:
            assert rows(other)[-1] == (3, "z")

    def test_a_transaction_that_is_left_open_is_rolled_back(self, pool: Pool) -> None:
        with pool.lend() as connection:
            connection.begin()
            connection.execute("DELETE FROM t")
        assert len(rows(pool)) == 2

    def test_a_second_writer_waits_and_is_then_refused(self, pool: Pool) -> None:
        with (
            pool.writing(),
            pytest.raises(find_driver().OperationalError, match="locked"),
            pool.writing(),
        ):
            pytest.fail("Two writers at once.")

    def test_a_spoilt_connection_is_not_lent_again(self, pool: Pool) -> None:
        with pool.lend() as connection:
            connection.spoilt = True
            first = connection.raw
        with pytest.raises(find_driver().ProgrammingError):
            first.execute("SELECT 1")
        assert len(rows(pool)) == 2

    def test_after_closing_everything_is_opened_anew(self, pool: Pool) -> None:
        with pool.lend() as connection:
            first = connection.raw
            pool.close()
            assert connection.execute("SELECT 1").scalar() == 1
        with pytest.raises(find_driver().ProgrammingError):
            first.execute("SELECT 1")
        assert len(rows(pool)) == 2

    def test_many_threads_lose_nothing(self, tmp_path: Path, pool: Pool) -> None:
        with closing(Pool(tmp_path / "some.db")) as patient:

            def add(number: int) -> None:
                with patient.writing() as connection:
                    connection.execute("INSERT INTO t VALUES (?, '')", (number,))

            with ThreadPoolExecutor(8) as threads:
                list(threads.map(add, range(3, 103)))
            assert [row[0] for row in rows(patient)] == list(range(1, 103))
