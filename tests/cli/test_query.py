"""``kgraph query`` and ``kgraph sparql``: forms of output, parameters by name, notes on names, terminals."""

import csv
import io
import json
import os
import re
import sys

import pexpect
import pytest

MEMBERS = (
    "MATCH (m:Municipality)-[r:MEMBER_OF]->(f:MunicipalFederation) WHERE r.from IS NOT NULL "
    "RETURN m.label_sv AS member, f.label_sv AS body, r.from AS since ORDER BY member, body, since"
)


@pytest.fixture
def ask(built, invoke):
    def ask(*arguments):
        return invoke("query", "--study", built[0], *arguments)

    return ask


def test_every_form_holds_the_same_rows(ask, tmp_path):
    as_json = json.loads(ask(MEMBERS, "--format", "json").stdout)
    assert len(as_json) > 5
    assert set(as_json[0]) == {"member", "body", "since"}
    as_lines = [json.loads(line) for line in ask(MEMBERS, "--format", "jsonl").stdout.splitlines()]
    as_csv = list(csv.DictReader(io.StringIO(ask(MEMBERS, "--format", "csv").stdout)))
    assert as_json == as_lines == as_csv
    for ending in ("csv", "json", "jsonl", "parquet"):
        said = ask(MEMBERS, "-o", tmp_path / f"members.{ending}")
        assert said.returncode == 0
        assert f"members.{ending}: {len(as_json)} rows" in said.stderr
    import polars as pl

    frame = pl.read_parquet(tmp_path / "members.parquet")
    assert frame.schema["since"] == pl.Date
    assert frame.with_columns(pl.col("since").cast(pl.String)).to_dicts() == as_json
    assert json.loads((tmp_path / "members.json").read_text(encoding="utf-8")) == as_json


def test_no_spreadsheet_takes_a_text_for_a_formula(ask):
    said = ask("RETURN '=1+1' AS text, -2 AS number, ['@x', 'y'] AS list", "--format", "csv")
    assert said.stdout == "text,number,list\n'=1+1,-2,'@x; y\n"


def test_nodes_relationships_and_paths_are_drawn_as_in_cypher(ask):
    query = (
        "MATCH p = (m:Municipality {label_sv: 'Vara kommun'})-[r:MEMBER_OF]->(f {label_sv: 'Göliska IT'}) "
        "RETURN m, r, p"
    )
    said = ask(query)
    assert "(Vara kommun :Municipality)" in said.stdout
    assert "[:MEMBER_OF]" in said.stdout
    assert "-[:MEMBER_OF]->(Göliska IT :MunicipalFederation)" in re.sub(r"\s+", " ", said.stdout)
    row = json.loads(ask(query, "--format", "json").stdout)[0]
    assert row["m"]["properties"]["label_sv"] == "Vara kommun"
    assert not any(key.startswith("_") for key in row["m"]["properties"])
    assert row["p"]["relationships"][0]["type"] == "MEMBER_OF"


@pytest.mark.parametrize(
    "name", ["Vara kommun", "vara Municipality", "vara", "https://w3id.org/kgraph/study/skaraborg/vara"]
)
def test_a_parameter_is_given_by_any_of_its_names(ask, invoke, built, name):
    found = ask("--ask", "cq06", "--param", f"municipality={name}", "--format", "csv")
    assert found.returncode == 0
    assert found.stdout == ask("--ask", "6", "--format", "csv").stdout
    in_rdf = invoke(
        "sparql", "--study", built[0], "--ask", "cq06", "--param", f"municipality={name}", "--format", "csv"
    )
    assert sorted(in_rdf.stdout.splitlines()) == sorted(found.stdout.splitlines())


@pytest.mark.parametrize(
    ("query", "notes"),
    [
        ("MATCH (m:Municipalty) RETURN m.label", ["no label :Municipalty; did you mean Municipality?"]),
        ("MATCH (m:kommun) RETURN m.label", ["no label :kommun; did you mean Municipality?"]),
        ("MATCH (m)-[:memberOf|PROVIDE]->() RETURN m.labl", ["MEMBER_OF", "PROVIDES", "no property labl"]),
        ("MATCH (m:Municipality {Label: 'x'}) RETURN 1", ["no property Label; did you mean label"]),
        (
            "MATCH (s:Survey) RETURN s.label",
            ["nothing in the store has the label :Survey, though the ontology"],
        ),
        (
            "MATCH (m:Municipality) WHERE m:Nowhere RETURN m.label",
            ["no label :Nowhere; see all with: kgraph schema"],
        ),
    ],
)
def test_a_name_that_nothing_has_is_told_with_the_nearest(ask, query, notes):
    said = ask(query)
    assert said.returncode == 0
    for note in notes:
        assert note in said.stderr


