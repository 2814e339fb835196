"""Applicants and agents: recorded once, sealed, found again by their certificate."""

from __future__ import annotations

from typing import Literal

import msgspec

from window_desk.domain import identity, ops
from window_desk.domain.actor import Actor
from window_desk.domain.errors import RuleBroken
from window_desk.domain.holders import check_holder
from window_desk.domain.phone import check_phone, longest_phone
from window_desk.domain.text import clean_text, require_text
from window_desk.storage import reads, seal
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk
from window_desk.storage.rows import Person

Kind = Literal["person", "organisation"]


class Applicant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An applicant as typed at the window: a person or an organisation, maybe through an agent.

    `certificate_type` is a code of GA/T 2000.156, or `uscc`; `authority` says by what the agent
    acts (a power of attorney, a legal representative).
    """

    name: str
    kind: Kind = "person"
    certificate_type: str = ""
    certificate_number: str = ""
    phone: str = ""
    address: str = ""
    agent: Applicant | None = None
    authority: str = ""


def record_person(tx: Change, typed: Applicant) -> str:
    """The person's id: an earlier one with the same certificate, its details renewed, or a new one.

    Raises `RuleBroken` for an empty name, for a certificate's or phone number that cannot be right,
    and for a certificate that only persons, or only organisations have; what is on record already
    stays as it is.
    """
    kind = typed.certificate_type or ("uscc" if typed.kind == "organisation" else "111")
    number = ""
    if clean_text(typed.certificate_number):
        number = identity.check_certificate(kind, typed.certificate_number, tx.today).number
    known = reads.find_person(tx.connection, kind, number) if number else None
    if number and (known is None or known.organisation != (typed.kind == "organisation")):
        check_holder(typed.kind, kind)
    what = ("单位名称", "organisation's name") if typed.kind == "organisation" else ("姓名", "name")
    details = seal.Identity(
        name=require_text(typed.name, what),
        certificate_number=number,
        phone=_phone(known, typed.phone),
        address=clean_text(typed.address),
    )
    key = seal.find_key(tx.connection, known.id) if known else None
    if known and key:
        if _details(known) != details:
            tx.record(_op(typed, kind, seal.seal(key, details)), on=known.id)
        return known.id
    key = seal.new_key()
    return tx.new_person(_op(typed, kind, seal.seal(key, details)), key)


def record_agent(tx: Change, typed: Applicant) -> str:
    """The id of the agent of an application, empty where the applicant came alone.

    Raises `RuleBroken` where it is not said who the agent is or by what they act (行政许可法
    art. 29).
    """
    if typed.agent is None:
        return ""
    agent = record_person(tx, typed.agent)
    if not clean_text(typed.authority):
        raise RuleBroken(
            "intake.authority",
            "The agent's authority is missing.",
            hint="Say by what the agent acts: a power of attorney, or as legal representative.",
            article="xkf.29",
        )
    if not clean_text(typed.agent.certificate_number):
        raise RuleBroken(
            "intake.agent_number",
            "The number of the agent's certificate is missing.",
            hint="Type it as printed on the certificate.",
            article="xkf.29",
        )
    return agent


def _phone(known: Person | None, typed: str) -> str:
    same = clean_text(typed, longest_phone)
    return same if known is not None and known.phone == same else check_phone(typed)


def _op(typed: Applicant, kind: str, sealed: str) -> ops.PersonRecorded:
    return ops.PersonRecorded(
        sealed=sealed, organisation=typed.kind == "organisation", certificate_type=kind
    )


def _details(known: Person) -> seal.Identity:
    return seal.Identity(
        name=known.name,
        certificate_number=known.certificate_number,
        phone=known.phone,
        address=known.address,
    )


def show_person(desk: Desk, actor: Actor, person: str) -> Person:
    """The unmasked person; that it was looked at is on record."""
    actor.require("see_person")
    with desk.change(by=actor.account) as tx:
        found = reads.person(tx.connection, person)
        if found is None:
            raise RuleBroken(
                "person.unknown",
                "There is no person {person}.",
                hint="Search again.",
                person=person,
            )
        tx.record(ops.PersonShown(), on=person)
    return found
