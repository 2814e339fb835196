"""A notice as the applicant reads it, made from what the case was when it was given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

import msgspec

from window_desk.documents import bundle_notices, joint_notices
from window_desk.documents.window_notices import WindowNotices
from window_desk.documents.words import manners, texts, titles
from window_desk.documents.writer import Line, Told, calendar_at, notice_named
from window_desk.domain import case as cases
from window_desk.domain import ops
from window_desk.domain.clock_moves import permit
from window_desk.domain.errors import RuleBroken
from window_desk.domain.explanation import ground_words
from window_desk.domain.numbering import read_number
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
            known=list(given) or "-",
        )
    run = history[: given[wanted] + 1]
    return _Writer(look, cases.fold(run), cases.fold(run[:-1]) if run[1:] else None, run[-1],
                   lang).write()  # fmt: skip


class _Writer(WindowNotices):
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

    def _suspension(self, op: ops.CaseSuspended) -> Told:
        words = ground_words.get(op.ground)
        own = [
            self.fact("procedure", words.text(self.lang) if words else op.ground),
            self.fact("carried_out", op.body),
            self.fact("starts", op.start),
            self.fact("needs", self.say("days", n=op.days)),
            self.ground("xkf.45" if words else ""),
        ]
        return "suspension", own, [self.say("excluded")]

    def _extension(self, op: ops.CaseExtended) -> Told:
        assert self.before is not None, "nothing is extended before it was accepted"
        own = [
            self.fact("before", self.both(self.before)),
            self.fact("after", self.both(self.case)),
            self.fact("reason", op.reason),
            self.fact("approver", op.approver),
            self.ground("xkf.42"),
        ]
        return "extension", own, [*self.why(self.case)]

    def _moved(self, op: ops.CaseDatesMoved) -> Told:
        notice = notice_named(self.look, op.because)
        earlier = calendar_at(self.look, self.given.at, without=op.because)
        own = [
            self.fact("before", self.both(self.case, earlier)),
            self.fact("moved", self.both(self.case)),
            self.fact("notice", self.say("notice", year=notice.year)),
            self.fact("paper", self.joined(notice.papers)),
        ]
        return "moved", own, [self.say("moved", year=notice.year), *self.why(self.case)]

    def _decision(self, op: ops.CaseDecided) -> Told:
        if self.case.children:
            return bundle_notices.whole(self)
        is_permit = self.item.type == permit
        own = [self.fact("reason", op.reason), self.ground("xkf.38" if is_permit else "")]
        called = self.staff | self.bodies
        opinions = joint_notices.opinion_paragraphs(self.case, op.outcome, called, self.lang)
        if op.outcome == "granted":
            return "granted", own, opinions
        instead = self.say("alternative", text=op.alternative) if op.alternative else ""
        kind = "refused" if is_permit else "refused_other"
        return kind, own, [*opinions, instead, self.say("remedy")]

    def _child(self, op: ops.CaseChildDecided) -> Told:
        return bundle_notices.child(self, op)

    def _request(self, op: ops.CaseMoreNotified) -> Told:
        place = self.item.place.text(self.lang) or self.centre.name.text(self.lang)
        told = joint_notices.request_paragraphs(
            self.case, self.item, op, place, self.bodies, self.lang
        )
        return "request", [], told

    def _minutes(self, op: ops.CaseMeetingHeld) -> Told:
        meeting = next(each for each in self.case.meetings if each.id == op.meeting)
        own = [
            self.fact("meets", meeting.meets),
            self.fact("place", meeting.place),
            self.ground("xkf.26.2"),
        ]
        called = self.staff | self.bodies
        paragraphs = joint_notices.minutes_paragraphs(self.case, op, called, self.lang)
        return "minutes", own, paragraphs

    def _service(self, op: ops.CaseServed) -> Told:
        own = [
            self.fact("served", bundle_notices.served(self, op)),
            self.fact("manner", manners[op.manner].text(self.lang)),
            self.ground("xkf.44" if self.item.type == permit else ""),
        ]
        return "service", own, []

    _kinds: ClassVar[dict[type[ops.Op], Callable[..., Told]]] = {
        ops.CaseReceiptGiven: WindowNotices.receipt,
        ops.CaseAccepted: WindowNotices.acceptance,
        ops.CaseAmended: WindowNotices.acceptance,
        ops.CaseCorrectionNotified: WindowNotices.correction,
        ops.CaseTurnedAway: WindowNotices.turned_away,
        ops.CaseCommitted: WindowNotices.commitment,
        ops.CaseSuspended: _suspension,
        ops.CaseExtended: _extension,
        ops.CaseDatesMoved: _moved,
        ops.CaseDecided: _decision,
        ops.CaseChildDecided: _child,
        ops.CaseServed: _service,
        ops.CaseMoreNotified: _request,
        ops.CaseMeetingHeld: _minutes,
    }
