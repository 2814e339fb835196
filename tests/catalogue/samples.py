"""A small right catalogue, and how a test makes it wrong in one place."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

DIRECTORY = dedent(
    """\
    [department]
    name = "区市监局"
    code = "11511301008778335"

    [[items]]
    code = "511A0064"
    name = "公司设立登记"
    type = "01"

    [[items]]
    code = "511A0065"
    name = "营业执照遗失补领"
    type = "20"
    """
)

OTHER_DIRECTORY = dedent(
    """\
    [department]
    name = "区消防大队"
    code = "130501003"

    [[items]]
    code = "511A0070"
    name = "消防安全检查"
    type = "01"
    """
)

GUIDE = dedent(
    """\
    [item]
    code = "511A0064"
    name = { zh = "公司设立登记", en = "Company registration" }
    type = "01"
    department = "区市监局"
    kind = "committed"
    version = 1
    valid_from = 2026-01-01
    audience = ["person", "enterprise"]
    visits = 1
    level = "4"
    statutory = { value = 20, unit = "working_days", basis = "行政许可法 第四十二条" }
    promised = { value = 5, unit = "working_days" }
    children = ["511A0065"]

    [[item.basis]]
    law = "中华人民共和国公司法"
    article = "第二十九条"

    [[item.fees]]
    name = { zh = "工本费", en = "Cost of the form" }
    amount = 500
    per = { zh = "份", en = "copy" }
    basis = "财税〔2015〕1号"

    [[item.materials]]
    code = "application"
    name = { zh = "申请书", en = "Application" }
    issuer = "applicant"
    originals = 1
    defects = [
      { zh = "未签字", en = "not signed" },
      { zh = "未盖章", en = "not sealed" },
    ]

    [[item.materials]]
    code = "mandate"
    name = { zh = "委托书", en = "Mandate" }
    issuer = "applicant"
    copies = 1
    issued_by_item = "511A0065"

    [[item.situations]]
    code = "who"
    question = { zh = "由谁来办理？", en = "Who is applying?" }

    [[item.situations.options]]
    code = "self"
    name = { zh = "本人", en = "In person" }

    [[item.situations.options]]
    code = "agent"
    name = { zh = "代理人", en = "An agent" }
    adds = ["mandate"]
    steps = ["visit"]

    [[item.steps]]
    code = "review"
    name = { zh = "审查", en = "Review" }
    department = "区市监局"
    days = 2

    [[item.steps]]
    code = "visit"
    name = { zh = "现场核查", en = "Visit" }
    department = "区消防大队"
    days = 2.5
    needs = ["review"]
    """
)

CENTRE = dedent(
    """\
    [centre]
    code = "511602"
    name = { zh = "政务服务中心", en = "Service centre" }
    departments = [
      { code = "1", name = { zh = "区市监局", en = "Market" } },
      { code = "2", name = { zh = "区消防大队", en = "Fire" } },
    ]
    priorities = [ { code = "normal", name = { zh = "普通" } } ]
    windows = [
      { code = "1", name = { zh = "1号窗口" }, queues = ["A"] },
      { code = "2", name = { zh = "2号窗口" }, queues = ["B", "A"] },
    ]
    staff = [
      { account = "clerk1", name = "李晓燕", role = "clerk", window = "1" },
      { account = "reviewer", name = "杨晓东", role = "reviewer", department = "区市监局" },
    ]

    [centre.rules]
    undo_seconds = 60

    [[centre.queues]]
    code = "A"
    prefix = "A"
    name = { zh = "综合" }
    departments = ["区市监局"]

    [[centre.queues]]
    code = "B"
    prefix = "B"
    name = { zh = "消防" }
    service_minutes = 5
    departments = ["区消防大队"]
    """
)


def changed(text: str, old: str, new: str) -> str:
    """The text with the one place where `old` stands changed to `new`."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def line_of(text: str, part: str) -> int:
    """The line, from 1, of the one place where `part` stands."""
    assert text.count(part) == 1, f"{part!r} stands {text.count(part)} times"
    return text[: text.index(part)].count("\n") + 1


def write_catalogue(folder: Path, guide: str = GUIDE, directory: str = DIRECTORY) -> Path:
    """A catalogue folder with two directory files and one guide."""
    (folder / "directory").mkdir()
    (folder / "guides").mkdir()
    (folder / "directory" / "01.toml").write_text(directory, encoding="utf-8")
    (folder / "directory" / "02.toml").write_text(OTHER_DIRECTORY, encoding="utf-8")
    (folder / "guides" / "company.toml").write_text(guide, encoding="utf-8")
    return folder