def test_a_query_without_misspelt_names_gets_no_notes(ask):
    assert "note:" not in ask(MEMBERS).stderr
    assert (
        "note:"
        not in ask("MATCH (m:Municipality {label: 'nowhere'})-[:MEMBER_OF]->(f) RETURN f.label_en").stderr
    )
    assert "note:" not in ask("WITH {anything: 1} AS map RETURN map.anything AS x").stderr
    assert "note:" not in ask("MATCH (m:Municipalty) RETURN 1", "--quiet").stderr


def test_the_plan_is_shown_and_nothing_runs(ask):
    said = ask("--explain", "MATCH (m:Municipality) RETURN m.label")
    assert said.returncode == 0
    assert "Municipality" in said.stdout
    assert "Vara" not in said.stdout


def test_rows_beyond_the_limit_are_left_out_and_said(ask):
    said = ask("MATCH (n:Source) RETURN n.uri", "--limit", "3", "--format", "csv")
    assert len(said.stdout.splitlines()) == 4
    assert "only the first 3 rows" in said.stderr


def test_a_write_is_done_when_asked_for(ask):
    assert "nodes created 1" in ask("CREATE (:Note {text: 'mine'})", "--write").stderr
    assert "nodes deleted 1" in ask("MATCH (n:Note) DELETE n", "--write").stderr


def test_a_query_from_a_file_may_be_of_any_length_and_must_be_text(ask, tmp_path):
    path = tmp_path / "q.cypher"
    path.write_text(f"// members\n{MEMBERS}\n", encoding="utf-8")
    assert ask("--file", path, "--format", "csv").stdout == ask(MEMBERS, "--format", "csv").stdout
    path.write_bytes(b"\xff\xfe\x00")
    said = ask("--file", path)
    assert said.returncode == 2
    assert "not a text file in UTF-8" in said.stderr


def on_terminal(columns, rows, *arguments):
    program = ["-P", "-c", "from kgraph.cli.program import run; run()"]
    # The terminal's own size is what counts, not one that the surroundings declare.
    ours = ("NEO4J_", "COLUMNS", "LINES")
    environment = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    child = pexpect.spawn(
        sys.executable,
        [*program, *arguments],
        dimensions=(rows, columns),
        encoding="utf-8",
        timeout=300,
        env=environment | {"PAGER": "cat -n", "TERM": "xterm"},
    )
    child.expect(pexpect.EOF)
    child.close()
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", child.before), child.exitstatus


@pytest.mark.parametrize("columns", [60, 100])
def test_a_table_fits_the_terminal(built, columns):
    text, code = on_terminal(columns, 500, "query", "--study", str(built[0]), MEMBERS)
    assert code == 0
    assert "Vara kommun" in text
    assert all(len(line.rstrip()) <= columns for line in text.splitlines())


def test_a_record_too_wide_for_columns_is_written_downwards(built):
    text, _ = on_terminal(60, 500, "query", "--study", str(built[0]), "--ask", "cq06")
    assert all(len(line.rstrip()) <= 60 for line in text.splitlines() if "│" in line)
    assert re.search(r"^serviceLabel +│ ", text, re.MULTILINE)
    assert "https://w3id.org/kgraph/study/skaraborg/" not in text


def test_a_long_answer_goes_to_the_pager_and_a_short_one_does_not(built):
    query = ["query", "--study", str(built[0]), "MATCH (n:Source) RETURN n.label LIMIT {}"]
    long, _ = on_terminal(100, 20, *query[:-1], query[-1].format(40))
    assert re.search(r"^ +1\t", long, re.MULTILINE)
    short, _ = on_terminal(100, 20, *query[:-1], query[-1].format(4))
    assert not re.search(r"^ +1\t", short, re.MULTILINE)
