"""The command line that scripts rely on: every command once, its keys, its forms, its statuses."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Plain, Run
from tests.cli.test_case import PERSON
from tests.cli.test_command import COMMANDS, NOT_FOR_PROGRAMS
from tests.desks import ADMIN, copy_as, export, meddle, open_case
from tests.postgres import Server
from tests.support import INSTANT, NOT_OURS, PARALLEL, PLAIN
from window_desk.catalogue import data_folder
from window_desk.storage.desk import local_now
from window_desk.sync import receive, trusting
from window_desk.sync.hub import codes, joining, keeping
from window_desk.sync.keys import key_file, read_code

RENEWAL = "511A14003006-511602000000-000-115113016823646795-1-00"
DECLARED = "XP-MED-0001"
TICKET_VERBS = (
    "start", "finish", "hold", "resume", "miss", "recall", "leave", "requeue", "transfer",
)  # fmt: skip
WINDOW_ACT = "case number state promised_due statutory_due documents"

KEYS = {
    "init": "database items calendar_through accounts",
    "calendar due": "due provisional skipped explanation",
    "calendar count": "working_days provisional",
    "calendar show": "",
    "calendar import": "moved",
    "catalogue list": "items total",
    "catalogue show": "code name department kind guide",
    "catalogue import": "added changed unchanged errors",
    "catalogue lint": "findings",
    "catalogue export": "",
    "catalogue diff": "materials steps handovers days items",
    "catalogue plan": "working_days in_a_row_working_days critical_path steps",
    "catalogue template": "",
    "queue issue": "ticket number queue ahead expected_wait",
    "queue call": "ticket number why",
    **{f"queue {verb}": "ticket number state" for verb in TICKET_VERBS},
    "queue list": "tickets",
    "case open": "case number checklist",
    "case answer": "verdict reasons allowed",
    "case check": "verdict reasons allowed",
    **{f"case {act}": WINDOW_ACT for act in ("accept", "settle", "correct", "refuse", "withdraw")},
    **dict.fromkeys(
        (f"case {act}" for act in ["dispatch", "review", "decide", "serve"]), "state legs"
    ),
    **dict.fromkeys(
        (f"case {act}" for act in ("suspend", "resume", "extend", "restart")),
        "promised_due statutory_due explanation",
    ),
    **dict.fromkeys(("case fix", "case return", "case licence"), "verdict reasons allowed"),
    "case receipt": "document papers receiver",
    "case commit": WINDOW_ACT,
    "case check-commitment": "case",
    "case promises": "",
    "case run-due": "",
    "case amend": WINDOW_ACT,
    "case review-no": "case",
    "case review-late": "case",
    "case notice": "notice title facts paragraphs",
    **dict.fromkeys(("case hand", "case decide-conflict", "case erase-applicant"), "case state"),
    **dict.fromkeys(("sync export", "sync import"), "streams pushed pulled rejected"),
    "sync status": "streams pushed pulled rejected desk writes unfolded conflicts sources hubs",
    "sync key": "desk fingerprint code recipient trusted",
    **dict.fromkeys(("sync trust", "sync revoke"), "desk fingerprint trusted_at revoked_at"),
    "sync settle": "streams",
    "sync department": "departments",
    **dict.fromkeys(("sync follow", "sync unfollow"), "sources"),
    **dict.fromkeys(("sync hub init", "sync join"), "hub keeper address role lane"),
    "sync hub invite": "code desk role lane hub host expires_at",
    "sync hub members": "hub members",
    "sync hub remove": "desk",
    "sync hub hold": "held",
    "sync hub resume": "held unheard",
    "sync leave": "hub told",
    "sync run": "streams pushed pulled rejected hubs",
    "sync watch": "hub pushed pulled rejected error clock_s",
    "catalogue publish": "number digest",
    "centre export": "path",
    "centre import": "changed errors",
    "handover": "",
    "supervise": "",
    **dict.fromkeys(
        (
            f"case {act}"
            for act in (
                "add-body",
                "assign",
                "remind",
                "ask-more",
                "return-more",
                "meet call",
                "meet cancel",
                "meet hold",
            )
        ),
        "state legs",
    ),
    "case notify-more": WINDOW_ACT,
    "reviews": "department counts reviews next",
    "stuck": "stuck next",
    "case show": "state clocks legs materials timeline",
    "case list": "cases next",
    "report": "",
    "audit verify": "ops streams broken",
    "db check": "tables differences",
    "db rebuild": "tables differences",
    "db backup": "",
    "db restore": "",
    "db upgrade": "",
    **dict.fromkeys(
        (f"account {verb}" for verb in ("add", "list", "disable", "reset-pin", "power")),
        "accounts",
    ),
}
"""Every command for programs with the keys that its document has at least."""

INSIDE = {
    "skipped": "date why",
    "items": "code name department kind guide",
    "errors": "file line path message",
    "findings": "rule severity item message",
    "tickets": "number queue state waited priority why",
    "reasons": "material message article",
    "accounts": "account role pin window",
    "broken": "stream seq why",
    "streams": "stream ours theirs",
    "rejected": "source code message",
}
"""What stands in the lists of those documents."""

DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?[+-]\d\d:\d\d")

DATES = {"due", "date", "promised_due", "statutory_due", "supply_by", "calendar_through"}
"""Keys of days."""

FRACTIONS = {
    "value", "days", "left", "working_days", "start", "end", "slack", "in_a_row", "saved", "limit",
}  # fmt: skip
"""Keys of numbers that need not be whole: working days, limits, and figures such as shares."""


def leaves(value: Plain, key: str = "") -> Iterator[tuple[str, Plain]]:
    """Every single value of a document with its key."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from leaves(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each, key)
    else:
        yield key, value


