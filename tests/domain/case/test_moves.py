"""Which act is lawful in which state, written down apart from the program, with its article."""

from __future__ import annotations

from typing import get_args

import pytest

from tests.domain.case.histories import (
    ACCEPTED,
    AWAY,
    CORRECTED,
    GRANTED,
    REFUSED,
    SENT,
    SERVED,
    WITHDRAWN,
    fold,
)
from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain.case import Act, State, moves
from window_desk.domain.errors import RuleBroken
from window_desk.domain.ops import Op

WAYS: dict[State, tuple[Op, ...]] = {
    "intake": (),
    "correction": (CORRECTED,),
    "turned_away": (AWAY,),
    "under_review": (ACCEPTED, SENT),
    "granted": (ACCEPTED, GRANTED),
    "refused": (ACCEPTED, REFUSED),
    "served": (ACCEPTED, GRANTED, SERVED),
    "withdrawn": (WITHDRAWN,),
    "void": (ops.CaseUndone(undoes="h:0"),),
}

BEFORE = "intake correction"
OPEN = "intake correction under_review"

LAWFUL: dict[Act, tuple[str, str]] = {
    "answer": ("art. 30: situations are cleared before acceptance", BEFORE),
    "check": ("国发 2022-5: promised papers come after acceptance as well", OPEN),
    "correct_on_spot": ("art. 32(1)3: before acceptance", BEFORE),
    "give_receipt": ("art. 32(2): whenever papers are handed in", OPEN),
    "note_licence": ("art. 50: before acceptance", BEFORE),
    "commit": ("art. 40: declared before the decision on the spot", BEFORE),
    "accept": ("art. 32(1)5: complete, or all corrections handed in", BEFORE),
    "correct": ("art. 32(1)4: never after acceptance", BEFORE),
    "return_corrections": ("art. 32(1)5: only what was asked for", "correction"),
    "refuse": ("art. 32(1)1-2: never after acceptance", BEFORE),
    "withdraw": ("before the decision", OPEN),
    "hand_over": ("as long as somebody answers for it", OPEN),
    "dispatch": ("art. 26(2): after acceptance", "under_review"),
    "review": ("art. 34: after acceptance", "under_review"),
    "suspend": ("art. 45: only a limit that runs", "under_review"),
    "resume": ("art. 45: only a limit that runs", "under_review"),
    "extend": ("art. 42: not after the decision", "under_review"),
    "restart": ("not after the decision", "under_review"),
    "amend": ("not after the decision", "under_review"),
    "decide": ("art. 37: once", "under_review"),
    "serve": ("art. 38, 44: a yes and a no", "granted refused"),
    "check_commitment": ("after a yes", "granted served"),
    "review_no": ("after a no, of an item of a bundle too", "turned_away granted refused served"),
    "add_leg": ("art. 26(2): the departments that are heard", "under_review"),
    "assign": ("art. 34: while it is examined", "under_review"),
    "ask_more": ("art. 34: while it is examined", "under_review"),
    "notify_more": ("once, for every department", "under_review"),
    "return_more": ("only what was asked for", "under_review"),
    "remind": ("while a leg is open", "under_review"),
    "call_meeting": ("art. 26(2): handled jointly", "under_review"),
    "cancel_meeting": ("art. 26(2): handled jointly", "under_review"),
    "hold_meeting": ("art. 26(2): handled jointly", "under_review"),
    "decide_child": ("art. 37: each item once", "under_review"),
    "see_late_request": (
        "art. 32(1)4: after a correction notice, whatever became of the case",
        "correction turned_away under_review granted refused served withdrawn",
    ),
}


def test_every_act_and_every_state_is_here() -> None:
    assert set(LAWFUL) == set(get_args(Act))
    assert set(WAYS) == set(get_args(State))


@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize(
    ("act", "why", "states"),
    [
        pytest.param(act, why, states.split(), id=f"{act}: {why}")
        for act, (why, states) in LAWFUL.items()
    ],
)
def test_an_act_is_lawful_in_its_states_and_in_no_other(
    act: Act, why: str, states: list[str], state: State
) -> None:
    case = fold(*WAYS[state])
    assert case.state == state
    if state in states:
        cases.check_act(case, act)
        return
    with pytest.raises(RuleBroken) as broken:
        cases.check_act(case, act)
    assert broken.value.code == "case.state"
    assert broken.value.hint
    article = broken.value.article
    assert bool(article) == (act in moves.act_articles)
    assert not article or f" {article.split('.')[1]}" in why


@pytest.mark.parametrize(
    ("outcome", "by", "reason", "code", "article"),
    [
        pytest.param("refused", "acc9", "", "case.reason", "xkf.38", id="art. 38: a no says why"),
        pytest.param("granted", "acc1", "", "case.same_person", "", id="who accepted decides not"),
        pytest.param(
            "granted",
            "acc9",
            "",
            "case.promised_papers",
            "国发〔2022〕5号",
            id="promised papers to come",
        ),
    ],
)
def test_a_decision_that_is_not_lawful_names_the_article(
    outcome: ops.Outcome, by: str, reason: str, code: str, article: str
) -> None:
    agreed = (
        SENT,
        ops.CaseLegAnswered(step="a", outcome="agreed"),
        ops.CaseLegAnswered(step="b", outcome="agreed"),
        ops.CaseDispatched(steps=("c",)),
        ops.CaseLegAnswered(step="c", outcome="agreed"),
    )
    with pytest.raises(RuleBroken) as broken:
        cases.check_decision(fold(ACCEPTED, *agreed), outcome, by=by, reason=reason)
    assert (broken.value.code, broken.value.article or "") == (code, article)
