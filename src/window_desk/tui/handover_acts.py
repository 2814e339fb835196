"""The hand-over sheet as a page, and handing over from there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from window_desk.domain.actor import Actor, rights
from window_desk.domain.errors import Label
from window_desk.locale import _, word
from window_desk.tui.base import DeskScreen
from window_desk.tui.handover_text import sheet_text
from window_desk.tui.widgets.choice import ChoiceScreen
from window_desk.tui.widgets.page import PageScreen

if TYPE_CHECKING:
    from window_desk.storage.handover import Sheet

_reasons: tuple[Label, ...] = (
    ("换班，由 B 岗接手", "the shift changes"),
    ("请假、公出", "leave or an errand"),
    ("岗位调整", "the post changes"),
)


class HandoverActs(DeskScreen):
    """A screen from which one's open cases go to a colleague."""

    def why_not_handover(self) -> str:
        """Why there is nothing to hand over for this account, or an empty text."""
        may = rights[self.actor.role] & {"intake", "supervise"}
        return "" if may else _("Your role takes in no applications.")

    def action_handover(self) -> None:
        """Show everything open of an account; a supervisor says whose."""
        if self.refuse("handover"):
            return
        if "supervise" not in rights[self.actor.role]:
            self._read_sheet(self.actor.account)
            return
        title = _("Whose sheet?")
        self._read_takers(lambda people: self._choose(title, people, self._read_sheet), "")

    def _read_takers(self, then: Callable[[tuple[Actor, ...]], None], giver: str) -> None:
        desk = self.desk

        def work() -> tuple[Actor, ...]:
            from window_desk.storage import reads

            with desk.read() as connection:
                found = reads.accounts(connection)
            return tuple(
                each
                for each, enabled in found
                if enabled and "intake" in rights[each.role] and each.account != giver
            )

        self.read(work, then, "takers")

    def _choose(self, title: str, people: tuple[Actor, ...], then: Callable[[str], None]) -> None:
        def chosen(account: str | None) -> None:
            if account is not None:
                then(account)

        rows = [(each.account, _person_text(each)) for each in people]
        self.app.push_screen(ChoiceScreen(title, rows), chosen)

    def _read_sheet(self, account: str) -> None:
        desk = self.desk

        def work() -> Sheet:
            from window_desk.storage import handover

            with desk.look() as view:
                return handover.read_sheet(view, account)

        self.read(work, self._show_sheet, "sheet")

    def _show_sheet(self, sheet: Sheet) -> None:
        def answered(confirmed: bool | None) -> None:
            if confirmed and can:
                self._read_takers(lambda people: self._ask_taker(sheet, people), sheet.account)

        can = bool(sheet.taking_in or sheet.accepted)
        title = _("Hand-over sheet: {name}, window {window}").format(
            name=sheet.name, window=sheet.window or "-"
        )
        confirm = _("Enter hands it over") if can else ""
        self.app.push_screen(PageScreen(title, sheet_text(sheet), confirm), answered)

    def _ask_taker(self, sheet: Sheet, people: tuple[Actor, ...]) -> None:
        title = _("Who takes over?")
        self._choose(title, people, lambda account: self._ask_reason(sheet, account))

    def _ask_reason(self, sheet: Sheet, account: str) -> None:
        def told(reason: str | None) -> None:
            if reason is not None:
                self._hand_over(sheet.account, account, reason)

        rows = [(word(each), word(each)) for each in _reasons]
        title = _("Why is it handed over?")
        self.app.push_screen(ChoiceScreen(title, rows, free=_("own words")), told)

    def _hand_over(self, giver: str, account: str, reason: str) -> None:
        desk, actor = self.desk, self.actor

        def verb() -> int:
            from window_desk.services import handing_over

            return len(handing_over.hand_over(desk, actor, giver, account, reason))

        def after(count: int) -> None:
            done = _("Cases that {account} answers for from now on: {count}.")
            self.notice.done(done.format(count=count, account=account))

        self.act(verb, after)


def _person_text(person: Actor) -> str:
    window = _("window {window}").format(window=person.window) if person.window else ""
    return "  ".join(each for each in (person.account, person.name, window) if each)
