"""What the commands answer about joint handling: plan, opinions, requests, meetings, and lists."""

from __future__ import annotations

from collections.abc import Iterable

from window_desk.domain import live_plan, ops
from window_desk.domain.case import Case, join_labels
from window_desk.domain.leg_light import late_legs
from window_desk.domain.live_plan import JointPlan
from window_desk.locale import word
from window_desk.storage.change import Look
from window_desk.storage.reviews import ReviewLine
from window_desk.storage.stuck import StuckLine

Document = dict[str, object]


def plan_of(joint: JointPlan) -> Document:
    """The planned route: every step with its days from the start, and what parallel work saves."""
    plan = joint.plan
    return {
        "steps": [
            {
                "step": each.step.code,
                "name": word(each.step.name),
                "department": each.step.department,
                "needs": each.step.needs,
                "start": each.start,
                "end": each.end,
                "slack": each.slack,
                "critical": each.critical,
            }
            for each in plan.spans
        ],
        "days": plan.days,
        "in_a_row": plan.in_a_row,
        "saved": plan.saved,
        "critical_path": plan.critical_path,
        "lead": joint.lead,
        "supporting": joint.supporting,
        "joins": joint.joins,
        "joins_words": word(join_labels[joint.joins]),
        "missing_opinion": joint.missing_opinion,
        "missing_opinion_words": word(live_plan.silence_labels[joint.missing_opinion]),
    }


def standing_of(case: Case, look: Look) -> Document:
    """Where each step of an accepted case stands against the plan; nothing before."""
    if case.accepted_on is None or not case.legs:
        return {"standing": None}
    found = live_plan.stand_of(case, look.calendar, look.today)
    return {
        "standing": {
            "done": found.count("done"),
            "running": found.count("running", "asking"),
            "remaining": found.count("to_come"),
            "expected_end": found.expected_end,
            "steps": [
                {
                    "step": each.span.step.code,
                    "progress": each.progress,
                    "planned_start": each.planned_start,
                    "planned_end": each.planned_end,
                    "sent": each.start,
                    "expected_end": each.end,
                    "behind": each.behind,
                }
                for each in found.stages
            ],
        }
    }


def late_of(case: Case, look: Look) -> list[Document]:
    """The legs whose department is late, whatever the light of the whole."""
    return [
        {"step": each.step.code, "department": each.step.department}
        for each in late_legs(case, look.calendar, look.today)
    ]


def opinions_of(case: Case) -> list[Document]:
    """Every opinion that was ever given, each by itself, in the order of the route."""
    return [
        {
            "step": leg.step.code,
            "name": word(leg.step.name),
            "body": each.body,
            "outcome": each.outcome,
            "at": each.at,
            "by": each.by,
            "person": each.person or None,
            "ground": each.ground or None,
            "reason": each.reason,
            "deemed": each.deemed,
            "meeting": each.meeting or None,
        }
        for leg in case.legs
        for each in leg.heard
    ]


def requests_of(case: Case) -> list[Document]:
    """What the departments asked of the applicant, request by request."""
    return [
        {
            "document": each.document,
            "at": each.at,
            "reason": each.reason,
            "returned_at": each.returned_at,
            "asked": [
                {"step": step, "material": asked.material, "reason": asked.reason}
                for step, wanted in each.asked
                for asked in wanted
            ],
        }
        for each in case.more
    ]


def meetings_of(case: Case) -> list[Document]:
    """The joint review meetings with their attendance and minutes."""
    return [
        {
            "meeting": each.id,
            "state": each.state,
            "meets": each.meets,
            "place": each.place,
            "steps": each.steps,
            "called_by": each.called_by,
            "document": each.document or None,
            "held_at": each.held_at,
            "attendance": each.attendance,
            "minutes": each.minutes,
        }
        for each in case.meetings
    ]


def details_of(op: ops.Op) -> list[str]:
    """The particulars of an act of joint handling that stand in no field of one name."""
    match op:
        case ops.CaseLegAdded(step=step):
            return [step.department]
        case ops.CaseMoreAsked(asked=asked):
            return [f"{each.material}: {each.reason}" for each in asked]
        case ops.CaseMoreNotified(steps=steps):
            return list(steps)
        case ops.CaseMeetingCalled(meets=meets, steps=steps):
            return [f"{meets:%Y-%m-%d %H:%M}", *steps]
        case ops.CaseMeetingHeld(opinions=opinions):
            return [f"{each.step}={each.outcome}" for each in opinions]
    return []


def review_of(line: ReviewLine) -> Document:
    """A line of a reviewers' list."""
    return {
        "case": line.case,
        "number": line.number or None,
        "item": line.item,
        "item_name": word(line.item_name),
        "applicant": line.applicant,
        "department": line.department,
        "step": line.step or None,
        "step_name": word(line.step_name),
        "state": line.state,
        "since": line.since,
        "due": line.due,
        "left_working_days": line.left,
        "light": line.light,
        "officer": line.officer or None,
        "asked": line.asked,
        "reminded_at": line.reminded_at,
        "meeting_at": line.meeting_at,
        "promised_due": line.promised_due,
        "suspended": line.is_suspended,
        "desk": line.desk or None,
        "owner": line.owner or None,
    }


def stuck_of(found: Iterable[StuckLine]) -> list[Document]:
    """Who holds what, each with what remains for the others."""
    return [
        review_of(each.line)
        | {
            "others": [
                {
                    "department": rest.department,
                    "step": rest.step,
                    "step_name": word(rest.step_name),
                    "state": rest.state,
                }
                for rest in each.others
            ]
        }
        for each in found
    ]
