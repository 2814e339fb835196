"""Bundles (`.wdb`): signed text files that carry ops where no network does.

    {"wdb":1,"from":"h1/desk1","key":...,"ranges":[...],...}      the header
    {"at":...,"b":{...},...}                                      one op a line, range by range
    {"key":"<base64>","person":"h1/desk1:7"}                      people's keys, if they travel
    {"sig":"<base64>"}                                            over all bytes before it

It is read in this order: lengths, key, signature, header, ranges, ops. Until the signature holds
nothing but the header is looked at, and no more of it than `most_header` bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable

import msgspec

from window_desk.domain.errors import Unusable
from window_desk.domain.streams import is_desk, is_stream, may_sign, most_number
from window_desk.storage.bodies import unreadable
from window_desk.storage.log import Entry
from window_desk.storage.op_line import read_line
from window_desk.storage.peers import SignedHead
from window_desk.sync.keys import PublicKey, SigningKey

version = 1
most_bytes = 8 << 20
"""The longest bundle; what is more goes into further parts."""

most_header = 1 << 20
most_lines = 100_000
_most_signature = 200


class RangeHead(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A run of one stream: its numbers, the hashes around it, and its writer's signature."""

    stream: str
    first: int
    last: int
    prev: str
    hash: str
    key: str
    signature: str


