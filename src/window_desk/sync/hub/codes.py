"""Join codes: one word that lets one desk into a hub once, and lets it know whom it joins."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

import msgspec

from window_desk.domain.errors import Unusable
from window_desk.domain.streams import is_desk
from window_desk.storage.bodies import unreadable

_prefix = "wdj1:"


class JoinCode(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a desk needs to join: where the hub is, who it is there, and who the keeper is.

    `fingerprint` is the keeper's key's. `ca` is the certificate (DER) that the hub's is signed
    with. From `secret` follow the first password and the proof that the key is this desk's: the
    hub, which keeps neither, cannot put another key in its place.
    """

    hub: str
    desk: str
    role: str
    lane: str
    halls: tuple[str, ...]
    keeper: str
    fingerprint: str
    host: str
    port: int
    database: str
    login: str
    secret: bytes
    ca: bytes = b""
    plain: bool = False


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(JoinCode)


def write_code(code: JoinCode) -> str:
    """The word."""
    content = _encoder.encode(code)
    return _prefix + base64.urlsafe_b64encode(_check(content) + content).decode().rstrip("=")


def read_code(text: str) -> JoinCode:
    """What a word says; raises `Unusable` for one that is cut off, mistyped or no join code."""
    text = "".join(text.split())
    try:
        raw = base64.b64decode(
            text.removeprefix(_prefix) + "=" * (-(len(text) - len(_prefix)) % 4), b"-_", True
        )
        found = _decoder.decode(raw[4:])
    except (*unreadable, binascii.Error) as error:
        raise _no_code() from error
    sound = text.startswith(_prefix) and raw[:4] == _check(raw[4:])
    if not sound or not is_desk(found.desk) or not is_desk(found.keeper):
        raise _no_code()
    return found


def _check(content: bytes) -> bytes:
    return hashlib.sha256(b"wdj1\0" + content).digest()[:4]


def _no_code() -> Unusable:
    return Unusable(
        "join.code",
        "This is no join code, or not the whole of it.",
        hint="Copy it again from where window-desk sync hub invite showed it.",
    )


def password_of(secret: bytes) -> str:
    """The password with which an invited desk comes the first time."""
    made = hmac.digest(secret, b"wd-join-password", "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def scram_verifier(password: str) -> str:
    """What a server keeps of a password (RFC 5803): it can check it, and never learns it."""
    salt, rounds = secrets.token_bytes(16), 4096
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, rounds)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    marks = [base64.b64encode(each).decode() for each in (salt, stored, server)]
    return f"SCRAM-SHA-256${rounds}:{marks[0]}${marks[1]}:{marks[2]}"


def proof_of(secret: bytes, desk: str, public: str, recipient: str) -> bytes:
    """Shows the keeper that whoever had the code has this key and recipient."""
    text = "\0".join(("wd-join-proof", desk, public, recipient))
    return hmac.digest(secret, text.encode(), "sha256")
