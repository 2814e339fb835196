"""Applicants are recorded once, sealed, and found again by their certificate."""

from __future__ import annotations

import msgspec
import pytest

from tests.services.refusals import refused
from tests.support import APPLICANT, INSTANT
from window_desk.domain import ops
from window_desk.domain.actor import Actor
from window_desk.services import intake, people
from window_desk.storage import reads, seal
from window_desk.storage.desk import Desk
from window_desk.storage.rows import Person

COMPANY = people.Applicant(
    name="广安建材有限公司", kind="organisation", certificate_number="91110000600037341L"
)


def record(desk: Desk, typed: people.Applicant) -> Person:
    """Record somebody in an act of their own; gives the person in clear."""
    with desk.change(by="clerk1") as tx:
        identity = people.record_person(tx, typed)
    with desk.read() as connection:
        found = reads.person(connection, identity)
    assert found is not None
    return found


def test_the_same_certificate_is_the_same_person_with_newer_details(desk: Desk) -> None:
    first = record(desk, APPLICANT)
    again = record(
        desk, msgspec.structs.replace(APPLICANT, certificate_number="11010519491231002x")
    )
    assert again == first
    moved = record(desk, msgspec.structs.replace(APPLICANT, phone="13900139000", address="广安"))
    assert (moved.id, moved.phone, moved.address) == (first.id, "13900139000", "广安")


def test_a_phone_number_of_an_earlier_case_stays_as_it_was(desk: Desk) -> None:
    with desk.change(by="clerk1") as tx:
        key = seal.new_key()
        old = seal.Identity(name="张三", certificate_number="11010519491231002X", phone="内线139")
        op = ops.PersonRecorded(
            sealed=seal.seal(key, old), organisation=False, certificate_type="111"
        )
        identity = tx.new_person(op, key)
    typed = msgspec.structs.replace(APPLICANT, phone="内线139 ")
    assert (record(desk, typed).id, record(desk, typed).phone) == (identity, "内线139")
    with refused("phone.form", desk):
        record(desk, msgspec.structs.replace(APPLICANT, phone="内线138"))


def test_nothing_new_is_nothing_recorded(desk: Desk) -> None:
    first = record(desk, APPLICANT)
    record(desk, APPLICANT)
    with desk.look() as look:
        assert len(look.history(first.id)) == 1


def test_people_without_a_certificate_are_never_taken_for_each_other(desk: Desk) -> None:
    typed = people.Applicant(name="张三")
    assert record(desk, typed).id != record(desk, typed).id


def test_an_organisation_has_a_credit_code(desk: Desk) -> None:
    found = record(desk, COMPANY)
    assert (found.organisation, found.certificate_type) == (True, "uscc")
    assert record(desk, COMPANY).id == found.id


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"name": ""}, "text.empty", id="no name"),
        pytest.param({"name": " \u200b\x1b\u202e "}, "text.empty", id="an invisible name"),
        pytest.param({"name": "张" * 201}, "text.too_long", id="a name of 201 characters"),
        pytest.param({"phone": "1" * 41}, "text.too_long", id="an endless telephone number"),
        pytest.param({"phone": "139"}, "phone.form", id="the beginning of a phone number"),
        pytest.param({"phone": "11010519491231002X"}, "phone.form", id="a certificate as phone"),
        pytest.param(
            {"certificate_number": "110105194912310021"},
            "identity.check_digit",
            id="a wrong check digit",
        ),
        pytest.param({"certificate_number": "12345"}, "identity.length", id="too short"),
        pytest.param(
            {"certificate_number": "91110000600037341A", "kind": "organisation"},
            "identity.check_digit",
            id="a wrong credit code",
        ),
    ],
)
def test_what_cannot_be_right_is_refused(desk: Desk, changes: dict[str, str], code: str) -> None:
    typed = msgspec.structs.replace(APPLICANT, **changes)
    with refused(code, desk):
        record(desk, typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("Zhang [/x]", "Zhang [/x]", id="markup"),
        pytest.param("[@click=app.quit]张[/]", "[@click=app.quit]张[/]", id="an action"),
        pytest.param("张\x1b[2J三", "张[2J三", id="an escape sequence"),
        pytest.param("张\x9b31m三", "张31m三", id="a C1 sequence"),
        pytest.param("张\u202e三", "张三", id="a bidi override"),
        pytest.param("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", id="a formula"),
        pytest.param("𠮷野家", "𠮷野家", id="a Han character of four bytes"),
        pytest.param("  王\t 小\n二 ", "王 小 二", id="blanks"),
        pytest.param("é" * 200, "é" * 200, id="two hundred characters"),
        pytest.param("'; DROP TABLE person; --", "'; DROP TABLE person; --", id="a statement"),
    ],
)
def test_names_are_kept_as_text(desk: Desk, typed: str, kept: str) -> None:
    assert record(desk, people.Applicant(name=typed)).name == kept


