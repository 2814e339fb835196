"""One department's leg in words: its light, its officer, what was asked, heard, and met about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from rich.text import Text

from window_desk.domain import asking, meeting_moves
from window_desk.domain.case import Case, Heard, Leg, Meeting, leg_labels
from window_desk.domain.centre import CENTRE_TIME, Centre
from window_desk.domain.item import Bilingual
from window_desk.domain.leg_light import LegLight, light_of
from window_desk.locale import _, word
from window_desk.locale.punctuation import clauses, listed, named, phrased, with_aside
from window_desk.tui.cells import short_day
from window_desk.tui.open_cases import light_text
from window_desk.tui.route_reading import Routed, saved_text
from window_desk.tui.told import department_text

leg_tones = {
    LegLight.GREEN: "green",
    LegLight.SOON: "yellow",
    LegLight.LATE: "red",
    LegLight.APPLICANT: "blue",
    LegLight.NONE: "plain",
}
"""The tone of a row with each light of a leg."""


def moment_text(at: datetime) -> str:
    """A day and its time at the centre."""
    local = at.astimezone(CENTRE_TIME)
    return f"{short_day(local.date())} {local:%H:%M}"


def person_text(account: str, names: Mapping[str, str]) -> str:
    """Who an account is."""
    return names.get(account, account)


def light_line(routed: Routed, leg: Leg) -> str:
    """The leg's light where it runs; whose a late one is, as long as the whole is in time."""
    shown = light_of(routed.case, leg, routed.calendar, routed.today)
    if shown is LegLight.NONE:
        return ""
    text = light_text(shown)
    if shown is not LegLight.LATE:
        return text
    left = routed.standing.promised_left
    if left is not None and left >= 0:
        return with_aside(text, _("the case is in time; charged to the department"))
    return with_aside(text, _("charged to the department, not to the window"))


def who_line(routed: Routed, leg: Leg, departments: Mapping[str, Bilingual]) -> str:
    """Where the leg is, and who has it there."""
    parts = [_("at {department}").format(
        department=department_text(leg.step.department, departments))]  # fmt: skip
    if leg.desk and leg.desk != routed.place.home:
        parts.append(_("at its desk {desk}").format(desk=leg.desk))
    if leg.officer:
        name = person_text(leg.officer, routed.names)
        parts.append(_("taken up by {name}").format(name=name))
    elif leg.state == "open":
        parts.append(_("nobody took it up"))
    return phrased(parts)


def notes_line(routed: Routed, leg: Leg) -> str:
    """The last reminder of a leg, and the joint review that it is called to."""
    parts = []
    if leg.reminded:
        at = moment_text(leg.reminded[-1])
        parts.append(_("reminded {count}x, last {at}").format(count=len(leg.reminded), at=at))
    meeting = next_meeting(routed.case, leg.step.code)
    if meeting is not None:
        at = moment_text(meeting.meets)
        parts.append(_("joint review {at}, {place}").format(at=at, place=meeting.place))
    return phrased(parts)


def ahead_text(routed: Routed) -> str:
    """What running the legs side by side saves, and the joint reviews that are called."""
    parts = [saved_text(routed.layout.plan)] if routed.layout else []
    for each in meeting_moves.called(routed.case):
        parts.append(_("joint review {at}").format(at=moment_text(each.meets)))
    return " · ".join(parts)


def next_meeting(case: Case, step: str) -> Meeting | None:
    """The meeting that is called for a step."""
    found = (each for each in case.meetings if each.state == "called" and step in each.steps)
    return min(found, key=lambda each: each.meets, default=None)


def asked_line(routed: Routed, leg: Leg) -> str:
    """What the department waits for from the applicant, and whether they were told."""
    if not leg.asked:
        return ""
    names = {each.code: word(each.name) for each in routed.item.materials}
    papers = clauses(with_aside(names.get(each.material, each.material), each.reason)
                     for each in leg.asked)  # fmt: skip
    out = asking.round_out(routed.case)
    if out is not None and leg.step.code in asking.told_steps(routed.case):
        return _("asked of the applicant in {document}: {papers}").format(
            document=out.document, papers=papers
        )
    return _("to be asked of the applicant: {papers}").format(papers=papers)


def heard_lines(
    routed: Routed,
    leg: Leg,
    departments: Mapping[str, Bilingual],
    centre: Centre | None,
    step: str = "",
) -> Iterator[str]:
    """Every opinion that the leg was given: body, step if named, answer, person, time, ground."""
    for each in leg.heard:
        yield heard_line(routed, each, departments, centre, step)


def said_text(
    routed: Routed, leg: Leg, departments: Mapping[str, Bilingual], centre: Centre | None
) -> str:
    """Everything around a leg: reminders, what was asked, and each opinion, a line for each."""
    said = [notes_line(routed, leg), asked_line(routed, leg)]
    said += heard_lines(routed, leg, departments, centre)
    return "\n".join(each for each in said if each)


def heard_line(
    routed: Routed,
    said: Heard,
    departments: Mapping[str, Bilingual],
    centre: Centre | None,
    step: str = "",
) -> str:
    """One opinion in a line, with the name of its step where that does not stand beside it."""
    body = phrased(each for each in (department_text(said.body, departments), step) if each)
    answer = _("deemed agreed") if said.deemed else word(leg_labels[said.outcome])
    who = said.person or ("" if said.deemed else person_text(said.by, routed.names))
    meeting = next((each for each in routed.case.meetings if each.id == said.meeting), None)
    where = _("in the joint review {document}").format(document=meeting.document) if meeting else ""
    facts = [answer, who, moment_text(said.at), where]
    text = named(body, phrased(each for each in facts if each))
    return clauses(each for each in (text, ground_text(said.reason, said.ground, centre)) if each)


def ground_text(reason: str, ground: str, centre: Centre | None) -> str:
    """The reason of an opinion; a listed ground in the present language."""
    words = centre.opinion_ground(ground) if centre and ground else None
    if words is None or reason not in ("", words.zh):
        return reason
    return word(words)


def meeting_lines(routed: Routed, departments: Mapping[str, Bilingual]) -> Iterator[str]:
    """Each joint review: when, where, with whom, and what came of it."""
    case = routed.case
    for each in case.meetings:
        legs = [leg for leg in case.legs if leg.step.code in each.steps]
        bodies = listed(department_text(leg.step.department, departments) for leg in legs)
        said = named(phrased((moment_text(each.meets), each.place)), bodies)
        if each.state == "called":
            yield with_aside(said, _("called"))
        elif each.state == "cancelled":
            yield with_aside(said, _("cancelled"))
        else:
            there = listed(f"{one.person} ({department_text(one.body, departments)})"
                           for one in each.attendance)  # fmt: skip
            yield clauses((said, _("there: {people}").format(people=there), each.document,
                           each.minutes))  # fmt: skip


def append(text: Text, line: str) -> None:
    """Put a line behind the others."""
    text.append(("\n" if text else "") + line)
