"""Papers at the window on the command line: put right, brought back, receipted, promised."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Plain, Run
from tests.cli.test_case import accepted, open_case, received, refused
from tests.storage.test_promises import publish
from tests.support import INSTANT, MORNING, PLAIN, Clock
from window_desk.domain.item import Bilingual, CommitmentTerms
from window_desk.storage.desk import Desk


@pytest.fixture(autouse=True)
def as_clerk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clerk of window 1 acts where nobody else is named."""
    monkeypatch.setenv("WINDOW_DESK_ACCOUNT", "clerk1")


def change_item(path: Path, **changes: object) -> None:
    """Another version of the plain item."""
    desk = Desk(path, Clock(MORNING))
    publish(desk, **changes)
    desk.close()


def looked_at(run: Run, **states: str) -> str:
    """A case whose papers are received but for these."""
    opened = open_case(run)
    checks = [each for each in received(opened) if each.partition("=")[0] not in states]
    checks += [f"{code}={state}" for code, state in states.items()]
    assert run("case", "check", opened["case"], *checks).status == 0
    case: str = opened["case"]
    return case


def ways(document: Plain) -> dict[str, Plain]:
    """The ways out by name."""
    return {each["way"]: each for each in document["ways"]}


class TestWays:
    def test_each_way_says_whether_it_is_open_and_why_not(self, run: Run) -> None:
        case = looked_at(run, application="defective:not signed")
        document = run("case", "check", case, "staff=received", "--json").document
        found = ways(document)
        assert [name for name, each in found.items() if each["allowed"]] == [
            "correct_on_spot", "correct",
        ]  # fmt: skip
        assert found["accept"]["why"] == "wrong"
        assert found["accept"]["materials"] == ["application"]
        assert found["not_ours"]["article"] == "xkf.32.1.2"
        plain = run("case", "check", case, "staff=received").out
        assert "The ways of article 32" in plain
        assert "missing or not in order: " in plain

    def test_what_needs_a_reason_is_named(self, run: Run) -> None:
        case = looked_at(run, application="missing")
        run("case", "correct", case)
        document = run("case", "check", case, "staff=defective:torn", "--json").document
        assert ways(document)["correct"]["reasons_needed"] == [
            {"material": "staff", "why": "told_late", "source": None}
        ]
        error = refused(run("case", "correct", case, "--json"))
        assert (error["code"], error["article"]) == ("case.asked_later", "xkf.32.1.4")
        assert document["rounds"] == 1


class TestFixAndReturn:
    def test_fix_puts_a_paper_right(self, run: Run) -> None:
        case = looked_at(run, application="defective:not signed")
        document = run("case", "fix", case, "application", "--what", "signed", "--json").document
        assert document["verdict"] == "accept"
        timeline = run("case", "show", case, "--json").document["timeline"]
        assert "signed" in timeline[-1]["detail"]
        error = refused(run("case", "fix", case, "application", "--what", "again", "--json"))
        assert error["article"] == "xkf.32.1.3"

    def test_return_lists_only_what_was_asked(self, run: Run) -> None:
        case = looked_at(run, application="missing")
        assert refused(run("case", "return", case, "--json"))["code"] == "case.state"
        run("case", "correct", case)
        document = run("case", "return", case, "--json").document
        assert document["asked"] == ["application"]
        run("case", "check", case, "application=received")
        assert refused(run("case", "return", case, "--json"))["code"] == "case.returned"
        assert run("case", "accept", case, "--json").document["state"] == "under_review"


