"""Letting a citizen go: asked once where an application on their number is not answered yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from window_desk.domain.errors import DeskError
from window_desk.locale import _
from window_desk.tui.base import DeskScreen
from window_desk.tui.cells import day_text
from window_desk.tui.widgets.page import PageScreen

if TYPE_CHECKING:
    from window_desk.storage.listings import Unanswered


class FinishesTicket(DeskScreen):
    """A screen from which the number at the window is finished."""

    is_finishing = False

    def finish_ticket(
        self, ticket: str, number: str, then: Callable[[str], None], *, sure: bool = False
    ) -> None:
        """Finish a number, `then` with it; unless `sure`, what is not answered is named first."""
        if self.is_finishing:
            return
        desk, actor = self.desk, self.actor
        self.is_finishing = True

        def work() -> Unanswered | None:
            from window_desk.services import tickets
            from window_desk.storage import listings

            with desk.read() as connection:
                left = listings.unanswered_of_ticket(connection, ticket)
            if left.count and not sure:
                return left
            tickets.finish(desk, actor, number, actor.window)
            return None

        def after(left: Unanswered | None) -> None:
            self.is_finishing = False
            if left is None:
                then(number)
            else:
                self._ask_whether(left, number, lambda: self._finish_surely(ticket, number, then))

        self.act(work, after)

    def _finish_surely(self, ticket: str, number: str, then: Callable[[str], None]) -> None:
        self.finish_ticket(ticket, number, then, sure=True)

    def _ask_whether(self, left: Unanswered, number: str, finish: Callable[[], None]) -> None:
        said = [_("Neither accepted, settled, turned away nor asked for corrections.")]
        if left.answer_by is not None:
            article = self.desk_app.cite("xkf.32.1.4")
            text = _("The last day to answer is {day}; after it, silence accepts. {article}")
            said.append(text.format(day=day_text(left.answer_by), article=article).strip())

        def answered(confirmed: bool | None) -> None:
            if confirmed:
                finish()

        title = _("Applications of {number} that are not answered: {count}").format(
            number=number, count=left.count
        )
        page = PageScreen(title, said, _("Enter or f finishes all the same"), also="f")
        self.app.push_screen(page, answered)

    def finished_text(self, number: str) -> str:
        """What is said once a number is finished."""
        return _("{number} is finished.").format(number=number)

    def refused(self, error: DeskError) -> None:
        """Say why; what was to be finished can be tried again."""
        self.is_finishing = False
        super().refused(error)
