"""The clocks' acts on the command line: the dates of the rules, each refusal's article."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cli.conftest import Run
from tests.cli.test_case import accepted, open_case, received, refused
from tests.support import PARALLEL, PLAIN, Clock, open_complete
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.storage.desk import Desk

boss = ("--as", "supervisor")


@pytest.fixture(autouse=True)
def as_clerk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clerk of window 1 acts where nobody else is named."""
    monkeypatch.setenv("WINDOW_DESK_ACCOUNT", "clerk1")


def test_suspend_and_resume(run: Run) -> None:
    number = accepted(run)
    shown = run("case", "show", number, "--json").document
    day = shown["accepted_on"]
    ran = run("case", "suspend", number, "hearing", "--days", 5, "--from", day, *boss, "--json")
    assert ran.status == 0, ran.err
    document = ran.document
    assert document["light"] == "blue"
    assert "hearing" in document["explanation"]
    assert document["documents"][-1]["kind"] == "suspension"
    (entry,) = document["clocks"]["ledger"]
    assert (entry["kind"], entry["ground"], entry["end"]) == ("suspension", "hearing", None)
    assert document["promised_due"] == shown["promised_due"]
    ended = run("case", "resume", number, "--end", day, *boss, "--json").document
    assert ended["clocks"]["ledger"][0]["end"] == day
    assert ended["light"] == "green"
    assert set(ended) >= {"promised_due", "statutory_due", "explanation"}


def test_extend(run: Run) -> None:
    number = accepted(run)
    before = run("case", "show", number, "--json").document
    words = ("case", "extend", number, "--days", 3, "--by", "agency")
    ran = run(*words, "--approver", "王局长", "--reason", "案情复杂", *boss, "--json")
    after = ran.document
    count = run(
        "calendar", "count", "--from", before["promised_due"], "--to", after["promised_due"],
        "--json",
    ).document  # fmt: skip
    assert count["working_days"] == 3
    assert "王局长" in after["explanation"]
    again = run(*words, "--approver", "王局长", "--reason", "案情复杂", *boss, "--json")
    error = refused(again)
    assert (error["code"], error["article"]) == ("clock.extended", "xkf.42")


def test_restart(run: Run) -> None:
    number = accepted(run)
    ran = run("case", "restart", number, "--reason", "变更", "--basis", "某规定", *boss)
    assert ran.status == 0
    assert "started again" in ran.out
    shown = run("case", "show", number, "--json").document
    assert shown["clocks"]["ledger"][0]["kind"] == "restart"


@pytest.mark.parametrize(
    ("words", "code", "article"),
    [
        ("suspend {} site_visit --days 5", "clock.ground", "xkf.45"),
        ("suspend {} hearing --days 0", "clock.days_told", "xkf.45"),
        ("suspend {} hearing --days 5 --from 2026-01-05", "clock.day", "xkf.45"),
        ("resume {}", "clock.not_suspended", "xkf.45"),
        ("extend {} --days 11 --by agency --approver 王 --reason 复杂", "clock.extension_days",
         "xkf.42"),
        ("extend {} --days 5 --by government --approver 王 --reason 复杂", "clock.not_joint",
         "xkf.42"),
        ("restart {} --reason 变更 --basis 规定 --on 2026-01-05", "clock.day", ""),
    ],
)  # fmt: skip
def test_what_is_not_lawful_is_refused_with_its_article(
    run: Run, words: str, code: str, article: str
) -> None:
    number = accepted(run)
    error = refused(run("case", *words.format(number).split(), *boss, "--json"))
    assert (error["code"], error["article"] or "") == (code, article)
    assert not run("case", "show", number, "--json").document["clocks"]["ledger"]


def test_clerks_may_not(run: Run) -> None:
    number = accepted(run)
    error = refused(run("case", "suspend", number, "hearing", "--days", 5, "--json"))
    assert error["code"] == "access.role"


