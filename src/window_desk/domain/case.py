"""A case's life from papers handed in to served: its state, the fold of its ops, and its moves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

import msgspec

from window_desk.domain import ops, route
from window_desk.domain.errors import Label, RuleBroken
from window_desk.domain.item import Limit, Step
from window_desk.domain.ops import Defect, PaperCheck, Recorded

State = Literal[
    "intake",
    "correction",
    "turned_away",
    "under_review",
    "granted",
    "refused",
    "served",
    "withdrawn",
    "void",
]
LegState = Literal["waiting", "open", "agreed", "disagreed", "returned"]
Act = Literal["answer", "check", "accept", "correct", "refuse", "withdraw", "dispatch", "review",
              "decide", "serve"]  # fmt: skip

allowed_from: dict[Act, frozenset[State]] = {
    "answer": frozenset({"intake", "correction"}),
    "check": frozenset({"intake", "correction", "under_review"}),
    "accept": frozenset({"intake", "correction"}),
    "correct": frozenset({"intake", "correction"}),
    "refuse": frozenset({"intake", "correction"}),
    "withdraw": frozenset({"intake", "correction", "under_review"}),
    "dispatch": frozenset({"under_review"}),
    "review": frozenset({"under_review"}),
    "decide": frozenset({"under_review"}),
    "serve": frozenset({"granted", "refused"}),
}
"""The states from which each act may be done."""

open_states: frozenset[State] = frozenset({"under_review"})
"""The states in which the clocks run towards a decision."""


class Paper(msgspec.Struct, frozen=True):
    """A paper as it was last looked at (MaterialSubmission): when and by whom."""

    check: PaperCheck
    at: datetime
    by: str


class Leg(msgspec.Struct, frozen=True):
    """One department's part of a case (ReviewTask) and what became of it."""

    step: Step
    state: LegState = "waiting"
    dispatched_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by: str = ""
    reason: str = ""


class Round(msgspec.Struct, frozen=True):
    """One correction round: the notice and everything it asked for."""

    document: str
    at: datetime
    defects: tuple[Defect, ...]


class Case(msgspec.Struct, frozen=True):
    """An application and everything that was done with it."""

    id: str
    item: str
    item_version: int
    applicant: str
    opened_at: datetime
    opened_by: str
    agent: str = ""
    authority: str = ""
    ticket: str = ""
    window: str = ""
    state: State = "intake"
    answers: dict[str, str] = {}
    papers: dict[str, Paper] = {}
    rounds: tuple[Round, ...] = ()
    number: str = ""
    accepted_at: datetime | None = None
    accepted_by: str = ""
    article: str = ""
    promised: Limit | None = None
    statutory: Limit | None = None
    lead: str = ""
    instant: bool = False
    promises: tuple[str, ...] = ()
    supply_by: date | None = None
    legs: tuple[Leg, ...] = ()
    body: str = ""
    outcome: str = ""
    reason: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    served_at: datetime | None = None
    closed_at: datetime | None = None
    numbers: tuple[str, ...] = ()
    last: str = ""
    last_at: datetime | None = None
    last_by: str = ""
    last_kind: str = ""

    @property
    def checks(self) -> dict[str, PaperCheck]:
        """The papers as the checklist wants them."""
        return {code: paper.check for code, paper in self.papers.items()}

    def leg(self, step: str) -> Leg | None:
        """The leg of that step, if the route has it."""
        return next((each for each in self.legs if each.step.code == step), None)

    @property
    def holders(self) -> tuple[str, ...]:
        """The departments that hold the case now; the lead when every leg is answered."""
        open_legs = tuple(each.step.department for each in self.legs if each.state == "open")
        if self.state != "under_review":
            return ()
        return open_legs or (self.lead,)


def fold(history: Iterable[Recorded]) -> Case:
    """The case that a run of its ops, in canonical order, adds up to."""
    run = list(history)
    first = run[0]
    assert isinstance(first.op, ops.CaseOpened)
    case = _opened(first, first.op)
    counted = ops.standing(run)
    if not counted or counted[0].id != first.id:
        case = _replace(case, state="void", last=run[-1].id, closed_at=run[-1].at)
    for each in counted[1:]:
        case = _applied(case, each)
    return _replace(case, numbers=tuple(number for each in run for number in numbers_in(each.op)))


