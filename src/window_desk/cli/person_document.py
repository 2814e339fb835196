"""What the commands answer about people: masked, or in clear for whoever put that on record."""

from __future__ import annotations

from window_desk.domain import identity as identities
from window_desk.domain.case import Case
from window_desk.storage import reads
from window_desk.storage.change import Look
from window_desk.storage.rows import Person

Document = dict[str, object]


def people_of(case: Case, look: Look) -> Document:
    """The applicant and the agent, masked."""
    return {
        "applicant": masked(reads.person(look.connection, case.applicant)),
        "agent": masked(reads.person(look.connection, case.agent)) if case.agent else None,
        "authority": case.authority or None,
    }


def masked(person: Person | None) -> Document | None:
    """A person with the middle of everything personal hidden."""
    if person is None:
        return None
    return _person(
        person,
        person.shown_name,
        identities.mask_number(person.certificate_number),
        identities.mask_phone(person.phone),
    )


def unmasked(person: Person) -> Document:
    """A person in clear; whoever asks for it has put that on record."""
    found = _person(person, person.name, person.certificate_number, person.phone)
    return found | {"address": person.address}


def _person(person: Person, name: str, number: str, phone: str) -> Document:
    return {
        "kind": "organisation" if person.organisation else "person",
        "name": name,
        "certificate_type": person.certificate_type,
        "certificate_number": number,
        "phone": phone,
    }
