"""Whose a case is follows from its ops alone, and only the owner's count."""

from __future__ import annotations

from itertools import permutations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.runs import CASE, read, run_of, written
from tests.support import MORNING
from window_desk.domain import ops
from window_desk.domain.ops import Op
from window_desk.domain.ownership import Run, Unread, Written, divide, refusal

OPENED = ops.CaseOpened(item="X", item_version=1, applicant="p")


def answered(text: str) -> Op:
    """Something that was done."""
    return ops.CaseAnswered(answers={"a": text})


HANDED = [
    written("h1/desk1", 1, OPENED),
    written("h1/desk1", 2, ops.CaseHanded(to="h2/desk1", follows="h1/desk1:1")),
]


def test_a_case_belongs_to_the_desk_that_opened_it() -> None:
    run = run_of(HANDED[0])
    assert (run.owner, [each.id for each in run.applied], run.kept) == ("h1/desk1", [CASE], [])
    assert refusal(run, "h1/desk1") is None
    said = refusal(run, "h2/desk1")
    assert said is not None
    assert said.code == "entity.elsewhere"
    assert "h1/desk1" in said.message


def test_only_an_op_of_the_owner_hands_it_on() -> None:
    stolen = ops.CaseHanded(to="h3/desk1", follows=CASE)
    run = run_of(HANDED[0], written("h3/desk1", 5, stolen), HANDED[1])
    assert run.owner == "h2/desk1"
    assert [each.written.id for each in run.kept] == ["h3/desk1:5"]


def test_the_desk_that_handed_it_on_owns_it_no_more() -> None:
    run = run_of(*HANDED, written("h1/desk1", 3, answered("late")))
    assert [each.written.id for each in run.kept] == ["h1/desk1:3"]
    assert run.applied[-1].id == "h1/desk1:2"


def test_the_next_epoch_of_a_desk_is_the_same_owner() -> None:
    run = run_of(*HANDED, written("h2/desk1.3", 1, answered("x")))
    assert run.applied[-1].id == "h2/desk1.3:1"
    assert run.kept == []


def test_handing_on_what_was_meanwhile_changed_does_not_count() -> None:
    # Two lives of one desk: the second one had not seen what the first did last.
    run = run_of(
        HANDED[0],
        written("h1/desk1", 2, answered("x")),
        written("h1/desk1.2", 1, ops.CaseHanded(to="h2/desk1", follows=CASE)),
    )
    assert run.owner == "h1/desk1"
    assert [each.written.id for each in run.kept] == ["h1/desk1.2:1"]


@pytest.mark.parametrize(
    ("outcome", "counted"), [("set_aside", False), ("taken", True)], ids=["left out", "taken over"]
)
def test_the_owner_decides_about_an_op_of_another(
    outcome: ops.ConflictOutcome, counted: bool
) -> None:
    decision = ops.CaseConflictDecided(op="h3/desk1:5", outcome=outcome, note="n")
    foreign = written("h3/desk1", 5, answered("theirs"))
    run = run_of(HANDED[0], foreign, written("h1/desk1", 2, decision))
    assert [(each.outcome, each.decided_by) for each in run.kept] == [(outcome, "someone")]
    assert ("h3/desk1:5" in [each.id for each in run.applied]) is counted
    # A desk that does not own the case decides nothing.
    run = run_of(HANDED[0], foreign, written("h3/desk1", 6, decision))
    assert [each.outcome for each in run.kept] == ["", ""]


def test_a_decision_is_taken_once() -> None:
    taken = ops.CaseConflictDecided(op="h3/desk1:5", outcome="taken", note="n")
    aside = ops.CaseConflictDecided(op="h3/desk1:5", outcome="set_aside", note="n")
    foreign = written("h3/desk1", 5, answered("theirs"))
    run = run_of(HANDED[0], foreign, written("h1/desk1", 2, aside), written("h1/desk1", 3, taken))
    assert [each.outcome for each in run.kept] == ["set_aside"]
    assert "h3/desk1:5" not in [each.id for each in run.applied]


def test_named_things_are_each_desks_own() -> None:
    mine = written("h1/desk1", 4, ops.AccountAdded(name="甲", role="clerk"))
    theirs = written("h2/desk1", 4, ops.AccountAdded(name="乙", role="admin"))
    for home, count in (("h1/desk1", mine), ("h2/desk1", theirs)):
        run = run_of(mine, theirs, entity="account/root", home=home)
        assert [each.id for each in run.applied] == [count.id]
        assert run.kept == []