def has_form(key: str, value: Plain) -> bool:
    """Whether a value has the form that the interface promises for it."""
    if isinstance(value, float):
        return key in FRACTIONS or "working_days" in key
    if key in DATES and value is not None:
        return bool(DAY.fullmatch(value))
    is_moment = isinstance(value, str) and value[10:11] == "T" and DAY.match(value)
    return bool(MOMENT.fullmatch(value)) if is_moment else True


def misshapen(document: Plain) -> list[tuple[str, Plain]]:
    """What stands in a document in another form than the interface promises."""
    return [(key, value) for key, value in leaves(document) if not has_form(key, value)]


@pytest.mark.parametrize(
    "document",
    [
        {"waited": 1.5}, {"at": "2026-11-23T09:00:00"}, {"due": "23.11.2026"},
        {"cases": [{"promised_due": "soon"}]},
    ],
)  # fmt: skip
def test_a_wrong_form_would_be_noticed(document: Plain) -> None:
    assert misshapen(document)


class Walk:
    """Calls commands one after the other and looks at what each prints."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.walked: set[str] = set()

    def __call__(self, command: str, *words: object, stdin: str = "") -> Plain:
        """A call that does what it should; gives its document."""
        ran = self.run(*command.split(), *words, "--json", stdin=stdin)
        assert ran.status == 0, (command, words, ran.err)
        document = ran.document
        assert misshapen(document) == [], command
        if isinstance(document, dict):
            assert set(document) >= set(KEYS[command].split()), command
            for key in set(document) & set(INSIDE):
                listed = document[key] if isinstance(document[key], list) else []
                assert all(set(each) >= set(INSIDE[key].split()) for each in listed), command
        # Narration is no document: it stands on stderr, and never says that something failed.
        assert "Traceback" not in ran.err
        self.walked.add(command)
        return document


def queue(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number through every verb."""
    walk("queue issue", "A", "--priority", "senior", "--appointment", "09:00")
    first = walk("queue issue", PLAIN)
    assert isinstance(first["expected_wait"], int)
    assert walk("queue list")["tickets"]
    number = walk("queue call", "--window", "1", "--number", first["number"])["number"]
    at = ("--window", "1")
    states = [
        walk(f"queue {verb}", number, *at)["state"]
        for verb in ("recall", "start", "hold", "resume", "finish")
    ]
    assert states == ["called", "serving", "on_hold", "serving", "finished"]
    number = walk("queue call", *at)["number"]
    walk("queue recall", number, *at)
    later = local_now() + timedelta(minutes=2)
    with monkeypatch.context() as patch:
        patch.setattr("window_desk.storage.desk.local_now", lambda: later)
        assert walk("queue miss", number, *at)["state"] == "missed"
        assert walk("queue requeue", number)["state"] == "waiting"
        assert walk("queue transfer", number, "--to", "B")["state"] == "waiting"
        assert walk("queue leave", number)["state"] == "left"


