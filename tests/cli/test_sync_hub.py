"""`window-desk sync` with a hub, as an admin uses it: what is said, and how it ends."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.cli.conftest import Run
from tests.desks import ADMIN, copy_as, open_case
from tests.postgres import Server
from tests.support import MORNING, start_python
from window_desk import locale
from window_desk.cli.sync_status import clock_line
from window_desk.storage.desk import Desk
from window_desk.sync.hub import codes, joining
from window_desk.sync.hub.address import read_addresses, write_addresses


@pytest.fixture(autouse=True)
def acting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The admin does all of this."""
    monkeypatch.setenv("WINDOW_DESK_ACCOUNT", "admin")


@pytest.fixture
def url(postgres: Server) -> Iterator[str]:
    database = postgres.make_database()
    yield postgres.url(database)
    postgres.drop_database(database)


@pytest.fixture
def other(bare: Path, tmp_path: Path) -> Iterator[Desk]:
    desk = copy_as(bare, tmp_path / "other.db", "h1/desk2", MORNING)
    yield desk
    desk.close()


def test_a_hub_is_made_and_a_desk_asked_in_and_joined(
    run: Run, url: str, other: Desk, tmp_path: Path
) -> None:
    ran = run("sync", "hub", "init", url)
    assert (ran.status, ran.out) == (
        0, "The hub hub1 is ready. Ask desks in with window-desk sync hub invite DESK.\n"
    )  # fmt: skip
    ran = run("sync", "hub", "invite", "h1/desk2", "--lane", "7")
    assert ran.status == 0
    assert "W7" in ran.out
    assert "--at HOST" in ran.err
    code = codes.read_code(ran.out.splitlines()[-1])
    # The desk that was asked in does its part at its own command line.
    other.close()
    path = tmp_path / "code.txt"
    path.write_text(ran.out.splitlines()[-1])
    joining.join(Desk(other.place), ADMIN, code)
    ran = run("--lang", "zh", "sync", "hub", "members")
    assert ran.status == 0
    assert "密钥未列入本机" in ran.out
    ran = run("sync", "run")
    assert ran.status == 0
    assert ran.err == ""
    ran = run("sync", "hub", "members")
    assert "not listed" not in ran.out
    ran = run("sync", "status")
    assert "answers" in ran.out
    assert run("sync", "status", "--json").document["hubs"][0]["unsent"] == {}
    # The same code a second time, and one that is cut off.
    for words, status in ((path, 1), ("wdj1:AAAA", 3)):
        assert run("sync", "join", words).status == status


def test_a_hub_that_is_gone_is_said_in_one_sentence(run: Run, desk_file: Path, url: str) -> None:
    assert run("sync", "run").status == 1
    assert run("sync", "hub", "init", url).status == 0
    assert run("sync", "run").status == 0
    desk = Desk(desk_file)
    kept = read_addresses(desk.place)
    text = desk.beside("hub").read_text().replace(f'"port": {kept.hubs["hub1"].port}', '"port": 1')
    desk.beside("hub").write_text(text)
    desk.close()
    ran = run("sync", "run", "--json")
    assert ran.status == 3
    assert ran.error["code"] == "hub.gone"
    ran = run("sync", "watch", "--rounds", 1)
    assert (ran.status, ran.err.count("\n")) == (0, 1)
    assert "not to be reached" in ran.err
    assert "does not answer" in run("sync", "status").out
    (hub,) = run("sync", "status", "--json").document["hubs"]
    assert (hub["reachable"], hub["failed"]) == (False, "hub.gone")
    write_addresses(desk.place, kept)
    assert run("sync", "run").status == 0


def test_wrong_words_of_an_invitation(run: Run, url: str) -> None:
    run("sync", "hub", "init", url)
    for words in (["--role", "boss"], ["--at", "hub:x"], ["--days", "0"]):
        assert run("sync", "hub", "invite", "h1/desk2", *words).status == 2


def test_a_hub_elsewhere_needs_a_certificate_or_a_word(run: Run) -> None:
    ran = run("sync", "hub", "init", "postgresql://x@db.example/hall", "--json")
    assert (ran.status, ran.error["code"]) == (3, "hub.plain")
    ran = run("sync", "hub", "init", "postgresql://x@db.example/hall", "--ca", "/none", "--json")
    assert (ran.status, ran.error["code"]) == (3, "hub.certificate")
    ran = run("sync", "hub", "init", "nonsense://")
    assert ran.status == 1


def test_a_watch_ends_in_order_and_says_what_changed(
    run: Run, url: str, other: Desk, desk_file: Path
) -> None:
    run("sync", "hub", "init", url)
    code = run("sync", "hub", "invite", "h1/desk2", "--json").document["code"]
    joining.join(other, ADMIN, codes.read_code(code))
    other.close()
    script = "import sys; from window_desk.__main__ import main; sys.exit(main(sys.argv[1:]))"
    words = ("--database", other.place, "sync", "watch", "--json")
    with start_python(script, *words) as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        assert (first["hub"], first["error"]) == ("hub1", None)
        assert first["pushed"] > 0
        run("sync", "run")
        desk = Desk(desk_file)
        open_case(desk)
        desk.close()
        run("sync", "run")
        while not json.loads(process.stdout.readline())["pulled"]:
            pass
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(20) == 0


@pytest.mark.on_file("its driver is the server's")
def test_a_desk_without_a_hub_never_loads_the_driver(desk_file: Path) -> None:
    script = """
        import sys
        from window_desk.__main__ import main
        main(["--database", sys.argv[1], "sync", "status"])
        main(["--database", sys.argv[1], "sync", "run"])
        sys.exit("psycopg" in sys.modules)
    """
    with start_python(script, desk_file) as process:
        process.communicate(timeout=30)
        assert process.returncode == 0


@pytest.mark.parametrize(("seconds", "said"), [(0, "+0 s"), (3, "+3 s"), (-3, "-3 s")])
def test_the_status_says_how_far_the_clocks_are_apart(
    run: Run, desk_file: Path, url: str, seconds: int, said: str
) -> None:
    run("sync", "hub", "init", url)
    run("sync", "run")
    desk = Desk(desk_file)
    with desk.pool.writing() as connection:
        connection.execute("UPDATE hub_round SET clock_ms = ?", (seconds * 1000,))
    desk.close()
    ran = run("sync", "status")
    assert f"The clock of hub1 minus this desk's: {said}." in ran.out
    assert "have both looked at" not in ran.out


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, ""), (120, ""), (-120, ""), (121, "121 s behind"), (-121, "121 s ahead")],
)
def test_clocks_that_are_apart_are_named_from_two_minutes_on(seconds: int, said: str) -> None:
    locale.use("en")
    line = clock_line("hub1", seconds)
    assert bool(line) == bool(said)
    assert said in line
    assert ("hub1" in line) == bool(said)


def test_the_list_of_members_says_who_gave_acts_back(run: Run, url: str) -> None:
    run("sync", "hub", "init", url, "--lane", "1")
    with psycopg.connect(url, autocommit=True) as hub:
        hub.execute(
            "INSERT INTO hub.returned SELECT hall, hall || '/queue', 3, 7, desk, now()"
            " FROM hub.member WHERE role = 'keeper'"
        )
    assert "gave acts of the queue back: 5, 20" in run("sync", "hub", "members").out
    (member,) = run("sync", "hub", "members", "--json").document["members"]
    assert (member["gave_back"], member["gave_back_at"][:2]) == (5, "20")
