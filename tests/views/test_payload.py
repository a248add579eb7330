"""The contract of a page's data: every key is described, and a page holds exactly those."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from test_data import data_of

from kgraph.views import page_payload
from kgraph.views.network_page import render_view
from kgraph.views.page_payload import PagePayload, PayloadEdge, PayloadNode, PayloadSource
from kgraph.views.view_definition import ViewRequest
from kgraph.views.view_registry import VIEWS

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.views.page_content import PageSetting


def allowed(keys: Any, contract: Any) -> bool:
    return bool(contract.__required_keys__ <= set(keys) <= contract.__annotations__.keys())


@pytest.mark.parametrize("name", VIEWS)
def test_a_page_holds_the_keys_of_the_contract(
    graph: nx.MultiDiGraph, setting: PageSetting, name: str
) -> None:
    view = "ego:Skara" if VIEWS[name].argument else name
    before = graph.copy()
    before.remove_node(sorted(graph)[0])
    data = data_of(render_view(graph, ViewRequest(view, before=before), setting)[0])
    assert data.keys() == PagePayload.__annotations__.keys()
    assert data["nodes"]
    assert data["edges"]
    for entries, contract in (
        (data["nodes"], PayloadNode),
        (data["edges"], PayloadEdge),
        (data["sources"], PayloadSource),
    ):
        assert all(allowed(entry, contract) for entry in entries)


def test_every_key_of_the_contract_is_described() -> None:
    tree = ast.parse(Path(page_payload.__file__).read_text(encoding="utf-8"))
    bare = [
        f"{each.name}.{field.target.id}"
        for each in tree.body
        if isinstance(each, ast.ClassDef)
        for field, after in zip(each.body, [*each.body[1:], None], strict=True)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if not (isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant))
    ]
    assert bare == []
