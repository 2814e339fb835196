"""Personal data sealed with a key of its own person, so that erasing the key erases the data."""

from __future__ import annotations

import base64
import secrets

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from window_desk.storage.connection import Connection


class Identity(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is personal about a person; the certificate's type stands beside it in clear."""

    name: str
    certificate_number: str = ""
    phone: str = ""
    address: str = ""


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Identity)


def new_key() -> bytes:
    """A fresh key for one person, 32 bytes."""
    return ChaCha20Poly1305.generate_key()


def seal(key: bytes, identity: Identity) -> str:
    """The identity, encrypted and authenticated, as text for an op's body."""
    nonce = secrets.token_bytes(12)
    sealed = ChaCha20Poly1305(key).encrypt(nonce, _encoder.encode(identity), None)
    return base64.b64encode(nonce + sealed).decode()


def unseal(key: bytes | None, sealed: str) -> Identity | None:
    """The identity, or None when its key was destroyed or does not fit."""
    if key is None:
        return None
    raw = base64.b64decode(sealed)
    try:
        return _decoder.decode(ChaCha20Poly1305(key).decrypt(raw[:12], raw[12:], None))
    except InvalidTag:
        return None


def opens(key: bytes, sealed: str) -> bool:
    """Whether the key opens what somebody sealed, be it sound or not."""
    try:
        return unseal(key, sealed) is not None
    except ValueError:
        return False


def keep_key(connection: Connection, subject: str, key: bytes) -> None:
    """Keep a person's key beside the log, never in it."""
    connection.execute("INSERT INTO subject_key (subject, key) VALUES (?, ?)", (subject, key))


def take_key(connection: Connection, subject: str, key: bytes) -> None:
    """Keep a key that came from another desk, unless this person's was destroyed here."""
    connection.execute(
        "INSERT INTO subject_key (subject, key) VALUES (?, ?) ON CONFLICT (subject)"
        " DO UPDATE SET key = excluded.key WHERE subject_key.destroyed_at IS NULL",
        (subject, key),
    )


def find_key(connection: Connection, subject: str) -> bytes | None:
    """A person's key, or None when it was destroyed."""
    row = connection.execute(
        "SELECT key FROM subject_key WHERE subject = ?", (subject,)
    ).one_or_none()
    return None if row is None or row[0] is None else bytes(row[0])
