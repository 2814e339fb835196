"""What a supervisor does with a matter: a no stands or is called back, an amendment is decided."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from window_desk.domain.case import Case
from window_desk.domain.errors import Label
from window_desk.locale import _, word
from window_desk.tui.base import DeskScreen
from window_desk.tui.supervising import changes
from window_desk.tui.widgets.choice import ChoiceScreen
from window_desk.tui.widgets.page import PageScreen

if TYPE_CHECKING:
    from window_desk.domain.ops import ConflictOutcome
    from window_desk.services.supervision import Finding
    from window_desk.storage.matters import Matter

_stands: tuple[Label, ...] = (
    ("依据充分，答复正确", "it is well founded and right"),
    ("已再次向申请人解释清楚", "it was explained to the applicant again"),
)
_called_back: tuple[Label, ...] = (
    ("可以办理，通知申请人再来", "it can be done: the applicant is asked to come again"),
    ("应当一次性告知补正", "corrections should have been asked for instead"),
    ("情形或者材料认定有误", "the situation or a paper was judged wrongly"),
)
_seen: tuple[Label, ...] = (
    ("首次确实无法发现，理由成立", "it could not be seen at first: the reason holds"),
    ("已提醒窗口一次性告知", "the window was reminded to ask for everything at once"),
)
_left: tuple[Label, ...] = (
    ("原受理无误", "the acceptance was right"),
    ("应由申请人撤回后重新申请", "the applicant takes it back and applies again"),
)
_theirs: tuple[Label, ...] = (
    ("对方操作属实，应当计入", "it was really done and has to count"),
    ("移交途中所办，予以认可", "it was done while the case was on its way"),
)
_ours: tuple[Label, ...] = (
    ("以本窗口记录为准", "what this desk recorded is right"),
    ("重复办理", "it was done twice"),
)
_copies: tuple[Label, ...] = (
    ("已停用克隆的窗口机", "the copied machine is out of use"),
    ("误用旧备份，已纠正", "an old backup was used by mistake, and is not any more"),
)
decided = frozenset({"noes", "amendments", "late", "conflicts", "forks"})
"""The sections whose matters are decided on this screen."""


def _why_one_way(matter: Matter, action: str) -> str:
    """Why a matter that is decided in one way only is not decided in the other."""
    if matter.section == "late" and action == "overturn":
        return _("What was asked for stays asked for: y notes that you looked at it.")
    if matter.section == "forks" and action == "overturn":
        return _("What is here goes on, or it stays stopped: y settles it.")
    if matter.section == "conflicts" and not matter.is_about_case and action == "uphold":
        return _("A number goes on where it was called: n notes that you looked at it.")
    return ""


class SuperviseActs(DeskScreen):
    """A screen with a matter under the cursor; the subclass lists them."""

    @property
    @abstractmethod
    def chosen(self) -> Matter | None:
        """The matter under the cursor."""

    def why_not_act(self, action: str) -> str:
        """Why the chosen matter cannot be decided by this account, or an empty text."""
        matter = self.chosen
        if matter is None:
            return _("Nothing is chosen: the arrow keys choose a line.")
        if reason := _why_one_way(matter, action):
            return reason
        if matter.section not in decided:
            return _("This is not decided here: Enter opens the case, whose acts settle it.")
        return _why_not_theirs(matter) or self._why_not_own(matter, action)

    def _why_not_own(self, matter: Matter, action: str) -> str:
        """Nobody decides about what they did themselves."""
        is_own = matter.who == self.actor.account
        if matter.section == "noes" and is_own:
            return _("Whoever said no does not look at it.")
        if matter.section == "late" and is_own:
            return _("Whoever asked late does not look at it.")
        if matter.section == "amendments" and action == "uphold" and is_own:
            return _("Whoever asked for an amendment does not approve it.")
        return ""

    def action_uphold(self) -> None:
        """The no stands, the late request was seen; the amendment is approved after one look."""
        matter = self.chosen
        if self.refuse("uphold") or matter is None:
            return
        if matter.section == "noes":
            title = _("The no stands. What was found?")
            self._ask(title, _stands, lambda note: self._review(matter, "stands", note))
        elif matter.section == "late":
            title = _("The late request was looked at. What was found?")
            self._ask(title, _seen, lambda note: self._see_late(matter, note))
        elif matter.section == "conflicts":
            title = _("Their act counts from now on. What was found?")
            self._ask(title, _theirs, lambda note: self._decide(matter, "taken", note))
        elif matter.section == "forks":
            title = _("What is here goes on. What was found?")
            self._ask(title, _copies, lambda note: self._settle(matter, note))
        else:
            self._confirm(matter)

    def action_overturn(self) -> None:
        """The applicant is called back; the amendment is refused."""
        matter = self.chosen
        if self.refuse("overturn") or matter is None:
            return
        if matter.section == "noes":
            title = _("The applicant is called back. Why?")
            self._ask(title, _called_back, lambda note: self._review(matter, "called_back", note))
        elif matter.section == "conflicts":
            title = _("Their act stays out. What was found?")
            self._ask(title, _ours, lambda note: self._decide(matter, "set_aside", note))
        else:
            title = _("The acceptance stays as it is. Why?")
            self._ask(title, _left, lambda reason: self._refuse_amendment(matter, reason))

    def _ask(self, title: str, labels: tuple[Label, ...], then: Callable[[str], None]) -> None:
        def chosen(text: str | None) -> None:
            if text is not None:
                then(text)

        rows = [(word(each), word(each)) for each in labels]
        self.app.push_screen(ChoiceScreen(title, rows, free=_("own words")), chosen)

    def _review(self, matter: Matter, outcome: Finding, note: str) -> None:
        desk, actor = self.desk, self.actor

        def verb() -> Case:
            from window_desk.services import supervision

            return supervision.review_no(desk, actor, matter.line.id, outcome, note)

        self.act(verb, lambda _case: self.refresh_rows(), _("Noted: the no was looked at."))

    def _see_late(self, matter: Matter, note: str) -> None:
        desk, actor = self.desk, self.actor

        def verb() -> Case:
            from window_desk.services import supervision

            return supervision.see_late_request(desk, actor, matter.line.id, note)

        done = _("Noted: the late request was looked at.")
        self.act(verb, lambda _case: self.refresh_rows(), done)

    def _decide(self, matter: Matter, outcome: ConflictOutcome, note: str) -> None:
        desk, actor = self.desk, self.actor

        def verb() -> None:
            from window_desk.services import custody

            if matter.is_about_case:
                custody.decide_conflict(desk, actor, matter.op, outcome, note)
            else:
                custody.set_aside_number(desk, actor, matter.op, note)

        self.act(verb, lambda _none: self.refresh_rows(), _("Decided; every desk will see it."))

    def _settle(self, matter: Matter, note: str) -> None:
        desk, actor = self.desk, self.actor

        def verb() -> None:
            from window_desk.services import forks

            forks.settle_fork(desk, actor, matter.op, note)

        self.act(verb, lambda _none: self.refresh_rows(), _("The stream goes on."))

    def _confirm(self, matter: Matter) -> None:
        desk, actor = self.desk, self.actor

        def verb() -> Case:
            from window_desk.services import amendments

            return amendments.approve_amendment(desk, actor, matter.line.id)

        def after(case: Case) -> None:
            done = _("Amended; the acceptance notice was issued again: {document}.")
            self.notice.done(done.format(document=case.numbers[-1]))
            self.refresh_rows()

        def answered(confirmed: bool | None) -> None:
            if confirmed:
                self.act(verb, after)

        reason = _("reason: {reason}").format(reason=matter.reason)
        title = _("Amend the acceptance {number}").format(number=matter.line.number)
        self.app.push_screen(
            PageScreen(title, [*changes(matter), reason], _("Enter approves it")), answered
        )

    def _refuse_amendment(self, matter: Matter, reason: str) -> None:
        desk, actor = self.desk, self.actor

        def verb() -> Case:
            from window_desk.services import amendments

            return amendments.refuse_amendment(desk, actor, matter.line.id, reason)

        done = _("Not amended, with its reason.")
        self.act(verb, lambda _case: self.refresh_rows(), done)


def _why_not_theirs(matter: Matter) -> str:
    """Why a conflict of a case of another desk is not decided here."""
    if matter.versions is None or not matter.versions.owner:
        return ""
    said = _("The case belongs to {desk}: its supervisor decides.")
    return said.format(desk=matter.versions.owner)
