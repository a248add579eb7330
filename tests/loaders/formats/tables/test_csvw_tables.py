"""Tables with CSVW metadata: the statements, their places, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from kgraph.errors import Location, SourceError
from kgraph.loaders.formats.tables import csvw_tables, template_tables
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.reading import read_study
from kgraph.study import Study

if TYPE_CHECKING:
    from pathlib import Path


BASE = "https://example.org/s/"
KG = "https://w3id.org/kgraph/ontology#"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

TABLE = """kod;kommun;medlem i;andel;sedan;flagga
1470;Vara;Göliska IT;12,5;2018-01-01;ja
1495;Skara;Göliska IT;;2010-02-03;nej
"""
COLUMNS: list[dict[str, Any]] = [
    {"name": "code", "titles": "kod", "propertyUrl": "kg:municipalityCode", "required": True},
    {"name": "name", "titles": "kommun", "propertyUrl": "skos:prefLabel", "lang": "sv"},
    {"name": "federation", "titles": "medlem i", "suppressOutput": True},
    {
        "name": "share",
        "titles": "andel",
        "aboutUrl": "membership/{code}",
        "propertyUrl": "kg:ownershipShare",
        "datatype": {"base": "decimal", "format": {"decimalChar": ",", "pattern": "#0.#"}},
    },
    {
        "name": "since",
        "titles": "sedan",
        "aboutUrl": "_:period-{code}",
        "propertyUrl": "dcat:startDate",
        "datatype": "date",
    },
    {"name": "flag", "titles": "flagga", "suppressOutput": True},
    {"virtual": True, "propertyUrl": "rdf:type", "valueUrl": "kg:Municipality"},
    {
        "virtual": True,
        "aboutUrl": "f/{federation}",
        "propertyUrl": "rdf:type",
        "valueUrl": "kg:MunicipalFederation",
    },
    {
        "virtual": True,
        "aboutUrl": "membership/{code}",
        "propertyUrl": "rdf:type",
        "valueUrl": "org:Membership",
    },
    {"virtual": True, "aboutUrl": "membership/{code}", "propertyUrl": "org:member", "valueUrl": "{code}"},
    {
        "virtual": True,
        "aboutUrl": "membership/{code}",
        "propertyUrl": "org:organization",
        "valueUrl": "f/{federation}",
    },
    {
        "virtual": True,
        "aboutUrl": "membership/{code}",
        "propertyUrl": "dct:temporal",
        "valueUrl": "_:period-{code}",
    },
    {
        "virtual": True,
        "aboutUrl": "_:period-{code}",
        "propertyUrl": "rdf:type",
        "valueUrl": "dct:PeriodOfTime",
    },
]


def metadata(**changes: Any) -> dict[str, Any]:
    schema = {"aboutUrl": "{code}", "primaryKey": "code", "columns": COLUMNS, **changes.pop("schema", {})}
    return {"@context": "http://www.w3.org/ns/csvw", "url": "kommuner.csv", "tableSchema": schema, **changes}


def study_of(root: Path, **settings: Any) -> Study:
    return Study(root=root, id="s", title={}, base=BASE, sources=("data/*.csv",), **settings)


def put(
    root: Path, table: str = TABLE, described: Any = None, name: str = "kommuner.csv-metadata.json"
) -> Path:
    (root / "data").mkdir(parents=True, exist_ok=True)
    content = described if isinstance(described, str) else json.dumps(described or metadata())
    (root / "data" / name).write_text(content)
    path = root / "data" / "kommuner.csv"
    path.write_text(table, encoding="utf-8")
    return path


def statements(root: Path, *args: Any, **settings: Any) -> list[tuple[ox.Quad, Location]]:
    path = put(root, *args)
    return list(csvw_tables.read(path, study_of(root, **settings)))


def refusal(root: Path, *args: Any) -> SourceError:
    with pytest.raises(SourceError) as caught:
        statements(root, *args)
    return caught.value


def test_every_statement_has_its_row_and_column(tmp_path: Path) -> None:
    found = statements(tmp_path)
    told = {(q.subject.value.removeprefix(BASE), q.predicate.value): (q.object, where) for q, where in found}
    share, where = told["membership/1470", KG + "ownershipShare"]
    assert share == ox.Literal("12.5", datatype=ox.NamedNode(XSD + "decimal"))
    assert where == Location("data/kommuner.csv", row=2, column="andel")
    assert ("membership/1495", KG + "ownershipShare") not in told
    name, _ = told["1470", "http://www.w3.org/2004/02/skos/core#prefLabel"]
    assert name == ox.Literal("Vara", language="sv")
    since, where = next((q.object, w) for q, w in found if q.object.value == "2010-02-03")
    assert str(since) == f'"2010-02-03"^^<{XSD}date>'
    assert (where.row, where.column) == (3, "sedan")


def test_letters_in_templates_give_the_iri_that_the_id_gives_elsewhere(tmp_path: Path) -> None:
    assert f"{BASE}f/Göliska%20IT" in {q.subject.value for q, _ in statements(tmp_path)}


def test_the_statements_become_relationships_with_a_period(tmp_path: Path) -> None:
    put(tmp_path)
    graph = map_dataset(read_study(study_of(tmp_path)))
    edges = [r for r in graph.relationships.values() if r.type == "MEMBER_OF"]
    assert sorted(str(edge.properties["from"]) for edge in edges) == ["2010-02-03", "2018-01-01"]
    assert not [loss for loss in graph.losses if loss.refusing]


def test_a_column_that_the_metadata_does_not_describe_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path, TABLE.replace("flagga", "annat"))
    told = {str(where): message for where, message in error.problems}
    assert "suppressOutput" in told["data/kommuner.csv:1 annat"]


@pytest.mark.parametrize("place", ["common", "named", "group"])
def test_where_metadata_may_stand(tmp_path: Path, place: str) -> None:
    settings: dict[str, Any] = {}
    name, described = "csv-metadata.json", metadata()
    if place == "named":
        name = "mapping.json"
        settings["tables"] = {"data/*.csv": {"mapping": "data/mapping.json"}}
    if place == "group":
        table = metadata()
        described = {"@context": table.pop("@context"), "tables": [table, {**table, "url": "other.csv"}]}
    assert statements(tmp_path, TABLE, described, name, **settings)


def test_the_source_of_the_table_is_that_of_its_statements(tmp_path: Path) -> None:
    declared = statements(tmp_path / "1", TABLE, metadata(**{"dc:source": "scb"}))
    assert {q.graph_name.value for q, _ in declared} == {f"{BASE}source/scb"}
    by_study = statements(tmp_path / "2", tables={"data/*": {"source": "scb"}})
    assert {q.graph_name.value for q, _ in by_study} == {f"{BASE}source/scb"}


def test_a_template_may_name_what_a_mapped_table_describes(tmp_path: Path) -> None:
    put(tmp_path)
    path = tmp_path / "data" / "Medlemskap.csv"
    path.write_text("medlem;organisation\nVara;Skara\n")
    found = list(template_tables.read(path, study_of(tmp_path)))
    assert {q.object.value for q, _ in found if q.predicate.value.endswith("#member")} == {f"{BASE}1470"}


def test_all_faulty_cells_are_named(tmp_path: Path) -> None:
    table = (
        TABLE.replace("2018-01-01", "2018-13-01").replace("12,5", "tolv")
        + ";Essunga;x;1;2000-01-01;\n1495;Z;x;1;2000-01-01;\n"
    )
    error = refusal(tmp_path, table)
    told = {str(where): message for where, message in error.problems}
    assert "not of the type date" in told["data/kommuner.csv:2 sedan"]
    assert "not of the type decimal" in told["data/kommuner.csv:2 andel"]
    assert "must not be empty" in told["data/kommuner.csv:4 kod"]
    assert "row 3" in told["data/kommuner.csv:5"]


@pytest.mark.parametrize(
    ("described", "message"),
    [
        ("{", "not JSON"),
        ("[]", "a JSON object"),
        ("[" * 100_000, "nested too deeply"),
        ({**metadata(), "@context": "http://127.0.0.1:9/x"}, "that of CSVW is"),
        ({**metadata(), "tableSchema": "http://127.0.0.1:9/schema.json"}, "not fetched"),
        ({**metadata(), "dialect": "http://127.0.0.1:9/dialect.json"}, "not fetched"),
        ({**metadata(), "tableSchema": {"columns": []}}, "no columns"),
        (metadata(schema={"columns": [{"name": "x", "titles": "komun"}]}), "did you mean 'kommun'"),
        (metadata(schema={"aboutUrl": None, "columns": [{"name": "code", "titles": "kod"}]}), "no aboutUrl"),
    ],
)
def test_metadata_that_cannot_be_used_is_refused_and_nothing_fetched(
    tmp_path: Path, described: Any, message: str
) -> None:
    error = refusal(tmp_path, TABLE, described)
    assert message in " ".join([error.message, *(text for _, text in error.problems)])
