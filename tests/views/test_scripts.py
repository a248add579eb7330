"""The bundler of the pages' scripts, and the contract that the scripts have with Python."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from asset_lines import long_lines

from kgraph.views import page_payload, script_bundle
from kgraph.views.network_page import render_view
from kgraph.views.script_bundle import bundle
from kgraph.views.view_definition import ViewRequest
from kgraph.views.view_registry import VIEWS

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.views.page_content import PageSetting

pytestmark = pytest.mark.process

ASSETS = Path(script_bundle.__file__).parent / "assets"
MODULES = {
    "main.js": 'import { twice as double, Counter } from "./numbers.js";\nimport "./greeting.js";\n'
    'const own = "main";\nprint(own, double(4), new Counter().next());\n',
    "numbers.js": 'import { step } from "./step.js";\nconst own = "numbers";\n'
    "export const twice = (n) => 2 * n;\nexport class Counter { next() { return step; } }\nprint(own);\n",
    "greeting.js": 'import {\n  step,\n} from "./step.js";\nawait null;\nprint("hello", step);\n',
    "step.js": 'export const step = 7;\nexport function unused() {}\nprint("step");\n',
}


def run(script: str) -> list[str]:
    node = shutil.which("node")
    assert node is not None, "the tests need Node.js; `make check` says how to install it"
    code = f"const print = (...words) => console.log(...words);\n{script}"
    done = subprocess.run([node, "-e", code], check=True, capture_output=True, text=True, timeout=300)
    return done.stdout.splitlines()


def test_modules_run_once_each_after_those_they_import_and_share_no_names() -> None:
    assert run(bundle("main.js", MODULES.__getitem__)) == ["step", "numbers", "hello 7", "main 8 7"]


def test_the_bundle_is_the_same_each_time_and_has_no_module_syntax_left() -> None:
    script = bundle("page.js")
    assert script == bundle("page.js")
    assert re.search(r"^(import|export)\b", script, re.MULTILINE) is None


def test_every_script_of_a_page_is_in_its_bundle() -> None:
    script = bundle("page.js")
    for path in ASSETS.glob("page*.js"):
        assert script.count(f'modules["{path.name}"] = ') == 1


@pytest.mark.parametrize(
    ("modules", "complaint"),
    [
        (
            {"a.js": 'import { b } from "./b.js";\n', "b.js": 'import { a } from "./a.js";\n'},
            "a.js -> b.js -> a",
        ),
        (
            {"a.js": 'import { b, c } from "./b.js";\n', "b.js": "export const b = 1;\n"},
            "imports c, which b.js",
        ),
        ({"a.js": "export let a = 1;\n"}, "export let a"),
        ({"a.js": "export default 1;\n"}, "export default"),
        ({"a.js": 'export { a } from "./b.js";\n'}, "export { a }"),
        ({"a.js": 'import * as b from "./b.js";\n'}, "import *"),
        ({"a.js": 'import { b } from "b";\n'}, "import { b }"),
    ],
)
def test_what_cannot_be_bundled_is_refused(modules: dict[str, str], complaint: str) -> None:
    with pytest.raises(ValueError, match=re.escape(complaint)):
        bundle("a.js", modules.__getitem__)


def interface(name: str) -> tuple[set[str], set[str]]:
    """Return all the keys of an interface in ``types.d.ts``, and those that are optional."""
    text = re.sub(r"/\*.*?\*/", "", (ASSETS / "types.d.ts").read_text(encoding="utf-8"), flags=re.DOTALL)
    match = re.search(rf"export interface {name}(?: extends (\w+))? {{\n(.*?)\n}}", text, re.DOTALL)
    assert match is not None, name
    members = re.findall(r"^  (\w+)(\??):", match[2], re.MULTILINE)
    every, optional = {key for key, _mark in members}, {key for key, mark in members if mark}
    if match[1]:
        more, also = interface(match[1])
        every, optional = every | more, optional | also
    return every, optional


@pytest.fixture(scope="module")
def payloads(graph: nx.MultiDiGraph, setting: PageSetting, analysis: dict[str, Any]) -> list[dict[str, Any]]:
    before = graph.copy()
    before.remove_node("https://w3id.org/kgraph/study/test/service-1")
    texts = []
    for name, definition in VIEWS.items():
        view = f"{name}:Skara" if definition.argument else name
        html, _positions = render_view(
            graph, ViewRequest(view, before=before), replace(setting, analysis=analysis)
        )
        block = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
        assert block is not None
        texts.append(json.loads(block[1]))
    return texts


def test_the_interface_of_the_payload_lists_the_keys_that_python_writes(
    payloads: list[dict[str, Any]],
) -> None:
    every, optional = interface("PagePayload")
    assert optional == set()
    for payload in payloads:
        assert payload.keys() == every


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("PayloadNode", "nodes"),
        ("PayloadEdge", "edges"),
        ("Source", "sources"),
        ("Measure", "measures"),
        ("Finding", "findings"),
    ],
)
def test_the_interfaces_of_its_items_list_the_keys_that_python_writes(
    payloads: list[dict[str, Any]], name: str, place: str
) -> None:
    every, optional = interface(name)
    items = [item for payload in payloads for item in payload[place]]
    assert items
    for item in items:
        assert every - optional <= item.keys() <= every


@pytest.mark.parametrize(
    ("interface_name", "contract"),
    [
        ("PagePayload", "PagePayload"),
        ("PayloadItem", "PayloadItem"),
        ("PayloadNode", "PayloadNode"),
        ("PayloadEdge", "PayloadEdge"),
        ("Evidence", "PayloadEvidence"),
        ("Source", "PayloadSource"),
        ("Measure", "PayloadMeasure"),
        ("Finding", "PayloadFinding"),
        ("Kind", "PayloadKind"),
        ("LossRules", "PayloadRules"),
        ("Guides", "PayloadGuides"),
    ],
)
def test_python_and_the_scripts_have_one_contract(interface_name: str, contract: str) -> None:
    every, optional = interface(interface_name)
    typed = getattr(page_payload, contract)
    assert every == typed.__annotations__.keys()
    assert optional == typed.__optional_keys__


def test_every_key_of_the_payload_is_explained() -> None:
    text = (ASSETS / "types.d.ts").read_text(encoding="utf-8")
    body = text[text.index("export interface PagePayload") :].partition("\n}\n")[0]
    lines = body.splitlines()
    for number, line in enumerate(lines):
        if re.match(r"  \w+\??:", line):
            assert lines[number - 1].lstrip().startswith("/**"), line


def test_no_line_of_an_asset_is_longer_than_110_characters() -> None:
    assert long_lines(ASSETS) == []
