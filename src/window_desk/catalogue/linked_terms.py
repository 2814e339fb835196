"""The vocabulary of the linked catalogue: the context that gives its names their meaning."""

from __future__ import annotations

from collections.abc import Mapping

Node = dict[str, object]
"""An object of the document."""

_links = (
    "hasCompetentAuthority", "hasInput", "produces", "hasCost", "hasChannel", "hasContactPoint",
    "follows", "hasLegalResource", "holdsRequirement", "isGroupedBy", "spatial", "isDefinedBy",
    "implements", "requires",
)  # fmt: skip

_terms: Mapping[str, str] = {
    "PublicService": "cpsv:PublicService",
    "PublicOrganisation": "cv:PublicOrganisation",
    "Evidence": "cv:Evidence",
    "Output": "cv:Output",
    "Cost": "cv:Cost",
    "Channel": "cv:Channel",
    "ContactPoint": "cv:ContactPoint",
    "Requirement": "cv:Requirement",
    "Event": "cv:Event",
    "Rule": "cpsv:Rule",
    "LegalResource": "eli:LegalResource",
    "Location": "dct:Location",
    "TemporalEntity": "time:TemporalEntity",
    "hasCompetentAuthority": "cv:hasCompetentAuthority",
    "hasInput": "cpsv:hasInput",
    "produces": "cpsv:produces",
    "hasCost": "cv:hasCost",
    "hasChannel": "cv:hasChannel",
    "hasContactPoint": "cv:contactPoint",
    "follows": "cpsv:follows",
    "hasLegalResource": "cv:hasLegalResource",
    "holdsRequirement": "cv:holdsRequirement",
    "isGroupedBy": "cv:isGroupedBy",
    "spatial": "dct:spatial",
    "isDefinedBy": "cv:isDefinedBy",
    "implements": "cpsv:implements",
    "requires": "dct:requires",
}
"""The classes and links of CPSV-AP 3.2 that are used here."""

context: Node = {
    "@version": 1.1,
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dct": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "adms": "http://www.w3.org/ns/adms#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "schema": "https://schema.org/",
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "id": "@id",
    "type": "@type",
    **{name: {"@id": iri, "@type": "@id"} for name, iri in _terms.items() if name in _links},
    **{name: iri for name, iri in _terms.items() if name not in _links},
    "identifier": "dct:identifier",
    "name": {"@id": "dct:title", "@language": "zh"},
    "names": {"@id": "dct:title", "@container": "@language"},
    "description": {"@id": "dct:description", "@language": "zh"},
    "descriptions": {"@id": "dct:description", "@container": "@language"},
    "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
    "keyword": {"@id": "dcat:keyword", "@language": "zh"},
    # In CPSV-AP the type of a service is a concept of a vocabulary; these are words.
    "publicServiceType": "schema:category",
    "language": {"@id": "dct:language", "@type": "@id"},
    "status": {"@id": "adms:status", "@type": "@vocab"},
    "Completed": "http://purl.org/adms/status/Completed",
    "processingTime": {"@id": "cv:processingTime", "@type": "xsd:duration"},
    "hasValue": {"@id": "cv:hasValue", "@type": "xsd:double"},
    "currency": {"@id": "cv:currency", "@type": "@id"},
    "telephone": "cv:telephone",
    "openingHours": "cv:openingHours",
}
"""What the names in the document mean."""
