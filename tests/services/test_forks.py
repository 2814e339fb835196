"""A stream that stopped goes on when somebody looked at it."""

from __future__ import annotations

from tests.desks import BOSS, rows
from tests.services.refusals import refused
from tests.storage.test_foreign import STREAM, run_of, take
from window_desk.services import forks
from window_desk.storage.desk import Desk


def test_a_settled_stream_goes_on(two_desks: tuple[Desk, Desk]) -> None:
    desk, _ = two_desks
    with refused("fork.none", desk):
        forks.settle_fork(desk, BOSS, STREAM, "x")
    take(desk, run_of(2))
    take(desk, run_of(2, by="y"))
    with refused("text.empty", desk):
        forks.settle_fork(desk, BOSS, STREAM, "")
    forks.settle_fork(desk, BOSS, STREAM, "已停用克隆机")
    assert rows(desk, "SELECT settled_by, note FROM fork") == [("supervisor", "已停用克隆机")]
    assert take(desk, run_of(4)).appended == 2
    with refused("fork.none", desk):
        forks.settle_fork(desk, BOSS, STREAM, "again")
