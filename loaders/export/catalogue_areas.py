"""The area that a public organisation serves, as far as its data tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.namespaces import DCT, KG, SKOS
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from .union_data import UnionData

AREA = DCT + "Location"
# The authority table of countries of the Publications Office of the European Union.
_SWEDEN = "http://publications.europa.eu/resource/authority/country/SWE"
_SWEDISH_NUMBER = re.compile(r"[0-9]{6}-[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Area:
    """An area: its IRI, and its names by language."""

    iri: str
    names: dict[str, str]


def areas_of(data: UnionData, organisation: str) -> list[Area]:
    """Return the areas of an organisation.

    These are the areas that the data gives; else, for a municipality or region, its own; else those of the
    municipalities and regions that are its members; else the country whose number it has.
    """
    given = data.related(organisation, DCT + "spatial")
    if given:
        return [Area(iri, data.texts(iri, SKOS + "prefLabel")) for iri in given]
    own = [each for each in (organisation, *data.members(organisation)) if _has_area(data, each)]
    if _has_area(data, organisation):
        own = [organisation]
    if own:
        return [Area(f"{each}#area", data.texts(each, SKOS + "prefLabel")) for each in own]
    number = data.text(organisation, KG + "organisationNumber")
    if number and _SWEDISH_NUMBER.fullmatch(number):
        name = catalogue("export")("country.sweden")
        return [Area(_SWEDEN, name.to_json())]
    return []


def _has_area(data: UnionData, organisation: str) -> bool:
    return data.is_a(organisation, KG + "Municipality") or data.is_a(organisation, KG + "Region")