def numbers_in(op: ops.Op) -> tuple[str, ...]:
    """The numbers that an op gave out; they stay used when the op is undone."""
    match op:
        case ops.CaseAccepted(number=number, document=document):
            return (number, document)
        case (
            ops.CaseCorrectionNotified(document=document)
            | ops.CaseTurnedAway(document=document)
            | ops.CaseDecided(document=document)
            | ops.CaseServed(document=document)
        ):
            return (document,)
    return ()


def _replace(case: Case, **changes: object) -> Case:
    return msgspec.structs.replace(case, **changes)


def _opened(first: Recorded, op: ops.CaseOpened) -> Case:
    return Case(
        id=first.id,
        item=op.item,
        item_version=op.item_version,
        applicant=op.applicant,
        agent=op.agent,
        authority=op.authority,
        ticket=op.ticket,
        window=op.window,
        opened_at=first.at,
        opened_by=first.by,
        last=first.id,
        last_at=first.at,
        last_by=first.by,
        last_kind=first.op.kind,
    )


def _applied(case: Case, recorded: Recorded) -> Case:
    op, at, by = recorded.op, recorded.at, recorded.by
    case = _replace(case, last=recorded.id, last_at=at, last_by=by, last_kind=op.kind)
    match op:
        case ops.CaseAnswered():
            return _replace(case, answers=case.answers | op.answers)
        case ops.CasePapersChecked():
            seen = {each.material: Paper(check=each, at=at, by=by) for each in op.checks}
            here = {code for code, paper in seen.items() if paper.check.state == "received"}
            still = tuple(code for code in case.promises if code not in here)
            return _replace(case, papers=case.papers | seen, promises=still)
        case ops.CaseAccepted():
            return _accepted(case, recorded, op)
        case ops.CaseCorrectionNotified():
            asked = Round(document=op.document, at=at, defects=op.defects)
            return _replace(case, state="correction", rounds=(*case.rounds, asked))
        case ops.CaseTurnedAway():
            return _replace(
                case, state="turned_away", outcome=op.form, reason=op.reason, body=op.body,
                article=op.article, closed_at=at,
            )  # fmt: skip
        case ops.CaseWithdrawn():
            return _replace(case, state="withdrawn", reason=op.reason, closed_at=at)
    return _handled(case, recorded)


def _handled(case: Case, recorded: Recorded) -> Case:
    """The acts after acceptance."""
    op, at, by = recorded.op, recorded.at, recorded.by
    match op:
        case ops.CaseDispatched():
            return _with_legs(
                case, op.steps, state="open", dispatched_at=at,
                answered_at=None, answered_by="", reason="",
            )  # fmt: skip
        case ops.CaseLegAnswered():
            return _with_legs(
                case, (op.step,), state=op.outcome, answered_at=at, answered_by=by, reason=op.reason
            )
        case ops.CaseDecided():
            return _replace(
                case, state=op.outcome, outcome=op.outcome, reason=op.reason,
                decided_at=at, decided_by=by,
            )  # fmt: skip
        case ops.CaseServed():
            return _replace(case, state="served", served_at=at, closed_at=at)
    return case


def _accepted(case: Case, recorded: Recorded, op: ops.CaseAccepted) -> Case:
    return _replace(
        case,
        state="under_review",
        number=op.number,
        accepted_at=recorded.at,
        accepted_by=recorded.by,
        article=op.article,
        promised=op.promised,
        statutory=op.statutory,
        lead=op.lead,
        instant=op.instant,
        promises=op.promises,
        supply_by=op.supply_by,
        legs=tuple(Leg(step=each) for each in op.steps),
    )


def _with_legs(case: Case, steps: tuple[str, ...], **changes: object) -> Case:
    return _replace(
        case,
        legs=tuple(
            msgspec.structs.replace(each, **changes) if each.step.code in steps else each
            for each in case.legs
        ),
    )


def ready_legs(case: Case) -> tuple[str, ...]:
    """The steps that can go to their departments now: their needs are agreed, or they came back."""
    agreed = [each.step.code for each in case.legs if each.state == "agreed"]
    away = [each.step.code for each in case.legs if each.state not in ("waiting", "returned")]
    return route.ready([each.step for each in case.legs], agreed, away)


def newly_ready(before: Case, after: Case) -> tuple[str, ...]:
    """The steps that an answer made ready: what came back waits for somebody to send it again."""
    waiting = {each.step.code for each in after.legs if each.state == "waiting"}
    return tuple(
        code for code in ready_legs(after) if code in waiting and code not in ready_legs(before)
    )


