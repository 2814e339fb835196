"""Cases on the command line: from the applicant at the window to the result handed out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Plain, Ran, Run, Writer
from tests.support import INSTANT, NOT_OURS, PARALLEL, PLAIN

PERSON = {
    "kind": "person",
    "certificate_type": "111",
    "certificate_number": "11010519491231002X",
    "name": "张三",
    "phone": "13800138000",
    "agent": None,
}


@pytest.fixture(autouse=True)
def as_clerk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clerk of window 1 acts where nobody else is named."""
    monkeypatch.setenv("WINDOW_DESK_ACCOUNT", "clerk1")


def open_case(run: Run, item: str = PLAIN, person: object = PERSON) -> Plain:
    """A new case, as the command answers it."""
    ran = run(
        "case", "open", "--item", item, "--applicant", "-", "--json", stdin=json.dumps(person)
    )
    assert ran.status == 0, ran.err
    return ran.document


def received(opened: Plain) -> list[str]:
    """Every paper that the applicant brings, received."""
    return [f"{each['material']}=received" for each in opened["checklist"] if not each["shared"]]


def accepted(run: Run, item: str = PLAIN) -> str:
    """The acceptance number of a new case."""
    opened = open_case(run, item)
    assert run("case", "check", opened["case"], *received(opened)).status == 0
    number: str = run("case", "accept", opened["case"], "--json").document["number"]
    return number


def refused(ran: Ran) -> Plain:
    """The error of a call that a rule refused."""
    assert ran.status == 1
    return ran.error


class TestOpen:
    def test_the_case_with_its_checklist_and_no_number_yet(self, run: Run) -> None:
        opened = open_case(run)
        assert opened["number"] is None
        assert opened["state"] == "intake"
        papers = {each["material"]: each for each in opened["checklist"]}
        assert papers["application"]["state"] is None
        assert papers["business_licence"]["state"] == "shared"
        assert papers["application"]["originals"] == 1

    def test_from_a_file_and_from_a_ticket(self, run: Run, applicant: Writer) -> None:
        number = run("queue", "issue", PLAIN, "--json").document["number"]
        path = applicant(PERSON)
        ran = run(
            "case", "open", "--item", PLAIN, "--applicant", path, "--ticket", number, "--json"
        )
        shown = run("case", "show", ran.document["case"], "--json").document
        assert shown["ticket"]

    def test_an_organisation_through_an_agent(self, run: Run) -> None:
        agent = {**PERSON, "authority": "power of attorney"}
        firm = {
            "kind": "organisation",
            "name": "渠江商贸有限公司",
            "agent": agent,
        }
        opened = open_case(run, person=firm)
        shown = run("case", "show", opened["case"], "--json").document
        assert shown["applicant"]["kind"] == "organisation"
        assert shown["agent"]["name"] == "张**"
        assert shown["authority"] == "power of attorney"

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            pytest.param({"certificate_number": "110105194912310021"}, "identity.check_digit",
                         id="wrong check digit"),
            pytest.param({"certificate_number": "123"}, "identity.length", id="too short"),
            pytest.param({"certificate_number": "11010520991231002X"}, "identity.birth_date",
                         id="born in the future"),
            pytest.param({"certificate_type": "999"}, "identity.type", id="no such certificate"),
            pytest.param({"name": ""}, "text.empty", id="no name"),
            pytest.param({"name": " \u200b\u3000\x1b"}, "text.empty", id="a name of nothing"),
            pytest.param({"name": "长" * 201}, "text.too_long", id="201 characters"),
            pytest.param({"agent": {"name": "李四"}}, "intake.authority", id="no authority"),
        ],
    )  # fmt: skip
    def test_an_applicant_that_a_rule_refuses(
        self, run: Run, applicant: Writer, change: dict[str, object], code: str
    ) -> None:
        path = applicant(PERSON | change)
        ran = run("case", "open", "--item", PLAIN, "--applicant", path, "--json")
        assert refused(ran)["code"] == code
        assert run("case", "list", "--json").document["cases"] == []

    @pytest.mark.parametrize(
        "text",
        [
            "", "{", "[]", "null", '"张三"', "{}", '{"name": 5}', '{"name": "x", "nmae": "y"}',
            '{"name": "x", "kind": "robot"}', '{"name": "x", "agent": "y"}', "\udcff",
            "[" * 100_000,
        ],
        ids=lambda text: repr(text[:30]),
    )  # fmt: skip
    def test_an_applicant_that_cannot_be_read(self, run: Run, tmp_path: Path, text: str) -> None:
        path = tmp_path / "applicant.json"
        path.write_bytes(text.encode(errors="surrogateescape"))
        ran = run("case", "open", "--item", PLAIN, "--applicant", path, "--json")
        assert (ran.status, ran.error["code"]) == (3, "applicant.file")

    @pytest.mark.parametrize("place", ["none.json", "."])
    def test_a_file_that_is_not_there(self, run: Run, tmp_path: Path, place: str) -> None:
        path = tmp_path / place
        ran = run("case", "open", "--item", PLAIN, "--applicant", path, "--json")
        assert (ran.status, ran.error["code"]) == (3, "applicant.file")

    @pytest.mark.parametrize(
        ("item", "code"),
        [
            ("none", "item.unknown"),
            ("511A0005200001-511602000000-000-115113016823646795-1-00", "item.no_guide"),
        ],
        ids=["no such item", "only in the directory"],
    )
    def test_an_item_that_cannot_be_opened(
        self, run: Run, applicant: Writer, item: str, code: str
    ) -> None:
        path = applicant(PERSON)
        ran = run("case", "open", "--item", item, "--applicant", path, "--json")
        assert refused(ran)["code"] == code

    def test_people_see_the_checklist(self, run: Run, applicant: Writer) -> None:
        out = run("case", "open", "--item", PLAIN, "--applicant", applicant(PERSON)).out
        assert "Application for a drug business licence" in out
        assert "not looked at" in out


