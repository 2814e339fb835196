"""From settings to an open desk: which file, made whole or not at all, and when it cannot be."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Never

import pytest

from tests.support import Clock, assert_sound
from window_desk.bootstrap import data_home, find_settings, open_desk, open_or_make
from window_desk.catalogue.source import BadSource, SourceError
from window_desk.domain.errors import Unusable
from window_desk.locale import Lang
from window_desk.services import setting_up
from window_desk.services.publishing import Published
from window_desk.storage import listings, reads
from window_desk.storage.change import Change
from window_desk.storage.place import Address


class TestSettings:
    @pytest.mark.parametrize(
        ("option", "environment", "path"),
        [
            ("a.db", {"WINDOW_DESK_DATABASE": "b.db"}, Path("a.db")),
            ("", {"WINDOW_DESK_DATABASE": "b.db"}, Path("b.db")),
            ("~/a.db", {}, Path.home() / "a.db"),
            ("~nobody-of-that-name/a.db", {}, Path("~nobody-of-that-name/a.db")),
            ("sqlite:///a/b.db", {}, Path("a/b.db")),
            ("sqlite:////a/b.db", {}, Path("/a/b.db")),
            ("C:\\desk.db", {}, Path("C:\\desk.db")),
            ("a b?c=d#e%41.db", {}, Path("a b?c=d#e%41.db")),
        ],
        ids=[
            "the option first", "the environment", "the home folder", "nobody's home",
            "an address", "an address from the root", "a drive", "marks that mean nothing",
        ],
    )  # fmt: skip
    def test_which_database(self, option: str, environment: Mapping[str, str], path: Path) -> None:
        assert find_settings(option, environment=environment).database == path

    def test_the_usual_place_is_the_users_data_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        assert find_settings(environment={}).database == data_home() / "desk.db"
        assert data_home().name == "window-desk"

    @pytest.mark.parametrize(
        ("lang", "environment", "expected"),
        [
            ("zh", {"WINDOW_DESK_LANG": "en"}, "zh"),
            (None, {"WINDOW_DESK_LANG": "zh", "LANG": "en_US.UTF-8"}, "zh"),
            (None, {"LANG": "zh_CN.UTF-8"}, "zh"),
            (None, {}, "en"),
        ],
    )
    def test_which_language(
        self, lang: Lang | None, environment: Mapping[str, str], expected: str
    ) -> None:
        assert find_settings("a.db", lang, environment).lang == expected

    @pytest.mark.parametrize(
        ("address", "code"),
        [
            ("POSTGRESQL+psycopg://hub", "db.address_form"),
            ("mysql://hub/hall", "db.address"),
            ("https://example.org/desk.db", "db.address"),
        ],
    )
    def test_what_cannot_be_used(self, address: str, code: str) -> None:
        with pytest.raises(Unusable) as error:
            find_settings(address, environment={})
        assert error.value.code == code

    @pytest.mark.parametrize(
        "address", ["postgresql://hub/hall", "postgres://hub/hall", "PostgreSQL+psycopg://hub/hall"]
    )
    def test_a_server_is_found_by_its_address(self, address: str) -> None:
        assert find_settings(address, environment={}).database == Address("postgresql://hub/hall")


class TestMaking:
    def test_it_is_seeded_whole_and_nothing_else_is_left(self, tmp_path: Path) -> None:
        path = tmp_path / "deep" / "er" / "desk.db"
        desk = open_or_make(path, Clock())
        with desk.look() as look:
            assert len(listings.item_lines(look.connection, look.today)) > 1000
            assert look.calendar.announced_through.year >= 2026
            assert reads.law(look.connection).articles
            assert not reads.has_accounts(look.connection)
        assert_sound(desk)
        desk.close()
        assert [each.name for each in path.parent.iterdir()] == ["desk.db"]

    def test_only_its_owner_can_read_it(self, tmp_path: Path) -> None:
        path = tmp_path / "desk.db"
        open_or_make(path).close()
        assert path.stat().st_mode & 0o077 == 0

    def test_one_that_is_there_is_opened_as_it_is(self, desk_file: Path) -> None:
        before = desk_file.read_bytes()
        open_or_make(desk_file).close()
        assert desk_file.read_bytes() == before

    def test_a_name_behind_a_link_is_not_taken(self, tmp_path: Path) -> None:
        path = tmp_path / "desk.db"
        path.symlink_to(tmp_path / "nowhere.db")
        with pytest.raises(Unusable) as error:
            open_or_make(path)
        assert error.value.code == "db.missing"
        assert path.is_symlink()

    def test_bad_data_makes_no_desk(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(_tx: Change, folder: Path) -> Never:
            raise BadSource([SourceError(str(folder), 1, "", "Wrong.")])

        monkeypatch.setattr(setting_up, "seed", refuse)
        with pytest.raises(BadSource):
            open_or_make(tmp_path / "desk.db")
        assert list(tmp_path.iterdir()) == []

    def test_another_process_was_faster(
        self, tmp_path: Path, seeded: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "desk.db"
        seed = setting_up.seed

        def be_late(tx: Change, folder: Path) -> Published:
            path.write_bytes(seeded.read_bytes())
            return seed(tx, folder)

        monkeypatch.setattr(setting_up, "seed", be_late)
        desk = open_or_make(path)
        with desk.read() as connection:
            assert reads.has_accounts(connection), "the other one's desk, which has accounts"
        desk.close()
        assert [each.name for each in tmp_path.iterdir()] == ["desk.db"]

    def test_what_a_killed_process_left_is_swept_up_later(self, tmp_path: Path) -> None:
        path = tmp_path / "desk.db"
        old, young = (tmp_path / f".desk.db.new-{name}" for name in ("old", "young"))
        for each in (old, young):
            each.mkdir()
            (each / "desk.db").write_bytes(b"half")
        os.utime(old, (time.time() - 7200,) * 2)
        open_or_make(path).close()
        assert not old.exists()
        assert young.exists()

    @pytest.mark.parametrize("is_taken", [False, True], ids=["free", "taken meanwhile"])
    def test_where_there_are_no_hard_links(
        self, tmp_path: Path, seeded: Path, monkeypatch: pytest.MonkeyPatch, is_taken: bool
    ) -> None:
        path = tmp_path / "desk.db"

        def refuse(_self: Path, _target: Path) -> Never:
            if is_taken:
                path.write_bytes(seeded.read_bytes())
            raise OSError("not supported")

        monkeypatch.setattr(Path, "hardlink_to", refuse)
        desk = open_or_make(path)
        with desk.read() as connection:
            assert reads.has_accounts(connection) is is_taken
        desk.close()
        assert [each.name for each in tmp_path.iterdir()] == ["desk.db"]

    def test_a_full_disk_is_told_with_the_name_that_was_asked_for(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fill_up(tx: Change, _folder: Path) -> Never:
            tx.connection.execute("PRAGMA max_page_count = 1")
            tx.connection.execute("CREATE TABLE more AS SELECT zeroblob(10000000)")
            raise AssertionError("there was room")

        monkeypatch.setattr(setting_up, "seed", fill_up)
        with pytest.raises(Unusable) as error:
            open_or_make(tmp_path / "desk.db")
        assert error.value.code == "db.full"
        assert error.value.facts["path"] == str(tmp_path / "desk.db")
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        with pytest.raises(Unusable) as error:
            open_or_make(tmp_path / "file" / "desk.db")
        assert error.value.code == "db.file"


class TestOpening:
    def test_nothing_is_made(self, tmp_path: Path) -> None:
        with pytest.raises(Unusable) as error:
            open_desk(tmp_path / "desk.db")
        assert error.value.code == "db.missing"
        assert "window-desk init" in error.value.hint
        assert list(tmp_path.iterdir()) == []

    def test_a_folder(self, tmp_path: Path) -> None:
        for opener in (open_desk, open_or_make):
            with pytest.raises(Unusable) as error:
                opener(tmp_path)
            assert error.value.code == "db.folder"

    def test_another_programs_database_is_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "other.db"
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("CREATE TABLE other (x)")
            raw.commit()
        before = path.read_bytes()
        for opener in (open_desk, open_or_make):
            with pytest.raises(Unusable) as error:
                opener(path)
            assert error.value.code == "db.not_ours"
        assert path.read_bytes() == before
