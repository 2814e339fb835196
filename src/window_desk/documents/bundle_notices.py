"""Notices of a bundle (一件事): what it is made of, each item's own decision, and the result."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from window_desk.documents.joint_notices import opinion_paragraphs
from window_desk.documents.writer import Told, Writer
from window_desk.domain import ops
from window_desk.domain.case import ChildCase
from window_desk.domain.clock_moves import permit
from window_desk.storage import items


def made_of(writer: Writer) -> str:
    """The items of the accepted bundle, each with who decides it; empty for any other case."""
    decided_by = (
        (each, writer.say("pieces", text=writer.body(each.part.department)))
        for each in writer.case.children
    )
    listed = _listed(writer, decided_by)
    return f"{writer.say('made_of')}\n{listed}" if listed else ""


def child(writer: Writer, op: ops.CaseChildDecided) -> Told:
    """The decision on one item: the opinions on it and, for a refusal, the way out (art. 38)."""
    case = writer.case
    mine = next(each for each in case.children if each.part.item == op.item)
    part = items.every_part(writer.look.connection, op.item, mine.part.version)
    is_permit = part is not None and part.type == permit
    own = [
        writer.fact("part", mine.part.name.text(writer.lang)),
        writer.fact("decides", writer.body(mine.part.department)),
        writer.fact("reason", op.reason),
        writer.ground("xkf.38" if is_permit else ""),
    ]
    alone = msgspec.structs.replace(
        case,
        legs=tuple(each for each in case.legs if each.step.child in ("", op.item)),
        joins=mine.part.joins,
        children=(),
    )
    opinions = opinion_paragraphs(alone, op.outcome, writer.staff | writer.bodies, writer.lang)
    if op.outcome == "granted":
        return "granted", own, opinions
    instead = writer.say("alternative", text=op.alternative) if op.alternative else ""
    return (
        "refused" if is_permit else "refused_other",
        own,
        [*opinions, instead, writer.say("remedy")],
    )


def whole(writer: Writer) -> Told:
    """What the decisions come to; each has its own document with its reasons."""
    decided = writer.case.children
    listed = _listed(writer, ((each, _decision(writer, each)) for each in decided))
    is_refused = any(each.outcome == "refused" for each in decided)
    return "bundle", [writer.ground("xkf.38")], [
        f"{writer.say('decisions')}\n{listed}",
        writer.say("remedy_each") if is_refused else "",
    ]  # fmt: skip


def served(writer: Writer, op: ops.CaseServed) -> str:
    """The documents that were handed over: of a bundle every decision, and their sum."""
    case = writer.case
    given = [each for each in case.documents if each != op.document]
    return writer.joined((*(each.document for each in case.children), *given[-1:]))


def _decision(writer: Writer, decided: ChildCase) -> str:
    said = writer.say(f"item_{decided.outcome}", number=decided.document)
    return writer.say("wrong", text=said + (writer.say("why", text=decided.reason)
                                            if decided.reason else ""))  # fmt: skip


def _listed(writer: Writer, said: Iterable[tuple[ChildCase, str]]) -> str:
    return "\n".join(
        writer.say("paper", n=at, name=each.part.name.text(writer.lang), state=state)
        for at, (each, state) in enumerate(said, 1)
    )