def intake(walk: Walk, item: str, **person: object) -> tuple[str, list[str]]:
    """A new case, and its papers, all received."""
    found = walk("case open", "--item", item, "--applicant", "-", stdin=json.dumps(PERSON | person))
    assert found["number"] is None
    return found["case"], [
        f"{each['material']}=received" for each in found["checklist"] if not each["shared"]
    ]


def acts(walk: Walk) -> None:
    """Cases through the acts at the window."""
    case, papers = intake(walk, PLAIN)
    walk("case answer", case, "range=class_b")
    walk("case answer", case, "range=prescription")
    papers[0] = papers[0].replace("received", "defective:copies cannot be read")
    assert walk("case check", case, *papers)["reasons"]
    assert walk("case correct", case)["state"] == "correction"
    walk("case check", case, papers[0].partition("=")[0] + "=received")
    accepted = walk("case accept", case)
    assert accepted["number"]
    assert accepted["promised_due"] < accepted["statutory_due"]
    case, papers = intake(walk, INSTANT)
    walk("case check", case, *papers)
    assert walk("case settle", case)["state"] == "served"
    case, _ = intake(walk, NOT_OURS)
    walk(
        "case refuse", case, "--reason", "another body decides", "--form", "not_ours",
        "--body", "the city's bureau", "--alternative", "the bureau's own window",
    )  # fmt: skip
    case, _ = intake(walk, PLAIN)
    assert walk("case withdraw", case)["number"] is None


def departments(walk: Walk) -> None:
    """A case from its legs to the result handed out."""
    case, papers = intake(walk, PLAIN)
    walk("case check", case, *papers)
    number = walk("case accept", case)["number"]
    who = ("--as", "supervisor")
    legs = walk("case show", number)["legs"]
    step = next(each["step"] for each in legs if each["state"] == "open")
    walk("case review", number, step, "returned", "--reason", "a page is missing", *who)
    legs = walk("case dispatch", number)["legs"]
    while waiting := [each["step"] for each in legs if each["state"] == "open"]:
        legs = walk("case review", number, waiting[0], "agreed", *who)["legs"]
    assert walk("case decide", number, "granted", *who)["state"] == "granted"
    assert walk("case serve", number)["state"] == "served"
    page = walk("case list", "--state", "served", "--limit", "1")
    assert len(page["cases"]) == 1
    assert page["next"]
    assert walk("case list", "--light", "red")["cases"] == []


