"""Whose certificates are whose: persons and organisations have different ones."""

from __future__ import annotations

from window_desk.domain.errors import RuleBroken
from window_desk.domain.identity import certificate_types

_of_organisations = ("uscc", "other")
_of_persons = tuple(code for code in certificate_types if code != "uscc")


def certificates_of(kind: str) -> tuple[str, ...]:
    """The certificate types of a `person` or an `organisation`, the usual one first."""
    return _of_organisations if kind == "organisation" else _of_persons


def check_holder(kind: str, certificate_type: str) -> None:
    """Raise `RuleBroken` for a certificate that this kind of applicant cannot hold."""
    own = certificates_of(kind)
    if certificate_type in certificate_types and certificate_type not in own:
        name = certificate_types[certificate_type]
        is_organisation = kind == "organisation"
        raise RuleBroken(
            "identity.holder",
            "{certificate} is not a certificate of {holder}.",
            hint="Choose one of its own: {types}.",
            certificate=(name.zh, name.text("en")),
            holder=("单位", "an organisation") if is_organisation else ("个人", "a person"),
            types=list(own),
        )
