"""How open cases stand, in words: counts by light, what is listed, one case's two clocks."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from rich.text import Text

from window_desk.domain.calendar import WorkingCalendar
from window_desk.domain.case_clocks import Standing
from window_desk.domain.item import Bilingual
from window_desk.domain.leg_light import LegLight
from window_desk.domain.light import Light
from window_desk.locale import _, word
from window_desk.locale.punctuation import named
from window_desk.storage.rows import CaseLine
from window_desk.tui.cells import day_text, short_day
from window_desk.tui.open_cases import (
    Asked,
    Counted,
    holders_text,
    is_provisional,
    light_text,
    open_lights,
)
from window_desk.tui.theme import leg_styles, light_styles, style_of
from window_desk.tui.told import department_text

rare_lights = frozenset({Light.CLIFF, Light.BLUE})
"""The lights that take room in the line of counts only where a case has them."""


def counts_text(
    counted: Counted, chosen: Light | None, colours: Mapping[str, str], width: int
) -> Text:
    """How many open cases have each light; the one that is filtered by is underlined.

    A light goes with its count to the next line where it has no more room in `width` cells.
    """
    text = Text()
    room = width
    for each in open_lights:
        if each in rare_lights and not counted.lights.get(each):
            continue
        style = style_of(light_styles[each.value], colours)
        underline = " underline" if each is chosen else ""
        room = _append(text, f"{light_text(each)} {counted.lights.get(each, 0)}",
                       f"{style}{underline}", room, width)  # fmt: skip
    if counted.late:
        style = style_of(leg_styles["late"], colours)
        room = _append(text, f"{light_text(LegLight.LATE)} {counted.late}", style, room, width)
    _append(text, _("open {count}").format(count=counted.total), "", room, width)
    return text


def _append(text: Text, part: str, style: str, room: int, width: int) -> int:
    """Put a part behind the others, or on the next line; gives the room that is left there."""
    needed = cell_len(part)
    if needed > room:
        text.append("\n")
        room = width
    elif room < width:
        text.append("  ")
    text.append(part, style)
    return room - needed - 2


def alarms_text(counted: Counted) -> str:
    """What the desk warns of, a line for each; an empty text when all is well."""
    if counted.alarms is None:
        return ""
    from window_desk.services.alarms import sentences

    return "\n".join(f"! {each}" for each in sentences(counted.alarms))


def asked_text(asked: Asked, departments: Mapping[str, Bilingual]) -> str:
    """Which cases are listed."""
    said = [_("All departments, the first due first")]
    if asked.department:
        name = department_text(asked.department, departments)
        said = [_("{department}: to answer or to decide").format(department=name)]
    if asked.light is not None:
        said.append(_("only {light}").format(light=light_text(asked.light)))
    if asked.text:
        said.append(_("matching {text}").format(text=asked.text))
    return " · ".join(said)


def nothing_text(asked: Asked) -> str:
    """Why nothing is listed, and the key to press."""
    if asked.is_filter:
        return _("No open case matches. Esc shows all of them again.")
    if asked.department:
        return _("Nothing waits for your department. o shows the cases of all departments.")
    return _("No case is open. 2 takes an application in.")


def case_text(line: CaseLine) -> str:
    """Which case it is: number, item, applicant."""
    item = word(Bilingual(line.item_zh, line.item_en)) or line.item
    name = line.shown_name or _("erased")
    return "  ".join(each for each in (line.number, item, name) if each)


def left_text(days: int) -> str:
    """The working days that are left, or those that went by since."""
    if days < 0:
        return _("{days} over").format(days=-days)
    return _("{days} left").format(days=days) if days else _("due today")


def clocks_text(standing: Standing, calendar: WorkingCalendar) -> str:
    """A case's light and both of its clocks."""
    said = [light_text(standing.light)]
    for due, left, words, spoken in (
        (standing.promised, standing.promised_left, _("promised {day}, {left}"), day_text),
        (standing.statutory, standing.statutory_left, _("by law {day}, {left}"), short_day),
    ):
        if due is not None and left is not None:
            mark = f" {_('? provisional')}" if is_provisional(due, calendar) else ""
            said.append(words.format(day=spoken(due), left=left_text(left)) + mark)
    return "  ".join(said)


def detail_text(
    line: CaseLine,
    standing: Standing,
    calendar: WorkingCalendar,
    departments: Mapping[str, Bilingual],
    legs: tuple[LegLight, ...] = (),
    late: str = "",
) -> Text:
    """One case in three lines; `legs` are the lights of its legs, `late` whose is late."""
    text = Text()
    text.append(f"{case_text(line)}\n", "bold")
    text.append(f"{clocks_text(standing, calendar)}\n")
    if line.licence_until is not None:
        text.append(
            _("licence ends {day}: undecided by then, it counts as renewed").format(
                day=day_text(line.licence_until)
            )
            + "  "
        )
    for each in legs:
        said = light_text(each)
        if each is LegLight.LATE and late:
            said = named(said, department_text(late, departments))
        text.append(f"{said}  ", "bold")
    text.append(_("held by {names}").format(names=holders_text(line, departments)))
    return text
