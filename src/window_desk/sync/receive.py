"""Reading bundles into the desk: each file whole in one transaction, or refused with a sentence."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from window_desk.domain.actor import Actor
from window_desk.domain.errors import Unusable
from window_desk.services import publishing
from window_desk.storage import derived, peers, streams
from window_desk.storage.change import Change
from window_desk.storage.desk import Desk
from window_desk.storage.foreign import Intake, Taken
from window_desk.storage.peers import DeskKey
from window_desk.sync import bundle, sealing
from window_desk.sync.bundle import Bundle
from window_desk.sync.keys import PublicKey, find_key, grouped


class Imported(msgspec.Struct, frozen=True):
    """What became of a file; `error` is why none of it was taken in."""

    source: str
    sender: str = ""
    taken: Taken = msgspec.field(default_factory=Taken)
    error: Unusable | None = None


def import_bundle(desk: Desk, actor: Actor, source: Path) -> Imported:
    """Take a bundle in; a file that is no sound bundle changes nothing and is listed as refused.

    Raises `Unusable` only where the file cannot be read or the database cannot be used.
    """
    actor.require("administer")
    content = _read(source)
    digest = hashlib.sha256(content).hexdigest()
    try:
        with desk.change(by=actor.account) as tx:
            imported = take_in(
                tx, source.name, sealing.decrypt(content, desk.place), _own_key(desk, tx)
            )
            for _stream, error in imported.taken.refused:
                peers.put_rejected(tx.connection, source.name, digest, error, tx.now)
            return imported
    except Unusable as error:
        if error.code.partition(".")[0] not in refusals:
            raise
        with desk.pool.writing() as connection:
            peers.put_rejected(connection, source.name, digest, error, desk.clock())
        return Imported(source.name, error=error)


refusals = frozenset({"bundle", "line", "stream"})
"""What is the matter with a file, and not with this desk."""


def _read(source: Path) -> bytes:
    """No more of a file than a bundle may be long, and one byte by which too long is seen."""
    try:
        with source.open("rb") as file:
            return file.read(bundle.most_bytes + 1)
    except OSError as error:
        raise Unusable(
            "file.unread",
            "{path} could not be read: {reason}.",
            hint="Check the path and the right to read it.",
            path=str(source),
            reason=error.strerror or str(error),
        ) from error


def _own_key(desk: Desk, tx: Change) -> PublicKey:
    return find_key(desk.place, tx.home).public


def take_in(tx: Change, source: str, content: bytes, own: PublicKey) -> Imported:
    """Take in the bytes of a bundle inside a change; raises `Unusable` for any that are none."""
    found = bundle.read(content, finder(peers.read_keys(tx.connection), own))
    _check_receiver(tx.home, found)
    intake = Intake(tx, source)
    intake.taken.refused += found.left_out
    # What somebody wrote under our own name is looked at first: it decides where we write.
    runs = sorted(found.runs, key=lambda run: (run[0].stream != tx.stream, run[0].stream))
    for head, entries in runs:
        intake.take(head.stream, entries)
        peers.put_signed_head(tx.connection, head)
    for person, key in found.people:
        intake.take_key(person, key)
    taken = put_in_force(tx, intake)
    _acknowledge(tx, found, taken)
    return Imported(source, found.header.from_, taken)


def put_in_force(tx: Change, intake: Intake) -> Taken:
    """Finish the intake; where it brings a working-day notice, say of each case what it moved."""
    notices = intake.notices() if derived.reaching_any(tx.connection) else []
    moved = derived.moved_by(tx, *(notice for _op, notice in notices)) if notices else []
    taken = intake.finish()
    if moved:
        publishing.note_moved(tx, moved, notices[-1][0])
    return taken


def _check_receiver(home: str, found: Bundle) -> None:
    header = found.header
    if header.to and header.to != home:
        raise Unusable(
            "bundle.receiver",
            "This file is for {to}; this desk is {home}.",
            hint="Import it there, or have it exported for this desk.",
            to=header.to,
            home=home,
        )


def finder(known: dict[str, DeskKey], own: PublicKey) -> bundle.Find:
    """Finds trusted keys by their fingerprint; raises `Unusable` for one that is not trusted."""

    def find(fingerprint: str) -> PublicKey:
        if fingerprint == own.fingerprint:
            return own
        key = known.get(fingerprint)
        if key is None or key.trusted_at is None:
            raise Unusable(
                "bundle.key_unknown",
                "It is signed with a key that is not trusted here: {fingerprint}.",
                hint="Compare it with what the other desk shows (window-desk sync key), then"
                " window-desk sync trust CODE, and import the file again.",
                fingerprint=grouped(fingerprint[:32]),
            )
        if key.revoked_at is not None:
            raise Unusable(
                "bundle.key_revoked",
                "It is signed with a key of {desk} that was revoked here: {reason}.",
                hint="Ask that desk for its present key.",
                desk=key.desk,
                reason=key.reason,
            )
        return PublicKey(key.desk, key.public)

    return find


def _acknowledge(tx: Change, found: Bundle, taken: Taken) -> None:
    """Note what the sender has; where it has another run than ours, say so and note nothing."""
    heads = []
    for stream, (seq, text) in found.header.heads.items():
        here = streams.read_hashes(tx.connection, stream, seq, seq).get(seq)
        if here is None or here[0] == bytes.fromhex(text):
            heads.append((stream, seq, bytes.fromhex(text)))
        elif not any(stream == forked for forked, _seq in taken.forks):
            taken.refused.append((stream, _another_run(found.header.from_, stream, seq)))
    peers.put_acknowledged(tx.connection, found.header.from_, heads, tx.now)


def _another_run(sender: str, stream: str, seq: int) -> Unusable:
    return Unusable(
        "stream.differs",
        "{sender} has another act under number {seq} of {stream} than this desk.",
        hint="Exchange complete files (--from-start) to see which; then a supervisor decides.",
        sender=sender,
        stream=stream,
        seq=seq,
    )
