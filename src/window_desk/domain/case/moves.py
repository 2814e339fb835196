"""What may be done with a case in each state, and what an act asks for."""

from __future__ import annotations

from typing import get_args

from window_desk.domain import ops, route
from window_desk.domain.case import joining
from window_desk.domain.case.state import Act, Case, Leg, State
from window_desk.domain.case.words import act_labels, leg_labels, state_labels
from window_desk.domain.errors import RuleBroken

allowed_from: dict[Act, frozenset[State]] = {
    "answer": frozenset({"intake", "correction"}),
    "check": frozenset({"intake", "correction", "under_review"}),
    "accept": frozenset({"intake", "correction"}),
    "correct_on_spot": frozenset({"intake", "correction"}),
    "give_receipt": frozenset({"intake", "correction", "under_review"}),
    "note_licence": frozenset({"intake", "correction"}),
    "commit": frozenset({"intake", "correction"}),
    "correct": frozenset({"intake", "correction"}),
    "return_corrections": frozenset({"correction"}),
    "refuse": frozenset({"intake", "correction"}),
    "withdraw": frozenset({"intake", "correction", "under_review"}),
    "hand_over": frozenset({"intake", "correction", "under_review"}),
    "dispatch": frozenset({"under_review"}),
    "review": frozenset({"under_review"}),
    "suspend": frozenset({"under_review"}),
    "resume": frozenset({"under_review"}),
    "extend": frozenset({"under_review"}),
    "restart": frozenset({"under_review"}),
    "amend": frozenset({"under_review"}),
    "decide": frozenset({"under_review"}),
    "serve": frozenset({"granted", "refused"}),
    "check_commitment": frozenset({"granted", "served"}),
    "review_no": frozenset({"turned_away", "granted", "refused", "served"}),
    "add_leg": frozenset({"under_review"}),
    "assign": frozenset({"under_review"}),
    "ask_more": frozenset({"under_review"}),
    "notify_more": frozenset({"under_review"}),
    "return_more": frozenset({"under_review"}),
    "remind": frozenset({"under_review"}),
    "call_meeting": frozenset({"under_review"}),
    "cancel_meeting": frozenset({"under_review"}),
    "hold_meeting": frozenset({"under_review"}),
    "decide_child": frozenset({"under_review"}),
    "see_late_request": frozenset(get_args(State)) - {"intake", "void"},
}
"""The states from which each act may be done."""

act_articles: dict[Act, str] = {
    "correct_on_spot": "xkf.32.1.3",
    "give_receipt": "xkf.32.2",
    "note_licence": "xkf.50",
    "accept": "xkf.32.1.5",
    "correct": "xkf.32.1.4",
    "return_corrections": "xkf.32.1.5",
    "refuse": "xkf.32.1",
    "dispatch": "xkf.26.2",
    "review": "xkf.34",
    "suspend": "xkf.45",
    "resume": "xkf.45",
    "extend": "xkf.42",
    "commit": "yshj.40",
    "decide": "xkf.37",
    "decide_child": "xkf.37",
    "serve": "xkf.44",
}
"""The article that says when an act has its time, where there is one."""

act_of_kind: dict[str, Act] = {
    "case.answered": "answer",
    "case.papers_checked": "check",
    "case.corrected_on_spot": "correct_on_spot",
    "case.receipt_given": "give_receipt",
    "case.licence_noted": "note_licence",
    "case.corrections_returned": "return_corrections",
    "case.correction_notified": "correct",
    "case.turned_away": "refuse",
    "case.withdrawn": "withdraw",
    "case.handed_over": "hand_over",
    "case.dispatched": "dispatch",
    "case.leg_answered": "review",
    "case.suspended": "suspend",
    "case.resumed": "resume",
    "case.extended": "extend",
    "case.restarted": "restart",
    "case.decided": "decide",
    "case.served": "serve",
    "case.commitment_checked": "check_commitment",
    "case.no_reviewed": "review_no",
    "case.late_request_seen": "see_late_request",
    "case.leg_added": "add_leg",
    "case.leg_assigned": "assign",
    "case.more_asked": "ask_more",
    "case.more_notified": "notify_more",
    "case.more_returned": "return_more",
    "case.reminded": "remind",
    "case.meeting_called": "call_meeting",
    "case.meeting_cancelled": "cancel_meeting",
    "case.meeting_held": "hold_meeting",
    "case.child_decided": "decide_child",
}
"""The act that an op of each kind is, where an act of another desk can be taken over."""

open_states: frozenset[State] = frozenset({"under_review"})
"""The states in which the clocks run towards a decision."""


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
            article=act_articles.get(act, ""),
            state=state_labels[case.state],
            act=act_labels[act],
        )


def check_review(case: Case, step: str) -> Leg:
    """The leg of that step that can be answered; raises `RuleBroken` when there is none.

    A department that asked the applicant for more may answer without waiting for it.
    """
    check_act(case, "review")
    leg = require_leg(case, step)
    if leg.state not in ("open", "asking"):
        raise RuleBroken(
            "case.leg_state",
            "{step} is {state}, not open.",
            hint="Only a leg that was sent to its department can be answered.",
            step=(leg.step.name.zh, leg.step.name.text("en")),
            state=leg_labels[leg.state],
        )
    return leg


def require_leg(case: Case, step: str) -> Leg:
    """The leg of that step, in whatever state; raises `RuleBroken` when there is none."""
    leg = case.leg(step)
    if leg is None:
        raise RuleBroken(
            "case.step",
            "This case has no step {step}.",
            hint="Its steps are: {steps}.",
            step=step,
            steps=[each.step.code for each in case.legs] or "none",
        )
    return leg


def check_decision(case: Case, outcome: ops.Outcome, *, by: str, reason: str) -> None:
    """Raise `RuleBroken` if the case cannot be decided this way by this account.

    Whoever accepted a case does not decide it (批管分离) unless it is decided on the spot, every
    leg has to be answered first, and a refusal gives its reasons (行政许可法 art. 38). Legs that
    a department's no keeps from ever being sent do not hold up a refusal. How the answers become
    one is the item's rule (`joining`).
    """
    check_act(case, "decide")
    if case.accepted_by == by and not case.instant:
        raise RuleBroken(
            "case.same_person",
            "Whoever accepted a case does not decide it.",
            hint="Hand it to a reviewer of {lead}.",
            lead=case.lead,
        )
    pending = joining.unanswered(case, outcome)
    if pending:
        raise RuleBroken(
            "case.legs_open",
            "{step} at {department} is not answered yet.",
            hint="Decide when every department has answered.",
            step=(pending[0].step.name.zh, pending[0].step.name.text("en")),
            department=pending[0].step.department,
        )
    joining.check_joined(case, outcome)
    if outcome == "granted" and case.promises:
        raise RuleBroken(
            "case.promised_papers",
            "{count} promised papers have not come yet.",
            hint="Mark them as received first.",
            article="国发〔2022〕5号",
            count=len(case.promises),
        )
    said_no = any(each.state == "disagreed" for each in case.legs)
    if not reason and (outcome == "refused" or said_no):
        raise RuleBroken(
            "case.reason",
            "This decision needs a written reason.",
            hint="Give the reason, and the right to review and suit is told with it.",
            article="xkf.38",
        )
