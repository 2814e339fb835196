"""Every dependency is pinned with hashes, and no file of the project names an index host."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PINNED = sorted((ROOT / "requirements").glob("*.txt"))

# Put together from pieces, so that this file does not name what it looks for.
HOSTS = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "pypi" + ".python.org",
    "mirrors" + ".aliyun.com",
    "mirrors" + ".cloud.tencent.com",
    "mirrors" + ".tencent.com",
    "mirrors" + ".huaweicloud.com",
    "repo" + ".huaweicloud.com",
    "mirrors" + ".ustc.edu.cn",
    "mirrors" + ".163.com",
    "tuna" + ".tsinghua.edu.cn",
    "pypi" + ".douban.com",
    "pypi" + ".mirrors",
]
INDEX_URL = re.compile(rb"(?:https?|file):/" + rb"/[^\s\"'<>)]*(?:/simple\b|/pypi\b|\bpypi\.)")


class Pin(NamedTuple):
    """One entry of a requirements file: what it asks for and the hashes that prove it."""

    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)


def pins(text: str) -> list[Pin]:
    """The entries of a requirements file, with continued lines joined and comments dropped."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    entries = "\n".join(lines).replace("\\\n", " ").splitlines()
    found = []
    for entry in filter(str.strip, entries):
        asked, *hashes = entry.split("--hash=")
        found.append(Pin(Requirement(asked.strip()), tuple(value.strip() for value in hashes)))
    return found


def loose(text: str) -> list[str]:
    """The names that are not held to one version and at least one sha256."""
    return [
        pin.name
        for pin in pins(text)
        if [spec.operator for spec in pin.requirement.specifier] != ["=="]
        or not pin.hashes
        or not all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in pin.hashes)
    ]


def hosts_named(content: bytes) -> list[str]:
    """The index hosts and index addresses that stand in `content`."""
    lowered = content.lower()
    hosts = [host for host in HOSTS if host.encode() in lowered]
    return hosts + [match.decode("latin-1") for match in INDEX_URL.findall(lowered)]


def ignored_patterns() -> list[str]:
    """The lines of `.gitignore`, which this project keeps to plain names and globs."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return [line.strip("/") for line in lines if line and not line.startswith("#")]


def project_files() -> set[Path]:
    """Every file that is committed or could be: tracked ones, and new ones that nothing ignores."""
    ignored = [*ignored_patterns(), ".git"]
    found: set[Path] = set()
    folders = [ROOT]
    while folders:
        for path in folders.pop().iterdir():
            if any(fnmatch(path.name, pattern) for pattern in ignored):
                continue
            if path.is_dir() and not path.is_symlink():
                folders.append(path)
            elif path.is_file():
                found.add(path)
    return found | tracked_files()


def tracked_files() -> set[Path]:
    """What git tracks, ignored or not; nothing where the project is not a git checkout."""
    if not (ROOT / ".git").exists():
        return set()
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return {path for name in listed.split("\0") if name and (path := ROOT / name).is_file()}


def declared() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pinned(name: str) -> dict[str, Pin]:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return {pin.name: pin for pin in pins(text)}


def unmet(asked: Iterable[str], held: dict[str, Pin]) -> list[str]:
    """The requirements that no pin satisfies."""
    return [
        text
        for text in asked
        if (pin := held.get(canonicalize_name(Requirement(text).name))) is None
        or not all(
            Requirement(text).specifier.contains(spec.version) for spec in pin.requirement.specifier
        )
    ]


@pytest.mark.parametrize("path", PINNED, ids=lambda path: path.name)
def test_every_line_is_one_version_with_hashes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert pins(text)
    assert loose(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "rich>=15 \\\n    --hash=sha256:" + "0" * 64,
        "rich==15.0.0",
        "rich==15.0.0 --hash=md5:" + "0" * 32,
        "rich",
    ],
    ids=["a range", "no hash", "a weak hash", "a bare name"],
)
def test_a_loose_line_is_seen(text: str) -> None:
    assert loose(text) == ["rich"]


def test_base_holds_every_dependency() -> None:
    project = declared()
    asked = project["project"]["dependencies"] + project["dependency-groups"]["build"]
    assert unmet(asked, pinned("base.txt")) == []


def test_dev_holds_every_tool_and_the_base_unchanged() -> None:
    base, dev = pinned("base.txt"), pinned("dev.txt")
    assert unmet(declared()["dependency-groups"]["dev"], dev) == []
    assert {name: dev.get(name) for name in base} == base


def test_an_unmet_requirement_is_seen() -> None:
    held = {pin.name: pin for pin in pins("rich==15.0.0 --hash=sha256:" + "0" * 64)}
    assert unmet(["rich>=15", "rich>=16", "textual>=8"], held) == ["rich>=16", "textual>=8"]


def test_the_build_group_is_what_the_build_needs() -> None:
    project = declared()
    assert project["dependency-groups"]["build"] == project["build-system"]["requires"]


def test_the_limited_wheel_keeps_its_marker() -> None:
    """pysqlite3 has no wheel for every platform; its pin must not be asked for everywhere."""
    marker = pinned("base.txt")["pysqlite3"].requirement.marker
    assert marker is not None
    here = {"platform_python_implementation": "CPython", "python_full_version": "3.11.7"}
    platforms = [
        ("linux", "x86_64"),
        ("linux", "aarch64"),
        ("darwin", "arm64"),
        ("darwin", "x86_64"),
    ]
    held = [
        marker.evaluate({**here, "sys_platform": system, "platform_machine": machine})
        for system, machine in platforms
    ]
    assert held == [True, False, True, False]


def test_no_file_names_an_index_host() -> None:
    files = project_files()
    assert ROOT / "pyproject.toml" in files
    named = {
        str(path.relative_to(ROOT)): hosts
        for path in sorted(files)
        if (hosts := hosts_named(path.read_bytes()))
    }
    assert named == {}


@pytest.mark.parametrize(
    "line",
    [
        "see https:" + "//pypi" + ".org/project/rich",
        "url = https:" + "//files.python" + "hosted.org/packages/x.whl",
        "index-url = https:" + "//packages.example/repository/python/simple",
        "MIRROR=HTTPS:" + "//PYPI" + ".TUNA" + ".TSINGHUA.EDU.CN/SIMPLE",
    ],
    ids=["the index", "its files", "any simple index", "a mirror in capitals"],
)
def test_a_named_host_is_seen(line: str) -> None:
    assert hosts_named(line.encode())


def test_an_ordinary_address_is_not_a_host() -> None:
    assert hosts_named(b"https:" + b"//www.gov.cn/zhengce/simplified.htm simple pypinyin") == []


def test_the_universal_lock_stays_uncommitted() -> None:
    assert "uv.lock" in ignored_patterns()
    assert ROOT / "uv.lock" not in tracked_files()


def test_bench_holds_what_is_measured_beside_the_desk_and_nothing_of_it_is_in_dev() -> None:
    bench, dev = pinned("bench.txt"), pinned("dev.txt")
    assert unmet(declared()["dependency-groups"]["bench"], bench) == []
    assert {name for name in bench if name in dev and dev[name] != bench[name]} == set()
    assert "spiffworkflow" not in dev
