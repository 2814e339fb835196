"""Numbers on the command line: given out, called, served, and everything between."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cli.conftest import Ran, Run
from tests.support import INSTANT
from window_desk.storage.desk import local_now


@pytest.fixture(autouse=True)
def as_clerk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clerk of window 1 acts where nobody else is named."""
    monkeypatch.setenv("WINDOW_DESK_ACCOUNT", "clerk1")


def issue(run: Run, *words: object) -> str:
    """A new number of queue A."""
    number: str = run("queue", "issue", "A", *words, "--json").document["number"]
    return number


class TestIssue:
    def test_a_number_of_a_queue(self, run: Run) -> None:
        first = run("queue", "issue", "A", "--json")
        assert first.status == 0
        assert first.document == {
            "ticket": first.document["ticket"],
            "number": "A001",
            "queue": "A",
            "ahead": 0,
            "expected_wait": 0,
        }
        second = run("queue", "issue", "A", "--json").document
        assert (second["number"], second["ahead"]) == ("A002", 1)
        assert second["expected_wait"] > 0

    def test_a_number_for_an_item(self, run: Run) -> None:
        assert run("queue", "issue", INSTANT, "--json").document["queue"] == "Q"

    def test_a_priority_class_is_called_first(self, run: Run) -> None:
        issue(run)
        number = issue(run, "--priority", "senior")
        assert run("queue", "call", "--json").document["number"] == number

    def test_an_appointment_of_today(self, run: Run) -> None:
        soon = local_now() + timedelta(minutes=1)
        number = issue(run, "--appointment", f"{soon:%H:%M}")
        issue(run)
        (first, *_rest) = run("queue", "list", "--json").document["tickets"]
        if soon.date() == local_now().date():
            assert (first["number"], first["why"]["rule"]) == (number, "appointment")
            assert first["appointment"].startswith(f"{soon:%Y-%m-%dT%H:%M}")

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            (["nothing"], "queue.unknown"),
            (["A", "--priority", "king"], "queue.priority"),
        ],
        ids=["neither queue nor item", "no such class"],
    )
    def test_what_there_is_not(self, run: Run, words: list[str], code: str) -> None:
        ran = run("queue", "issue", *words, "--json")
        assert (ran.status, ran.error["code"]) == (1, code)


class TestCall:
    def test_the_next_with_the_reason(self, run: Run) -> None:
        number = issue(run)
        ran = run("queue", "call", "--window", "1", "--json")
        assert ran.status == 0
        assert ran.document["number"] == number
        assert ran.document["why"]["rule"] == "arrival"
        assert set(ran.document["why"]) == {"rule", "head_start", "waited", "passed", "words"}

    def test_the_one_that_is_named(self, run: Run) -> None:
        issue(run)
        second = issue(run)
        document = run("queue", "call", "--number", second.lower(), "--json").document
        assert (document["number"], document["why"]["rule"]) == (second, "chosen")
        assert document["why"]["passed"] == 1

    def test_the_window_is_the_accounts_own_unless_another_is_named(self, run: Run) -> None:
        issue(run)
        issue(run)
        assert run("queue", "call", "--json").document["window"] == "1"
        document = run("queue", "call", "--as", "supervisor", "--window", "2", "--json").document
        assert document["window"] == "2"

    def test_people_read_the_reason(self, run: Run) -> None:
        number = issue(run, "--priority", "senior")
        out = run("queue", "call").out
        assert number in out
        assert "priority" in out

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            ([], "queue.empty"),
            (["--number", "A999"], "ticket.number"),
            (["--window", "99"], "window.unknown"),
        ],
        ids=["nobody waits", "no such number", "no such window"],
    )
    def test_nothing_to_call(self, run: Run, words: list[str], code: str) -> None:
        ran = run("queue", "call", *words, "--json")
        assert (ran.status, ran.error["code"]) == (1, code)

    def test_a_window_that_somebody_else_holds_is_not_taken_over(self, run: Run) -> None:
        issue(run)
        issue(run)
        assert run("queue", "call", "--window", "1").status == 0
        ran = run("queue", "call", "--window", "1", "--as", "clerk2", "--json")
        assert (ran.status, ran.error["code"]) == (1, "window.other_account")

    def test_a_busy_window_calls_nobody_else(self, run: Run) -> None:
        issue(run)
        issue(run)
        run("queue", "call")
        ran = run("queue", "call", "--json")
        assert (ran.status, ran.error["code"]) == (1, "window.busy")


