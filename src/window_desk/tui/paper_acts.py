"""The papers and situations of a case at the intake: one key for each state of a paper."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING

from window_desk.domain import checklist
from window_desk.domain.case import Act, allowed_from, state_labels
from window_desk.domain.checklist import Need
from window_desk.domain.ops import PaperCheck, PaperState
from window_desk.locale import _, word
from window_desk.tui.base import DeskScreen
from window_desk.tui.intake_reading import Shown
from window_desk.tui.why_not import why_not
from window_desk.tui.widgets.checklist import Checklist
from window_desk.tui.widgets.choice import ChoiceScreen

if TYPE_CHECKING:
    from window_desk.services.intake import CaseView

paper_actions = (
    "received",
    "missing",
    "defective",
    "promised",
    "on_file",
    "copies",
    "all_received",
)
_acts: dict[str, Act] = {
    **dict.fromkeys(paper_actions, "check"),
    "turn": "answer",
    "accept": "accept",
    "settle": "accept",
    "correct": "correct",
    "turn_away": "refuse",
    "withdraw": "withdraw",
    "correct_on_spot": "correct_on_spot",
    "return_corrections": "return_corrections",
    "commit": "commit",
    "licence": "note_licence",
    "receipt": "give_receipt",
}
"""What each action does to a case."""


def verb_of(action: str) -> str:
    """The action without its arguments."""
    return action.partition("(")[0]


class PaperActs(DeskScreen):
    """A screen with the checklist of an open case; the subclass shows it."""

    shown: Shown | None = None

    @abstractmethod
    def show_view(self, view: CaseView) -> None:
        """Show what an act left behind."""

    @property
    def view(self) -> CaseView | None:
        """The case as it was last read."""
        return self.shown.view if self.shown else None

    @property
    def papers(self) -> Checklist:
        """The checklist on the screen."""
        return self.query_one(Checklist)

    def why_not_case(self, action: str) -> str:
        """Why an act on the case is not possible now."""
        verb, view = verb_of(action), self.view
        if view is None:
            return _("No case is open yet: Enter goes back to the fields; on the last it opens.")
        act = _acts.get(verb)
        if verb == "return_corrections" and view.case.state == "intake":
            return _("No corrections were asked for yet: c tells them.")
        if act is not None and view.case.state not in allowed_from[act]:
            return _("The case is over here: {state}. f finishes, N takes in another item.").format(
                state=word(state_labels[view.case.state])
            )
        if verb in paper_actions:
            return self._why_not_paper(verb, view)
        if verb == "turn" and self.papers.situation is None:
            return _("No situation is chosen: the arrow keys go up to one.")
        if verb == "correct_on_spot":
            return self._why_not_on_spot(view)
        return why_not(verb, view)

    def _why_not_on_spot(self, view: CaseView) -> str:
        need, way = self.papers.need, view.verdict.way("correct_on_spot")
        if way.allowed and (need is None or need.material.code not in way.codes):
            return _("Choose the paper that is not in order: the arrow keys go to it.")
        return why_not("correct_on_spot", view)

    def _why_not_paper(self, verb: str, view: CaseView) -> str:
        if verb == "all_received":
            return "" if _open_papers(view) else _("Every paper was looked at already.")
        need = self.papers.need
        if need is None:
            return _("No paper is chosen: the arrow keys go down to one.")
        name = word(need.material.name)
        if verb == "on_file" and self.shown and need.material.code not in self.shown.on_file:
            return _("{name} is not on file for this applicant: r marks it received.").format(
                name=name
            )
        counted = need.check is not None and need.check.state == "received"
        if verb == "copies" and not counted:
            return _("Copies are counted of a paper that was received: r first.")
        return ""

    def _on_case(self, verb: Callable[[ModuleType, str], CaseView]) -> None:
        """Do one of the intake's verbs in the thread of acts, and show what it left."""
        view = self.view
        assert view is not None

        def work() -> CaseView:
            from window_desk.services import intake

            return verb(intake, view.case.id)

        self.act(work, self.show_view)

    def _check(self, *checks: PaperCheck) -> None:
        desk, actor = self.desk, self.actor
        self._on_case(lambda intake, case: intake.check_papers(desk, actor, case, checks))

    def _mark(self, state: PaperState, reason: str = "", source: str = "") -> None:
        need = self.papers.need
        if need is not None:
            self._check(PaperCheck(need.material.code, state, reason=reason, source=source))
            self.papers.advance()

    def action_received(self) -> None:
        """The paper lies on the desk, complete."""
        if not self.refuse("received"):
            self._mark("received")

    def action_missing(self) -> None:
        """The paper is not there."""
        if not self.refuse("missing"):
            self._mark("missing")

    def action_promised(self) -> None:
        """The paper follows later; the item has to allow it."""
        if not self.refuse("promised"):
            self._mark("promised")

    def action_on_file(self) -> None:
        """The paper came with an earlier case."""
        need = self.papers.need
        if not self.refuse("on_file") and need and self.shown:
            self._mark("on_file", source=self.shown.on_file[need.material.code].case)

    def action_defective(self) -> None:
        """The paper is not in order: a usual reason, or own words."""
        need = self.papers.need
        if self.refuse("defective") or need is None:
            return

        def chosen(reason: str | None) -> None:
            if reason is not None:
                self._mark("defective", reason)

        reasons = [(word(each), word(each)) for each in need.material.defects]
        title = _("What is wrong with {name}?").format(name=word(need.material.name))
        self.app.push_screen(ChoiceScreen(title, reasons, free=_("own words")), chosen)

    def action_copies(self, by: int) -> None:
        """Count the copies that were received."""
        need = self.papers.need
        if self.refuse("copies") or need is None or need.check is None:
            return
        counted = need.material.copies if need.check.copies is None else need.check.copies
        if counted + by >= 0:
            code = need.material.code
            self._check(PaperCheck(code, "received", need.check.reason, counted + by))

    def action_all_received(self) -> None:
        """Every paper that nobody looked at yet lies on the desk."""
        if not self.refuse("all_received") and self.view is not None:
            self._check(
                *(PaperCheck(each.material.code, "received") for each in _open_papers(self.view))
            )

    def action_turn(self, by: int) -> None:
        """Another answer to the chosen situation."""
        situation, view = self.papers.situation, self.view
        if self.refuse("turn") or situation is None or view is None:
            return
        at = situation.options.index(checklist.chosen(situation, view.case.answers))
        option = situation.options[(at + by) % len(situation.options)]
        desk, actor, answers = self.desk, self.actor, {situation.code: option.code}
        self._on_case(lambda intake, case: intake.answer(desk, actor, case, answers))


def _open_papers(view: CaseView) -> list[Need]:
    return [each for each in view.needs if each.check is None and not each.material.shared]
