"""A notice as the applicant reads it, made from what the case was when it was given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import ClassVar

import msgspec

from window_desk.documents import joint_notices
from window_desk.documents.known_then import calendar_at, defect_words
from window_desk.documents.words import facts, manners, texts, titles
from window_desk.domain import case as cases
from window_desk.domain import case_clocks, ops
from window_desk.domain.case import Case
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.clock import Explanation
from window_desk.domain.errors import RuleBroken
from window_desk.domain.explanation import ground_words, sentences
from window_desk.domain.item import Limit, ServiceItem
from window_desk.domain.law import Law
from window_desk.domain.numbering import read_number
from window_desk.storage import reads
from window_desk.storage.change import Look


class Notice(msgspec.Struct, frozen=True):
    """A notice with its number, its facts in order (heading and text), and its paragraphs.

    Whom it is for stands in it as a person's id: names are shown by whoever may see them.
    """

    number: str
    title: str
    applicant: str
    at: datetime
    by: str
    facts: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]


Line = tuple[str, str]
_Kind = tuple[str, list[Line], list[str]]
"""The kind of a notice, its own facts, and its paragraphs."""
_beside = ("receipt", "minutes")

_Given = (
    ops.CaseReceiptGiven
    | ops.CaseAccepted
    | ops.CaseAmended
    | ops.CaseCorrectionNotified
    | ops.CaseTurnedAway
    | ops.CaseCommitted
    | ops.CaseSuspended
    | ops.CaseExtended
    | ops.CaseDecided
    | ops.CaseServed
    | ops.CaseMoreNotified
    | ops.CaseMeetingHeld
)


def notices_of(look: Look, case: str) -> tuple[tuple[str, str], ...]:
    """The numbers of a case's notices, in the order they were given, with the kind of their act."""
    return tuple(
        (each.op.document, each.op.kind)
        for each in ops.standing(look.history(case))
        if isinstance(each.op, _Given)
    )


def make_notice(look: Look, case: str, number: str, lang: str) -> Notice:
    """The notice with that number, in `lang`; without one the newest that is not a receipt.

    Raises `RuleBroken` when the case has no such notice.
    """
    history = look.history(case)
    given = {each.op.document: at for at, each in enumerate(history) if isinstance(each.op, _Given)}
    # These come with others, or are for the departments: seldom the one that is meant.
    others = (each for each in reversed(given) if read_number(each).kind not in _beside)
    wanted = number or next(others, next(reversed(given), ""))
    if wanted not in given:
        raise RuleBroken(
            "notice.unknown",
            "This case has no notice {number}.",
            hint="Its notices are: {known}.",
            number=number,
            known=", ".join(given) or "-",
        )
    run = history[: given[wanted] + 1]
    return _Writer(look, cases.fold(run), cases.fold(run[:-1]) if run[1:] else None, run[-1],
                   lang).write()  # fmt: skip