class Header(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """What stands in the first line; a later version may add to it.

    `heads` says up to where the sender has each stream: an acknowledgement. `more` is set where
    another part follows.
    """

    wdb: int
    from_: str
    key: str
    n: int
    ranges: tuple[RangeHead, ...]
    to: str = ""
    alg: str = "ed25519"
    at: str = ""
    part: int = 1
    more: bool = False
    people: int = 0
    heads: dict[str, tuple[int, str]] = {}


class PersonKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The key that opens a person's data, in base64."""

    key: str
    person: str


class _Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sig: str


class Bundle(msgspec.Struct, frozen=True):
    """A bundle whose signature holds: its runs of ops, those left out and why, people's keys."""

    header: Header
    runs: tuple[tuple[SignedHead, list[Entry]], ...]
    left_out: tuple[tuple[str, Unusable], ...]
    people: tuple[tuple[str, bytes], ...]


Find = Callable[[str], PublicKey]
"""The trusted key of a fingerprint; raises `Unusable` for an unknown or revoked one."""

_encoder = msgspec.json.Encoder()
_header = msgspec.json.Decoder(Header)
_person = msgspec.json.Decoder(PersonKey)
_signature = msgspec.json.Decoder(_Signature)


def head_message(stream: str, seq: int, head: bytes) -> bytes:
    """What a writer signs of a place in its stream."""
    return b"wd-head1\0" + stream.encode() + b"\0" + seq.to_bytes(8) + head


def sign_head(key: SigningKey, stream: str, seq: int, head: bytes) -> SignedHead:
    """The writer's signature of a place in its stream."""
    signature = key.sign(head_message(stream, seq, head))
    return SignedHead(stream, seq, head, key.public.fingerprint, signature)


def range_head(begin: Entry, head: SignedHead) -> RangeHead:
    """A run from its first op to a signed place."""
    signature = base64.b64encode(head.signature).decode()
    return RangeHead(
        head.stream, begin[1], head.seq, begin[10].hex(), head.hash.hex(), head.key, signature
    )


def write(
    key: SigningKey, header: Header, lines: Iterable[bytes], people: Iterable[PersonKey] = ()
) -> bytes:
    """The bytes of a bundle, signed."""
    body = [_encoder.encode(header), *lines, *map(_encoder.encode, people), b""]
    content = b"\n".join(body)
    signature = base64.b64encode(key.sign(_bundle_message(content))).decode()
    return content + _encoder.encode(_Signature(signature)) + b"\n"


def person_size(person: PersonKey) -> int:
    """The bytes that a person's key takes in a bundle."""
    return len(_encoder.encode(person)) + 1


def _bundle_message(content: bytes) -> bytes:
    return b"wd-bundle1\0" + hashlib.sha256(content).digest()


def read(content: bytes, find: Find) -> Bundle:
    """The bundle in these bytes, at most `most_bytes` and one.

    Raises `Unusable` with one sentence for everything that is not a bundle of a trusted desk.
    A run whose own writer is not trusted here is left out, and the others are read.
    """
    header, body = _verified(content, find)
    if header.wdb > version:
        raise Unusable(
            "bundle.newer",
            "This file was written by a newer window-desk.",
            hint="Update window-desk, then import it again.",
        )
    _check_header(header)
    count = header.n + header.people
    if count > most_lines or body.count(b"\n") != count:
        raise _unsound("it has not as many lines as it says")
    lines = body.split(b"\n")
    runs: list[tuple[SignedHead, list[Entry]]] = []
    left_out: list[tuple[str, Unusable]] = []
    place = 0
    for each in header.ranges:
        end = place + each.last - each.first + 1
        try:
            head = _signed(each, find)
        except Unusable as error:
            left_out.append((each.stream, error))
        else:
            runs.append((head, _entries(each, lines[place:end])))
        place = end
    people = tuple(map(_read_person, lines[header.n : count]))
    return Bundle(header, tuple(runs), tuple(left_out), people)


def _verified(content: bytes, find: Find) -> tuple[Header, bytes]:
    """The header and the lines below it, once the signature over both holds."""
    if len(content) > most_bytes:
        raise _unsound("it is too long")
    first = content.find(b"\n", 0, most_header)
    last = content.rfind(b"\n", 0, -1)
    if first < 0 or not content.endswith(b"\n") or len(content) - last > _most_signature:
        raise _unsound("it is cut off, or no bundle at all")
    try:
        header = _header.decode(content[:first])
        signature = base64.b64decode(_signature.decode(content[last + 1 :]).sig, validate=True)
    except (*unreadable, binascii.Error) as error:
        raise _unsound("it is cut off, or no bundle at all") from error
    key = find(header.key)
    if not key.verifies(signature, _bundle_message(content[: last + 1])):
        raise Unusable(
            "bundle.signature",
            "The signature of this file does not hold: it was changed or damaged on its way.",
            hint="Copy it again from where it was exported.",
        )
    if key.desk != header.from_:
        raise _unsound("its key is another desk's")
    return header, content[first + 1 : last + 1]


def _check_header(header: Header) -> None:
    sound = (
        is_desk(header.from_)
        and (not header.to or is_desk(header.to))
        and header.alg == "ed25519"
        and header.n >= 0
        and header.people >= 0
        and all(_is_range(each) for each in header.ranges)
        and len({each.stream for each in header.ranges}) == len(header.ranges)
        and sum(each.last - each.first + 1 for each in header.ranges) == header.n
        and all(is_stream(each) for each in header.heads)
        and all(0 < seq < most_number and _is_hash(h) for seq, h in header.heads.values())
    )
    if not sound:
        raise _unsound("its header says what cannot be")


def _is_range(head: RangeHead) -> bool:
    return is_stream(head.stream) and 0 < head.first <= head.last < most_number


def _is_hash(text: str) -> bool:
    return len(text) == 64 and all(each in "0123456789abcdef" for each in text)


def _signed(head: RangeHead, find: Find) -> SignedHead:
    """The signed end of a run, by a key of the desk that writes the stream."""
    key = find(head.key)
    try:
        found = SignedHead(
            head.stream, head.last, bytes.fromhex(head.hash), head.key,
            base64.b64decode(head.signature, validate=True),
        )  # fmt: skip
    except (ValueError, binascii.Error) as error:
        raise _unsound("a signature in it does not hold") from error
    message = head_message(found.stream, found.seq, found.hash)
    if not may_sign(key.desk, head.stream) or not key.verifies(found.signature, message):
        raise _unsound("a signature in it does not hold")
    return found


def _entries(head: RangeHead, lines: list[bytes]) -> list[Entry]:
    entries = [read_line(each) for each in lines]
    if entries[0][1] != head.first or entries[0][10].hex() != head.prev:
        raise _unsound("a run begins elsewhere than it says")
    if entries[-1][1] != head.last or entries[-1][11].hex() != head.hash:
        raise _unsound("a run ends elsewhere than it says")
    return entries


def _read_person(line: bytes) -> tuple[str, bytes]:
    try:
        found = _person.decode(line)
        key = base64.b64decode(found.key, validate=True)
    except (*unreadable, binascii.Error) as error:
        raise _unsound("a person's key in it has a wrong form") from error
    if len(key) != 32:
        raise _unsound("a person's key in it has a wrong form")
    return found.person, key


_reasons_zh = {
    "it has not as many lines as it says": "行数与所述不符",
    "it is too long": "文件过大",
    "it is cut off, or no bundle at all": "文件不完整，或者不是数据包",
    "its key is another desk's": "密钥属于另一台窗口机",
    "its header says what cannot be": "文件头内容有误",
    "a signature in it does not hold": "其中的签名不成立",
    "a run begins elsewhere than it says": "某段记录的起点与所述不符",
    "a run ends elsewhere than it says": "某段记录的终点与所述不符",
    "a person's key in it has a wrong form": "其中的个人密钥格式有误",
}


def _unsound(reason: str) -> Unusable:
    return Unusable(
        "bundle.form",
        "This is no sound bundle: {reason}.",
        hint="Have it exported again, and copy the whole file.",
        reason=(_reasons_zh[reason], reason),
    )