class TestPapers:
    def test_answers_change_the_checklist(self, run: Run) -> None:
        case = open_case(run, PARALLEL)["case"]
        ran = run("case", "answer", case, "subject=company", "--json")
        assert ran.status == 0
        assert set(ran.document) >= {"verdict", "reasons", "allowed"}
        shown = run("case", "show", case, "--json").document
        assert "articles" in {each["material"] for each in shown["materials"]}
        answers = {each["situation"]: each["answer"] for each in shown["situations"]}
        assert answers["subject"] == "company"

    def test_every_reason_has_its_paper_its_words_and_its_article(self, run: Run) -> None:
        opened = open_case(run)
        checks = received(opened)
        checks[0] = "application=missing"
        checks[1] = "staff=defective:copies cannot be read"
        ran = run("case", "check", opened["case"], *checks, "--json")
        assert ran.document["verdict"] == "correct"
        assert ran.document["allowed"] == ["correct", "correct_on_spot", "withdraw"]
        found = {each["material"]: each for each in ran.document["reasons"]}
        assert set(found) == {"application", "staff"}
        assert all(each["article"] == "xkf.32.1.4" for each in found.values())
        assert "copies cannot be read" in found["staff"]["message"]

    def test_copies_are_counted(self, run: Run) -> None:
        opened = open_case(run)
        words = ["case", "check", opened["case"], *received(opened), "--json", "--copies"]
        assert run(*words, "staff=0").document["verdict"] == "correct"
        assert run(*words, "staff=1").document["verdict"] == "accept"

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            ("answer {case} nothing=x", "case.situation"),
            ("answer {case} who=nobody", "case.option"),
            ("check {case} nothing=received", "case.material"),
            ("check {case} application=defective", "case.defect_reason"),
            ("check {case} application=promised", "case.not_deferrable"),
            ("check {case} application=shared", "case.not_shared"),
            ("check none:1 application=received", "case.unknown"),
            ("check {case} application=received --copies application=1000", "case.copies"),
        ],
    )
    def test_what_is_not_possible(self, run: Run, words: str, code: str) -> None:
        case = open_case(run)["case"]
        assert refused(run("case", *words.format(case=case).split(), "--json"))["code"] == code

    def test_people_read_the_verdict_with_its_article(self, run: Run) -> None:
        opened = open_case(run)
        out = run("case", "check", opened["case"], *received(opened)).out
        assert "Administrative Permit Law art. 32(1)5" in out
        zh = run("--lang", "zh", "case", "check", opened["case"], "application=missing").out
        assert "《行政许可法》第三十二条" in zh


