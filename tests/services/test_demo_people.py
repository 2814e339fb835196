"""Invented applicants: numbers that check, that nobody can have, and that never repeat."""

from __future__ import annotations

from datetime import date
from random import Random

from window_desk.domain.identity import check_certificate
from window_desk.services import demo_people
from window_desk.services.people import Applicant

TODAY = date(2026, 11, 23)


def numbers(applicants: list[Applicant]) -> set[str]:
    return {
        check_certificate(each.certificate_type, each.certificate_number, TODAY).number
        for each in applicants
    }


def test_every_serial_has_a_number_of_its_own_that_checks() -> None:
    rng = Random(1)
    people = [demo_people.person(rng, serial) for serial in range(5_000)]
    firms = [demo_people.organisation(rng, serial) for serial in range(5_000)]
    assert len(numbers(people)) == len(numbers(firms)) == 5_000
    assert {each[:5] for each in numbers(people)} == {"51169"}
    assert {each[2:8] for each in numbers(firms)} == {"511690"}


def test_awkward_names_are_awkward_in_every_way() -> None:
    names = [each.name for each in demo_people.awkward]
    assert any(ord(character) > 0xFFFF for name in names for character in name)
    assert max(map(len, names)) > 30
    assert any(name.isascii() for name in names)
    assert any("[/x]" in name for name in names)
    assert any(name.startswith("=") for name in names)
    assert len(numbers([demo_people.awkward_applicant(Random(1), n, n) for n in range(10)])) == 10