TICKET = ops.TicketIssued(
    number="A001", serial=1, queue="A", day=MORNING.date(), priority="normal",
    rank_at=MORNING, eligible_from=MORNING,
)  # fmt: skip
CLAIMED = ops.TicketClaimed(window="3", desk="h1/desk3", why=ops.Why(rule="arrival"))
POOL = "h1/queue"
POOLED = f"{POOL}:1"


def test_another_desks_number_is_its_own() -> None:
    run = run_of(written("h1/desk1", 1, TICKET), home="h2/desk1", entity="h1/desk1:1")
    assert (run.owner, len(run.applied), run.kept, run.unread) == ("h1/desk1", 1, [], None)
    assert refusal(run, "h2/desk1") is not None


def pooled(*rows: Written) -> Run:
    """The run of a number that the hall's queue gave out."""
    return run_of(written(POOL, 1, TICKET), *rows, entity=POOLED)


def test_a_number_of_the_shared_queue_is_the_queues_until_it_is_called() -> None:
    assert pooled().owner == POOL
    claimed = written(POOL, 2, CLAIMED)
    assert pooled(claimed).owner == "h1/desk3"
    started = written("h1/desk3", 9, ops.TicketStarted(window="3"))
    run = pooled(claimed, started)
    assert (run.owner, len(run.applied), run.kept) == ("h1/desk3", 3, [])


@pytest.mark.parametrize(
    "back",
    [
        ops.TicketTransferred(queue="B", window="3"),
        ops.TicketRequeued(head_start=5, rank_at=MORNING),
        ops.TicketUndone(undoes=f"{POOL}:2"),
    ],
)
def test_an_op_of_the_queue_takes_a_number_back(back: Op) -> None:
    claimed, late = written(POOL, 2, CLAIMED), written("h1/desk3", 9, ops.TicketStarted(window="3"))
    run = pooled(claimed, written(POOL, 3, back), late)
    assert (run.owner, [each.written.id for each in run.kept]) == (POOL, ["h1/desk3:9"])


def test_nobody_but_the_queue_calls_its_numbers() -> None:
    stolen = written("h1/desk3", 9, CLAIMED)
    called = written("h1/desk3", 10, ops.TicketCalled(window="3", why=ops.Why(rule="arrival")))
    run = pooled(stolen, called)
    assert (run.owner, len(run.applied), len(run.kept)) == (POOL, 1, 2)


def test_a_queue_gives_nothing_out_that_is_not_its_own() -> None:
    run = run_of(written("h1/desk1", 1, TICKET), written(POOL, 1, CLAIMED), entity="h1/desk1:1")
    assert (run.owner, len(run.kept)) == ("h1/desk1", 1)


def test_whoever_looks_at_a_person_says_so() -> None:
    person = ops.PersonRecorded(sealed="", certificate_type="111")
    run = run_of(written("h1/desk1", 1, person), written("h2/desk1", 9, ops.PersonShown()))
    assert [each.id for each in run.applied] == [CASE, "h2/desk1:9"]
    # But nobody else records the person anew, or erases them.
    for op in (person, ops.PersonErased(reason="r")):
        run = run_of(written("h1/desk1", 1, person), written("h2/desk1", 9, op))
        assert [each.id for each in run.applied] == [CASE]


PERSON = ops.PersonRecorded(sealed="", certificate_type="111")
ERASED = ops.PersonErased(reason="r")


@pytest.mark.parametrize(
    ("desk", "counts"),
    [("h1/desk1", True), ("h2/desk1", True), ("h3/desk1", False)],
    ids=["who recorded them", "who has their cases", "anybody else"],
)
def test_who_has_all_cases_of_a_person_may_erase_them_too(desk: str, *, counts: bool) -> None:
    handed = written("h1/desk1", 2, ops.PersonHanded(to="h2/desk1"))
    run = run_of(written("h1/desk1", 1, PERSON), handed, written(desk, 9, ERASED))
    assert (run.applied[-1].id == f"{desk}:9") is counts
    # Before it was said that they went there, only the recorder may.
    run = run_of(written("h1/desk1", 1, PERSON), written(desk, 9, ERASED), handed)
    assert (f"{desk}:9" in [each.id for each in run.applied]) is (desk == "h1/desk1")


