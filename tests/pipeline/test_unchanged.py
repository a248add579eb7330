"""A rebuild of what has not changed: it reads nothing, writes nothing, and says the same."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from kgraph.analysis.analyse import analyse
from kgraph.loaders.sync.altered_values import find_altered
from kgraph.pipeline import inputs
from kgraph.pipeline.full_build import run
from kgraph.pipeline.inputs import input_digest, input_files
from kgraph.pipeline.rebuild import plan_only, rebuild
from kgraph.pipeline.store_report import store_state
from kgraph.pipeline.summary import dry_run_lines, summary_lines
from kgraph.store.servers.leases import home_of, open_store, start
from kgraph.study import load_study

pytestmark = pytest.mark.process

HEAD = """
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <https://example.org/s/> .
@prefix src: <https://example.org/s/source/> .
"""
SOURCES = (
    HEAD
    + """
src:minutes a kg:Source ; dct:title "Minutes"@en , "Protokoll"@sv ; dct:publisher "Hjo" ;
  dct:issued "2024-01-01"^^xsd:date ; dct:source <https://example.org/minutes> ; dct:language "sv" ;
  kg:localCopy "copies/minutes.txt" .
"""
)
DATA = (
    HEAD
    + """
src:minutes {
  :hjo a kg:Municipality ; skos:prefLabel "Hjo"@sv , "Hjo"@en ; org:linkedTo :tibro ;
    kg:locator "§ 1" ; kg:quote "Hjo och Tibro" .
  :tibro a kg:Municipality ; skos:prefLabel "Tibro"@sv , "Tibro"@en .
}
"""
)
SETTINGS = """
[study]
id = "s"
title = { sv = "Studie", en = "Study" }
base = "https://example.org/s/"
sources = ["sources.ttl", "data/*", "tables/*.csv"]
[analysis]
draws = 0
"""
TABLE = "id,name\ntibro,Tibro köping\n"
METADATA = {
    "@context": "http://www.w3.org/ns/csvw",
    "url": "more.csv",
    "tableSchema": {
        "aboutUrl": "https://example.org/s/{id}",
        "columns": [
            {"titles": "id", "name": "id", "suppressOutput": True},
            {
                "titles": "name",
                "name": "name",
                "propertyUrl": "http://www.w3.org/2004/02/skos/core#altLabel",
                "lang": "sv",
            },
        ],
    },
}
CONTEXT = {"@context": {"name": "http://www.w3.org/2004/02/skos/core#altLabel"}}
DOCUMENT = {
    "@context": "https://example.org/context",
    "@id": "https://example.org/s/hjo",
    "name": "Hjo stad",
}
POPOLO = {"organizations": [{"id": "party", "name": "Partiet", "classification": "party"}]}
SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/s/shape> a sh:NodeShape ; sh:targetClass kg:Municipality ; sh:severity sh:Warning ;
  sh:property [ sh:path skos:prefLabel ; sh:minCount 1 ; sh:severity sh:Warning ;
    sh:message "Namn?"@sv , "Name?"@en ] .
"""


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")