class TestActs:
    def test_accepting_gives_number_dates_and_documents(self, run: Run) -> None:
        opened = open_case(run)
        run("case", "check", opened["case"], *received(opened))
        ran = run("case", "accept", opened["case"], "--json")
        assert ran.status == 0
        document = ran.document
        assert document["case"] == opened["case"]
        assert document["state"] == "under_review"
        assert document["number"].startswith("511602-")
        assert document["promised_due"] < document["statutory_due"]
        assert [each["kind"] for each in document["documents"]] == ["acceptance", "receipt"]
        again = run("case", "accept", document["number"], "--json")
        assert refused(again)["code"] == "case.state"

    def test_papers_that_are_missing_are_refused_with_the_article(self, run: Run) -> None:
        case = open_case(run)["case"]
        run("case", "check", case, "application=missing")
        error = refused(run("case", "accept", case, "--json"))
        assert error["article"].startswith("xkf.32.1")
        assert "Administrative Permit Law" in run("case", "accept", case).err

    def test_promised_papers_come_by_a_day(self, run: Run) -> None:
        opened = open_case(run, PARALLEL)
        late = next(each["material"] for each in opened["checklist"] if each["may_follow"])
        checks = [each for each in received(opened) if not each.startswith(f"{late}=")]
        run("case", "check", opened["case"], *checks, f"{late}=promised")
        too_late = run("case", "accept", opened["case"], "--supply-by", "2099-01-01", "--json")
        assert refused(too_late)["code"] == "case.supply_by"
        document = run("case", "accept", opened["case"], "--json").document
        assert document["supply_by"] == document["promised_due"]

    def test_settling_an_instant_item(self, run: Run) -> None:
        opened = open_case(run, INSTANT)
        run("case", "check", opened["case"], *received(opened))
        document = run("case", "settle", opened["case"], "--json").document
        assert document["state"] == "served"
        kinds = [each["kind"] for each in document["documents"]]
        assert kinds == ["acceptance", "receipt", "decision", "service"]

    def test_correcting_once_and_completely(self, run: Run) -> None:
        opened = open_case(run)
        checks = received(opened)
        checks[0] = "application=missing"
        case = opened["case"]
        run("case", "check", case, *checks)
        document = run("case", "correct", case, "--json").document
        assert document["state"] == "correction"
        assert document["promised_due"] is None
        assert [each["kind"] for each in document["documents"]] == ["correction", "receipt"]
        run("case", "check", case, "application=received", "staff=missing")
        assert refused(run("case", "correct", case, "--json"))["code"] == "case.asked_later"
        ran = run("case", "correct", case, "--reason", "staff=seen only now", "--json")
        assert ran.status == 0
        assert len(run("case", "show", case, "--json").document["rounds"]) == 2

    def test_refusing_names_the_competent_body(self, run: Run) -> None:
        case = open_case(run, NOT_OURS)["case"]
        words = ["case", "refuse", case, "--reason", "another body decides", "--json"]
        assert refused(run(*words))["code"] == "case.no_ground"
        assert refused(run(*words, "--form", "not_ours"))["code"] == "case.body"
        body = ("--form", "not_ours", "--body", "the city's bureau")
        assert refused(run(*words, *body))["code"] == "case.alternative"
        ran = run(*words, *body, "--alternative", "apply to the city's bureau")
        assert ran.document["state"] == "turned_away"
        assert [each["kind"] for each in ran.document["documents"]] == ["turned_away"]

    def test_withdrawing(self, run: Run) -> None:
        case = open_case(run)["case"]
        ran = run("case", "withdraw", case, "--reason", "changed plans", "--json")
        assert ran.document["state"] == "withdrawn"
        assert ran.document["documents"] == []

    def test_people_read_the_date_with_its_arithmetic(self, run: Run) -> None:
        opened = open_case(run)
        run("case", "check", opened["case"], *received(opened))
        out = run("case", "accept", opened["case"]).out
        assert "Promised" in out
        assert "which is day 0" in out


