"""The acts on the legs of a joint case: take up, hand on, remind, add a body."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from decimal import Decimal, InvalidOperation

from window_desk.domain import case as cases
from window_desk.domain import joint_moves
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case, Leg
from window_desk.domain.errors import Label
from window_desk.locale import _, word
from window_desk.tui.leg_acts import LegActs
from window_desk.tui.open_cases import names_of
from window_desk.tui.route_reading import Routed
from window_desk.tui.told import department_text
from window_desk.tui.widgets.choice import ChoiceScreen

_why_body: tuple[Label, ...] = (
    ("现场情况涉及该部门职责", "the site touches what this department is competent for"),
    ("其他部门意见提请会办", "another department's opinion asks for it"),
    ("申请内容依法须征求其意见", "its opinion has to be asked by law"),
)
_why_again: tuple[Label, ...] = (
    ("申请人已来电询问", "the applicant asked about it"),
    ("其他部门均已答复", "all the others have answered"),
    ("承诺时限临近", "the promise ends soon"),
)


class JointActs(LegActs):
    """A screen with a joint case and one leg in focus."""

    def _check(self, action: str, case: Case) -> None:
        step, actor = self.focused_step, self.actor
        match action:
            case "take_up":
                leg = joint_moves.check_own_leg(case, actor, "assign", step)
                joint_moves.check_officer(leg, actor, actor.account)
            case "hand_on":
                joint_moves.check_away(joint_moves.check_own_leg(case, actor, "assign", step))
            case "remind":
                joint_moves.check_steers(case, actor, "remind")
                leg = cases.require_leg(case, step)
                if self.routed is not None:
                    # A second one on a day asks for its reason first.
                    joint_moves.check_reminder(
                        leg, self.routed.calendar, self.desk.clock(), note="-"
                    )
            case "add_body":
                joint_moves.check_leads(case, actor, "add_leg")
            case _:
                super()._check(action, case)

    async def choose(
        self,
        title: str,
        choices: Sequence[tuple[str, str]] = (),
        *,
        free: str = "",
        text: str = "",
    ) -> str | None:
        """What was chosen or written; None after Esc."""
        return await self.app.push_screen_wait(ChoiceScreen(title, choices, free=free, text=text))

    async def choose_words(self, title: str, words: Sequence[Label]) -> str | None:
        """A sentence of a list, or own words."""
        return await self.choose(title, [(word(each),) * 2 for each in words], free=_("own words"))

    def begin(self, action: str, flow: Coroutine[object, object, None]) -> None:
        """Ask step by step, unless the act is not possible now."""
        if self.refuse(action):
            flow.close()
        else:
            self.run_worker(flow, exclusive=True, group="asking")

    @property
    def _leg(self) -> tuple[Routed, Leg]:
        assert self.routed is not None
        return self.routed, cases.require_leg(self.routed.case, self.focused_step)

    def action_take_up(self) -> None:
        """The leg is mine from now on."""
        if not self.refuse("take_up"):
            self._assign(*self._leg, self.actor.account, "", _("Taken up: the leg is yours."))

    def _assign(self, routed: Routed, leg: Leg, to: str, note: str, done: str) -> None:
        desk, actor, identity, step = self.desk, self.actor, routed.case.id, leg.step.code

        def verb() -> Case:
            from window_desk.services import joint

            return joint.assign_leg(desk, actor, identity, step, to, note)

        self._do(verb, done)

    def action_hand_on(self) -> None:
        """Somebody else of the department has the leg from now on."""
        if self.refuse("hand_on"):
            return
        routed, leg = self._leg
        desk = self.desk

        def work() -> list[Actor]:
            from window_desk.storage import reads

            with desk.read() as connection:
                everybody = [each for each, is_on in reads.accounts(connection) if is_on]
            return [
                each
                for each in everybody
                if each.role == "reviewer"
                and each.department == leg.step.department
                and each.account != leg.officer
            ]

        def ask(found: list[Actor]) -> None:
            self.begin("hand_on", self._hand_on(routed, leg, found))

        self.read(work, ask, "officers")

    async def _hand_on(self, routed: Routed, leg: Leg, colleagues: list[Actor]) -> None:
        if not colleagues:
            self.notice.refused(_("Nobody else reviews for this department on this desk."))
            return
        names = [(each.account, each.name) for each in colleagues]
        to = await self.choose(_("Who has this leg from now on?"), names)
        if to is None:
            return
        note = await self.choose(
            _("What should they know?"), [("", _("nothing"))], free=_("own words")
        )
        if note is not None:
            done = _("Handed on to {name}.").format(name=dict(names)[to])
            self._assign(routed, leg, to, note, done)

    def action_remind(self) -> None:
        """Remind the department; a second time on a day with the reason."""
        if self.refuse("remind"):
            return
        routed, leg = self._leg
        if joint_moves.was_reminded_today(leg, routed.calendar, self.desk.clock()):
            self.begin("remind", self._remind_again(routed, leg))
        else:
            self._remind(routed, leg, "")

    async def _remind_again(self, routed: Routed, leg: Leg) -> None:
        note = await self.choose_words(_("Reminded today already. Why once more?"), _why_again)
        if note is not None:
            self._remind(routed, leg, note)

    def _remind(self, routed: Routed, leg: Leg, note: str) -> None:
        desk, actor, identity, step = self.desk, self.actor, routed.case.id, leg.step.code

        def verb() -> Case:
            from window_desk.services import joint

            return joint.remind(desk, actor, identity, step, note)

        body = department_text(leg.step.department, names_of(self.desk_app.centre))
        self._do(verb, _("Reminded: {department}.").format(department=body))

    def action_add_body(self) -> None:
        """Hear a department that the route does not have."""
        self.begin("add_body", self._add_body())

    async def _add_body(self) -> None:
        assert self.routed is not None
        case = self.routed.case
        has = {each.step.department for each in case.legs}
        names = names_of(self.desk_app.centre)
        rows = [(zh, word(name)) for zh, name in names.items() if zh not in has]
        if not rows:
            self.notice.refused(_("Every department of this centre has this case already."))
            return
        body = await self.choose(_("Which department is to be heard as well?"), rows)
        if body is None:
            return
        reason = await self.choose_words(_("Why? It stays on record."), _why_body)
        if reason is None:
            return
        typed = await self.choose(
            _("How many working days does it have?"), free=_("working days"), text="3"
        )
        if typed is not None:
            self._add(case, body, reason, typed)

    def _add(self, case: Case, body: str, reason: str, typed: str) -> None:
        try:
            days = Decimal(typed.strip())
        except InvalidOperation:
            said = _("{text} is no number of days.").format(text=typed.strip())
            self.notice.refused(said)
            return
        desk, actor = self.desk, self.actor

        def verb() -> Case:
            from window_desk.services import joint

            return joint.add_body(desk, actor, case.id, body, reason, days=days)

        self._do(verb, _("Added and sent: it is heard like the others."))
