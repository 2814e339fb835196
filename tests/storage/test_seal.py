"""Personal data is opened by its own person's key and by nothing else."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import APPLICANT, Clock
from window_desk.domain.actor import Actor
from window_desk.services import intake
from window_desk.storage import seal
from window_desk.storage.desk import Desk
from window_desk.storage.seal import Identity

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
identities = st.builds(Identity, name=text, certificate_number=text, phone=text, address=text)


@given(identity=identities)
def test_what_was_sealed_comes_back(identity: Identity) -> None:
    key = seal.new_key()
    assert seal.unseal(key, seal.seal(key, identity)) == identity


def test_the_same_person_sealed_twice_looks_different() -> None:
    key, identity = seal.new_key(), Identity(name="张三")
    assert seal.seal(key, identity) != seal.seal(key, identity)


def test_another_key_or_no_key_opens_nothing() -> None:
    sealed = seal.seal(seal.new_key(), Identity(name="张三"))
    assert seal.unseal(seal.new_key(), sealed) is None
    assert seal.unseal(None, sealed) is None


@pytest.mark.parametrize("position", [0, 11, 12, 30, -1])
def test_a_changed_byte_opens_nothing(position: int) -> None:
    key = seal.new_key()
    raw = bytearray(base64.b64decode(seal.seal(key, Identity(name="张三"))))
    raw[position] ^= 1
    assert seal.unseal(key, base64.b64encode(raw).decode()) is None


def test_no_op_holds_personal_data_in_clear(desk: Desk, clerk: Actor) -> None:
    intake.open_case(desk, clerk, "XP-POL-0003", APPLICANT)
    with desk.read() as connection:
        log = b"".join(connection.execute("SELECT body FROM op").scalars())
        row = connection.execute("SELECT name, phone FROM person").one()
    assert tuple(row) == (APPLICANT.name, APPLICANT.phone)
    for secret in (APPLICANT.name, APPLICANT.phone, APPLICANT.certificate_number):
        assert secret.encode() not in log


def test_without_its_key_a_person_is_empty_after_a_rebuild(desk_file: Path) -> None:
    from window_desk.storage import maintenance

    desk = Desk(desk_file, Clock())
    clerk = Actor("clerk1", "", "clerk", window="1")
    intake.open_case(desk, clerk, "XP-POL-0003", APPLICANT)
    with desk.pool.writing() as connection:
        connection.execute("UPDATE subject_key SET key = NULL")
    assert maintenance.rebuild(desk).different == 1
    with desk.read() as connection:
        row = connection.execute("SELECT name, certificate_number, phone FROM person").one()
    assert tuple(row) == ("", "", "")
    assert maintenance.verify(desk).broken == ()
    desk.close()