@pytest.mark.parametrize(
    "words",
    [
        "suspend {}", "suspend {} hearing", "suspend {} hearing --days x",
        "suspend {} hearing --days 5 --from tomorrow", "resume {} --end 2026-02-30",
        "extend {} --days x --by agency --approver a --reason r",
        "extend {} --days 1 --by mayor --approver a --reason r", "extend {} --days 1 --by agency",
        "restart {} --reason r", "restart {} --reason r --basis b --on x",
    ],
)  # fmt: skip
def test_wrong_words(run: Run, words: str) -> None:
    assert run("case", *words.format(accepted(run)).split(), *boss, "--json").status == 2


def test_the_government_extends_joint_handling(run: Run) -> None:
    number = accepted(run, PARALLEL)
    ran = run(
        "--lang", "zh", "case", "extend", number, "--days", 15, "--by", "government",
        "--approver", "区长", "--reason", "案情复杂", *boss,
    )  # fmt: skip
    assert ran.status == 0
    assert "延期15个工作日" in ran.out


def test_show_lists_every_clock(run: Run) -> None:
    number = accepted(run)
    shown = run("case", "show", number, "--json").document
    assert set(shown["clocks"]) == {
        "promised",
        "statutory",
        "ledger",
        "service",
        "licence_until",
        "renewal",
    }
    first = shown["legs"][0]
    assert first["due"]
    assert first["left_working_days"] is not None
    assert "Limits count from" in run("case", "show", number).out


def test_xkf_50_a_licence_that_ends_has_its_light_and_its_sentence(
    run: Run, desk: Desk, clock: Clock, clerk: Actor
) -> None:
    number = accepted(run)
    case = run("case", "show", number, "--json").document["case"]
    with desk.change(by="clerk1") as tx:
        tx.record(ops.CaseLicenceNoted(until=date(2026, 11, 24)), on=case)
    shown = run("case", "show", number, "--json").document
    assert shown["light"] == "cliff"
    assert shown["clocks"]["renewal"]["article"] == "xkf.50"
    assert "counts as renewed" in run("case", "show", number).out
    listed = run("case", "list", "--light", "cliff", "--json").document["cases"]
    assert [each["number"] for each in listed] == [number]


class TestRunDue:
    def test_nothing_is_due(self, run: Run) -> None:
        assert run("case", "run-due", "--json").document == {"done": [], "left": []}
        assert run("case", "run-due").out == "Nothing is due.\n"

    def test_silence_accepts(self, run: Run, desk: Desk, clock: Clock, clerk: Actor) -> None:
        clock.advance(days=-60)
        case = open_complete(desk, clerk, PLAIN)
        (done,) = run("case", "run-due", "--json").document["done"]
        assert (done["case"], done["what"]) == (case.id, "accepted")
        shown = run("case", "show", case.id, "--json").document
        assert shown["deemed"] is True
        assert shown["accepted_on"] == case.opened_at.date().isoformat()
        assert run("case", "run-due").out == "Nothing is due.\n"

    def test_people_read_what_was_done(
        self, run: Run, desk: Desk, clock: Clock, clerk: Actor
    ) -> None:
        clock.advance(days=-60)
        open_complete(desk, clerk, PLAIN)
        assert "nobody answered within five working days" in run("case", "run-due").out


def test_before_acceptance_the_day_to_answer_is_shown(run: Run) -> None:
    opened = open_case(run)
    run("case", "check", opened["case"], *received(opened))
    shown = run("case", "show", opened["case"], "--json").document
    assert shown["answer_by"]
    assert shown["accepted_on"] is None


def test_the_list_warns_on_stderr_and_keeps_stdout_one_document(
    run: Run, desk: Desk, clock: Clock, clerk: Actor
) -> None:
    clock.advance(days=-60)
    open_complete(desk, clerk, PLAIN)
    ran = run("case", "list", "--json")
    assert len(ran.document["cases"]) == 1
    assert "past their last day without an answer: 1" in ran.err
