"""Search keys and their matching: code, name, pinyin, initials and English, in the right order."""

from __future__ import annotations

import sqlite3

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from window_desk.catalogue.search import Rank, matches, normalise_query, search_keys
from window_desk.domain.item import Bilingual, Result, ServiceItem


def item(zh: str, en: str = "", code: str = "511A0064-5116-00") -> ServiceItem:
    return ServiceItem(code=code, name=Bilingual(zh=zh, en=en), type="01", department="区市监局")


LICENCE = search_keys(
    item("营业执照（正、副本）遗失补领", "Replacement of a lost business licence")
)


def test_the_keys_are_nine_lines() -> None:
    assert LICENCE.split("\n") == [
        "511a0064511600",
        "营业执照正副本遗失补领",
        "yingyezhizhaozhengfubenyishibuling",
        "yyzzzfbysbl",
        "replacement of a lost business licence",
        *[""] * 4,
    ]


def test_an_item_is_found_by_what_it_ends_in() -> None:
    registration = msgspec.structs.replace(
        item("公司设立登记"),
        result=Result(name=Bilingual(zh="营业执照", en="Business licence"), kind="licence"),
    )
    keys = search_keys(registration)
    for query in ("yyzz", "营业执照", "yingyezhizhao", "business licence"):
        assert matches(keys, query) is Rank.RESULT
    assert matches(keys, "gssldj") is Rank.INITIALS_START


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("行政许可", "xing zheng xu ke"),
        ("特种行业许可", "te zhong hang ye xu ke"),
        ("银行开户", "yin hang kai hu"),
        ("会计从业", "kuai ji cong ye"),
        ("社会保险", "she hui bao xian"),
        ("重新申领", "chong xin shen ling"),
        ("重点建设", "zhong dian jian she"),
        ("长期居住", "chang qi ju zhu"),
        ("校车使用", "xiao che shi yong"),
        ("许可校验", "xu ke jiao yan"),
        ("人民调解员", "ren min tiao jie yuan"),
        ("植物调运", "zhi wu diao yun"),
        ("住建行使", "zhu jian xing shi"),
        ("预付卡发卡企业", "yu fu ka fa ka qi ye"),
        ("还建房登记", "huan jian fang deng ji"),
        ("绿地", "lv di"),
    ],
)
def test_a_character_is_read_as_its_word_says(name: str, pinyin: str) -> None:
    lines = search_keys(item(name)).split("\n")
    assert lines[2] == pinyin.replace(" ", "")
    assert lines[3] == "".join(each[0] for each in pinyin.split())


def test_letters_and_rare_characters_stand_for_themselves() -> None:
    lines = search_keys(item("ＡＢＣ类𠮷区12岁")).split("\n")
    assert lines[1:4] == ["abc类𠮷区12岁", "abclei𠮷qu12sui", "abcl𠮷q12s"]


@pytest.mark.parametrize(
    ("query", "rank"),
    [
        ("511A0064", Rank.CODE_START),
        ("511A0064-5116", Rank.CODE_START),
        ("５１１Ａ", Rank.CODE_START),
        ("5116", Rank.CODE),
        ("营业执照", Rank.NAME_START),
        ("营业 执照", Rank.NAME_START),
        ("执照", Rank.NAME),
        ("执照 补领", Rank.NAME),
        ("补领 执照", Rank.NAME),
        ("营业执照（正、副本）", Rank.NAME_START),
        ("yyzz", Rank.INITIALS_START),
        ("YYZZ", Rank.INITIALS_START),
        ("ysbl", Rank.INITIALS),
        ("yingye", Rank.PINYIN_START),
        ("ying ye zhi zhao", Rank.PINYIN_START),
        ("ying'yezhi", Rank.PINYIN_START),
        ("zhizhao", Rank.PINYIN),
        ("Replacement", Rank.NAME_START),
        ("business licence", Rank.NAME),
        ("licence lost", Rank.NAME),
        ("营业 licence", Rank.NAME),
        ("", Rank.CODE_START),
        ("  ", Rank.CODE_START),
    ],
)
def test_a_query_finds_the_licence(query: str, rank: Rank) -> None:
    assert matches(LICENCE, normalise_query(query)) is rank


@pytest.mark.parametrize("query", ["食品", "yyzy", "营业 食品", "yingyezz", "%", "_", "0064\n营业"])
def test_a_query_for_something_else_does_not(query: str) -> None:
    if normalise_query(query):
        assert matches(LICENCE, normalise_query(query)) in (None, Rank.CODE)
    else:
        assert query in "%_"


def test_the_better_of_two_readings_of_a_query_counts() -> None:
    keys = search_keys(item("营业", "Two words: ying ye"))
    assert matches(keys, "ying ye") is Rank.PINYIN_START


def test_the_nearest_find_comes_first() -> None:
    names = ["食品经营许可", "小食品店备案", "石膏品检验", "食品"]
    keys = {name: search_keys(item(name)) for name in names}
    found = sorted(
        (rank, name)
        for name in names
        if (rank := matches(keys[name], normalise_query("sp"))) is not None
    )
    assert [name for _, name in found] == ["食品", "食品经营许可", "小食品店备案"]


@given(
    st.lists(st.sampled_from(["营业", "Zhi", "licence", "５１１", "yyzz", "%", "_b", "a'b", "食"]))
)
def test_the_store_finds_the_same_by_like_as_memory_does(words: list[str]) -> None:
    query = normalise_query(" ".join(words))
    with sqlite3.connect(":memory:") as store:
        found = all(
            store.execute("SELECT ? LIKE ?", (LICENCE, f"%{term}%")).fetchone()[0]
            for term in query.split()
        )
    store.close()
    assert found is (matches(LICENCE, query) is not None)


@given(st.text(max_size=40))
def test_a_normalised_query_stays_as_it_is_and_holds_no_wildcard(text: str) -> None:
    query = normalise_query(text)
    assert all(each.isalnum() or each == " " for each in query)
    assert query == " ".join(query.split())


@given(st.text(max_size=40))
def test_every_item_is_found_by_its_own_name(name: str) -> None:
    keys = search_keys(item(name))
    assert keys.count("\n") == 8
    assert matches(keys, normalise_query(name)) is not None
