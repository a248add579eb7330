"""SPARQL reads the union of all graphs, and does nothing else."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from kgraph.errors import EXIT_USAGE, QueryError
from kgraph.loaders.reading import read_study
from kgraph.rdf.sparql import sparql

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.rdf.dataset import StudyDataset
    from kgraph.study import Study


@pytest.fixture
def dataset(make_study: Callable[..., Study]) -> StudyDataset:
    text = '@prefix e: <http://e/> . e:g { e:a e:p "SERVICE x" } e:h { e:a e:p "SERVICE x" . e:b e:p e:a }'
    return read_study(make_study({"a.trig": text}))


def test_select_sees_the_union_once_and_knows_the_prefixes(dataset: StudyDataset) -> None:
    columns, rows = sparql(dataset, "SELECT ?s ?o ?none { ?s e:p ?o } ORDER BY ?s")
    assert columns == ["s", "o", "none"]
    assert [tuple(term and str(term) for term in row) for row in rows] == [
        ("<http://e/a>", '"SERVICE x"', None),
        ("<http://e/b>", "<http://e/a>", None),
    ]
    assert len(sparql(dataset, "SELECT * { GRAPH ?g { ?s e:p ?o } }")[1]) == 3


def test_ask_construct_and_parameters(dataset: StudyDataset) -> None:
    assert sparql(dataset, "ASK { e:b e:p e:a }") == (["ask"], [(ox.Literal(True),)])
    columns, rows = sparql(dataset, "CONSTRUCT { ?s e:q ?o } WHERE { ?s e:p ?o FILTER(isIRI(?o)) }")
    assert (columns, len(rows)) == (["subject", "predicate", "object"], 1)
    assert (
        len(sparql(dataset, "SELECT ?s ?o { ?s e:p ?o }", parameters={"s": ox.NamedNode("http://e/b")})[1])
        == 1
    )


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "PREFIX e: <http://e/>\nDELETE WHERE { e:a ?p ?o }",
        "# a comment\nBASE <http://e/> DROP ALL",
        "LOAD <http://e/>",
        "WITH <http://e/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused(query: str, dataset: StudyDataset) -> None:
    with pytest.raises(QueryError, match="may only read") as caught:
        sparql(dataset, query)
    assert caught.value.exit_code == EXIT_USAGE
    assert len(dataset) == 3


def test_service_is_refused_and_nothing_is_requested(dataset: StudyDataset) -> None:
    requests: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815 - the name that http.server looks for

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    for service in (
        f"SERVICE <{address}>",
        f"service SILENT <{address}>",
        f"SERVICE#c\n<{address}>",
        "SERVICE?x",
    ):
        with pytest.raises(QueryError, match="no network"):
            sparql(dataset, f"SELECT * {{ {service} {{ ?s ?p ?o }} BIND(<{address}> AS ?x) }}")
    server.shutdown()
    server.server_close()
    assert requests == []


@pytest.mark.parametrize(
    "name",
    ['"SERVICE x"', "'SERVICE x'", '"""a "SERVICE" x"""', "<http://e/SERVICE>", "e:SERVICE", "?SERVICE"],
)
def test_the_word_may_stand_where_it_is_not_the_keyword(name: str, dataset: StudyDataset) -> None:
    assert sparql(dataset, f"SELECT * {{ ?s e:p {name} }} # SERVICE <http://e/>")


def test_an_error_shows_the_line_and_the_place(dataset: StudyDataset) -> None:
    with pytest.raises(QueryError) as caught:
        sparql(dataset, "SELECT ?s {\n  ?s nope:p ?o }")
    message, text, caret = str(caught.value).splitlines()
    assert "line 2" in message
    assert "the prefix nope: is not declared" in message
    assert text[caret.index("^") :].startswith("nope:p")
    for query in ("", "SELECT ?s { ?s ?p }", "SELECT ?x (COUNT(*) AS ?n) { ?x ?y ?z }"):
        with pytest.raises(QueryError, match="not a SPARQL query, line 1"):
            sparql(dataset, query)
