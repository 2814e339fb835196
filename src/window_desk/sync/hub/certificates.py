"""The certificate that a hub's is signed with: read from a file, and carried in a join code."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from window_desk.domain.errors import Unusable


def read(path: Path) -> bytes:
    """The certificate of a file as PEM; raises `Unusable` where it holds none."""
    return _load(path).public_bytes(Encoding.PEM)


def to_der(path: Path) -> bytes:
    """The same in its short form."""
    return _load(path).public_bytes(Encoding.DER)


def from_der(content: bytes) -> bytes:
    """A carried certificate as PEM."""
    try:
        return x509.load_der_x509_certificate(content).public_bytes(Encoding.PEM)
    except ValueError as error:
        raise _none("-") from error


def _load(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as error:
        raise _none(str(path)) from error


def _none(path: str) -> Unusable:
    return Unusable(
        "hub.certificate",
        "There is no certificate in {path}.",
        hint="Give the file (PEM) of whoever signed the server's certificate.",
        path=path,
    )
