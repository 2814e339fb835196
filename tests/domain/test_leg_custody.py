"""A leg is its department's desk's to answer, once a round; everything else is the owner's."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.case.histories import ACCEPTED, step
from tests.domain.runs import CASE, read, run_of, written
from tests.support import MORNING
from window_desk.domain import case as cases
from window_desk.domain import ops, ownership
from window_desk.domain.item import Bilingual, Child, Limit
from window_desk.domain.leg_custody import concerns
from window_desk.domain.ops import Op
from window_desk.domain.ownership import Run, Written, divide, refusal

HALL, FIRE, SIGN, OTHER = "h1/desk1", "h1/dept-fire", "h1/dept-sign", "h9/desk1"
OPENED = ops.CaseOpened(item="X", item_version=1, applicant="p")
SENT = ops.CaseDispatched(steps=("a", "b"), desks={"a": FIRE, "b": SIGN})
AGAIN = ops.CaseDispatched(steps=("a",), desks={"a": FIRE})
BACK = [written(HALL, 1, OPENED), written(HALL, 2, ACCEPTED), written(HALL, 3, SENT)]


def said(leg: str, outcome: ops.LegOutcome = "agreed", *, deemed: bool = False) -> Op:
    """An answer."""
    return ops.CaseLegAnswered(step=leg, outcome=outcome, reason="r", deemed=deemed)


def sent_and(*later: tuple[str, int, Op]) -> Run:
    """Two legs are at two desks of departments, and this came after."""
    return run_of(*BACK, *(written(*each) for each in later))


def state(run: Run, leg: str) -> str:
    """How the leg stands."""
    found = cases.fold(run.applied).leg(leg)
    assert found is not None
    return found.state


def kept(run: Run) -> list[str]:
    """The ops that are only kept."""
    return [each.written.id for each in run.kept]


def test_of_every_op_of_a_case_it_is_known_whom_it_concerns() -> None:
    of_cases = {kind for kind in ops.kinds if kind.startswith("case.")}
    assert set(concerns) == of_cases
    for kind, (concern, field) in concerns.items():
        assert (concern == "case") is (field == "")
        assert not field or field in ops.kinds[kind].__struct_fields__


def test_an_op_about_a_leg_says_so() -> None:
    # What names one leg and is the owner's all the same stands here, with its reason beside it.
    owners = {"case.reminded", "case.leg_added"}
    about = {
        kind
        for kind, each in ops.kinds.items()
        if kind.startswith("case.") and {"step", "item"} & set(each.__struct_fields__)
    }
    whole = {"case.opened", "case.amendment_asked", "case.amended"}  # their item is the case's
    assert about - owners - whole == {kind for kind, each in concerns.items() if each[0] in
                                      ("leg", "child")}  # fmt: skip


@pytest.mark.parametrize(
    ("desk", "op", "counts"),
    [
        (FIRE, said("a"), True),
        (FIRE, said("a", "disagreed"), True),
        (FIRE, said("a", "returned"), True),
        (FIRE, ops.CaseLegAssigned(step="a", to="li"), True),
        (FIRE, ops.CaseMoreAsked(step="a", asked=(ops.Asked("form", "r"),)), True),
        (FIRE, said("b"), False),
        (FIRE, said("c"), False),
        (FIRE, said("nothing"), False),
        (FIRE, ops.CaseReminded(step="a"), False),
        (FIRE, ops.CaseDispatched(steps=("c",)), False),
        (FIRE, ops.CaseDecided(outcome="granted", document="决字〔2026〕1号"), False),
        (FIRE, ops.CaseHanded(to=FIRE, follows="h1/desk1:3"), False),
        (FIRE, ops.CaseUndone(undoes="h1/desk1:3"), False),
        (OTHER, said("a"), False),
        (HALL, said("a"), True),
        (HALL, said("a", deemed=True), True),
    ],
    ids=lambda each: each.kind if isinstance(each, Op) else str(each),
)
def test_what_each_desk_may_write(desk: str, op: Op, *, counts: bool) -> None:
    run = sent_and((desk, 9, op))
    assert (run.applied[-1].id == f"{desk}:9") is counts
    assert (kept(run) == []) is counts
    # What is refused before it is written is what is not counted afterwards.
    assert (refusal(run_of(*BACK, home=desk), desk, op) is None) is counts


def test_without_a_desk_of_its_own_a_department_is_where_the_case_is() -> None:
    sent = ops.CaseDispatched(steps=("a",), desks={"a": FIRE})
    run = run_of(*BACK[:2], written(HALL, 3, sent), written(HALL, 4, said("b")))
    assert state(run, "b") == "agreed"
    assert cases.fold(run.applied).leg("b").desk == ""  # type: ignore[union-attr]  # it is there
    assert kept(run_of(*BACK[:2], written(HALL, 3, sent), written(FIRE, 1, said("b")))) == [
        "h1/dept-fire:1"
    ]


def test_the_first_answer_of_a_round_counts() -> None:
    run = sent_and((FIRE, 1, said("a", "disagreed")), (HALL, 4, said("a", deemed=True)))
    assert (state(run, "a"), kept(run)) == ("disagreed", ["h1/desk1:4"])
    run = sent_and((HALL, 4, said("a", deemed=True)), (FIRE, 1, said("a", "disagreed")))
    assert (state(run, "a"), kept(run)) == ("agreed", ["h1/dept-fire:1"])
    # Two lives of one desk of a department.
    run = sent_and((FIRE, 1, said("a")), ("h1/dept-fire.2", 1, said("a", "disagreed")))
    assert (state(run, "a"), kept(run)) == ("agreed", ["h1/dept-fire.2:1"])


def test_a_leg_that_is_sent_again_is_answered_again() -> None:
    run = sent_and(
        (FIRE, 1, said("a", "returned")), (HALL, 4, AGAIN), (FIRE, 2, said("a", "disagreed"))
    )
    assert (state(run, "a"), kept(run)) == ("disagreed", [])
    heard = cases.fold(run.applied).leg("a").heard  # type: ignore[union-attr]  # it is there
    assert [each.outcome for each in heard] == ["returned", "disagreed"]


def test_a_leg_can_be_sent_to_another_desk_next_time() -> None:
    elsewhere = ops.CaseDispatched(steps=("a",), desks={"a": SIGN})
    run = sent_and(
        (FIRE, 1, said("a", "returned")), (HALL, 4, elsewhere), (FIRE, 2, said("a")),
        (SIGN, 1, said("a", "disagreed")),
    )  # fmt: skip
    assert (state(run, "a"), kept(run)) == ("disagreed", ["h1/dept-fire:2"])


@pytest.mark.parametrize(
    "end",
    [
        ops.CaseWithdrawn(reason="r"),
        ops.CaseDecided(outcome="granted", document="决字〔2026〕1号"),
        ops.CaseAmended(reason="r", document="受字〔2026〕2号", item="Y", steps=(step("a"),)),
    ],
    ids=lambda op: op.kind,
)
def test_after_the_owner_ended_it_an_answer_is_kept_and_shown(end: Op) -> None:
    run = sent_and((HALL, 4, end), (FIRE, 1, said("a")))
    assert kept(run) == ["h1/dept-fire:1"]
    before = sent_and((HALL, 4, end))
    assert cases.fold(run.applied) == cases.fold(before.applied)
    # An answer that was given before it is one, whenever it arrives.
    assert kept(sent_and((FIRE, 1, said("a")), (HALL, 4, end))) == []


def test_the_supervisor_can_let_the_second_answer_count() -> None:
    taken = ops.CaseConflictDecided(op="h1/dept-fire:1", outcome="taken", note="n")
    run = sent_and(
        (HALL, 4, said("a", deemed=True)), (FIRE, 1, said("a", "disagreed")), (HALL, 5, taken)
    )
    assert state(run, "a") == "disagreed"
    assert [each.outcome for each in run.kept] == ["taken"]


def test_a_case_is_handed_on_while_its_legs_are_out() -> None:
    handed = ops.CaseHanded(to=OTHER, follows="h1/desk1:3")
    run = sent_and(
        (FIRE, 1, said("a")),  # the owner had not seen it when it handed the case on
        (HALL, 4, handed),
        (SIGN, 1, said("b", "returned")),
        (OTHER, 1, ops.CaseDispatched(steps=("b",), desks={"b": SIGN})),
        (HALL, 5, said("b")),
        (SIGN, 2, said("b")),
    )
    assert (run.owner, kept(run)) == (OTHER, ["h1/desk1:5"])
    assert (state(run, "a"), state(run, "b")) == ("agreed", "agreed")


@pytest.mark.parametrize("between", [True, False], ids=["went on", "nothing since"])
def test_nobody_undoes_what_another_desk_went_on_from(*, between: bool) -> None:
    answer = [(FIRE, 1, said("a"))] if between else []
    run = sent_and(*answer, (HALL, 4, ops.CaseUndone(undoes="h1/desk1:3")))
    assert kept(run) == (["h1/desk1:4"] if between else [])
    assert state(run, "a") == ("agreed" if between else "waiting")
    went_on = [(HALL, 4, ops.CaseDispatched(steps=("c",)))] if between else []
    run = sent_and(
        (FIRE, 1, said("a")), *went_on, (FIRE, 2, ops.CaseUndone(undoes="h1/dept-fire:1"))
    )
    assert kept(run) == (["h1/dept-fire:2"] if between else [])
    assert state(run, "a") == ("agreed" if between else "open")


def test_what_was_undone_can_be_answered_anew() -> None:
    undone = ops.CaseUndone(undoes="h1/dept-fire:1")
    run = sent_and((FIRE, 1, said("a")), (FIRE, 2, undone), (FIRE, 3, said("a", "returned")))
    assert (state(run, "a"), kept(run)) == ("returned", [])
    # And a leg whose sending was undone is nobody's.
    back = ops.CaseUndone(undoes="h1/desk1:3")
    assert kept(sent_and((HALL, 4, back), (FIRE, 1, said("a")))) == ["h1/dept-fire:1"]


def test_the_minutes_of_a_meeting_do_not_take_the_place_of_an_answer_given_before() -> None:
    called = ops.CaseMeetingCalled(meets=MORNING, place="301", steps=("a", "b"))
    held = ops.CaseMeetingHeld(
        meeting="h1/desk1:4", attendance=(ops.Attendee("李", "a局"), ops.Attendee("王", "b局")),
        minutes="m", opinions=(ops.Opinion("a", "agreed", "李"), ops.Opinion("b", "agreed", "王")),
    )  # fmt: skip
    run = sent_and((HALL, 4, called), (FIRE, 1, said("a", "disagreed")), (HALL, 5, held))
    assert (state(run, "a"), state(run, "b")) == ("disagreed", "agreed")
    run = sent_and((HALL, 4, called), (HALL, 5, held), (FIRE, 1, said("a", "disagreed")))
    assert (state(run, "a"), kept(run)) == ("agreed", ["h1/dept-fire:1"])


CHILDREN = tuple(
    Child(code, 1, Bilingual(zh=code), f"{code}局", Limit(Decimal(5))) for code in "ab"
)
BUNDLE = msgspec.structs.replace(
    ACCEPTED,
    children=CHILDREN,
    steps=tuple(msgspec.structs.replace(step(code), child=code) for code in "ab"),
)


def decided(item: str) -> Op:
    """An item of the bundle is granted."""
    return ops.CaseChildDecided(item=item, outcome="granted", document="决字〔2026〕1号")


def test_a_departments_desk_decides_its_item_of_a_bundle_once() -> None:
    start = [BACK[0], written(HALL, 2, BUNDLE), BACK[2]]
    run = run_of(
        *start, written(FIRE, 1, said("a")), written(FIRE, 2, decided("a")),
        written(FIRE, 3, decided("b")), written(HALL, 4, decided("b")),
        written(SIGN, 1, decided("b")), written(FIRE, 4, decided("zz")),
    )  # fmt: skip
    assert kept(run) == ["h1/dept-fire:3", "h1/dept-sign:1", "h1/dept-fire:4"]
    assert [each.outcome for each in cases.fold(run.applied).children] == ["granted", "granted"]


def test_accounts_of_another_desk_are_other_people() -> None:
    assigned = ops.CaseLegAssigned(step="a", to="li")
    run = sent_and((FIRE, 1, assigned), (FIRE, 2, said("a")))
    for home, clerk, officer in (
        (HALL, "someone", "li@h1/dept-fire"),
        (FIRE, "someone@h1/desk1", "li"),
        ("", "someone", "li@h1/dept-fire"),
    ):
        case = cases.fold(run.applied, home)
        leg = case.leg("a")
        assert leg is not None
        assert (case.accepted_by, leg.officer) == (clerk, officer)
        assert leg.answered_by == ("someone" if home == FIRE else "someone@h1/dept-fire")


moves = st.tuples(
    st.sampled_from([HALL, HALL, FIRE, FIRE, "h1/dept-fire.2", SIGN, OTHER]),
    st.sampled_from(
        [
            SENT, AGAIN, ops.CaseDispatched(steps=("b",)), said("a"), said("b", "returned"),
            said("a", "disagreed"), said("c"), decided("a"),
            ops.CaseMoreAsked(step="a", asked=(ops.Asked("form", "r"),)), ops.CaseMoreReturned(),
            ops.CaseLegAssigned(step="b", to="li"), ops.CaseWithdrawn(),
            ops.CaseLegAdded(step=step("x"), reason="r"), BUNDLE, ACCEPTED,
            ops.CaseDispatched(steps=("x", "c"), desks={"x": SIGN}), said("x"),
            *(ops.CaseHanded(to=to, follows=f"h1/desk1:{n}") for to, n in ((OTHER, 4), (FIRE, 3))),
            *(ops.CaseUndone(undoes=f"{desk}:{n}") for desk, n in
              ((HALL, 3), (HALL, 4), (FIRE, 5), (SIGN, 4))),
            ops.CaseConflictDecided(op=f"{FIRE}:5", outcome="taken", note="n"),
            ops.CaseConflictDecided(op=f"{SIGN}:4", outcome="set_aside", note="n"),
            ops.CaseMeetingHeld(
                meeting="m", attendance=(), minutes="m",
                opinions=(ops.Opinion("a", "agreed", "李"),),
            ),
        ]
    ),
)  # fmt: skip


def lined_up(found: list[tuple[str, Op]]) -> list[Written]:
    """The moves behind the beginning, numbered one by one."""
    return [*BACK, *(written(desk, 4 + n, op) for n, (desk, op) in enumerate(found))]


@given(st.lists(moves, max_size=12))
def test_whatever_is_written_every_desk_comes_to_the_same_and_nothing_breaks(
    found: list[tuple[str, Op]],
) -> None:
    rows = lined_up(found)
    answers = {
        msgspec.json.encode(divide(CASE, home, rows, read)) for home in (HALL, FIRE, SIGN, OTHER)
    }
    assert len(answers) == 1
    run = divide(CASE, HALL, rows, read)
    cases.fold(run.applied)
    taken = {each.written.id for each in run.kept if each.outcome == "taken"}
    assert sorted(each.id for each in rows) == sorted(
        [*(each.id for each in run.applied if each.id not in taken), *kept(run)]
    )


def check_answers(found: list[tuple[str, Op]]) -> None:
    """Whoever answers a leg owns the case or has the leg, and a department does it once a round."""
    run = divide(CASE, HALL, lined_up(found), read)
    taken = {each.written.id for each in run.kept if each.outcome == "taken"}
    desks: dict[str, str] = {}
    answered: set[str] = set()
    undone = {each.op.undoes for each in run.applied if isinstance(each.op, ops.CaseUndone)}
    owner = HALL
    for each in run.applied:
        by = each.id.rpartition(":")[0].partition(".")[0]
        if each.id in undone or each.id in taken:
            continue
        if isinstance(each.op, ops.CaseDispatched):
            desks |= {code: each.op.desks.get(code, "") for code in each.op.steps}
            answered -= set(each.op.steps)
        elif isinstance(each.op, ops.CaseLegAnswered):
            assert by in (owner, desks.get(each.op.step))
            if desks.get(each.op.step) and by != owner:
                assert each.op.step not in answered
            answered.add(each.op.step)
        elif isinstance(each.op, ops.CaseHanded):
            owner = each.op.to
        elif isinstance(each.op, ops.CaseAccepted):
            desks, answered = {}, set()


@given(st.lists(moves, max_size=12))
def test_nobody_but_owner_and_department_moves_a_leg_and_each_round_has_one_answer(
    found: list[tuple[str, Op]],
) -> None:
    check_answers(found)


@pytest.mark.parametrize(
    "found",
    [[(OTHER, said("a"))], [(FIRE, said("a")), (FIRE, said("a", "disagreed"))]],
    ids=["a stranger", "twice"],
)
def test_a_rule_that_lets_everybody_write_would_be_seen(
    monkeypatch: pytest.MonkeyPatch, found: list[tuple[str, Op]]
) -> None:
    monkeypatch.setattr(ownership, "_may_have_part", lambda *_: True)
    monkeypatch.setattr(ownership, "may_write", lambda *_: True)
    with pytest.raises(AssertionError):
        check_answers(found)


@pytest.mark.parametrize("pair", list(combinations(["h1/dept-fire", "h1/dept-sign"], 2)))
def test_departments_that_answer_at_the_same_time_do_not_disturb_each_other(
    pair: tuple[str, str],
) -> None:
    one, other = written(pair[0], 1, said("a")), written(pair[1], 1, said("b", "disagreed"))
    folded = {
        msgspec.json.encode([state(run_of(*BACK, *order), leg) for leg in "ab"])
        for order in ((one, other), (other, one))
    }
    assert folded == {b'["agreed","disagreed"]'}
