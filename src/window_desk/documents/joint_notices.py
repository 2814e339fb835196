"""Notices of joint handling: the one request, the minutes, and every opinion in a decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from window_desk.documents.joint_words import lines, outcomes
from window_desk.domain import ops
from window_desk.domain.case import Case, Heard, Leg, parts_of
from window_desk.domain.case.joining import blocked_steps
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.item import ServiceItem

Names = Mapping[str, str]
"""What accounts and departments are called: by the account, or by the name that items use."""


def say(which: str, lang: str, **values: object) -> str:
    """One of the sentences with its values."""
    return lines[which].text(lang).format(**values)


def request_paragraphs(
    case: Case, item: ServiceItem, op: ops.CaseMoreNotified, place: str, bodies: Names, lang: str
) -> list[str]:
    """Every paper that the departments ask about once, with what each of them wants of it."""
    names = {each.code: each.name.text(lang) for each in item.materials}
    told = next(each for each in case.more if each.document == op.document)
    wanted: dict[str, list[str]] = {}
    for step, several in told.asked:
        leg = case.leg(step)
        department = leg.step.department if leg else ""
        for asked in several:
            body = bodies.get(department, department)
            said = say("wanted", lang, reason=asked.reason, department=body)
            wanted.setdefault(asked.material, []).append(said)
    listed = [
        say("asked", lang, n=at, name=names.get(code, code), wanted=say("and", lang).join(said))
        for at, (code, said) in enumerate(wanted.items(), 1)
    ]
    return [
        "\n".join((say("ask", lang), *listed)),
        say("where", lang, place=place),
        say("runs", lang),
        say("again", lang, text=op.reason) if op.reason else "",
    ]


def minutes_paragraphs(case: Case, op: ops.CaseMeetingHeld, names: Names, lang: str) -> list[str]:
    """Who was there, what was said, each opinion, and who still has to answer."""
    meeting = next(each for each in case.meetings if each.id == op.meeting)
    there = (
        say("attendee", lang, person=each.person, body=names.get(each.body, each.body))
        for each in op.attendance
    )
    spoke = {each.step for each in op.opinions}
    open_still = (case.leg(each) for each in meeting.steps if each not in spoke)
    silent = dict.fromkeys(
        names.get(each.step.department, each.step.department)
        for each in open_still
        if each is not None and each.state in ("open", "asking")
    )
    joined = ("、" if lang == "zh" else ", ").join(silent)
    ending = say("replaced", lang, departments=joined) if silent else say("all_replaced", lang)
    return [
        "\n".join((say("attended", lang), *there)),
        f"{say('minutes', lang)}\n{op.minutes}",
        _listed(_said(case, meeting.id), names, lang),
        ending,
    ]


def opinion_paragraphs(case: Case, outcome: ops.Outcome, names: Names, lang: str) -> list[str]:
    """Every body's opinion that stood at the decision, and which parts were refused."""
    standing = [(each, each.heard[-1]) for each in case.legs if each.heard]
    found = [_listed(standing, names, lang)] if standing else []
    if case.joins == "each_decides" and outcome == "granted":
        refused = [each for each in parts_of(case) if each.standing == "refused"]
        blocked = blocked_steps(case)
        named = [
            names.get(each.department, each.department)
            + (say("blocked", lang) if {leg.step.code for leg in each.legs} <= blocked else "")
            for each in refused
        ]
        if named:
            joined = ("、" if lang == "zh" else ", ").join(named)
            found.append(say("refused_parts", lang, departments=joined))
    return found


def _said(case: Case, meeting: str) -> Iterable[tuple[Leg, Heard]]:
    return [(leg, each) for leg in case.legs for each in leg.heard if each.meeting == meeting]


def _listed(opinions: Iterable[tuple[Leg, Heard]], names: Names, lang: str) -> str:
    listed = [
        say(
            "opinion", lang, n=at, body=names.get(said.body, said.body),
            step=leg.step.name.text(lang), outcome=outcomes[said.outcome].text(lang),
            reason=say("reason", lang, text=said.reason) if said.reason else "",
            who=_who(said, names, lang), day=said.at.astimezone(CENTRE_TIME).date(),
        )
        for at, (leg, said) in enumerate(opinions, 1)
    ]  # fmt: skip
    return "\n".join((say("opinions", lang), *listed)) if listed else ""


def _who(said: Heard, names: Names, lang: str) -> str:
    if said.deemed:
        return say("by_rule", lang)
    return said.person or names.get(said.by, said.by)
