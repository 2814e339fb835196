"""Proving, copying and restoring a database on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.storage import files


def change(path: Path, statement: str) -> None:
    """Change a database behind the desk's back."""
    files.run(path, statement)


class TestAudit:
    def test_a_log_that_holds(self, run: Run) -> None:
        ran = run("audit", "verify", "--json")
        assert ran.status == 0
        assert ran.document["broken"] == []
        assert ran.document["streams"] == 1
        assert ran.document["ops"] > 1000
        assert "Every chain holds." in run("audit", "verify").out

    @pytest.mark.spoils
    def test_a_changed_op_is_named(self, run: Run, desk_file: Path) -> None:
        change(desk_file, "UPDATE op SET \"by\" = 'nobody' WHERE seq = 7")
        ran = run("audit", "verify", "--json")
        assert ran.status == 1
        (broken,) = ran.document["broken"]
        assert (broken["stream"], broken["seq"]) == ("h1/desk1", 7)
        assert broken["why"]
        assert "h1/desk1" in run("audit", "verify").out


class TestCheckAndRebuild:
    def test_a_sound_database(self, run: Run) -> None:
        ran = run("db", "check", "--json")
        assert ran.status == 0
        assert ran.document["differences"] == []
        assert ran.document["tables"]["account"] > 10
        assert run("db", "rebuild", "--json").document["differences"] == []

    def test_a_changed_row_is_found_and_put_right(self, run: Run, desk_file: Path) -> None:
        change(desk_file, "UPDATE account SET role = 'admin' WHERE account = 'clerk1'")
        found = run("db", "check", "--json")
        assert found.status == 1
        (difference,) = found.document["differences"]
        assert (difference["table"], difference["key"]) == ("account", "clerk1")
        assert "clerk1" in run("db", "check").out
        rebuilt = run("db", "rebuild", "--json")
        assert (rebuilt.status, rebuilt.document["differences"]) == (0, [difference])
        assert run("db", "check").status == 0

    @pytest.mark.spoils
    def test_a_broken_chain_is_not_rebuilt(self, run: Run, desk_file: Path) -> None:
        change(desk_file, "DELETE FROM op WHERE seq = 7")
        assert run("db", "check").status == 1
        ran = run("db", "rebuild", "--json")
        assert (ran.status, ran.error["code"]) == (3, "db.log_broken")


class TestBackups:
    @pytest.mark.on_file("files that take the place of files")
    def test_there_and_back(self, run: Run, desk_file: Path, tmp_path: Path) -> None:
        copy = tmp_path / "copy.db"
        made = run("db", "backup", copy, "--json")
        assert (made.status, made.document["file"]) == (0, str(copy))
        run("queue", "issue", "A", "--as", "clerk1")
        restored = run("db", "restore", copy, "--json")
        assert restored.status == 0
        assert restored.document["ops"] == made.document["ops"]
        assert Path(restored.document["aside"]).is_file()
        assert run("queue", "list", "--json").document["tickets"] == []
        assert run("queue", "issue", "A", "--as", "clerk1").status == 0

    def test_a_backup_never_takes_the_place_of_a_file(self, run: Run, tmp_path: Path) -> None:
        copy = tmp_path / "copy.db"
        copy.write_text("mine", encoding="utf-8")
        ran = run("db", "backup", copy, "--json")
        assert (ran.status, ran.error["code"]) == (3, "backup.exists")
        assert copy.read_text(encoding="utf-8") == "mine"

    @pytest.mark.parametrize("content", [None, b"", b"no database" * 1000])
    @pytest.mark.on_file("files that take the place of files")
    def test_what_is_no_backup_is_not_restored(
        self, run: Run, desk_file: Path, tmp_path: Path, content: bytes | None
    ) -> None:
        source, before = tmp_path / "source.db", desk_file.read_bytes()
        if content is not None:
            source.write_bytes(content)
        ran = run("db", "restore", source, "--json")
        assert ran.status == 3
        assert ran.error["message"]
        assert desk_file.read_bytes() == before


@pytest.mark.on_file("files that take the place of files")
def test_upgrading_what_is_up_to_date_changes_nothing(run: Run, desk_file: Path) -> None:
    before = desk_file.read_bytes()
    ran = run("db", "upgrade", "--json")
    assert ran.status == 0
    assert ran.document["before"] == ran.document["after"]
    assert ran.document["backup"] is None
    assert desk_file.read_bytes() == before
