"""How a case's joint handling looks on a page: the plan, opinions, requests and meetings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from window_desk.locale import _, word
from window_desk.locale.punctuation import listed, with_aside

if TYPE_CHECKING:
    from window_desk.cli.printing import Page
    from window_desk.services.intake import CaseView
    from window_desk.storage.change import Look

Rows = list[dict[str, object]]
Names = Mapping[str, str]
Table = tuple[list[str], list[list[object]]]
"""The heads of a table and its rows."""


def department_names(look: Look) -> Names:
    """The centre's departments with their words in the present language."""
    return {each.name.zh: word(each.name) for each in look.centre.departments}


def show(page: Page, view: CaseView, document: dict[str, object], names: Names) -> None:
    """What several departments do with a case; nothing of what there is not."""
    show_plan(page, view, document.get("plan"), names)
    _show_opinions(page, document, names)
    _show_requests(page, view, document, names)
    _show_meetings(page, view, document, names)


def show_plan(page: Page, view: CaseView, document: object, names: Names) -> None:
    """The route in parallel, and what it saves against one step after the other."""
    from window_desk.cli.printing import shown
    from window_desk.domain.case import join_labels
    from window_desk.domain.live_plan import progress_labels, silence_labels

    joint, plan = view.plan, view.plan.plan
    if len(plan.spans) < 2:
        return
    standing = document.get("standing") if isinstance(document, dict) else None
    stages = {each["step"]: each for each in standing["steps"]} if standing else {}
    page.title(_("Plan"))
    page.facts(
        [
            (_("Lead"), names.get(joint.lead, joint.lead)),
            (
                _("Supporting"),
                listed(names.get(each, each) for each in joint.supporting),
            ),
            (_("Joins"), join_labels[joint.joins]),
            (_("Silence"), silence_labels[joint.missing_opinion]),
            (
                _("Working days"),
                _("{days} side by side, {row} in a row: {saved} saved").format(
                    days=shown(plan.days), row=shown(plan.in_a_row), saved=shown(plan.saved)
                ),
            ),
            (_("Expected end"), standing["expected_end"] if standing else None),
        ]
    )
    heads = [_("Step"), _("What"), _("Department"), _("Days"), _("Slack"), ""]
    more = [_("Progress"), _("Planned end"), _("Expected end"), _("Behind")] if stages else []
    labels = {str(key): label for key, label in progress_labels.items()}
    page.table(
        [*heads, *more],
        [
            [
                each.step.code,
                each.step.name,
                names.get(each.step.department, each.step.department),
                f"{shown(each.start) or 0}-{shown(each.end)}",
                shown(each.slack),
                _("critical") if each.critical else "",
                *_against(stages.get(each.step.code), labels),
            ]
            for each in plan.spans
        ],
    )


def leg_light_words(light: object) -> str:
    """The light of a leg that runs, as its sign and its word."""
    from window_desk.domain.leg_light import LegLight

    if not isinstance(light, LegLight) or light is LegLight.NONE:
        return ""
    return f"{light.glyph} {word(light.words)}"


def _against(stage: dict[str, object] | None, labels: dict[str, tuple[str, str]]) -> list[object]:
    if stage is None:
        return []
    behind = stage["behind"] if stage["expected_end"] else ""
    return [
        labels[str(stage["progress"])], stage["planned_end"], stage["expected_end"],
        f"{behind:+d}" if isinstance(behind, int) and behind else behind,
    ]  # fmt: skip


def _rows(document: dict[str, object], key: str) -> Rows:
    found = document[key]
    assert isinstance(found, list)
    return found


def _show_opinions(page: Page, document: dict[str, object], names: Names) -> None:
    from window_desk.domain.case import leg_labels

    opinions = _rows(document, "opinions")
    if not opinions:
        return
    labels = {str(key): label for key, label in leg_labels.items()}
    page.title(_("Opinions"))
    page.table(
        [_("Department"), _("Step"), _("Answer"), _("When"), _("Who"), _("Reason")],
        [
            [
                names.get(str(each["body"]), each["body"]),
                each["name"],
                labels[str(each["outcome"])],
                each["at"],
                each["person"] or (_("by rule") if each["deemed"] else each["by"]),
                " ".join(
                    str(part) for part in (each["ground"] and f"[{each['ground']}]", each["reason"])
                    if part
                ),
            ]
            for each in opinions
        ],
    )  # fmt: skip


def _step_words(view: CaseView, code: str, names: Names) -> str:
    """A step with its department: steps of two departments may have one name."""
    leg = view.case.leg(code)
    if leg is None:
        return code
    return with_aside(word(leg.step.name), names.get(leg.step.department, leg.step.department))


def _show_requests(page: Page, view: CaseView, document: dict[str, object], names: Names) -> None:
    papers = {each.code: word(each.name) for each in view.item.materials}
    for each in _rows(document, "requests"):
        page.title(_("Asked of the applicant: {document}").format(document=each["document"]))
        page.facts(
            [
                (_("When"), each["at"]),
                (_("Came back"), each["returned_at"] or _("not yet")),
                (_("Why again"), each["reason"]),
            ]
        )
        asked = each["asked"]
        assert isinstance(asked, list)
        page.table(
            [_("Step"), _("Paper"), _("What is wanted")],
            [
                [
                    _step_words(view, one["step"], names),
                    papers.get(one["material"], one["material"]),
                    one["reason"],
                ]
                for one in asked
            ],
        )


def _show_meetings(page: Page, view: CaseView, document: dict[str, object], names: Names) -> None:
    from window_desk.documents.words import meeting_states

    for each in _rows(document, "meetings"):
        meets = each["meets"]
        assert isinstance(meets, datetime)
        steps, there = each["steps"], each["attendance"]
        assert isinstance(steps, tuple)
        assert isinstance(there, tuple)
        page.title(_("Joint review of {at:%Y-%m-%d %H:%M}").format(at=meets))
        page.facts(
            [
                (_("State"), meeting_states[str(each["state"])]),
                (_("Place"), each["place"]),
                (_("Steps"), listed(_step_words(view, one, names) for one in steps)),
                (_("Minutes"), each["document"]),
                (
                    _("There"),
                    listed(with_aside(one.person, names.get(one.body, one.body)) for one in there),
                ),
                (_("Said"), each["minutes"]),
            ]
        )
