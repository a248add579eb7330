"""Nodes that the reader puts somewhere, and one node's surroundings by themselves, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kgraph.views.network_page import write_view

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx
    from conftest import Visit

    from kgraph.views.page_content import PageSetting

pytestmark = pytest.mark.browser

BASE = "https://w3id.org/kgraph/study/test/"
NODE = "(name) => kgraph.nodes.findIndex((node) => node.uri.endsWith(name))"
PLACE = "(id) => { const { x, y } = kgraph.scene.at(id); return [x, y]; }"


def test_a_moved_node_stays_and_surroundings_stand_alone_also_by_link(
    graph: nx.MultiDiGraph, setting: PageSetting, tmp_path: Path, visit: Visit
) -> None:
    path = tmp_path / "collaboration.html"
    write_view(graph, "collaboration", path, setting)
    visit.open(path, "#lang=en")
    page = visit.page
    board = page.evaluate(NODE, "/board")
    before = page.evaluate(PLACE, board)

    # Dragged with the mouse, then moved with the keyboard.
    at = page.evaluate("(id) => kgraph.network.canvasToDOM(kgraph.scene.at(id))", board)
    box = page.locator("#canvas").bounding_box()
    assert box is not None
    x, y = box["x"] + at["x"], box["y"] + at["y"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 45, steps=5)
    page.mouse.up()
    dragged = page.evaluate(PLACE, board)
    assert dragged[0] > before[0] + 20
    assert dragged[1] > before[1] + 20
    page.evaluate("(id) => kgraph.select(id)", board)
    page.locator("#canvas").press("Alt+ArrowLeft")
    moved = page.evaluate(PLACE, board)
    assert moved == [dragged[0] - 20, dragged[1]]

    # Its surroundings alone; a kind that is switched off stays so, but for the node in the middle.
    page.evaluate("document.getElementById('tools').open = true")
    page.click("#around-1")
    near = "kgraph.nodes.filter((node, id) => kgraph.visible.nodes[id]).map((node) => node.uri)"
    members = {BASE + name for name in ("Essunga", "Grästorp", "Götene", "Lidköping")}
    assert set(page.evaluate(near)) == {BASE + "board"} | members
    assert "The rescue board" in page.locator("#notices").inner_text()
    page.evaluate("kgraph.update({ kinds: new Set(['JointBoard', 'Municipality']), filtered: true })")
    assert page.evaluate(near) == [BASE + "board"]
    page.evaluate("kgraph.update({ kinds: new Set(), filtered: true })")
    page.click("#around-2")
    assert BASE + "it" in page.evaluate(near)
    assert BASE + "funder" not in page.evaluate(near)

    # A link brings back both.
    link = page.evaluate("location.hash")
    visit.open(path, link)
    assert page.evaluate(PLACE, board) == moved
    assert BASE + "it" in page.evaluate(near)
    assert BASE + "funder" not in page.evaluate(near)
    page.click("#show-all")
    assert BASE + "funder" in page.evaluate(near)
    page.click("#release")
    assert page.evaluate(PLACE, board) == before
    assert page.locator("#release-all").is_disabled()
    assert "pins" not in page.evaluate("location.hash")
    assert visit.complaints == []
