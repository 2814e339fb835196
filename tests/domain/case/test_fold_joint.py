"""What joint handling makes of a case: by histories, and in any order of independent answers."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.domain.case.histories import ACCEPTED, SENT, START, fold, folded, step, undone
from window_desk.domain import ops
from window_desk.domain.case import Case, Leg, fold_joint
from window_desk.domain.ops import Asked, Attendee, LegOutcome, Op, Opinion

AT = START + timedelta(days=2)
ADDED = ops.CaseLegAdded(step=step("x"), reason="涉及文物")
ASKED = ops.CaseMoreAsked(step="a", asked=(Asked("map", "缺比例尺"),))
TOLD = ops.CaseMoreNotified(document="充字〔2026〕1号", steps=("a",))
CALLED = ops.CaseMeetingCalled(meets=AT, place="三楼", steps=("a", "b"))
HELD = ops.CaseMeetingHeld(
    meeting="h:3",
    attendance=(Attendee("周工", "a局"),),
    minutes="同意",
    opinions=(Opinion("a", "agreed", "周工", "合格"),),
    document="纪字〔2026〕1号",
)


def said(code: str, outcome: LegOutcome = "agreed", **more: object) -> ops.CaseLegAnswered:
    """A department's answer."""
    return ops.CaseLegAnswered(step=code, outcome=outcome, reason="说明", **more)  # type: ignore[arg-type]  # a test's words


def leg(case: Case, code: str) -> Leg:
    """A leg that is there."""
    found = case.leg(code)
    assert found is not None
    return found


def states(case: Case) -> str:
    """The legs and their states in one line."""
    return " ".join(f"{each.step.code}={each.state}" for each in case.legs)


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        pytest.param((), "a=open b=open c=waiting", id="sent side by side"),
        pytest.param((ADDED,), "a=open b=open c=waiting x=waiting", id="a body added"),
        pytest.param(
            (ADDED, ops.CaseDispatched(steps=("x",))), "a=open b=open c=waiting x=open",
            id="and sent",
        ),
        pytest.param((ASKED,), "a=asking b=open c=waiting", id="one asks for more"),
        pytest.param((ASKED, TOLD), "a=asking b=open c=waiting", id="the applicant was told"),
        pytest.param(
            (ASKED, TOLD, ops.CaseMoreReturned()), "a=open b=open c=waiting", id="it came back"
        ),
        pytest.param(
            (ASKED, TOLD, ops.CaseMoreAsked(step="b", asked=(Asked("map", "x"),)),
             ops.CaseMoreReturned()),
            "a=open b=asking c=waiting", id="who asked meanwhile still asks",
        ),
        pytest.param(
            (ASKED, TOLD, said("a"), ops.CaseMoreReturned()), "a=agreed b=open c=waiting",
            id="who answered without waiting stays answered",
        ),
        pytest.param((CALLED,), "a=open b=open c=waiting", id="a meeting is called"),
        pytest.param((CALLED, HELD), "a=agreed b=open c=waiting", id="who was absent stays open"),
        pytest.param(
            (CALLED, ops.CaseMeetingCancelled(meeting="h:3", reason="改期")),
            "a=open b=open c=waiting", id="a meeting is cancelled",
        ),
        pytest.param((ops.CaseReminded(step="a"),), "a=open b=open c=waiting", id="a reminder"),
    ],
)  # fmt: skip
def test_where_the_legs_are_after_it(acts: tuple[Op, ...], expected: str) -> None:
    assert states(fold(ACCEPTED, SENT, *acts)) == expected


@pytest.mark.parametrize(
    "act",
    [
        ADDED, ASKED, CALLED, ops.CaseReminded(step="a"), ops.CaseLegAssigned(step="a", to="fire2"),
    ],
    ids=lambda each: each.kind,
)  # fmt: skip
def test_undone_it_never_was(act: Op) -> None:
    def bare(case: Case) -> Case:
        return replace(case, last="", last_at=None, last_by="", last_kind="", numbers=())

    assert bare(undone(ACCEPTED, SENT, act)) == bare(fold(ACCEPTED, SENT))


