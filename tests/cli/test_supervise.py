"""Supervision on the command line: nos, amendments, and handing a window over."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run
from tests.cli.test_case import accepted, open_case, refused
from tests.support import PARALLEL, PLAIN


@pytest.fixture(autouse=True)
def as_clerk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clerk of window 1 acts where nobody else is named."""
    monkeypatch.setenv("WINDOW_DESK_ACCOUNT", "clerk1")


def turned_away(run: Run) -> str:
    """A case that was not accepted."""
    case: str = open_case(run)["case"]
    words = ("--reason", "no permit", "--form", "not_required", "--alternative", "go ahead")
    assert run("case", "refuse", case, *words).status == 0
    return case


class TestSupervise:
    def test_a_no_is_listed_until_it_was_looked_at(self, run: Run) -> None:
        assert run("supervise").out.startswith("Nothing waits for a supervisor.")
        case = turned_away(run)
        found = run("supervise", "--json").document
        assert found["counts"]["noes"] == 1
        (matter,) = found["matters"]
        assert (matter["section"], matter["case"], matter["who"]) == ("noes", case, "clerk1")
        assert (matter["reason"], matter["alternative"]) == ("no permit", "go ahead")
        assert matter["article"] == "xkf.32.1.1"
        assert matter["applicant"] == "张**"
        assert "go ahead" in run("supervise", "noes").out
        assert "of all kinds 1" in run("supervise", "serve").out
        words = ("case", "review-no", case, "stands", "--note", "right", "--json")
        assert refused(run(*words))["code"] == "access.role"
        assert run(*words, "--as", "supervisor").status == 0
        assert run("supervise", "--json").document["matters"] == []
        assert refused(run(*words, "--as", "supervisor"))["code"] == "no.reviewed"

    def test_wrong_words(self, run: Run) -> None:
        assert run("supervise", "everything").status == 2
        assert run("case", "review-no", "x", "perhaps", "--note", "y").status == 2
        both = ("--item", PLAIN, "--approve", "--reason", "r")
        assert run("case", "amend", "x", *both).status == 2
        assert run("case", "amend", "x", "--accepted-on", "soon", "--reason", "r").status == 2


class TestAmend:
    def test_asked_approved_and_issued_again(self, run: Run) -> None:
        number = accepted(run)
        words = ("case", "amend", number)
        assert refused(run(*words, "--approve", "--as", "supervisor", "--json"))["code"] == (
            "amendment.none"
        )
        assert run(*words, "--item", PARALLEL, "--reason", "wrong item").status == 0
        (matter,) = run("supervise", "amendments", "--json").document["matters"]
        assert (matter["number"], matter["amended_item"]) == (number, PARALLEL)
        assert refused(run(*words, "--approve", "--json"))["code"] == "access.role"
        done = run(*words, "--approve", "--as", "supervisor", "--json").document
        kinds = [each["kind"] for each in done["documents"]]
        assert kinds.count("acceptance") == 2
        shown = run("case", "show", number, "--json").document
        assert shown["item"]["code"] == PARALLEL
        assert shown["promised_due"] == done["promised_due"]
        detail = next(e["detail"] for e in shown["timeline"] if e["act"] == "case.amended")
        assert f"item={PLAIN}->{PARALLEL}" in detail
        assert {each["department"] for each in shown["legs"]}

    def test_refused(self, run: Run) -> None:
        number = accepted(run)
        words = ("case", "amend", number)
        assert run(*words, "--item", PARALLEL, "--reason", "wrong item").status == 0
        no = (*words, "--refuse", "--as", "supervisor", "--json")
        assert refused(run(*no))["code"] == "text.empty"
        assert run(*no, "--reason", "it was right").status == 0
        assert run("case", "show", number, "--json").document["item"]["code"] == PLAIN

    def test_nothing_to_change(self, run: Run) -> None:
        number = accepted(run)
        ran = run("case", "amend", number, "--reason", "r", "--json")
        assert refused(ran)["code"] == "amendment.nothing"


class TestHandover:
    def test_the_sheet_of_a_window(self, run: Run) -> None:
        number = accepted(run)
        taken = open_case(run)["case"]
        sheet = run("handover", "--window", "1", "--json").document
        assert sheet["account"] == "clerk1"
        assert [each["number"] for each in sheet["accepted"]] == [number]
        assert [each["case"] for each in sheet["unanswered"]] == [taken]
        assert sheet["unanswered"][0]["answer_by"]
        assert (sheet["to"], sheet["handed_over"]) == (None, [])
        assert number in run("handover", "--account", "clerk1").out
        assert "Nothing is open here." in run("handover", "--account", "clerk2").out

    def test_handing_over(self, run: Run) -> None:
        number = accepted(run)
        words = ("handover", "--to", "clerk2", "--json")
        assert refused(run(*words))["code"] == "text.empty"
        assert refused(run(*words, "--account", "clerk2", "--reason", "x"))["code"] == "access.role"
        done = run(*words, "--reason", "leave").document
        assert len(done["handed_over"]) == 1
        assert run("case", "show", number, "--json").document["first_contact"] == "clerk2"
        assert refused(run(*words, "--reason", "leave"))["code"] == "handover.nothing"

    def test_wrong_words(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        assert run("handover", "--window", "1", "--account", "clerk1").status == 2
        assert refused(run("handover", "--window", "99", "--json"))["code"] == "window.unknown"
        assert refused(run("handover", "--account", "x", "--json"))["code"] == "access.unknown"
        monkeypatch.delenv("WINDOW_DESK_ACCOUNT")
        assert run("handover").status == 2
