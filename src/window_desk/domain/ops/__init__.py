"""Every fact that can be recorded: the vocabulary of the whole system.

An op says what happened, in the past tense (`ticket.called`). Who did it, when, to which entity
and under which version stands in the envelope (`Recorded`). Ops are never changed; personal data
stands in them only sealed.
"""

from __future__ import annotations

from collections.abc import Iterable

from window_desk.domain.ops.base import (
    Fact as Fact,
)
from window_desk.domain.ops.base import (
    Op as Op,
)
from window_desk.domain.ops.base import (
    Recorded as Recorded,
)
from window_desk.domain.ops.desk import (
    AccountAdded as AccountAdded,
)
from window_desk.domain.ops.desk import (
    AccountDisabled as AccountDisabled,
)
from window_desk.domain.ops.desk import (
    AccountEmpowered as AccountEmpowered,
)
from window_desk.domain.ops.desk import (
    AccountPinReset as AccountPinReset,
)
from window_desk.domain.ops.desk import (
    CalendarPublished as CalendarPublished,
)
from window_desk.domain.ops.desk import (
    CentrePublished as CentrePublished,
)
from window_desk.domain.ops.desk import (
    ItemPublished as ItemPublished,
)
from window_desk.domain.ops.desk import (
    LawPublished as LawPublished,
)
from window_desk.domain.ops.desk import (
    PersonRecorded as PersonRecorded,
)
from window_desk.domain.ops.desk import (
    PersonShown as PersonShown,
)
from window_desk.domain.ops.handling import (
    CaseAmended as CaseAmended,
)
from window_desk.domain.ops.handling import (
    CaseAmendmentAsked as CaseAmendmentAsked,
)
from window_desk.domain.ops.handling import (
    CaseAmendmentRefused as CaseAmendmentRefused,
)
from window_desk.domain.ops.handling import (
    CaseCommitmentChecked as CaseCommitmentChecked,
)
from window_desk.domain.ops.handling import (
    CaseDatesMoved as CaseDatesMoved,
)
from window_desk.domain.ops.handling import (
    CaseDecided as CaseDecided,
)
from window_desk.domain.ops.handling import (
    CaseDispatched as CaseDispatched,
)
from window_desk.domain.ops.handling import (
    CaseExtended as CaseExtended,
)
from window_desk.domain.ops.handling import (
    CaseLateRequestSeen as CaseLateRequestSeen,
)
from window_desk.domain.ops.handling import (
    CaseLegAnswered as CaseLegAnswered,
)
from window_desk.domain.ops.handling import (
    CaseNoReviewed as CaseNoReviewed,
)
from window_desk.domain.ops.handling import (
    CasePromiseBroken as CasePromiseBroken,
)
from window_desk.domain.ops.handling import (
    CaseRestarted as CaseRestarted,
)
from window_desk.domain.ops.handling import (
    CaseResumed as CaseResumed,
)
from window_desk.domain.ops.handling import (
    CaseServed as CaseServed,
)
from window_desk.domain.ops.handling import (
    CaseSuspended as CaseSuspended,
)
from window_desk.domain.ops.handling import (
    CaseUndone as CaseUndone,
)
from window_desk.domain.ops.handling import (
    CheckOutcome as CheckOutcome,
)
from window_desk.domain.ops.handling import (
    Counting as Counting,
)
from window_desk.domain.ops.handling import (
    Extender as Extender,
)
from window_desk.domain.ops.handling import (
    LegOutcome as LegOutcome,
)
from window_desk.domain.ops.handling import (
    Outcome as Outcome,
)
from window_desk.domain.ops.intake import (
    CaseAccepted as CaseAccepted,
)
from window_desk.domain.ops.intake import (
    CaseAnswered as CaseAnswered,
)
from window_desk.domain.ops.intake import (
    CaseCommitted as CaseCommitted,
)
from window_desk.domain.ops.intake import (
    CaseCorrectedOnSpot as CaseCorrectedOnSpot,
)
from window_desk.domain.ops.intake import (
    CaseCorrectionNotified as CaseCorrectionNotified,
)
from window_desk.domain.ops.intake import (
    CaseCorrectionsReturned as CaseCorrectionsReturned,
)
from window_desk.domain.ops.intake import (
    CaseHandedOver as CaseHandedOver,
)
from window_desk.domain.ops.intake import (
    CaseLicenceNoted as CaseLicenceNoted,
)
from window_desk.domain.ops.intake import (
    CaseOpened as CaseOpened,
)
from window_desk.domain.ops.intake import (
    CasePapersChecked as CasePapersChecked,
)
from window_desk.domain.ops.intake import (
    CaseReceiptGiven as CaseReceiptGiven,
)
from window_desk.domain.ops.intake import (
    CaseTurnedAway as CaseTurnedAway,
)
from window_desk.domain.ops.intake import (
    CaseWithdrawn as CaseWithdrawn,
)
from window_desk.domain.ops.intake import (
    Defect as Defect,
)
from window_desk.domain.ops.intake import (
    NoForm as NoForm,
)
from window_desk.domain.ops.intake import (
    PaperCheck as PaperCheck,
)
from window_desk.domain.ops.intake import (
    PaperState as PaperState,
)
from window_desk.domain.ops.joint import (
    Asked as Asked,
)
from window_desk.domain.ops.joint import (
    Attendee as Attendee,
)
from window_desk.domain.ops.joint import (
    CaseChildDecided as CaseChildDecided,
)
from window_desk.domain.ops.joint import (
    CaseLegAdded as CaseLegAdded,
)
from window_desk.domain.ops.joint import (
    CaseLegAssigned as CaseLegAssigned,
)
from window_desk.domain.ops.joint import (
    CaseMeetingCalled as CaseMeetingCalled,
)
from window_desk.domain.ops.joint import (
    CaseMeetingCancelled as CaseMeetingCancelled,
)
from window_desk.domain.ops.joint import (
    CaseMeetingHeld as CaseMeetingHeld,
)
from window_desk.domain.ops.joint import (
    CaseMoreAsked as CaseMoreAsked,
)
from window_desk.domain.ops.joint import (
    CaseMoreNotified as CaseMoreNotified,
)
from window_desk.domain.ops.joint import (
    CaseMoreReturned as CaseMoreReturned,
)
from window_desk.domain.ops.joint import (
    CaseReminded as CaseReminded,
)
from window_desk.domain.ops.joint import (
    Opinion as Opinion,
)
from window_desk.domain.ops.streams import (
    CaseConflictDecided as CaseConflictDecided,
)
from window_desk.domain.ops.streams import (
    CaseHanded as CaseHanded,
)
from window_desk.domain.ops.streams import (
    CataloguePublished as CataloguePublished,
)
from window_desk.domain.ops.streams import (
    ConflictOutcome as ConflictOutcome,
)
from window_desk.domain.ops.streams import (
    HubJoined as HubJoined,
)
from window_desk.domain.ops.streams import (
    HubLeft as HubLeft,
)
from window_desk.domain.ops.streams import (
    KeyListed as KeyListed,
)
from window_desk.domain.ops.streams import (
    KeyRevoked as KeyRevoked,
)
from window_desk.domain.ops.streams import (
    KeyTrusted as KeyTrusted,
)
from window_desk.domain.ops.streams import (
    PersonErased as PersonErased,
)
from window_desk.domain.ops.streams import (
    PersonHanded as PersonHanded,
)
from window_desk.domain.ops.streams import (
    SourceFollowed as SourceFollowed,
)
from window_desk.domain.ops.streams import (
    SourceLeft as SourceLeft,
)
from window_desk.domain.ops.streams import (
    StreamForked as StreamForked,
)
from window_desk.domain.ops.streams import (
    StreamForkSettled as StreamForkSettled,
)
from window_desk.domain.ops.tickets import (
    TicketCalled as TicketCalled,
)
from window_desk.domain.ops.tickets import (
    TicketClaimed as TicketClaimed,
)
from window_desk.domain.ops.tickets import (
    TicketConflictSetAside as TicketConflictSetAside,
)
from window_desk.domain.ops.tickets import (
    TicketFinished as TicketFinished,
)
from window_desk.domain.ops.tickets import (
    TicketHeld as TicketHeld,
)
from window_desk.domain.ops.tickets import (
    TicketIssued as TicketIssued,
)
from window_desk.domain.ops.tickets import (
    TicketLeft as TicketLeft,
)
from window_desk.domain.ops.tickets import (
    TicketMissed as TicketMissed,
)
from window_desk.domain.ops.tickets import (
    TicketRecalled as TicketRecalled,
)
from window_desk.domain.ops.tickets import (
    TicketRequeued as TicketRequeued,
)
from window_desk.domain.ops.tickets import (
    TicketResumed as TicketResumed,
)
from window_desk.domain.ops.tickets import (
    TicketStarted as TicketStarted,
)
from window_desk.domain.ops.tickets import (
    TicketTransferred as TicketTransferred,
)
from window_desk.domain.ops.tickets import (
    TicketUndone as TicketUndone,
)
from window_desk.domain.ops.tickets import (
    Why as Why,
)
from window_desk.domain.ops.tickets import (
    WindowClosed as WindowClosed,
)
from window_desk.domain.ops.tickets import (
    WindowOpened as WindowOpened,
)
from window_desk.domain.ops.tickets import (
    WindowPaused as WindowPaused,
)
from window_desk.domain.ops.tickets import (
    WindowResumed as WindowResumed,
)

kinds: dict[str, type[Op]] = {each.kind: each for each in Op.__subclasses__()}
"""Every kind of op by its name."""


def standing(history: Iterable[Recorded]) -> list[Recorded]:
    """The ops that count: without the undone ones and without the undoing itself."""
    ops = list(history)
    undone = {each.op.undoes for each in ops if isinstance(each.op, TicketUndone | CaseUndone)}
    if not undone:
        return ops
    return [
        each
        for each in ops
        if each.id not in undone and not isinstance(each.op, TicketUndone | CaseUndone)
    ]
