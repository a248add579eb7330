"""A view is one entry of the registry, and everything that lists views takes them from there."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from kgraph.analysis.definitions import network_definitions
from kgraph.cli.page_commands import view as view_command
from kgraph.errors import UsageError
from kgraph.views.layouts import FORCE
from kgraph.views.network_page import render_view, write_views
from kgraph.views.presentation import with_subclasses
from kgraph.views.view_definition import Selection, ViewDefinition, ViewRequest
from kgraph.views.view_registry import STANDARD_VIEWS, VIEWS
from kgraph.words.text import Text

if TYPE_CHECKING:
    import networkx as nx

    from kgraph.views.page_content import PageSetting

VIEWS_DIRECTORY = Path(__file__).resolve().parents[2] / "kgraph" / "views"
OTHER_NAMES = ("Payload", "Page", "Vocabulary", "OntologyWords", "CreationDate")  # the last one is PDF's
DOMAIN = re.compile(r"\"(?:[A-Z][a-z]+[A-Z]\w*|[A-Z]{3,}_[A-Z_]+|DECIDED_BY|PROVIDES|Service|Council)\"")


def test_every_view_module_is_listed_once() -> None:
    modules = {path.stem.removesuffix("_view") for path in (VIEWS_DIRECTORY / "view_types").glob("*_view.py")}
    assert modules == set(VIEWS)
    assert all(name == definition.name for name, definition in VIEWS.items())
    assert set(STANDARD_VIEWS) <= set(VIEWS)


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_names_networks_that_exist(name: str) -> None:
    definition = VIEWS[name]
    networks = {*(definition.networks or ()), *([definition.loss_network] if definition.loss_network else ())}
    assert networks <= network_definitions().keys()


def test_a_view_that_is_added_to_the_registry_is_offered_written_and_linked(
    graph: nx.MultiDiGraph, setting: PageSetting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def municipalities(whole: nx.MultiDiGraph, _request: ViewRequest) -> Selection:
        names = with_subclasses(("Municipality",))
        return Selection(
            whole.subgraph(uri for uri in whole if names & set(whole.nodes[uri].get("labels") or ()))
        )

    added = ViewDefinition(
        "municipalities", Text("Kommuner", "Municipalities"), Text("Alla.", "All."), municipalities, FORCE
    )
    monkeypatch.setitem(VIEWS, added.name, added)
    paths = write_views(graph, tmp_path, setting, views=(*STANDARD_VIEWS, added.name))
    assert paths[-1].name == "municipalities.html"
    assert 'href="municipalities.html"' in paths[0].read_text(encoding="utf-8")
    assert "municipalities" in CliRunner().invoke(view_command, ["--help"]).output
    with pytest.raises(UsageError) as caught:
        render_view(graph, "nonsense", setting)
    assert "municipalities" in str(caught.value.hint)


def test_a_request_says_which_view_and_what_it_is_about() -> None:
    request = ViewRequest("ego:urn:x:y")
    assert (request.name, request.subject) == ("ego", "urn:x:y")
    assert replace(request, view="full").subject == ""


def test_no_class_or_relationship_of_a_domain_is_named_in_the_code_of_views() -> None:
    strays = [
        f"{path.name}: {match.group()}"
        for path in sorted(VIEWS_DIRECTORY.rglob("*.py"))
        for match in DOMAIN.finditer(path.read_text(encoding="utf-8"))
        if not match.group().strip('"').startswith(OTHER_NAMES)
    ]
    assert strays == []
