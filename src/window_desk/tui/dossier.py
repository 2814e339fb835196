"""A case as a reviewer reads it: the own leg, the papers, all opinions, the plan, the meetings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.text import Text

from window_desk.domain import checklist
from window_desk.domain.case import Leg, leg_labels
from window_desk.domain.centre import Centre
from window_desk.domain.item import Bilingual
from window_desk.domain.leg_light import light_of
from window_desk.domain.live_plan import plan_of_case
from window_desk.domain.unknown_item import is_known_only_from_case
from window_desk.locale import _, word
from window_desk.locale.punctuation import named, phrased, with_aside
from window_desk.tui.cells import short_day
from window_desk.tui.due_words import case_text
from window_desk.tui.leg_words import (
    append,
    asked_line,
    heard_lines,
    light_line,
    meeting_lines,
    moment_text,
    notes_line,
    who_line,
)
from window_desk.tui.open_cases import light_text
from window_desk.tui.plan_text import drawn, plan_parts
from window_desk.tui.route_reading import Routed, leg_when, state_text
from window_desk.tui.told import department_text, paper_labels

Names = Mapping[str, Bilingual]


def dossier_text(routed: Routed, step: str, departments: Names, centre: Centre | None) -> Text:
    """The dossier of a case for whoever has that step, or for its decision without one."""
    text = Text()
    append(text, case_text(routed.line))
    append(text, state_text(routed))
    for line in _elsewhere(routed):
        append(text, line)
    for line in _own(routed, routed.case.leg(step), departments):
        append(text, line)
    for heading, lines in _sections(routed, departments, centre):
        found = list(lines)
        if found:
            append(text, f"[ {heading} ]")
            for line in found:
                append(text, f"  {line}")
    return text


def _elsewhere(routed: Routed) -> Iterator[str]:
    """Whose the case is where it is not ours, and what of it has not arrived here."""
    if not routed.place.is_ours:
        said = _("The case belongs to {desk}: here the leg is answered, the rest can be read.")
        yield said.format(desk=routed.place.owner)
    if is_known_only_from_case(routed.item):
        said = _("! Its item {code} has not arrived here: papers show as codes.")
        yield said.format(code=routed.item.code)


def _own(routed: Routed, leg: Leg | None, departments: Names) -> Iterator[str]:
    if leg is None:
        yield _("Every leg is answered: this waits for the decision (g grants, x refuses).")
        return
    # Of a leg that waits for the applicant the light says it already.
    state = "" if leg.state == "asking" else word(leg_labels[leg.state])
    parts = (word(leg.step.name), state, light_line(routed, leg))
    yield phrased(each for each in parts if each)
    yield who_line(routed, leg, departments)
    added = _("added by hand: {reason}").format(reason=leg.added) if leg.added else ""
    yield from (each for each in (leg_when(routed, leg.step.code), notes_line(routed, leg), added)
                if each)  # fmt: skip


def _sections(
    routed: Routed, departments: Names, centre: Centre | None
) -> Iterator[tuple[str, Iterator[str]]]:
    yield _("Asked of the applicant"), _asked(routed, departments)
    yield _("Departments and their opinions"), _opinions(routed, departments, centre)
    yield _("Joint reviews"), meeting_lines(routed, departments)
    yield _("Papers"), _papers(routed)
    yield _("Answers"), _answers(routed)
    yield _("Plan"), _plan(routed, departments, centre)


def _asked(routed: Routed, departments: Names) -> Iterator[str]:
    for leg in routed.case.legs:
        line = asked_line(routed, leg)
        if line:
            yield named(department_text(leg.step.department, departments), line)
    for each in routed.case.more:
        if each.returned_at is not None:
            yield _("{document}: told {told}, back {back}").format(
                document=each.document, told=moment_text(each.at),
                back=moment_text(each.returned_at),
            )  # fmt: skip


def _papers(routed: Routed) -> Iterator[str]:
    case = routed.case
    for need in checklist.needs(routed.item, case.answers, case.checks):
        name = word(need.material.name)
        paper = case.papers.get(need.material.code)
        if paper is None:
            state = word(paper_labels["shared"]) if need.material.shared else _("not looked at")
            yield named(name, state)
            continue
        said = with_aside(word(paper_labels[paper.check.state]), paper.check.reason)
        yield named(name, f"{said} {short_day(paper.at.date())}")


def _answers(routed: Routed) -> Iterator[str]:
    for each in routed.item.situations:
        option = checklist.chosen(each, routed.case.answers)
        yield named(word(each.question), word(option.name))


def _opinions(routed: Routed, departments: Names, centre: Centre | None) -> Iterator[str]:
    for leg in routed.case.legs:
        shown = light_of(routed.case, leg, routed.calendar, routed.today)
        body = department_text(leg.step.department, departments)
        state = light_text(shown) if leg.state == "open" else word(leg_labels[leg.state])
        step = word(leg.step.name)
        if not leg.heard:
            yield named(phrased((body, step)), state)
        yield from heard_lines(routed, leg, departments, centre, step)


def _plan(routed: Routed, departments: Names, centre: Centre | None) -> Iterator[str]:
    silence = centre.policies.missing_opinion if centre else "waits"
    joint = plan_of_case(routed.case, silence)
    yield from plan_parts(joint, departments)
    for page in drawn(joint.plan, departments, name_width=20):
        yield from page.split("\n")
