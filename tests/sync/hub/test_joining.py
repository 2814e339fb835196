"""A code lets one desk in, once; its key is listed when the proof is right, and only then."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psycopg
import pytest

from tests.desks import ADMIN, BOSS, copy_as, rows
from tests.hubs import link_of
from tests.postgres import Server
from tests.support import assert_sound
from window_desk.domain import ops
from window_desk.domain.errors import DeskError, RuleBroken, Unusable
from window_desk.storage import hall, log, peers
from window_desk.storage.desk import Desk
from window_desk.sync import trusting
from window_desk.sync.hub import codes, joining, keeping, members
from window_desk.sync.hub.address import address_file, open_link, read_addresses
from window_desk.sync.hub.keeping import Wanted
from window_desk.sync.hub.link import Link


@pytest.fixture(scope="module")
def url(postgres: Server) -> Iterator[str]:
    """A hub's database that the desks of this module share; each test has names of its own."""
    database = postgres.make_database()
    yield postgres.url(database)
    postgres.drop_database(database)


@pytest.fixture(scope="module")
def keeper(url: str, bare: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = copy_as(bare, tmp_path_factory.mktemp("keeper") / "keeper.db", "h1/keeper")
    keeping.init_hub(desk, ADMIN, url, "hub1")
    yield desk
    assert_sound(desk)
    desk.close()


@pytest.fixture
def link(keeper: Desk) -> Iterator[Link]:
    found = open_link(keeper)
    assert found is not None
    yield found
    found.close()


_numbers = iter(range(2, 1000))


@pytest.fixture
def desk(bare: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk with a name that nobody had before."""
    made = copy_as(bare, tmp_path / "desk.db", f"h1/desk{next(_numbers)}")
    yield made
    assert_sound(made)
    made.close()


def name_of(desk: Desk) -> str:
    return trusting.own_key(desk).public.desk


def invite(keeper: Desk, desk: Desk, **more: object) -> codes.JoinCode:
    wanted = msgspec.convert({"desk": name_of(desk), **more}, Wanted)
    return codes.read_code(keeping.invite(keeper, ADMIN, "hub1", wanted).code)


def refused(kind: type[DeskError], desk: Desk, code: codes.JoinCode) -> str:
    with pytest.raises(kind) as caught:
        joining.join(desk, ADMIN, code)
    assert open_link(desk) is None
    assert rows(desk, "SELECT * FROM op") == []
    return caught.value.code


def listed(desk: Desk) -> dict[str, str]:
    """The role of every listed key that counts at a desk, by its desk."""
    with desk.read() as connection:
        return {x.desk: x.role for x in peers.read_keys(connection).values() if x.role}


def test_a_code_lets_a_desk_in_and_the_keeper_lists_it(
    keeper: Desk, link: Link, desk: Desk
) -> None:
    code = invite(keeper, desk, lane="77")
    joined = joining.join(desk, ADMIN, code)
    own = trusting.own_key(desk).public
    assert (joined.role, joined.lane, joined.keeper) == ("window", "77", "h1/keeper")
    assert members.list_keys(keeper, link) == []
    with keeper.read() as connection:
        key = peers.read_keys(connection)[own.fingerprint]
    assert (key.desk, key.public, key.role, key.lane) == (own.desk, own.public, "window", "77")
    assert key.recipient.startswith("age1")
    assert key.trusted_at is not None
    # A second look lists nothing twice, and the secret is forgotten.
    before = rows(keeper, "SELECT count(*) FROM op")
    assert members.list_keys(keeper, link) == []
    assert rows(keeper, "SELECT count(*) FROM op") == before
    assert own.desk not in read_addresses(keeper.place).invited["hub1"]
    # The desk has noted what it joined, trusts the keeper and follows its list.
    with desk.read() as connection:
        (op,) = log.history(connection, "hub/hub1")
        sources = log.read_sources(connection)
        trusted = peers.read_keys(connection)
    assert op.op == ops.HubJoined(role="window", keeper="h1/keeper", lane="77")
    assert [(each.desk, set(each.families)) for each in sources] == [("h1/keeper", {"key"})]
    assert list(trusted) == [trusting.own_key(keeper).public.fingerprint]
    mine = open_link(desk)
    assert mine is not None
    assert mine.query("SELECT session_user::text") == [(joined.login,)]
    mine.close()


def test_the_file_with_the_login_is_private_and_the_code_s_password_is_worth_nothing(
    keeper: Desk, desk: Desk
) -> None:
    code = invite(keeper, desk)
    joined = joining.join(desk, ADMIN, code)
    path = address_file(desk.place)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first = codes.password_of(code.secret)
    assert first not in path.read_text()
    with pytest.raises(Unusable) as caught:
        link_of(msgspec.structs.replace(joined, password=first)).query("SELECT 1")
    assert caught.value.code == "hub.login"
    path.chmod(0o644)
    with pytest.raises(Unusable) as caught:
        open_link(desk)
    assert caught.value.code == "key.open"


def test_a_code_is_used_once(keeper: Desk, desk: Desk, bare: Path, tmp_path: Path) -> None:
    code = invite(keeper, desk)
    joining.join(desk, ADMIN, code)
    other = copy_as(bare, tmp_path / "other.db", code.desk)
    assert refused(Unusable, other, code) == "join.refused"
    other.close()
    with pytest.raises(RuleBroken) as caught:
        joining.join(desk, ADMIN, code)
    assert caught.value.code == "join.done"
    with pytest.raises(Unusable) as failed:
        keeping.invite(keeper, ADMIN, "hub1", Wanted(code.desk))
    assert failed.value.code == "hub.name_used"


def test_a_join_that_was_interrupted_is_done_again_with_the_same_code(
    keeper: Desk, link: Link, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = invite(keeper, desk)
    monkeypatch.setattr(joining, "note_joined", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        joining.join(desk, ADMIN, code)
    monkeypatch.undo()
    assert open_link(desk) is None
    joining.join(desk, ADMIN, code)
    assert open_link(desk) is not None
    assert members.list_keys(keeper, link) == []
    assert listed(keeper)[code.desk] == "window"


def test_an_old_code_is_no_longer_good_once_there_is_another(keeper: Desk, desk: Desk) -> None:
    first, second = invite(keeper, desk), invite(keeper, desk)
    assert refused(Unusable, desk, first) == "join.refused"
    joining.join(desk, ADMIN, second)


def test_an_expired_code_does_not_let_in(keeper: Desk, desk: Desk, url: str) -> None:
    code = invite(keeper, desk)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {code.login} VALID UNTIL '2026-01-01'")
    assert refused(Unusable, desk, code) == "join.refused"


def test_a_code_for_another_desk_is_refused(keeper: Desk, desk: Desk) -> None:
    code = msgspec.structs.replace(invite(keeper, desk), desk="h1/elsewhere")
    assert refused(RuleBroken, desk, code) == "join.other_desk"


def test_a_hub_that_is_not_the_keeper_s_is_not_joined(keeper: Desk, desk: Desk) -> None:
    code = msgspec.structs.replace(invite(keeper, desk), fingerprint="0" * 32)
    assert refused(Unusable, desk, code) == "join.keeper"


@pytest.mark.parametrize("column", ["public", "recipient", "proof"])
def test_a_key_that_the_hub_put_in_another_s_place_is_not_listed(
    keeper: Desk, link: Link, desk: Desk, url: str, column: str
) -> None:
    code = invite(keeper, desk)
    joining.join(desk, ADMIN, code)
    other = "proof = '\\x00'" if column == "proof" else f"{column} = 'of somebody else'"
    with psycopg.connect(url, autocommit=True) as connection:
        changed = connection.execute(f"UPDATE hub.member SET {other} WHERE desk = '{code.desk}'")
        assert changed.rowcount == 1
    ((name, error),) = members.list_keys(keeper, link)
    assert (name, error.code) == (code.desk, "hub.proof")
    assert code.desk not in listed(keeper)
    with_reason = {x.desk: x.listed for x in members.read_members(keeper, link)}
    assert with_reason[code.desk] is False
    keeping.remove(keeper, ADMIN, "hub1", code.desk, "假冒")
    assert members.list_keys(keeper, link) == []


@pytest.mark.parametrize("column", ["public", "recipient", "proof"])
def test_a_desk_that_joined_without_a_proof_stops_no_round_of_the_keeper(
    keeper: Desk, link: Link, desk: Desk, url: str, column: str
) -> None:
    code = invite(keeper, desk)
    joining.join(desk, ADMIN, code)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"UPDATE hub.member SET {column} = NULL WHERE desk = '{code.desk}'")
    ((name, error),) = members.list_keys(keeper, link)
    assert (name, error.code) == (code.desk, "hub.proof")
    keeping.remove(keeper, ADMIN, "hub1", code.desk, "假冒")


@pytest.mark.parametrize(
    ("place", "junk"),
    [
        (0, None), (0, ""), (0, "no key"), (0, "A" * 44), (1, None), (1, "age1"),
        (1, "age2" + "q" * 58), (2, None), (2, b""), (2, bytes(33)), (3, None),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_key_or_no_proof_joins_nothing(
    keeper: Desk, desk: Desk, url: str, place: int, junk: object
) -> None:
    code = invite(keeper, desk)
    words: list[object] = [
        "A" * 43 + "=", "age1" + "q" * 58, bytes(32), codes.scram_verifier("x")
    ]  # fmt: skip
    words[place] = junk
    first = psycopg.connect(
        url, user=code.login, password=codes.password_of(code.secret), autocommit=True
    )
    with first as connection, pytest.raises(psycopg.Error) as caught:
        connection.execute("SELECT hub.enroll(%s, %s, %s, %s)", words)
    assert caught.value.sqlstate == ("WD003" if place == 3 else "WD007")
    joining.join(desk, ADMIN, code)
    keeping.remove(keeper, ADMIN, "hub1", code.desk, "试")


def test_a_lost_machine_is_taken_out_and_its_name_is_not_used_again(
    keeper: Desk, link: Link, desk: Desk
) -> None:
    joined = joining.join(desk, ADMIN, invite(keeper, desk))
    members.list_keys(keeper, link)
    open_session = link_of(joined)
    assert open_session.heads() is not None
    keeping.remove(keeper, ADMIN, "hub1", joined.desk, "电脑遗失")
    # Whoever is connected is cut off, and does not come in again.
    for statement, code in (
        ("SELECT hub.ack('{}', '{}', '{}')", "hub.gone"),
        ("SELECT count(*) FROM hub.op", "hub.login"),
    ):
        with pytest.raises(Unusable) as caught:
            open_session.query(statement)
        assert caught.value.code == code
    open_session.close()
    with pytest.raises(Unusable) as caught:
        link_of(joined).query("SELECT 1")
    assert caught.value.code == "hub.login"
    with keeper.read() as connection:
        key = peers.read_keys(connection)[trusting.own_key(desk).public.fingerprint]
    assert key.revoked_at is not None
    assert key.reason == "电脑遗失"
    with pytest.raises(Unusable) as caught:
        invite(keeper, desk)
    assert caught.value.code == "hub.name_used"


def test_who_is_no_member_is_not_taken_out(keeper: Desk) -> None:
    for name in ("h1/nobody", "h1/keeper"):
        with pytest.raises(RuleBroken) as caught:
            keeping.remove(keeper, ADMIN, "hub1", name, "r")
        assert caught.value.code in {"hub.unknown_member", "hub.own"}


def test_an_invitation_that_nobody_used_can_be_taken_back(keeper: Desk, desk: Desk) -> None:
    code = invite(keeper, desk)
    keeping.remove(keeper, ADMIN, "hub1", code.desk, "不再需要")
    assert refused(Unusable, desk, code) == "join.refused"
    joining.join(desk, ADMIN, invite(keeper, desk))


def test_a_desk_leaves_and_believes_the_keeper_s_list_no_more(keeper: Desk, desk: Desk) -> None:
    joined = joining.join(desk, ADMIN, invite(keeper, desk))
    assert joining.leave(desk, ADMIN, "hub1", "搬迁") is True
    assert open_link(desk) is None
    with pytest.raises(Unusable):
        link_of(joined).query("SELECT 1")
    with desk.read() as connection:
        assert log.read_sources(connection) == ()
        assert log.history(connection, "hub/hub1")[-1].op == ops.HubLeft(reason="搬迁")
    with pytest.raises(RuleBroken) as caught:
        joining.leave(desk, ADMIN, "hub1")
    assert caught.value.code == "hub.not_joined"


def test_the_lane_of_a_desk_that_left_is_free_again_the_next_day(
    keeper: Desk, url: str, bare: Path, tmp_path: Path
) -> None:
    """Its numbers, `W1-001`, are in somebody's hand until the evening."""
    code = keeping.invite(keeper, ADMIN, "hub1", Wanted("h55/desk1")).code
    joining.join(copy_as(bare, tmp_path / "5.db", "h55/desk1"), ADMIN, codes.read_code(code))
    keeping.remove(keeper, ADMIN, "hub1", "h55/desk1", "stolen")
    assert keeping.invite(keeper, ADMIN, "hub1", Wanted("h55/desk2")).lane == "2"
    with pytest.raises(Unusable) as caught:
        keeping.invite(keeper, ADMIN, "hub1", Wanted("h55/desk3", lane="1"))
    assert caught.value.code == "hub.lane_used"
    with psycopg.connect(url, autocommit=True) as hub:
        hub.execute("UPDATE hub.member SET left_at = left_at - interval '1 day'")
    assert keeping.invite(keeper, ADMIN, "hub1", Wanted("h55/desk3", lane="1")).lane == "1"


def test_lanes_are_given_out_once_in_a_hall(
    keeper: Desk, url: str, bare: Path, tmp_path: Path
) -> None:
    first = keeping.invite(keeper, ADMIN, "hub1", Wanted("h5/desk1"))
    second = keeping.invite(keeper, ADMIN, "hub1", Wanted("h5/desk2"))
    elsewhere = keeping.invite(keeper, ADMIN, "hub1", Wanted("h6/desk1"))
    assert (first.lane, second.lane, elsewhere.lane) == ("1", "2", "1")
    with pytest.raises(Unusable) as caught:
        keeping.invite(keeper, ADMIN, "hub1", Wanted("h5/desk3", lane="2"))
    assert caught.value.code == "hub.lane_used"
    # Nor is the keeper given one that another desk has; its own stays what it was.
    taken = keeping.invite(keeper, ADMIN, "hub1", Wanted("h1/lane", lane="901"))
    before = read_addresses(keeper.place)
    with pytest.raises(Unusable) as caught:
        keeping.init_hub(keeper, ADMIN, url, "hub1", lane=taken.lane)
    assert caught.value.code == "hub.lane_used"
    assert read_addresses(keeper.place) == before
    department = keeping.invite(
        keeper, ADMIN, "hub1", Wanted("mse/desk1", role="department", halls=("h5", "h6"))
    )
    assert department.lane == ""


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        pytest.param(Wanted("h1"), "hub.desk", id="no desk"),
        pytest.param(Wanted("h1/queue"), "hub.desk", id="the hall's queue"),
        pytest.param(Wanted("h1/keeper"), "hub.desk", id="the keeper"),
        pytest.param(Wanted("h9/desk1", halls=("h1",)), "hub.halls", id="a window of many halls"),
        pytest.param(
            Wanted("mse/desk1", role="department", halls=("h 1",)), "hub.hall_name", id="no hall"
        ),
    ],
)
def test_what_cannot_be_asked_in(keeper: Desk, wanted: Wanted, code: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        keeping.invite(keeper, ADMIN, "hub1", wanted)
    assert caught.value.code == code


def test_only_an_admin_keeps_and_joins_a_hub(keeper: Desk, desk: Desk, url: str) -> None:
    code = invite(keeper, desk)
    for verb in (
        lambda: keeping.init_hub(desk, BOSS, url, "hub1"),
        lambda: keeping.invite(keeper, BOSS, "hub1", Wanted("h9/desk1")),
        lambda: keeping.remove(keeper, BOSS, "hub1", "h9/desk1", "r"),
        lambda: joining.join(desk, BOSS, code),
        lambda: joining.leave(desk, BOSS, "hub1"),
    ):
        with pytest.raises(RuleBroken) as caught:
            verb()
        assert caught.value.code == "access.role"


def test_a_hub_is_made_again_without_harm_and_not_by_another_keeper(
    keeper: Desk, desk: Desk, url: str
) -> None:
    before = rows(keeper, "SELECT count(*) FROM op")
    keeping.init_hub(keeper, ADMIN, url, "hub1")
    assert rows(keeper, "SELECT count(*) FROM op") == before
    link = open_link(keeper)
    assert link is not None
    assert link.query("SELECT value FROM hub.about WHERE key = 'keeper'") == [("h1/keeper",)]
    link.close()
    with pytest.raises(RuleBroken) as caught:
        keeping.init_hub(desk, ADMIN, url, "hub1")
    assert caught.value.code == "hub.other"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("UPDATE hub.about SET value = '99' WHERE key = 'version'")
        with pytest.raises(Unusable) as failed:
            keeping.init_hub(keeper, ADMIN, url, "hub1")
        connection.execute("UPDATE hub.about SET value = '1' WHERE key = 'version'")
    assert failed.value.code == "hub.newer"


class TestCode:
    """Damage to a code is seen, whatever it is."""

    code = codes.JoinCode(
        "hub1", "h1/desk2", "window", "2", (), "h1/keeper", "0" * 32, "db.hall", 5432, "hall",
        "wd_x", bytes(32),
    )  # fmt: skip

    def test_it_reads_back_also_when_it_was_broken_over_lines(self) -> None:
        text = codes.write_code(self.code)
        assert codes.read_code(text) == self.code
        assert codes.read_code(f" {text[:40]}\n  {text[40:]}\n") == self.code

    @pytest.mark.parametrize("place", range(0, 180, 7))
    def test_a_letter_that_is_wrong_is_seen(self, place: int) -> None:
        text = codes.write_code(self.code)
        other = "A" if text[place] != "A" else "B"
        for wrong in (text[:place] + other + text[place + 1 :], text[:place], text[place:] * 2):
            with pytest.raises(Unusable) as caught:
                codes.read_code(wrong)
            assert caught.value.code == "join.code"


def test_a_hub_is_left_also_without_the_login(keeper: Desk, desk: Desk) -> None:
    joining.join(desk, ADMIN, invite(keeper, desk, lane="78"))
    address_file(desk.place).unlink()
    with desk.read() as connection:
        assert hall.here(connection).hub == "hub1"
    with pytest.raises(RuleBroken) as caught:
        joining.leave(desk, ADMIN, "hub2")
    assert caught.value.code == "hub.not_joined"
    assert joining.leave(desk, ADMIN, "hub1", "") is False
    with desk.read() as connection:
        assert not hall.here(connection).has_pool
