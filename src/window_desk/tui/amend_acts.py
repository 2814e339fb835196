"""Asking for an amendment of an acceptance: another item or another day, with its reason."""

from __future__ import annotations

from datetime import date

from window_desk.domain import amendment
from window_desk.domain.case import Case
from window_desk.domain.errors import Label
from window_desk.locale import _, word
from window_desk.storage.rows import ItemLine
from window_desk.tui.leg_acts import LegActs
from window_desk.tui.widgets.choice import ChoiceScreen
from window_desk.tui.widgets.item_picker import best_items, item_name

most_offered = 9
"""How many items are offered: as many as have a number key."""

_reasons: tuple[Label, ...] = (
    ("窗口选错事项", "the wrong item was chosen at the window"),
    ("受理日期登记有误", "the day of acceptance was noted wrongly"),
    ("申请人说明有误，经核实更正", "the applicant had said it wrongly, which was looked into"),
)


class AmendActs(LegActs):
    """The acts on a case under review, and the amendment of its acceptance."""

    def _check(self, action: str, case: Case) -> None:
        if action == "amend":
            amendment.check_ask(case, self.actor)
        else:
            super()._check(action, case)

    def action_amend(self) -> None:
        """Say what was wrong; a supervisor decides about it."""
        if self.refuse("amend") or self.routed is None:
            return
        case = self.routed.case
        rows = (("item", _("the item")), ("day", _("the day of acceptance")))

        def chosen(what: str | None) -> None:
            if what == "item":
                self._ask_item(case)
            elif what == "day":
                self._ask_accepted_on(case)

        self.app.push_screen(ChoiceScreen(_("What was wrong when it was accepted?"), rows), chosen)

    def _ask_accepted_on(self, case: Case) -> None:
        def dated(text: str | None) -> None:
            if text is None:
                return
            try:
                day = date.fromisoformat(text.strip())
            except ValueError:
                self.notice.refused(_("This is not a date: write it like 2026-12-03."))
                return
            self._ask_amendment(case, "", day)

        title = _("On which day was it accepted? The papers came in on {day}.")
        usual = case.received_on.isoformat()
        self.app.push_screen(
            ChoiceScreen(title.format(day=usual), (), free=_("date"), text=usual), dated
        )

    def _ask_item(self, case: Case) -> None:
        def typed(text: str | None) -> None:
            if text is not None:
                self._find_items(case, text)

        title = _("Which item is right?")
        free = _("name, pinyin, initials or code")
        self.app.push_screen(ChoiceScreen(title, (), free=free), typed)

    def _find_items(self, case: Case, text: str) -> None:
        desk = self.desk

        def work() -> tuple[ItemLine, ...]:
            with desk.look() as look:
                found = best_items(look.items, text)
            fitting = [each for each in found if each.guide and each.code != case.item]
            return tuple(fitting[:most_offered])

        self.read(work, lambda found: self._offer(case, text, found), "amend")

    def _offer(self, case: Case, text: str, found: tuple[ItemLine, ...]) -> None:
        if not found:
            said = _("No other item with a guide matches {text}. a asks again.")
            self.notice.refused(said.format(text=text))
            return

        def chosen(code: str | None) -> None:
            if code is not None:
                self._ask_amendment(case, code, None)

        rows = [(each.code, item_name(each)) for each in found]
        self.app.push_screen(ChoiceScreen(_("Which item is right?"), rows), chosen)

    def _ask_amendment(self, case: Case, item: str, day: date | None) -> None:
        desk, actor = self.desk, self.actor

        def told(reason: str | None) -> None:
            if reason is None:
                return

            def verb() -> Case:
                from window_desk.services import amendments

                return amendments.ask_amendment(
                    desk, actor, case.id, item=item, accepted_on=day, reason=reason
                )

            self._do(verb, _("Asked for: a supervisor approves it (key 7)."))

        rows = [(word(each), word(each)) for each in _reasons]
        title = _("Why has it to be amended?")
        self.app.push_screen(ChoiceScreen(title, rows, free=_("own words")), told)
