"""The keys on a case's clocks: each asks for what the rule wants to know, then does the act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from window_desk.domain import clock_moves
from window_desk.domain.case import Act, Case
from window_desk.domain.clock_moves import extender_labels, is_joint_limit
from window_desk.domain.errors import Label
from window_desk.domain.explanation import ground_words
from window_desk.domain.item import Bilingual
from window_desk.domain.ops import Extender
from window_desk.locale import _, word
from window_desk.tui.leg_acts import LegActs
from window_desk.tui.route_reading import Routed
from window_desk.tui.widgets.choice import ChoiceScreen

clock_keys: tuple[Act, ...] = ("suspend", "resume", "extend", "restart")
"""The actions of the four keys; each has the name of its act."""

_why_longer: tuple[Label, ...] = (
    ("案情复杂，需要进一步核实", "the case is complex and has to be looked into further"),
    ("需要协调多个部门意见", "several departments' opinions have to be brought together"),
    ("依法需要征求意见", "opinions have to be asked for by law"),
)
_why_again: tuple[Label, ...] = (
    ("申请人变更了申请内容", "the applicant changed what is applied for"),
    ("原决定被撤销，重新办理", "the decision was revoked and is made anew"),
)


class ClockActs(LegActs):
    """A screen with a case under review whose clocks can be moved."""

    def _check(self, action: str, case: Case) -> None:
        found = next((each for each in clock_keys if each == action), None)
        if found is None or self.routed is None:
            super()._check(action, case)
            return
        clock_moves.check_actor(case, self.actor, found)
        if found == "suspend":
            clock_moves.check_stoppable(self.routed.item)
        elif found == "resume":
            clock_moves.check_running(case)
        elif found == "extend":
            clock_moves.check_extendable(case, self.routed.calendar, self.routed.today)

    def _ask(
        self,
        title: str,
        then: Callable[[str], None],
        choices: Sequence[tuple[str, str]] = (),
        *,
        free: str = "",
        text: str = "",
    ) -> None:
        def chosen(answer: str | None) -> None:
            if answer is not None:
                then(answer)

        self.app.push_screen(ChoiceScreen(title, choices, free=free, text=text), chosen)

    def _ask_number(self, title: str, then: Callable[[Decimal], None]) -> None:
        def read(answer: str) -> None:
            try:
                number = Decimal(answer.strip())
            except InvalidOperation:
                number = Decimal("NaN")
            if number.is_finite():
                then(number)
            else:
                self.notice.refused(_("{text} is no number of days.").format(text=answer.strip()))

        self._ask(title, read, free=_("working days"))

    def _ask_day(self, title: str, routed: Routed, then: Callable[[date], None]) -> None:
        def read(answer: str) -> None:
            try:
                day = date.fromisoformat(answer.strip())
            except ValueError:
                self.notice.refused(
                    _("{text} is no day; write it like 2026-11-23.").format(text=answer.strip())
                )
            else:
                then(day)

        self._ask(title, read, free=_("the day"), text=routed.today.isoformat())

    def action_suspend(self) -> None:
        """Stop both clocks: for what, for how long, from when."""
        routed = self.routed
        if self.refuse("suspend") or routed is None:
            return
        grounds = [(each.code, word(each.name)) for each in clock_moves.grounds(routed.item)]

        def for_ground(ground: str) -> None:
            def for_days(days: Decimal) -> None:
                self._ask_day(
                    _("From which day on?"),
                    routed,
                    lambda start: self._suspend(routed, ground, days, start),
                )

            self._ask_number(_("How many working days does it need?"), for_days)

        self._ask(_("What stops the clock?"), for_ground, grounds)

    def _suspend(self, routed: Routed, ground: str, days: Decimal, start: date) -> None:
        desk, actor, identity = self.desk, self.actor, routed.case.id
        # A part of a day is no answer to how long it takes; the rule refuses 0.
        length = int(days) if days == int(days) else 0

        def verb() -> Case:
            from window_desk.services import clocks

            return clocks.suspend(desk, actor, identity, ground, length, start=start)

        self._do(verb, _("The clock stands still."))

    def action_resume(self) -> None:
        """Let the clocks run again: which suspension ended, and when."""
        routed = self.routed
        if self.refuse("resume") or routed is None:
            return

        def for_ground(ground: str) -> None:
            self._ask_day(
                _("Which was its last day?"),
                routed,
                lambda end: self._resume(routed, ground, end),
            )

        codes = list(dict.fromkeys(each.ground for each in clock_moves.running(routed.case)))
        if len(codes) == 1:
            for_ground(codes[0])
            return
        named = [(code, word(ground_words.get(code, Bilingual(code)))) for code in codes]
        self._ask(_("Which one ended?"), for_ground, named)

    def _resume(self, routed: Routed, ground: str, end: date) -> None:
        desk, actor, identity = self.desk, self.actor, routed.case.id

        def verb() -> Case:
            from window_desk.services import clocks

            return clocks.resume(desk, actor, identity, end=end, ground=ground)

        self._do(verb, _("The clock runs again."))

    def action_extend(self) -> None:
        """Lengthen the limit: who approved it, by how much, why."""
        routed = self.routed
        if self.refuse("extend") or routed is None:
            return
        heads = {each: word(label) for each, label in extender_labels.items()}
        if not routed.item.joint:
            del heads["government"]
        elif is_joint_limit(routed.case.statutory):
            del heads["agency"]

        def for_head(by: str) -> None:
            def for_days(days: Decimal) -> None:
                def for_name(approver: str) -> None:
                    self._ask(
                        _("Why? The applicant is told."),
                        lambda reason: self._extend(routed, days, by, approver, reason),
                        [(word(each), word(each)) for each in _why_longer],
                        free=_("own words"),
                    )

                self._ask(_("Who approved it?"), for_name, free=_("name and office"))

            self._ask_number(_("By how many working days?"), for_days)

        self._ask(_("Whose head approved it?"), for_head, list(heads.items()))

    def _extend(self, routed: Routed, days: Decimal, by: str, approver: str, reason: str) -> None:
        desk, actor, identity = self.desk, self.actor, routed.case.id
        head: Extender = "government" if by == "government" else "agency"

        def verb() -> Case:
            from window_desk.services import clocks

            return clocks.extend(
                desk, actor, identity, days, head, approver=approver, reason=reason
            )

        self._do(verb, _("The limit is extended."))

    def action_restart(self) -> None:
        """Start the limits again: why, by which rule, from when."""
        routed = self.routed
        if self.refuse("restart") or routed is None:
            return

        def for_reason(reason: str) -> None:
            def for_basis(basis: str) -> None:
                self._ask_day(
                    _("From which day on?"),
                    routed,
                    lambda on: self._restart(routed, reason, basis, on),
                )

            self._ask(_("Which rule says so?"), for_basis, free=_("law and article"))

        reasons = [(word(each), word(each)) for each in _why_again]
        self._ask(_("Why does the limit start again?"), for_reason, reasons, free=_("own words"))

    def _restart(self, routed: Routed, reason: str, basis: str, on: date) -> None:
        desk, actor, identity = self.desk, self.actor, routed.case.id

        def verb() -> Case:
            from window_desk.services import clocks

            return clocks.restart(desk, actor, identity, reason=reason, basis=basis, on=on)

        self._do(verb, _("The limit starts again."))
