"""The acts on a case under review: send, answer, decide, hand out, each with its reason."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Literal

from window_desk.domain import competence
from window_desk.domain.case import Case
from window_desk.domain.child_decision import check_child_decision
from window_desk.domain.errors import Label, RuleBroken
from window_desk.domain.ops import LegOutcome, Outcome
from window_desk.domain.place import check_case_here, check_child_here, check_leg_here
from window_desk.locale import _, say, word
from window_desk.tui.alternative import ask_alternative
from window_desk.tui.base import DeskScreen
from window_desk.tui.open_cases import names_of
from window_desk.tui.route_reading import Routed
from window_desk.tui.widgets.choice import ChoiceScreen

Answer = Literal["agree", "disagree", "send_back"]

outcomes: dict[str, LegOutcome] = {
    "agree": "agreed",
    "disagree": "disagreed",
    "send_back": "returned",
}
"""The answer that each key gives."""

of_one_leg = frozenset({*outcomes, "agree_with", "take_up", "hand_on", "ask_more"})
"""The acts of the department that has the leg in focus."""

decisions: dict[str, Outcome] = {"grant": "granted", "refuse": "refused"}

_reasons: dict[str, tuple[Label, ...]] = {
    "refuse": (
        ("不符合法定条件、标准", "the conditions and standards of the law are not met"),
        ("相关部门审查不同意", "a department that has to agree does not"),
        ("申请材料内容不真实", "the application is not true"),
    ),
    "grant": (
        ("不同意见已核实排除", "the objection was looked into and does not hold"),
        ("整改后符合条件", "what was objected to has been put right"),
    ),
}


class LegActs(DeskScreen):
    """A screen with a case under review and one leg in focus; the subclass shows them."""

    routed: Routed | None = None

    @property
    @abstractmethod
    def focused_step(self) -> str:
        """The code of the leg in focus."""

    def why_not_act(self, action: str, case: Case) -> str:
        """Why an act on the case is not possible now, in the words of the rule."""
        try:
            self._check_place(action, case)
            self._check(action, case)
        except RuleBroken as error:
            names = names_of(self.desk_app.centre)
            for fact, value in error.facts.items():
                if isinstance(value, str) and value in names:
                    error.facts[fact] = (names[value].zh, names[value].text("en"))
            return say(error)
        return ""

    def _check_place(self, action: str, case: Case) -> None:
        """Say first where an act is done, if not at this desk."""
        if self.routed is None:
            return
        place = self.routed.place
        if action in of_one_leg:
            if case.leg(self.focused_step) is not None:
                check_leg_here(case, place, self.actor, self.focused_step)
        elif action in decisions and case.children:
            check_child_here(case, place, self.actor, self._child_of(case))
        else:
            check_case_here(place)

    def _check(self, action: str, case: Case) -> None:
        if action == "dispatch":
            competence.check_dispatch(case, self.actor)
        elif action in (*outcomes, "agree_with"):
            competence.check_answer(case, self.actor, self.focused_step)
        elif action in decisions:
            self._check_decision(decisions[action], case)
        elif action == "hand_out":
            competence.check_serve(case, self.actor)

    def _check_decision(self, outcome: Outcome, case: Case) -> None:
        # A reason is asked for before the act, so that its absence is no obstacle here.
        if case.children:
            check_child_decision(case, self.actor, self._child_of(case), outcome, "-")
        else:
            competence.check_decision(case, self.actor, outcome, "-")

    def _child_of(self, case: Case) -> str:
        """The item of the bundle that the leg in focus belongs to; it is the one to decide."""
        leg = case.leg(self.focused_step)
        return leg.step.child if leg is not None and case.children else ""

    def _with_reason(self, action: str, title: str, then: Callable[[str], None]) -> None:
        choices = [(word(each), word(each)) for each in _reasons[action]]

        def chosen(reason: str | None) -> None:
            if reason is not None:
                then(reason)

        self.app.push_screen(ChoiceScreen(title, choices, free=_("own words")), chosen)

    def _do(self, verb: Callable[[], Case], done: str) -> None:
        self.act(verb, lambda _case: self.refresh_rows(), done)

    def action_dispatch(self) -> None:
        """Send every leg that can go now."""
        if self.refuse("dispatch") or self.routed is None:
            return
        desk, actor, identity = self.desk, self.actor, self.routed.case.id

        def verb() -> Case:
            from window_desk.services import review

            return review.dispatch(desk, actor, identity)

        self._do(verb, _("Sent to the departments."))

    def action_agree(self) -> None:
        """The department agrees."""
        if not self.refuse("agree") and self.routed is not None:
            self._answer(self.routed, self.focused_step, "agree", "", _("Agreed."))

    def action_agree_with(self) -> None:
        """The department agrees and says something to it."""
        if not self.refuse("agree"):
            self._with_ground("agree", _("Agreed. With which opinion?"), _("Agreed."))

    def action_disagree(self) -> None:
        """The department does not agree."""
        if not self.refuse("disagree"):
            done = _("Not agreed, with its reason.")
            self._with_ground("disagree", _("Why not agree?"), done)

    def action_send_back(self) -> None:
        """The department sends the leg back."""
        if not self.refuse("send_back"):
            done = _("Sent back, with its reason.")
            self._with_ground("send_back", _("Why send it back?"), done)

    def _with_ground(self, action: Answer, title: str, done: str) -> None:
        """Answer with a ground of the centre's list or in own words."""
        listed, routed, step = self.grounds_for(outcomes[action]), self.routed, self.focused_step

        def chosen(reason: str | None) -> None:
            if reason is not None and routed is not None:
                self._answer(routed, step, action, reason, done)

        self.app.push_screen(ChoiceScreen(title, listed, free=_("own words")), chosen)

    def grounds_for(self, outcome: LegOutcome) -> list[tuple[str, str]]:
        """The centre's listed grounds for an answer: codes with their words."""
        centre = self.desk_app.centre
        return [(each.code, word(each.name)) for each in centre.grounds_for(outcome)
                ] if centre else []  # fmt: skip

    def _answer(self, routed: Routed, step: str, action: Answer, reason: str, done: str) -> None:
        desk, actor, identity = self.desk, self.actor, routed.case.id
        outcome = outcomes[action]
        is_listed = any(code == reason for code, _words in self.grounds_for(outcome))
        ground = reason if is_listed else ""

        def verb() -> Case:
            from window_desk.services import review

            said = "" if ground else reason
            return review.answer_leg(desk, actor, identity, step, outcome, said, ground=ground)

        self._do(verb, done)

    def action_grant(self) -> None:
        """Grant; against a department's no only with a reason."""
        if self.refuse("grant") or self.routed is None:
            return
        case = self.routed.case
        child = self._child_of(case)
        heard = [each for each in case.legs if each.step.child in ("", child)]
        if any(each.state == "disagreed" for each in heard):
            self._with_reason(
                "grant",
                _("A department does not agree. Why grant it?"),
                lambda reason: self._decide(case, "grant", reason, _("Granted.")),
            )
        else:
            self._decide(case, "grant", "", _("Granted."))

    def action_refuse(self) -> None:
        """Refuse, always with a reason."""
        if self.refuse("refuse") or self.routed is None:
            return
        case = self.routed.case
        self._with_reason(
            "refuse",
            _("Why refuse it?"),
            lambda reason: ask_alternative(
                self.app,
                "refused",
                lambda instead: self._decide(
                    case, "refuse", reason, _("Refused, with its reason."), instead
                ),
            ),
        )

    def _decide(
        self, case: Case, action: str, reason: str, done: str, alternative: str = ""
    ) -> None:
        desk, actor, identity = self.desk, self.actor, case.id
        outcome = decisions[action]
        child = self._child_of(case)

        def verb() -> Case:
            from window_desk.services import children, review

            if child:
                return children.decide_child(
                    desk, actor, identity, child, outcome, reason, alternative=alternative
                )
            return review.decide(desk, actor, identity, outcome, reason, alternative=alternative)

        self._do(verb, done)

    def action_hand_out(self) -> None:
        """Hand out the result."""
        if self.refuse("hand_out") or self.routed is None:
            return
        desk, actor, identity = self.desk, self.actor, self.routed.case.id

        def verb() -> Case:
            from window_desk.services import cases

            return cases.serve(desk, actor, identity)

        self._do(verb, _("Handed out."))
