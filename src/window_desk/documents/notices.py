"""A notice as the applicant reads it, made from what the case was when it was given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import ClassVar

import msgspec

from window_desk.documents import bundle_notices, joint_notices
from window_desk.documents.words import manners, texts, titles
from window_desk.documents.writer import Kind, Line, Writer, calendar_at, notice_named
from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain.centre import CENTRE_TIME
from window_desk.domain.clock_moves import permit
from window_desk.domain.errors import RuleBroken
from window_desk.domain.explanation import ground_words
from window_desk.domain.numbering import read_number
from window_desk.services import receipts
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
    facts: tuple[Line, ...]
    paragraphs: tuple[str, ...]


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
    | ops.CaseDatesMoved
    | ops.CaseDecided
    | ops.CaseChildDecided
    | ops.CaseServed
    | ops.CaseMoreNotified
    | ops.CaseMeetingHeld
)


def notices_of(look: Look, case: str) -> tuple[tuple[str, str], ...]:
    """The numbers of a case's notices, in the order they were given, with the kind of their act."""
    return tuple(
        (each.op.document, each.op.kind)
        for each in ops.standing(look.history(case))
        if isinstance(each.op, _Given) and each.op.document
    )


def make_notice(look: Look, case: str, number: str, lang: str) -> Notice:
    """The notice with that number, in `lang`; without one the newest that is not a receipt.

    Raises `RuleBroken` when the case has no such notice.
    """
    history = look.history(case)
    given = {
        each.op.document: at
        for at, each in enumerate(history)
        if isinstance(each.op, _Given) and each.op.document
    }
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


