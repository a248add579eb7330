"""The views of a study and its builds in the workbench, and what is kept with the study."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from kgraph.workbench.bench_app import bench_app
from kgraph.workbench.gate import Gate

if TYPE_CHECKING:
    from pathlib import Path

    Bench = Any

pytestmark = pytest.mark.process

HERE = "http://127.0.0.1:7476"
STEP = {"view": "services", "text": {"en": "Without it."}, "state": {"removed": "https://example.org/it"}}
STORY = {"name": {"en": "One federation"}, "steps": [STEP]}


def payload_of(page: str) -> dict[str, Any]:
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    return dict(json.loads(block[1]))


def test_views_and_builds_are_shown_and_only_with_edit_anything_is_kept(bench: Bench, small: Path) -> None:
    page = bench.client.get("/views/services.html?language=sv")
    assert page.headers["content-security-policy"] == "frame-ancestors 'self'"
    shown = payload_of(page.text)
    assert (shown["view"], shown["language"], shown["stories"]) == ("services", "sv", [])
    assert set(shown["pages"]) == {"collaboration", "services", "decisions"}

    build = bench.held.now().build
    assert bench.client.get("/api/builds").json() == []
    changes = payload_of(bench.client.get(f"/views/comparison.html?before={build}").text)
    assert {node["change"] for node in changes["nodes"]} == {"same"}
    for path in ("/views/comparison.html?before=..%2F..", "/views/nobody.html", "/views/..%2Fstudy.html"):
        assert bench.client.get(path).status_code in (400, 404)

    kept = {"base": [], "stories": [STORY]}
    query = {"name": "all-of-it", "cypher": "MATCH (n) RETURN n"}
    assert bench.post("/api/keep/stories", **kept).status_code == 403
    assert bench.post("/api/keep/question", **query).status_code == 403
    assert not (small / "stories.json").exists()

    app = Gate(bench_app(bench.held, edit=True), bench.address)
    with TestClient(app, base_url=HERE) as client:
        client.get("/", params={"token": bench.address.token})

        def post(path: str, content: dict[str, Any]) -> Any:
            return client.post(path, json=content, headers={"origin": HERE})

        assert post("/api/keep/stories", kept).json() == {"file": "stories.json"}
        assert payload_of(client.get("/views/decisions.html").text)["stories"] == [STORY]
        # A second tab, which began without it, loses nothing and takes nothing away.
        again = post("/api/keep/stories", {"base": [], "stories": []})
        assert (again.status_code, again.json()["error"]["again"]) == (409, True)
        assert json.loads((small / "stories.json").read_text(encoding="utf-8")) == {"stories": [STORY]}
        # A drawn answer can be a step: its page knows what was asked, which is asked again to play it.
        asked = {"run": "b", "question": "cq02", "values": {"federation": "IT-förbundet"}}
        drawn = post("/api/question", asked).json()["drawing"]
        shown = payload_of(client.get(f"/drawings/{drawn}").text)
        assert (shown["beside"], shown["stories"]) == ("../views/", [STORY])
        step = {"view": shown["view"], "text": {"en": "All."}, "state": {}} | shown["asked"]
        asking = [{"name": {"en": "Asked"}, "steps": [step]}]
        assert client.get(f"/views/{shown['view']}.html").status_code == 400
        assert post("/api/keep/stories", {"base": [STORY], "stories": asking}).status_code == 200
        played = payload_of(client.get(f"/views/{shown['view']}.html").text)
        assert (played["asked"], played["stories"]) == (shown["asked"], asking)
        assert shown["view"] in payload_of(client.get("/views/decisions.html").text)["pages"]
        assert post("/api/keep/stories", {"base": asking, "stories": [STORY]}).status_code == 200
        wrong = post("/api/keep/stories", {"base": [STORY], "stories": [{"name": "A"}]})
        assert 'needs "steps"' in wrong.json()["error"]["message"]
        assert post("/api/keep/stories", {"base": [STORY], "stories": []}).status_code == 200

        assert post("/api/keep/question", query).json() == {"file": "queries/all-of-it.cypher"}
        assert post("/api/question", {"run": "a", "question": "all-of-it", "values": {}}).json()["rows"]
        for name, cypher in (
            ("all-of-it", "RETURN 1"),
            ("../out", "RETURN 1"),
            ("writes", "MATCH (n) DETACH DELETE n"),
        ):
            assert post("/api/keep/question", {"name": name, "cypher": cypher}).status_code == 400
    names = sorted(path.name for path in (small / "queries").iterdir())
    assert names == ["all-of-it.cypher", "members-of.cypher"]
    (small / "queries" / "all-of-it.cypher").unlink()
