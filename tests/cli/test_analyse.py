"""``kgraph analyse``: what can be asked is listed, with or without a study."""

import json

from kgraph.analysis.analyse import QUESTIONS


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


NETWORK = """
[networks.who-decides]
title = "Who decides"
meaning = "A decides B"
relations = [{ type = "DECIDED_BY", reverse = true }]
"""


def test_what_an_engine_cannot_do_is_refused_by_name(study, invoke):
    asked = ("analyse", "--study", study, "--engine", "local[2]")
    for more in (["fragility"], ["--draws", "9"], ["--write-scores"]):
        said = invoke(*asked, *more)
        assert said.returncode == 2
        assert f"the engine local[2] does not do {more[0]}" in said.stderr
        assert "leave --engine out" in said.stderr
    unknown = invoke("analyse", "--study", study, "--engine", "abacus")
    assert unknown.returncode == 2
    assert "no engine called 'abacus'" in unknown.stderr
    assert "spark://HOST:PORT" in unknown.stderr