def test_every_opinion_is_kept_with_body_person_time_and_ground() -> None:
    case = fold(
        ACCEPTED, SENT, said("a", "returned", ground="papers_unclear"),
        ops.CaseDispatched(steps=("a",)), said("a"),
    )  # fmt: skip
    first, second = leg(case, "a").heard
    assert (first.body, first.outcome, first.ground) == ("a局", "returned", "papers_unclear")
    assert (first.by, first.at) == ("acc3", START + timedelta(minutes=3))
    assert (second.outcome, second.deemed) == ("agreed", False)
    assert leg(case, "a").answered_by == "acc5"


def test_sent_again_a_leg_forgets_its_reminders_and_keeps_its_officer() -> None:
    case = fold(
        ACCEPTED, SENT, ops.CaseLegAssigned(step="a", to="fire2"), ops.CaseReminded(step="a"),
        said("a", "returned"), ops.CaseDispatched(steps=("a",)),
    )  # fmt: skip
    assert (leg(case, "a").officer, leg(case, "a").reminded) == ("fire2", ())


def test_a_round_keeps_what_each_asked_and_when_it_came_back() -> None:
    case = fold(ACCEPTED, SENT, ASKED, TOLD, ops.CaseMoreReturned())
    (told,) = case.more
    assert told.asked == (("a", (Asked("map", "缺比例尺"),)),)
    assert told.returned_at == START + timedelta(minutes=5)
    assert leg(case, "a").officer == "acc3"
    assert case.numbers[-1] == "充字〔2026〕1号"


def test_a_meeting_keeps_its_minutes_and_says_who_spoke() -> None:
    case = fold(ACCEPTED, SENT, CALLED, HELD)
    (meeting,) = case.meetings
    assert (meeting.state, meeting.minutes, meeting.called_by) == ("held", "同意", "acc3")
    (heard,) = leg(case, "a").heard
    assert (heard.person, heard.meeting, heard.reason) == ("周工", "h:3", "合格")
    assert case.numbers[-1] == "纪字〔2026〕1号"


def test_amending_to_another_item_takes_its_rules() -> None:
    amended = ops.CaseAmended(
        reason="事项选错", document="受字〔2026〕2号", item="T-2", item_version=1,
        steps=(step("z"),), joins="all_agree", missing_opinion="deemed_consent",
    )  # fmt: skip
    case = fold(ACCEPTED, SENT, amended)
    assert (case.joins, case.missing_opinion) == ("all_agree", "deemed_consent")


WIDE = replace(ACCEPTED, steps=tuple(step(each) for each in "abcd"))
OUTCOMES: st.SearchStrategy[LegOutcome] = st.sampled_from(["agreed", "disagreed", "returned"])


def in_order(order: tuple[str, ...], outcomes: dict[str, LegOutcome]) -> Case:
    """Four independent legs answered in this order, each at its own time by its own officer."""
    answers = [
        (START + timedelta(hours=1 + "abcd".index(code)), f"by-{code}", said(code, outcomes[code]))
        for code in order
    ]
    sent = ops.CaseDispatched(steps=tuple("abcd"))
    head = [(START, "c", None), (START, "c", WIDE), (START, "c", sent)]
    case = folded([*head, *answers])
    return replace(case, last="", last_at=None, last_by="")


@settings(max_examples=20)
@given(outcomes=st.fixed_dictionaries(dict.fromkeys("abcd", OUTCOMES)))
def test_independent_answers_come_in_any_order(outcomes: dict[str, LegOutcome]) -> None:
    first, *others = (in_order(order, outcomes) for order in permutations("abcd"))
    assert all(each == first for each in others)


def test_an_answer_that_touched_other_legs_would_be_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def careless(case: Case, _steps: tuple[str, ...], **changes: object) -> Case:
        # Whoever is last overwrites everybody.
        return replace(case, legs=tuple(replace(each, **changes) for each in case.legs))

    monkeypatch.setattr(fold_joint, "with_legs", careless)
    outcomes: dict[str, LegOutcome] = {
        "a": "agreed", "b": "agreed", "c": "agreed", "d": "disagreed",
    }  # fmt: skip
    assert in_order(("a", "b", "c", "d"), outcomes) != in_order(("d", "c", "b", "a"), outcomes)
