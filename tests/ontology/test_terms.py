"""The ontology, its code lists and its alignments keep the promises that a reuser relies on."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Namespace, URIRef, namespace
from reference_engine import reference_report

ROOT = Path(__file__).parents[2]
ONTOLOGY = ROOT / "ontology"
KG = Namespace("https://w3id.org/kgraph/ontology#")
SCHEMES = "https://w3id.org/kgraph/scheme/"
TURTLE_FILES = sorted(ONTOLOGY.rglob("*.ttl"))
PUBLISHED = (
    "DCAT",
    "DCTERMS",
    "FOAF",
    "ORG",
    "OWL",
    "PROV",
    "RDF",
    "RDFS",
    "SDO",
    "SH",
    "SKOS",
    "TIME",
    "VANN",
)
SCHEMA_ORG_TWICE = ("personal-data.ttl", "other-vocabularies.ttl")
"""Files that speak of schema.org under http too, because data does."""
CLOSED = {str(getattr(namespace, name)): getattr(namespace, name) for name in PUBLISHED}


# Every scheme has its own name as prefix; some have a shorter one in examples.
SCHEME_PREFIXES = {
    "answer": "answerability",
    "collab": "collaboration-form",
    "complete": "completeness",
    "form": "legal-form",
    "kind": "dependency-kind",
    "standing": "effort-standing",
    "status": "statement-status",
    **{path.stem: path.stem for path in sorted((ONTOLOGY / "schemes").glob("*.ttl"))},
}


def _prefixes(path: Path) -> dict[str, str]:
    """Return the prefixes that a Turtle file declares."""
    parser = pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)
    list(parser)
    return dict(parser.prefixes)


def _triples(path: Path) -> Graph:
    triples = (quad.triple for quad in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE))
    lines = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES)
    return Graph().parse(data=lines, format="nt")


@pytest.mark.parametrize("path", TURTLE_FILES, ids=lambda path: str(path.relative_to(ONTOLOGY)))
def test_a_file_is_strict_turtle_without_unused_prefixes(path: Path) -> None:
    parser = pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)
    assert len(list(parser)) > 0
    text = path.read_text(encoding="utf-8")
    body = "\n".join(line for line in text.splitlines() if not line.startswith(("@prefix", "#")))
    unused = [prefix for prefix in parser.prefixes if f"{prefix}:" not in body]
    assert not unused, f"{path.name}: {unused}"


@pytest.mark.parametrize("path", TURTLE_FILES, ids=lambda path: str(path.relative_to(ONTOLOGY)))
def test_terms_of_other_vocabularies_exist(path: Path) -> None:
    """The lists are those that rdflib generates from the published vocabularies."""
    for term in _triples(path).all_nodes() | set(_triples(path).predicates()):
        for base, space in CLOSED.items():
            if isinstance(term, URIRef) and term.startswith(base) and term != URIRef(base):
                assert term in space, term
        assert not str(term).startswith("http://schema.org/") or path.name in SCHEMA_ORG_TWICE, term


def test_the_rules_for_the_ontology_hold(terms: Graph, meta_shapes: Graph) -> None:
    report = reference_report(terms, meta_shapes, meta_shacl=True)
    assert (None, rdflib.SH.conforms, rdflib.Literal(True)) in report, report.serialize()


def test_the_rules_for_the_ontology_catch_a_term_without_description(meta_shapes: Graph) -> None:
    bare = Graph().parse(
        data="""
        @prefix kg: <https://w3id.org/kgraph/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        kg:bad a owl:Class ; rdfs:label "Bad."@en ; kg:nodeLabel "bad" ;
            rdfs:isDefinedBy <https://w3id.org/kgraph/ontology> .
        """
    )
    report = reference_report(bare, meta_shapes)
    broken = {str(shape).rpartition("#")[2] for shape in report.objects(None, rdflib.SH.sourceShape)}
    assert broken >= {
        "MintedTerm-label",
        "MintedTerm-label-case",
        "MintedTerm-definition",
        "MintedTerm-scope",
        "MintedTerm-example",
        "MintedClass",
        "AnnotatedForm-label",
        "AnnotatedForm-names",
    }


def test_every_term_used_in_the_ontology_is_declared(terms: Graph) -> None:
    used = {node for node in terms.all_nodes() | set(terms.predicates()) if isinstance(node, URIRef)}
    assert {node for node in used if node.startswith(str(KG))} <= set(terms.subjects(RDF.type, None))
    known = {*terms.subjects(RDF.type, None), *terms.subjects(OWL.deprecated)}
    assert {node for node in used if node.startswith(SCHEMES)} <= known


@pytest.mark.parametrize(
    "annotation", ["startProperty", "endProperty", "shortcutFor", "entails", "entailsInverse"]
)
def test_an_annotation_names_a_declared_term(annotation: str, terms: Graph) -> None:
    kinds = {OWL.Class} if annotation == "shortcutFor" else {OWL.ObjectProperty}
    named = list(terms.objects(None, KG[annotation]))
    assert named
    for term in named:
        assert kinds & set(terms.objects(term, RDF.type)), term


def _concept_properties(terms: Graph) -> list[URIRef]:
    """Return the object properties whose values are concepts."""
    concepts = set(terms.transitive_subjects(RDFS.subClassOf, SKOS.Concept))
    return sorted(
        term
        for term in terms.subjects(RDF.type, OWL.ObjectProperty)
        if concepts & set(terms.objects(term, RDFS.range))
    )


def test_a_property_of_concepts_names_their_scheme(terms: Graph) -> None:
    assert len(_concept_properties(terms)) > 5
    for term in _concept_properties(terms):
        schemes = list(terms.objects(term, KG.valueScheme))
        assert len(schemes) == 1, term
        assert (schemes[0], RDF.type, SKOS.ConceptScheme) in terms, term
    assert set(terms.subjects(KG.valueScheme)) <= set(_concept_properties(terms))


def test_a_shape_asks_for_the_scheme_that_the_property_names(terms: Graph, shapes: Graph) -> None:
    asked = {
        (term, scheme)
        for shape, term in shapes.subject_objects(rdflib.SH.path)
        for node in shapes.objects(shape, rdflib.SH.node)
        for inner in shapes.objects(node, rdflib.SH.property)
        if (inner, rdflib.SH.path, SKOS.inScheme) in shapes
        for scheme in shapes.objects(inner, rdflib.SH.hasValue)
    }
    assert len(asked) > 5
    assert asked <= set(terms.subject_objects(KG.valueScheme))


@pytest.mark.parametrize("annotation", ["nodeLabel", "relationshipType", "propertyKey"])
def test_a_short_name_belongs_to_one_term(annotation: str, terms: Graph) -> None:
    owners = defaultdict(set)
    for term, name in terms.subject_objects(KG[annotation]):
        owners[str(name)].add(term)
    for name, sharing in owners.items():
        shortcuts = {term for term in sharing if terms.value(term, KG.shortcutFor) in sharing}
        assert len(sharing - shortcuts) == 1, f"{name}: {sharing}"


def test_a_shortcut_is_what_its_class_entails(terms: Graph) -> None:
    for shortcut, relation in terms.subject_objects(KG.shortcutFor):
        assert (relation, KG.entails, shortcut) in terms


def test_a_minted_class_or_property_reaches_the_property_graph(terms: Graph) -> None:
    """Everything that data may use has a form there: label, type, key, or an end of a qualified relation."""
    ends = set(terms.objects(None, KG.startProperty)) | set(terms.objects(None, KG.endProperty))
    annotated = {
        *terms.subjects(KG.nodeLabel),
        *terms.subjects(KG.relationshipType),
        *terms.subjects(KG.propertyKey),
    }
    minted = set(terms.subjects(RDFS.isDefinedBy)) - set(terms.subjects(RDF.type, OWL.AnnotationProperty))
    assert minted <= annotated | ends


def test_an_example_is_turtle_that_uses_its_term_and_known_terms(terms: Graph) -> None:
    prefixes = "".join(
        f"@prefix {prefix}: <{iri}> ."
        for prefix, iri in {
            **_prefixes(ONTOLOGY / "kgraph.ttl"),
            "dcat": str(namespace.DCAT),
            "ex": "https://example.org/",
            **{alias: f"{SCHEMES}{name}/" for alias, name in SCHEME_PREFIXES.items()},
        }.items()
    )
    declared = set(terms.subjects(RDF.type, None))
    for term, example in terms.subject_objects(SKOS.example):
        triples = list(pyoxigraph.parse(f"{prefixes}\n{example}", format=pyoxigraph.RdfFormat.TURTLE))
        nodes = {str(node.value) for t in triples for node in (t.subject, t.predicate, t.object)}
        assert str(term) in nodes, f"the example of {term} does not use it"
        unknown = {URIRef(node) for node in nodes if node.startswith("https://w3id.org/kgraph/")} - declared
        assert not unknown, f"{term}: {unknown}"


def test_alignments_say_nothing_of_terms_that_are_not_ours(terms: Graph) -> None:
    header = URIRef("https://w3id.org/kgraph/ontology/alignments")
    alignments = _triples(ONTOLOGY / "alignments.ttl")
    ours = set(terms.subjects(RDFS.isDefinedBy)) | set(terms.subjects(SKOS.inScheme))
    assert {term for term in alignments.subjects() if isinstance(term, URIRef)} <= ours | {header}
    restrictions = set(alignments.subjects(RDF.type, OWL.Restriction))
    assert {term for term in alignments.subjects() if not isinstance(term, URIRef)} <= restrictions


def test_every_task_has_a_place_in_cofog_and_every_legal_person_a_register_code(terms: Graph) -> None:
    alignments = _triples(ONTOLOGY / "alignments.ttl")
    matches = (SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
    cofog = "http://linked.data.gov.au/def/cofog/"
    for task in terms.subjects(SKOS.inScheme, URIRef(f"{SCHEMES}task")):
        codes = [str(code) for match in matches for code in alignments.objects(task, match)]
        assert codes, task
        assert all(re.fullmatch(rf"{cofog}(0[1-9]|10)(-[1-9](-[0-9])?)?", code) for code in codes), codes
    codes = {
        form.rpartition("/")[2]: str(terms.value(form, KG.registerCode))
        for form in terms.subjects(KG.registerCode)
    }
    # The codes of Statistics Sweden's business register (JURFORM).
    assert codes.items() >= {("municipality", "82"), ("municipal-federation", "83"), ("region", "84")}


def test_a_code_list_is_named_as_its_file_and_its_concepts_as_their_notation(terms: Graph) -> None:
    for path in sorted((ONTOLOGY / "schemes").glob("*.ttl")):
        scheme = URIRef(SCHEMES + path.stem)
        concepts = set(terms.subjects(SKOS.inScheme, scheme))
        assert concepts
        assert str(terms.value(scheme, SKOS.notation)) == path.stem
        for concept in concepts:
            assert concept == URIRef(f"{scheme}/{terms.value(concept, SKOS.notation)}")


def test_names_in_a_code_list_are_unambiguous(terms: Graph) -> None:
    for scheme in set(terms.objects(None, SKOS.inScheme)):
        names = defaultdict(set)
        for concept in terms.subjects(SKOS.inScheme, scheme):
            for label in terms.objects(concept, SKOS.prefLabel):
                names[label].add(concept)
        assert all(len(bearers) == 1 for bearers in names.values()), scheme
