"""What the page asks for and gets, from a real embedded store: rows, drawings, evidence, files, refusals."""

from __future__ import annotations

import io
import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from kgraph.cli import main
from kgraph.store.servers.leases import home_of, start

if TYPE_CHECKING:
    from pathlib import Path

    Bench = Any

pytestmark = pytest.mark.process

HERE = "http://127.0.0.1:7476"

MEMBERS = "MATCH (m:Municipality)-[r:MEMBER_OF]->(f) RETURN m, r, f ORDER BY m.uri"
FOREVER = (
    "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b "
    "WITH a, b WHERE a * b = -1 RETURN count(*) AS n"
)


def test_a_query_is_answered_with_cells_that_can_be_followed(bench: Bench) -> None:
    answer = bench.query(MEMBERS).json()
    assert answer["columns"] == ["m", "r", "f"]
    north, tie, federation = answer["rows"][0]
    assert north == {
        "node": "https://example.org/north",
        "name": {"sv": "Norra", "en": "North"},
        "kind": "Municipality",
    }
    assert (tie["type"], federation["kind"]) == ("MEMBER_OF", "MunicipalFederation")
    assert (answer["nodes"], answer["truncated"], answer["notes"]) == (4, False, [])
    drawn = bench.client.get(f"/drawings/{answer['drawing']}")
    assert drawn.headers["content-security-policy"] == "frame-ancestors 'self'"
    assert "data-embedded" in drawn.text
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', drawn.text, re.DOTALL)
    assert block is not None
    payload = json.loads(block[1])
    assert len(payload["nodes"]) == 4
    assert {edge["type"] for edge in payload["edges"]} == {"MEMBER_OF"}


def test_paths_lists_and_iris_are_followed_too(bench: Bench) -> None:
    row = bench.query(
        "MATCH p = (m {uri: 'https://example.org/north'})-[:MEMBER_OF]->(f) "
        "RETURN p, collect(m) AS list, m.uri AS uri, 1.5 AS number, null AS nothing, true AS yes"
    ).json()["rows"][0]
    assert [next(iter(part)) for part in row[0]["path"]] == ["node", "tie", "node"]
    assert row[1]["list"][0]["node"] == "https://example.org/north"
    assert row[2:] == [{"node": "https://example.org/north", "text": "north"}, 1.5, None, True]


def test_nodes_alone_are_drawn_with_what_ties_them(bench: Bench) -> None:
    answer = bench.query("MATCH (n) WHERE n:Municipality OR n:MunicipalFederation RETURN n").json()
    drawn = bench.client.get(f"/drawings/{answer['drawing']}").text
    assert '"type":"MEMBER_OF"' in drawn
    assert bench.query("RETURN 1 AS n").json()["drawing"] is None


@pytest.mark.parametrize(
    ("cypher", "message", "word", "instead"),
    [
        ("MATCH (n)\nRETRUN n", "RETRUN", "RETRUN", "RETURN"),
        ("MATCH (n) SET n.x = 1", "would change the store", None, None),
        ("MATCH (n) DETACH DELETE n", "would change the store", None, None),
        ("LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line", "LOAD CSV", None, None),
        ("", "the query is empty", None, None),
    ],
)
def test_a_refused_query_says_what_the_command_line_says_and_where(
    bench: Bench, cypher: str, message: str, word: str | None, instead: str | None
) -> None:
    answer = bench.query(cypher)
    assert answer.status_code == 400
    fault = answer.json()["error"]
    assert message in fault["message"]
    assert "^" not in fault["hint"]
    assert (cypher[fault["from"] : fault["to"]] if "from" in fault else None) == word
    assert fault.get("instead") == instead
    assert bench.query("MATCH (n:Municipality) RETURN count(n) AS n").json()["rows"] == [[4]]


def test_names_that_match_nothing_come_with_the_nearest(bench: Bench) -> None:
    answer = bench.query("MATCH (m:Municipalty) RETURN m").json()
    assert answer["notes"] == ["no label :Municipalty; did you mean Municipality?"]
    assert answer["unknown"] == [{"kind": "label", "name": "Municipalty", "near": ["Municipality"]}]


def test_a_prepared_question_takes_names(bench: Bench) -> None:
    answer = bench.post("/api/question", question="cq02", values={"federation": "IT-förbundet", "date": ""})
    members = [row[0]["text"] for row in answer.json()["rows"]]
    assert sorted(members) == ["north", "odd", "south"]
    refused = bench.post("/api/question", question="cq02", values={"nobody": "x"})
    assert "has no parameter" in refused.json()["error"]["message"]
    assert bench.post("/api/question", question="cq99", values={}).status_code == 400