def test_a_person_is_handed_on_only_by_who_has_them() -> None:
    run = run_of(
        written("h1/desk1", 1, PERSON),
        written("h3/desk1", 2, ops.PersonHanded(to="h3/desk1")),
        written("h1/desk1", 2, ops.PersonHanded(to="h2/desk1")),
        written("h1/desk1", 3, ops.PersonHanded(to="h3/desk1")),
    )
    assert run.owner == "h2/desk1"
    assert refusal(run, "h2/desk1", ERASED) is None
    assert refusal(run, "h1/desk1", ERASED) is None
    assert refusal(run, "h3/desk1", ERASED) is not None
    assert refusal(run, "h1/desk1", ops.PersonHanded(to="h1/desk1")) is not None


def test_nothing_counts_after_an_op_that_cannot_be_read() -> None:
    future = written("h1/desk1", 2, answered("x"))._replace(kind="case.danced", version=3)
    run = run_of(HANDED[0], future, written("h1/desk1", 3, answered("y")))
    assert [each.id for each in run.applied] == [CASE]
    assert run.unread == Unread("h1/desk1:2", "case.danced", 3, "newer")
    said = refusal(run, "h1/desk1")
    assert said is not None
    assert "update of window-desk" in said.message


def test_an_op_of_the_future_by_a_stranger_stops_nothing() -> None:
    future = written("h3/desk1", 2, answered("x"))._replace(kind="case.danced", version=3)
    run = run_of(HANDED[0], future, written("h1/desk1", 3, answered("y")))
    assert run.unread is None
    assert [each.id for each in run.applied] == [CASE, "h1/desk1:3"]
    assert [each.recorded for each in run.kept] == [None]


def test_without_its_beginning_nothing_can_be_folded() -> None:
    run = run_of(written("h2/desk1", 4, answered("x")))
    assert run.applied == []
    said = refusal(run, "h2/desk1")
    assert said is not None
    assert said.code == "entity.incomplete"


def test_nothing_comes_before_the_op_that_began_it() -> None:
    # A desk whose clock is years behind, or that wants to be first.
    early = written("h3/desk1", 1, answered("theirs"))
    run = run_of(early, HANDED[0], written("h1/desk1", 2, answered("ours")))
    assert run.unread is None
    assert [each.id for each in run.applied] == [CASE, "h1/desk1:2"]
    assert [each.written.id for each in run.kept] == ["h3/desk1:1"]


def test_an_erased_body_is_passed_over() -> None:
    gone = written("h1/desk1", 1, OPENED)._replace(kind="person.recorded", body=None)
    run = run_of(gone, written("h1/desk1", 2, ops.PersonErased(reason="r")))
    assert [each.id for each in run.applied] == ["h1/desk1:2"]


stranger = st.sampled_from(["h2/desk1", "h3/desk1"])


@given(st.lists(stranger, max_size=6), st.integers(0, 6))
def test_strangers_never_change_what_counts(streams: list[str], at: int) -> None:
    own = [HANDED[0], written("h1/desk1", 2, answered("x")), written("h1/desk1", 3, answered("y"))]
    foreign = [written(each, 10 + n, answered(str(n))) for n, each in enumerate(streams)]
    place = min(at, len(own) - 1) + 1
    run = run_of(*own[:place], *foreign, *own[place:])
    assert [each.id for each in run.applied] == [each.id for each in own]
    assert len(run.kept) == len(foreign)


def test_the_same_ops_give_the_same_answer_at_every_desk() -> None:
    rows = [
        *HANDED,
        written("h2/desk1", 3, answered("x")),
        written("h3/desk1", 1, answered("y")),
        written("h2/desk1", 4, ops.CaseConflictDecided(op="h3/desk1:1", outcome="taken", note="n")),
    ]
    found = {
        msgspec.json.encode(divide(CASE, home, rows, read))
        for home in ("h1/desk1", "h2/desk1", "h9/desk1")
    }
    assert len(found) == 1
    # It is the order that decides: in another one something else counts.
    others = {
        tuple(each.id for each in divide(CASE, "h1/desk1", [rows[0], *order], read).applied)
        for order in permutations(rows[1:])
    }
    assert len(others) > 1
