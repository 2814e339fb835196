"""From the form of an intake to its open case, or to the field that stands in the way."""

from __future__ import annotations

from abc import abstractmethod

from window_desk.domain.errors import DeskError
from window_desk.locale import _, say
from window_desk.tui import intake_reading as reading
from window_desk.tui.draft import Draft, applicant
from window_desk.tui.field_keys import FieldKeys
from window_desk.tui.intake_reading import Shown
from window_desk.tui.widgets.applicant_form import field_of


class IntakeOpening(FieldKeys):
    """A form that opens its case; the subclass shows it. `before` is what was typed for it."""

    before: Draft = Draft()

    @abstractmethod
    def show_opened(self, shown: Shown) -> None:
        """Show the case that was opened."""

    def open_case(self) -> None:
        """Open the case; its draft is gone in the same transaction."""
        if self.item is None:
            self.form.refuse("item_text", _("Choose an item: type its name, initials or code."))
            return
        if self.is_opening or self.keeper is None:
            return
        self.before = draft = self.draft()
        desk, actor, keeper = self.desk, self.actor, self.keeper
        ticket = self.ticket.id if self.ticket else ""
        self.is_opening = True
        keeper.pause()

        def work() -> Shown:
            from window_desk.services import intake

            case = intake.open_case(
                desk, actor, draft.item, applicant(draft), ticket=ticket, draft=keeper.scope
            )
            keeper.began_with("")
            with desk.look() as look:
                return reading.shown(look, case.id)

        self.act(work, self.show_opened)

    def refused_open(self, error: DeskError) -> bool:
        """A refusal of the opening, shown at the field that it is about."""
        if not self.is_opening:
            return False
        self.is_opening = False
        if self.keeper is not None:
            self.keeper.resume()
        name = field_of(error, self.draft(), own_number_fits=self.known.error is None)
        if name:
            self.form.refuse(name, say(error))
        return bool(name)
