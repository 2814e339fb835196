"""A demo case in the departments: legs answered in parallel, the decision, the handing out."""

from __future__ import annotations

import heapq
from collections.abc import Generator, Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Literal

from window_desk.domain import ops, route
from window_desk.domain.item import Step
from window_desk.services.demo_clocks import move_clocks
from window_desk.services.demo_joint import handle_jointly
from window_desk.services.demo_life import (
    Life,
    Plot,
    answer_reasons,
    refusal_alternatives,
    refusal_reasons,
    withdrawal_reasons,
)
from window_desk.services.demo_morning import Visit
from window_desk.services.demo_stage import Stage

_manners: tuple[Literal["in_person", "post", "electronic"], ...] = (
    "in_person", "in_person", "in_person", "post", "electronic", "electronic",
)  # fmt: skip


class Review(Life):
    """An accepted case on its way to being handed out."""

    def __init__(
        self, stage: Stage, plot: Plot, visit: Visit, case: str, accepted: ops.CaseAccepted
    ) -> None:
        super().__init__(stage, plot, visit, case)
        self._accepted = accepted
        self._said_no: set[str] = set()
        self._legs = _Legs(stage, accepted.steps)
        stands_still = plot.ending in ("review", "taken_back")
        self._enough = min(plot.answers, len(accepted.steps) - 1) if stands_still else -1

    def go(self, ready: tuple[str, ...], now: datetime) -> Iterator[datetime]:
        """Let each department answer in its time, then decide and hand out."""
        plot, legs = self.plot, self._legs
        self.now = now
        legs.send(ready, now, plot.late)
        yield from move_clocks(self, self._accepted)
        while legs.due and legs.answered != self._enough:
            moment, step, again = legs.take()
            # What stood still meanwhile goes on one after the other.
            yield self.wait(max(moment, self.now + timedelta(seconds=90)))
            if again:
                self.act(self.visit.clerk)
                self._send((step.code,))
            elif self._answer(step) == "returned" and plot.ending == "sent_back":
                return
        if plot.joint:
            yield from handle_jointly(self, self._accepted.lead, legs.away)
        if plot.ending == "taken_back":
            yield self.wait(self.stage.office.later(self.now, 0))
            self.act(self.visit.clerk)
            self.record(ops.CaseWithdrawn(reason=self.stage.pick(withdrawal_reasons)))
        elif plot.ending in ("decided", "served"):
            yield from self._decide()

    def _answer(self, step: Step) -> ops.LegOutcome:
        last = self._legs.answered == len(self._accepted.steps) - 1
        outcome: ops.LegOutcome = "agreed"
        if self.plot.sent_back and self._legs.answered == 0:
            outcome = "returned"
        elif self.plot.refused and last:
            outcome = "disagreed"
            self._said_no.add(step.child)
        ready = self._legs.answer(step, outcome, self.now)
        reason = "" if outcome == "agreed" else self.stage.pick(answer_reasons[outcome])
        self.act(self.stage.reviewer(step.department))
        self.record(ops.CaseLegAnswered(step=step.code, outcome=outcome, reason=reason))
        if ready:
            self._send(ready)
        return outcome

    def _send(self, codes: tuple[str, ...]) -> None:
        self.record(ops.CaseDispatched(steps=codes))
        self._legs.send(codes, self.now)

    def _decision(self, is_no: bool) -> tuple[ops.Outcome, str, str]:
        """The outcome, the reason for a no, and what the applicant can do instead."""
        if not is_no:
            return "granted", "", ""
        return "refused", self.stage.pick(refusal_reasons), self.stage.pick(refusal_alternatives)

    def _decide(self) -> Iterator[datetime]:
        stage, accepted = self.stage, self._accepted
        if accepted.promises:
            yield self.wait(stage.office.later(self.now, 0))
            self.act(self.visit.clerk)
            self.record(ops.CasePapersChecked(checks=self.received(accepted.promises)))
        if accepted.children:
            outcome, reason, alternative = yield from self._decide_children()
        else:
            yield self.wait(stage.office.later(self.now, 0))
            self.act(stage.reviewer(accepted.lead))
            outcome, reason, alternative = self._decision(self.plot.refused)
        self.record(
            ops.CaseDecided(
                outcome=outcome, document=stage.bulk.next_number("decision"),
                reason=reason, alternative=alternative,
            )
        )  # fmt: skip
        if self.plot.ending == "served":
            yield self.wait(stage.office.later(self.now, stage.rng.randrange(0, 4)))
            self.act(self.visit.clerk)
            document = stage.bulk.next_number("service")
            self.record(ops.CaseServed(document=document, manner=stage.rng.choice(_manners)))
        if outcome == "refused" and stage.reviewer(accepted.lead) != stage.supervisor:
            yield from self.look_at_no()

    def _decide_children(self) -> Generator[datetime, None, tuple[ops.Outcome, str, str]]:
        """Every item of a bundle by its department; gives what the last decision makes of all."""
        stage, children = self.stage, self._accepted.children
        noes: list[str] = []
        instead: list[str] = []
        for child in children:
            yield self.wait(stage.office.later(self.now, 0))
            self.act(stage.reviewer(child.department))
            outcome, reason, alternative = self._decision(child.item in self._said_no)
            if outcome == "refused":
                noes.append(f"{child.name.zh}：{reason}")
                instead.append(alternative)
            self.record(
                ops.CaseChildDecided(
                    item=child.item, outcome=outcome, document=stage.bulk.next_number("decision"),
                    reason=reason, alternative=alternative,
                )
            )  # fmt: skip
        whole: ops.Outcome = "refused" if len(noes) == len(children) else "granted"
        return whole, "；".join(noes), "；".join(dict.fromkeys(instead))


class _Legs:
    """The legs of one case: which are away, and when each will be answered or sent again."""

    def __init__(self, stage: Stage, steps: tuple[Step, ...]) -> None:
        self.answered = 0
        self.due: list[tuple[datetime, int, Step, bool]] = []
        self._stage, self._steps = stage, steps
        self._agreed: list[str] = []
        self._away: list[str] = []
        self._order = count()

    @property
    def away(self) -> tuple[Step, ...]:
        """The steps that are with their departments, in the order of the route."""
        waiting = {step.code for _moment, _order, step, again in self.due if not again}
        return tuple(each for each in self._steps if each.code in waiting)

    def send(self, codes: tuple[str, ...], now: datetime, late: int = 0) -> None:
        """Send steps to their departments; each takes at most its days, and `late` more."""
        self._away += codes
        for each in self._steps:
            if each.code in codes:
                days = int(float(each.days) * self._stage.rng.random()) + late
                moment = self._stage.office.later(now, days)
                heapq.heappush(self.due, (moment, next(self._order), each, False))

    def take(self) -> tuple[datetime, Step, bool]:
        """What comes next: when, which step, and whether it is sent again rather than answered."""
        moment, _, step, again = heapq.heappop(self.due)
        return moment, step, again

    def answer(self, step: Step, outcome: ops.LegOutcome, now: datetime) -> tuple[str, ...]:
        """Note an answer; gives the steps that can go now because of it."""
        if outcome == "returned":
            moment = self._stage.office.later(now, 1)
            heapq.heappush(self.due, (moment, next(self._order), step, True))
            self.answered += 1
            return ()
        self.answered += 1
        if outcome == "agreed":
            self._agreed.append(step.code)
        return route.ready(self._steps, self._agreed, self._away)
