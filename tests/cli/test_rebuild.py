"""The rebuild as a user meets it: summary, repetition, refusal, files."""

import json
import re

import pytest

from kgraph.pipeline.comparison import kept_graph
from kgraph.store.readback import read_graph
from kgraph.store.servers.leases import open_store
from kgraph.study import load_study
from kgraph.views.view_types.comparison_view import compare

MEMBERS = """
MATCH (m:Municipality)-[:MEMBER_OF]->(f)
RETURN m.label_sv, f.label_sv ORDER BY m.label_sv, f.label_sv
"""


def test_the_summary_says_what_was_read_checked_stored_and_found(built):
    _, said = built
    lines = said.stdout.splitlines()
    read = r"Read +[\d,]+ statements from \d+ source documents in \d+ files; \d+ inferred by rule"
    assert re.fullmatch(read, lines[2])
    assert lines[3].startswith("Checked   valid: ")
    assert "all accounted for; 0 losses" in lines[4]
    assert re.match(r"Stored +[\d,]+ nodes and [\d,]+ relationships in embedded store", lines[5])
    findings = [line for line in lines if re.match(r"  [123]\. ", line)]
    assert len(findings) == 3
    assert all(" Sources: " in finding for finding in findings)
    assert "Göliska IT" in findings[0]


def test_piped_output_is_plain(built):
    _, said = built
    assert "\x1b" not in said.stdout + said.stderr
    assert "\r" not in said.stdout + said.stderr


def test_every_result_is_there_and_says_the_same_build(built):
    directory, said = built
    build = directory / "build"
    manifest = json.loads((build / "manifest.json").read_text(encoding="utf-8"))
    assert f"Build   {manifest['build']}" in said.stdout
    assert set(manifest["inputs"]) == {
        str(path.relative_to(directory))
        for path in [*directory.glob("sources/*.ttl"), *directory.glob("data/*.trig")]
    }
    assert json.loads((build / "analysis.json").read_text(encoding="utf-8"))["build"] == manifest["build"]
    assert json.loads((build / "validation.json").read_text(encoding="utf-8"))["conforms"] is True
    for page in ("report.html", "views/collaboration.html", "views/services.html", "views/decisions.html"):
        text = (build / page).read_text(encoding="utf-8")
        assert manifest["build"] in text


def test_a_second_rebuild_writes_nothing_and_gives_the_same_bytes(built, run):
    directory, _ = built
    before = {path: path.read_bytes() for path in (directory / "build").rglob("*") if path.is_file()}
    said = run("rebuild", "--study", directory)
    assert said.returncode == 0
    assert "nothing changed since the last rebuild" in said.stdout
    assert said.stdout.splitlines()[7:-1] == built[1].stdout.splitlines()[7:-1]
    after = {path: path.read_bytes() for path in (directory / "build").rglob("*") if path.is_file()}
    assert after == before


def test_a_rebuild_of_what_is_missing_gives_the_same_bytes(rebuilt_study, tmp_path, invoke):
    # A copy of its own: other tests leave views in the shared one, which a manifest then lists.
    directory, _ = rebuilt_study(tmp_path)
    before = {path: path.read_bytes() for path in (directory / "build").rglob("*") if path.is_file()}
    (directory / "build" / "views" / "services.html").unlink()
    said = invoke("rebuild", "--study", directory)
    assert said.returncode == 0
    assert "nothing changed since the last rebuild" in said.stdout
    after = {path: path.read_bytes() for path in (directory / "build").rglob("*") if path.is_file()}
    changed = [path.name for path in before if after.get(path) != before[path]]
    assert changed == ["manifest.json"]
    old, new = (json.loads(content[directory / "build" / "manifest.json"]) for content in (before, after))
    assert {key for key in old if old[key] != new[key]} <= {"timings", "written", "run"}


def test_the_plan_of_a_rebuild_is_shown_without_writing(built, invoke):
    directory, _ = built
    said = invoke("rebuild", "--dry-run", "--study", directory)
    assert said.returncode == 0
    assert said.stdout.splitlines()[-1] == "Nothing would change."


def test_invalid_data_is_refused_with_its_place_and_the_store_keeps_the_former_graph(
    tmp_path, rebuilt_study, run, invoke
):
    study, _ = rebuilt_study(tmp_path)
    assert invoke("db", "start", "--study", study).returncode == 0
    try:
        before = invoke("query", MEMBERS, "--study", study, "--format", "csv")
        assert before.stdout.count("\n") > 6
        path = study / "data" / "rescue.trig"
        text = path.read_text(encoding="utf-8")
        assert "kg:decidedBy" in text
        lines = text.splitlines(keepends=True)
        line = next(number for number, each in enumerate(lines) if "kg:decidedBy" in each)
        lines[line] = re.sub(r"kg:decidedBy\s+\S+\s*;", "", lines[line])
        path.write_text("".join(lines), encoding="utf-8")
        said = run("rebuild", "--study", study)
        assert said.returncode == 1
        assert re.search(r"data/rescue\.trig:\d+: ", said.stderr)
        assert "the store was left as it was" in said.stderr
        assert "Traceback" not in said.stderr
        assert invoke("query", MEMBERS, "--study", study, "--format", "csv").stdout == before.stdout
    finally:
        invoke("db", "stop", "--study", study)


def test_a_broken_file_is_refused_with_its_line(study, run):
    path = study / "data" / "vinnova.trig"
    count = len(path.read_text(encoding="utf-8").splitlines())
    with path.open("a", encoding="utf-8") as file:
        file.write("src:x { <http://e/a b> a <http://e/T> . }\n")
    said = run("rebuild", "--study", study)
    assert said.returncode == 1
    assert f"data/vinnova.trig:{count + 1}" in said.stderr
    assert not (study / "build").exists()


@pytest.mark.usefixtures("neo4j_store")
def test_both_stores_answer_the_same(built, invoke, neo4j_server):
    directory, _ = built
    state = neo4j_server.state
    uri, environment = state.uri, {"NEO4J_USERNAME": state.username, "NEO4J_PASSWORD": state.password}
    said = invoke("rebuild", "--study", directory, "--store", uri, env=environment)
    assert said.returncode == 0, said.stderr
    assert "Neo4j 5.26" in said.stdout
    rows = [
        invoke("query", MEMBERS, "--study", directory, "--store", store, "--format", "csv", env=environment)
        for store in ("embedded", uri)
    ]
    assert [said.returncode for said in rows] == [0, 0]
    assert rows[0].stdout == rows[1].stdout
    assert "Vara kommun,Göliska IT" in rows[0].stdout
    assert "Lidköpings kommun,Avfall & Återvinning Skaraborg" not in rows[0].stdout


def test_a_kept_build_is_what_the_store_gives_back(built):
    directory, _ = built
    study = load_study(directory)
    with open_store(study) as connection:
        held = read_graph(connection)
    both = compare(kept_graph(study, held.graph["build"]), held)
    nodes = {change for _, change in both.nodes(data="_change")}
    relationships = {change for *_, change in both.edges(data="_change")}
    assert (nodes, relationships) == ({"same"}, {"same"})