def papers_and_clocks(walk: Walk) -> None:
    """Cases whose papers were put right, whose clocks were moved, and what a supervisor sees."""
    boss = ("--as", "supervisor")
    case, papers = intake(walk, PLAIN)
    paper = papers[0].partition("=")[0]
    walk("case check", case, *papers)
    walk("case check", case, f"{paper}=defective:not signed")
    walk("case fix", case, paper, "--what", "signed at the window")
    walk("case check", case, f"{paper}=defective:not signed")
    walk("case correct", case)
    walk("case return", case)
    walk("case check", case, f"{paper}=received")
    number = walk("case accept", case)["number"]
    walk("case receipt", number)
    walk("case suspend", number, "expert_review", "--days", "5", *boss)
    walk("case resume", number, *boss)
    walk("case extend", number, "--days", "5", "--by", "agency", "--approver", "the head",
         "--reason", "complex", *boss)  # fmt: skip
    walk("case restart", number, "--reason", "changed", "--basis", "the measures art. 12", *boss)
    walk("case amend", number, "--item", DECLARED, "--reason", "a slip")
    walk("case amend", number, "--refuse", "--reason", "it was right", *boss)
    walk("case notice", number)
    case, papers = intake(walk, RENEWAL)
    walk("case licence", case, "2099-12-31")
    case, papers = intake(walk, DECLARED)
    walk("case check", case, *papers)
    number = walk("case commit", case)["number"]
    walk("case promises", "--commitments")
    walk("case check-commitment", number, "kept", *boss)
    case, _ = intake(walk, PLAIN)
    walk("case refuse", case, "--reason", "no permit", "--form", "not_required",
         "--alternative", "begin at once")  # fmt: skip
    walk("supervise", "noes")
    walk("case review-no", case, "stands", "--note", "explained", *boss)
    case, papers = intake(walk, PLAIN)
    walk("case check", case, *papers)
    walk("case check", case, "application=missing")
    walk("case correct", case)
    walk("case check", case, "application=received", "staff=missing")
    walk("case correct", case, "--reason", "staff=seen only now")
    walk("supervise", "late")
    walk("case review-late", case, "--note", "the reason holds", *boss)
    walk("case run-due")
    walk("handover", "--window", "1")


def joint(walk: Walk) -> None:
    """A case that several departments have at the same time."""
    boss = ("--as", "supervisor")
    case, papers = intake(walk, PARALLEL)
    plan = walk("case check", case, *papers)["plan"]
    assert plan["in_a_row"] == plan["days"] + plan["saved"]
    assert {each["step"] for each in plan["steps"]} >= {"tax", "fire_review"}
    number = walk("case accept", case)["number"]
    walk("case review", number, "register", "agreed", "--ground", "meets_conditions", *boss)
    walk("case add-body", number, "区水务局", "--reason", "near a spring", *boss)
    fire = ("--as", "reviewer-fire")
    walk("case assign", number, "fire_review", *fire)
    walk("case remind", number, "tax")
    walk("case ask-more", number, "fire_review", "lease=it ran out", *fire)
    assert walk("case notify-more", number)["documents"][-1]["kind"] == "request"
    walk("case return-more", number, "lease=missing")
    meets = (local_now() + timedelta(hours=1)).isoformat()
    at = ("--at", meets, "--place", "room 3", *boss)
    walk("case meet call", number, *at)
    walk("case meet cancel", number, "--reason", "in writing", *boss)
    walk("case meet call", number, *at, "--step", "tax")
    walk(
        "case meet hold", number, "--there", "Zhou=广安区税务局", "--minutes", "agreed",
        "--opinion", "tax=agreed", *boss,
    )  # fmt: skip
    shown = walk("case show", number)
    assert [each["state"] for each in shown["meetings"]] == ["cancelled", "held"]
    assert {each["person"] for each in shown["opinions"]} == {None, "Zhou"}
    assert shown["requests"][0]["returned_at"]
    assert shown["plan"]["standing"]["done"] == 2
    assert walk("reviews", "--mine", *fire)["reviews"][0]["step"] == "fire_review"
    assert walk("stuck", "--limit", "1")["next"]


def calendar(walk: Walk) -> None:
    """The dates of the law's own examples."""
    words = ("--from", "2026-09-18", "--days", "2", "--suspend", "2026-09-20..2026-09-22")
    assert walk("calendar due", *words, "--extend", "3")["due"] > "2026-09-23"
    walk("calendar count", "--from", "2026-11-30", "--to", "2026-11-23")
    walk("calendar show", "2026")
    notice = data_folder() / "calendar" / "2026.toml"
    assert walk("calendar import", notice, "--preview")["moved"] == []
    walk("calendar import", notice, "--as", "admin")


