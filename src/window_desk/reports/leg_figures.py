"""The figures of departments: legs that were late, charged to the department and to nobody else."""

from __future__ import annotations

from datetime import date

from window_desk.domain.item import Bilingual
from window_desk.reports import case_metrics as metrics
from window_desk.reports.figure import Figure, Group, everything
from window_desk.storage.change import Look
from window_desk.storage.measures_legs import DepartmentLegs, department_legs
from window_desk.storage.scope import Scope


def leg_figures(look: Look, scope: Scope, first: date, last: date) -> list[Figure]:
    """The late legs of the period in total, and of every department that had one to answer."""
    found = department_legs(look.connection, scope, first, last, look.today)
    names = {each.name.zh: each.name for each in look.centre.departments}
    total = Figure(metrics.late_legs, everything, sum(map(_late, found)), sum(map(_counted, found)))
    return [
        total,
        *(
            Figure(metrics.late_legs, _group(each.department, names), _late(each), _counted(each))
            for each in found
        ),
    ]


def _late(legs: DepartmentLegs) -> int:
    return legs.late + legs.over


def _counted(legs: DepartmentLegs) -> int:
    return legs.answered + legs.over


def _group(department: str, names: dict[str, Bilingual]) -> Group:
    return Group(key=department, label=names.get(department, Bilingual(department, department)))
