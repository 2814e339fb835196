"""The key with which a desk signs what it wrote, and the codes by which others come to trust it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from window_desk.domain.errors import Unusable
from window_desk.domain.streams import is_desk
from window_desk.storage.backups import put, remove
from window_desk.storage.file_errors import writable
from window_desk.storage.place import Place, beside

_prefix = "wdk1"


class PublicKey(msgspec.Struct, frozen=True):
    """A desk's public key as others know it; `public` is base64."""

    desk: str
    public: str

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits of the desk's name and its key together."""
        text = f"{_prefix}\0{self.desk}\0{self.public}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @property
    def code(self) -> str:
        """One word that carries desk and key: `wdk1:h1/desk1:...`."""
        return f"{_prefix}:{self.desk}:{self.public}"

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature is this key's, of this message."""
        try:
            raw = base64.b64decode(self.public)
            Ed25519PublicKey.from_public_bytes(raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class SigningKey:
    """This desk's own key."""

    def __init__(self, desk: str, private: Ed25519PrivateKey) -> None:
        self._private = private
        raw = private.public_key().public_bytes_raw()
        self.public = PublicKey(desk, base64.b64encode(raw).decode())

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""
        return self._private.sign(message)


def grouped(fingerprint: str) -> str:
    """A fingerprint as people compare it: eight groups of four digits."""
    return " ".join(fingerprint[place : place + 4] for place in range(0, len(fingerprint), 4))


def same_fingerprint(typed: str, fingerprint: str) -> bool:
    """Whether somebody typed or pasted this fingerprint, with or without blanks."""
    return "".join(typed.split()).lower() == fingerprint


def read_code(text: str) -> PublicKey:
    """The key that a code carries; raises `Unusable` for any other text."""
    parts = text.strip().split(":")
    if len(parts) != 3 or parts[0] != _prefix or not is_desk(parts[1]):
        raise _no_code()
    try:
        raw = base64.b64decode(parts[2], validate=True)
    except (binascii.Error, ValueError) as error:
        raise _no_code() from error
    if len(raw) != 32:
        raise _no_code()
    return PublicKey(parts[1], base64.b64encode(raw).decode())


def _no_code() -> Unusable:
    return Unusable(
        "key.code",
        "This is not the code of a desk's key.",
        hint="The other desk shows it with window-desk sync key.",
    )


def key_file(place: Place) -> Path:
    """Where a desk's key lies."""
    return beside(place, "key")


def find_key(place: Place, desk: str) -> SigningKey:
    """This desk's key, made at its first need, readable by its owner alone.

    Raises `Unusable` when the file is no key, or others may read it.
    """
    path = key_file(place)
    with writable(path):
        if not path.exists():
            _make(path)
        check_private(path)
        content = path.read_bytes()
    try:
        private = serialization.load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _no_key(path) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise _no_key(path)
    return SigningKey(desk, private)


def _make(path: Path) -> None:
    write_private(
        path,
        Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )


def write_private(path: Path, content: bytes) -> None:
    """Write a secret that only this account reads, durably: the whole file or no file."""
    part = path.with_name(f"{path.name}.part")
    remove(part)
    part.touch(mode=0o600)
    part.write_bytes(content)
    put(part, path)


def check_private(path: Path) -> None:
    """Raise `Unusable` when others on this machine may read a secret."""
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise Unusable(
            "key.open",
            "Others on this machine may read the key in {path}.",
            hint="chmod 600 makes it private; if somebody may have read it, make a new one:"
            " move the file away and run window-desk sync key.",
            path=str(path),
        )


def _no_key(path: Path) -> Unusable:
    return Unusable(
        "key.file",
        "{path} is not a key.",
        hint="Bring the file back from where it was kept, or move it away and run"
        " window-desk sync key; the other desks then have to trust the new key.",
        path=str(path),
    )
