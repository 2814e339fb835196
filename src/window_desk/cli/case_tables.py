"""The papers of a case and its departments' legs, as tables for people."""

from __future__ import annotations

from collections.abc import Mapping

from window_desk.cli.clock_document import Document, due_words, left_words
from window_desk.cli.joint_page import leg_light_words
from window_desk.domain.case import Case, Leg, leg_labels
from window_desk.domain.item import Bilingual
from window_desk.locale import _, word
from window_desk.locale.punctuation import with_aside
from window_desk.services.intake import CaseView
from window_desk.storage.change import Look

Rows = tuple[list[str], list[list[object]]]
"""The heads of a table and its rows."""


def paper_rows(view: CaseView) -> Rows:
    """The checklist as a table."""
    heads = [_("Code"), _("Paper"), _("Originals"), _("Copies"), _("State"), _("Reason")]
    return heads, [
        [
            each.material.code,
            each.material.name,
            each.material.originals,
            each.material.copies,
            paper_labels[each.check.state] if each.check else _("not looked at"),
            each.check.reason if each.check else "",
        ]
        for each in view.needs
    ]


paper_labels = {
    "received": ("已收", "received"),
    "missing": ("缺", "missing"),
    "defective": ("不合要求", "not in order"),
    "promised": ("承诺后补", "follows later"),
    "on_file": ("已有存档", "on file"),
    "shared": ("部门共享", "read from another office"),
}
"""Each state of a paper in Chinese and English."""


def _where(leg: Leg, names: Mapping[str, Bilingual]) -> str:
    """The department, and the desk of its own where the leg was sent."""
    name = names.get(leg.step.department)
    body = word(name) if name else leg.step.department
    return with_aside(body, leg.desk)


def leg_rows(case: Case, legs: list[Document], look: Look) -> Rows:
    """The departments' legs as a table."""
    names = {each.name.zh: each.name for each in look.centre.departments}
    heads = [
        _("Step"), _("What"), _("Department"), _("State"), _("Light"), _("Due"), _("Left"),
        _("Officer"), _("Reason"),
    ]  # fmt: skip
    return heads, [
        [
            leg.step.code,
            leg.step.name,
            _where(leg, names),
            leg_labels[leg.state],
            leg_light_words(document["light"]),
            due_words(document),
            left_words(document["left_working_days"]),
            leg.officer,
            leg.reason,
        ]
        for leg, document in zip(case.legs, legs, strict=True)
    ]
