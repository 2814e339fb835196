"""The life of a case of the demo hall: from the window through its departments, as a process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import msgspec

from window_desk.domain import bundle, checklist, ops, route
from window_desk.domain.item import CommitmentTerms, Material, Pinned, ServiceItem
from window_desk.domain.ops import PaperCheck
from window_desk.services.accepting import acceptance
from window_desk.services.demo_life import (
    Life,
    Plot,
    turning_away_alternatives,
    turning_away_reasons,
    withdrawal_reasons,
)
from window_desk.services.demo_morning import Visit
from window_desk.services.demo_review import Review
from window_desk.services.demo_stage import Stage


def live(stage: Stage, plot: Plot, visit: Visit) -> Iterator[datetime]:
    """The whole life of one case; what lies after now has not happened yet."""
    life = _Intake(stage, plot, visit)
    yield from life.take_in()
    stage.bulk.settle(life.case)


class _Intake(Life):
    """A case at the window, up to its acceptance or whatever else follows from its papers."""

    def __init__(self, stage: Stage, plot: Plot, visit: Visit) -> None:
        super().__init__(stage, plot, visit)
        self._item: ServiceItem = visit.item
        self._answers: dict[str, str] = {}
        self._checks: dict[str, PaperCheck] = {}
        self._applicant = ""
        self._listed: set[str] = set()
        self._parts: tuple[bundle.Part, ...] = ()

    def _at_window(self, part: float) -> datetime:
        """A moment of the visit, by the part of it that has passed."""
        return self.wait(self.visit.start + (self.visit.end - self.visit.start) * part)

    def take_in(self) -> Iterator[datetime]:
        """Open the case, look at its papers, and whatever follows from them."""
        plot, clerk = self.plot, self.visit.clerk
        yield self._at_window(0.15)
        self.act(clerk)
        self._open()
        if plot.ending == "opened":
            return
        yield from self._ask()
        yield self._at_window(0.6)
        self.act(clerk)
        if plot.turned_away:
            self._turn_away()
            yield from self.look_at_no()
            return
        self._look_at_papers()
        yield self._at_window(0.9)
        if plot.ending == "withdrawn":
            self.act(clerk)
            self.record(ops.CaseWithdrawn(reason=self.stage.pick(withdrawal_reasons)))
        elif plot.ending != "intake":
            yield from self._answer_applicant()

    def _ask(self) -> Iterator[datetime]:
        """Note the end of a licence to renew, and the answers that differ from the usual ones."""
        clerk = self.visit.clerk
        if self._item.renewal:
            yield self._at_window(0.2)
            self.act(clerk)
            self.record(ops.CaseLicenceNoted(until=self._licence_until()))
        yield self._at_window(0.3)
        if self._answers:
            self.act(clerk)
            self.record(ops.CaseAnswered(answers=self._answers))

    def _answer_applicant(self) -> Iterator[datetime]:
        """Tell what is wrong if anything is, and accept when all of it is here."""
        plot = self.plot
        if any(each.state in ("missing", "defective") for each in self._checks.values()):
            yield from self._correct()
            if plot.ending in ("correction", "returned"):
                return
        self.act(self.visit.clerk)
        if plot.declares and self._item.commitment is not None:
            yield from self._declare(self._item.commitment)
        else:
            yield from self._accept()

    def _licence_until(self) -> date:
        """The last day of the licence to renew: as wished, or some weeks after the visit."""
        stage, wished = self.stage, self.plot.licence_in
        if wished is not None:
            return stage.bulk.calendar.add(stage.hall.today, wished)
        return self.now.date() + timedelta(days=stage.rng.randrange(35, 90))

    def _open(self) -> None:
        stage, visit = self.stage, self.visit
        applicant, agent, authority = stage.record_applicant(self._item, awkward=self.plot.awkward)
        self._applicant = applicant
        self._answers = stage.choose_answers(
            self._item, self.plot.turned_away, through_agent=bool(agent)
        )
        bundled, children = self._item, stage.children(self._item)
        self._item = bundle.compose(bundled, children, self._answers)
        self.visit = visit = msgspec.structs.replace(visit, item=self._item)
        self._parts = bundle.parts(bundled, children, self._answers)
        self.case = stage.bulk.record(
            ops.CaseOpened(
                item=self._item.code,
                item_version=self._item.version,
                applicant=applicant,
                agent=agent,
                authority=authority,
                ticket=stage.tickets.get(visit.number, ""),
                window=visit.window,
                pinned=tuple(Pinned(each.code, each.version) for each in children),
            )
        )
        shared = tuple(
            PaperCheck(material=each.code, state="shared")
            for each in self._item.materials
            if each.shared
        )
        if shared:
            self._check(shared)

    def _check(self, checks: tuple[PaperCheck, ...]) -> None:
        self._checks.update((each.material, each) for each in checks)
        self.record(ops.CasePapersChecked(checks=checks))

    def _look_at_papers(self) -> None:
        """Note every paper; in an intake that is not done yet only the first half of them."""
        rng, plot = self.stage.rng, self.plot
        needed = [
            each.material
            for each in checklist.needs(self._item, self._answers, self._checks)
            if not each.material.shared
        ]
        if plot.ending == "intake":
            needed = needed[: max(1, len(needed) // 2)]
        wrong = {each.code for each in rng.sample(needed, min(len(needed), rng.randrange(1, 3)))}
        checks: list[PaperCheck] = []
        for each in needed:
            if plot.papers == "defective" and each.code in wrong:
                defect = rng.choice(each.defects).zh if each.defects and rng.random() < 0.6 else ""
                if not defect and self._is_on_file(each):
                    defect = "复印件不清晰"
                state: ops.PaperState = "defective" if defect else "missing"
                checks.append(PaperCheck(material=each.code, state=state, reason=defect))
            elif plot.papers == "promised" and each.deferrable:
                checks.append(PaperCheck(material=each.code, state="promised"))
            else:
                copies = each.copies or None
                checks.append(PaperCheck(material=each.code, state="received", copies=copies))
        self._check(tuple(checks))

    def _is_on_file(self, material: Material) -> bool:
        """Whether the centre may have the paper already, so that it is not asked for again."""
        if material.issuer == "applicant" or material.returned:
            return False
        handed_in = (self._applicant, material.name.zh) in self.stage.on_file
        return handed_in or bool(material.issued_by_item)

    def _give_receipt(self) -> None:
        """A receipt for what was handed in, unless one lists it all."""
        handed_in = tuple(
            code for code, each in self._checks.items() if each.state in ("received", "defective")
        )
        if not self._listed.issuperset(handed_in):
            self._listed.update(handed_in)
            document = self.stage.bulk.next_number("receipt")
            self.record(ops.CaseReceiptGiven(document=document, papers=handed_in))

    def _turn_away(self) -> None:
        stage = self.stage
        verdict = checklist.judge(self._item, self._answers, self._checks)
        form: ops.NoForm = "not_ours" if verdict.outcome == "not_ours" else "not_required"
        self.record(
            ops.CaseTurnedAway(
                form=form,
                document=stage.bulk.next_number("turned_away"),
                article=checklist.articles[form],
                reason=turning_away_reasons[form],
                body=verdict.body,
                alternative=turning_away_alternatives[form],
            )
        )

    def _correct(self) -> Iterator[datetime]:
        """Tell once what is wrong; some days later all of it is here."""
        stage, clerk = self.stage, self.visit.clerk
        verdict = checklist.judge(self._item, self._answers, self._checks)
        defects = checklist.defects(verdict)
        self.act(clerk)
        document = stage.bulk.next_number("correction")
        self.record(ops.CaseCorrectionNotified(document=document, defects=defects))
        self._give_receipt()
        if self.plot.ending == "correction":
            return
        yield self.wait(stage.office.later(self.now, stage.rng.randrange(1, 7)))
        self.act(clerk)
        self.record(ops.CaseCorrectionsReturned())
        if self.plot.ending == "returned":
            return
        yield self.wait(self.now + timedelta(seconds=stage.rng.randrange(30, 120)))
        self.act(clerk)
        self._check(self.received(tuple(each.material for each in defects)))
        yield self.wait(self.now + timedelta(seconds=stage.rng.randrange(60, 400)))

    def _declare(self, terms: CommitmentTerms) -> Iterator[datetime]:
        """Accept and grant on a written declaration (告知承诺), hand out, and check it later."""
        bulk, clerk = self.stage.bulk, self.visit.clerk
        verdict = checklist.judge(self._item, self._answers, self._checks)
        op = acceptance(bulk, self._item, self._answers, verdict, window=self.visit.window)
        article = verdict.way("commit").article
        self.record(msgspec.structs.replace(op, article=article, steps=()))
        check_by = bulk.calendar.add(self.now.date(), terms.check_days)
        self.record(
            ops.CaseCommitted(
                document=bulk.next_number("commitment"),
                conditions=tuple(each.zh for each in terms.conditions),
                check_by=check_by,
            )
        )
        self._give_receipt()
        self.record(ops.CaseDecided(outcome="granted", document=bulk.next_number("decision")))
        yield self.wait(self.now + timedelta(seconds=self.stage.rng.randrange(30, 120)))
        self.act(clerk)
        self.record(ops.CaseServed(document=bulk.next_number("service")))
        yield from self._check_declaration()

    def _check_declaration(self) -> Iterator[datetime]:
        stage = self.stage
        yield self.wait(stage.office.later(self.now, stage.rng.randrange(5, 40)))
        self.act(stage.reviewer(self._item.department))
        is_false = stage.rng.random() < 0.1
        self.record(
            ops.CaseCommitmentChecked(
                outcome="false" if is_false else "kept",
                reason="核查发现实际居住地与承诺不符。" if is_false else "",
            )
        )

    def _accept(self) -> Iterator[datetime]:
        """Accept the case; an instant item whose papers are all here is settled on the spot."""
        bulk = self.stage.bulk
        verdict = checklist.judge(self._item, self._answers, self._checks)
        children = tuple(bundle.child_of(each.item) for each in self._parts if each.included)
        op = acceptance(
            bulk, self._item, self._answers, verdict, window=self.visit.window, children=children
        )
        self.record(op)
        ready = route.ready(op.steps, (), ())
        if ready:
            self.record(ops.CaseDispatched(steps=ready))
        self.stage.on_file.update(
            (self._applicant, each.name.zh)
            for each in self._item.materials
            if not each.returned
            and each.code in self._checks
            and self._checks[each.code].state == "received"
        )
        if not op.instant or op.promises:
            self._give_receipt()
            review = Review(self.stage, self.plot, self.visit, self.case, op)
            yield from review.go(ready, self.now)
            return
        for each in op.steps:
            self.record(ops.CaseLegAnswered(step=each.code, outcome="agreed"))
        self._give_receipt()
        self.record(ops.CaseDecided(outcome="granted", document=bulk.next_number("decision")))
        self.record(ops.CaseServed(document=bulk.next_number("service")))