def catalogue(walk: Walk, folder: Path) -> None:
    """Items searched, shown, written out and read again."""
    assert walk("catalogue list", "yplsqy", "--department", "区市监局")["items"]
    walk("catalogue show", PLAIN)
    for form in ("toml", "csv", "xlsx"):
        walk("catalogue export", folder / f"all.{form}")
        walk("catalogue import", folder / f"all.{form}", "--dry-run")
    walk("catalogue import", folder / "all.csv", "--as", "admin")
    assert walk("catalogue lint")["findings"]
    walk("catalogue export", folder / "all.jsonld")
    walk("catalogue template", folder / "template.xlsx")
    settings = folder / "centre.toml"
    walk("centre export", settings)
    settings.write_text(settings.read_text("utf-8").replace("undo_seconds = 60", ""), "utf-8")
    assert walk("centre import", settings, "--dry-run")["changed"] == []
    assert walk("centre import", settings, "--as", "admin")["changed"] == []
    walk("catalogue diff", f"{PLAIN}@1", folder / "all.toml")
    assert walk("catalogue plan", PLAIN)["steps"]


def exchange(walk: Walk, folder: Path, bare: Path) -> None:
    """Files between this desk and another, which acts on a case that is not its own."""
    boss, admin = ("--as", "supervisor"), ("--as", "admin")
    other = copy_as(bare, folder / "other.db", "h2/desk1", local_now())
    key, ours = trusting.own_key(other).public, walk("sync key")
    walk("sync trust", key.code, "--fingerprint", key.fingerprint, *admin)
    trusting.trust_key(other, ADMIN, read_code(ours["code"]), ours["fingerprint"])
    kept, _ = intake(walk, PLAIN, name="李四", certificate_number="")
    walk("case withdraw", kept)
    gone, _ = intake(walk, PLAIN)
    sent = walk("sync export", folder / "out.wdb", "--with-people", *admin)
    assert sent["pushed"] > 0
    assert receive.import_bundle(other, ADMIN, Path(sent["files"][0])).error is None
    op = meddle(other, gone)
    (path,) = export(other)
    assert walk("sync import", path, *admin)["pulled"] > 0
    assert walk("supervise", "conflicts")["matters"][0]["op"] == op
    walk("case decide-conflict", op, "set_aside", "--note", "done here", *boss)
    walk("case erase-applicant", kept, "--reason", "asked for", *admin)
    walk("case hand", gone, "--to", "h2/desk1", *boss)
    twin = copy_as(bare, folder / "twin.db", "h2/desk1", local_now())
    shutil.copy(key_file(other.place), key_file(twin.place))
    trusting.own_key(twin)
    open_case(twin)
    (path,) = export(twin)
    assert walk("sync import", path, *admin)["forks"]
    assert walk("supervise", "forks")["counts"]["forks"] == 1
    walk("sync settle", "h2/desk1", "--note", "the twin is out of use", *boss)
    walk("sync revoke", key.fingerprint[:8], "--reason", "lost", *admin)
    placed = walk("sync department", "区消防大队", "--desk", "h1/dept-fire", *admin)
    assert [x["desk"] for x in placed["departments"] if x["desk"]] == ["h1/dept-fire"]
    assert walk("sync follow", "city/desk1", *admin)["sources"][0]["stale"]
    walk("sync status")
    walk("sync unfollow", "city/desk1", *admin)
    walk("catalogue publish", *admin)
    other.close()
    twin.close()


def hubs(walk: Walk, folder: Path, bare: Path, server: Server) -> None:
    """A hub that this desk keeps and another that it joins."""
    admin = ("--as", "admin")
    ours, theirs = server.make_database(), server.make_database()
    walk("sync hub init", server.url(ours), *admin)
    code = walk("sync hub invite", "h1/desk2", *admin)["code"]
    other = copy_as(bare, folder / "hall.db", "h1/desk2", local_now())
    joining.join(other, ADMIN, codes.read_code(code))
    assert walk("sync run")["pushed"] > 0
    walk("sync watch", "--rounds", 1)
    walk("sync status")
    assert walk("sync hub members")["members"][1]["listed"]
    walk("sync hub hold", *admin)
    walk("sync hub resume", "--anyway", *admin)
    walk("sync hub remove", "h1/desk2", "--reason", "lost", *admin)
    keeping.init_hub(other, ADMIN, server.url(theirs), "hub2")
    asked = keeping.invite(other, ADMIN, "hub2", keeping.Wanted("h1/desk1"))
    walk("sync join", asked.code, *admin)
    walk("sync leave", "hub2", *admin)
    other.close()
    for each in (ours, theirs):
        server.drop_database(each)


