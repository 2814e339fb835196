"""What the departments ask of the applicant after acceptance: in one request, in one round."""

from __future__ import annotations

from collections.abc import Iterable

from window_desk.domain import case as cases
from window_desk.domain import checklist
from window_desk.domain.case import Case, Leg, MoreRound
from window_desk.domain.errors import RuleBroken
from window_desk.domain.item import Material, ServiceItem
from window_desk.domain.joint_moves import step_name
from window_desk.domain.ops import Asked


def asking_legs(case: Case) -> tuple[Leg, ...]:
    """The legs whose department asks for something that the applicant was not told yet."""
    told = told_steps(case)
    return tuple(
        each for each in case.legs if each.state == "asking" and each.step.code not in told
    )


def told_steps(case: Case) -> frozenset[str]:
    """The steps of the request that is out; none when everything came back."""
    out = round_out(case)
    return frozenset(code for code, _ in out.asked) if out else frozenset()


def round_out(case: Case) -> MoreRound | None:
    """The request that the applicant has not come back with yet."""
    return case.more[-1] if case.more and case.more[-1].returned_at is None else None


def silent_legs(case: Case) -> tuple[Leg, ...]:
    """The legs that are with their department, which neither answered nor asked yet."""
    return tuple(each for each in case.legs if each.state == "open")


def check_asked(case: Case, leg: Leg, item: ServiceItem, asked: Iterable[Asked]) -> None:
    """Raise `RuleBroken` for what a department cannot ask for.

    Papers of this applicant's checklist only (行政许可法 art. 31), each with what is wanted of
    it, and none that the centre reads from another office itself.
    """
    if leg.state == "asking" and leg.step.code in told_steps(case):
        raise RuleBroken(
            "more.told",
            "The applicant was told what {step} asks for.",
            hint="It goes on when the papers come in; answer it where they are not needed.",
            step=step_name(leg),
        )
    if leg.state not in ("open", "asking"):
        raise RuleBroken(
            "case.leg_state",
            "{step} is {state}, not open.",
            hint="Only a department that has the case asks for more.",
            step=step_name(leg),
            state=cases.leg_labels[leg.state],
        )
    needed = checklist.needs(item, case.answers, case.checks)
    known = {each.material.code: each.material for each in needed}
    wanted = list(asked)
    if not wanted:
        raise RuleBroken(
            "more.nothing",
            "Say which paper is needed, and what is wanted of it.",
            hint="The papers are: {known}.",
            known=list(known),
        )
    for each in wanted:
        _check_paper(known, each)


def _check_paper(known: dict[str, Material], asked: Asked) -> None:
    material = known.get(asked.material)
    if material is None:
        raise RuleBroken(
            "case.material",
            "{paper} is not on this checklist.",
            hint="The papers are: {known}. Nothing else may be asked for.",
            article="xkf.31",
            paper=asked.material,
            known=list(known) or "-",
        )
    name = (material.name.zh, material.name.text("en"))
    if material.shared:
        raise RuleBroken(
            "more.shared",
            "{name} is read from another office: the applicant is not asked for it.",
            hint="Ask the window to read it again.",
            name=name,
        )
    if not asked.reason:
        raise RuleBroken(
            "more.reason",
            "Say what is wanted of {name}.",
            hint="The applicant is told it once, together with what the others need.",
            name=name,
        )


def seen_before(case: Case) -> tuple[tuple[Leg, Asked], ...]:
    """What is asked for that the earlier request could have said already.

    The department had the case when that was told, and the paper has not changed since.
    """
    if not case.more:
        return ()
    last = case.more[-1]
    return tuple(
        (leg, each)
        for leg in asking_legs(case)
        for each in leg.asked
        if leg.dispatched_at is not None
        and leg.dispatched_at <= last.at
        and not _came_since(case, last, each.material)
    )


def _came_since(case: Case, last: MoreRound, material: str) -> bool:
    paper = case.papers.get(material)
    return paper is not None and paper.at > last.at


def check_request(case: Case, reason: str) -> tuple[str, ...]:
    """The steps that go into the one request; raises `RuleBroken` when none can be told now.

    A later round names only what could not be seen before, or says why.
    """
    legs = asking_legs(case)
    out = round_out(case)
    if legs and out is not None:
        raise RuleBroken(
            "more.out",
            "The applicant has not come back with request {document} yet.",
            hint="Take in what comes first; what is asked meanwhile goes into one later request.",
            document=out.document,
        )
    if not legs:
        raise RuleBroken(
            "more.none",
            "No department asks the applicant for anything that was not told.",
            hint="A department asks first; its request goes out together with the others'.",
        )
    late = seen_before(case)
    if late and not reason:
        leg, asked = late[0]
        raise RuleBroken(
            "more.again",
            "{department} could have asked for {paper} in the request before.",
            hint="One round is the rule. Give the reason for another; the supervisor sees it.",
            department=leg.step.department,
            paper=asked.material,
        )
    return tuple(each.step.code for each in legs)


def check_return(case: Case) -> MoreRound:
    """The request that is out; raises `RuleBroken` when the applicant owes nothing."""
    out = round_out(case)
    if out is None:
        raise RuleBroken(
            "more.not_out",
            "The applicant was not asked for anything that is still out.",
            hint="Tell the applicant what the departments need first.",
        )
    return out


def asked_papers(told: MoreRound) -> tuple[str, ...]:
    """The papers of a request, each once, in the order in which they were asked for."""
    return tuple(dict.fromkeys(each.material for _, asked in told.asked for each in asked))
