"""One key for joint reviews (联合会审): call one, record it with its opinions, or cancel it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

import msgspec

from window_desk.domain import case as cases
from window_desk.domain import joint_moves, meeting_moves
from window_desk.domain.case import Case, Leg, Meeting, leg_labels
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.errors import Label, RuleBroken
from window_desk.domain.ops import Attendee, LegOutcome, Opinion
from window_desk.locale import _, say, word
from window_desk.locale.punctuation import clauses, listed, named, phrased
from window_desk.tui.joint_acts import JointActs
from window_desk.tui.leg_words import moment_text
from window_desk.tui.open_cases import names_of
from window_desk.tui.route_reading import Routed
from window_desk.tui.told import department_text
from window_desk.tui.widgets.page import PageScreen

_why_cancelled: tuple[Label, ...] = (
    ("参会部门时间冲突", "the departments cannot come at that time"),
    ("各部门已分别答复", "the departments answered by themselves"),
)
_answers: tuple[LegOutcome, ...] = ("agreed", "disagreed", "returned")


class _Draft(msgspec.Struct):
    """A meeting as it is being written down."""

    attendance: list[Attendee]
    opinions: list[Opinion]
    minutes: str = ""


class MeetingActs(JointActs):
    """A screen with a joint case whose departments can be called together."""

    def _check(self, action: str, case: Case) -> None:
        if action == "meeting":
            joint_moves.check_leads(case, self.actor, "call_meeting")
            if not meeting_moves.called(case):
                meeting_moves.check_call(case, datetime.max.replace(tzinfo=CENTRE_TIME), (),
                                         self.desk.clock())  # fmt: skip
        else:
            super()._check(action, case)

    def action_meeting(self) -> None:
        """Call a meeting; where one is called: record it, cancel it, or call another."""
        self.begin("meeting", self._meeting())

    async def _meeting(self) -> None:
        assert self.routed is not None
        found = meeting_moves.called(self.routed.case)
        if not found:
            await self._call(self.routed)
            return
        rows = [
            row
            for each in found
            for row in (
                (f"hold {each.id}", _("record the one of {at}").format(at=_at(each))),
                (f"cancel {each.id}", _("cancel the one of {at}").format(at=_at(each))),
            )
        ]
        if _free(self.routed.case):
            rows.append(("call", _("call another")))
        chosen = await self.choose(_("The joint review"), rows)
        if chosen is None:
            return
        what, _blank, identity = chosen.partition(" ")
        meeting = next((each for each in found if each.id == identity), None)
        if meeting is None:
            await self._call(self.routed)
        elif what == "hold":
            await self._hold(self.routed, meeting)
        else:
            await self._cancel(self.routed, meeting)

    async def _call(self, routed: Routed) -> None:
        legs = _free(routed.case)
        bodies = listed(self._body(each) for each in legs)
        title = _("A joint review with {bodies}. When?").format(bodies=bodies)
        tomorrow = datetime.combine(routed.calendar.add(routed.today, 1), time(14))
        typed = await self.choose(title, free=_("day and time"), text=f"{tomorrow:%Y-%m-%d %H:%M}")
        if typed is None:
            return
        try:
            meets = datetime.fromisoformat(typed.strip())
        except ValueError:
            said = _("{text} is no day and time; write it like 2026-11-26 14:00.")
            self.notice.refused(said.format(text=typed.strip()))
            return
        usual = _("meeting room of the centre")
        place = await self.choose(_("Where?"), free=_("place"), text=usual)
        if place is None:
            return
        desk, actor, identity = self.desk, self.actor, routed.case.id
        steps = [each.step.code for each in legs]

        def verb() -> Case:
            from window_desk.services import meetings

            return meetings.call_meeting(desk, actor, identity, meets, place, steps)

        self._do(verb, _("Called; its opinions will take the place of separate answers."))

    async def _cancel(self, routed: Routed, meeting: Meeting) -> None:
        reason = await self.choose_words(_("Why is it not held?"), _why_cancelled)
        if reason is None:
            return
        desk, actor, identity = self.desk, self.actor, routed.case.id

        def verb() -> Case:
            from window_desk.services import meetings

            return meetings.cancel_meeting(desk, actor, identity, reason, meeting.id)

        self._do(verb, _("Cancelled; each department answers by itself."))

    async def _hold(self, routed: Routed, meeting: Meeting) -> None:
        try:
            meeting_moves.check_day(meeting, self.desk.clock())
        except RuleBroken as error:
            self.notice.refused(say(error))
            return
        draft = _Draft([], [])
        for leg in _legs(routed.case, meeting):
            if not await self._attended(leg, draft):
                return
        minutes = await self.choose(_("What was said?"), free=_("minutes"))
        if minutes is None:
            return
        draft.minutes = minutes
        title = _("The joint review of {at}, {place}").format(at=_at(meeting), place=meeting.place)
        pages = self._pages(routed, meeting, draft)
        if await self.app.push_screen_wait(PageScreen(title, pages, _("Enter records it"))):
            self._record(routed, meeting, draft)

    async def _attended(self, leg: Leg, draft: _Draft) -> bool:
        """Who was there for a leg's department, and what they said; False after Esc."""
        body = leg.step.department
        person = next((each.person for each in draft.attendance if each.body == body), None)
        if person is None:
            title = _("{body}: who was there?").format(body=self._body(leg))
            person = await self.choose(title, [("", _("nobody"))], free=_("name"))
            if not person:
                # Whoever did not attend answers by themselves.
                return person is not None
            draft.attendance.append(Attendee(person, body))
        return await self._said(leg, person, draft)

    async def _said(self, leg: Leg, person: str, draft: _Draft) -> bool:
        rows = [("", _("no opinion yet")), *((each, word(leg_labels[each])) for each in _answers)]
        title = named(self._body(leg), word(leg.step.name))
        said = await self.choose(title, rows)
        outcome = next((each for each in _answers if each == said), None)
        if said is None or outcome is None:
            return said is not None
        reason: str | None = ""
        if outcome != "agreed":
            listed_ = [(words, words) for _code, words in self.grounds_for(outcome)]
            reason = await self.choose(_("For which reason?"), listed_, free=_("own words"))
        if reason is not None:
            draft.opinions.append(Opinion(leg.step.code, outcome, person, reason))
        return reason is not None

    def _pages(self, routed: Routed, meeting: Meeting, draft: _Draft) -> list[str]:
        said = {each.step: each for each in draft.opinions}
        there = {each.body: each.person for each in draft.attendance}
        lines = []
        for leg in _legs(routed.case, meeting):
            opinion = said.get(leg.step.code)
            person = there.get(leg.step.department, _("nobody"))
            answer = word(leg_labels[opinion.outcome]) if opinion else _("stays open")
            more = opinion.reason if opinion else ""
            told = clauses(each for each in (phrased((person, answer)), more) if each)
            lines.append(named(f"{self._body(leg)} · {word(leg.step.name)}", told))
        return ["\n".join(lines), draft.minutes]

    def _record(self, routed: Routed, meeting: Meeting, draft: _Draft) -> None:
        desk, actor, identity = self.desk, self.actor, routed.case.id

        def verb() -> Case:
            from window_desk.services import meetings

            return meetings.hold_meeting(
                desk, actor, identity, attendance=draft.attendance, minutes=draft.minutes,
                opinions=draft.opinions, meeting=meeting.id,
            )  # fmt: skip

        self._do(verb, _("Recorded; its opinions stand in place of separate answers."))

    def _body(self, leg: Leg) -> str:
        return department_text(leg.step.department, names_of(self.desk_app.centre))


def _at(meeting: Meeting) -> str:
    return moment_text(meeting.meets)


def _free(case: Case) -> list[Leg]:
    """The legs that a meeting can still be called for."""
    taken = {code for each in meeting_moves.called(case) for code in each.steps}
    return [
        each
        for each in case.legs
        if each.state in ("open", "asking") and each.step.code not in taken
    ]


def _legs(case: Case, meeting: Meeting) -> Sequence[Leg]:
    """The legs of a meeting that are still with their department."""
    found = (cases.require_leg(case, each) for each in meeting.steps)
    return [each for each in found if each.state in ("open", "asking")]
