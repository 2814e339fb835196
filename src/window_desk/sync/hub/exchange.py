"""One exchange with a hub: give what it lacks, take what is lacking here, and say how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from window_desk.domain.errors import Unusable
from window_desk.domain.streams import desk_of
from window_desk.services import due_acts
from window_desk.storage import log, peers, rounds, streams
from window_desk.storage.desk import Desk
from window_desk.storage.progress import Progress, untold
from window_desk.storage.rounds import KeptRound
from window_desk.sync.hub import comparing, errors, install, members, people, push
from window_desk.sync.hub.link import Link
from window_desk.sync.hub.pull import pull
from window_desk.sync.hub.push import Heads

_quiet = timedelta(seconds=30)
"""What has not changed is not written down again sooner."""

_word = timedelta(hours=1)
"""A desk says at least so often that it is there."""


class Round(msgspec.Struct, frozen=True):
    """What came of an exchange: ops given and taken, streams that were left out and why."""

    hub: str
    pushed: int
    pulled: int
    refused: tuple[tuple[str, Unusable], ...]
    at: datetime
    clock_difference: timedelta
    epoch: str = ""

    @property
    def moved(self) -> bool:
        """Whether anything went either way."""
        return bool(self.pushed or self.pulled)


def run_round(desk: Desk, link: Link, progress: Progress = untold) -> Round:
    """Exchange once, and remember how it went.

    Raises `HubGone` when the hub is not to be had or is lost on the way: what went through until
    then stays, and the next round goes on from there. Raises `Unusable` when it says no.
    """
    try:
        done = _exchange(desk, link, progress)
    except Unusable as error:
        link.is_settled = False
        # What is wrong with this desk's own database says nothing of the hub.
        if not error.code.startswith("db."):
            _remember(desk, link, None, error)
        raise
    _remember(desk, link, done, None)
    return done


def _exchange(desk: Desk, link: Link, progress: Progress) -> Round:
    _know_hub(desk, link)
    known = push.known_queue(desk, link)
    heads = link.heads()
    push.give_back(desk, link, heads, known)
    is_restored = _is_restored(link)
    unproven = members.list_keys(desk, link) if link.role == "keeper" else []
    # What somebody wrote under this desk's own name has to be known before more is given.
    pulled = pull(desk, link, heads, progress)
    if pulled.appended:
        # What waited for a department's answer goes out with this round.
        due_acts.run_answered(desk)
    pushed = push.push(desk, link, heads, progress)
    push.witness(desk, link, heads)
    # After a round that failed or another process's, some may be missing still.
    is_news = pushed or pulled.appended or not link.is_settled
    if is_news:
        people.tell_erased(desk, link)
        people.send_keys(desk, link)
    people.take_keys(desk, link)
    if is_news:
        people.want_keys(desk, link)
    people.answer_wants(desk, link)
    _acknowledge(desk, link, heads, again=is_restored)
    lost = [(link.name, errors.restored(link.name))] if is_restored else []
    link.is_settled = True
    differing = [] if pushed or pulled.appended else comparing.compare(desk, link)
    return Round(
        hub=link.name, pushed=pushed, pulled=pulled.appended,
        refused=(*lost, *unproven, *pulled.refused, *differing), at=desk.clock(),
        clock_difference=link.clock_difference, epoch=pulled.epoch,
    )  # fmt: skip


def _is_restored(link: Link) -> bool:
    """Whether the hub came back from an older state, and its queue waits."""
    ((found,),) = link.query("SELECT hub.is_restored()")
    if found:
        link.query("SELECT hub.note_restored()")
    return bool(found)


def _know_hub(desk: Desk, link: Link) -> None:
    """Forget what was left at the hub when it is another database than it was.

    Raises `Unusable` for a hub of another version than this program works with.
    """
    rows = link.query("SELECT key, value FROM hub.about WHERE key IN ('id', 'version')")
    about: dict[str, str] = {row[0]: row[1] for row in rows}
    found, version = about.get("id", ""), int(about.get("version", 0))
    if version != install.version:
        raise errors.other_version(link.name, newer=version > install.version)
    with desk.read() as connection:
        kept = rounds.read_rounds(connection).get(link.name)
    if kept is None or kept.hub_id != found:
        with desk.pool.writing() as connection:
            rounds.forget_hub(connection, link.name)
            now = desk.clock()
            rounds.put_round(connection, KeptRound(link.name, now, now, hub_id=found))


def _acknowledge(desk: Desk, link: Link, heads: Heads, *, again: bool) -> None:
    """Say how far this desk has the hub's streams, and note how far the others have its own.

    All of it is said `again` to a hub that forgot what it was told.
    """
    with desk.read() as connection:
        home = log.home_of(connection)
        here = streams.read_heads(connection)
        followed = {each.desk for each in log.read_sources(connection)}
        known = peers.read_acknowledged(connection, f"hub/{link.name}")
    own = [stream for stream in here if desk_of(stream) == home]
    said = link.query(
        "SELECT desk, stream, seq, hash, at, clock_timestamp() - at FROM hub.ack"
        " WHERE desk = %s OR stream = ANY (%s::text[]) OR desk = ANY (%s::text[])",
        (home, own, list(followed)),
    )
    mine = {row[1]: (row[2], row[5]) for row in said if row[0] == home}
    fresh = [
        (stream, here[stream].seq, here[stream].hash)
        for stream in {*heads, *own}
        if stream in here and here[stream].seq
        and (again or _is_news(mine.get(stream), here[stream].seq, is_own=stream in own))
    ]  # fmt: skip
    if fresh:
        link.query(
            "SELECT hub.ack(%s::text[], %s::bigint[], %s::bytea[])",
            tuple(list(each) for each in zip(*fresh, strict=True)),
        )
    at_hub = [(x, *heads[x]) for x in heads if heads[x][0] != known.get(x)]
    _note_theirs(desk, link, at_hub, [row for row in said if row[0] != home])


def _is_news(said: tuple[int, timedelta] | None, seq: int, *, is_own: bool) -> bool:
    return said is None or said[0] != seq or (is_own and said[1] > _word)


def _note_theirs(
    desk: Desk,
    link: Link,
    at_hub: Sequence[tuple[str, int, bytes]],
    said: Sequence[tuple[object, ...]],
) -> None:
    """Keep what the hub has and what other desks said, as far as it is news."""
    with desk.read() as connection:
        known = peers.read_said(connection)
    zone = desk.clock().tzinfo
    news = []
    for other, stream, seq, own, at, _since in said:
        assert isinstance(at, datetime)
        before = known.get((str(other), str(stream)))
        if before is None or before[0] != seq or at - before[1] > _word / 2:
            news.append((str(other), str(stream), seq, own, at.astimezone(zone)))
    if not news and not at_hub:
        return
    with desk.pool.writing() as connection:
        peers.put_acknowledged(connection, f"hub/{link.name}", at_hub, desk.clock())
        for other, stream, seq, own, at in news:
            assert isinstance(seq, int)
            assert isinstance(own, bytes)
            peers.put_acknowledged(connection, other, [(stream, seq, own)], at)


def _remember(desk: Desk, link: Link, done: Round | None, error: Unusable | None) -> None:
    """Write down how it went, where it is another than it was or some time has passed."""
    now = desk.clock()
    with desk.read() as connection:
        kept = rounds.read_rounds(connection).get(link.name) or KeptRound(link.name, now, now)
    failed = error.code if error else ""
    refused = tuple((stream, why.code) for stream, why in done.refused) if done else kept.refused
    fresh = msgspec.structs.replace(
        kept, at=now, failed=failed, refused=refused,
        since=kept.since if bool(failed) == bool(kept.failed) else now,
        done_at=kept.done_at if error else now,
        clock_difference=link.clock_difference if done else kept.clock_difference,
    )  # fmt: skip
    if done and done.moved:
        fresh = msgspec.structs.replace(fresh, pushed=done.pushed, pulled=done.pulled)
    is_same = (fresh.failed, fresh.refused) == (kept.failed, kept.refused)
    if is_same and not (done and done.moved) and now - kept.at < _quiet and kept.done_at:
        return
    with desk.pool.writing() as connection:
        rounds.put_round(connection, fresh)
        for stream, why in done.refused if done else ():
            if (stream, why.code) not in kept.refused:
                peers.put_rejected(connection, f"hub/{link.name}", "", why, now)
