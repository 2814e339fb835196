"""The command as a whole: what there is, its help, its words, and how it ends."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from window_desk import __version__
from window_desk.bootstrap import Settings
from window_desk.cli import ending
from window_desk.cli.command import make_root, nouns
from window_desk.storage.place import folder_of

COMMANDS = [
    "init", "demo",
    "calendar due", "calendar count", "calendar show", "calendar import",
    "catalogue list", "catalogue show", "catalogue import", "catalogue export",
    "catalogue lint", "catalogue diff", "catalogue plan", "catalogue template",
    "queue issue", "queue call", "queue start", "queue finish", "queue hold", "queue resume",
    "queue miss", "queue recall", "queue leave", "queue requeue", "queue transfer", "queue list",
    "case open", "case answer", "case check", "case accept", "case settle", "case correct",
    "case refuse", "case withdraw", "case dispatch", "case review", "case decide", "case serve",
    "case fix", "case return", "case licence", "case receipt", "case commit",
    "case check-commitment", "case promises", "case suspend", "case resume", "case extend",
    "case restart", "case run-due", "case amend", "case review-no",
    "case review-late", "case notice",
    "case add-body", "case assign", "case remind", "case ask-more", "case notify-more",
    "case return-more", "case meet call", "case meet cancel", "case meet hold",
    "case show", "case list", "reviews", "stuck",
    "case hand", "case decide-conflict", "case erase-applicant",
    "handover", "supervise", "report",
    "sync export", "sync import", "sync status", "sync key", "sync trust", "sync revoke",
    "centre export", "centre import",
    "sync settle", "sync department", "sync follow", "sync unfollow", "catalogue publish",
    "audit verify",
    "sync hub init", "sync hub invite", "sync hub members", "sync hub remove",
    "sync hub hold", "sync hub resume",
    "sync join", "sync leave", "sync run", "sync watch",
    "db check", "db rebuild", "db backup", "db restore", "db upgrade",
    "account add", "account list", "account disable", "account reset-pin", "account power",
]  # fmt: skip
"""Every command that scripts may call."""

NOT_FOR_PROGRAMS = {"demo"}

MAY_ACT = {"case show", "case notice", "reviews"}
"""What only reads, for somebody, or puts on record who saw the applicant in clear."""

READING = {"case show", "case notice", "case list", "case promises", "case run-due"}
"""What is done with cases by nobody in particular."""

ACTING = [
    "calendar import", "catalogue import", "centre import",
    *(each for each in COMMANDS if each.startswith("queue ") and each != "queue list"),
    *(
        each
        for each in COMMANDS
        if each.startswith("case ") and each not in READING
    ),
    "account add", "account disable", "account reset-pin", "account power", "handover",
    "sync export", "sync import", "sync trust", "sync revoke", "sync settle",
    "sync follow", "sync unfollow", "catalogue publish", "sync department",
    "sync hub init", "sync hub invite", "sync hub remove", "sync join", "sync leave",
    "sync hub hold", "sync hub resume",
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(call: Run, command: str) -> None:
    ran = call(*command.split(), "--help")
    assert ran.status == 0
    assert ran.err == ""
    usage, _, about = ran.out.partition("\n\n")
    assert usage.startswith(f"Usage: window-desk {command}")
    assert about.strip()
    assert ("--json" in ran.out) == (command not in NOT_FOR_PROGRAMS)
    assert ("--as ACCOUNT" in ran.out) == (command in ACTING or command in MAY_ACT)


def test_the_help_names_every_noun_with_its_line(call: Run) -> None:
    ran = call("--help")
    assert ran.status == 0
    for noun, line in nouns.items():
        assert f"  {noun} " in ran.out
        assert line in ran.out
    assert {each.split()[0] for each in COMMANDS} == set(nouns)


def test_the_version(call: Run) -> None:
    assert call("--version") == (0, f"window-desk {__version__}\n", "")


@pytest.mark.parametrize(
    "words",
    [
        "quux",
        "queue",
        "queue quux",
        "--lang xx queue list",
        "--database",
        "--nonsense",
        "queue issue",
        "calendar due --from 2026-11-23",
        "calendar show twenty",
        "case list --state nonsense",
        "case list --light purple",
        "case list --after nonsense|x",
        "case list --limit 0",
        "report --format pdf",
        "report --from yesterday",
        "init --cases 5",
        "init --demo --cases -5",
        "demo",
        "queue issue A --appointment 25:99",
        "queue call --as supervisor",
        "case answer x nonsense",
        "case check x application=lost",
        "case check x application",
        "case check x application=received application=missing",
        "case check x application=received --copies other=1",
        "case check x application=received --copies application=many",
        "case serve x --manner pigeon",
        "case accept x --supply-by soon",
        "account add somebody",
    ],
)
def test_wrong_words_end_with_2(run: Run, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setenv("WINDOW_DESK_ACCOUNT", "admin" if "account" in words else "clerk1")
    ran = run(*words.split())
    assert ran.status == 2
    assert ran.out == ""
    assert ran.err.strip()
    assert "Traceback" not in ran.err


def test_an_empty_path_is_a_wrong_word_and_not_the_usual_database(run: Run) -> None:
    ran = run("--database", "", "queue", "list")
    assert ran.status == 2
    assert "--database" in ran.err


def test_wrong_words_are_told_to_programs_too(run: Run) -> None:
    ran = run("queue", "issue", "--json")
    assert ran.status == 2
    assert ran.document["error"]["code"] == "usage"
    assert "queue_or_item" in ran.document["error"]["message"].lower()


def test_words_cannot_steer_the_terminal(run: Run) -> None:
    for words in (
        ["\x1b[31mred"],
        ["queue", "list", "--\x1b]0;title\x07"],
        ["case", "show", "\x1b[2J"],
    ):
        ran = run(*words)
        assert ran.status in (1, 2)
        assert "\x1b" not in ran.err
        assert "\x07" not in ran.err
        assert "1b" in ran.err


@pytest.mark.parametrize("variable", ["WINDOW_DESK_ACCOUNT", "WINDOW_DESK_PIN"])
def test_who_acts_and_the_pin_are_needed(
    run: Run, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv("WINDOW_DESK_ACCOUNT", "clerk1")
    assert run("queue", "issue", "A").status == 0
    monkeypatch.delenv(variable)
    ran = run("queue", "issue", "A")
    assert ran.status == 2
    assert variable in ran.err


def test_a_wrong_pin_is_refused_by_a_rule(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINDOW_DESK_PIN", "0000")
    ran = run("queue", "issue", "A", "--as", "clerk1", "--json")
    assert ran.status == 1
    assert ran.error["code"] == "access.pin"


def test_a_role_that_may_not_is_refused(run: Run) -> None:
    ran = run("queue", "issue", "A", "--as", "reviewer-fire", "--json")
    assert ran.status == 1
    assert ran.error["code"] == "access.role"


def test_the_language_is_chosen_by_option_before_the_environment(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WINDOW_DESK_LANG", "zh_CN.UTF-8")
    assert "元旦" in run("calendar", "show", "2026").out
    assert "元旦" not in run("--lang", "en", "calendar", "show", "2026").out
    monkeypatch.setenv("WINDOW_DESK_LANG", "en")
    assert "元旦" in run("--lang=zh", "calendar", "show", "2026").out


class TestTheUnexpected:
    @pytest.fixture(autouse=True)
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_words: object, **_more: object) -> None:
            raise ZeroDivisionError("the \x1b[31mreason")

        monkeypatch.setattr("window_desk.storage.boards.waiting", fail)

    def test_it_is_one_sentence_and_its_details_are_beside_the_database(
        self, run: Run, desk_file: Path
    ) -> None:
        log = folder_of(desk_file) / ending.log_name
        ran = run("queue", "list")
        assert ran.status == 3
        assert ran.out == ""
        assert ran.err.count("\n") == 1
        assert "ZeroDivisionError" in ran.err
        assert str(log) in ran.err
        assert "Traceback" in log.read_text(encoding="utf-8")
        assert log.stat().st_mode & 0o077 == 0

    def test_a_second_time_is_written_below_the_first(self, run: Run, desk_file: Path) -> None:
        run("queue", "list")
        assert run("queue", "list", "--json").error["code"] == "desk.unexpected"
        log = (folder_of(desk_file) / ending.log_name).read_text(encoding="utf-8")
        assert log.count("Traceback") == 2

    def test_where_the_folder_cannot_be_written_it_goes_elsewhere(
        self, run: Run, desk_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        passing = tmp_path / "passing"
        passing.mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(passing))
        (folder_of(desk_file) / ending.log_name).mkdir(parents=True)
        assert str(passing / ending.log_name) in run("queue", "list").err
        assert (passing / ending.log_name).is_file()

    def test_where_nothing_can_be_written_the_sentence_stays(
        self, run: Run, desk_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        passing = tmp_path / "passing"
        for folder in (passing, folder_of(desk_file)):
            (folder / ending.log_name).mkdir(parents=True)
        monkeypatch.setattr("tempfile.tempdir", str(passing))
        ran = run("queue", "list")
        assert ran.status == 3
        assert ran.err.count("\n") == 1


def test_being_interrupted_is_quiet(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_words: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("window_desk.storage.boards.waiting", interrupt)
    assert run("queue", "list") == (130, "", "")


def test_without_a_terminal_the_desk_does_not_open(run: Run) -> None:
    ran = run()
    assert ran.status == 2
    assert ran.err.count("\n") == 1
    assert "--help" in ran.err


@pytest.mark.parametrize("words", [[], ["--lang", "zh"], ["--database=/elsewhere/desk.db"]])
def test_without_a_command_the_screens_open(
    call: Run, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    opened: list[Settings] = []

    def open_screens(settings: Settings) -> int:
        opened.append(settings)
        return 0

    monkeypatch.setattr("window_desk.bootstrap.run_screens", open_screens)
    monkeypatch.setattr("window_desk.bootstrap.has_terminal", lambda: True)
    assert call(*words).status == 0
    (settings,) = opened
    assert settings.lang == ("zh" if "zh" in words else settings.lang)
    if words and words[0].startswith("--database"):
        assert settings.database == Path("/elsewhere/desk.db")


def test_the_root_loads_no_noun(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(name)

    monkeypatch.setattr("window_desk.cli.command.import_module", refuse)
    assert set(make_root().commands) == set(nouns)


def test_a_full_disk_for_the_answer_is_no_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_document: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("window_desk.cli.printing.write_json", fail)
    ran = run("queue", "list", "--json")
    assert ran.status == 3
    assert "Traceback" not in ran.err
