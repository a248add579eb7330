"""The small study of the workbench and of assistants, with names that want to be scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import kgraph

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "</script><img src=x onerror=alert(1)>"
SETTINGS = """
[study]
id = "bench"
base = "https://example.org/"
languages = ["sv", "en"]
sources = ["data.trig"]

[study.title]
sv = "En liten studie"
en = "A small study"

[policy]
persons = "omit"

[store]
uri = "embedded"

[analysis]
at = 2022-06-01
draws = 0
"""
DATA = f"""
@prefix :       <https://example.org/> .
@prefix kg:     <https://w3id.org/kgraph/ontology#> .
@prefix org:    <http://www.w3.org/ns/org#> .
@prefix skos:   <http://www.w3.org/2004/02/skos/core#> .
@prefix dct:    <http://purl.org/dc/terms/> .

:minutes a kg:Source ; dct:title "Protokoll"@sv , "Minutes"@en ;
    dct:language "sv" ; dct:publisher "Norra" .
:minutes {{
    :north a kg:Municipality ; skos:prefLabel "Norra"@sv , "North"@en .
    :south a kg:Municipality ; skos:prefLabel "Södra"@sv , "South"@en .
    :formula a kg:Municipality ; skos:prefLabel "=1+1"@sv .
    :odd a kg:Municipality ; skos:prefLabel "{HOSTILE}"@sv .
    :it a kg:MunicipalFederation ; skos:prefLabel "IT-förbundet"@sv , "IT federation"@en .
    :m1 a org:Membership ; org:member :north ; org:organization :it ; kg:locator "§ 12" .
    :m2 a org:Membership ; org:member :south ; org:organization :it .
    :m3 a org:Membership ; org:member :odd ; org:organization :it ; kg:locator "{HOSTILE}" .
    :cases a kg:SharedITService ; skos:prefLabel "Ärenden"@sv , "Cases"@en .
    :provision a kg:ServiceProvision ; kg:provider :it ; kg:providedService :cases .
    :use a kg:ServiceConsumption ; kg:consumer :north ; kg:consumedService :cases .
}}
"""


def make_bench(directory: Path) -> None:
    """Write the study to `directory/study` and rebuild it; its store is not left running."""
    root = directory / "study"
    root.mkdir()
    (root / "study.toml").write_text(SETTINGS, encoding="utf-8")
    (root / "data.trig").write_text(DATA, encoding="utf-8")
    with kgraph.open(root) as study:
        study.rebuild()
