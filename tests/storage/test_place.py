"""Where a desk lies, and what lies beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from window_desk.domain.errors import Unusable
from window_desk.storage.place import Address, beside, folder_of, read_address, require_path


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://hall@db.h7/desk", "postgresql://db.h7/desk"),
        (
            "postgresql://hall:secret@db.h7:5433/desk?sslmode=require",
            "postgresql://db.h7:5433/desk",
        ),
        ("postgres://hall:s%40c@db/desk?password=secret", "postgresql://db/desk"),
        ("postgresql+psycopg://hall@a:1,b:2/desk", "postgresql://a:1,b:2/desk"),
        ("postgresql://hall@[::1]:5432/desk", "postgresql://[::1]:5432/desk"),
    ],
)
def test_an_address_is_shown_without_account_and_password(text: str, shown: str) -> None:
    assert str(read_address(text)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://",
        "postgresql://db",
        "postgresql://db/",
        "postgresql://db/a/b",
        "postgresql://[::1/desk",
    ],
)
def test_an_address_without_a_database_is_refused(text: str) -> None:
    with pytest.raises(Unusable) as refused:
        read_address(text)
    assert refused.value.code == "db.address_form"


def test_a_secret_lies_beside_the_file(tmp_path: Path) -> None:
    assert beside(tmp_path / "hall.db", "key") == tmp_path / "hall.db.key"


def test_a_secret_of_a_desk_on_a_server_lies_in_a_private_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WINDOW_DESK_PRIVATE", str(tmp_path / "private"))
    place = Address("postgresql://hall:secret@db.h7:5432/desk")

    key = beside(place, "key")

    assert key == tmp_path / "private" / "db.h7_5432-desk" / "desk.db.key"
    assert key.parent.stat().st_mode & 0o777 == 0o700
    assert beside(Address("postgresql://x@db.h7:5432/other"), "key") != key


def test_without_a_word_about_it_the_folder_is_in_the_data_folder_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WINDOW_DESK_PRIVATE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))

    assert folder_of(Address("postgresql://db/desk")).is_relative_to(tmp_path)


def test_what_only_a_file_has_is_refused_on_a_server() -> None:
    with pytest.raises(Unusable) as refused:
        require_path(Address("postgresql://hall:secret@db/desk"))
    assert refused.value.code == "db.server"
    assert "secret" not in str(refused.value)
