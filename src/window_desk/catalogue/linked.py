"""The catalogue as linked data (JSON-LD): CPSV-AP 3.2 public services and schema.org services.

Everything stands in one graph with its own context, so that nothing has to be fetched to read it.
An item is a `PublicService`; a second node of the same id says the same in schema.org's words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from urllib.parse import quote

from window_desk.catalogue.linked_terms import Node, context
from window_desk.domain.centre import Centre
from window_desk.domain.item import Basis, Bilingual, FeeLine, Limit, Material, ServiceItem
from window_desk.domain.item import type_labels as types
from window_desk.domain.item_diff_words import limit_words
from window_desk.domain.item_words import audience_labels, kind_labels

public_service = "20"
"""The item type of services that are no exercise of power (GB/T 39046-2020 A.1)."""


def write_jsonld(items: Iterable[ServiceItem], centre: Centre) -> bytes:
    """The document: every item with what belongs to it, then the bodies and laws they name."""
    document = {"@context": context, "@graph": list(_graph(tuple(items), centre))}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def urn(kind: str, *parts: str) -> str:
    """The identifier of a thing here; whatever a code holds, it is one."""
    return ":".join(("urn:ngsi-ld", kind, *(quote(each, safe="") for each in parts)))


def duration(limit: Limit) -> str:
    """A limit as an xsd:duration; that working days are meant has to be said beside it."""
    days, half = divmod(limit.value, 1)
    if not limit.value:
        return "PT0S"
    return "P" + (f"{int(days)}D" if days else "") + ("T12H" if half else "")


def _graph(items: tuple[ServiceItem, ...], centre: Centre) -> Iterator[Node]:
    names = {each.name.zh: each for each in centre.departments}
    codes = {name: each.code for name, each in names.items()}
    bundles: dict[str, list[str]] = {}
    for item in items:
        for child in item.children:
            bundles.setdefault(child, []).append(item.code)
    for item in items:
        yield from _Entry(item, centre, codes, bundles.get(item.code, [])).nodes()
    for name in dict.fromkeys(item.department for item in items):
        label = names[name].name if name in names else Bilingual(name)
        yield {
            "id": urn("PublicOrganisation", codes.get(name, name)),
            "type": ["PublicOrganisation", "schema:GovernmentOrganization"],
            "identifier": codes.get(name, name),
            "prefLabel": _both(label),
            "schema:name": label.text("zh"),
            "spatial": urn("Location", centre.code),
        }
    yield {"id": urn("Location", centre.code), "type": "Location", "identifier": centre.code}
    for law in dict.fromkeys(each.law for item in items for each in item.basis):
        yield {"id": urn("LegalResource", law), "type": "LegalResource", "name": law}


def _both(text: Bilingual) -> dict[str, str]:
    return {"zh": text.text("zh")} | ({"en": text.en} if text.en else {})


def _named(kind: str, identity: str, identifier: str, name: Bilingual) -> Node:
    """A node with an identifier and a title, the English one beside the Chinese."""
    node: Node = {
        "id": identity,
        "type": kind,
        "identifier": identifier,
        "name": name.text("zh"),
    }
    return node | ({"names": {"en": name.en}} if name.en and name.zh else {})


class _Entry:
    """One item as nodes."""

    def __init__(
        self, item: ServiceItem, centre: Centre, codes: Mapping[str, str], bundles: list[str]
    ) -> None:
        self.item = item
        self.centre = centre
        self.authority = urn("PublicOrganisation", codes.get(item.department, item.department))
        self.bundles = bundles
        self.parts: list[Node] = []

    def nodes(self) -> Iterator[Node]:
        """The service in both vocabularies, then its parts."""
        service = self._service()
        yield service
        yield self._schema_org(str(service["id"]))
        yield from self.parts

    def _service(self) -> Node:
        item = self.item
        node = _named("PublicService", urn("PublicService", item.code), item.code, item.name)
        node |= {
            "description": self._description("zh"),
            "hasCompetentAuthority": self.authority,
            "spatial": [urn("Location", self.centre.code)],
            "language": ["http://publications.europa.eu/resource/authority/language/ZHO"],
            "status": "Completed",
            "publicServiceType": [
                "Public Service" if item.type == public_service else "Administrative formality"
            ],
            "keyword": [types[item.type][0]] if item.type in types else [],
        }
        if item.name.en:
            node["descriptions"] = {"en": self._description("en")}
        if item.promised:
            node["processingTime"] = duration(item.promised)
        links = {
            "hasInput": [self._evidence(each) for each in item.materials],
            "holdsRequirement": [
                self._requirement(at, each) for at, each in enumerate(item.conditions, 1)
            ],
            "follows": [self._rule(at, each) for at, each in enumerate(item.basis, 1)],
            "hasLegalResource": [urn("LegalResource", each.law) for each in item.basis],
            "hasCost": [self._cost(at, each) for at, each in enumerate(item.fees, 1)],
            "produces": self._output(),
            "hasChannel": self._channel(),
            "hasContactPoint": self._contact(),
            "isGroupedBy": [urn("Event", each) for each in self.bundles],
            "requires": [
                urn("PublicService", each.issued_by_item)
                for each in item.materials
                if each.issued_by_item
            ],
        }
        self._bundle()
        return node | {name: list(dict.fromkeys(found)) for name, found in links.items() if found}

    def _keep(self, node: Node) -> str:
        self.parts.append({name: value for name, value in node.items() if value != ""})
        return str(node["id"])

    def _description(self, lang: str) -> str:
        """What it is, in how much time and under which conditions; the unit of a limit is here."""
        item, is_zh = self.item, lang == "zh"
        at = 0 if is_zh else 1
        what = types[item.type][at] if item.type in types else item.type
        said = [f"{item.department}：{what}" if is_zh else f"{what} of {item.department}"]
        if item.guide:
            said.append(kind_labels[item.kind][at])
        for limit, zh, en in (
            (item.promised, "承诺办结时限", "promised"),
            (item.statutory, "法定办结时限", "by law"),
        ):
            if limit:
                words = limit_words(limit, "zh" if is_zh else "en")
                said.append(f"{zh}{words}" if is_zh else f"{en} {words}")
        said += [each.text(lang) for each in item.conditions]
        if item.sample:
            said.append(item.sample)
        return ("；" if is_zh else "; ").join(said)

    def _evidence(self, each: Material) -> str:
        identity = urn("Evidence", self.item.code, each.code)
        node = _named("Evidence", identity, each.code, each.name)
        return self._keep(node | {"description": each.standard.text("zh")})

    def _requirement(self, at: int, text: Bilingual) -> str:
        return self._keep(
            _named("Requirement", urn("Requirement", self.item.code, str(at)), str(at), text)
        )

    def _rule(self, at: int, basis: Basis) -> str:
        title = Bilingual(f"{basis.law}{basis.article}")
        node = _named("Rule", urn("Rule", self.item.code, str(at)), str(at), title)
        return self._keep(
            node | {"description": title.zh, "implements": urn("LegalResource", basis.law)}
        )

    def _cost(self, at: int, fee: FeeLine) -> str:
        return self._keep(
            {
                "id": urn("Cost", self.item.code, str(at)),
                "type": "Cost",
                "identifier": str(at),
                "hasValue": f"{Decimal(fee.amount) / 100:.2f}",
                "currency": "http://publications.europa.eu/resource/authority/currency/CNY",
                "description": f"{fee.name.text('zh')}，每{fee.per.text('zh')}；{fee.basis}",
                "isDefinedBy": self.authority,
            }
        )

    def _output(self) -> list[str]:
        result = self.item.result
        if result is None or result.kind == "none":
            return []
        identity = urn("Output", self.item.code)
        return [self._keep(_named("Output", identity, result.kind, result.name))]

    def _channel(self) -> list[str]:
        place, hours = self.item.place, self.item.hours
        if not (place.text("zh") or hours.text("zh")):
            return []
        node: Node = {
            "id": urn("Channel", self.item.code, "window"),
            "type": "Channel",
            "identifier": "window",
            "description": place.text("zh"),
        }
        if hours.text("zh"):
            node["openingHours"] = {"type": "TemporalEntity", "description": hours.text("zh")}
        return [self._keep(node)]

    def _contact(self) -> list[str]:
        if not self.item.complaint:
            return []
        node: Node = {
            "id": urn("ContactPoint", self.item.code),
            "type": "ContactPoint",
            "telephone": self.item.complaint,
        }
        return [self._keep(node)]

    def _bundle(self) -> None:
        """A bundle (一件事) is the event by which its services are grouped."""
        if self.item.children:
            identity = urn("Event", self.item.code)
            self._keep(_named("Event", identity, self.item.code, self.item.name))

    def _schema_org(self, identity: str) -> Node:
        item = self.item
        channel: Node = {"type": "schema:ServiceChannel"}
        if item.place.text("zh"):
            channel["schema:serviceLocation"] = {
                "type": "schema:Place", "schema:name": item.place.text("zh"),
            }  # fmt: skip
        if item.promised:
            channel["schema:processingTime"] = duration(item.promised)
        node: Node = {
            "id": identity,
            "type": "schema:GovernmentService",
            "schema:name": [
                {"@value": text, "@language": lang} for lang, text in _both(item.name).items()
            ],
            "schema:identifier": item.code,
            "schema:description": self._description("zh"),
            "schema:serviceType": types[item.type][0] if item.type in types else item.type,
            "schema:serviceOperator": {"id": self.authority},
            "schema:jurisdiction": {
                "type": "schema:AdministrativeArea",
                "schema:identifier": self.centre.code,
            },
            "schema:audience": [
                {"type": "schema:Audience", "schema:audienceType": audience_labels[each][0]}
                for each in item.audience
            ],
        }
        if len(channel) > 1:
            node["schema:availableChannel"] = channel
        if item.fees:
            node["schema:offers"] = [self._offer(each) for each in item.fees]
        if item.result and item.result.kind != "none":
            node["schema:serviceOutput"] = {
                "type": "schema:Thing", "schema:name": item.result.name.text("zh"),
            }  # fmt: skip
        return node

    def _offer(self, fee: FeeLine) -> Node:
        return {
            "type": "schema:Offer",
            "schema:name": fee.name.text("zh"),
            "schema:price": f"{Decimal(fee.amount) / 100:.2f}",
            "schema:priceCurrency": "CNY",
        }
