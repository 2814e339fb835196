"""Taking in: appended, known, parked or a fork; and the rows follow, whatever came first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.campaigns.simulator import CaseNoted, newer_program
from tests.desks import answer, carry, export, open_case, rows
from tests.storage.test_op_line import entry
from tests.support import MORNING, assert_sound, projections
from window_desk.domain import ops
from window_desk.domain.errors import RuleBroken, Unusable
from window_desk.storage import log, maintenance, streams
from window_desk.storage.desk import Desk
from window_desk.storage.foreign import Intake, Taken
from window_desk.storage.log import Entry
from window_desk.sync.send import Wish

STREAM = "h9/desk1"


def run_of(count: int, *, first: int = 1, prev: bytes = log.no_hash, by: str = "x") -> list[Entry]:
    """So many ops of a stream that nobody has a key of, chained."""
    found = []
    for seq in range(first, first + count):
        header = entry(stream=STREAM, seq=seq, hlc=seq << 16, by=by)[:8]
        body, digest = entry()[8:10]
        own = log.chain(header, digest, prev)
        found.append((*header, body, digest, prev, own))
        prev = own
    return found


def take(desk: Desk, *runs: list[Entry]) -> Taken:
    """Take runs in, in one change."""
    with desk.change(by="admin") as tx:
        intake = Intake(tx, "a file")
        for each in runs:
            intake.take(STREAM, each)
        return intake.finish()


def head(desk: Desk) -> int:
    """How far the stream is here."""
    with desk.read() as connection:
        return streams.read_head(connection, STREAM).seq


def test_what_follows_is_appended_and_what_is_known_is_not(two_desks: tuple[Desk, Desk]) -> None:
    desk, _ = two_desks
    run = run_of(6)
    assert take(desk, run[:4]).appended == 4
    taken = take(desk, run[2:6])
    assert (taken.appended, taken.known, taken.forks) == (2, 2, [])
    assert head(desk) == 6


def test_what_comes_too_early_waits_and_is_there_when_the_gap_closes(
    two_desks: tuple[Desk, Desk],
) -> None:
    desk, _ = two_desks
    run = run_of(9)
    assert take(desk, run[6:]).parked == 3
    assert take(desk, run[3:5]).parked == 2
    assert (head(desk), len(rows(desk, "SELECT * FROM parked"))) == (0, 5)
    assert take(desk, run[:3]).appended == 5
    assert (head(desk), len(rows(desk, "SELECT * FROM parked"))) == (5, 3)
    assert take(desk, run[5:6]).appended == 4
    assert (head(desk), rows(desk, "SELECT * FROM parked")) == (9, [])


def test_no_more_wait_than_there_is_room_for(
    two_desks: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, _ = two_desks
    monkeypatch.setattr(streams, "most_parked", 4)
    run = run_of(9)
    taken = take(desk, run[2:])
    assert taken.parked == 4
    assert [error.code for _stream, error in taken.refused] == ["stream.gap"]
    take(desk, run[:2])
    assert head(desk) == 6
    take(desk, run[2:])
    assert head(desk) == 9


def test_another_op_under_a_known_number_stops_the_stream(two_desks: tuple[Desk, Desk]) -> None:
    desk, _ = two_desks
    take(desk, run_of(3))
    before = rows(desk, "SELECT * FROM op WHERE stream = 'h9/desk1'")
    taken = take(desk, run_of(5, by="y"))
    assert taken.forks == [(STREAM, 1)]
    assert rows(desk, "SELECT * FROM op WHERE stream = 'h9/desk1'") == before
    assert rows(desk, "SELECT stream, seq, source FROM fork") == [(STREAM, 1, "a file")]
    # Not even what would follow is taken in until somebody looked at it.
    taken = take(desk, run_of(5))
    assert (taken.appended, [e.code for _, e in taken.refused]) == (0, ["stream.stopped"])


@pytest.mark.parametrize("early", [True, False], ids=["both too early", "one closes the gap"])
def test_another_op_under_a_number_that_waits_stops_the_stream(
    two_desks: tuple[Desk, Desk], early: bool
) -> None:
    desk, _ = two_desks
    run, other = run_of(9), run_of(9, by="y")
    assert take(desk, run[6:]).parked == 3
    taken = take(desk, other[6:] if early else other)
    assert taken.forks == [(STREAM, 7)]
    assert (taken.parked, head(desk)) == (0, 0 if early else 9)
    ours, theirs = (run, other) if early else (other, run)
    assert rows(desk, "SELECT seq, ours, theirs FROM fork") == [
        (7, ours[6][11].hex(), theirs[6][11].hex())
    ]
    # Nothing goes on until somebody looked at it.
    assert [error.code for _stream, error in take(desk, run[:6]).refused] == ["stream.stopped"]


def test_the_same_op_waits_once_however_often_it_comes(two_desks: tuple[Desk, Desk]) -> None:
    desk, _ = two_desks
    run = run_of(9)
    for _ in range(2):
        assert take(desk, run[6:]).forks == []
    assert len(rows(desk, "SELECT * FROM parked")) == 3
    taken = take(desk, run)
    assert (taken.appended, taken.forks) == (9, [])


def test_an_op_that_follows_another_one_than_ours_is_a_fork_too(
    two_desks: tuple[Desk, Desk],
) -> None:
    desk, _ = two_desks
    take(desk, run_of(3))
    assert take(desk, run_of(5, by="y")[3:]).forks == [(STREAM, 3)]


def test_a_fork_behind_a_gap_is_seen_when_the_gap_closes(two_desks: tuple[Desk, Desk]) -> None:
    desk, _ = two_desks
    take(desk, run_of(6, by="y")[4:])
    taken = take(desk, run_of(4))
    assert (taken.appended, taken.forks, head(desk)) == (4, [(STREAM, 4)], 4)


def test_a_settled_stream_goes_on_with_what_is_here(two_desks: tuple[Desk, Desk]) -> None:
    desk, _ = two_desks
    run = run_of(6)
    take(desk, run[:3])
    take(desk, run_of(3, by="y"))
    with desk.change(by="supervisor") as tx:
        tx.record(ops.StreamForkSettled(seq=1, note="n"), on=f"stream/{STREAM}")
    assert take(desk, run[3:]).appended == 3
    taken = take(desk, run_of(6, by="y"))
    assert (taken.forks, [e.code for _, e in taken.refused]) == ([], ["stream.other_run"])


@pytest.mark.parametrize(
    "run",
    [
        [run_of(3)[0], run_of(3)[2]], [run_of(3)[1], run_of(3)[0]],
        [*run_of(2), *run_of(1, first=3)], [entry(stream="h8/desk1", seq=1, hlc=1)],
        [run_of(1)[0], entry(stream=STREAM, seq=2, hlc=1)],
    ],
    ids=["a gap", "backwards", "not chained", "another stream", "its clock goes back"],
)  # fmt: skip
def test_a_run_that_does_not_hold_changes_nothing(
    two_desks: tuple[Desk, Desk], run: list[Entry]
) -> None:
    desk, _ = two_desks
    before = projections(desk)
    with pytest.raises(Unusable) as caught:
        take(desk, run)
    assert caught.value.code == "stream.unsound"
    assert (head(desk), projections(desk)) == (0, before)


def test_a_clock_that_does_not_go_on_is_not_taken(two_desks: tuple[Desk, Desk]) -> None:
    desk, _ = two_desks
    first = run_of(1)
    take(desk, first)
    header = entry(stream=STREAM, seq=2, hlc=first[0][2])[:8]
    body, digest = entry()[8:10]
    own = log.chain(header, digest, first[0][11])
    with pytest.raises(Unusable):
        take(desk, [(*header, body, digest, first[0][11], own)])


def test_what_is_recorded_after_an_arrival_comes_after_it(two_desks: tuple[Desk, Desk]) -> None:
    first, second = two_desks
    ahead = MORNING + timedelta(days=300)
    with first.change(by="x", now=ahead) as tx:
        tx.record(ops.WindowClosed(), on="window/1")
    carry(first, second)
    open_case(second)
    ours, theirs = rows(second, "SELECT max(hlc) FROM op GROUP BY stream ORDER BY stream DESC")
    assert ours > theirs


def test_a_clock_of_another_century_does_not_become_ours(two_desks: tuple[Desk, Desk]) -> None:
    desk, _ = two_desks
    header = entry(stream=STREAM, seq=1, hlc=(1 << 62) - 1)[:8]
    body, digest = entry()[8:10]
    take(desk, [(*header, body, digest, log.no_hash, log.chain(header, digest, log.no_hash))])
    open_case(desk)
    assert rows(desk, "SELECT max(hlc) FROM op WHERE stream = 'h1/desk1'")[0][0] < 1 << 59


def test_accounts_and_windows_of_another_desk_change_nothing_here(
    two_desks: tuple[Desk, Desk],
) -> None:
    first, second = two_desks
    with first.change(by="x") as tx:
        tx.record(ops.AccountAdded(name="x", role="admin"), on="account/root")
        tx.record(ops.WindowOpened(account="root"), on="window/1")
    assert carry(first, second)[0].taken.appended > 0
    assert rows(second, "SELECT * FROM account") == rows(second, "SELECT * FROM window_state") == []


def test_a_case_of_another_desk_can_be_read_and_not_acted_on(
    two_desks: tuple[Desk, Desk],
) -> None:
    first, second = two_desks
    _person, case = open_case(first)
    answer(first, case, "1")
    carry(first, second)
    shared = "SELECT * FROM service_case UNION ALL SELECT * FROM service_case"
    assert rows(first, shared) == rows(second, shared)
    with pytest.raises(RuleBroken) as caught:
        answer(second, case)
    assert caught.value.code == "entity.elsewhere"
    with second.look() as look:
        assert look.case(case).answers == {"a": "1"}


class TestOfTheFuture:
    """Ops that this program does not know."""

    @pytest.fixture
    def met(self, two_desks: tuple[Desk, Desk]) -> tuple[Desk, str]:
        """A desk with a case on which a newer program acted."""
        first, second = two_desks
        _person, case = open_case(first)
        answer(first, case, "before")
        with newer_program():
            with first.change(by="x") as tx:
                tx.record(CaseNoted(until="2027"), on=case)
            answer(first, case, "after")
        carry(first, second)
        # The first one's program is the older one again from here on.
        maintenance.rebuild(first)
        return second, case

    def test_they_are_kept_and_the_case_is_only_read(self, met: tuple[Desk, str]) -> None:
        desk, case = met
        assert rows(desk, "SELECT entity, kind, why FROM unfolded") == [
            (case, "case.noted", "newer")
        ]
        with desk.look() as look:
            assert look.case(case).answers == {"a": "before"}
            said = look.closed(case)
        assert said is not None
        assert said.code == "entity.newer"

    def test_they_stop_nothing_and_go_on(self, met: tuple[Desk, str]) -> None:
        desk, _case = met
        passed_on = [b"case.noted" in each.read_bytes() for each in export(desk)]
        assert any(passed_on)

    def test_after_an_update_the_rebuild_folds_them(self, met: tuple[Desk, str]) -> None:
        desk, case = met
        with newer_program():
            maintenance.rebuild(desk)
            assert rows(desk, "SELECT * FROM unfolded") == []
            with desk.look() as look:
                assert look.case(case).answers == {"a": "after"}
            assert_sound(desk)
        maintenance.rebuild(desk)


@pytest.mark.parametrize(
    "opened",
    [
        ops.CaseOpened(item="X", item_version=10**30, applicant="p"),
        ops.CaseOpened(item="X\0", item_version=1, applicant="p"),
    ],
    ids=["a number that no table holds", "a text that no server holds"],
)
def test_an_op_that_cannot_be_folded_holds_up_only_its_case(
    two_desks: tuple[Desk, Desk], opened: ops.CaseOpened
) -> None:
    first, second = two_desks
    _person, good = open_case(first)
    with first.change(by="x") as tx:
        # Nothing here would write it, a key and an editor can.
        case = tx.record(opened)
        tx._touched.clear()
    carry(first, second)
    assert rows(second, "SELECT entity, why FROM unfolded") == [(case, "broken")]
    assert rows(second, "SELECT id FROM service_case") == [(good,)]
    maintenance.rebuild(first)


def test_everything_again_from_the_start_changes_nothing(two_desks: tuple[Desk, Desk]) -> None:
    first, second = two_desks
    for number in range(3):
        _person, case = open_case(first, f"申请人{number}")
        answer(first, case)
    carry(first, second)
    before = projections(second)
    again = carry(first, second, Wish(from_start=True, with_people=True))
    assert again[0].taken.appended == 0
    assert projections(second) == before