class TestDepartments:
    def test_from_the_legs_to_the_hand_over(self, run: Run) -> None:
        number = accepted(run)
        legs = run("case", "show", number, "--json").document["legs"]
        while waiting := [each["step"] for each in legs if each["state"] == "open"]:
            for step in waiting:
                ran = run("case", "review", number, step, "agreed", "--as", "supervisor", "--json")
                assert ran.status == 0
                legs = ran.document["legs"]
        keys = {"step", "name", "department", "state", "due", "answered_by"}
        assert all(set(each) >= keys for each in legs)
        other = run("case", "decide", number, "granted", "--as", "clerk2", "--json")
        assert refused(other)["code"] == "access.role"
        ran = run("case", "decide", number, "granted", "--as", "supervisor", "--json")
        assert ran.document["state"] == "granted"
        ran = run("case", "serve", number, "--manner", "post", "--json")
        assert (ran.document["state"], ran.document["legs"]) == ("served", legs)

    def test_who_accepted_does_not_decide(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("WINDOW_DESK_ACCOUNT", "supervisor")
        number = accepted(run)
        error = refused(run("case", "decide", number, "granted", "--json"))
        assert error["code"] == "case.same_person"

    def test_a_leg_that_came_back_is_dispatched_again(self, run: Run) -> None:
        number = accepted(run)
        (step, *_rest) = [
            each["step"]
            for each in run("case", "show", number, "--json").document["legs"]
            if each["state"] == "open"
        ]
        words = ["case", "review", number, step, "returned", "--as", "supervisor", "--json"]
        assert refused(run(*words))["code"] == "case.reason"
        assert run(*words, "--reason", "a page is missing").status == 0
        legs = run("case", "dispatch", number, "--json").document["legs"]
        assert next(each for each in legs if each["step"] == step)["state"] == "open"
        error = refused(run("case", "dispatch", number, "--json"))
        assert error["code"] == "case.nothing_to_dispatch"

    def test_an_outcome_that_there_is_not(self, run: Run) -> None:
        assert run("case", "review", "x", "y", "maybe").status == 2
        assert run("case", "decide", "x", "maybe").status == 2

    def test_people_see_the_legs(self, run: Run) -> None:
        number = accepted(run, PARALLEL)
        step = next(
            each["step"]
            for each in run("case", "show", number, "--json").document["legs"]
            if each["state"] == "open"
        )
        out = run("case", "review", number, step, "agreed", "--as", "supervisor").out
        assert "with the department" in out


class TestShow:
    def test_everything_is_there_and_people_are_masked(self, run: Run) -> None:
        number = accepted(run)
        ran = run("case", "show", number, "--json")
        document = ran.document
        assert set(document) >= {"state", "clocks", "legs", "materials", "timeline"}
        assert set(document["clocks"]) >= {"promised", "statutory"}
        assert document["clocks"]["promised"]["due"] == document["promised_due"]
        assert document["clocks"]["promised"]["runs"] is True
        assert document["light"] == "green"
        acts = [each["act"] for each in document["timeline"]]
        assert acts[0] == "case.opened"
        assert "case.accepted" in acts
        assert document["applicant"]["name"] == "张**"
        for secret in ("张三", "11010519491231002X", "13800138000"):
            assert secret not in ran.out
            assert secret not in run("case", "show", number).out

    def test_unmasking_is_put_on_record(self, run: Run) -> None:
        number = accepted(run)
        before = run("audit", "verify", "--json").document["ops"]
        document = run("case", "show", number, "--unmask", "--json").document
        assert document["applicant"]["name"] == "张三"
        assert document["applicant"]["certificate_number"] == "11010519491231002X"
        assert run("audit", "verify", "--json").document["ops"] == before + 1
        ran = run("case", "show", number, "--unmask", "--as", "admin", "--json")
        assert refused(ran)["code"] == "access.role"

    def test_before_acceptance_the_dates_are_those_of_now(self, run: Run) -> None:
        case = open_case(run)["case"]
        document = run("case", "show", case, "--json").document
        assert document["promised_due"] is None
        assert document["light"] is None
        assert document["clocks"]["promised"]["runs"] is False
        assert "If it were accepted now" in run("case", "show", case).out

    def test_by_id_number_or_document(self, run: Run) -> None:
        number = accepted(run)
        document = run("case", "show", number, "--json").document
        for name in (document["case"], document["documents"][0]["number"]):
            assert run("case", "show", name, "--json").document["number"] == number

    def test_people_see_every_part_in_their_language(self, run: Run) -> None:
        number = accepted(run, PARALLEL)
        out = run("case", "show", number).out
        for part in ("+ on time", "Papers", "Departments", "Timeline", "under review"):
            assert part in out
        assert "审查中" in run("--lang", "zh", "case", "show", number).out

    def test_an_unknown_case(self, run: Run) -> None:
        assert refused(run("case", "show", "511602-20260101-0001", "--json"))["code"] == (
            "case.unknown"
        )


class TestList:
    def test_the_newest_first_in_pages(self, run: Run) -> None:
        cases = [open_case(run)["case"] for _ in range(5)]
        found: list[str] = []
        words: list[str] = []
        while True:
            document = run("case", "list", "--limit", "2", "--json", *words).document
            assert len(document["cases"]) <= 2
            found += [each["case"] for each in document["cases"]]
            if document["next"] is None:
                break
            words = ["--after", document["next"]]
        assert found == cases[::-1]

    def test_by_state_and_by_light(self, run: Run) -> None:
        number = accepted(run)
        case = open_case(run)["case"]
        run("case", "withdraw", case)
        open_case(run)

        def listed(*words: str) -> list[str]:
            document = run("case", "list", *words, "--json").document
            return [each["number"] or each["case"] for each in document["cases"]]

        assert listed("--state", "under_review") == [number]
        assert listed("--state", "withdrawn") == [case]
        assert listed("--light", "green") == [number]
        assert listed("--light", "closed") == [case]
        assert listed("--light", "red") == []
        assert listed("--light", "green", "--state", "withdrawn") == []
        assert len(listed()) == 3

    def test_pages_by_light_hold_only_that_light(self, run: Run) -> None:
        numbers = {accepted(run) for _ in range(3)}
        first = run("case", "list", "--light", "green", "--limit", "2", "--json").document
        rest = run("case", "list", "--light", "green", "--after", first["next"], "--json").document
        assert {each["number"] for each in first["cases"] + rest["cases"]} == numbers
        assert len(first["cases"]) == 2
        assert rest["next"] is None

    def test_people_see_sign_and_word_of_the_light(self, run: Run) -> None:
        accepted(run)
        out = run("case", "list").out
        assert "+ on time" in out
        assert "张**" in out

    def test_nothing(self, run: Run) -> None:
        assert run("case", "list", "--json").document == {"cases": [], "next": None}
        assert run("case", "list").out == "No case fits.\n"
