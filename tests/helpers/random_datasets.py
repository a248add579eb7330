"""Random RDF datasets that meet every rule of the mapping, and the isomorphism to be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterable

KG = "https://w3id.org/kgraph/ontology#"
ORG = "http://www.w3.org/ns/org#"
DCT = "http://purl.org/dc/terms/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
EX = "https://example.org/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_TYPE = ox.NamedNode(f"{RDF}type")

THINGS = [ox.NamedNode(EX + name) for name in ("a", "b", "c", "d#e", "å/ö", "q?r=1&s='", "x%60y")]
BLANKS = [ox.BlankNode(label) for label in ("b1", "b2", "b3", "b4")]
CLASSES = [
    ox.NamedNode(iri)
    for iri in (
        f"{ORG}Membership",
        f"{KG}Dependency",
        f"{KG}Municipality",
        f"{ORG}Organization",
        f"{DCT}PeriodOfTime",
        f"{KG}SourcedStatement",
        f"{EX}Odd-Class",
        EX,
    )
]
PREDICATES = [
    ox.NamedNode(iri)
    for iri in (
        f"{SKOS}prefLabel",
        f"{SKOS}altLabel",
        f"{SKOS}notation",
        "http://www.w3.org/2000/01/rdf-schema#label",
        "http://www.w3.org/2000/01/rdf-schema#seeAlso",
        f"{ORG}member",
        f"{ORG}organization",
        f"{ORG}memberOf",
        f"{ORG}role",
        f"{KG}dependent",
        f"{KG}antecedent",
        f"{KG}population",
        f"{KG}locator",
        f"{KG}quote",
        f"{KG}paraphrase",
        f"{KG}anchor",
        f"{KG}defaultStatus",
        f"{KG}statementStatus",
        f"{KG}confidence",
        f"{DCT}temporal",
        "http://www.w3.org/ns/dcat#startDate",
        "http://www.w3.org/ns/dcat#endDate",
        f"{DCT}publisher",
        f"{DCT}issued",
        "http://xmlns.com/foaf/0.1/name",
        f"{EX}p-q",
        f"{EX}x)%60DETACH%20DELETE%20n//",
        RDF_TYPE.value,
    )
]
STATUSES = [
    ox.NamedNode(f"https://w3id.org/kgraph/scheme/statement-status/{word}")
    for word in ("stated", "inferred", "disputed", "unverified", "outdated")
]
GRAPHS = [ox.DefaultGraph(), ox.NamedNode(f"{EX}g1"), ox.NamedNode(f"{EX}g2"), ox.BlankNode("g")]
FORMS = [
    ("1", "integer"),
    ("007", "integer"),
    ("-0", "integer"),
    ("9223372036854775807", "long"),
    ("12345678901234567890123", "integer"),
    ("1.50", "decimal"),
    ("0.8", "decimal"),
    ("100000000000000000000", "decimal"),
    ("0.1234567890123456789", "decimal"),
    ("1E3", "double"),
    ("0.1", "double"),
    ("INF", "double"),
    ("NaN", "float"),
    ("true", "boolean"),
    ("1", "boolean"),
    ("2020-02-29", "date"),
    ("2020-02-29Z", "date"),
    ("2024-13-45", "date"),
    ("0000-01-01", "date"),
    ("2020-01-01T00:00:00", "dateTime"),
    ("2020-01-01T24:00:00", "dateTime"),
    ("2020-01-01T00:00:00.1230Z", "dateTime"),
    ("2020-01-01T01:00:00.123456789+02:00", "dateTime"),
    ("0001-01-01T00:00:00+14:00", "dateTime"),
    ("2020", "gYear"),
    ("2020-11", "gYearMonth"),
    ("P1DT2H", "duration"),
    ("12:00:00", "time"),
    ("https://example.org/a", "anyURI"),
    ("abc", "integer"),
    ("abc", "hexBinary"),
]
TEXTS = st.one_of(
    st.sampled_from(["", "x", "Töreboda", 'a\nb\t"c"\\', "`) DETACH DELETE n //", "'); --", "\u2028", "é"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
LITERALS = st.one_of(
    st.builds(ox.Literal, TEXTS),
    st.builds(
        lambda text, tag: ox.Literal(text, language=tag),
        TEXTS,
        st.sampled_from(["sv", "en", "sv-fi", "und", "uri", "id"]),
    ),
    st.sampled_from([ox.Literal(text, datatype=ox.NamedNode(XSD + name)) for text, name in FORMS]),
    st.builds(lambda text: ox.Literal(text, datatype=ox.NamedNode(f"{EX}type")), TEXTS),
    st.just(ox.Literal("abc", language="ar", direction=ox.BaseDirection.RTL)),
)
SUBJECTS = st.sampled_from([*THINGS, *BLANKS])
TYPINGS = st.builds(ox.Quad, SUBJECTS, st.just(RDF_TYPE), st.sampled_from(CLASSES), st.sampled_from(GRAPHS))
STATEMENTS = st.builds(
    ox.Quad,
    SUBJECTS,
    st.sampled_from(PREDICATES),
    st.one_of(SUBJECTS, SUBJECTS, LITERALS, LITERALS, st.sampled_from(STATUSES)),
    st.sampled_from(GRAPHS),
)
QUOTING = st.builds(
    lambda s, p, o: ox.Quad(s, p, ox.Triple(s, p, o)),
    st.sampled_from(THINGS),
    st.sampled_from(PREDICATES),
    st.one_of(st.sampled_from(THINGS), LITERALS),
)


@st.composite
def _patterns(draw: st.DrawFn) -> list[ox.Quad]:
    """A membership with a period and evidence, whole or with a part missing."""
    graph = draw(st.sampled_from(GRAPHS))
    one = draw(SUBJECTS)
    period = draw(st.sampled_from(BLANKS))
    start, end = draw(st.sampled_from(THINGS)), draw(st.sampled_from(THINGS))
    dates = st.sampled_from(
        [("2013", "gYear"), ("2013-02", "gYearMonth"), ("2013-02-28", "date"), ("9999", "gYear")]
    )

    def date() -> ox.Literal:
        text, name = draw(dates)
        return ox.Literal(text, datatype=ox.NamedNode(XSD + name))

    quads = [
        ox.Quad(one, RDF_TYPE, ox.NamedNode(f"{ORG}Membership"), graph),
        ox.Quad(one, ox.NamedNode(f"{ORG}member"), start, graph),
        ox.Quad(one, ox.NamedNode(f"{ORG}organization"), end, draw(st.sampled_from(GRAPHS))),
        ox.Quad(one, ox.NamedNode(f"{KG}locator"), ox.Literal(draw(TEXTS)), graph),
        ox.Quad(one, ox.NamedNode(f"{DCT}temporal"), period, graph),
        ox.Quad(period, RDF_TYPE, ox.NamedNode(f"{DCT}PeriodOfTime"), graph),
        ox.Quad(period, ox.NamedNode("http://www.w3.org/ns/dcat#startDate"), date(), graph),
        ox.Quad(period, ox.NamedNode("http://www.w3.org/ns/dcat#endDate"), date(), graph),
    ]
    missing = draw(st.sets(st.integers(0, len(quads) - 1), max_size=1))
    return [quad for i, quad in enumerate(quads) if i not in missing]


@st.composite
def _sourced(draw: st.DrawFn) -> list[ox.Quad]:
    """A triple, a statement with evidence of its own about it, and the status of a graph."""
    graph = draw(st.sampled_from(GRAPHS))
    thing = draw(st.sampled_from(THINGS))
    triple = draw(SUBJECTS), draw(st.sampled_from(PREDICATES)), draw(st.one_of(SUBJECTS, LITERALS))
    parts = zip(("subject", "predicate", "object"), triple, strict=True)
    return [
        ox.Quad(*triple, graph),
        ox.Quad(thing, RDF_TYPE, ox.NamedNode(f"{KG}SourcedStatement"), graph),
        *(ox.Quad(thing, ox.NamedNode(f"{RDF}{name}"), term, graph) for name, term in parts),
        ox.Quad(thing, ox.NamedNode(f"{KG}statementStatus"), draw(st.sampled_from(STATUSES)), graph),
        ox.Quad(
            draw(st.sampled_from([*THINGS, *(g for g in GRAPHS if isinstance(g, ox.NamedNode))])),
            ox.NamedNode(f"{KG}defaultStatus"),
            draw(st.sampled_from(STATUSES)),
            draw(st.sampled_from(GRAPHS)),
        ),
    ]


@st.composite
def datasets(draw: st.DrawFn, max_size: int = 12) -> list[ox.Quad]:
    """Draw the quads of a small dataset."""
    quads = draw(st.lists(st.one_of(TYPINGS, STATEMENTS, STATEMENTS, STATEMENTS, QUOTING), max_size=max_size))
    for pattern in draw(st.lists(st.one_of(_patterns(), _sourced()), max_size=2)):
        quads += pattern
    return list(dict.fromkeys(quads))


def canonical(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """Return the quads with canonical blank node labels (RDFC-1.0): equal sets are isomorphic datasets."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)
