"""How an intake ends: accepted, settled, corrected once, turned away or withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import ModuleType
from typing import TYPE_CHECKING, Literal

from window_desk.domain import checklist
from window_desk.domain.acceptance import Ask
from window_desk.domain.case import Case
from window_desk.domain.ops import Defect
from window_desk.locale import _, word
from window_desk.locale.punctuation import listed, named
from window_desk.tui.alternative import ask_alternative
from window_desk.tui.cells import day_text
from window_desk.tui.leg_words import moment_text
from window_desk.tui.paper_acts import PaperActs
from window_desk.tui.told import paper_labels
from window_desk.tui.widgets.choice import ChoiceScreen
from window_desk.tui.widgets.page import PageScreen

if TYPE_CHECKING:
    from window_desk.services.intake import CaseView


class CaseActs(PaperActs):
    """The acts that end the intake of the case that is shown."""

    def _end(self, verb: Callable[[ModuleType, str], Case], said: str) -> None:
        """Do one of the acts that end the intake; it is said once it is durable."""
        view, desk = self.view, self.desk
        assert view is not None

        def work() -> CaseView:
            from window_desk.services import cases, intake

            return intake.view_case(desk, verb(cases, view.case.id).id)

        def after(done: CaseView) -> None:
            self.desk_app.chosen_case = done.case.id
            self.show_view(done)
            self.notice.done(said.format(**_facts(done)))

        self.act(work, after)

    def action_accept(self) -> None:
        """Accept; with papers to follow the day is asked for."""
        if self.refuse("accept") or self.view is None:
            return
        if self.view.verdict.outcome != "conditional":
            self._accept(None)
            return
        promised = self.view.promised
        usual = promised.due.date.isoformat() if promised else ""

        def dated(text: str | None) -> None:
            if text is None:
                return
            try:
                self._accept(date.fromisoformat(text.strip()))
            except ValueError:
                self.notice.refused(_("This is not a date: write it like 2026-12-03."))

        title = _("Accept conditionally: until when do the papers come?")
        self.app.push_screen(ChoiceScreen(title, (), free=_("date"), text=usual), dated)

    def _accept(self, supply_by: date | None) -> None:
        desk, actor = self.desk, self.actor
        self._end(
            lambda cases, case: cases.accept(desk, actor, case, supply_by=supply_by),
            _("Accepted: {number}. Promised {promised}{law}. Documents: {documents}.{follow}"),
        )

    def action_settle(self) -> None:
        """Accept, grant and hand out on the spot."""
        desk, actor = self.desk, self.actor
        if not self.refuse("settle"):
            self._end(
                lambda cases, case: cases.settle(desk, actor, case),
                _("Settled on the spot: {number}. Documents: {documents}."),
            )

    def action_correct(self) -> None:
        """Tell once and completely what to correct: the list first, Enter confirms."""
        view = self.view
        if self.refuse("correct") or view is None:
            return
        defects = checklist.defects(view.verdict)
        self._ask_late(list(view.verdict.way("correct").asks), {}, defects)

    def _ask_late(
        self, late: list[Ask], reasons: dict[str, str], defects: tuple[Defect, ...]
    ) -> None:
        """Ask why each paper was not named earlier, or is asked for again; then show the notice."""
        if not late:
            self._confirm_notice(reasons, defects)
            return
        first, *others = late

        def told(reason: str | None) -> None:
            if reason is not None:
                self._ask_late(others, reasons | {first.material: reason}, defects)

        title = (
            _("{name} is on file from {source}: why does that one not serve?")
            if first.why == "on_file"
            else _("Why was {name} not named in the first notice?")
        ).format(name=self._paper_name(first.material), source=first.source)
        self.app.push_screen(ChoiceScreen(title, (), free=_("written reason")), told)

    def _confirm_notice(self, reasons: dict[str, str], defects: tuple[Defect, ...]) -> None:
        desk, actor = self.desk, self.actor
        lines = [
            named(f"{at}. {self._paper_name(each.material)}", _defect_text(each))
            for at, each in enumerate(defects, 1)
        ]
        rounds = self.view.case.rounds if self.view else ()
        if rounds:
            before = _("Notice {document} went out before, on {at}.")
            at = moment_text(rounds[-1].at)
            lines.insert(0, before.format(document=rounds[-1].document, at=at))
        article = self.desk_app.cite("xkf.32.1.4")

        def answered(confirmed: bool | None) -> None:
            if confirmed:
                self._end(
                    lambda cases, case: cases.correct(desk, actor, case, reasons),
                    _("Corrections asked for once: notice {document}."),
                )

        title = _("Correction notice, told once and completely: {count} {article}").format(
            count=len(defects), article=article
        )
        self.app.push_screen(PageScreen(title, lines, _("Enter issues it")), answered)

    def _paper_name(self, code: str) -> str:
        items = self.view.item.materials if self.view else ()
        return next((word(each.name) for each in items if each.code == code), code)

    def action_turn_away(self) -> None:
        """Refuse to accept: no permit is needed, or another body is competent."""
        view = self.view
        if self.refuse("turn_away") or view is None:
            return
        outcome = view.verdict.outcome
        if outcome in ("not_required", "not_ours"):
            self._ask_reason("not_ours" if outcome == "not_ours" else "not_required", view)
            return
        forms = (
            ("not_required", _("no permit is needed")),
            ("not_ours", _("another body is competent")),
        )

        def chosen(form: str | None) -> None:
            if form is not None:
                self._ask_reason("not_ours" if form == "not_ours" else "not_required", view)

        title = _("Turn away why? Missing papers are no ground.")
        self.app.push_screen(ChoiceScreen(title, forms), chosen)

    def _ask_reason(self, form: Literal["not_required", "not_ours"], view: CaseView) -> None:
        grounds = {each.code for each in view.verdict.grounds if each.what == "situation"}
        reasons = [
            (text, text)
            for each in view.item.situations
            if each.code in grounds
            for text in [
                f"{word(each.question)} {word(checklist.chosen(each, view.case.answers).name)}"
            ]
        ]
        usual = (
            _("The matter is not within this body's power.")
            if form == "not_ours"
            else _("The matter needs no permit.")
        )

        def told(reason: str | None) -> None:
            if reason is not None and form == "not_ours":
                self._ask_body(reason, view)
            elif reason is not None:
                self._ask_instead(form, reason, "")

        rows = [*reasons, (usual, usual)]
        self.app.push_screen(ChoiceScreen(_("The reason"), rows, free=_("own words")), told)

    def _ask_body(self, reason: str, view: CaseView) -> None:
        def named(body: str | None) -> None:
            if body is not None:
                self._ask_instead("not_ours", reason, body)

        title = _("Which body is competent? The applicant is told where to go.")
        known = view.verdict.body
        self.app.push_screen(ChoiceScreen(title, (), free=_("body"), text=known), named)

    def _ask_instead(
        self, form: Literal["not_required", "not_ours"], reason: str, body: str
    ) -> None:
        desk, actor = self.desk, self.actor

        def told(instead: str) -> None:
            self._end(
                lambda cases, case: cases.turn_away(
                    desk, actor, case, reason, alternative=instead, body=body, form=form
                ),
                _("Not accepted: document {document}, with the reason and the way to appeal."),
            )

        ask_alternative(self.app, form, told, body)

    def action_withdraw(self) -> None:
        """The applicant takes the application back."""
        desk, actor = self.desk, self.actor
        if self.refuse("withdraw"):
            return

        def told(reason: str | None) -> None:
            if reason is not None:
                self._end(
                    lambda cases, case: cases.withdraw(desk, actor, case, reason),
                    _("Withdrawn by the applicant."),
                )

        rows = (("", _("no reason given")),)
        title = _("The applicant takes it back: why?")
        self.app.push_screen(ChoiceScreen(title, rows, free=_("own words")), told)


def _defect_text(defect: Defect) -> str:
    if defect.reason.startswith("copies:"):
        return _("copies short: {count}").format(count=defect.reason.partition(":")[2])
    return defect.reason or word(paper_labels[defect.state])


def _facts(view: CaseView) -> dict[str, str]:
    """What the words of a finished act may name."""
    case = view.case
    statutory, in_correction = view.statutory, case.state == "correction"
    return {
        "number": case.number,
        "document": case.rounds[-1].document if in_correction else (case.documents or ("",))[-1],
        "documents": listed(case.documents),
        "promised": day_text(view.promised.due.date) if view.promised else "",
        "law": (_(", by law {day}").format(day=day_text(statutory.due.date)) if statutory else ""),
        "follow": (
            " " + _("Papers to follow by {day}.").format(day=day_text(case.supply_by))
            if case.supply_by
            else ""
        ),
    }
