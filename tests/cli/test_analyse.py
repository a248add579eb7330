"""``kgraph analyse``: what can be asked is listed, and an unchanged build is not analysed again."""

import json
import shutil

import pytest

import kgraph
from kgraph.analysis.analyse import QUESTIONS
from kgraph.store.node_scores import write_scores
from kgraph.store.servers.file_seal import SEAL_FILE
from kgraph.store.servers.leases import home_of, open_store
from kgraph.study import load_study


def test_questions_and_networks_are_listed_without_a_study(invoke, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = invoke("analyse", "--list", "--format", "json")
    assert said.returncode == 0, said.stderr
    rows = json.loads(said.stdout)
    assert [row["name"] for row in rows if row["kind"] == "question"] == list(QUESTIONS)
    networks = {row["name"]: row["meaning"] for row in rows if row["kind"] == "network"}
    assert {"service-dependency", "formal-collaboration"} <= set(networks)
    assert all(row["meaning"] for row in rows)


def test_a_study_lists_its_own_networks_too(study, invoke):
    settings = study / "study.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}{NETWORK}", encoding="utf-8")
    rows = json.loads(invoke("analyse", "--list", "--study", study, "--format", "json").stdout)
    assert "who-decides" in {row["name"] for row in rows if row["kind"] == "network"}


def test_a_study_that_does_not_exist_is_refused(invoke, tmp_path):
    assert invoke("analyse", "--list", "--study", tmp_path / "nowhere").returncode == 2


@pytest.fixture
def small(filled, tmp_path):
    """A copy of the small study as its rebuild left it, with its store closed."""
    return shutil.copytree(filled, tmp_path / "study")


@pytest.mark.process
def test_an_unchanged_build_is_shown_as_it_was_analysed_and_starts_no_store(small, invoke):
    asked = [("--format", form) for form in ("table", "csv", "json")] + [("single-points",)]
    kept = [invoke("analyse", "--study", small, *options) for options in asked]
    assert all("nothing has changed since build" in said.stderr for said in kept)
    assert (home_of(small, "embedded") / SEAL_FILE).is_file()
    anew = [invoke("analyse", "--study", small, "--anew", *options) for options in asked]
    assert [said.stdout for said in kept] == [said.stdout for said in anew]
    assert not any("nothing has changed" in said.stderr for said in anew)
    # What an option asks for is computed, and what does not exist is refused as ever.
    for options in (("--draws", 0), ("--network", "posts"), ("single-points", "--format", "json")):
        said = invoke("analyse", "--study", small, *options)
        assert (said.returncode, "nothing has changed" in said.stderr) == (0, False)
    assert invoke("analyse", "nonsense", "--study", small).returncode == 2


@pytest.mark.process
def test_whatever_an_analysis_depends_on_makes_it_anew(small):
    def is_kept():
        with kgraph.open(small) as opened:
            return opened.kept_analysis() is not None

    assert is_kept()
    for name in ("study.toml", "data.trig", "build/analysis.json", "build/manifest.json"):
        before = (small / name).read_bytes()
        changed = before.replace(b"draws = 0", b"draws = 1") if name == "study.toml" else before + b" "
        (small / name).write_bytes(changed.replace(b'"seed": ', b'"seed": 1'))
        assert not is_kept(), name
        (small / name).write_bytes(before)
    (small / "data.trig").rename(small / "gone.trig")
    assert not is_kept()
    (small / "gone.trig").rename(small / "data.trig")
    # Scores and what people add are no part of what is analysed; what they alter is.
    study = load_study(small)
    with open_store(study) as store:
        write_scores(store, {"https://example.org/north": {"x.degree": 1.0}}, "any")
        store.execute("CREATE (:Note {text: 'mine'})")
        assert is_kept()
        store.execute("MATCH (n:Municipality {label_en: 'North'}) SET n.population = 1")
        assert not is_kept()
    assert not is_kept()


@pytest.mark.process
def test_arrays_give_the_figures_of_each_network(small, invoke):
    asked = ("analyse", "--study", small, "--engine", "arrays")
    shown = invoke(*asked, "--network", "formal-collaboration", "--top", 2)
    assert shown.returncode == 0, shown.stderr
    assert "[formal-collaboration]" in shown.stdout
    assert "betweenness" in shown.stdout
    assert "dominated" not in shown.stdout
    assert "more rows" in shown.stdout
    rows = json.loads(invoke(*asked, "--format", "json").stdout)
    names = {row["network"] for row in rows}
    assert {"formal-collaboration", "service-dependency"} <= names
    needed = {row["uri"]: row for row in rows if row["network"] == "service-dependency"}
    assert needed["https://example.org/cases"]["dominated"] == 1
    assert needed["https://example.org/north"]["dominated"] == 0
    assert needed["https://example.org/north"]["betweenness"] is None


NETWORK = """
[networks.who-decides]
title = "Who decides"
meaning = "A decides B"
relations = [{ type = "DECIDED_BY", reverse = true }]
"""


def test_what_an_engine_cannot_do_is_refused_by_name(study, invoke):
    for name, more in (
        ("local[2]", ["fragility"]),
        ("arrays", ["--draws", "9"]),
        ("arrays", ["--write-scores"]),
    ):
        said = invoke("analyse", "--study", study, "--engine", name, *more)
        assert said.returncode == 2
        assert f"the engine {name} does not do {more[0]}" in said.stderr
        assert "leave --engine out" in said.stderr
    unknown = invoke("analyse", "--study", study, "--engine", "abacus")
    assert unknown.returncode == 2
    assert "no engine called 'abacus'" in unknown.stderr
    assert "spark://HOST:PORT" in unknown.stderr
