"""A four-way parallel review through the services, beside the same in SpiffWorkflow."""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import msgspec
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

from window_desk.catalogue import data_folder
from window_desk.catalogue.search import search_keys
from window_desk.domain.item import Bilingual, ServiceItem, Step
from window_desk.domain.ops import PaperCheck
from window_desk.services import access, cases, intake, people, publishing, review, setting_up
from window_desk.storage import reads
from window_desk.storage.desk import Desk, make_desk
from window_desk.storage.driver import find_driver

departments = ("区消防大队", "区卫健局", "区住建局", "区生态环境局")
lead = "区市监局"
steps = ("start", "answer", "join")
"""What is timed: the review begun and stored, one answer stored, the joined end stored."""

Times = dict[str, list[float]]


def processor(name: str) -> str:
    """The name of a step's processor time: what is left when the disk is not waited for."""
    return f"{name}, processor"


def measure(
    folder: Path, rounds: int
) -> tuple[dict[str, tuple[float, float]], tuple[float, float]]:
    """Median milliseconds of each step, ours and theirs in turn, and the bytes stored per case."""
    ours, theirs = _Desk(folder / "joint.db"), _Spiff(folder / "spiff.db")
    ours.one_case(defaultdict(list))
    theirs.one_case(defaultdict(list))
    before = ours.size(), theirs.size()
    times: tuple[Times, Times] = (defaultdict(list), defaultdict(list))
    for _round in range(rounds):
        ours.one_case(times[0])
        theirs.one_case(times[1])
    grown = tuple(
        (size - start) / rounds
        for size, start in zip((ours.size(), theirs.size()), before, strict=True)
    )
    ours.desk.close()
    medians = {
        name: (statistics.median(times[0][name]), statistics.median(times[1][name]))
        for step in steps
        for name in (step, processor(step))
    }
    return medians, (grown[0], grown[1])


@contextmanager
def _timed(times: Times, name: str) -> Iterator[None]:
    began, worked = time.perf_counter(), time.process_time()
    yield
    times[name].append((time.perf_counter() - began) * 1000)
    times[processor(name)].append((time.process_time() - worked) * 1000)


def _size(connection: sqlite3.Connection) -> int:
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    free = connection.execute("PRAGMA freelist_count").fetchone()[0]
    return int(pages - free) * int(connection.execute("PRAGMA page_size").fetchone()[0])


class _Desk:
    """A desk with one item that four departments review side by side."""

    def __init__(self, path: Path) -> None:
        desk = make_desk(path, "bench/joint")
        with desk.change(by="setup") as tx:
            setting_up.seed(tx, data_folder())
        with desk.change(by="setup") as tx:
            access.hire(tx, tx.centre.staff, access.hash_pin("2468"))
            plain = reads.item(tx.connection, "XX-drug-retail-licence")
            assert plain is not None
            publishing.put_items(tx, [_four_way(plain)], search_keys)
        with desk.read() as connection:
            people_here = [each for each, _on in reads.accounts(connection)]
        self.desk: Desk = desk
        self.clerk = next(each for each in people_here if each.account == "clerk1")
        self.reviewers = {each.department: each for each in people_here if each.department}

    def one_case(self, times: Times) -> None:
        """A case taken in beforehand, then accepted, answered four times, and decided."""
        opened = intake.open_case(
            self.desk, self.clerk, "bench-4", people.Applicant("张三", certificate_number="")
        )
        papers = [
            PaperCheck(each.material.code, "received")
            for each in intake.view_case(self.desk, opened.id).needs
            if not each.material.shared
        ]
        intake.check_papers(self.desk, self.clerk, opened.id, papers)
        with _timed(times, "start"):
            cases.accept(self.desk, self.clerk, opened.id)
        for n, name in enumerate(departments):
            with _timed(times, "answer"):
                review.answer_leg(
                    self.desk, self.reviewers[name], opened.id, f"s{n}", "agreed", "符合条件"
                )
        with _timed(times, "join"):
            review.decide(self.desk, self.reviewers[lead], opened.id, "granted", "各部门均同意")

    def size(self) -> int:
        """The bytes of the file that are in use."""
        with self.desk.read() as connection:
            return _size(connection.raw)


