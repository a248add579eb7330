"""Persons in the sources: left out with a count, hidden behind a pseudonym, or kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.loaders.reading import PERSON_KEY, read_study

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.rdf.dataset import StudyDataset
    from kgraph.study import Study

TEXT = """@prefix : <http://e/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix schema: <https://schema.org/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Official rdfs:subClassOf foaf:Person .
:kim a :Official ; foaf:name "Kim Exempel" ; foaf:mbox <mailto:kim@e.example> ;
  schema:contactPoint [ schema:telephone "0510-00 00 00" ] ; org:holds :post .
:post a org:Post ; skos:prefLabel "Chair"@en ; org:postIn :board ; org:heldBy :kim .
:m a org:Membership ; org:member :kim ; org:organization :board ; org:role :chair .
:n a org:Membership ; org:member :board ; org:organization :town .
:board a org:Organization ; skos:prefLabel "Board"@en .
[] a schema:Person ; schema:name "Robin Exempel" .
"""


def text_of(dataset: StudyDataset) -> str:
    return "\n".join(sorted(str(quad) for quad in dataset.quads()))


def test_persons_are_left_out_and_counted_and_the_post_stays(make_study: Callable[..., Study]) -> None:
    dataset = read_study(make_study({"a.ttl": TEXT}))
    text = text_of(dataset)
    for gone in ("Exempel", "mailto", "0510", "http://e/kim", "<http://e/m>"):
        assert gone not in text
    for kept in ('"Chair"', "<http://www.w3.org/ns/org#postIn> <http://e/board>", "<http://e/n>"):
        assert kept in text
    (note,) = dataset.notes
    assert note.kind == "persons-omitted"
    everything = read_study(make_study({"a.ttl": TEXT}, persons="include"))
    assert note.count == len(everything) - len(dataset)
    assert note.message["en"] == f"2 persons in the sources were left out, with {note.count} statements"


def test_kept_persons_are_kept_whole(make_study: Callable[..., Study]) -> None:
    dataset = read_study(make_study({"a.ttl": TEXT}, persons="include"))
    assert "Kim Exempel" in text_of(dataset)
    assert dataset.notes == []


def test_a_pseudonym_keeps_the_relations_and_not_the_person(make_study: Callable[..., Study]) -> None:
    study = make_study({"a.ttl": TEXT}, persons="pseudonymise")
    dataset = read_study(study)
    text = text_of(dataset)
    for gone in ("Exempel", "mailto", "0510", "http://e/kim"):
        assert gone not in text
    assert text.count("study/t/person/") >= 5
    assert "<http://www.w3.org/ns/org#member> <https://w3id.org/kgraph/study/t/person/" in text
    assert text_of(read_study(study)) == text
    key = study.root / PERSON_KEY
    assert key.stat().st_mode & 0o077 == 0
    key.write_text("another")
    assert text_of(read_study(study)) != text
