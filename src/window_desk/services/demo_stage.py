"""What the demo's cases share: the desk being filled, who works there, who applies for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random

from window_desk.domain import bundle, ops
from window_desk.domain.item import ServiceItem
from window_desk.services import demo_people
from window_desk.services.demo_lines import items_by_queue
from window_desk.services.demo_morning import Visit
from window_desk.services.demo_time import HallTime, Office
from window_desk.services.people import Applicant
from window_desk.storage import seal
from window_desk.storage.bulk import Bulk

_returning = 0.12
"""How many applicants have been here before."""


class Stage:
    """The desk being filled and everything that is drawn by lot; the same for the same seed."""

    def __init__(
        self, bulk: Bulk, hall: HallTime, rng: Random, guides: Sequence[ServiceItem]
    ) -> None:
        self.bulk, self.hall, self.rng = bulk, hall, rng
        self.office = Office(bulk.calendar, rng)
        self.tickets: dict[str, str] = {}
        self.opened = 0
        centre = bulk.centre
        self._guides = guides
        self._by_code = {each.code: each for each in guides}
        self._weights = list(accumulate(_popularity(each) for each in guides))
        queues = items_by_queue(centre, guides)
        self._queue_of = {each.code: queue for queue, items in queues.items() for each in items}
        clerks = {each.window: each.account for each in centre.staff if each.window}
        self._desks = [
            (each.code, clerks[each.code], each.queues)
            for each in centre.windows
            if each.code in clerks
        ]
        self._reviewers = {
            each.department: each.account for each in centre.staff if each.role == "reviewer"
        }
        self.supervisor = next(each.account for each in centre.staff if each.role == "supervisor")
        self._serial = self._awkward = 0
        self.on_file: set[tuple[str, str]] = set()
        self._known: dict[bool, list[str]] = {False: [], True: []}

    def children(self, item: ServiceItem) -> list[ServiceItem]:
        """The items of a bundle."""
        return [self._by_code[code] for code in item.children if code in self._by_code]

    def whole(self, item: ServiceItem, answers: Mapping[str, str]) -> ServiceItem:
        """An item as these answers make it."""
        return bundle.compose(item, self.children(item), answers)

    def act(self, moment: datetime, by: str) -> None:
        """From here on, `by` acts at `moment` of the hall's time."""
        self.bulk.act(self.hall.real(moment), by)

    def pick(self, texts: Sequence[str]) -> str:
        """One of these texts."""
        return self.rng.choice(texts)

    def reviewer(self, department: str) -> str:
        """Who answers for a department."""
        return self._reviewers.get(department, self.supervisor)

    def some_item(self) -> ServiceItem:
        """An item that people come for, the popular ones more often."""
        return self.rng.choices(self._guides, cum_weights=self._weights)[0]

    def some_visit(self, day: date, item: ServiceItem) -> Visit:
        """A visit on a past day, at a window that serves the item's queue."""
        queue = self._queue_of.get(item.code)
        fitting = [each for each in self._desks if queue in each[2]] or self._desks
        window, clerk, _ = self.rng.choice(fitting)
        start = self.office.some_time(day)
        end = start + timedelta(seconds=self.rng.randrange(240, 960))
        return Visit("", item, start, end, window, clerk)

    def record_applicant(self, item: ServiceItem, *, awkward: bool) -> tuple[str, str, str]:
        """The applicant, the agent if there is one, and by what the agent acts."""
        self.opened += 1
        rng = self.rng
        if awkward:
            typed = demo_people.awkward_applicant(rng, self._awkward, self._next_serial())
            self._awkward += 1
            return self._record(typed), "", ""
        firm = "person" not in item.audience or (len(item.audience) > 1 and rng.random() < 0.5)
        known = self._known[firm]
        if known and rng.random() < _returning:
            applicant = rng.choice(known)
        else:
            make = demo_people.organisation if firm else demo_people.person
            applicant = self._record(make(rng, self._next_serial()))
            known.append(applicant)
        if rng.random() > (0.5 if firm else 0.05):
            return applicant, "", ""
        agent = self._record(demo_people.person(rng, self._next_serial()))
        return applicant, agent, "授权委托书"

    def _next_serial(self) -> int:
        self._serial += 1
        return self._serial

    def _record(self, applicant: Applicant) -> str:
        key = seal.new_key()
        details = seal.Identity(
            name=applicant.name,
            certificate_number=applicant.certificate_number,
            phone=applicant.phone,
            address=applicant.address,
        )
        op = ops.PersonRecorded(
            sealed=seal.seal(key, details),
            organisation=applicant.kind == "organisation",
            certificate_type=applicant.certificate_type,
        )
        return self.bulk.new_person(op, key)

    def choose_answers(
        self, item: ServiceItem, turned_away: str, *, through_agent: bool
    ) -> dict[str, str]:
        """The answers that differ from the usual ones; those that end the intake only if asked."""
        answers: dict[str, str] = {}
        for situation in item.situations:
            ends = [each for each in situation.options if each.outcome == turned_away]
            if turned_away and ends:
                return answers | {situation.code: self.rng.choice(ends).code}
            agents = [each.code for each in situation.options if each.code == "agent"]
            others = [
                each.code
                for each in situation.options[1:]
                if not each.outcome and each.code != "agent"
            ]
            if agents and through_agent:
                answers[situation.code] = "agent"
            elif others and self.rng.random() < 0.2:
                answers[situation.code] = self.rng.choice(others)
        return answers


def _popularity(item: ServiceItem) -> float:
    """What is done while one waits is asked for most, what takes weeks least."""
    if item.kind == "instant":
        return 5
    days = float(item.promised.value) if item.promised else 10
    return 3 if days <= 3 else 1.5 if days <= 8 else 0.6