def _four_way(plain: ServiceItem) -> ServiceItem:
    route = tuple(
        Step(f"s{n}", Bilingual("审查", "review"), name, Decimal(2))
        for n, name in enumerate(departments)
    )
    return msgspec.structs.replace(
        plain, code="bench-4", department=lead, steps=route, situations=(), joint=True
    )


class _Spiff:
    """The same review as a BPMN process; its state as JSON in SQLite, as durable as the desk."""

    def __init__(self, path: Path) -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(_process().encode())
        self.spec = parser.get_spec("review")
        self.serializer = BpmnWorkflowSerializer()
        self.raw = find_driver().connect(str(path), isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
            self.raw.execute(f"PRAGMA {pragma}")
        self.raw.execute("CREATE TABLE process (id INTEGER PRIMARY KEY, state TEXT NOT NULL)")
        self.serial = 0

    def one_case(self, times: Times) -> None:
        """Begun, answered four times, and decided; each time read and stored again."""
        self.serial += 1
        with _timed(times, "start"):
            self._start()
        for _department in departments:
            with _timed(times, "answer"):
                self._answer("符合条件")
        with _timed(times, "join"):
            self._answer("各部门均同意")
        state = self.raw.execute("SELECT state FROM process WHERE id = ?", (self.serial,))
        assert self.serializer.deserialize_json(state.fetchone()[0]).is_completed()

    def _start(self) -> None:
        workflow = BpmnWorkflow(self.spec)
        workflow.do_engine_steps()
        self._write("INSERT INTO process (state, id) VALUES (?, ?)", workflow)

    def _answer(self, reason: str) -> None:
        row = self.raw.execute("SELECT state FROM process WHERE id = ?", (self.serial,))
        workflow = self.serializer.deserialize_json(row.fetchone()[0])
        task = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
        # What the desk keeps of an answer: who said what, when, and why.
        task.data[task.task_spec.name] = {
            "outcome": "agreed", "reason": reason, "by": "reviewer-fire",
            "at": "2026-11-23T09:30:00.000+08:00",
        }  # fmt: skip
        task.run()
        workflow.do_engine_steps()
        self._write("UPDATE process SET state = ? WHERE id = ?", workflow)

    def _write(self, statement: str, workflow: BpmnWorkflow) -> None:
        state = self.serializer.serialize_json(workflow)
        self.raw.execute("BEGIN IMMEDIATE")
        self.raw.execute(statement, (state, self.serial))
        self.raw.execute("COMMIT")

    def size(self) -> int:
        """The bytes of the file that are in use."""
        return _size(self.raw)


def _process() -> str:
    """The process in BPMN: accepted, four reviews side by side, joined, decided."""
    names = [f"s{n}" for n in range(len(departments))]
    reviews = "".join(
        f'<userTask id="{each}" name="{each}"><incoming>i{each}</incoming>'
        f"<outgoing>o{each}</outgoing></userTask>"
        f'<sequenceFlow id="i{each}" sourceRef="split" targetRef="{each}"/>'
        f'<sequenceFlow id="o{each}" sourceRef="{each}" targetRef="join"/>'
        for each in names
    )
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"'
        ' targetNamespace="t"><process id="review" isExecutable="true">'
        '<startEvent id="begin"><outgoing>a</outgoing></startEvent>'
        '<sequenceFlow id="a" sourceRef="begin" targetRef="split"/>'
        '<parallelGateway id="split"><incoming>a</incoming>'
        + "".join(f"<outgoing>i{each}</outgoing>" for each in names)
        + "</parallelGateway>"
        + reviews
        + '<parallelGateway id="join">'
        + "".join(f"<incoming>o{each}</incoming>" for each in names)
        + "<outgoing>b</outgoing></parallelGateway>"
        '<sequenceFlow id="b" sourceRef="join" targetRef="decide"/>'
        '<userTask id="decide" name="decide"><incoming>b</incoming><outgoing>c</outgoing>'
        '</userTask><sequenceFlow id="c" sourceRef="decide" targetRef="end"/>'
        '<endEvent id="end"><incoming>c</incoming></endEvent></process></definitions>'
    )
