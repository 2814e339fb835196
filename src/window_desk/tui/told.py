"""What a recorded act of a case means, in words of the present language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from window_desk.domain import ops
from window_desk.domain.case import leg_labels
from window_desk.domain.errors import Label
from window_desk.domain.item import Bilingual, Limit, ServiceItem, Step
from window_desk.locale import _, current, word
from window_desk.tui.told_clocks import tell_clock

paper_labels: dict[str, Label] = {
    "received": ("已收", "received"),
    "missing": ("缺", "missing"),
    "defective": ("不合要求", "not in order"),
    "promised": ("承诺后补", "follows later"),
    "on_file": ("已有存档", "on file"),
    "shared": ("部门共享", "read from another office"),
}
"""Each state of a paper."""

_manners: dict[str, Label] = {
    "in_person": ("当面", "in person"),
    "post": ("邮寄", "by post"),
    "electronic": ("电子", "electronically"),
}


def limit_text(limit: Limit) -> str:
    """A limit with its unit: `8 working days`."""
    value = f"{limit.value.normalize():f}"
    if limit.unit == "working_days":
        return _("{value} working days").format(value=value)
    return _("{value} calendar days").format(value=value)


class Teller:
    """Words for the acts of one case; `item` gives papers, situations and steps their names."""

    def __init__(
        self,
        item: ServiceItem | None,
        steps: Iterable[Step] = (),
        departments: Mapping[str, Bilingual] | None = None,
    ) -> None:
        self.item = item
        self.departments = departments or {}
        self.steps = {each.code: each for each in (*(item.steps if item else ()), *steps)}

    def tell(self, op: ops.Op) -> str:
        """The act in one sentence."""
        match op:
            case ops.CaseOpened():
                return self._opened(op)
            case ops.CaseAnswered():
                return _("Answered: {answers}").format(answers=self._answers(op))
            case ops.CasePapersChecked():
                return _("Papers: {papers}").format(papers=self._papers(op))
            case ops.CaseAccepted():
                return self._accepted(op)
            case ops.CaseCorrectionNotified():
                return _("Asked for corrections: {defects}").format(defects=self._defects(op))
            case ops.CaseTurnedAway():
                return self._turned_away(op)
        return self._handled(op)

    def _handled(self, op: ops.Op) -> str:
        match op:
            case ops.CaseDispatched():
                steps = _listed(self._step(code) for code in op.steps)
                return _("Sent to the departments: {steps}").format(steps=steps)
            case ops.CaseLegAnswered():
                answer = word(leg_labels[op.outcome])
                return _because(f"{self._step(op.step)}: {answer}", op.reason)
            case ops.CaseDecided():
                said = _("Granted") if op.outcome == "granted" else _("Refused")
                return _because(said, op.reason)
            case ops.CaseServed():
                return _("Result handed out, {manner}").format(manner=word(_manners[op.manner]))
            case ops.CaseWithdrawn():
                return _because(_("Taken back by the applicant"), op.reason)
            case ops.PersonShown():
                return _("Looked at the applicant unmasked")
        return tell_clock(op) or op.kind

    def _opened(self, op: ops.CaseOpened) -> str:
        window = _("window {window}").format(window=op.window) if op.window else ""
        agent = _("through an agent") if op.agent else ""
        more = _listed(each for each in (window, agent) if each)
        return _("Opened the case ({more})").format(more=more) if more else _("Opened the case")

    def _answers(self, op: ops.CaseAnswered) -> str:
        situations = {each.code: each for each in self.item.situations} if self.item else {}
        said = []
        for code, chosen in op.answers.items():
            situation = situations.get(code)
            options = {each.code: each.name for each in situation.options} if situation else {}
            said.append(word(options[chosen]) if chosen in options else f"{code} = {chosen}")
        return _listed(said)

    def _papers(self, op: ops.CasePapersChecked) -> str:
        return _listed(
            _because(f"{self._paper(each.material)} {word(paper_labels[each.state])}", each.reason)
            for each in op.checks
        )

    def _defects(self, op: ops.CaseCorrectionNotified) -> str:
        return _listed(
            _because(
                f"{self._paper(each.material)} {word(paper_labels[each.state])}",
                _listed(part for part in (each.reason, each.late_reason) if part),
            )
            for each in op.defects
        )

    def _accepted(self, op: ops.CaseAccepted) -> str:
        said = _("Accepted to be settled on the spot")
        if not op.instant:
            said = _("Accepted, promised in {limit}").format(limit=limit_text(op.promised))
        if op.promises:
            papers = _listed(self._paper(each) for each in op.promises)
            said = _("{accepted}; to follow by {day}: {papers}").format(
                accepted=said, day=op.supply_by or "", papers=papers
            )
        return said

    def _turned_away(self, op: ops.CaseTurnedAway) -> str:
        if op.form == "not_required":
            return _because(_("Not accepted: no permit is needed"), op.reason)
        said = _("Not accepted: {body} is competent").format(body=op.body or _("another body"))
        return _because(said, op.reason)

    def _paper(self, code: str) -> str:
        materials = {each.code: each.name for each in self.item.materials} if self.item else {}
        return word(materials[code]) if code in materials else code

    def _step(self, code: str) -> str:
        step = self.steps.get(code)
        if step is None:
            return code
        return _because(word(step.name), department_text(step.department, self.departments))


def _listed(parts: Iterable[str]) -> str:
    return ("、" if current() == "zh" else ", ").join(parts)


def _because(said: str, reason: str) -> str:
    if not reason:
        return said
    return f"{said}（{reason}）" if current() == "zh" else f"{said} ({reason})"


def department_text(name: str, departments: Mapping[str, Bilingual]) -> str:
    """A department, which items name in Chinese, in the present language."""
    return word(departments[name]) if name in departments else name
