"""A route drawn over its working days in text: what runs beside what, and what decides the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Literal

from rich.cells import cell_len, set_cell_size

from window_desk.domain.item import Bilingual
from window_desk.domain.route import Plan, Span
from window_desk.locale import _, word
from window_desk.locale.punctuation import named, phrased

Tone = Literal["plain", "dim", "strong", "critical", "beside", "slack"]
Line = tuple[tuple[str, Tone], ...]
"""A line in pieces, each with its tone."""

glyphs = {"critical": "#", "beside": "=", "slack": ".", "moment": "|"}
"""The signs of a bar, one cell wide in every terminal."""

_most_per_day = 8
_name_cells, _department_cells, _remark_cells = 22, 14, 12


def chart_lines(plan: Plan, departments: Mapping[str, Bilingual], width: int) -> tuple[Line, ...]:
    """The plan in lines of at most `width` cells; departments go by their Chinese names.

    A step without a part in the end's delay shows by how many days it may be late.
    """
    if not plan.spans:
        return (((_("This item has no route: nobody else looks at it."), "dim"),),)
    chart = _Chart(plan, departments, width)
    return (chart.axis(), *(chart.row(each) for each in plan.spans), *_sums(plan))


def _sums(plan: Plan) -> Iterator[Line]:
    names = {each.step.code: word(each.step.name) for each in plan.spans}
    path = " > ".join(names[code] for code in plan.critical_path)
    yield ((_legend(), "dim"),)
    yield (
        (
            phrased(
                (
                    _("in a row {days} working days").format(days=_number(plan.in_a_row)),
                    _("in parallel {days}").format(days=_number(plan.days)),
                    _("saved {days}").format(days=_number(plan.saved)),
                )
            ),
            "strong",
        ),
    )
    yield ((named(_("critical path"), path), "critical"),)


def _legend() -> str:
    return "  ".join(
        (
            f"{glyphs['critical']} {_('critical')}",
            f"{glyphs['beside']} {_('runs beside it')}",
            f"{glyphs['slack']} {_('may be late by')}",
            f"{glyphs['moment']} {_('takes no day')}",
        )
    )


class _Chart:
    """The columns of one chart: step, department, bar, remark."""

    def __init__(self, plan: Plan, departments: Mapping[str, Bilingual], width: int) -> None:
        self._plan = plan
        self._departments = departments
        names = [cell_len(_("step")), *(cell_len(word(each.step.name)) for each in plan.spans)]
        offices = [cell_len(_("department")), *(cell_len(self._office(x)) for x in plan.spans)]
        self._name = min(max(names), _name_cells)
        self._office_cells = min(max(offices), _department_cells)
        if width < 60:
            self._office_cells = 0
        taken = 2 + self._name + 1 + (self._office_cells + 1 if self._office_cells else 0)
        self._room = max(4, width - taken - 1 - _remark_cells)
        self._per = self._scale()

    def _scale(self) -> Decimal:
        """The cells of one working day, a whole number where a day has room for one."""
        days = self._plan.days
        if not days:
            return Decimal(1)
        per = Decimal(self._room) / days
        return min(per.to_integral_value(ROUND_FLOOR), Decimal(_most_per_day)) if per >= 1 else per

    def _office(self, span: Span) -> str:
        return word(self._departments.get(span.step.department, Bilingual(span.step.department)))

    def _at(self, day: Decimal, rounding: str) -> int:
        return int((day * self._per).to_integral_value(rounding))

    def _head(self, name: str, office: str) -> str:
        head = f"{fit(name, self._name)} "
        return head + (f"{fit(office, self._office_cells)} " if self._office_cells else "")

    def axis(self) -> Line:
        """The ends of the working days that have room for their number."""
        text, last = "", int(self._plan.days.to_integral_value(ROUND_CEILING))
        for day in range(1, last + 1):
            number = str(day)
            at = self._at(Decimal(day), ROUND_CEILING) - len(number)
            if at > len(text) or (at == len(text) == 0):
                text += " " * (at - len(text)) + number
        head = self._head(_("step"), _("department"))
        return (
            ("  " + head, "dim"),
            (fit(text, self._room), "dim"),
            (f" {_('working day')}", "dim"),
        )

    def row(self, span: Span) -> Line:
        """One step: its sign, names, bar, and the word for what the sign says."""
        is_critical = span.critical
        tone: Tone = "critical" if is_critical else "beside"
        start = self._at(span.start, ROUND_FLOOR)
        end = max(start + 1, self._at(span.end, ROUND_CEILING))
        glyph = glyphs["moment"] if not span.step.days else glyphs[tone]
        start, end = min(start, self._room - 1), min(end, self._room)
        until = min(self._at(span.end + span.slack, ROUND_CEILING), self._room)
        slack = max(0, until - end)
        remark = _("critical") if is_critical else _("+{days} d").format(days=_number(span.slack))
        return (
            ("* " if is_critical else "  ", tone),
            (self._head(word(span.step.name), self._office(span)), "plain"),
            (" " * start + glyph * (end - start), tone),
            (glyphs["slack"] * slack, "slack"),
            (" " * (self._room - end - slack) + f" {fit(remark, _remark_cells).rstrip()}", tone),
        )


def fit(text: str, width: int) -> str:
    """The text in exactly `width` cells, cut with `~` where it is wider."""
    text = "".join(each if each.isprintable() else " " for each in text)
    wide = cell_len(text)
    if wide > width:
        return set_cell_size(text, max(0, width - 1)) + "~"
    return text + " " * (width - wide)


def _number(days: Decimal) -> str:
    return f"{days.normalize():f}"
