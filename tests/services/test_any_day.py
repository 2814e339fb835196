"""Any run of the queue's verbs, lawful or not, leaves a hall in which everything still holds."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import ClassVar

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.support import Clock, assert_sound, copy_desk
from window_desk.catalogue import data_folder
from window_desk.catalogue.settings import load_centre
from window_desk.domain import lineup
from window_desk.domain.actor import Actor
from window_desk.domain.errors import RuleBroken
from window_desk.domain.ticket import Move, Ticket, allowed_from, at_window
from window_desk.services import acts, publishing, tickets
from window_desk.storage import boards
from window_desk.storage.desk import Desk, make_desk

CLERKS = {window: Actor(f"clerk{window}", "", "clerk", window=window) for window in ("1", "2")}
QUEUES = ("A", "Q")
GRACE = 60

MOVES: dict[Move, Callable[[Desk, Actor, str, str], Ticket]] = {
    "call": lambda desk, who, number, window: tickets.call_chosen(desk, who, window, number),
    "recall": tickets.recall,
    "start": tickets.start,
    "hold": tickets.hold,
    "resume": tickets.resume,
    "miss": tickets.miss,
    "requeue": lambda desk, who, number, window: tickets.requeue(desk, who, number),
    "transfer": lambda desk, who, number, window: tickets.transfer(desk, who, number, "Q"),
    "finish": tickets.finish,
    "leave": tickets.leave,
}

Rows = dict[str, tuple[object, ...]]


class Hall(RuleBasedStateMachine):
    """Two windows and one line of people, by the real services on a real file."""

    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(prefix="window-desk-hall-"))
        self.clock = Clock()
        self.desk = Desk(copy_desk(self.template, self.folder / "desk.db"), self.clock)
        self.done: list[tuple[Actor, float, Rows]] = []

    def teardown(self) -> None:
        """Close the hall."""
        self.desk.close()
        shutil.rmtree(self.folder)

    def rows(self) -> Rows:
        """Every ticket by number, as its row stands."""
        with self.desk.read() as connection:
            found = connection.execute("SELECT number, * FROM ticket ORDER BY number")
            return {str(row[0]): tuple(row[1:]) for row in found}

    def states(self) -> dict[str, tuple[str, str]]:
        """Every ticket's state and window by number."""
        with self.desk.read() as connection:
            found = connection.execute("SELECT number, state, window FROM ticket")
            return {number: (state, window) for number, state, window in found}

    def attempt(self, who: Actor, act: Callable[[], Ticket]) -> Ticket | None:
        """Do an act: what was done can be undone, what is refused changes nothing."""
        before = self.rows()
        try:
            ticket = act()
        except RuleBroken:
            assert self.rows() == before
            return None
        self.done.append((who, self.clock.now.timestamp(), before))
        return ticket

    @initialize(count=st.integers(1, 4))
    def some_people(self, count: int) -> None:
        """The hall does not begin empty."""
        for _ in range(count):
            self.issue("A", "normal")

    @rule(queue=st.sampled_from(QUEUES), priority=st.sampled_from(["normal", "senior", "urgent"]))
    def issue(self, queue: str, priority: str) -> None:
        """Somebody comes."""
        known = self.states()
        who = CLERKS["1"]
        ticket = self.attempt(
            who, lambda: tickets.issue(self.desk, who, queue, priority=priority).ticket
        )
        assert ticket is not None
        assert ticket.number not in known

    @rule(window=st.sampled_from(sorted(CLERKS)))
    def call_next(self, window: str) -> None:
        """A window calls: it gets the first of the line, or there is a reason why not."""
        before = self.states()
        with self.desk.look() as look:
            line = boards.waiting(look.connection, QUEUES, look.now)
        who = CLERKS[window]
        ticket = self.attempt(who, lambda: tickets.call_next(self.desk, who, window))
        busy = any(state in at_window and where == window for state, where in before.values())
        assert (ticket is None) == (busy or not line)
        if ticket:
            assert ticket.number == line[0].number

    @rule(
        move=st.sampled_from(sorted(MOVES)),
        window=st.sampled_from(sorted(CLERKS)),
        which=st.integers(0, 30),
    )
    def do(self, move: Move, window: str, which: int) -> None:
        """A clerk does something to some ticket; if it is done, it was allowed."""
        before = self.states()
        number = sorted(before)[which % len(before)]
        who = CLERKS[window]
        ticket = self.attempt(who, lambda: MOVES[move](self.desk, who, number, window))
        if ticket:
            assert before[number][0] in allowed_from[move]
            assert ticket.number == number

    @rule(seconds=st.sampled_from([1, 20, 59, 61, 600]))
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.clock.advance(seconds=seconds)

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        """Whoever did the last act takes it back, and everything is as it was before."""
        who, at, before = self.done.pop()
        if self.clock.now.timestamp() - at >= GRACE - 1:
            return
        acts.undo(self.desk, who)
        after = self.rows()
        for number in after.keys() - before.keys():
            assert self.states()[number][0] == "void"
            del after[number]
        assert after == before

    @invariant()
    def a_window_has_one_citizen_at_most(self) -> None:
        """Never two at one window."""
        busy = [window for state, window in self.states().values() if state in at_window]
        assert len(busy) == len(set(busy))

    @invariant()
    def the_line_is_the_one_the_rules_make(self) -> None:
        """What the screen shows is what the domain says."""
        with self.desk.look() as look:
            ids = look.connection.execute("SELECT id FROM ticket").scalars()
            shown = boards.waiting(look.connection, QUEUES, look.now)
            ordered = lineup.order(map(look.ticket, ids), look.now)
        assert [each.number for each in shown] == [each.number for each in ordered]

    @invariant()
    def everything_made_again_is_the_same(self) -> None:
        """Fold and projection agree, byte for byte."""
        assert_sound(self.desk)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> type[Hall]:
    """Halls on a desk with settings and nothing else, so that a check of it is quick."""
    path = tmp_path_factory.mktemp("hall") / "desk.db"
    desk = make_desk(path, "h1/desk1", Clock())
    with desk.change(by="setup") as tx:
        publishing.put_centre(tx, load_centre(data_folder() / "centre" / "demo.toml"))
    desk.close()
    Hall.template = path
    return Hall


def test_any_day(hall: type[Hall]) -> None:
    run_state_machine_as_test(hall, settings=settings(max_examples=20, stateful_step_count=30))


def test_a_broken_verb_would_be_noticed(hall: type[Hall], monkeypatch: pytest.MonkeyPatch) -> None:
    def call_whoever(desk: Desk, who: Actor, window: str) -> Ticket:
        """Calls the newest, not the first."""
        with desk.change(by=who.account) as tx:
            line = boards.waiting(tx.connection, QUEUES, tx.now)
        return tickets.call_chosen(desk, who, window, line[-1].number if line else "?")

    monkeypatch.setattr(tickets, "call_next", call_whoever)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(
            hall,
            # Finding it is enough; the shortest way to it is not asked for.
            settings=settings(max_examples=50, phases=[Phase.generate], derandomize=True),
        )
