"""Every service verb with every role: the verb itself refuses whoever may not."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, get_args

import pytest

from tests.services.refusals import recorded
from tests.support import (
    APPLICANT,
    BUNDLE,
    INSTANT,
    MORNING,
    PLAIN,
    Clock,
    accept_complete,
    actor,
    answer_all,
    copy_desk,
    open_complete,
)
from window_desk import services
from window_desk.catalogue import data_folder
from window_desk.catalogue.settings import load_notices
from window_desk.domain.actor import Actor, Right, rights
from window_desk.domain.centre import Centre, Role
from window_desk.domain.errors import RuleBroken
from window_desk.services import (
    access,
    acts,
    amendments,
    asking_more,
    cases,
    children,
    clocks,
    commitments,
    corrections,
    custody,
    departments,
    erasure,
    following,
    forks,
    handing_over,
    intake,
    joint,
    licences,
    meetings,
    people,
    powers,
    publishing,
    receipts,
    review,
    settings,
    supervision,
    tickets,
    windows,
)
from window_desk.storage.desk import Desk


class Hall(NamedTuple):
    """What the verbs act on: a number at window 1, one that waits, and a case of each kind."""

    called: str
    waiting: str
    taking_in: str
    accepted: str
    step: str
    granted: str
    person: str
    bundle: str
    child: str


Verb = Callable[[Desk, Actor, Hall], object]


def _centre(desk: Desk) -> Centre:
    with desk.look() as look:
        return look.centre


def on_ticket(name: str) -> Verb:
    """A verb on the number at window 1."""
    return lambda desk, who, hall: getattr(tickets, name)(desk, who, hall.called, "1")


VERBS: dict[str, tuple[set[Right], Verb]] = {
    "access.add_account": (
        {"administer"},
        lambda desk, who, _: access.add_account(desk, who, "new", "甲", "clerk", "9753"),
    ),
    "access.disable_account": (
        {"administer"},
        lambda desk, who, _: access.disable_account(desk, who, "clerk2"),
    ),
    "access.reset_pin": (
        {"administer"},
        lambda desk, who, _: access.reset_pin(desk, who, "clerk2", "9753"),
    ),
    # One's own last act may be taken back by whoever could do it.
    "acts.undo": (set(), lambda desk, who, _: acts.undo(desk, who)),
    "amendments.ask_amendment": (
        {"intake"},
        lambda desk, who, hall: amendments.ask_amendment(
            desk, who, hall.accepted, accepted_on=MORNING.date(), reason="日期有误"
        ),
    ),
    "amendments.approve_amendment": (
        {"supervise"},
        lambda desk, who, hall: amendments.approve_amendment(desk, who, hall.accepted),
    ),
    "amendments.refuse_amendment": (
        {"supervise"},
        lambda desk, who, hall: amendments.refuse_amendment(desk, who, hall.accepted, "无误"),
    ),
    "cases.accept": ({"intake"}, lambda desk, who, hall: cases.accept(desk, who, hall.taking_in)),
    "cases.settle": ({"intake"}, lambda desk, who, hall: cases.settle(desk, who, hall.taking_in)),
    "cases.correct": ({"intake"}, lambda desk, who, hall: cases.correct(desk, who, hall.taking_in)),
    "cases.turn_away": (
        {"intake"},
        lambda desk, who, hall: cases.turn_away(
            desk, who, hall.taking_in, "理由", alternative="另行办理", form="not_required"
        ),
    ),
    "cases.withdraw": (
        {"intake"},
        lambda desk, who, hall: cases.withdraw(desk, who, hall.taking_in),
    ),
    "cases.serve": ({"hand_out"}, lambda desk, who, hall: cases.serve(desk, who, hall.granted)),
    "clocks.suspend": (
        {"review"},
        lambda desk, who, hall: clocks.suspend(desk, who, hall.accepted, "expert_review", 5),
    ),
    "clocks.resume": ({"review"}, lambda desk, who, hall: clocks.resume(desk, who, hall.accepted)),
    "clocks.extend": (
        {"review"},
        lambda desk, who, hall: clocks.extend(
            desk, who, hall.accepted, Decimal(5), "agency", approver="局长", reason="情况复杂"
        ),
    ),
    "clocks.restart": (
        {"review"},
        lambda desk, who, hall: clocks.restart(
            desk, who, hall.accepted, reason="内容变更", basis="实施办法"
        ),
    ),
    "commitments.commit": (
        {"intake"},
        lambda desk, who, hall: commitments.commit(desk, who, hall.taking_in),
    ),
    "commitments.check_commitment": (
        {"decide"},
        lambda desk, who, hall: commitments.check_commitment(desk, who, hall.granted, "kept"),
    ),
    "corrections.correct_on_spot": (
        {"intake"},
        lambda desk, who, hall: corrections.correct_on_spot(
            desk, who, hall.taking_in, "application", "补填日期"
        ),
    ),
    "corrections.return_corrections": (
        {"intake"},
        lambda desk, who, hall: corrections.return_corrections(desk, who, hall.taking_in),
    ),
    # Whoever answers for the cases, and beside them whoever supervises.
    "handing_over.hand_over": (
        set(),
        lambda desk, who, _: handing_over.hand_over(desk, who, who.account, "clerk2", "轮岗"),
    ),
    "licences.note_licence": (
        {"intake"},
        lambda desk, who, hall: licences.note_licence(
            desk, who, hall.taking_in, MORNING.date() + timedelta(days=60)
        ),
    ),
    "receipts.give_receipt": (
        {"intake"},
        lambda desk, who, hall: receipts.give_receipt(desk, who, hall.taking_in),
    ),
    "supervision.see_late_request": (
        {"supervise"},
        lambda desk, who, hall: supervision.see_late_request(desk, who, hall.granted, "无误"),
    ),
    "supervision.review_no": (
        {"supervise"},
        lambda desk, who, hall: supervision.review_no(desk, who, hall.granted, "stands", "无误"),
    ),
    "custody.hand_case": (
        {"supervise"},
        lambda desk, who, hall: custody.hand_case(desk, who, hall.accepted, "h2/desk1"),
    ),
    "custody.set_aside_number": (
        {"supervise"},
        lambda desk, who, _: custody.set_aside_number(desk, who, "h2/desk1:1", "无"),
    ),
    "custody.decide_conflict": (
        {"supervise"},
        lambda desk, who, _: custody.decide_conflict(desk, who, "h2/desk1:1", "set_aside", "无"),
    ),
    "departments.place_department": (
        {"administer"},
        lambda desk, who, hall: departments.place_department(
            desk, who, "区消防大队", "h1/dept-fire"
        ),
    ),
    "erasure.erase_person": (
        {"administer"},
        lambda desk, who, hall: erasure.erase_person(desk, who, hall.person, "本人要求"),
    ),
    "following.follow_desk": (
        {"administer"},
        lambda desk, who, _: following.follow_desk(desk, who, "city/desk1"),
    ),
    "following.leave_desk": (
        {"administer"},
        lambda desk, who, _: following.leave_desk(desk, who, "city/desk1"),
    ),
    "following.publish_catalogue": (
        {"administer"},
        lambda desk, who, _: following.publish_catalogue(desk, who),
    ),
    "settings.publish_centre": (
        {"administer"},
        lambda desk, who, _: settings.publish_centre(desk, who, _centre(desk)),
    ),
    "forks.settle_fork": (
        {"supervise"},
        lambda desk, who, _: forks.settle_fork(desk, who, "h2/desk1", "已停用"),
    ),
    "intake.open_case": (
        {"intake"},
        lambda desk, who, _: intake.open_case(desk, who, INSTANT, APPLICANT),
    ),
    "intake.answer": (
        {"intake"},
        lambda desk, who, hall: intake.answer(desk, who, hall.taking_in, {}),
    ),
    "intake.check_papers": (
        {"intake"},
        lambda desk, who, hall: intake.check_papers(desk, who, hall.taking_in, []),
    ),
    "people.show_person": (
        {"see_person"},
        lambda desk, who, hall: people.show_person(desk, who, hall.person),
    ),
    "publishing.publish_items": (
        {"administer"},
        lambda desk, who, _: publishing.publish_items(desk, who, [], lambda *_words: ""),
    ),
    "publishing.import_notice": (
        {"administer"},
        lambda desk, who, _: publishing.import_notice(
            desk, who, load_notices(data_folder() / "calendar")[0]
        ),
    ),
    # Whoever answers at the window or for the lead department.
    "asking_more.ask_more": (
        {"review"},
        lambda desk, who, hall: asking_more.ask_more(
            desk, who, hall.accepted, hall.step, {"application": "缺页"}
        ),
    ),
    "asking_more.notify_more": (
        {"intake", "review"},
        lambda desk, who, hall: asking_more.notify_more(desk, who, hall.accepted),
    ),
    "asking_more.return_more": (
        {"intake"},
        lambda desk, who, hall: asking_more.return_more(desk, who, hall.accepted),
    ),
    "joint.add_body": (
        {"review"},
        lambda desk, who, hall: joint.add_body(desk, who, hall.accepted, "区水务局", "涉及取水"),
    ),
    "joint.assign_leg": (
        {"review"},
        lambda desk, who, hall: joint.assign_leg(desk, who, hall.accepted, hall.step),
    ),
    "joint.remind": (
        {"intake", "review"},
        lambda desk, who, hall: joint.remind(desk, who, hall.accepted, hall.step),
    ),
    "meetings.call_meeting": (
        {"review"},
        lambda desk, who, hall: meetings.call_meeting(
            desk, who, hall.accepted, MORNING + timedelta(days=1), "三楼会商室"
        ),
    ),
    "meetings.cancel_meeting": (
        {"review"},
        lambda desk, who, hall: meetings.cancel_meeting(desk, who, hall.accepted, "改期"),
    ),
    "meetings.hold_meeting": (
        {"review"},
        lambda desk, who, hall: meetings.hold_meeting(
            desk, who, hall.accepted, attendance=(), minutes="无"
        ),
    ),
    "powers.empower": (
        {"administer"},
        lambda desk, who, _: powers.empower(desk, who, "clerk2", ["*"], "授权书"),
    ),
    "review.dispatch": (
        {"intake"},
        lambda desk, who, hall: review.dispatch(desk, who, hall.accepted),
    ),
    "review.answer_leg": (
        {"review"},
        lambda desk, who, hall: review.answer_leg(desk, who, hall.accepted, hall.step, "agreed"),
    ),
    "review.decide": (
        {"decide"},
        lambda desk, who, hall: review.decide(desk, who, hall.accepted, "granted"),
    ),
    "children.decide_child": (
        {"decide"},
        lambda desk, who, hall: children.decide_child(
            desk, who, hall.bundle, hall.child, "granted"
        ),
    ),
    "tickets.issue": ({"issue"}, lambda desk, who, _: tickets.issue(desk, who, "A")),
    "tickets.call_next": ({"serve"}, lambda desk, who, _: tickets.call_next(desk, who, "1")),
    "tickets.call_chosen": (
        {"serve"},
        lambda desk, who, hall: tickets.call_chosen(desk, who, "1", hall.waiting),
    ),
    **{
        f"tickets.{name}": ({"serve"}, on_ticket(name))
        for name in ("recall", "start", "hold", "resume", "miss", "finish", "leave")
    },
    "tickets.requeue": ({"serve"}, lambda desk, who, hall: tickets.requeue(desk, who, hall.called)),
    "tickets.transfer": (
        {"serve"},
        lambda desk, who, hall: tickets.transfer(desk, who, hall.called, "B"),
    ),
    "windows.pause_window": (
        {"serve"},
        lambda desk, who, _: windows.pause_window(desk, who, "2", "用餐"),
    ),
    "windows.resume_window": (
        {"serve"},
        lambda desk, who, _: windows.resume_window(desk, who, "2"),
    ),
    # Whoever holds the window, and beside them whoever supervises.
    "windows.close_window": (set(), lambda desk, who, _: windows.close_window(desk, who, "2")),
}
"""Each verb with the rights of which its actor needs one; an empty set: not a matter of role."""

ACCOUNTS: dict[Role, str] = {
    "clerk": "clerk1",
    "reviewer": "reviewer-approval",
    "supervisor": "supervisor",
    "admin": "admin",
}


def may(role: Role, verb: str) -> bool:
    """Whether the role has a right that the verb asks for."""
    needed, _ = VERBS[verb]
    return not needed or bool(needed & rights[role])


@pytest.fixture(scope="module")
def hall(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Hall]:
    """A desk on which every verb has something to act on; copy it, never open it."""
    path = copy_desk(seeded, tmp_path_factory.mktemp("roles") / "desk.db")
    desk = Desk(path, Clock())
    clerk, supervisor = actor(desk, "clerk1"), actor(desk, "supervisor")
    called, waiting = (tickets.issue(desk, clerk, "A").ticket.number for _ in range(2))
    tickets.call_next(desk, clerk, "1")
    taking_in = open_complete(desk, clerk, PLAIN)
    # Accepted by somebody whom the walk does not ask: who accepted is refused for that already.
    accepted = accept_complete(desk, actor(desk, "clerk2"), PLAIN)
    granted = answer_all(desk, accept_complete(desk, clerk, PLAIN))
    review.decide(desk, supervisor, granted.id, "granted")
    step = next(each.step.code for each in accepted.legs if each.state == "open")
    whole = accept_complete(desk, actor(desk, "clerk2"), BUNDLE)
    child = next(x for x in whole.children if x.part.department == "区行政审批局")
    for each in whole.legs:
        if each.step.child == child.part.item:
            whole = review.answer_leg(desk, supervisor, whole.id, each.step.code, "agreed")
    found = Hall(
        called,
        waiting,
        taking_in.id,
        accepted.id,
        step,
        granted.id,
        taking_in.applicant,
        whole.id,
        child.part.item,
    )
    desk.close()
    return path, found


@pytest.fixture
def walked(hall: tuple[Path, Hall], tmp_path: Path) -> Iterator[tuple[Desk, Hall]]:
    """That desk, a copy for this test."""
    path, found = hall
    desk = Desk(copy_desk(path, tmp_path / "desk.db"), Clock())
    yield desk, found
    desk.close()


def refused_by_role(walked: tuple[Desk, Hall], verb: str, role: Role) -> bool:
    """Whether the verb refuses the role before anything is written."""
    desk, hall = walked
    before = recorded(desk)
    try:
        VERBS[verb][1](desk, actor(desk, ACCOUNTS[role]), hall)
    except RuleBroken as error:
        return error.code == "access.role" and recorded(desk) == before
    return False


def test_the_table_has_every_verb() -> None:
    found = set()
    for module in (each.name for each in pkgutil.iter_modules(services.__path__)):
        room = import_module(f"window_desk.services.{module}")
        for name, verb in inspect.getmembers(room, inspect.isfunction):
            its_own = verb.__module__ == room.__name__ and not name.startswith("_")
            if its_own and list(inspect.signature(verb).parameters)[:2] == ["desk", "actor"]:
                found.add(f"{module}.{name}")
    assert found == set(VERBS)


@pytest.mark.parametrize("role", get_args(Role))
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_asks_for_the_role(walked: tuple[Desk, Hall], verb: str, role: Role) -> None:
    assert refused_by_role(walked, verb, role) is not may(role, verb)


@pytest.mark.parametrize("verb", [name for name, (needed, _) in VERBS.items() if needed])
def test_a_verb_that_did_not_ask_would_be_noticed(
    walked: tuple[Desk, Hall], monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setattr(Actor, "require", lambda _self, _right: None)
    outsider = next(role for role in get_args(Role) if not may(role, verb))
    assert not refused_by_role(walked, verb, outsider)
