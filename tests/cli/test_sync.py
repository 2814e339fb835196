"""`window-desk sync` as an admin uses it: what is said, and with which status it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.desks import ADMIN, BOSS, befriend, copy_as, export, open_case
from tests.support import MORNING
from window_desk.services import custody
from window_desk.storage.desk import Desk
from window_desk.sync import receive, trusting
from window_desk.sync.keys import read_code


@pytest.fixture(autouse=True)
def acting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The admin does all of this."""
    monkeypatch.setenv("WINDOW_DESK_ACCOUNT", "admin")


@pytest.fixture
def other(bare: Path, tmp_path: Path) -> Desk:
    """Another desk with a case, which nobody trusts yet."""
    desk = copy_as(bare, tmp_path / "other.db", "h2/desk1", MORNING)
    open_case(desk)
    return desk


def test_two_desks_come_to_trust_each_other(run: Run, other: Desk, tmp_path: Path) -> None:
    ours = run("sync", "key", "--json").document
    assert ours["desk"] == "h1/desk1"
    key = trusting.own_key(other).public
    path = tmp_path / "code.txt"
    path.write_text(f"{key.code}\n", "ascii")
    ran = run("sync", "trust", path, "--fingerprint", "0000")
    assert (ran.status, "fingerprints differ" in ran.err) == (1, True)
    ran = run("sync", "trust", path)
    assert (ran.status, "--fingerprint" in ran.err) == (2, True)
    ran = run("sync", "trust", path, "--fingerprint", key.fingerprint)
    assert (ran.status, ran.out) == (0, "h2/desk1 is trusted from now on.\n")
    assert key.fingerprint in run("sync", "key", "--json").out
    ran = run("sync", "trust", "wdk1:nonsense", "--fingerprint", "x")
    assert (ran.status, ran.err.count("\n")) == (3, 1)
    trusting.trust_key(other, ADMIN, read_code(ours["code"]), ours["fingerprint"])


def test_a_file_that_is_refused_says_why_and_is_listed(
    run: Run, other: Desk, tmp_path: Path
) -> None:
    (path,) = export(other)
    ran = run("sync", "import", path, "--json")
    assert ran.status == 3
    assert ran.error["code"] == "bundle.key_unknown"
    assert run("sync", "import", tmp_path / "none.wdb").status == 3
    (refused,) = run("sync", "status", "--json").document["rejected"]
    assert (refused["source"], refused["code"]) == (path.name, "bundle.key_unknown")
    assert "不受信任" not in run("--lang", "en", "sync", "status").out
    assert "未接收" in run("--lang", "zh", "sync", "status").out


def test_of_several_files_the_sound_ones_are_taken_in(
    run: Run, desk_file: Path, other: Desk, tmp_path: Path
) -> None:
    desk = Desk(desk_file)
    befriend(desk, other)
    desk.close()
    (path,) = export(other)
    damaged = tmp_path / "damaged.wdb"
    damaged.write_bytes(path.read_bytes()[:-9])
    ran = run("sync", "import", damaged, path, "--json")
    assert ran.status == 3
    assert ran.document["pulled"] == 4 - 1
    assert [each["source"] for each in ran.document["rejected"]] == ["damaged.wdb"]


def test_an_export_says_what_it_opens(
    run: Run, desk_file: Path, other: Desk, tmp_path: Path
) -> None:
    desk = Desk(desk_file)
    befriend(desk, other)
    _person, case = open_case(desk)
    words = ("--to", "h2/desk1", "--days", "9999", "--with-people")
    ran = run("sync", "export", tmp_path / "none.wdb", *words)
    assert (ran.status, "No key goes along" in ran.err) == (0, True)
    custody.hand_case(desk, BOSS, case, "h2/desk1")
    desk.close()
    target = tmp_path / "out.wdb"
    ran = run("sync", "export", target, *words)
    assert (ran.status, "(people: 1)" in ran.err) == (0, True)
    assert receive.import_bundle(other, ADMIN, target).error is None
    assert run("sync", "export", target, "--to", "h2/desk1", "--days", "9999").status == 3
    assert run("sync", "export", "x.wdb", "--to", "nobody").status == 1


def test_a_new_desk_gets_a_name_of_its_own(
    call: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "named.db"
    for name in ("H2", "../x", "h2/desk1.2", "h2/queue"):
        assert call("--database", path, "init", "--desk", name).status == 2
        assert not path.exists()
    assert call("--database", path, "init", "--desk", "h7/desk3").status == 0
    assert call("--database", path, "sync", "key", "--json").document["desk"] == "h7/desk3"
    assert call("--database", path, "init", "--desk", "h7/desk4").status == 2