class _Writer(Writer):
    """Writes each kind of notice."""

    def write(self) -> Notice:
        """The notice that the act gave out."""
        op = self.given.op
        assert isinstance(op, _Given)
        kind, own, paragraphs = self._kinds[type(op)](self, op)
        return Notice(
            number=op.document,
            title=titles[kind].text(self.lang),
            applicant=self.case.applicant,
            at=self.given.at,
            by=self.given.by,
            facts=tuple(each for each in (*self.head(), *own, *self.foot()) if each[1]),
            paragraphs=tuple(each for each in (*paragraphs, *self._signed(kind)) if each),
        )

    def _signed(self, kind: str) -> tuple[str, str]:
        """Where the applicant signs, and where the seal of art. 32(2) goes."""
        signs = self.say(f"signed_{kind}") if f"signed_{kind}" in texts else ""
        return signs, self.say("seal", day=self.day)

    def _receipt(self, op: ops.CaseReceiptGiven) -> Kind:
        found = receipts.receipt_from(self.case, self.item, self.given, op, self.calendar)
        own = [
            self.fact("received", f"{found.at.astimezone(CENTRE_TIME):%Y-%m-%d %H:%M}"),
            self.ground("xkf.32.2"),
        ]
        said = {each.material.code: self._pieces(each) for each in found.papers}
        listed = self.names(op.papers, said.__getitem__)
        zh, en = receipts.start_of_clock(found)
        return "receipt", own, [
            f"{self.say('papers')}\n{listed}", zh if self.lang == "zh" else en,
        ]  # fmt: skip

    def _pieces(self, listed: receipts.Listed) -> str:
        """How many pieces of a paper were handed in, and what is the matter with them."""
        paper = listed.material
        parts = [
            self.say("originals", n=paper.originals) if paper.originals else "",
            self.say("copies", n=listed.copies) if listed.copies else "",
            "" if listed.in_order else self.say("defective"),
            self.say("returned") if paper.returned else "",
        ]
        said = self.say("comma").join(each for each in parts if each)
        return self.say("pieces", text=said) if said else ""

    def _papers(self, codes: Iterable[str]) -> str:
        listed = self.names(codes)
        return f"{self.say('papers')}\n{listed}" if listed else ""

    def _acceptance(self, op: ops.CaseAccepted | ops.CaseAmended) -> Kind:
        case = self.case
        promised, statutory = self.dates(case)
        here = [code for code, paper in case.papers.items() if paper.check.state == "received"]
        listed = self.names(case.promises)
        own = [
            self.fact("accepted", case.accepted_on),
            self.fact("promised", self.date_text(promised)),
            self.fact("statutory", self.date_text(statutory)),
            self.fact("supply_by", case.supply_by if case.promises else None),
            self.ground(case.article),
        ]
        is_amended = isinstance(op, ops.CaseAmended)
        return "acceptance", own, [
            self.say("amended", text=op.reason) if isinstance(op, ops.CaseAmended) else "",
            self.say("deemed") if case.deemed and not is_amended else "",
            bundle_notices.made_of(self),
            self._papers(here),
            f"{self.say('promises')}\n{listed}" if listed else "",
            *self.why(case),
        ]  # fmt: skip

    def _correction(self, op: ops.CaseCorrectionNotified) -> Kind:
        policies = self.centre.policies
        wrong = {each.material: each for each in op.defects}
        standards = {each.code: each.standard.text(self.lang) for each in self.item.materials}

        def state(code: str) -> str:
            said = self.defect(wrong[code])
            standard = standards.get(code, "")
            return said + (self.say("standard", text=standard) if standard else "")

        place = self.item.place.text(self.lang) or self.centre.name.text(self.lang)
        silence = policies.correction_silence == "deemed_withdrawn"
        return "correction", [self.ground("xkf.32.1.4")], [
            f"{self.say('correct')}\n{self.names(wrong, state)}",
            self.say("where", place=place, hours=self._hours()),
            self.say("silence", days=policies.correction_working_days) if silence else "",
        ]  # fmt: skip

    def _hours(self) -> str:
        hours = self.item.hours.text(self.lang)
        return self.say("pieces", text=hours) if hours else ""

    def _turned_away(self, op: ops.CaseTurnedAway) -> Kind:
        own = [
            self.fact("reason", op.reason),
            self.fact("body", op.body),
            self.ground(op.article),
        ]
        instead = self.say("alternative", text=op.alternative) if op.alternative else ""
        return op.form, own, [instead, self.say("remedy")]

    def _commitment(self, op: ops.CaseCommitted) -> Kind:
        listed = "\n".join(f"{at}. {each}" for at, each in enumerate(op.conditions, 1))
        return "commitment", [self.fact("check_by", op.check_by)], [
            f"{self.say('conditions')}\n{listed}", self.say("false"),
        ]  # fmt: skip

    def _suspension(self, op: ops.CaseSuspended) -> Kind:
        words = ground_words.get(op.ground)
        own = [
            self.fact("procedure", words.text(self.lang) if words else op.ground),
            self.fact("carried_out", op.body),
            self.fact("starts", op.start),
            self.fact("needs", self.say("days", n=op.days)),
            self.ground("xkf.45" if words else ""),
        ]
        return "suspension", own, [self.say("excluded")]

    def _extension(self, op: ops.CaseExtended) -> Kind:
        assert self.before is not None, "nothing is extended before it was accepted"
        own = [
            self.fact("before", self.both(self.before)),
            self.fact("after", self.both(self.case)),
            self.fact("reason", op.reason),
            self.fact("approver", op.approver),
            self.ground("xkf.42"),
        ]
        return "extension", own, [*self.why(self.case)]

    def _moved(self, op: ops.CaseDatesMoved) -> Kind:
        notice = notice_named(self.look, op.because)
        earlier = calendar_at(self.look, self.given.at, without=op.because)
        own = [
            self.fact("before", self.both(self.case, earlier)),
            self.fact("moved", self.both(self.case)),
            self.fact("notice", self.say("notice", year=notice.year)),
            self.fact("paper", self.joined(notice.papers)),
        ]
        return "moved", own, [self.say("moved", year=notice.year), *self.why(self.case)]

    def _decision(self, op: ops.CaseDecided) -> Kind:
        if self.case.children:
            return bundle_notices.whole(self)
        is_permit = self.item.type == permit
        own = [self.fact("reason", op.reason), self.ground("xkf.38" if is_permit else "")]
        opinions = joint_notices.opinion_paragraphs(self.case, op.outcome, self.staff, self.lang)
        if op.outcome == "granted":
            return "granted", own, opinions
        instead = self.say("alternative", text=op.alternative) if op.alternative else ""
        kind = "refused" if is_permit else "refused_other"
        return kind, own, [*opinions, instead, self.say("remedy")]

    def _child(self, op: ops.CaseChildDecided) -> Kind:
        return bundle_notices.child(self, op)

    def _request(self, op: ops.CaseMoreNotified) -> Kind:
        place = self.item.place.text(self.lang) or self.centre.name.text(self.lang)
        told = joint_notices.request_paragraphs(self.case, self.item, op, place, self.lang)
        return "request", [], told

    def _minutes(self, op: ops.CaseMeetingHeld) -> Kind:
        meeting = next(each for each in self.case.meetings if each.id == op.meeting)
        own = [
            self.fact("meets", f"{meeting.meets.astimezone(CENTRE_TIME):%Y-%m-%d %H:%M}"),
            self.fact("place", meeting.place),
            self.ground("xkf.26.2"),
        ]
        paragraphs = joint_notices.minutes_paragraphs(self.case, op, self.staff, self.lang)
        return "minutes", own, paragraphs

    def _service(self, op: ops.CaseServed) -> Kind:
        own = [
            self.fact("served", bundle_notices.served(self, op)),
            self.fact("manner", manners[op.manner].text(self.lang)),
            self.ground("xkf.44" if self.item.type == permit else ""),
        ]
        return "service", own, []

    _kinds: ClassVar[dict[type[ops.Op], Callable[..., Kind]]] = {
        ops.CaseReceiptGiven: _receipt,
        ops.CaseAccepted: _acceptance,
        ops.CaseAmended: _acceptance,
        ops.CaseCorrectionNotified: _correction,
        ops.CaseTurnedAway: _turned_away,
        ops.CaseCommitted: _commitment,
        ops.CaseSuspended: _suspension,
        ops.CaseExtended: _extension,
        ops.CaseDatesMoved: _moved,
        ops.CaseDecided: _decision,
        ops.CaseChildDecided: _child,
        ops.CaseServed: _service,
        ops.CaseMoreNotified: _request,
        ops.CaseMeetingHeld: _minutes,
    }