class TestServing:
    @pytest.fixture
    def called(self, run: Run) -> str:
        """A number that window 1 has called."""
        number = issue(run)
        assert run("queue", "call").status == 0
        return number

    @staticmethod
    def moved(ran: Ran) -> str:
        assert ran.status == 0, ran.err
        assert set(ran.document) >= {"ticket", "number", "state"}
        state: str = ran.document["state"]
        return state

    def test_from_start_to_finish_with_a_hold(self, run: Run, called: str) -> None:
        assert self.moved(run("queue", "start", called, "--window", "1", "--json")) == "serving"
        held = run("queue", "hold", called, "--reason", "photo", "--json")
        assert self.moved(held) == "on_hold"
        assert self.moved(run("queue", "resume", called, "--json")) == "serving"
        assert self.moved(run("queue", "finish", called, "--json")) == "finished"
        again = run("queue", "finish", called, "--json")
        assert (again.status, again.error["code"]) == (1, "ticket.state")

    def test_missing_needs_calls_and_time(self, run: Run, called: str) -> None:
        ran = run("queue", "miss", called, "--json")
        assert (ran.status, ran.error["code"]) == (1, "ticket.calls")
        assert self.moved(run("queue", "recall", called, "--json")) == "called"
        ran = run("queue", "miss", called, "--json")
        assert (ran.status, ran.error["code"]) == (1, "ticket.seconds")
        assert run("queue", "requeue", called, "--json").error["code"] == "ticket.state"

    def test_who_comes_after_all_waits_again(
        self, run: Run, called: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run("queue", "recall", called)
        later = local_now() + timedelta(minutes=2)
        monkeypatch.setattr("window_desk.storage.desk.local_now", lambda: later)
        assert self.moved(run("queue", "miss", called, "--json")) == "missed"
        assert self.moved(run("queue", "requeue", called, "--json")) == "waiting"
        (line,) = run("queue", "list", "--json").document["tickets"]
        assert (line["number"], line["why"]["rule"]) == (called, "requeued")

    def test_leaving(self, run: Run, called: str) -> None:
        assert self.moved(run("queue", "leave", called, "--json")) == "left"

    def test_leaving_while_waiting_needs_no_window(self, run: Run) -> None:
        number = issue(run)
        assert self.moved(run("queue", "leave", number, "--as", "supervisor", "--json")) == "left"

    def test_transferring_keeps_the_number(self, run: Run, called: str) -> None:
        ran = run("queue", "transfer", called, "--to", "B", "--json")
        assert self.moved(ran) == "waiting"
        (line,) = run("queue", "list", "--json").document["tickets"]
        assert (line["number"], line["queue"]) == (called, "B")

    def test_one_moved_out_of_the_quick_lane_says_where_its_head_start_is_from(
        self, run: Run
    ) -> None:
        number = run("queue", "issue", "Q", "--json").document["number"]
        run("queue", "transfer", number, "--to", "A")
        (line,) = run("queue", "list", "--json").document["tickets"]
        assert line["why"]["rule"] == "quick"
        assert line["why"]["words"] == "from the quick lane: counts as 5 min earlier"
        why = run("queue", "call", "--json").document["why"]
        assert why["words"] == "from the quick lane: counts as 5 min earlier"

    def test_another_window_cannot(self, run: Run, called: str) -> None:
        ran = run("queue", "start", called, "--as", "clerk2", "--json")
        assert ran.status == 1

    def test_people_read_the_state(self, run: Run, called: str) -> None:
        assert run("queue", "start", called).out == f"{called}: being served\n"
        assert run("--lang", "zh", "queue", "finish", called).out == f"{called}: 已办结\n"


class TestList:
    def test_who_waits_in_calling_order(self, run: Run) -> None:
        first, urgent, third = issue(run), issue(run, "--priority", "urgent"), issue(run)
        tickets = run("queue", "list", "--json").document["tickets"]
        assert [each["number"] for each in tickets] == [urgent, first, third]
        keys = {"number", "queue", "state", "waited", "priority", "why"}
        assert all(set(each) >= keys for each in tickets)
        assert {each["state"] for each in tickets} == {"waiting"}
        assert tickets[0]["why"]["rule"] == "priority"
        assert run("queue", "call", "--json").document["number"] == urgent

    def test_one_queue(self, run: Run) -> None:
        issue(run)
        run("queue", "issue", "B")
        tickets = run("queue", "list", "--queue", "B", "--json").document["tickets"]
        assert [each["number"] for each in tickets] == ["B001"]
        assert run("queue", "list", "--queue", "Z", "--json").error["code"] == "queue.unknown"

    def test_nobody(self, run: Run) -> None:
        assert run("queue", "list", "--json").document == {"tickets": []}
        assert run("queue", "list").out == "Nobody waits.\n"

    def test_people_see_a_table(self, run: Run) -> None:
        number = issue(run, "--priority", "disabled")
        heads, line = run("queue", "list").out.splitlines()
        assert heads.split()[0] == "Number"
        assert line.startswith(number)
        assert "Disabled" in line
