"""The scripts of the workbench: all in the bundle, with words, and in one contract with Python."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from asset_lines import long_lines

from kgraph.views.ontology_words import OntologyWords
from kgraph.views.script_bundle import bundle
from kgraph.words.catalogue import catalogue
from kgraph.workbench import bench_page
from kgraph.workbench.rebuild_runs import step_words

ROOT = Path(__file__).parents[2]
ASSETS = Path(bench_page.__file__).parent / "bench_assets"
SCRIPTS = sorted(ASSETS.glob("*.js"))


def test_every_script_is_in_the_bundle() -> None:
    script = bundle("workbench.js", bench_page._read)
    for path in SCRIPTS:
        assert script.count(f'modules["{path.name}"] = ') == 1
    # Of the views come the modules that know nothing of a view's data.
    assert 'modules["page.payload.js"]' not in script


def test_every_sentence_that_a_script_says_has_its_words_and_none_is_left_over() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in (*SCRIPTS, ASSETS / "workbench.html.j2"))
    words = catalogue("workbench").below("page")
    assert set(re.findall(r'\btext\("(\w+)"', texts)) <= set(words)
    assert [key for key in words if f'"{key}"' not in texts and f"words.{key}" not in texts] == []


def test_no_line_of_an_asset_is_longer_than_110_characters() -> None:
    assert long_lines(ASSETS) == []


def known_to(page: str) -> Any:
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    return json.loads(block[1])


@pytest.mark.process
def test_what_is_kgraphs_own_is_said_in_both_languages(bench: Any) -> None:
    known = known_to(bench.client.get("/").text)
    lacking = []
    for question in known["questions"]:
        own = question["own"]
        texts = [question["meaning"], *(each["text"] for each in question["parameters"])]
        # What the study's own question means is in the language of who wrote it.
        assert all(set(text) == ({"und"} if own else {"sv", "en"}) for text in texts), question["name"]
        lacking += [text for text in (*texts, question["title"]) if not own and text["sv"] == text["en"]]
    assert lacking == []
    ontology = OntologyWords.load()
    for words in (ontology.labels, ontology.types, ontology.keys, ontology.values):
        assert [name for name, each in words.items() if not {"sv", "en"} <= set(each)] == []
    assert known["kinds"]["Resource"]["words"] == {"sv": "Sak", "en": "Thing"}
    assert known["store"]["sv"].startswith("inbäddat lager")
    assert known["store"]["en"] == bench.held.study.connection.dialect.product


def test_every_step_of_a_rebuild_has_its_words() -> None:
    told = set()
    for path in (ROOT / "kgraph" / "pipeline").glob("*.py"):
        told |= set(re.findall(r'\bprogress\(f?"([A-Z][^":{]+)', path.read_text(encoding="utf-8")))
    assert {"Reading sources", "Analysing", "Writing to the store"} < told
    assert [step for step in told if step_words(step).sv == step] == []


@pytest.mark.process
def test_python_and_the_scripts_have_one_contract(bench: Any) -> None:
    known = known_to(bench.client.get("/").text)
    assert keys_of("Bench") == set(known)
    assert keys_of("PreparedQuestion") == set(known["questions"][0])
    answer = bench.query("MATCH (n) RETURN n").json()
    assert keys_of("BenchAnswer") == set(answer)
    assert keys_of("Thing") == set(answer["rows"][0][0])
    loss = bench.post("/api/whatif", without=["IT-förbundet"], network="service-dependency").json()
    assert keys_of("Loss") == set(loss)
    explained = bench.client.get("/api/explain", params={"about": "North"}).json()
    assert keys_of("Explained") == set(explained)
    support = next(each["evidence"][0] for each in explained["statements"] if each["evidence"])
    assert keys_of("Support") == set(support)


def keys_of(name: str) -> set[str]:
    text = (ASSETS / "workbench-types.d.ts").read_text(encoding="utf-8")
    match = re.search(rf"export interface {name} {{\n(.*?)\n}}", text, re.DOTALL)
    assert match is not None, name
    return set(re.findall(r"^  (\w+)\??:", match[1], re.MULTILINE))