FILES = {
    "study.toml": SETTINGS,
    "sources.ttl": SOURCES,
    "data/minutes.trig": DATA,
    "data/hjo.jsonld": DOCUMENT,
    "data/popolo.json": POPOLO,
    "tables/more.csv": TABLE,
    "tables/more.csv-metadata.json": METADATA,
    "copies/minutes.txt": "Hjo och Tibro samverkar.",
    "identity.csv": "a,b,decision,note\n",
    "shapes/own.ttl": SHAPE,
    "contexts/catalog.json": {"https://example.org/context": "own.json"},
    "contexts/own.json": CONTEXT,
}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Where the study lies, with its server kept running."""
    root = tmp_path_factory.mktemp("unchanged") / "small"
    root.mkdir()
    lease = start(home_of(root, "embedded"), "embedded", heap="512m")
    yield root
    lease.end()


@pytest.fixture
def small(place):
    """A study with one file of every kind that a rebuild reads; the store is as the last test left it."""
    for path in place.iterdir():
        if path.is_dir() and path.name != ".kgraph":
            shutil.rmtree(path)
    for name, content in FILES.items():
        write(place / name, content)
    return place


def files_of(root):
    return {path: path.read_bytes() for path in (root / "build").rglob("*") if path.is_file()}


def test_every_file_that_a_rebuild_reads_is_part_of_the_digest(small):
    study = load_study(small)
    rebuild(study)
    # Added here and not with the module: a hook is asked often, and stays to the end of the process.
    opened = set()
    sys.addaudithook(lambda event, args: opened.add(str(args[0])) if event == "open" else None)
    run(study)
    inside = {name for name in opened if name.startswith(f"{small}{os.sep}")}
    own = (str(small / "build"), str(small / ".kgraph"))
    read = {name for name in inside if not name.startswith(own) and Path(name).is_file()}
    assert len(read) >= 9
    assert read <= {str(path) for path in input_files(study, ["copies/minutes.txt"])}


def test_an_unchanged_rebuild_touches_nothing_and_says_the_same(small, monkeypatch):
    study = load_study(small)
    first = rebuild(study)
    before = files_of(small)
    again = rebuild(study)
    assert (first.unchanged, again.unchanged) == (False, True)
    assert again.manifest == first.manifest
    assert (again.report, again.views) == (first.report, first.views)
    assert files_of(small) == before
    assert plan_only(study).plan is None
    # The whole way gives the same bytes, but for what is said of the run itself.
    third = run(study)
    assert third.manifest == first.manifest
    changed = [path.name for path, content in files_of(small).items() if content != before[path]]
    assert changed == ["manifest.json"]
    assert rebuild(study).unchanged
    # Time stamps say nothing.
    for path in input_files(study):
        if path.is_file():
            os.utime(path, (1, 1))
    assert rebuild(study).unchanged
    monkeypatch.setattr("kgraph.pipeline.inputs.metadata.version", lambda name: "another")
    inputs._packages.cache_clear()
    inputs._code_digest.cache_clear()
    assert not rebuild(study).unchanged
    inputs._packages.cache_clear()
    inputs._code_digest.cache_clear()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("study.toml", SETTINGS + "\n# a comment\n"),
        ("data/minutes.trig", DATA.replace('"Tibro"@en', '"Karlsborg"@en')),
        ("data/new.ttl", HEAD + ':new a kg:Municipality ; skos:prefLabel "Ny"@sv , "New"@en .'),
        ("copies/minutes.txt", "Hjo och Tibro, och mer."),
        ("tables/more.csv-metadata.json", json.dumps(METADATA).replace("altLabel", "hiddenLabel")),
        (
            "identity.csv",
            "a,b,decision,note\nhttps://example.org/s/hjo,https://example.org/s/tibro,different,\n",
        ),
        ("shapes/own.ttl", SHAPE + "# more"),
        ("contexts/own.json", {"@context": {"name": "http://www.w3.org/2004/02/skos/core#hiddenLabel"}}),
        ("build/report.html", "written over"),
        ("build/manifest.json", None),
        ("build/views/services.html", None),
        ("build/analysis.json", "{}"),
    ],
)
def test_whatever_changes_is_rebuilt(small, name, text):
    study = load_study(small)
    rebuild(study)
    assert rebuild(study).unchanged
    if text is None:
        (small / name).unlink()
    else:
        write(small / name, text)
    study = load_study(small)
    assert plan_only(study).plan is not None
    assert not rebuild(study).unchanged
    assert rebuild(study).unchanged


def test_pages_and_stores_that_are_missing_come_back_without_another_analysis(small, monkeypatch):
    study = load_study(small)
    asked = []
    monkeypatch.setattr(
        "kgraph.pipeline.full_build.analyse",
        lambda *given, **more: asked.append(1) or analyse(*given, **more),
    )
    rebuild(study)
    before = files_of(small)
    asked.clear()
    (small / "build" / "views" / "services.html").unlink()
    assert not rebuild(study).unchanged
    with open_store(study) as connection:
        connection.execute("MATCH (n {uri: 'https://example.org/s/hjo'}) DETACH DELETE n")
    assert rebuild(study).written["nodes_created"] == 1
    assert not asked
    changed = [path.name for path, content in files_of(small).items() if content != before[path]]
    assert changed == ["manifest.json"]
    # A story is in the pages alone; what it names and the build lacks is said.
    state = {"node": "https://example.org/s/away"}
    story = {"name": "A", "steps": [{"view": "services", "text": "B", "state": state}]}
    write(small / "stories.json", json.dumps({"stories": [story]}))
    with pytest.warns(UserWarning, match="the story A, step 1, names what the build does not have: https"):
        assert not rebuild(study).unchanged
    assert not asked
    assert "s/away" in (small / "build" / "views" / "decisions.html").read_text(encoding="utf-8")
    assert rebuild(study).unchanged
    # The answer that a step is on gets a page; a question that the store refuses gets none, which is said.
    steps = [
        {"view": "answer", "text": "B", "query": query}
        for query in ("MATCH (n:Municipality) RETURN n", "MATCH (n) RETRUN n")
    ]
    write(small / "stories.json", json.dumps({"stories": [{"name": "A", "steps": steps}]}))
    with pytest.warns(UserWarning, match="the stories' question .*RETRUN.* gets no page"):
        assert len(rebuild(study).views) == 4
    assert len(list((small / "build" / "views").glob("answer-*.html"))) == 1
    assert rebuild(study).unchanged
    (small / "stories.json").unlink()
    # What somebody has written into the analysis, or its summary in the manifest, is not taken over.
    for name, old, new in (
        ("analysis.json", '"build"', '"built"'),
        ("manifest.json", '"seed": 1', '"seed": 2'),
    ):
        path = small / "build" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        assert not rebuild(study).unchanged
        assert asked == [1]
        asked.clear()
        assert path.read_text(encoding="utf-8").count(new) == text.count(new)
    write(small / "study.toml", SETTINGS + "seed = 2\n")
    rebuild(load_study(small))
    assert asked == [1]


def test_a_missing_copy_counts_when_it_comes(small):
    (small / "copies" / "minutes.txt").unlink()
    study = load_study(small)
    assert rebuild(study).manifest["counts"]["findings"]["warning"] >= 1
    assert rebuild(study).unchanged
    write(small / "copies" / "minutes.txt", "Hjo och Tibro")
    assert not rebuild(study).unchanged


def test_a_study_that_asks_the_network_is_never_taken_as_unchanged(small):
    write(small / "study.toml", SETTINGS + '[policy]\nnetwork_hosts = ["example.org"]\n')
    study = load_study(small)
    assert input_digest(study) == ""
    rebuild(study)
    assert not rebuild(study).unchanged


def test_what_was_altered_by_hand_is_told_and_put_back(small):
    study = load_study(small)
    rebuild(study)
    with open_store(study) as connection:
        connection.execute(
            "MATCH (n {uri: 'https://example.org/s/hjo'}) SET n.label = 'Mine', n.remark = 'ours'"
        )
    assert store_state(study)["altered by hand"].startswith("1 node: Mine; kgraph rebuild puts back")
    planned = "\n".join(dry_run_lines(plan_only(study)))
    assert "altered by hand, would be put back: 1 node: Mine (label)" in planned
    assert "nodes: 0 created, 1 changed, 0 deleted" in planned
    summary = "\n".join(summary_lines(rebuild(study)))
    assert "1 node updated" in summary
    assert "put back, altered by hand: 1 node: Mine (label)" in summary
    assert "left alone, added by hand: property remark (1)" in summary
    state = store_state(study)
    assert (state["state"], state["altered by hand"]) == ("complete", None)
    assert state["added by hand"] == "property remark (1)"
    summary = "\n".join(summary_lines(rebuild(study)))
    assert "nothing changed since the last rebuild" in summary
    assert "left alone, added by hand: property remark (1)" in summary


def test_another_store_is_filled_though_the_files_are_unchanged(
    small, neo4j_server, neo4j_store, monkeypatch
):
    study = load_study(small)
    first = rebuild(study)
    state = neo4j_server.state
    monkeypatch.setenv("NEO4J_USERNAME", state.username)
    monkeypatch.setenv("NEO4J_PASSWORD", state.password)
    built = rebuild(study, state.uri)
    assert built.written["nodes_created"] == first.manifest["counts"]["nodes"]
    assert neo4j_store.read("MATCH (n:Municipality) RETURN count(n) AS n") == [{"n": 2}]
    assert rebuild(study, state.uri).unchanged
    assert rebuild(study).unchanged


def test_a_store_that_nobody_has_written_to_is_not_read_again(small, neo4j_server, neo4j_store, monkeypatch):
    study = load_study(small)
    state = neo4j_server.state
    monkeypatch.setenv("NEO4J_USERNAME", state.username)
    monkeypatch.setenv("NEO4J_PASSWORD", state.password)
    rebuild(study, state.uri)
    read = []
    monkeypatch.setattr(
        "kgraph.pipeline.rebuild.find_altered", lambda *given: read.append(given) or find_altered(*given)
    )
    assert rebuild(study, state.uri).unchanged
    assert not read
    neo4j_store.execute("CREATE (:Note {text: 'ours'})")
    assert rebuild(study, state.uri).unchanged
    assert len(read) == 1
    neo4j_store.execute("MATCH (n {uri: 'https://example.org/s/hjo'}) SET n.label = 'Mine'")
    built = rebuild(study, state.uri)
    assert [item.title for item in built.altered] == ["Mine"]
    read.clear()
    assert rebuild(study, state.uri).unchanged
    assert not read
