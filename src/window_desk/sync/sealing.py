"""Files that only one desk can open: age encryption around a signed bundle.

The signature is inside, so that a file opened by hand (`age -d`) is a bundle like any other.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from window_desk.domain.errors import RuleBroken, Unusable
from window_desk.storage.file_errors import writable
from window_desk.storage.place import Place, beside
from window_desk.sync.keys import check_private, write_private

if TYPE_CHECKING:
    from pyrage import x25519

_begin = b"age-encryption.org/"


def identity_file(place: Place) -> Path:
    """Where lies what opens files that were encrypted to this desk."""
    return beside(place, "age")


def find_recipient(place: Place) -> str:
    """What others encrypt to, `age1...`; its secret is made at the first need."""
    from pyrage import x25519

    path = identity_file(place)
    with writable(path):
        if not path.exists():
            write_private(path, f"{x25519.Identity.generate()}\n".encode())
        check_private(path)
        return str(_read(path).to_public())


def _read(path: Path) -> x25519.Identity:
    from pyrage import IdentityError, x25519

    try:
        return x25519.Identity.from_str(path.read_text("ascii").strip())
    except (IdentityError, UnicodeDecodeError) as error:
        raise Unusable(
            "key.identity",
            "{path} is not what opens encrypted files.",
            hint="Bring the file back from where it was kept, or move it away and run"
            " window-desk sync key; others then encrypt to the new recipient.",
            path=str(path),
        ) from error


def encrypt(content: bytes, recipient: str) -> bytes:
    """A bundle that only the recipient opens; raises `RuleBroken` where it is no recipient."""
    import pyrage

    try:
        to = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as error:
        raise RuleBroken(
            "seal.recipient",
            "{recipient} is nobody to encrypt to.",
            hint="The other desk shows its recipient (age1...) with window-desk sync key.",
            recipient=recipient,
        ) from error
    encrypted: bytes = pyrage.encrypt(content, [to])
    return encrypted


def decrypt(content: bytes, place: Place) -> bytes:
    """The bundle in a file, opened where it is encrypted; it is no longer than the file.

    Raises `Unusable` where it was encrypted to somebody else, or is damaged.
    """
    if not content.startswith(_begin):
        return content
    import pyrage

    path = identity_file(place)
    try:
        if path.exists():
            check_private(path)
            opened: bytes = pyrage.decrypt(content, [_read(path)])
            return opened
    except pyrage.DecryptError as error:
        raise _closed() from error
    raise _closed()


def open_sealed(content: bytes, place: Place) -> bytes | None:
    """What was encrypted to this desk; None for anything else."""
    try:
        return decrypt(content, place) if content.startswith(_begin) else None
    except Unusable as error:
        if error.code != "bundle.closed":
            raise
        return None


def _closed() -> Unusable:
    return Unusable(
        "bundle.closed",
        "This file is encrypted to another desk, or damaged.",
        hint="Have it exported for this desk: its recipient stands in window-desk sync key.",
    )
