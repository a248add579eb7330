"""Every rule says what to do in two languages, accepts what it should and catches what it should."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
import pytest
from gate_comparison import gate_report, read_shapes
from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef
from reference_engine import reference_report

from kgraph.rdf.dataset import add_quads

if TYPE_CHECKING:
    from rdflib.term import Node

SHAPES = Path(__file__).parents[2] / "ontology" / "shapes"
EXAMPLES = Path(__file__).parent / "examples"
PLACE = "https://example.org/"
NAMESPACE = "https://w3id.org/kgraph/shapes#"
CONFORMING = "https://w3id.org/kgraph/shapes/examples/conforming/"
VIOLATING = "https://w3id.org/kgraph/shapes/examples/violating/"


@cache
def _examples() -> dict[str, list[pyoxigraph.Quad]]:
    """Return the statements of each example by its name."""
    examples: dict[str, list[pyoxigraph.Quad]] = {}
    for path in sorted(EXAMPLES.glob("*.trig")):
        for quad in pyoxigraph.parse(path=str(path), rename_blank_nodes=True):
            examples.setdefault(quad.graph_name.value, []).append(quad)
    return examples


def _named(names: str) -> list[str]:
    return sorted(iri.removeprefix(names) for iri in _examples() if iri.startswith(names))


@pytest.fixture(scope="module")
def example_graphs() -> dict[str, Graph]:
    """Each example graph by its name, its things and those of the context under an IRI of its own."""
    context = (EXAMPLES / "context.ttl").read_text(encoding="utf-8")
    graphs = {}
    for name, stated in _examples().items():
        text = pyoxigraph.serialize(
            (q.triple for q in stated), format=pyoxigraph.RdfFormat.N_TRIPLES
        ).decode()
        own = name.replace("https://w3id.org/kgraph/shapes/examples", PLACE.rstrip("/")) + "/"
        graphs[name] = Graph()
        for part in (text, context):
            turtle = part.replace(PLACE, own)
            add_quads(
                graphs[name], pyoxigraph.parse(turtle, pyoxigraph.RdfFormat.TURTLE, rename_blank_nodes=True)
            )
    return graphs


@pytest.fixture(scope="module")
def findings(
    ontology: Graph, shapes: Graph, example_graphs: dict[str, Graph], pytestconfig: pytest.Config
) -> dict[str, dict[Node, set[str]]]:
    """Return the rules that each example breaks, with the messages of each.

    A quick run asks kgraph's gate, which `tests/rdf/test_screening.py` compares with pyshacl on these.
    """
    report_of = _gate_report if pytestconfig.getoption("--quick") else partial(reference_report, inplace=True)
    # Whether persons may be described is for a study to say: examples with one are of a study that lets them.
    opted_in = shapes - Graph().parse(SHAPES / "persons-omitted.ttl")
    found: dict[str, dict[Node, set[str]]] = {name: {} for name in example_graphs}
    for rules, without_persons in ((shapes, True), (opted_in, False)):
        data, owners = Graph() + ontology, {}
        for name, example in example_graphs.items():
            if name.startswith((CONFORMING, VIOLATING + "NoPerson")) == without_persons:
                data += example
                owners |= dict.fromkeys(example.subjects(), name)
        report = report_of(data, rules)
        for result in report.objects(None, SH.result):
            rule = report.value(result, SH.sourceShape)
            messages = {str(message) for message in report.objects(result, SH.resultMessage)}
            found[owners[report.value(result, SH.focusNode)]].setdefault(rule, set()).update(messages)
    return found


def _gate_report(data: Graph, shapes: Graph) -> Graph:
    store = pyoxigraph.Store()
    # Blank nodes keep their names.
    store.extend(pyoxigraph.parse(data.serialize(format="nt"), pyoxigraph.RdfFormat.N_TRIPLES))
    return gate_report(read_shapes(shapes.serialize(format="nt")), store)


def _rules(shapes: Graph) -> set[URIRef]:
    """Return the shapes that can be found broken: each with an IRI and a message of its own."""
    return {shape for shape in shapes.subjects(SH.message) if isinstance(shape, URIRef)}


def _is_prohibition(shapes: Graph, node_shape: URIRef) -> bool:
    """Tell whether the shape looks only at what it forbids, so that nothing it looks at can conform."""
    parts = list(shapes.objects(node_shape, SH.property))
    if parts:
        return all(shapes.value(part, SH.maxCount) == Literal(0) for part in parts)
    kinds = [shapes.value(inner, SH.nodeKind) for inner in shapes.objects(node_shape, SH["not"])]
    return kinds == [SH.BlankNodeOrIRI]


def _focus_nodes(shapes: Graph, node_shape: URIRef, data: Graph, ontology: Graph) -> set[Node]:
    found: set[Node] = set()
    for target in shapes.objects(node_shape, SH.targetClass):
        for kind in ontology.transitive_subjects(RDFS.subClassOf, target):
            found |= set(data.subjects(RDF.type, kind))
    for predicate in shapes.objects(node_shape, SH.targetSubjectsOf):
        found |= set(data.subjects(predicate, None))
    for predicate in shapes.objects(node_shape, SH.targetObjectsOf):
        found |= set(data.objects(None, predicate))
    return found


@pytest.mark.slow
def test_the_context_of_the_examples_conforms_to_shapes_that_are_shapes(
    ontology: Graph, shapes: Graph
) -> None:
    data = (Graph() + ontology).parse(EXAMPLES / "context.ttl")
    report = reference_report(data, shapes, meta_shacl=True)
    assert (None, SH.conforms, Literal(True)) in report, report.serialize()


def test_every_shape_has_a_conforming_example(shapes: Graph) -> None:
    named = {shape for shape in shapes.subjects(RDF.type, SH.NodeShape) if isinstance(shape, URIRef)}
    assert {str(shape).removeprefix(NAMESPACE) for shape in named} == set(_named(CONFORMING))


def test_every_rule_has_a_violating_example(shapes: Graph) -> None:
    assert {str(rule).removeprefix(NAMESPACE) for rule in _rules(shapes)} == set(_named(VIOLATING))


@pytest.mark.parametrize("name", _named(CONFORMING))
def test_a_conforming_example_breaks_nothing(name: str, findings: dict[str, dict[Node, set[str]]]) -> None:
    assert findings[CONFORMING + name] == {}


@pytest.mark.parametrize("name", _named(CONFORMING))
def test_a_shape_looks_at_its_conforming_example(
    name: str, ontology: Graph, shapes: Graph, example_graphs: dict[str, Graph]
) -> None:
    example = example_graphs[CONFORMING + name]
    shape = URIRef(NAMESPACE + name)
    looked_at = _focus_nodes(shapes, shape, example, ontology) & set(example.subjects())
    assert bool(looked_at) != _is_prohibition(shapes, shape)


@pytest.mark.parametrize("name", _named(VIOLATING))
def test_a_violating_example_breaks_its_rule_alone_and_hears_it_in_both_languages(
    name: str, shapes: Graph, findings: dict[str, dict[Node, set[str]]]
) -> None:
    rule = URIRef(NAMESPACE + name)
    messages = set(shapes.objects(rule, SH.message))
    assert {message.language for message in messages} == {"sv", "en"}
    assert findings[VIOLATING + name] == {rule: {str(message) for message in messages}}


def test_messages_tell_what_to_do(shapes: Graph) -> None:
    """What is wrong comes first; what to write or change follows in a second sentence or after a colon."""
    for shape, message in shapes.subject_objects(SH.message):
        assert str(message).endswith("."), (shape, message)
        assert ". " in message or ": " in message, (shape, message)


def test_sparql_stands_only_in_files_named_for_it() -> None:
    for path in SHAPES.glob("*.ttl"):
        assert ("sh:sparql" in path.read_text(encoding="utf-8")) == path.name.startswith("sparql-"), path.name


def test_each_shape_file_names_its_examples() -> None:
    assert {path.stem for path in SHAPES.glob("*.ttl")} == {path.stem for path in EXAMPLES.glob("*.trig")}


def test_shapes_speak_only_of_terms_that_exist(shapes: Graph, terms: Graph) -> None:
    used = {node for node in shapes.all_nodes() | set(shapes.predicates()) if isinstance(node, URIRef)}
    minted = {node for node in used if str(node).startswith("https://w3id.org/kgraph/ontology#")}
    assert minted <= set(terms.subjects(RDF.type))
    assert {node for node in used if str(node).startswith("https://w3id.org/kgraph/scheme/")} <= set(
        terms.subjects(RDF.type)
    )
