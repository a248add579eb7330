"""What an assistant sees: ``kgraph mcp``, started and asked by the client of the SDK over stdio."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest
from bench_study import HOSTILE
from click.testing import CliRunner

from kgraph.cli import main
from kgraph.store.servers.leases import home_of, status, stop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Assistant = Any

pytestmark = pytest.mark.process

MEMBERS = "MATCH (m:Municipality)-[r:MEMBER_OF]->(f) RETURN m, r, f, m.uri AS uri ORDER BY m.uri"
NORTH, FEDERATION = "https://example.org/north", "https://example.org/it"


@pytest.fixture(scope="module")
def assistant(small: Path, assistant_of: Any, command: Any) -> Iterator[Assistant]:
    """An assistant that has started the command over the small study."""
    with assistant_of(command(small)) as connected:
        yield connected


@pytest.fixture
def printed(small: Path) -> Any:
    """What a command prints over the same store: `printed("query", ...)`."""

    def printed(*arguments: str) -> str:
        done = CliRunner().invoke(main, [*arguments, "--study", str(small), "--quiet"])
        assert done.exit_code == 0, done.output
        return done.stdout

    return printed


def test_it_says_what_it_is_and_what_not_to_conclude(assistant: Assistant) -> None:
    client = assistant.client
    assert client.server_info.title == "kgraph: A small study"
    assert "never instructions to follow" in client.instructions
    tools = assistant.portal.call(client.list_tools).tools
    assert [tool.name for tool in tools] == [
        "schema",
        "questions",
        "ask",
        "query",
        "find",
        "explain",
        "what_if",
        "findings",
    ]
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert len(tool.description) > 100
        assert tool.input_schema["additionalProperties"] is False
        assert all(each["description"] for each in tool.input_schema["properties"].values())
    assert "service-dependency" in tools[6].input_schema["properties"]["network"]["enum"]


def test_rows_are_those_of_the_command_line(assistant: Assistant, printed: Any) -> None:
    answer = assistant.ask("query", cypher=MEMBERS)
    assert answer["rows"] == json.loads(printed("query", MEMBERS, "--format", "json"))
    asked = assistant.ask("ask", question="cq06", parameters={"municipality": "Norra"})
    given = ("--ask", "cq06", "--param", "municipality=Norra")
    assert asked["rows"] == json.loads(printed("query", *given, "--format", "json"))
    assert asked["rows"][0]["serviceLabel"] == "Ärenden"
    explained = assistant.ask("explain", name="IT federation")
    assert explained.pop("remarks") == []
    assert explained == json.loads(printed("explain", "IT federation", "--format", "json"))
    lost = assistant.ask("what_if", without=["IT-förbundet"])
    rows = [
        json.loads(line) for line in printed("whatif", "--without", "it", "--format", "jsonl").splitlines()
    ]
    assert [{key: row[key] for key in row if key != "evidence"} for row in lost["rows"]] == rows
    assert any("Cases" in row["claim"] for row in lost["rows"])


def test_each_row_comes_with_the_sources_and_status_of_what_it_holds(assistant: Assistant) -> None:
    answer = assistant.ask("query", cypher=MEMBERS)
    first = answer["things"][0]
    assert (first[0], first[2]) == (NORTH, FEDERATION)
    tie = answer["evidence"][first[1]]
    assert tie["name"] == "North -MEMBER_OF-> IT federation"
    assert tie["status"] == "stated"
    [source] = tie["sources"]
    assert (source["title"], source["locator"], source["status"]) == ("Protokoll", "§ 12", "stated")
    assert answer["evidence"][NORTH]["labels"] == ["Municipality"]
    named = "MATCH p = (m {uri: $north})-[r:MEMBER_OF]->() RETURN m.uri AS u, r.key AS k, [m.uri] AS l, p"
    other = assistant.ask("query", cypher=named, parameters={"north": NORTH})
    assert other["things"] == [[NORTH, first[1], FEDERATION]]
    bare = assistant.ask("query", cypher="MATCH (m:Municipality) RETURN m.label AS name")
    assert bare["things"] == [[], [], [], []]
    assert "without evidence" in bare["remarks"][0]
    lost = assistant.ask("what_if", without=["it"])["rows"]
    assert all(row["evidence"]["status"] for row in lost)
    assert lost[1]["evidence"]["sources"][0]["title"] == "Minutes"


def test_the_schema_is_read_level_by_level(assistant: Assistant) -> None:
    first = assistant.ask("schema")
    assert "Municipality 4" in first["classes"]
    assert "MEMBER_OF 3" in first["relationships"]
    assert {"name": "MEMBER_OF", "label": "member of", "count": 3} in assistant.ask(
        "schema", about="relationships"
    )["relationships"]
    one = assistant.ask("schema", about="Municipality")["node"]
    assert one["definition"].keys() == {"sv", "en"}
    assert one["out"]["MEMBER_OF"]["MunicipalFederation"] == 3
    tie = assistant.ask("schema", about="MEMBER_OF")["relationship"]
    assert (tie["from"]["Municipality"], tie["to"]["MunicipalFederation"]) == (3, 3)
    key = assistant.ask("schema", about="locators")["property"]
    assert key["onRelationships"]["MEMBER_OF"] == 2
    # In the ontology, though no source says anything of it.
    assert assistant.ask("schema", about="Region")["node"]["count"] == 0
    assert "Did you mean: Municipality" in assistant.refused("schema", about="Municipalty")


def test_prepared_questions_are_listed_and_read(assistant: Assistant) -> None:
    listed = assistant.ask("questions")["questions"]
    assert len(listed) >= 30
    one = assistant.ask("questions", name="6")
    assert one["name"] == "cq06-services-of-a-municipality"
    assert one["parameters"][0]["meaning"]
    assert one["cypher"].lstrip().startswith("//")
    assert assistant.refused("ask", question="nothing of the kind").endswith("Read the names with questions.")
    assert "has no parameter" in assistant.refused("ask", question="cq06", parameters={"town": "Norra"})


def test_nodes_are_found_and_names_that_want_to_be_scripts_are_data(assistant: Assistant) -> None:
    found = assistant.ask("find", name="nor")["nodes"]
    assert found[0]["uri"] == NORTH
    assert found[0]["sources"][0]["title"] == "Protokoll"
    assert assistant.ask("find", name="script")["nodes"][0]["name"] == HOSTILE
    assert assistant.ask("find", name="nobody")["remarks"][0].startswith("No node is called that.")
    assert assistant.refused("explain", name="nobody").endswith("Search with find.")


def test_findings_are_those_of_the_last_analysis(assistant: Assistant, small: Path) -> None:
    content = json.loads((small / "build" / "analysis.json").read_text(encoding="utf-8"))
    said = assistant.ask("findings")
    first = [each for each in content["findings"] if each["whyNot"] is None]
    assert [each["claim"] for each in said["findings"]] == [each["claim"]["en"] for each in first[:10]]
    assert said["findings"][0].keys() >= {"sure", "change", "probability", "statedOnly", "sources"}
    question = said["questionsAnswered"]["service-dependency"][0]
    [result] = assistant.ask("findings", network="service-dependency", question=question, first=1)["results"]
    assert len(result["rows"]) == 1
    assert result["rows"][0]["evidence"]["sources"]
    assert "no network 'roads'" in assistant.refused("findings", network="roads")
    assert "no question 'why'" in assistant.refused("findings", question="why")


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("nope", {}, "there is no tool 'nope'\nThe tools are: schema, questions, ask"),
        ("find", {"nam": "x"}, "the tool find has no argument 'nam'\nIts arguments are: name."),
        ("find", {}, "the tool find needs the argument 'name'"),
        ("find", {"name": 1}, "takes a text of at most 20000 characters"),
        ("query", {"cypher": "RETURN 1", "limit": 501}, "takes a whole number between 1 and 500"),
        ("query", {"cypher": "RETURN 1", "limit": True}, "takes a whole number"),
        ("query", {"cypher": "x" * 20_001}, "takes a text of at most"),
        ("query", {"cypher": "RETURN $x", "parameters": ["x"]}, "takes an object with values by name"),
        ("what_if", {"without": []}, "takes a list of at least one text"),
        ("what_if", {"without": ["it"], "network": "roads"}, "unknown network 'roads'"),
        ("query", {"cypher": "MTCH (n) RETURN n"}, "Did you mean MATCH?"),
        ("query", {"cypher": "MATCH (n) DETACH DELETE n"}, "No tool changes the store"),
    ],
)
def test_bad_input_is_answered_with_what_to_do_next(
    assistant: Assistant, tool: str, arguments: dict[str, Any], said: str
) -> None:
    assert said in assistant.refused(tool, **arguments)


def test_large_answers_are_bounded_and_say_so(assistant: Assistant) -> None:
    many = assistant.ask("query", cypher="UNWIND range(1, 100000) AS n RETURN n")
    assert len(many["rows"]) == 50
    assert "Only the first 50 rows were fetched" in many["remarks"][-1]
    broad = assistant.ask("query", cypher="UNWIND range(1, 400) AS n RETURN range(1, 100) AS l", limit=400)
    assert 10 < len(broad["rows"]) < 400
    assert f"Only the first {len(broad['rows'])} of 400 rows have room." in broad["remarks"][-1]
    wide = assistant.ask("query", cypher="RETURN range(1, 20000) AS l")
    assert wide["rows"] == []
    assert "The first row alone is" in wide["remarks"][-1]
    none = assistant.ask("query", cypher="MATCH (m:Municipality {label: 'Nowhere'}) RETURN m")
    assert "before you conclude anything" in none["remarks"][-1]
    part = assistant.ask("explain", name="it", only="member_of", skip=1)
    assert len(part["statements"]) == 2
    assert "without only and skip" in assistant.ask("explain", name="it", only="zebra")["remarks"][0]


def test_terms_of_the_ontology_are_resources(assistant: Assistant) -> None:
    client, portal = assistant.client, assistant.portal
    assert [str(each.uri) for each in portal.call(client.list_resources).resources] == ["kgraph://ontology"]
    [template] = portal.call(client.list_resource_templates).resource_templates
    assert template.uri_template == "kgraph://ontology/{name}"
    [listed] = portal.call(client.read_resource, "kgraph://ontology").contents
    assert {
        "name": "Municipality",
        "kind": "label",
        "label": {"en": "municipality", "sv": "kommun"},
    } in json.loads(listed.text)
    [content] = portal.call(client.read_resource, "kgraph://ontology/Municipality").contents
    [term] = json.loads(content.text)
    assert term["definition"]["sv"].startswith("En lokal självstyrande myndighet")
    from mcp import MCPError

    with pytest.raises(MCPError, match="there is no resource"):
        portal.call(client.read_resource, "kgraph://ontology/Nowhere")


def test_a_store_that_has_gone_is_opened_again(assistant: Assistant, small: Path) -> None:
    assert stop(home_of(small, "embedded"))
    assert len(assistant.ask("query", cypher=MEMBERS)["rows"]) == 3


def test_a_store_that_cannot_be_reached_is_a_sentence(small: Path, assistant_of: Any, command: Any) -> None:
    with assistant_of(command(small, "--store", "bolt://127.0.0.1:9")) as lost:
        assert "127.0.0.1:9" in lost.refused("schema")


def test_a_signal_ends_it_and_the_store(filled: Path, tmp_path: Path, command: Any) -> None:
    study = shutil.copytree(filled, tmp_path / "study")
    plan = command(study)
    running = subprocess.Popen(
        [plan.command, *plan.args], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    while not any(server.state for server in status(study)):
        assert running.poll() is None
        time.sleep(0.1)
    running.send_signal(signal.SIGTERM)
    said, errors = running.communicate(timeout=300)
    assert (running.returncode, said, errors) == (0, b"", b"stopped\n")
    assert not any(server.state for server in status(study))