class TestReceipt:
    def test_the_receipt_is_printed_with_its_clock(self, run: Run) -> None:
        case = looked_at(run, application="missing")
        assert refused(run("case", "receipt", case, "--json"))["code"] == "case.no_receipt"
        document = run("case", "receipt", case, "--give", "--json").document
        assert document["document"].startswith("收字〔")
        assert "application" not in [each["material"] for each in document["papers"]]
        assert document["answer_by"] > document["received_on"]
        assert document["applicant"]["name"] != "张三"
        printed = run("case", "receipt", case).out
        assert document["document"] in printed
        assert "within five working days" in printed
        assert "五个工作日内" in run("--lang", "zh", "case", "receipt", case).out

    def test_accepting_gives_it_by_itself(self, run: Run) -> None:
        number = accepted(run)
        document = run("case", "receipt", number, "--json").document
        assert document["accepted_on"]
        assert document["answer_by"] is None
        assert "Accepted: the limits count from" in run("case", "receipt", number).out


class TestPromises:
    def test_who_owes_what_until_when(self, run: Run) -> None:
        assert run("case", "promises", "--json").document == {"promises": [], "total": 0}
        assert "Nothing is owed" in run("case", "promises").out
        case = looked_at(run, quality_rules="promised")
        run("case", "accept", case)
        (line,) = run("case", "promises", "--json").document["promises"]
        assert (line["case"], line["overdue"]) == (case, False)
        assert [each["material"] for each in line["papers"]] == ["quality_rules"]
        assert line["number"] in run("case", "promises").out
        run("case", "check", case, "quality_rules=received")
        assert run("case", "promises", "--json").document["total"] == 0

    def test_a_declaration_is_decided_and_checked(
        self, run: Run, desk_file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plain = looked_at(run)
        assert refused(run("case", "commit", plain, "--json"))["code"] == "case.no_commitment"
        change_item(desk_file, commitment=CommitmentTerms((Bilingual("符合条件"),)))
        case = looked_at(run)
        document = run("case", "commit", case, "--json").document
        assert document["state"] == "granted"
        assert "commitment" in [each["kind"] for each in document["documents"]]
        (line,) = run("case", "promises", "--commitments", "--json").document["commitments"]
        assert line["case"] == case
        again = looked_at(run)
        monkeypatch.setenv("WINDOW_DESK_ACCOUNT", "supervisor")
        error = refused(run("case", "check-commitment", case, "false", "--json"))
        assert error["code"] == "case.check_reason"
        words = ("case", "check-commitment", case, "false", "--reason", "no store", "--json")
        assert run(*words).status == 0
        monkeypatch.setenv("WINDOW_DESK_ACCOUNT", "clerk1")
        assert refused(run("case", "commit", again, "--json"))["code"] == "case.excluded"


def test_a_renewal_needs_the_day_of_the_licence(run: Run, desk_file: Path) -> None:
    change_item(desk_file, renewal=True)
    case = looked_at(run)
    error = refused(run("case", "accept", case, "--json"))
    assert (error["code"], error["article"]) == ("case.licence", "xkf.50")
    assert run("case", "licence", case, "31.12.2099").status == 2
    assert run("case", "licence", case, "2099-12-31", "--json").document["verdict"] == "accept"
    assert run("case", "accept", case).status == 0


def test_a_paper_on_file_is_offered_and_not_asked_for_again(run: Run) -> None:
    number = accepted(run, INSTANT)
    opened = open_case(run, INSTANT)
    papers = {each["material"]: each for each in opened["checklist"]}
    assert papers["medical_certificate"]["on_file"]["number"] == number
    run("case", "check", opened["case"], *received(opened))
    run("case", "check", opened["case"], "medical_certificate=missing")
    error = refused(run("case", "correct", opened["case"], "--json"))
    assert error["code"] == "case.asked_on_file"
    assert number in error["message"]
    ran = run("case", "check", opened["case"], "medical_certificate=on_file", "--json")
    assert ran.document["verdict"] == "accept"
    shown = run("case", "show", opened["case"], "--json").document["materials"]
    sources = {each["material"]: each["source"] for each in shown}
    assert sources["medical_certificate"] == papers["medical_certificate"]["on_file"]["case"]


def test_a_paper_that_is_not_on_file_is_refused(run: Run) -> None:
    opened = open_case(run, PLAIN)
    error = refused(run("case", "check", opened["case"], "staff=on_file", "--json"))
    assert error["code"] == "case.not_on_file"
