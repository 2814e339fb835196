"""What a recorded act of a case means, in words of the present language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from window_desk.domain import ops
from window_desk.domain.errors import Label
from window_desk.domain.item import Bilingual, Limit, ServiceItem, Step
from window_desk.locale import _, word
from window_desk.locale.punctuation import listed, with_aside
from window_desk.tui.told_clocks import tell_clock
from window_desk.tui.told_custody import tell_custody
from window_desk.tui.told_intake import tell_intake
from window_desk.tui.told_joint import Names, tell_answer, tell_joint

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
    if limit.unit == "working_days":
        return working_days(limit.value)
    if limit.value == 1:
        return _("1 calendar day")
    return _("{value} calendar days").format(value=f"{limit.value.normalize():f}")


def working_days(days: Decimal | int) -> str:
    """So many working days, without needless zeros."""
    if days == 1:
        return _("1 working day")
    return _("{value} working days").format(value=f"{Decimal(days).normalize():f}")


class Teller:
    """Words for the acts of one case; `item` gives papers, situations and steps their names.

    `people` are the names of accounts, `grounds` the centre's listed reasons of opinions.
    """

    def __init__(
        self,
        item: ServiceItem | None,
        steps: Iterable[Step] = (),
        departments: Mapping[str, Bilingual] | None = None,
        people: Mapping[str, str] | None = None,
        grounds: Mapping[str, Bilingual] | None = None,
    ) -> None:
        self.item = item
        self.departments = departments or {}
        self.steps = {each.code: each for each in (*(item.steps if item else ()), *steps)}
        self.names = Names(
            people=people or {},
            paper=self._paper,
            step=self._step,
            body=lambda name: department_text(name, self.departments),
            grounds=grounds or {},
        )

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
        return tell_intake(op, self._paper) or self._handled(op)

    def _handled(self, op: ops.Op) -> str:
        match op:
            case ops.CaseDispatched():
                steps = listed(self._step(code) for code in op.steps)
                return _("Sent to the departments: {steps}").format(steps=steps)
            case ops.CaseLegAnswered():
                return tell_answer(op, self.names)
            case ops.CaseDecided():
                said = _("Granted") if op.outcome == "granted" else _("Refused")
                return with_aside(said, op.reason)
            case ops.CaseServed():
                return _("Result handed out, {manner}").format(manner=word(_manners[op.manner]))
            case ops.CaseWithdrawn():
                return with_aside(_("Taken back by the applicant"), op.reason)
            case ops.PersonShown():
                return _("Looked at the applicant unmasked")
        found = tell_clock(op) or tell_joint(op, self.names) or tell_custody(op)
        return found or op.kind

    def _opened(self, op: ops.CaseOpened) -> str:
        window = _("window {window}").format(window=op.window) if op.window else ""
        agent = _("through an agent") if op.agent else ""
        more = listed(each for each in (window, agent) if each)
        return _("Opened the case ({more})").format(more=more) if more else _("Opened the case")

    def _answers(self, op: ops.CaseAnswered) -> str:
        situations = {each.code: each for each in self.item.situations} if self.item else {}
        said = []
        for code, chosen in op.answers.items():
            situation = situations.get(code)
            options = {each.code: each.name for each in situation.options} if situation else {}
            said.append(word(options[chosen]) if chosen in options else f"{code} = {chosen}")
        return listed(said)

    def _papers(self, op: ops.CasePapersChecked) -> str:
        return listed(
            with_aside(self._paper_state(each.material, each.state), each.reason)
            for each in op.checks
        )

    def _defects(self, op: ops.CaseCorrectionNotified) -> str:
        return listed(
            with_aside(
                self._paper_state(each.material, each.state),
                listed(part for part in (each.reason, each.late_reason) if part),
            )
            for each in op.defects
        )

    def _accepted(self, op: ops.CaseAccepted) -> str:
        said = _("Accepted to be settled on the spot")
        if not op.instant:
            said = _("Accepted, promised in {limit}").format(limit=limit_text(op.promised))
        if op.promises:
            papers = listed(self._paper(each) for each in op.promises)
            said = _("{accepted}; to follow by {day}: {papers}").format(
                accepted=said, day=op.supply_by or "", papers=papers
            )
        return said

    def _turned_away(self, op: ops.CaseTurnedAway) -> str:
        if op.form == "not_required":
            return with_aside(_("Not accepted: no permit is needed"), op.reason)
        said = _("Not accepted: {body} is competent").format(body=op.body or _("another body"))
        return with_aside(said, op.reason)

    def _paper(self, code: str) -> str:
        materials = {each.code: each.name for each in self.item.materials} if self.item else {}
        return word(materials[code]) if code in materials else code

    def _paper_state(self, code: str, state: str) -> str:
        return f"{self._paper(code)} {word(paper_labels[state])}"

    def _step(self, code: str) -> str:
        step = self.steps.get(code)
        if step is None:
            return code
        return with_aside(word(step.name), department_text(step.department, self.departments))


def department_text(name: str, departments: Mapping[str, Bilingual]) -> str:
    """A department, which items name in Chinese, in the present language."""
    return word(departments[name]) if name in departments else name