def check_act(case: Case, act: Act) -> None:
    """Raise `RuleBroken` if the act does not fit the case's state."""
    if case.state not in allowed_from[act]:
        raise RuleBroken(
            "case.state",
            "This case is {state}: {act} is not possible.",
            hint="Look at its timeline for what was done last.",
            state=state_labels[case.state],
            act=act_labels[act],
        )


def check_review(case: Case, step: str) -> Leg:
    """The open leg of that step; raises `RuleBroken` when there is none to answer."""
    check_act(case, "review")
    leg = case.leg(step)
    if leg is None:
        raise RuleBroken(
            "case.step",
            "This case has no step {step}.",
            hint="Its steps are: {steps}.",
            step=step,
            steps=", ".join(each.step.code for each in case.legs) or "none",
        )
    if leg.state != "open":
        raise RuleBroken(
            "case.leg_state",
            "{step} is {state}, not open.",
            hint="Only a leg that was sent to its department can be answered.",
            step=(leg.step.name.zh, leg.step.name.text("en")),
            state=leg_labels[leg.state],
        )
    return leg


def check_decision(case: Case, outcome: ops.Outcome, *, by: str, reason: str) -> None:
    """Raise `RuleBroken` if the case cannot be decided this way by this account.

    Whoever accepted a case does not decide it (批管分离) unless it is decided on the spot, every
    leg has to be answered first, and a refusal gives its reasons (行政许可法 art. 38). Legs that
    a department's no keeps from ever being sent do not hold up a refusal.
    """
    check_act(case, "decide")
    if case.accepted_by == by and not case.instant:
        raise RuleBroken(
            "case.same_person",
            "Whoever accepted a case does not decide it.",
            hint="Hand it to a reviewer of {lead}.",
            lead=case.lead,
        )
    disagreed = any(each.state == "disagreed" for each in case.legs)
    stopped = outcome == "refused" and disagreed
    done = ("agreed", "disagreed", "waiting", "returned") if stopped else ("agreed", "disagreed")
    pending = [each for each in case.legs if each.state not in done]
    if pending:
        raise RuleBroken(
            "case.legs_open",
            "{step} at {department} is not answered yet.",
            hint="Decide when every department has answered.",
            step=(pending[0].step.name.zh, pending[0].step.name.text("en")),
            department=pending[0].step.department,
        )
    if outcome == "granted" and case.promises:
        raise RuleBroken(
            "case.promised_papers",
            "{count} promised papers have not come yet.",
            hint="Mark them as received first.",
            article="yshj.40",
            count=len(case.promises),
        )
    if not reason and (outcome == "refused" or disagreed):
        raise RuleBroken(
            "case.reason",
            "This decision needs a written reason.",
            hint="Give the reason, and the right to review and suit is told with it.",
            article="xkf.38",
        )


state_labels: dict[State, Label] = {
    "intake": ("收件中", "being taken in"),
    "correction": ("待补正", "waiting for corrections"),
    "turned_away": ("不予受理", "not accepted"),
    "under_review": ("审查中", "under review"),
    "granted": ("准予，待送达", "granted, to be handed out"),
    "refused": ("不予许可，待送达", "refused, to be served"),
    "served": ("已送达", "served"),
    "withdrawn": ("已撤回", "withdrawn"),
    "void": ("已作废", "void"),
}
"""Each state's words in Chinese and English."""

leg_labels: dict[LegState, Label] = {
    "waiting": ("待前置", "waiting for others"),
    "open": ("办理中", "with the department"),
    "agreed": ("同意", "agreed"),
    "disagreed": ("不同意", "disagreed"),
    "returned": ("退回", "sent back"),
}
"""Each leg state's words in Chinese and English."""

act_labels: dict[Act, Label] = {
    "answer": ("选择情形", "answering situations"),
    "check": ("核对材料", "checking papers"),
    "accept": ("受理", "accepting"),
    "correct": ("告知补正", "asking for corrections"),
    "refuse": ("不予受理", "turning away"),
    "withdraw": ("撤回", "withdrawing"),
    "dispatch": ("派发", "dispatching"),
    "review": ("答复环节", "answering a leg"),
    "decide": ("决定", "deciding"),
    "serve": ("送达", "handing out"),
}
"""Each act's words in Chinese and English."""
