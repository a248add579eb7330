"""What the graph cannot show as the sources have it is named with its statement, reason and line."""

import csv
import json

import pytest

from kgraph.errors import LossError
from kgraph.loaders.reading import read_study
from kgraph.pipeline.loss_places import place_losses
from kgraph.pipeline.prepare import prepare
from kgraph.pipeline.rebuild import plan_only, rebuild
from kgraph.pipeline.summary import dry_run_lines, summary_lines
from kgraph.study import load_study

TRIG = """@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://example.org/terms/> .
@prefix : <https://example.org/s/> .
GRAPH <https://example.org/s/graph/x> {
  :a a ex:Thing ; skos:prefLabel "A"@sv , "A"@en ;
    ex:exactly 0.1234567890123456789012345678901 ;
    ex:rounded 1.5 , 1.25 ,
      1.23456789012345600 ;
    ex:odd "PT90M"^^ex:span ;
    ex:mixed 1 ,
      "one" ,
      true ;
    ex:part [ skos:prefLabel "P"@sv , "P"@en ; ex:size 2.50 ,
        9.87654321098765432100 ] .
  :b a ex:Thing ; skos:prefLabel "B"@sv , "B"@en ;
    ex:part [ skos:prefLabel "Q"@sv , "Q"@en ; ex:size 3.50 ,
        9.87654321098765432100 ] .
}
"""
SETTINGS = """
[study]
id = "s"
title = {{ sv = "S", en = "S" }}
base = "https://example.org/s/"
sources = ["data/*"]
[policy]
losses = [{allowed}]
[analysis]
draws = 0
"""
LINES = {
    ("decimal-precision", "0.1234567890123456789012345678901"): 8,
    ("decimal-precision", "1.234567890123456"): 10,
    ("datatype-as-text", "PT90M"): 11,
    ("mixed-list", '"1"'): 12,
    ("mixed-list", '"one"'): 13,
    ("mixed-list", '"true"'): 14,
}


@pytest.fixture
def make(tmp_path):
    """Write the study and load it."""

    def make(*allowed):
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / "x.trig").write_text(TRIG, encoding="utf-8")
        kinds = ", ".join(f'"{kind}"' for kind in allowed)
        (tmp_path / "study.toml").write_text(SETTINGS.format(allowed=kinds), encoding="utf-8")
        return load_study(tmp_path)

    return make


def test_each_loss_has_its_line(make):
    losses = prepare(make("decimal-precision")).losses
    for (kind, text), line in LINES.items():
        (found,) = [each for each in losses if each.loss.kind == kind and text in each.loss.statement]
        assert str(found.place) == f"data/x.trig:{line}", found
    # Two blank nodes with the same value, named by what else they say.
    places = sorted(str(each.place) for each in losses if "9.8765" in each.loss.statement)
    assert places == ["data/x.trig:16", "data/x.trig:19"]


def test_a_loss_that_the_study_does_not_allow_stops_with_its_line(make):
    with pytest.raises(LossError) as refused:
        prepare(make())
    lines = refused.value.message.splitlines()
    first = '"0.1234567890123456789012345678901"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    (line,) = [line for line in lines if first in line]
    assert line.startswith("data/x.trig:8: <https://example.org/s/a> <https://example.org/terms/exactly> ")
    assert "(decimal-precision: the decimal has more than 15 significant digits" in line
    assert lines[-1] == "4 values would not be shown as the sources have them"
    assert 'losses = ["decimal-precision"]' in refused.value.hint
    assert not any("mixed-list" in line for line in lines)


def test_a_statement_of_a_line_is_found_without_an_index_of_all(make_study):
    year = '"2024"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    size = '"01.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    lines = [f"<http://e/{n}> <http://e/in> {year} <http://e/g{n % 2}> ." for n in range(4)]
    files = {"a.nq": "\n".join(["# years", *lines]), "b.nt": f"<http://e/9> <http://e/p> {size} .\n"}
    dataset = read_study(make_study(files))
    stated = sorted(dataset.quads(), key=lambda quad: quad.subject.value)
    found = [str(place) for place in dataset.locate_statements(stated)]
    assert found == [*(f"a.nq:{line}" for line in range(2, 6)), "b.nt:1"]
    assert [file._made for file in dataset.files] == [None, None]
    assert found == [str(dataset.locate(quad)) for quad in stated]
    assert dataset.files[0]._made is not None


def test_an_inferred_statement_has_no_line(make):
    prepared = prepare(make("decimal-precision"))
    loss = type(prepared.losses[0].loss)(
        "triple-term", "<https://example.org/x> <https://example.org/p> <u:v> ."
    )
    (placed,) = place_losses([loss], prepared.dataset)
    assert placed.place is None
    assert str(placed).startswith("<https://example.org/x>")


@pytest.mark.process
def test_a_rebuild_lists_all_losses(make):
    study = make("decimal-precision")
    planned = "\n".join(dry_run_lines(plan_only(study)))
    assert "4 losses and 4 values in another form" in planned
    assert "data/x.trig:11: <https://example.org/s/a> <https://example.org/terms/odd> " in planned
    summary = "\n".join(summary_lines(rebuild(study)))
    assert "4 losses and 4 values in another form, each with its place: " in summary
    with (study.build / "losses.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8
    assert {row["place"] for row in rows if row["kind"] == "mixed-list"} == {
        f"data/x.trig:{line}" for line in (12, 13, 14)
    }
    assert {row["shown"] for row in rows} == {"rounded", "text"}
    manifest = json.loads((study.build / "manifest.json").read_text(encoding="utf-8"))
    by_kind = {loss["kind"]: loss for loss in manifest["losses"]}
    assert by_kind["decimal-precision"]["count"] == 4
    assert by_kind["datatype-as-text"]["first"] == "data/x.trig:11"
    assert sum(loss["count"] for loss in manifest["losses"]) == len(rows)