class _Writer:
    """Puts one notice into one language."""

    def __init__(
        self, look: Look, case: Case, before: Case | None, given: ops.Recorded, lang: str
    ) -> None:
        item = reads.item(look.connection, case.item, case.item_version)
        assert item is not None, "versions of items are never taken away"
        self.look, self.case, self.before, self.given, self.lang = look, case, before, given, lang
        self.item: ServiceItem = item
        self.law: Law = reads.law(look.connection)
        self.day = given.at.astimezone(CENTRE_TIME).date()
        self.calendar = calendar_at(look, given.at)
        self.staff = {each.account: each.name for each, _on in reads.accounts(look.connection)}

    def write(self) -> Notice:
        op = self.given.op
        assert isinstance(op, _Given)
        kind, own, paragraphs = self._kinds[type(op)](self, op)
        return Notice(
            number=op.document,
            title=titles[kind].text(self.lang),
            applicant=self.case.applicant,
            at=self.given.at,
            by=self.given.by,
            facts=tuple(each for each in (*self._head(), *own, *self._foot()) if each[1]),
            paragraphs=tuple(each for each in paragraphs if each),
        )

    def _fact(self, name: str, text: object) -> Line:
        return facts[name].text(self.lang), str(text) if text else ""

    def _say(self, which: str, **values: object) -> str:
        return texts[which].text(self.lang).format(**values)

    def _head(self) -> Iterator[Line]:
        yield self._fact("case", self.case.number)
        yield self._fact("item", self.item.name.text(self.lang))
        yield self._fact("applied", self.case.opened_at.astimezone(CENTRE_TIME).date())

    def _foot(self) -> Iterator[Line]:
        yield self._fact("officer", self.staff.get(self.given.by, ""))
        yield self._fact("window", self.case.window)
        yield self._fact("complaint", self.item.complaint)
        yield self._fact("date", self.day)

    def _ground(self, key: str) -> Line:
        return self._fact("ground", self.law.cite(key, self.lang) if key else "")

    def _names(self, codes: Iterable[str], state: Callable[[str], str] = lambda _: "") -> str:
        names = {each.code: each.name.text(self.lang) for each in self.item.materials}
        return "\n".join(
            self._say("paper", n=at, name=names.get(code, code), state=state(code))
            for at, code in enumerate(codes, 1)
        )

    def _dates(self, case: Case) -> tuple[Explanation | None, Explanation | None]:
        def explained(limit: Limit | None) -> Explanation | None:
            return case_clocks.explain(case, limit, self.calendar, self.day)

        return explained(case.promised), explained(case.statutory)

    def _day(self, found: Explanation | None) -> str:
        if found is None:
            return ""
        if found.due.provisional:
            return self._say("provisional", day=found.due.date)
        return str(found.due.date)

    def _why(self, case: Case) -> Iterator[str]:
        for name, found in zip(("promised_why", "statutory_why"), self._dates(case), strict=True):
            if found is not None:
                yield "\n".join((self._say(name), *sentences(found, self.lang)))

    def _receipt(self, op: ops.CaseReceiptGiven) -> _Kind:
        return "receipt", [self._ground("xkf.32.2")], [self._papers(op.papers)]

    def _papers(self, codes: Iterable[str]) -> str:
        listed = self._names(codes)
        return f"{self._say('papers')}\n{listed}" if listed else ""

    def _acceptance(self, op: ops.CaseAccepted | ops.CaseAmended) -> _Kind:
        case = self.case
        promised, statutory = self._dates(case)
        here = [code for code, paper in case.papers.items() if paper.check.state == "received"]
        listed = self._names(case.promises)
        own = [
            self._fact("accepted", case.accepted_on),
            self._fact("promised", self._day(promised)),
            self._fact("statutory", self._day(statutory)),
            self._fact("supply_by", case.supply_by if case.promises else None),
            self._ground(case.article),
        ]
        is_amended = isinstance(op, ops.CaseAmended)
        return "acceptance", own, [
            self._say("amended", text=op.reason) if isinstance(op, ops.CaseAmended) else "",
            self._say("deemed") if case.deemed and not is_amended else "",
            self._papers(here),
            f"{self._say('promises')}\n{listed}" if listed else "",
            *self._why(case),
        ]  # fmt: skip

    def _correction(self, op: ops.CaseCorrectionNotified) -> _Kind:
        policies = self.look.centre.policies
        wrong = {each.material: each for each in op.defects}
        standards = {each.code: each.standard.text(self.lang) for each in self.item.materials}

        def state(code: str) -> str:
            said = defect_words(wrong[code], self.lang)
            standard = standards.get(code, "")
            return said + (self._say("standard", text=standard) if standard else "")

        place = self.item.place.text(self.lang) or self.look.centre.name.text(self.lang)
        silence = policies.correction_silence == "deemed_withdrawn"
        return "correction", [self._ground("xkf.32.1.4")], [
            f"{self._say('correct')}\n{self._names(wrong, state)}",
            self._say("where", place=place),
            self._say("silence", days=policies.correction_working_days) if silence else "",
        ]  # fmt: skip

    def _turned_away(self, op: ops.CaseTurnedAway) -> _Kind:
        own = [
            self._fact("reason", op.reason),
            self._fact("body", op.body),
            self._ground(op.article),
        ]
        instead = self._say("alternative", text=op.alternative) if op.alternative else ""
        return op.form, own, [instead, self._say("remedy")]

    def _commitment(self, op: ops.CaseCommitted) -> _Kind:
        listed = "\n".join(f"{at}. {each}" for at, each in enumerate(op.conditions, 1))
        return "commitment", [self._fact("check_by", op.check_by)], [
            f"{self._say('conditions')}\n{listed}", self._say("false"),
        ]  # fmt: skip

    def _suspension(self, op: ops.CaseSuspended) -> _Kind:
        words = ground_words.get(op.ground)
        own = [
            self._fact("procedure", words.text(self.lang) if words else op.ground),
            self._fact("carried_out", op.body),
            self._fact("starts", op.start),
            self._fact("needs", self._say("days", n=op.days)),
            self._ground("xkf.45" if words else ""),
        ]
        return "suspension", own, [self._say("excluded")]

    def _extension(self, op: ops.CaseExtended) -> _Kind:
        def both(case: Case) -> str:
            promised, statutory = self._dates(case)
            days = [each for each in (self._day(promised), self._day(statutory)) if each]
            return " / ".join(days)

        assert self.before is not None, "nothing is extended before it was accepted"
        own = [
            self._fact("before", both(self.before)),
            self._fact("after", both(self.case)),
            self._fact("reason", op.reason),
            self._fact("approver", op.approver),
            self._ground("xkf.42"),
        ]
        return "extension", own, [*self._why(self.case)]

    def _decision(self, op: ops.CaseDecided) -> _Kind:
        own = [self._fact("reason", op.reason), self._ground("xkf.38")]
        opinions = joint_notices.opinion_paragraphs(self.case, op.outcome, self.staff, self.lang)
        if op.outcome == "granted":
            return "granted", own, opinions
        instead = self._say("alternative", text=op.alternative) if op.alternative else ""
        return "refused", own, [*opinions, instead, self._say("remedy")]

    def _request(self, op: ops.CaseMoreNotified) -> _Kind:
        place = self.item.place.text(self.lang) or self.look.centre.name.text(self.lang)
        told = joint_notices.request_paragraphs(self.case, self.item, op, place, self.lang)
        return "request", [], told

    def _minutes(self, op: ops.CaseMeetingHeld) -> _Kind:
        meeting = next(each for each in self.case.meetings if each.id == op.meeting)
        own = [
            self._fact("meets", f"{meeting.meets.astimezone(CENTRE_TIME):%Y-%m-%d %H:%M}"),
            self._fact("place", meeting.place),
            self._ground("xkf.26.2"),
        ]
        paragraphs = joint_notices.minutes_paragraphs(self.case, op, self.staff, self.lang)
        return "minutes", own, paragraphs

    def _service(self, op: ops.CaseServed) -> _Kind:
        served = [each for each in self.case.numbers if each not in (self.case.number, op.document)]
        own = [
            self._fact("served", served[-1] if served else ""),
            self._fact("manner", manners[op.manner].text(self.lang)),
            self._ground("xkf.44"),
        ]
        return "service", own, []

    _kinds: ClassVar[dict[type[ops.Op], Callable[..., _Kind]]] = {
        ops.CaseReceiptGiven: _receipt,
        ops.CaseAccepted: _acceptance,
        ops.CaseAmended: _acceptance,
        ops.CaseCorrectionNotified: _correction,
        ops.CaseTurnedAway: _turned_away,
        ops.CaseCommitted: _commitment,
        ops.CaseSuspended: _suspension,
        ops.CaseExtended: _extension,
        ops.CaseDecided: _decision,
        ops.CaseServed: _service,
        ops.CaseMoreNotified: _request,
        ops.CaseMeetingHeld: _minutes,
    }
