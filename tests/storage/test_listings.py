"""Lists of cases, people and items, in pages that neither lose nor repeat a line."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from tests.services.houses import change_item
from tests.support import (
    APPLICANT,
    INSTANT,
    MORNING,
    PLAIN,
    Clock,
    accept_complete,
    answer_all,
    open_complete,
)
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.domain.item import ServiceItem
from window_desk.services import cases, intake, people, review, tickets
from window_desk.storage import listings, reads
from window_desk.storage.desk import Desk

COMPANY = people.Applicant(
    name="广安建材有限公司",
    kind="organisation",
    certificate_number="91110000600037341L",
)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_pages_hold_every_case_once(desk: Desk, clock: Clock, clerk: Actor, size: int) -> None:
    made = []
    for number in range(7):
        made.append(open_complete(desk, clerk, PLAIN).id)
        # Some share their moment's date, some do not.
        clock.advance(days=number % 2)
    for each in made[:6]:
        cases.accept(desk, clerk, each)

    def walk(listing: object, **words: str) -> list[str]:
        found, after = list[str](), ""
        while True:
            with desk.read() as connection:
                page = listing(connection, after=after, limit=size, **words)  # type: ignore[operator]
            found += [each.id for each in page.cases]
            after = page.next
            if not after:
                return found

    assert walk(listings.cases_in) == made[::-1]
    assert walk(listings.cases_in, state="under_review") == made[5::-1]
    assert walk(listings.cases_in, state="granted") == []


class TestSearch:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            pytest.param("511602-20261123-0001", [0], id="the whole number"),
            pytest.param("511602-20261123-", [1, 0], id="its beginning"),
            pytest.param("受字〔2026〕2号", [1], id="a document's number"),
            pytest.param("a001", [1], id="the ticket, in any case"),
            pytest.param("张", [0], id="the beginning of a name"),
            pytest.param("11010519491231002x", [0], id="a certificate, in any case"),
            pytest.param("91110000600037341L", [1], id="an organisation's code"),
            pytest.param("三", [], id="the middle of a name"),
            pytest.param("zzz", [], id="nothing"),
            pytest.param("'; DROP TABLE person; --", [], id="a statement"),
            pytest.param("%", [], id="a pattern"),
        ],
    )
    def test_cases_by_what_people_say(
        self, desk: Desk, clock: Clock, clerk: Actor, text: str, found: list[int]
    ) -> None:
        ticket = tickets.issue(desk, clerk, "A").ticket
        made = [accept_complete(desk, clerk).id]
        clock.advance(seconds=1)
        opened = intake.open_case(desk, clerk, PLAIN, COMPANY, ticket=ticket.number)
        needs = intake.view_case(desk, opened.id).needs
        checks = [
            ops.PaperCheck(material=each.material.code, state="received")
            for each in needs
            if not each.material.shared
        ]
        intake.check_papers(desk, clerk, opened.id, checks)
        made.append(cases.accept(desk, clerk, opened.id).id)
        with desk.read() as connection:
            lines = listings.find_cases(connection, text)
        assert [each.id for each in lines] == [made[each] for each in found]

    def test_a_ticket_number_is_of_the_last_day(
        self, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        for _ in range(2):
            tickets.issue(desk, clerk, "A")
            accept_complete(desk, clerk, ticket="A001")
            clock.advance(days=1)
        with desk.read() as connection:
            (line,) = listings.find_cases(connection, "A001")
        assert line.opened_at.date() == (clock.now - timedelta(days=1)).date()

    def test_people_by_certificate_or_name(self, desk: Desk, clerk: Actor) -> None:
        for each in (APPLICANT, COMPANY):
            intake.open_case(desk, clerk, INSTANT, each)
        with desk.read() as connection:
            for text, names in (
                ("张", ["张三"]),
                ("11010519491231002x", ["张三"]),
                ("广安", ["广安建材有限公司"]),
                ("李", []),
            ):
                found = listings.find_people(connection, text)
                assert [each.name for each in found] == names


def test_a_persons_cases_the_newest_first(desk: Desk, clock: Clock, clerk: Actor) -> None:
    first = open_complete(desk, clerk)
    clock.advance(hours=1)
    second = open_complete(desk, clerk)
    with desk.read() as connection:
        lines = listings.earlier_cases(connection, first.applicant)
        assert listings.case_line(connection, first.id) == lines[1]
        assert listings.case_line(connection, "h1/desk1:1") is None
    assert second.applicant == first.applicant
    assert [each.id for each in lines] == [second.id, first.id]


def test_items_with_a_guide_come_first(desk: Desk) -> None:
    with desk.read() as connection:
        lines = listings.item_lines(connection, MORNING.date())
    assert len(lines) > 1100
    guides = [line.guide for line, _ in lines]
    assert guides == sorted(guides, reverse=True)
    by_code = {line.code: keys for line, keys in lines}
    assert by_code[INSTANT]


def test_papers_on_file_come_from_accepted_cases_by_name(
    desk: Desk, clock: Clock, clerk: Actor, supervisor: Actor
) -> None:
    with desk.read() as connection:
        item = reads.item_on(connection, PLAIN, MORNING.date())
    assert item is not None

    def offered(applicant: str) -> dict[str, str]:
        with desk.read() as connection:
            found = listings.papers_on_file(connection, applicant, item, clock())
        return {each.material: each.case for each in found}

    pending = open_complete(desk, clerk)
    assert offered(pending.applicant) == {}
    first = answer_all(desk, cases.accept(desk, clerk, pending.id))
    review.decide(desk, supervisor, first.id, "granted")
    brought = {code for code, paper in first.papers.items() if paper.check.state == "received"}
    assert offered(first.applicant) == dict.fromkeys(brought, first.id)
    clock.advance(days=1)
    second = accept_complete(desk, clerk)
    assert offered(first.applicant) == dict.fromkeys(brought, second.id)
    renamed = msgspec.structs.replace(item, materials=item.materials[:1])
    with desk.read() as connection:
        found = listings.papers_on_file(connection, first.applicant, renamed, clock())
    assert [each.material for each in found] == [item.materials[0].code]


def test_a_paper_that_was_given_back_is_not_on_file(desk: Desk, clock: Clock, clerk: Actor) -> None:
    case = accept_complete(desk, clerk, PLAIN)
    with desk.read() as connection:
        item = reads.item_on(connection, PLAIN, MORNING.date())
    assert item is not None

    def offered(wanted: ServiceItem) -> set[str]:
        with desk.read() as connection:
            found = listings.papers_on_file(connection, case.applicant, wanted, clock())
        return {each.material for each in found}

    kept = offered(item)
    assert "application" in kept
    changed = [
        msgspec.structs.replace(each, returned=each.code == "application")
        for each in item.materials
    ]
    shown = msgspec.structs.replace(item, materials=tuple(changed))
    # Neither is it asked for from the file, ...
    assert offered(shown) == kept - {"application"}
    # ... nor does what was handed in under such a guide stay there.
    change_item(desk, PLAIN, materials=tuple(changed))
    later = accept_complete(desk, clerk, PLAIN)
    with desk.read() as connection:
        found = listings.papers_on_file(connection, later.applicant, item, clock(), case.id)
    assert {each.material for each in found if each.case == later.id} == kept - {"application"}