def test_a_question_of_the_studys_own_is_listed_and_asked_here_and_by_the_command(
    bench: Bench, small: Path
) -> None:
    assert "Vilka ingår i ett organ?" in bench.client.get("/").text
    asked = bench.post("/api/question", question="members-of", values={"body": "IT federation"})
    members = [row[0]["node"] for row in asked.json()["rows"]]
    assert members == [f"https://example.org/{name}" for name in ("north", "odd", "south")]
    command = [*("query", "members-of", "--format", "json", "--param", "body=IT-förbundet"), "--study", small]
    done = CliRunner().invoke(main, [str(each) for each in command])
    assert [row["member"]["properties"]["uri"] for row in json.loads(done.stdout)] == members
    assert "Who belongs to a body?" in done.stderr
    listed = CliRunner().invoke(main, ["query", "--ask", "--format", "csv", "--study", str(small)])
    assert listed.stdout.splitlines()[1] == "members-of,Vilka ingår i ett organ?,Who belongs to a body?"
    in_sparql = CliRunner().invoke(main, ["sparql", "--ask", "members-of", "--study", str(small)])
    assert in_sparql.exit_code == 2
    assert "Cypher only" in in_sparql.stderr


def test_completion_is_that_of_the_shell(bench: Bench) -> None:
    offered = bench.post("/api/complete", before="MATCH (m:Municipal").json()
    assert {"back": 9, "text": "Municipality"} in offered
    assert {"back": 3, "text": "MEMBER_OF"} in bench.post("/api/complete", before="MATCH ()-[:MEM").json()


def test_things_are_found_by_any_name(bench: Bench) -> None:
    assert (
        bench.client.get("/api/things", params={"text": "söd"}).json()[0]["node"]
        == "https://example.org/south"
    )
    assert bench.client.get("/api/things", params={"text": "South"}).json()[0]["name"]["sv"] == "Södra"
    assert bench.client.get("/api/things").json() == []


def test_the_explanation_is_that_of_the_command(bench: Bench) -> None:
    shown = bench.client.get("/api/explain", params={"about": "https://example.org/north"}).json()
    told = bench.held.study.explain("North").to_json()
    assert {key: shown[key] for key in told} == told
    assert "§ 12" in json.dumps(shown, ensure_ascii=False)
    assert len(shown["values"]) == len(shown["statements"])
    tie = bench.query(MEMBERS).json()["rows"][0][1]["tie"]
    assert "MEMBER_OF" in bench.client.get("/api/explain", params={"about": tie}).json()["heading"]
    unknown = bench.client.get("/api/explain", params={"about": "Nrth"})
    assert unknown.status_code == 400
    assert "Did you mean" in unknown.json()["error"]["hint"]


def test_the_loss_is_that_of_the_command_and_drawn(bench: Bench) -> None:
    loss = bench.post("/api/whatif", without=["IT-förbundet"], network="service-dependency").json()
    told = bench.held.study.whatif("IT-förbundet", network="service-dependency")
    assert [row["claim"] for row in loss["rows"]] == [row.claim.to_json() for row in told.rows]
    assert [row["sure"] for row in loss["rows"]] == [row.sure and row.sure.to_json() for row in told.rows]
    assert "draws" in loss["rows"][0]["sure"]["en"]
    drawn = bench.client.get(f"/drawings/{loss['drawing']}").text
    assert '"change":"removed"' in drawn
    assert '"change":"changed"' in drawn
    for names, network in (([], ""), ("x", ""), (["Nobody"], "service-dependency"), (["North"], "x")):
        assert bench.post("/api/whatif", without=names, network=network).status_code == 400


