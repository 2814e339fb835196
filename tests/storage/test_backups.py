"""Backups are whole or not there; a restored desk never gives out a number of its log twice."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from tests.storage.files import CLERK, NOW, files, issue, run
from tests.support import assert_sound, projections
from window_desk.domain.errors import Unusable
from window_desk.services import tickets
from window_desk.storage import backups, maintenance, schema
from window_desk.storage.backups import backup, upgrade
from window_desk.storage.desk import Desk
from window_desk.storage.driver import find_driver


class TestBackup:
    def test_a_desk_in_use_is_copied_whole_into_one_file(self, desk: Desk, tmp_path: Path) -> None:
        tickets.issue(desk, CLERK, "A")
        target = tmp_path / "copies" / "desk.db"
        count = backup(desk, target)
        tickets.issue(desk, CLERK, "A")
        assert files(target.parent) == {"desk.db"}
        copy = Desk(target)
        assert maintenance.verify(copy).ops == count == maintenance.verify(desk).ops - 1
        assert len(projections(copy)["ticket"]) == 1
        assert_sound(copy)
        copy.close()

    def test_a_backup_is_read_by_those_who_may_read_the_desk(
        self, desk: Desk, tmp_path: Path
    ) -> None:
        desk.path.chmod(0o640)
        backup(desk, tmp_path / "copy.db")
        assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o640

    def test_a_file_that_is_there_is_never_overwritten(self, desk: Desk, tmp_path: Path) -> None:
        target = tmp_path / "thesis.txt"
        target.write_text("mine")
        with pytest.raises(Unusable) as caught:
            backup(desk, target)
        assert caught.value.code == "backup.exists"
        assert target.read_text() == "mine"
        assert "thesis.txt.part" not in files(tmp_path)

    def test_what_an_interrupted_backup_left_is_in_nobodys_way(
        self, desk: Desk, tmp_path: Path
    ) -> None:
        (tmp_path / "copy.db.part").write_bytes(b"half")
        assert backup(desk, tmp_path / "copy.db") > 0
        assert "copy.db.part" not in files(tmp_path)

    def test_a_folder_that_cannot_be_made_is_one_sentence(self, desk: Desk, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(Unusable) as caught:
            backup(desk, tmp_path / "file" / "copy.db")
        assert caught.value.code == "db.file"

    def test_a_copy_that_is_not_sound_gets_no_name(
        self, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def tear(raw: object, part: Path) -> None:
            part.write_bytes(desk.path.read_bytes()[:-8192])

        monkeypatch.setattr(backups, "fill", tear)
        with pytest.raises(Unusable) as caught:
            backup(desk, tmp_path / "copy.db")
        assert caught.value.code == "db.corrupt"
        assert not any(each.startswith("copy") for each in files(tmp_path))


class TestUpgrade:
    @pytest.fixture
    def migrated(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """This program with one migration more than the desk has; gives that migration."""
        folder = tmp_path / "migrations"
        shutil.copytree(schema.migrations, folder)
        script = folder / "versions" / "0002_more.py"
        script.write_text(
            'from alembic import op\nrevision = "0002"\ndown_revision = "0001"\n'
            'def upgrade():\n    op.execute("CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT")\n'
        )
        monkeypatch.setattr(schema, "migrations", folder)
        monkeypatch.setattr(schema, "newest", "0002")
        return script

    def test_nothing_is_done_when_there_is_nothing_to_do(self, desk_file: Path) -> None:
        before = files(desk_file.parent)
        done = upgrade(desk_file)
        assert (done.before, done.after, done.backup) == ("0001", "0001", None)
        assert files(desk_file.parent) == before

    @pytest.mark.spoils
    def test_older_tables_are_backed_up_and_brought_up(
        self, desk_file: Path, migrated: Path
    ) -> None:
        assert migrated.exists()
        with pytest.raises(Unusable) as caught:
            Desk(desk_file)
        assert caught.value.code == "db.older"
        assert "window-desk db upgrade" in caught.value.hint
        done = upgrade(desk_file, NOW)
        assert (done.before, done.after) == ("0001", "0002")
        assert done.backup == desk_file.with_name("desk-0001-20261123T101500.db")
        assert done.backup.exists()
        assert issue(desk_file) == "A001"

    def test_a_migration_that_fails_leaves_the_desk_as_it_was(
        self, desk_file: Path, migrated: Path
    ) -> None:
        migrated.write_text(migrated.read_text() + '    op.execute("CREATE TABLE broken (")\n')
        with pytest.raises(Exception, match="incomplete input"):
            upgrade(desk_file)
        connection = find_driver().connect(str(desk_file))
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
        stamp = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        connection.close()
        assert "more" not in tables
        assert stamp == ("0001",)

    @pytest.mark.spoils
    def test_a_desk_of_a_newer_program_is_left_alone(self, desk_file: Path) -> None:
        run(desk_file, "UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(Unusable) as caught:
            upgrade(desk_file)
        assert caught.value.code == "db.newer"

    def test_another_programs_database_is_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "songs.db"
        run(path, "CREATE TABLE song (name)")
        with pytest.raises(Unusable) as caught:
            upgrade(path)
        assert caught.value.code == "db.not_ours"
