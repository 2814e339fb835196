"""Invented applicants of the demo hall: believable names, certificate numbers that nobody has."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from stdnum.cn import ric, uscc

from window_desk.services.people import Applicant

_family = (
    "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎"
    "易常武乔贺赖龚文"
)
_rare_family = ("欧阳", "司马", "上官", "诸葛", "尉迟")
_given_first = (
    "建国志文晓明海俊雪春秋玉丽秀婷思雨子浩宇欣佳慧静美兰桂红艳淑永德正立新伟光少云天家梓诗若嘉景泽"
)
_given_last = (
    "华军平英芳敏强磊洋勇娟涛超霞刚杰峰燕辉梅玲琴波斌林凯鹏飞龙宁健成东亮丹萍怡涵轩然睿琪瑶辰轩妍彤"
)

_firm_words = (
    "鑫源", "恒泰", "金茂", "宏达", "瑞丰", "盛世", "天成", "锦程", "华信",
    "广汇", "民生", "诚义", "巴蜀", "渠江", "嘉陵", "红岩", "翠屏", "神龙山",
)  # fmt: skip
_trades = (
    "商贸有限公司", "建材有限公司", "餐饮管理有限公司", "物业服务有限公司", "科技有限公司",
    "建筑工程有限公司", "大药房有限公司", "农业开发有限公司", "劳务有限公司", "机电设备有限公司",
    "食品有限公司", "文化传媒有限公司", "家政服务部", "种植专业合作社", "烟酒经营部",
)  # fmt: skip

_first_birth = date(1944, 1, 1)
_births = (date(2007, 12, 31) - _first_birth).days
_orders = 999
_counties = range(511690, 511700)
"""County codes that were never given out, so that no number here can be a real person's."""

_people = _births * _orders * len(_counties)
_organisations = 10**8
_stride = 15_485_863
"""A prime that divides neither count: walking by it meets every number once."""

_organisation_weights = (3, 7, 9, 10, 5, 8, 4, 2)

awkward: tuple[Applicant, ...] = (
    Applicant(name="张𠮷"),
    Applicant(name="Zhang [/x]"),
    Applicant(
        name="广安𬱖𬸪生态农业科技（集团）有限责任公司前锋区分公司（原广安县禽畜良种繁育推广服务中心）",
        kind="organisation",
    ),
    Applicant(name="阿卜杜热合曼·麦麦提图尔荪·伊敏江"),
    Applicant(
        name="María-José O'Brien de la Fuente y Dupré-Müller",
        certificate_type="414",
        certificate_number="E90000017",
    ),
    Applicant(name="[@click=app.quit]小卖部", kind="organisation"),
    Applicant(name="李𫖯𪨰"),
    Applicant(name="=1+1教育咨询（个体工商户）", kind="organisation"),
    Applicant(name="Ng, Wai-Keung <吳偉強>"),
    Applicant(name="欧阳〇〇"),
)
"""Names that programs trip over: outside the basic plane, long, Latin, like markup or a formula."""


def person(rng: Random, serial: int) -> Applicant:
    """An invented person; every serial has another certificate number."""
    name = rng.choice(_family) if rng.random() < 0.97 else rng.choice(_rare_family)
    if rng.random() < 0.75:
        name += rng.choice(_given_first)
    name += rng.choice(_given_last)
    return _with_card(Applicant(name=name), rng, serial)


def organisation(rng: Random, serial: int) -> Applicant:
    """An invented firm or shop; every serial has another credit code."""
    name = "广安" + rng.choice(("", "市", "区"))
    name += rng.choice(_firm_words) + rng.choice(_trades)
    return _with_card(Applicant(name=name, kind="organisation"), rng, serial)


def awkward_applicant(rng: Random, place: int, serial: int) -> Applicant:
    """One of the awkward names, with a certificate of its own where none is given."""
    return _with_card(awkward[place % len(awkward)], rng, serial)


def _with_card(applicant: Applicant, rng: Random, serial: int) -> Applicant:
    number = applicant.certificate_number
    if not number:
        make = _credit_code if applicant.kind == "organisation" else _resident_number
        number = make(serial)
    return Applicant(
        name=applicant.name,
        kind=applicant.kind,
        certificate_type=applicant.certificate_type
        or ("uscc" if applicant.kind == "organisation" else "111"),
        certificate_number=number,
        # No network gives out numbers that begin with 120.
        phone=f"1200826{rng.randrange(10_000):04d}",
        address=f"广安区示例路{rng.randrange(1, 400)}号",
    )


def _resident_number(serial: int) -> str:
    place = serial * _stride % _people
    place, birth = divmod(place, _births)
    county, order = divmod(place, _orders)
    day = _first_birth + timedelta(days=birth)
    digits = f"{_counties[county]}{day:%Y%m%d}{order + 1:03d}"
    return digits + ric.calc_check_digit(f"{digits}0")


def _credit_code(serial: int) -> str:
    body = f"{serial * _stride % _organisations:08d}"
    total = sum(
        int(digit) * weight for digit, weight in zip(body, _organisation_weights, strict=True)
    )
    own_check = "0123456789X"[-total % 11]
    digits = f"91{_counties[0]}{body}{own_check}"
    return digits + uscc.calc_check_digit(digits)
