"""A file that is encrypted to one desk is opened there and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyrage import x25519

from tests.desks import ADMIN, befriend, copy_as, export, open_case, rows
from window_desk.domain.errors import RuleBroken, Unusable
from window_desk.storage.desk import Desk
from window_desk.sync import receive, sealing
from window_desk.sync.send import Wish


def sealed_to(desk: Desk) -> Wish:
    """Everything, with people's keys, for that desk alone."""
    recipient = sealing.find_recipient(desk.place)
    return Wish(with_people=True, encrypt_to=recipient)


def test_only_its_recipient_opens_it(
    two_desks: tuple[Desk, Desk], bare: Path, tmp_path: Path
) -> None:
    first, second = two_desks
    third = copy_as(bare, tmp_path / "3.db", "h3/desk1")
    befriend(first, third)
    open_case(first, "王小明")
    (path,) = export(first, sealed_to(second))
    content = path.read_bytes()
    assert b"h1/desk1" not in content
    assert b"person.recorded" not in content
    # Without an identity, and with another one.
    for _ in range(2):
        error = receive.import_bundle(third, ADMIN, path).error
        assert error is not None
        assert error.code == "bundle.closed"
        sealing.find_recipient(third.place)
    assert receive.import_bundle(second, ADMIN, path).error is None
    assert rows(second, "SELECT name FROM person") == [("王小明",)]
    third.close()


def test_damage_is_noticed(two_desks: tuple[Desk, Desk]) -> None:
    first, second = two_desks
    open_case(first)
    (path,) = export(first, sealed_to(second))
    content = path.read_bytes()
    for place in range(0, len(content), 97):
        changed = bytearray(content)
        changed[place] ^= 1
        for wrong in (content[:place], bytes(changed)):
            path.write_bytes(wrong)
            assert receive.import_bundle(second, ADMIN, path).error is not None
    assert rows(second, "SELECT * FROM service_case") == []


def test_what_anybody_can_encrypt_still_needs_a_signature(
    two_desks: tuple[Desk, Desk], tmp_path: Path
) -> None:
    _, second = two_desks
    path = tmp_path / "forged.wdb"
    path.write_bytes(sealing.encrypt(b"{}\n{}\n", sealing.find_recipient(second.place)))
    error = receive.import_bundle(second, ADMIN, path).error
    assert error is not None
    assert error.code == "bundle.form"


@pytest.mark.parametrize("recipient", ["x", "age1x", "AGE-SECRET-KEY-1", "../../x"])
def test_nobody_is_encrypted_to_by_mistake(
    two_desks: tuple[Desk, Desk], tmp_path: Path, recipient: str
) -> None:
    first, _ = two_desks
    open_case(first)
    with pytest.raises(RuleBroken) as caught:
        export(first, Wish(encrypt_to=recipient))
    assert caught.value.code == "seal.recipient"
    assert list(tmp_path.glob("*.wdb*")) == []


def test_the_secret_is_made_once_and_private(tmp_path: Path) -> None:
    database = tmp_path / "desk.db"
    recipient = sealing.find_recipient(database)
    assert recipient.startswith("age1")
    assert sealing.find_recipient(database) == recipient
    path = sealing.identity_file(database)
    assert path.stat().st_mode & 0o777 == 0o600
    assert str(x25519.Identity.from_str(path.read_text().strip()).to_public()) == recipient
    path.chmod(0o644)
    with pytest.raises(Unusable) as caught:
        sealing.find_recipient(database)
    assert caught.value.code == "key.open"
    path.chmod(0o600)
    path.write_bytes(b"\xff no identity")
    with pytest.raises(Unusable) as caught:
        sealing.find_recipient(database)
    assert caught.value.code == "key.identity"
