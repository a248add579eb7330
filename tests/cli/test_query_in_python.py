"""A study in Python: tables, networks, answers, views; and the same answers as the shell and the command."""

import datetime as dt
import json
import shutil
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

import kgraph
from kgraph.errors import QueryError, UsageError
from kgraph.store.graph_values import to_json

SECOND_STUDY = Path(__file__).parents[1] / "study" / "second"
QUESTIONS = ["cq01", "cq02", "cq03", "cq04", "cq05", "cq06", "cq08", "cq13", "cq15", "cq16"]


@pytest.fixture(scope="module")
def opened(built):
    with kgraph.open(built[0]) as opened:
        yield opened


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_has_one_answer_however_it_is_asked(name, opened, built, invoke):
    by_command = json.loads(invoke("query", "--study", built[0], "--ask", name, "--format", "json").stdout)
    talk = invoke("shell", "--study", built[0], "--format", "json", text=f":ask {name}\n")
    frame = opened.ask(name)
    in_python = [
        to_json(dict(zip(frame.columns, row, strict=True))) for row in frame.astype(object).to_numpy()
    ]
    assert by_command == json.loads(talk.stdout)
    assert by_command == [
        {key: None if value != value else value for key, value in row.items()} for row in in_python
    ]
    assert by_command


def test_a_query_makes_a_table_and_refuses_to_write(opened):
    frame = opened.query(
        "MATCH (m:Municipality {label: $name}) RETURN m.municipalityCode AS code", name="Vara kommun"
    )
    assert frame.to_dict("list") == {"code": ["1470"]}
    with pytest.raises(QueryError, match="would change the store"):
        opened.query("MATCH (n) DELETE n")


def test_a_misspelt_label_warns(opened):
    with pytest.warns(UserWarning, match=r"no label :Municipalty; did you mean Municipality\?"):
        assert opened.query("MATCH (m:Municipalty) RETURN m.label").empty


def test_a_thing_is_given_by_its_name(opened):
    assert opened.ask("cq06", municipality="Vara Municipality").equals(
        opened.ask("cq06", municipality="vara")
    )
    with pytest.raises(UsageError, match="nothing in the graph is called"):
        opened.ask("cq06", municipality="Varra")


def test_sparql_asks_the_sources(opened):
    assert (
        opened.sparql("SELECT ?m { ?m a kg:Municipality }").shape[0]
        == opened.query("MATCH (m:Municipality) RETURN m.uri").shape[0]
    )


def test_a_network_is_one_of_networkx_and_can_be_cut_at_a_day(opened):
    whole, early = (
        opened.network("service-dependency"),
        opened.network("service-dependency", at=dt.date(2012, 6, 1)),
    )
    assert set(opened.network("service-dependency", at="2012-06-01")) == set(early)
    assert isinstance(whole, nx.DiGraph)
    assert set(early) < set(whole)
    assert set(opened.networks()["name"]) >= {"service-dependency", "formal-collaboration"}
    with pytest.raises(UsageError, match="unknown network 'services'"):
        opened.network("services")
    with pytest.raises(UsageError, match="at = 'in June' is not a time"):
        opened.network("service-dependency", at="in June")


def test_answers_show_themselves_in_a_notebook(opened):
    result = opened.whatif("Göliska IT")
    assert "If Göliska IT stops" in result._repr_html_()
    found = opened.analyse("central-actors", networks="service-dependency", draws=3)
    assert [each.question for each in found] == ["central-actors"]
    assert "<ol><li>" in found._repr_html_()
    assert "rule Dependency-dependsOn" in opened.explain("goliska-it")._repr_html_()
    assert "Kommunsamverkan" in opened._repr_html_()
    page = opened.view("Göliska IT")._repr_html_()
    assert page.startswith("<iframe")
    with pytest.raises(UsageError, match="nothing in the graph") as caught:
        opened.view("colaboration")
    assert "Did you mean: collaboration;" in str(caught.value)


def test_an_error_in_a_notebook_is_one_or_two_lines():
    error = UsageError("no such thing", hint="Try another.")
    assert error._render_traceback_() == ["error: no such thing\nTry another."]


def test_the_schema_and_the_questions_are_tables(opened):
    assert {"Municipality", "MEMBER_OF"} <= set(opened.schema()["name"])
    assert opened.questions().shape[0] == 30


def test_a_study_is_found_upwards_and_beside(built, tmp_path, monkeypatch):
    beside = tmp_path / "studies" / "one"
    beside.mkdir(parents=True)
    shutil.copy(built[0] / "study.toml", beside)
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert kgraph.open().study.root == beside
    (beside / "data").mkdir()
    monkeypatch.chdir(beside / "data")
    assert kgraph.open().study.root == beside
    shutil.copytree(beside, tmp_path / "studies" / "two")
    monkeypatch.chdir(tmp_path / "notebooks")
    with pytest.raises(UsageError, match="several studies"):
        kgraph.open()
    assert kgraph.open("../studies/two").study.root == tmp_path / "studies" / "two"
    with pytest.raises(UsageError, match=r"no study\.toml"):
        kgraph.open("nowhere")


CHALLENGE = """
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@base <https://example.org/norrvik/> .
<new> a kg:Challenge ; kg:identifiedIn <consortium> ;
    skos:prefLabel "Ny utmaning"@sv , "New challenge"@en .
"""


@pytest.mark.process
def test_a_rebuild_shows_in_the_open_study_and_in_what_changed(tmp_path):
    # A small study, since it is analysed twice.
    study = shutil.copytree(SECOND_STUDY, tmp_path / "study")
    settings = study / "study.toml"
    text = settings.read_text(encoding="utf-8") + "\n[analysis]\ndraws = 0\n"
    settings.write_text(text, encoding="utf-8")
    with kgraph.open(study) as opened:
        opened.rebuild()
        (study / "data" / "new.ttl").write_text(CHALLENGE, encoding="utf-8")
        text = text.replace('"data/*.trig"', '"data/*.trig", "data/*.ttl"')
        settings.write_text(text, encoding="utf-8")
        opened.rebuild()
        assert opened.explain("New challenge").uri.endswith("/new")
        changes = opened.diff()
        assert ("added", "New challenge") in set(zip(changes["change"], changes["name"], strict=True))


def test_without_pandas_one_line_says_what_to_install(built):
    program = (
        "import sys; sys.modules['pandas'] = None\n"
        "import kgraph\n"
        "from kgraph.errors import UsageError\n"
        f"study = kgraph.open({str(built[0])!r})\n"
        "assert study.network('service-dependency')\n"
        "try:\n    study.query('RETURN 1')\nexcept UsageError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "a table in Python needs pandas\nInstall it with: pip install pandas\n"