def test_an_agent_needs_an_authority(desk: Desk, clerk: Actor) -> None:
    agent = people.Applicant(name="李四", certificate_type="414", certificate_number="E1")
    with refused("intake.authority", desk) as caught:
        intake.open_case(desk, clerk, INSTANT, msgspec.structs.replace(APPLICANT, agent=agent))
    assert caught.value.article == "xkf.29"
    case = intake.open_case(
        desk, clerk, INSTANT, msgspec.structs.replace(APPLICANT, agent=agent, authority="委托书")
    )
    assert case.agent
    assert case.agent != case.applicant
    assert case.authority == "委托书"


@pytest.mark.parametrize("number", ["", " \u200b "])
def test_an_agent_needs_a_certificate(desk: Desk, clerk: Actor, number: str) -> None:
    agent = people.Applicant(name="李四", certificate_number=number)
    typed = msgspec.structs.replace(APPLICANT, agent=agent, authority="委托书")
    with refused("intake.agent_number", desk) as caught:
        intake.open_case(desk, clerk, INSTANT, typed)
    assert caught.value.article == "xkf.29"


@pytest.mark.parametrize(
    ("kind", "certificate", "number"),
    [
        pytest.param("organisation", "111", "11010519491231002X", id="a firm with a card"),
        pytest.param("organisation", "414", "E12345678", id="a firm with a passport"),
        pytest.param("person", "uscc", "91110000600037341L", id="a person with a credit code"),
    ],
)
def test_a_certificate_that_this_kind_cannot_hold(
    desk: Desk, kind: people.Kind, certificate: str, number: str
) -> None:
    typed = people.Applicant("某某", kind, certificate, number)
    with refused("identity.holder", desk):
        record(desk, typed)
    # An older case may hold it: that one goes on under it.
    with desk.change(by="clerk1") as tx:
        key = seal.new_key()
        old = seal.Identity(name="某某", certificate_number=number)
        op = ops.PersonRecorded(
            sealed=seal.seal(key, old),
            organisation=kind == "organisation",
            certificate_type=certificate,
        )
        identity = tx.new_person(op, key)
    assert record(desk, typed).id == identity


class TestShowing:
    def test_that_somebody_looked_is_on_record(
        self, desk: Desk, clerk: Actor, reviewer: Actor
    ) -> None:
        person = record(desk, APPLICANT)
        for each in (clerk, reviewer):
            assert people.show_person(desk, each, person.id) == person
        with desk.look() as look:
            shown = [(each.by, each.op.kind) for each in look.history(person.id)[1:]]
        assert shown == [("clerk1", "person.shown"), ("reviewer-approval", "person.shown")]

    def test_not_for_everybody_and_not_nobody(self, desk: Desk, clerk: Actor, admin: Actor) -> None:
        person = record(desk, APPLICANT)
        with refused("access.role", desk):
            people.show_person(desk, admin, person.id)
        with refused("person.unknown", desk):
            people.show_person(desk, clerk, "h1/desk1:1")
