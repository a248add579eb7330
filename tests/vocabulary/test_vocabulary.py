"""Names come from the ontology's annotations; the rest by one rule."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kgraph.errors import KgraphError
from kgraph.graph_keys import RESERVED_KEYS
from kgraph.namespaces import KG
from kgraph.vocabulary import Vocabulary

HEAD = """
@prefix ex: <https://example.org/> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def vocabulary_of(turtle: str) -> Vocabulary:
    store = ox.Store()
    store.load((HEAD + turtle).encode(), format=ox.RdfFormat.TURTLE)
    return Vocabulary.from_store(store, {"ex": "https://example.org/"})


def test_the_packaged_ontology_is_read_once() -> None:
    assert Vocabulary.load() is Vocabulary.load()


def test_labels_include_annotated_superclasses() -> None:
    labels = Vocabulary.load().labels(KG + "Municipality")
    assert labels[0] == "Municipality"
    assert {"Organization", "FormalOrganization", "PublicOrganisation"} <= set(labels)


def test_qualified_relations_are_declared_in_full() -> None:
    membership = Vocabulary.load().qualified["http://www.w3.org/ns/org#Membership"]
    assert (membership.type, membership.start, membership.end) == (
        "MEMBER_OF",
        "http://www.w3.org/ns/org#member",
        "http://www.w3.org/ns/org#organization",
    )


def test_every_named_term_has_a_label_in_both_languages() -> None:
    for term in Vocabulary.load().terms:
        assert {"sv", "en"} <= term.labels.keys(), term.iri


def test_no_property_claims_a_key_of_kgraphs_own() -> None:
    assert not set(Vocabulary.load().property_keys.values()) & RESERVED_KEYS - {"label"}


def test_scalar_is_what_the_ontology_or_every_shape_limits() -> None:
    scalar = vocabulary_of(
        "ex:f a owl:FunctionalProperty . [] sh:path ex:g ; sh:maxCount 1 . [] sh:path ex:h ; sh:maxCount 1 ."
        "[] sh:path ex:h . [] sh:path ex:i ; sh:maxCount 2 ."
    ).scalar
    assert scalar == {"https://example.org/f", "https://example.org/g"}


def test_subclasses_of_a_qualified_class_are_qualified() -> None:
    words = vocabulary_of(
        'ex:Q kg:relationshipType "Q" ; kg:startProperty ex:s ; kg:endProperty ex:e .'
        "ex:R rdfs:subClassOf ex:Q ."
    )
    assert words.qualified["https://example.org/R"].iri == "https://example.org/Q"


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        ('ex:a kg:propertyKey "k" . ex:b kg:propertyKey "k" .', "two terms claim the property key 'k'"),
        ('ex:a kg:nodeLabel "K" . ex:b kg:nodeLabel "K" .', "two terms claim the label 'K'"),
        (
            'ex:a kg:relationshipType "R" . ex:b kg:relationshipType "R" .',
            "two terms claim the relationship type",
        ),
        ('ex:a kg:propertyKey "x`y" .', "not a name"),
        ('ex:a kg:propertyKey "k" , "l" .', "two names"),
        ('ex:a kg:propertyKey "uri" .', "reserved"),
        ('ex:Q kg:relationshipType "Q" ; kg:startProperty ex:s .', "needs all of"),
    ],
)
def test_a_faulty_annotation_is_named(turtle: str, message: str) -> None:
    with pytest.raises(KgraphError, match=message):
        vocabulary_of(turtle)


def test_a_shortcut_may_share_the_type_of_its_qualified_relation() -> None:
    words = vocabulary_of(
        'ex:Q kg:relationshipType "Q" ; kg:startProperty ex:s ; kg:endProperty ex:e .'
        'ex:q kg:relationshipType "Q" ; kg:shortcutFor ex:Q .'
    )
    assert words.relationship_type("https://example.org/q") == "Q"


def test_names_of_unknown_terms_depend_on_nothing_but_the_iri_and_its_prefix() -> None:
    words = vocabulary_of("")
    assert words.name("http://xmlns.com/foaf/0.1/knows") == "foaf__knows"
    assert words.name("https://example.org/p") == "ex__p"
    assert words.name("https://other.org/p", {"other": "https://other.org/"}) == "other__p"
    assert words.name("https://nowhere.org/p").startswith("ns")
    assert words.name(KG + "newTerm") == "newTerm"


def test_names_that_would_need_quotes_stay_apart() -> None:
    words = vocabulary_of("")
    names = {words.name(f"https://example.org/{local}") for local in ("a-b", "a.b", "a_b", "", "a__b")}
    assert len(names) == 5
    assert all(name.replace("_", "a").isalnum() for name in names)
