"""Numbers by their last digits, as people read them aloud."""

from __future__ import annotations

import msgspec
import pytest

from tests.storage.plans import plan
from tests.support import PARALLEL, PLAIN, Clock, accept_complete
from window_desk.domain.actor import Actor
from window_desk.storage import deadlines, last_digits
from window_desk.storage.connection import Connection
from window_desk.storage.deadlines import Wish
from window_desk.storage.desk import Desk
from window_desk.storage.last_digits import numbers_ending


@pytest.fixture
def numbers(desk: Desk, clock: Clock, clerk: Actor) -> list[str]:
    """The numbers of cases accepted on three days: two on the first and one on each other."""
    made = [accept_complete(desk, clerk, item) for item in (PLAIN, PARALLEL)]
    for days in (1, 9):
        clock.advance(days=days)
        made.append(accept_complete(desk, clerk, PLAIN))
    return [each.number for each in made]


def test_a_text_ends_a_number(desk: Desk, numbers: list[str]) -> None:
    assert [each.partition("-")[2] for each in numbers] == [
        "20261123-0001",
        "20261123-0002",
        "20261124-0001",
        "20261203-0001",
    ]
    ends = {
        "0001": [3, 2, 0],
        "0002": [1],
        "0003": [],
        "23-0001": [0],
        "3-0001": [3, 0],
        "1124-0001": [2],
        "20261124-0001": [2],
        "001": [],
        "1": [],
        "00001": [],
        "-0001": [],
        "x0001": [],
        "0001 ": [],
        "１１２４-0001": [],
        "": [],
    }
    with desk.read() as connection:
        found = {text: numbers_ending(connection, text) for text in ends}
    assert found == {text: [numbers[at] for at in places] for text, places in ends.items()}


def test_only_so_many_days_are_looked_through(
    desk: Desk, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(last_digits, "most_days", 2)
    with desk.read() as connection:
        assert numbers_ending(connection, "0001") == [numbers[3], numbers[2]]


def test_the_deadlines_find_them(desk: Desk, numbers: list[str]) -> None:
    with desk.look() as look:
        wish = Wish(look.today.isoformat(), deadlines.soon(look), centre=look.centre.code)
        page = deadlines.open_cases(look.connection, msgspec.structs.replace(wish, text="0002"))
    assert [each.number for each in page.cases] == [numbers[1]]


def test_no_table_that_grows_is_walked(desk: Desk, numbers: list[str]) -> None:
    def read(connection: Connection) -> None:
        numbers_ending(connection, "0001")

    def walk(connection: Connection) -> None:
        connection.execute("SELECT number FROM document WHERE number LIKE '%0001'").all()

    with desk.read() as connection:
        steps = plan(connection, read)
        walked = plan(connection, walk)
    # The days that it steps through are its own table of at most `most_days` rows.
    assert {each for each in steps if each.startswith("SCAN")} <= {
        "SCAN on_day",
        "SCAN CONSTANT ROW",
    }
    assert any(each.startswith("SEARCH d ") for each in steps)
    assert any(each.startswith("SCAN document") for each in walked)
