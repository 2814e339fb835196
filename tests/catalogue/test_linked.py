"""The catalogue as linked data: the published schema holds, and every link leads somewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from window_desk.catalogue import data_folder
from window_desk.catalogue.linked import duration, urn, write_jsonld
from window_desk.catalogue.linked_terms import context
from window_desk.catalogue.load import load_items
from window_desk.catalogue.settings import load_centre
from window_desk.domain.centre import Centre
from window_desk.domain.item import Bilingual, Limit, ServiceItem

Node = dict[str, Any]

COMMON = "https://smart-data-models.github.io/data-models/common-schema.json"

WORD = r"^[\w\-\.\{\}\$\+\*\[\]`|~^@!,:\\]+$"

REFERRED = {
    "$id": COMMON,
    "definitions": {
        "GSMA-Commons": {
            "type": "object",
            "properties": {
                "id": {
                    "anyOf": [
                        {"type": "string", "minLength": 1, "maxLength": 256, "pattern": WORD},
                        {"type": "string", "format": "uri"},
                    ]
                },
                "name": {"type": "string"},
                "description": {"type": "string"},
            },
        },
        "Location-Commons": {
            "type": "object",
            "properties": {"location": {"type": "object"}, "address": {"type": "object"}},
        },
    },
}
"""What the schema takes from elsewhere, as far as a public service here has it."""

formats = FormatChecker(formats=())


def is_uri(value: object) -> bool:
    """An absolute URI after RFC 3986: a scheme, then only its characters."""
    return bool(re.fullmatch(r"[a-zA-Z][a-zA-Z0-9+.-]*:[\w\-.~:/?#\[\]@!$&'()*+,;=%]+",
                             str(value), re.ASCII))  # fmt: skip


formats.checks("uri")(is_uri)


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    """The published schema; its `date-time` for a duration is left out by its own description.

    It says that a processing time is an ISO 8601 duration such as P3D, and its own example is one.
    """
    path = Path(__file__).parent / "published" / "PublicService.schema.json"
    loaded = json.loads(path.read_text("utf-8"))
    registry: Registry[Any] = Registry().with_resources(
        [(COMMON, DRAFT202012.create_resource(REFERRED))]
    )
    return Draft202012Validator(loaded, registry=registry, format_checker=formats)


@pytest.fixture(scope="module")
def centre() -> Centre:
    """The demonstration centre."""
    return load_centre(data_folder() / "centre")


@pytest.fixture(scope="module")
def items() -> tuple[ServiceItem, ...]:
    """The whole shipped catalogue."""
    folder = data_folder() / "catalogue"
    return load_items([folder / "directory", folder / "guides"]).items


@pytest.fixture(scope="module")
def graph(items: tuple[ServiceItem, ...], centre: Centre) -> list[Node]:
    """The nodes of the shipped catalogue."""
    document = json.loads(write_jsonld(items, centre))
    assert document["@context"] == context
    nodes: list[Node] = document["@graph"]
    return nodes


def services(graph: list[Node]) -> list[Node]:
    """The public services of a graph."""
    return [each for each in graph if each["type"] == "PublicService"]


def test_the_whole_shipped_catalogue_passes_the_schema(
    graph: list[Node], items: tuple[ServiceItem, ...], schema: Draft202012Validator
) -> None:
    found = services(graph)
    assert len(found) == len(items) > 1000
    wrong = [error.message for node in found for error in schema.iter_errors(node)]
    assert wrong == []


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"type": "GovernmentService"}, id="another type"),
        pytest.param({"name": ["甲"]}, id="a list for a name"),
        pytest.param({"hasCompetentAuthority": "区 市监局 <x>"}, id="an authority that is no URI"),
        pytest.param({"publicServiceType": ["行政许可"]}, id="a type out of the vocabulary"),
        pytest.param({"hasInput": "urn:x:y"}, id="one paper that is not in a list"),
        pytest.param({"description": None}, id="no description"),
    ],
)
def test_the_schema_sees_what_is_wrong(
    graph: list[Node], schema: Draft202012Validator, fault: Node
) -> None:
    assert not schema.is_valid(services(graph)[0] | fault)


@pytest.mark.parametrize("key", ["identifier", "name", "description", "hasCompetentAuthority"])
def test_what_cpsv_ap_demands_is_there(
    graph: list[Node], schema: Draft202012Validator, key: str
) -> None:
    assert all(each[key] for each in services(graph))
    without = {name: value for name, value in services(graph)[0].items() if name != key}
    assert not schema.is_valid(without)


def links(node: Node) -> Iterator[str]:
    """The ids that a node names as ours."""
    for name, value in node.items():
        if name in ("id", "@value"):
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                yield from links(each)
                yield from [each["id"]] if "id" in each else []
            elif isinstance(each, str) and each.startswith("urn:"):
                yield each


def test_every_link_leads_to_a_node(graph: list[Node]) -> None:
    there = {each["id"] for each in graph}
    named = {link for node in graph for link in links(node)}
    assert len(named) > 500
    assert named <= there


def test_every_name_means_something(graph: list[Node]) -> None:
    known = {*context, *(each for each in context if isinstance(each, str))}

    def names(node: Node) -> Iterator[str]:
        for name, value in node.items():
            yield name
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, dict) and name not in ("names", "descriptions", "prefLabel"):
                    yield from names(each)

    used = {name for node in graph for name in names(node)}
    kinds = {kind for node in graph for kind in _list(node["type"])}
    for each in used | kinds:
        prefix = each.partition(":")[0]
        assert each in known or prefix in known or each.startswith("@"), each


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_an_item_says_everything_in_both_vocabularies(
    graph: list[Node], items: tuple[ServiceItem, ...]
) -> None:
    item = next(each for each in items if each.code == "XX-open-a-restaurant")
    node, other = (each for each in graph if each["id"] == urn("PublicService", item.code))
    assert (node["name"], node["names"]) == (item.name.zh, {"en": item.name.en})
    assert node["processingTime"] == "P7D"
    # A duration cannot say which days it means: the description does.
    assert "承诺办结时限7个工作日" in node["description"]
    assert "promised 7 working days" in node["descriptions"]["en"]
    assert len(node["hasInput"]) == len(item.materials)
    assert len(node["holdsRequirement"]) == len(item.conditions)
    assert len(node["follows"]) == len(item.basis)
    assert node["hasChannel"]
    assert node["produces"]
    children = [urn("PublicService", each) for each in item.children]
    event = urn("Event", item.code)
    assert [each["id"] for each in graph if event in each.get("isGroupedBy", ())] == sorted(
        children, key=[each["id"] for each in services(graph)].index
    )
    assert other["type"] == "schema:GovernmentService"
    assert other["schema:availableChannel"]["schema:processingTime"] == "P7D"
    assert {each["@language"] for each in other["schema:name"]} == {"zh", "en"}


def test_a_fee_is_a_cost_in_yuan(graph: list[Node], items: tuple[ServiceItem, ...]) -> None:
    item = next(each for each in items if each.fees and each.fees[0].amount % 100)
    cost = next(each for each in graph if each["id"] == urn("Cost", item.code, "1"))
    assert Decimal(cost["hasValue"]) * 100 == item.fees[0].amount
    assert cost["currency"].endswith("/CNY")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0", "PT0S"), ("0.5", "PT12H"), ("1", "P1D"), ("20", "P20D"), ("7.5", "P7DT12H")],
)
def test_a_limit_is_a_duration(value: str, expected: str) -> None:
    assert duration(Limit(Decimal(value))) == expected


def test_codes_and_names_of_others_stay_what_they_are(
    items: tuple[ServiceItem, ...], centre: Centre, schema: Draft202012Validator
) -> None:
    hostile = msgspec.structs.replace(
        items[-1], code='a b/<"@id">#%:é', name=Bilingual('"}]<script>', "</script>")
    )
    graph = json.loads(write_jsonld([hostile], centre))["@graph"]
    (node,) = services(graph)
    assert schema.is_valid(node)
    assert is_uri(node["id"])
    assert (node["identifier"], node["name"]) == (hostile.code, hostile.name.zh)
