"""What applicants owe: promised papers and declarations, overdue first, and what was broken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec
import pytest

from tests.services.refusals import refused
from tests.services.test_cases import mark
from tests.storage.plans import plan
from tests.support import MORNING, PLAIN, Clock, accept_complete, open_complete
from window_desk.catalogue.search import search_keys
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.case import Case
from window_desk.domain.item import Bilingual, CommitmentTerms, ServiceItem
from window_desk.services import acts, cases, commitments, intake, publishing
from window_desk.storage import listings, promises, reads
from window_desk.storage.connection import Connection
from window_desk.storage.desk import Desk


def promise(desk: Desk, clerk: Actor, by: date | None = None) -> Case:
    """An accepted case with one paper that follows."""
    case = open_complete(desk, clerk)
    mark(desk, clerk, case, quality_rules="promised")
    return cases.accept(desk, clerk, case.id, supply_by=by)


def break_promise(desk: Desk, case: Case) -> None:
    """The papers did not come by their day."""
    with desk.change(by="system") as tx:
        tx.record(ops.CasePromiseBroken(("quality_rules",)), on=case.id)


def publish(desk: Desk, **changes: object) -> ServiceItem:
    """A new version of the plain item."""
    with desk.change(by="setup") as tx:
        item = reads.item_on(tx.connection, PLAIN, MORNING.date())
        assert item is not None
        changed = msgspec.structs.replace(item, **changes)
        publishing.put_items(tx, [changed], search_keys)
    return changed


@pytest.fixture
def declared(desk: Desk) -> ServiceItem:
    """The plain item, now also decided on a declaration."""
    terms = CommitmentTerms((Bilingual("经营场所符合条件", "the premises fit"),), check_days=10)
    return publish(desk, commitment=terms)


class TestPromised:
    def test_the_ledger_has_the_first_due_first_and_what_is_owed(
        self, desk: Desk, clerk: Actor
    ) -> None:
        later = promise(desk, clerk)
        sooner = promise(desk, clerk, date(2026, 11, 25))
        with desk.read() as connection:
            found = promises.owed(connection)
            own = promises.owed_by(connection, later.applicant)
            nobody = promises.owed_by(connection, "h1/desk1:1")
        assert [each.case for each in found] == [sooner.id, later.id]
        assert found == own
        assert nobody == ()
        assert found[0].materials == ("quality_rules",)
        assert (found[0].by, found[0].applicant_name) == (date(2026, 11, 25), "张三")

    def test_when_the_papers_come_the_promise_closes(self, desk: Desk, clerk: Actor) -> None:
        case = promise(desk, clerk)
        mark(desk, clerk, case, quality_rules="received")
        with desk.read() as connection:
            assert promises.owed(connection) == ()
        assert intake.view_case(desk, case.id).case.promises == ()

    def test_a_broken_promise_stays_on_the_list_and_lets_nothing_follow_again(
        self, desk: Desk, clerk: Actor
    ) -> None:
        broken = promise(desk, clerk)
        case = open_complete(desk, clerk)
        mark(desk, clerk, case, quality_rules="promised")
        assert "accept_conditionally" in intake.view_case(desk, case.id).verdict.allowed
        break_promise(desk, broken)
        with desk.read() as connection:
            assert [each.broken for each in promises.owed(connection)] == [True]
            assert promises.breaches(connection, case.applicant).promise == broken.number
            assert promises.breaches(connection, case.applicant, but_not=broken.id).promise == ""
        with refused("case.promise_record", desk) as caught:
            cases.accept(desk, clerk, case.id)
        assert broken.number in caught.value.message
        with refused("case.promise_record", desk):
            mark(desk, clerk, case, quality_rules="promised")
        # Negative control: with the paper on the desk the same applicant is accepted.
        mark(desk, clerk, case, quality_rules="received")
        assert cases.accept(desk, clerk, case.id).state == "under_review"

    def test_the_reads_use_their_indexes(self, desk: Desk, clerk: Actor) -> None:
        with desk.read() as connection:
            reads_: tuple[Callable[[Connection], object], ...] = (
                lambda c: promises.owed_by(c, "x"),
                lambda c: promises.breaches(c, "x"),
                promises.owed,
                promises.to_check,
            )
            for read in reads_:
                steps = plan(connection, read)
                assert steps
                assert not [
                    each
                    for each in steps
                    if each.startswith("SCAN c") and "USING INDEX" not in each
                ]


class TestDeclared:
    def test_it_is_accepted_and_granted_at_once_with_a_check_to_come(
        self, desk: Desk, clerk: Actor, declared: ServiceItem
    ) -> None:
        opened = open_complete(desk, clerk)
        assert "commit" in intake.view_case(desk, opened.id).verdict.allowed
        case = commitments.commit(desk, clerk, opened.id)
        assert (case.state, case.outcome, case.legs) == ("granted", "granted", ())
        assert case.commitment is not None
        assert case.commitment.check_by == date(2026, 12, 7)
        assert case.commitment.document == "诺字〔2026〕1号"
        with desk.look() as look:
            committed = [
                each.op for each in look.history(case.id) if isinstance(each.op, ops.CaseCommitted)
            ]
            (due,) = promises.to_check(look.connection)
        assert committed[0].conditions == ("经营场所符合条件",)
        assert (due.case, due.by) == (case.id, date(2026, 12, 7))
        assert acts.undo(desk, clerk) == ("受理", "accepting")
        assert intake.view_case(desk, case.id).case.state == "intake"

    def test_a_false_declaration_excludes_and_one_that_was_kept_does_not(
        self, desk: Desk, clerk: Actor, reviewer: Actor, supervisor: Actor, declared: ServiceItem
    ) -> None:
        kept = commitments.commit(desk, clerk, open_complete(desk, clerk).id)
        commitments.check_commitment(desk, reviewer, kept.id, "kept")
        false = commitments.commit(desk, clerk, open_complete(desk, clerk).id)
        with refused("case.check_reason", desk):
            commitments.check_commitment(desk, supervisor, false.id, "false", " ")
        with refused("access.role", desk):
            commitments.check_commitment(desk, clerk, false.id, "kept")
        commitments.check_commitment(desk, supervisor, false.id, "false", "没有仓库")
        assert acts.undo(desk, supervisor) == ("核查承诺", "checking a declaration")
        commitments.check_commitment(desk, supervisor, false.id, "false", "没有仓库")
        with refused("case.nothing_declared", desk):
            commitments.check_commitment(desk, supervisor, false.id, "kept")
        again = open_complete(desk, clerk)
        with refused("case.excluded", desk) as caught:
            commitments.commit(desk, clerk, again.id)
        assert false.number in caught.value.message
        with desk.read() as connection:
            assert promises.to_check(connection) == ()

    def test_only_where_the_item_has_it_and_the_papers_are_there(
        self, desk: Desk, clerk: Actor
    ) -> None:
        plain = open_complete(desk, clerk)
        with refused("case.no_commitment", desk):
            commitments.commit(desk, clerk, plain.id)
        publish(desk, commitment=CommitmentTerms((Bilingual("符合条件"),)))
        case = open_complete(desk, clerk)
        mark(desk, clerk, case, application="missing")
        with refused("case.correct", desk) as caught:
            commitments.commit(desk, clerk, case.id)
        assert caught.value.article == "xkf.32.1.4"


class TestOnFile:
    def test_a_paper_serves_for_its_valid_days(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        earlier = accept_complete(desk, clerk)
        with desk.read() as connection:
            item = reads.item_on(connection, PLAIN, MORNING.date())
        assert item is not None
        limited = msgspec.structs.replace(
            item,
            materials=tuple(
                msgspec.structs.replace(each, valid_days=30) if each.code == "staff" else each
                for each in item.materials
            ),
        )

        def offered() -> set[str]:
            with desk.look() as look:
                found = listings.papers_on_file(
                    look.connection, earlier.applicant, limited, look.now
                )
            return {each.material for each in found}

        clock.advance(days=30)
        assert "staff" in offered()
        clock.advance(days=1)
        assert "staff" not in offered()
        assert "application" in offered()

    def test_what_an_item_here_issued_is_on_file(
        self, desk: Desk, clerk: Actor, declared: ServiceItem
    ) -> None:
        granted = commitments.commit(desk, clerk, open_complete(desk, clerk).id)
        needs_it = msgspec.structs.replace(
            declared,
            materials=(
                msgspec.structs.replace(
                    declared.materials[0],
                    code="licence",
                    name=Bilingual("药品经营许可证"),
                    issued_by_item=PLAIN,
                ),
            ),
        )
        with desk.look() as look:
            (found,) = listings.papers_on_file(
                look.connection, granted.applicant, needs_it, look.now
            )
            own = listings.papers_on_file(
                look.connection, granted.applicant, needs_it, look.now, but_not=granted.id
            )
        assert (found.material, found.case, found.issued) == ("licence", granted.id, True)
        assert own == ()
