"""What can be recorded of desks among desks: keys, forks, whose a case is, and what is erased."""

from __future__ import annotations

from typing import ClassVar, Literal

from window_desk.domain.ops.base import Op

ConflictOutcome = Literal["set_aside", "taken"]


class KeyTrusted(Op, frozen=True):
    """What a desk signs with this public key (Ed25519, base64) is believed here."""

    kind: ClassVar[str] = "key.trusted"
    desk: str
    public: str


class KeyRevoked(Op, frozen=True):
    """Nothing more that is signed with the key is taken in."""

    kind: ClassVar[str] = "key.revoked"
    reason: str


class KeyListed(Op, frozen=True):
    """The keeper of a hub checked that a key is the desk's that was invited.

    `recipient` is what is encrypted to it; `role` and `lane` are what it is at the hub, `halls`
    those that a department serves.
    """

    kind: ClassVar[str] = "key.listed"
    desk: str
    public: str
    recipient: str
    role: str
    lane: str = ""
    halls: tuple[str, ...] = ()


class HubJoined(Op, frozen=True):
    """This desk exchanges what it writes through a hub, as what it was invited for."""

    kind: ClassVar[str] = "hub.joined"
    role: str
    keeper: str
    lane: str = ""


class HubLeft(Op, frozen=True):
    """This desk exchanges nothing through the hub any more."""

    kind: ClassVar[str] = "hub.left"
    reason: str = ""


class SourceFollowed(Op, frozen=True):
    """What another desk publishes in these families of entities counts here as well."""

    kind: ClassVar[str] = "source.followed"
    desk: str
    families: tuple[str, ...]


class SourceLeft(Op, frozen=True):
    """What another desk publishes in these families counts here no more."""

    kind: ClassVar[str] = "source.left"
    desk: str
    families: tuple[str, ...]


class CataloguePublished(Op, frozen=True):
    """All that this desk published up to here is whole; `digest` is of what it adds up to."""

    kind: ClassVar[str] = "catalogue.published"
    number: int
    digest: str
    note: str = ""


class StreamForked(Op, frozen=True):
    """Two different ops were met under one number of a stream; `ours` and `theirs` are hashes."""

    kind: ClassVar[str] = "stream.forked"
    seq: int
    ours: str
    theirs: str
    source: str


class StreamForkSettled(Op, frozen=True):
    """Somebody looked at a fork: what this desk has goes on, the other run stays out."""

    kind: ClassVar[str] = "stream.fork_settled"
    seq: int
    note: str


class CaseHanded(Op, frozen=True):
    """The case belongs to another desk from here on; `follows` is the last op before it."""

    kind: ClassVar[str] = "case.handed"
    to: str
    follows: str
    reason: str = ""


class CaseConflictDecided(Op, frozen=True):
    """An op of a desk that did not own the case stays out, or counts from here on."""

    kind: ClassVar[str] = "case.conflict_decided"
    op: str
    outcome: ConflictOutcome
    note: str


class PersonHanded(Op, frozen=True):
    """All cases of the person went to another desk, which may erase them beside their recorder."""

    kind: ClassVar[str] = "person.handed"
    to: str


class PersonErased(Op, frozen=True):
    """The person's key is destroyed and what was sealed with it is gone, at every desk."""

    kind: ClassVar[str] = "person.erased"
    reason: str
