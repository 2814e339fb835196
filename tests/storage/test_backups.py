"""Backups are whole or not there; a restored desk never gives out a number of its log twice."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.storage.files import CLERK, files
from tests.support import assert_sound, projections
from window_desk.domain.errors import Unusable
from window_desk.services import tickets
from window_desk.storage import backups, maintenance
from window_desk.storage.backups import backup
from window_desk.storage.desk import Desk


class TestBackup:
    def test_a_desk_in_use_is_copied_whole_into_one_file(self, desk: Desk, tmp_path: Path) -> None:
        tickets.issue(desk, CLERK, "A")
        target = tmp_path / "copies" / "desk.db"
        target.parent.mkdir()
        count = backup(desk, target)
        tickets.issue(desk, CLERK, "A")
        assert files(target.parent) == {"desk.db"}
        copy = Desk(target)
        assert maintenance.verify(copy).ops == count == maintenance.verify(desk).ops - 1
        assert len(projections(copy)["ticket"]) == 1
        assert_sound(copy)
        copy.close()

    @pytest.mark.on_file("a file's mode")
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

    @pytest.mark.parametrize("folder", ["file", "usb", "usb/stick"])
    def test_a_folder_that_is_not_there_is_not_made(
        self, desk: Desk, tmp_path: Path, folder: str
    ) -> None:
        (tmp_path / "file").write_text("")
        before = files(tmp_path)
        with pytest.raises(Unusable) as caught:
            backup(desk, tmp_path / folder / "copy.db")
        assert caught.value.code == "file.no_folder"
        assert files(tmp_path) == before

    @pytest.mark.on_file("the bytes of a file")
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
