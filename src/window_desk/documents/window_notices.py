"""The notices that are given at the window, from the receipt to the acceptance or the no."""

from __future__ import annotations

from collections.abc import Iterable

from window_desk.documents import bundle_notices
from window_desk.documents.words import texts
from window_desk.documents.writer import Told, Writer
from window_desk.domain import ops
from window_desk.services import receipts


class WindowNotices(Writer):
    """Writes what the applicant is given while the case is at the window."""

    def receipt(self, op: ops.CaseReceiptGiven) -> Told:
        """The papers that came (art. 32(2)), each with its pieces, and when the clock starts."""
        found = receipts.receipt_from(self.case, self.item, self.given, op, self.calendar)
        own = [
            self.fact("received", found.at),
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

    def acceptance(self, op: ops.CaseAccepted | ops.CaseAmended) -> Told:
        """An acceptance, or an amended one: both dates and why, what is here and what follows."""
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

    def correction(self, op: ops.CaseCorrectionNotified) -> Told:
        """Everything that is missing, at once (art. 32(1)(4)): where to bring it, and when."""
        policies = self.centre.policies
        wrong = {each.material: each for each in op.defects}
        standards = {each.code: each.standard.text(self.lang) for each in self.item.materials}

        def state(code: str) -> str:
            said = _defect_words(wrong[code], self.lang)
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

    def turned_away(self, op: ops.CaseTurnedAway) -> Told:
        """A no at the window: its reason, who is competent, and what can be done instead."""
        own = [
            self.fact("reason", op.reason),
            self.fact("body", op.body),
            self.ground(op.article),
        ]
        instead = self.say("alternative", text=op.alternative) if op.alternative else ""
        return op.form, own, [instead, self.say("remedy")]

    def commitment(self, op: ops.CaseCommitted) -> Told:
        """What the applicant declares, and until when it is looked at."""
        listed = "\n".join(f"{at}. {each}" for at, each in enumerate(op.conditions, 1))
        return "commitment", [self.fact("check_by", op.check_by)], [
            f"{self.say('conditions')}\n{listed}", self.say("false"),
        ]  # fmt: skip


def _defect_words(defect: ops.Defect, lang: str) -> str:
    """What is wrong with a paper, behind its name."""
    short = defect.reason.removeprefix("copies:")
    if short != defect.reason:
        said = texts["copies_short"].text(lang).format(n=short)
    else:
        said = defect.reason or texts[defect.state].text(lang)
    return texts["wrong"].text(lang).format(text=said)