def house(walk: Walk, folder: Path) -> None:
    """Accounts, figures, proofs and copies."""
    walk("init")
    admin = ("--as", "admin")
    walk("account add", "new", "--role", "clerk", *admin)
    walk("account reset-pin", "new", *admin)
    walk("account power", "new", "--all", "--authority", "by letter 3", *admin)
    walk("account disable", "new", *admin)
    walk("account list")
    figures = walk("report")
    keys = {"name", "value", "n", "excluded", "definition"}
    assert all(set(each) >= keys for each in figures)
    assert walk("audit verify")["broken"] == []
    assert walk("db check")["differences"] == walk("db rebuild")["differences"] == []
    walk("db backup", folder / "copy.db")
    walk("db upgrade")
    walk("db restore", folder / "copy.db")


def test_every_command_keeps_its_promise(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bare: Path, postgres: Server
) -> None:
    monkeypatch.setenv("WINDOW_DESK_ACCOUNT", "clerk1")
    walk = Walk(run)
    queue(walk, monkeypatch)
    acts(walk)
    departments(walk)
    papers_and_clocks(walk)
    joint(walk)
    calendar(walk)
    catalogue(walk, tmp_path)
    exchange(walk, tmp_path, bare)
    hubs(walk, tmp_path, bare, postgres)
    house(walk, tmp_path)
    assert walk.walked == set(KEYS) == set(COMMANDS) - NOT_FOR_PROGRAMS


REFUSED = [
    "queue start A999", "queue call --number A999", "queue transfer A999 --to B", "queue call",
    "queue issue nothing", "case show none", "case accept none", "case answer none a=b",
    "case check none a=received", "case correct none", "case refuse none --reason x",
    "case withdraw none", "case settle none", "case dispatch none", "case serve none",
    "case review none step agreed --as supervisor", "case decide none granted --as supervisor",
    "catalogue show none", "catalogue plan none", "catalogue diff none none",
    "account disable none --as admin", "account reset-pin none --as admin",
    "account add clerk1 --role clerk --as admin", "report --hall nothing",
    "calendar count --from 1800-01-01 --to 1800-01-02", "calendar show 1800",
    "calendar due --from 1800-01-01 --days 5", "queue issue A --as nobody",
    "case hand none --to h2/desk1 --as supervisor", "sync revoke ab --reason x --as admin",
    "case decide-conflict h2/desk1:1 taken --note x --as supervisor",
    "case erase-applicant none --reason x --as admin",
    "sync settle h2/desk1 --note x --as supervisor",
    "sync run", "sync watch", "sync hub members", "sync leave hub1 --as admin",
    "sync hub invite h1/desk2 --as admin", "sync hub remove h1/desk2 --reason x --as admin",
    "sync department nothing --desk h1/fire --as admin",
]  # fmt: skip
"""What a rule refuses: on any desk, because there is nothing of that name or number."""


@pytest.mark.parametrize("words", REFUSED)
def test_a_refusal_is_a_document_and_a_sentence_and_nothing_is_written(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setenv("WINDOW_DESK_ACCOUNT", "clerk1")
    before = run("audit", "verify", "--json").document["ops"]
    ran = run(*words.split(), "--json")
    assert ran.status == 1
    assert ran.error["code"].partition(".")[2]
    told = run(*words.split())
    assert (told.status, told.out) == (1, "")
    assert told.err.count("\n") == 1
    assert run("audit", "verify", "--json").document["ops"] == before
