"""What must be true of a centre's settings beyond the form of their fields."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TypeVar

import msgspec

from window_desk.catalogue.check import meant
from window_desk.catalogue.convert import Parts
from window_desk.catalogue.lines import Path
from window_desk.catalogue.source import Complain, shown
from window_desk.domain import case_terms
from window_desk.domain.centre import Centre
from window_desk.domain.item import Bilingual
from window_desk.domain.streams import is_desk

Part = TypeVar("Part")

longest_prefix = 3

_lists = (
    "departments",
    "queues",
    "windows",
    "priorities",
    "pause_reasons",
    "hold_reasons",
    "opinion_grounds",
)
"""The lists whose elements have a code."""


def check_centre(parts: Parts, path: Path, complain: Complain) -> None:
    """Complain of every rule that the usable parts of the settings break."""
    centre = Centre(**{**_empty, **parts.values})
    draft = _Draft(centre, parts, path, complain)
    for field in _lists:
        draft.check_unique(field, getattr(centre, field), "code", lambda each: each.code)
    draft.check_unique("staff", centre.staff, "account", lambda each: each.account)
    draft.check_unique("queues", centre.queues, "prefix", lambda each: each.prefix)
    draft.check_unique("departments", centre.departments, "name", lambda each: each.name.zh)
    if "code" not in parts.wrong and not centre.code:
        complain((*path, "code"), "The code of the centre is empty; write it.")
    _check_desks(draft)
    _check_queues(draft)
    _check_windows(draft)
    _check_staff(draft)
    _check_counts(draft)
    _check_policies(draft)


_empty = {
    "code": "-",
    "name": Bilingual(zh=""),
    "departments": (),
    "queues": (),
    "windows": (),
    "priorities": (),
}


class _Draft:
    """The settings as far as they could be converted, and where their parts stand."""

    def __init__(self, centre: Centre, parts: Parts, path: Path, complain: Complain) -> None:
        self.centre = centre
        self.parts = parts
        self.path = path
        self.complain = complain

    def located(self, field: str, elements: Collection[Part]) -> list[tuple[Path, Part]]:
        positions = self.parts.positions.get(field, ())
        return [
            ((*self.path, field, position), element)
            for position, element in zip(positions, elements, strict=True)
        ]

    def check_unique(
        self, field: str, elements: Collection[Part], key: str, read: Callable[[Part], str]
    ) -> None:
        seen: set[str] = set()
        for path, element in self.located(field, elements):
            value = read(element)
            if not value:
                self.complain((*path, key), f'"{key}" is empty; write one.')
            elif value in seen:
                self.complain(
                    (*path, key), f"{shown(value)} stands twice in this list; change one of them."
                )
            seen.add(value)

    def check_name(
        self, path: Path, kind: str, name: str, field: str, names: Iterable[str]
    ) -> None:
        """Complain of a name that is in no list; stay silent when that list has errors."""
        there = list(names)
        if field not in self.parts.wrong and name not in there:
            way_out = meant(name, there, f"add the {kind} or take the name out.")
            self.complain(path, f"There is no {kind} {shown(name)} in this centre; {way_out}")


def _department_names(draft: _Draft) -> list[str]:
    return [each.name.zh for each in draft.centre.departments]


def _check_desks(draft: _Draft) -> None:
    for path, department in draft.located("departments", draft.centre.departments):
        if department.desk and not is_desk(department.desk):
            draft.complain(
                (*path, "desk"),
                f"{shown(department.desk)} is not the name of a desk; write one such as h1/fire,"
                " or take it out where the department has none of its own.",
            )


def _check_queues(draft: _Draft) -> None:
    served = {code for window in draft.centre.windows for code in window.queues}
    for path, queue in draft.located("queues", draft.centre.queues):
        if len(queue.prefix) > longest_prefix or not queue.prefix.isalnum():
            draft.complain(
                (*path, "prefix"),
                f"{shown(queue.prefix)} is no prefix; write 1 to {longest_prefix} letters, digits.",
            )
        if queue.service_minutes < 1:
            draft.complain((*path, "service_minutes"), "A service takes time; write 1 or more.")
        if queue.code not in served and "windows" not in draft.parts.wrong:
            draft.complain(
                path, f"No window serves the queue {shown(queue.code)}; add it to a window."
            )
        for position, name in enumerate(queue.departments):
            place = (*path, "departments", position)
            draft.check_name(place, "department", name, "departments", _department_names(draft))


def _check_windows(draft: _Draft) -> None:
    codes = [each.code for each in draft.centre.queues]
    for path, window in draft.located("windows", draft.centre.windows):
        if not window.queues:
            draft.complain(path, f"Window {shown(window.code)} serves no queue; give it one.")
        for position, code in enumerate(window.queues):
            draft.check_name((*path, "queues", position), "queue", code, "queues", codes)


def _check_staff(draft: _Draft) -> None:
    windows = [each.code for each in draft.centre.windows]
    for path, member in draft.located("staff", draft.centre.staff):
        if member.window:
            draft.check_name((*path, "window"), "window", member.window, "windows", windows)
        if member.department:
            place = (*path, "department")
            names = _department_names(draft)
            draft.check_name(place, "department", member.department, "departments", names)
        elif member.role == "reviewer":
            draft.complain(path, f"The reviewer {shown(member.account)} has no department; add it.")
        if member.powers and not member.authority:
            draft.complain(
                (*path, "authority"),
                f"{shown(member.account)} has a power without a paper; write which one gives it.",
            )


def _check_counts(draft: _Draft) -> None:
    for field in ("queues", "windows", "priorities"):
        if field not in draft.parts.wrong and not getattr(draft.centre, field):
            draft.complain((*draft.path, field), f"A centre needs {field}; add at least one.")
    for path, each in draft.located("priorities", draft.centre.priorities):
        if each.head_start_minutes < 0:
            draft.complain((*path, "head_start_minutes"), "A head start is 0 minutes or more.")
    for name, value in msgspec.structs.asdict(draft.centre.rules).items():
        if value < 0:
            place = (*draft.path, "rules", name)
            draft.complain(place, f'"{name}" is negative; write 0 or more.')


_policy_ranges = {
    "yellow_working_days": (0, 20, "working days"),
    "warn_from_day": (1, case_terms.answer_days, "working days after receipt"),
    "correction_working_days": (1, 250, "working days"),
}
"""The lowest and the highest value of each policy that is a number, and its unit."""


def _check_policies(draft: _Draft) -> None:
    for name, (lowest, highest, unit) in _policy_ranges.items():
        value = getattr(draft.centre.policies, name)
        if not lowest <= value <= highest:
            draft.complain(
                (*draft.path, "policies", name),
                f'"{name}" cannot be {value}; write {lowest} to {highest} {unit}.',
            )