def test_an_answer_is_taken_away_as_excel_reads_it(bench: Bench) -> None:
    name = bench.query("MATCH (m:Municipality) RETURN m, 1.5 AS n, null AS x ORDER BY m.uri").json()["answer"]
    swedish = bench.client.get(f"/answers/{name}.csv?language=sv").content
    assert swedish.startswith("\ufeffm;n;x\n'=1+1;1,5;\nNorra;1,5;\n".encode())
    assert bench.client.get(f"/answers/{name}.csv").text.startswith("\ufeffm,n,x\n'=1+1,1.5,\nNorra,1.5,\n")
    sheet = load_workbook(io.BytesIO(bench.client.get(f"/answers/{name}.xlsx").content)).active
    cells = [[(cell.value, cell.data_type) for cell in row] for row in sheet.rows]
    assert [value for value, _ in cells[0]] == ["m", "n", "x"]
    assert cells[1] == [("=1+1", "s"), (1.5, "n"), (None, "n")]
    import polars as pl

    frame = pl.read_parquet(io.BytesIO(bench.client.get(f"/answers/{name}.parquet").content))
    assert frame.schema == {"m": pl.String, "n": pl.Float64, "x": pl.String}
    assert frame["n"].to_list() == [1.5] * 4
    assert bench.client.get("/answers/0000.csv").status_code == 400
    assert "ask again" in bench.client.get("/answers/0000.csv").json()["error"]["message"]


def test_a_million_rows_are_cut(bench: Bench) -> None:
    answer = bench.query("UNWIND range(1, 1000000) AS n RETURN n").json()
    assert (len(answer["rows"]), answer["truncated"]) == (10_000, True)
    listed = bench.query("RETURN range(1, 100000) AS list").json()["rows"][0][0]
    assert (len(listed["list"]), listed["more"]) == (50, 99_950)


def test_a_query_that_runs_for_ever_is_ended_in_the_store(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench.runs, "seconds", 2.0)
    stopped = bench.query(FOREVER)
    assert stopped.status_code == 409
    assert "after 2 seconds" in stopped.json()["error"]["message"]
    assert "2 sekunder" in stopped.json()["error"]["words"]["sv"]
    running = bench.held.now().connection.read("SHOW TRANSACTIONS")
    assert not [row for row in running if "range(1, 100000)" in str(row["currentQuery"])]


def test_a_query_is_stopped_by_its_reader_while_another_tab_goes_on(bench: Bench) -> None:
    with ThreadPoolExecutor(2) as threads:
        slow = threads.submit(bench.post, "/api/query", cypher=FOREVER, run="slow")
        assert bench.query("RETURN 42 AS n").json()["rows"] == [[42]]
        while not bench.post("/api/stop", run="slow").json()["stopped"]:
            assert not slow.done()
        assert slow.result().json()["error"]["message"] == "The query was stopped."
    assert bench.post("/api/stop", run="slow").json() == {"stopped": False}


@pytest.mark.parametrize(
    "path",
    ["/../study.toml", "/%2e%2e/study.toml", "//etc/passwd", "/answers/../../study.toml.csv", "/api"],
)
def test_no_path_leads_to_a_file(bench: Bench, path: str) -> None:
    assert bench.client.get(path).status_code in (400, 404, 405)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"run": 1}', b'{"cypher": "RETURN 1"}'])
def test_a_request_in_another_form_is_one_sentence(bench: Bench, body: bytes) -> None:
    refused = bench.client.post("/api/query", content=body, headers={"origin": HERE})
    assert refused.status_code == 400
    assert "not in the form" in refused.json()["error"]["message"]


def test_a_request_without_end_is_cut(bench: Bench) -> None:
    refused = bench.query("x" * 2_000_000)
    assert "longer than a megabyte" in refused.json()["error"]["message"]


def test_names_are_escaped_in_the_page_and_in_drawings(bench: Bench) -> None:
    answer = bench.query(MEMBERS).json()
    for text in (bench.client.get("/").text, bench.client.get(f"/drawings/{answer['drawing']}").text):
        assert "<img src=x" not in text
        assert text.count("</script>") == 2


def test_the_page_may_load_nothing_from_elsewhere(bench: Bench) -> None:
    page = bench.client.get("/")
    policy = dict(part.split(" ", 1) for part in page.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"].startswith("'sha256-")
    assert policy["style-src"].startswith("'sha256-")
    assert policy["connect-src"] == policy["frame-src"] == "'self'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert not re.findall(r'(?:src|href)="(?!data:|#)[^"]', page.text)


def test_the_store_may_go_and_come_back(bench: Bench, small: Path) -> None:
    lease = start(home_of(small, "embedded"), "embedded")
    lease.stop()
    again = bench.query("MATCH (n:Municipality) RETURN count(n) AS n")
    if again.status_code != 200:
        assert again.status_code == 503
        assert again.json()["error"]["hint"]
        again = bench.query("MATCH (n:Municipality) RETURN count(n) AS n")
    assert again.json()["rows"] == [[4]]
