# ruff: noqa: E501 - the text of a file is read best on one line
"""What is wrong with decisions, bodies and counts is found where it stands, with what to do in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgraph.errors import Location
from kgraph.loaders.reading import read_study
from kgraph.rdf.validation import validate

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.study import Study

SCHEMES = ("effect", "outcome", "legal-form", "answerability", "completeness", "role", "task")
PREFIXES = "".join(
    f"@prefix {name}: <{iri}> .\n"
    for name, iri in {
        "": "https://w3id.org/kgraph/study/t/",
        "src": "https://w3id.org/kgraph/study/t/source/",
        "kg": "https://w3id.org/kgraph/ontology#",
        "org": "http://www.w3.org/ns/org#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "dct": "http://purl.org/dc/terms/",
        "eli": "http://data.europa.eu/eli/ontology#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        **{scheme: f"https://w3id.org/kgraph/scheme/{scheme}/" for scheme in SCHEMES},
    }.items()
)
SOURCE = (
    PREFIXES
    + 'src:s a kg:Source ; dct:title "Protokoll"@sv ; dct:publisher "X" ; dct:issued "2020"^^xsd:gYear ;\n'
    + '  dct:source "x.example" ; dct:language "sv" ; kg:retrievedOn "2026-11-01"^^xsd:date .\n'
)
SETTING = """
:north a kg:Municipality ; skos:prefLabel "Norra"@sv . :south a kg:Municipality ; skos:prefLabel "Södra"@sv .
:council a kg:Council ; skos:prefLabel "Norra fullmäktige"@sv ; org:unitOf :north .
:other a kg:Council ; skos:prefLabel "Södra fullmäktige"@sv ; org:unitOf :south .
:fed a kg:MunicipalFederation ; skos:prefLabel "Förbundet"@sv .
:service a kg:Service ; skos:prefLabel "Tjänsten"@sv .
:post a org:Post ; skos:prefLabel "Direktören"@sv ; org:postIn :north ; org:role role:municipal-director .
:back a kg:Decision ; dct:title "Återremiss"@sv ; kg:decidedBy :council ; kg:decisionDate "2020"^^xsd:gYear ; kg:outcome outcome:referred-back .
"""
CASES = {
    "Decision-one-body": ':d a kg:Decision ; dct:title "D"@sv ; kg:decisionDate "2020"^^xsd:gYear ; kg:decidedBy :council , :other .',
    "EffectOfOutcome": ":e a kg:DecisionEffect ; kg:effectOf :back ; kg:affectedEntity :service ; kg:effect effect:changes .",
    "TransferOfThing": ":e a kg:DecisionEffect ; kg:effectOf :back ; kg:affectedEntity :fed ; kg:effect effect:transfers .",
    "JointBoardForm": ':b a kg:JointBoard ; skos:prefLabel "Nämnden"@sv ; kg:hostedBy :north ; kg:legalForm legal-form:municipal-federation .',
    "CollaborationLegalForm": ':n a kg:CollaborationNetwork ; skos:prefLabel "Nätverket"@sv ; kg:legalForm legal-form:company .',
    "Delegation-scope": ":x a kg:Delegation ; kg:delegator :council ; kg:delegate :post .",
    "OneAccountable-part": ":x a kg:Answerability ; kg:answerer :post ; kg:answersFor :service ; kg:answerabilityKind answerability:accountable . :y a kg:Answerability ; kg:answerer :fed ; kg:answersFor :service ; kg:answerabilityKind answerability:accountable .",
    "RecordedMembers": ':g a kg:Forum ; skos:prefLabel "Forumet"@sv ; kg:memberCount 3 .',
    "Renamed-task": ":t a kg:TaskTransfer ; kg:transferredFrom :north ; kg:transferredTo :fed ; kg:legalForm legal-form:municipal-federation ; kg:task task:payroll .",
    "LegalBasis-bill": ':fed kg:legalBasis :bill . :bill a eli:LegalResource ; dct:title "Propositionen"@sv ; eli:id_local "prop. 1996/97:105" .',
}


@pytest.mark.parametrize("rule", CASES)
def test_a_fault_is_found_where_it_stands_and_says_what_to_do(
    rule: str, make_study: Callable[..., Study]
) -> None:
    data = f"{PREFIXES}src:s {{{SETTING}{CASES[rule]}\n}}"
    study = make_study({"sources.ttl": SOURCE, "data.trig": data})
    report = validate(read_study(study), study=study)
    finding = next(found for found in report.findings if found.rule.endswith(f"#{rule}"))
    line = next(number for number, text in enumerate(data.split("\n"), 1) if CASES[rule] in text)
    assert Location("data.trig", line=line) in finding.locations
    assert finding.message.keys() == {"sv", "en"}
    assert all(". " in text or ": " in text for text in finding.message.values())


def test_what_is_right_is_not_found(make_study: Callable[..., Study]) -> None:
    data = f"{PREFIXES}src:s {{{SETTING}}}"
    study = make_study({"sources.ttl": SOURCE, "data.trig": data})
    assert validate(read_study(study), study=study).findings == ()
