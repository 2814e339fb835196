"""The key of a desk: its file, its code, its fingerprint."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey

from window_desk.domain.errors import Unusable
from window_desk.sync.keys import find_key, grouped, key_file, read_code, same_fingerprint


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Where a database would be."""
    return tmp_path / "desk.db"


def test_a_key_is_made_once_and_only_its_owner_reads_it(database: Path) -> None:
    first = find_key(database, "h1/desk1")
    assert key_file(database).stat().st_mode & 0o777 == 0o600
    assert [each.name for each in database.parent.iterdir()] == ["desk.db.key"]
    assert find_key(database, "h1/desk1").public == first.public
    assert first.public.verifies(first.sign(b"x"), b"x")
    assert not first.public.verifies(first.sign(b"x"), b"y")
    assert not first.public.verifies(b"", b"x")


def test_a_key_that_others_may_read_is_not_used(database: Path) -> None:
    find_key(database, "h1/desk1")
    key_file(database).chmod(0o640)
    with pytest.raises(Unusable) as caught:
        find_key(database, "h1/desk1")
    assert caught.value.code == "key.open"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no key",
        Ed448PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    ],
    ids=["empty", "text", "of another kind"],
)
def test_a_file_that_is_no_key_is_one_sentence(database: Path, content: bytes) -> None:
    key_file(database).touch(mode=0o600)
    key_file(database).write_bytes(content)
    with pytest.raises(Unusable) as caught:
        find_key(database, "h1/desk1")
    assert caught.value.code == "key.file"
    assert key_file(database).read_bytes() == content


def test_a_code_carries_the_key(database: Path) -> None:
    public = find_key(database, "h1/desk1").public
    assert read_code(f" {public.code}\n") == public
    assert re.fullmatch(r"[0-9a-f]{4}( [0-9a-f]{4}){7}", grouped(public.fingerprint))
    assert same_fingerprint(grouped(public.fingerprint).upper(), public.fingerprint)
    assert not same_fingerprint(public.fingerprint[:-1], public.fingerprint)
    assert not same_fingerprint("", public.fingerprint)


def test_the_fingerprint_is_of_name_and_key_together(database: Path) -> None:
    ours, theirs = (find_key(database, name).public for name in ("h1/desk1", "h2/desk1"))
    assert ours.public == theirs.public
    assert ours.fingerprint != theirs.fingerprint


@pytest.mark.parametrize(
    "code",
    [
        "", "x", "wdk1:h1/desk1", "wdk2:h1/desk1:" + "A" * 43 + "=", "wdk1:H1:" + "A" * 43 + "=",
        "wdk1:h1/desk1:AAAA", "wdk1:h1/desk1:" + "!" * 44, "wdk1:h1/desk1:\ud800", "wdk1:../x:A",
    ],
)  # fmt: skip
def test_anything_else_is_no_code(code: str) -> None:
    with pytest.raises(Unusable) as caught:
        read_code(code)
    assert caught.value.code == "key.code"
