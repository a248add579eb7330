"""``kgraph doctor`` and ``kgraph --version``: what is there, what is missing, and what mends it."""

import json
import sys

import pytest

from kgraph import __version__, diagnosis
from kgraph.diagnosis import PARTS, diagnose


def states(said):
    return {row["part"]: row for row in json.loads(said.stdout)}


def test_all_is_well_where_the_tests_run(built, invoke):
    said = invoke("doctor", "--study", built[0], "--format", "json")
    assert said.returncode == 0
    found = states(said)
    assert found["kgraph"]["found"].startswith(__version__)
    assert {
        found[part]["state"]
        for part in ("libraries", "extra embedded", "extra shell", "Java", "Maven", "study")
    } == {"ok"}
    assert "answers at bolt://127.0.0.1" in found["store embedded"]["found"]


def test_a_store_that_does_not_answer_is_broken_and_says_what_to_do(built, invoke):
    said = invoke("doctor", "--study", built[0], "--store", "bolt://127.0.0.1:1", "--format", "json")
    assert said.returncode == 1
    store = states(said)["store server"]
    assert store["state"] == "broken"
    assert "no server at this address" in store["found"]
    assert store["mend it with"]


def test_it_helps_where_there_is_no_study(tmp_path, run):
    said = run("doctor", "--format", "json", cwd=tmp_path)
    assert said.returncode == 0
    study = states(said)["study"]
    assert study["state"] == "absent"
    assert "kgraph new DIR" in study["mend it with"]


def test_missing_tools_and_packages_come_with_what_mends_them(tmp_path, monkeypatch):
    """Nothing is on the path, no Java is at the usual places, and one package is too old."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("JAVA_HOME", "")
    monkeypatch.setattr("kgraph.store.servers.java._PLACES", ())
    there = diagnosis._version
    pretended = {"polars": None, "pypdf": "0.1"}
    monkeypatch.setattr(
        diagnosis, "_version", lambda name: pretended[name] if name in pretended else there(name)
    )
    found = {each.part: each for each in diagnose()}
    assert found["Java"].state == "absent"
    assert "JAVA_HOME" in found["Java"].mend
    assert "mvn" in found["Maven"].detail
    assert found["extra parquet"].mend == "pip install 'polars>=1.9'"
    assert "pypdf>=5 (here: 0.1)" in found["extra pdf"].detail
    assert found["libraries"].state == "ok"


@pytest.mark.parametrize("part", PARTS)
def test_the_version_names_the_libraries_and_the_store(invoke, part):
    said = invoke("--version")
    assert said.returncode == 0
    assert said.stdout.startswith(f"kgraph {__version__}\nPython {sys.version.split()[0]}")
    assert f"\n{part} " in said.stdout
