"""Interactive pages: pyvis describes the network, a page of kgraph's own shows it; one file, nothing fetched.

pyvis's page is not used: it links to a content delivery network, inserts its heading unescaped, and offers
no search by name, legend, details or use by keyboard. Its model of the network and the vis-network library
that it ships are used.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyvis
from pyvis.edge import Edge
from pyvis.network import Network
from pyvis.node import Node

from kgraph.errors import UsageError
from kgraph.views.asked_question import ANSWER
from kgraph.views.catalogue_words import page_words
from kgraph.views.colours import page_variables
from kgraph.views.page_content import page_data
from kgraph.views.page_files import content_policy, json_block, page_templates, script_block, write_page
from kgraph.views.positions import place
from kgraph.views.script_bundle import bundle, read_asset
from kgraph.views.view_registry import STANDARD_VIEWS, VIEWS
from kgraph.views.view_selection import select_view
from kgraph.words.catalogue import catalogue
from kgraph.words.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import jinja2
    import networkx as nx

    from kgraph.views.ontology_words import Words
    from kgraph.views.page_content import PageSetting
    from kgraph.views.page_payload import PageContent, PagePayload, PayloadDrawing, PayloadTexts
    from kgraph.views.view_definition import View, ViewRequest

    Positions = Mapping[str, tuple[float, float]]

WORDS = catalogue("pages")
LAYOUT_FILE = "layout.json"
REPORT_BESIDE = "../report.html"
"""Where the report of a build lies, seen from its views."""


def build_network(positions: Positions, data: PageContent) -> Network:
    """Return the pyvis network of a view: numbered nodes with place, colour, shape and label, no physics.

    Parameters
    ----------
    positions : mapping of str to pair of float
        Place of every node.
    data : PageContent
        The page's data; nodes are numbered by their places in its list.
    """
    network = Network(directed=True, cdn_resources="in_line", heading="")
    network.toggle_physics(status=False)
    network.set_edge_smooth("continuous")
    for number, node in enumerate(data["nodes"]):
        kind = data["kinds"][node["kind"]]
        x, y = positions[node["uri"]]
        label = node["name"][data["language"]] or number
        look = {"color": kind["colour"], "x": x, "y": y, "physics": False}
        # Network.add_node and add_edge look through all nodes each time.
        network.nodes.append(Node(number, kind["shape"], label=label, **look).options)
    for number, edge in enumerate(data["edges"]):
        network.edges.append(Edge(edge["from"], edge["to"], directed=True, id=number).options)
    return network


def render_view(
    graph: nx.MultiDiGraph,
    view: str | ViewRequest,
    setting: PageSetting,
    *,
    positions: Positions | None = None,
) -> tuple[str, dict[str, tuple[float, float]]]:
    """Return the HTML of a view and the positions of its nodes.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As ``kgraph.store.readback.read_graph`` gives it.
    view : str or ViewRequest
        Name of a view of :data:`kgraph.views.view_registry.VIEWS`, such as ``"services"`` or ``"ego:NAME"``;
        or a request with more to it.
    setting : PageSetting
        What the pages of a build have in common.
    positions : mapping of str to pair of float, optional
        Positions of an earlier build, by IRI; they are kept exactly.

    Raises
    ------
    UsageError
        Unknown view, name or language.
    """
    if setting.language not in LANGUAGES:
        hint = f"Languages: {', '.join(LANGUAGES)}."
        raise UsageError(f"pages are not written in {setting.language!r}", hint=hint)
    return render_selected(select_view(graph, view, persons=setting.persons), graph, setting, positions)


def render_selected(
    view: View, graph: nx.MultiDiGraph, setting: PageSetting, positions: Positions | None = None
) -> tuple[str, dict[str, tuple[float, float]]]:
    """Return the HTML of a view whose part of the graph has been chosen, and the positions of its nodes.

    Parameters
    ----------
    view : View
        What is drawn.
    graph, setting, positions
        See `render_view`.
    """
    placed = place(view, positions)
    return _render(view, placed, page_data(view, graph, setting), setting), placed


def write_view(
    graph: nx.MultiDiGraph,
    view: str | ViewRequest,
    path: Path,
    setting: PageSetting,
    *,
    positions: Positions | None = None,
) -> dict[str, tuple[float, float]]:
    """Write one view as one HTML file and return the positions of its nodes.

    Parameters
    ----------
    graph, view, setting, positions
        See `render_view`.
    path : Path
        The file; an existing one is replaced in one step.

    Raises
    ------
    UsageError
        Unknown view, name or language.
    KgraphError
        The file cannot be written.
    """
    html, placed = render_view(graph, view, setting, positions=positions)
    write_page(path, html)
    return placed


def write_views(
    graph: nx.MultiDiGraph,
    directory: Path,
    setting: PageSetting,
    *,
    views: tuple[str, ...] = STANDARD_VIEWS,
    report: str | None = REPORT_BESIDE,
    answers: Sequence[View] = (),
) -> list[Path]:
    """Write the views of a build into `directory`, with links among them, and return their paths.

    Positions are read from and written to ``layout.json`` in the same directory, so that the next build draws
    what it has in common with this one in the same place.

    Parameters
    ----------
    graph, setting
        See `render_view`.
    directory : Path
        Where the pages go.
    views : tuple of str
        Which views.
    report : str, optional
        Link to the report, relative to `directory`; None for no link.
    answers : sequence of View
        Answers that stories have steps on: each gets a page, which has no tab.

    Raises
    ------
    UsageError
        Unknown view or language.
    KgraphError
        A file cannot be written.
    """
    layout = read_layout(directory / LAYOUT_FILE)
    names = tuple(view.name for view in answers)
    linked = replace(setting, links=view_links(views, report), answers=names)
    paths = []
    for view in views:
        path = directory / f"{view.replace(':', '-')}.html"
        layout[view] = write_view(graph, view, path, linked, positions=layout.get(view))
        paths.append(path)
    for answer in answers:
        path = directory / f"{answer.name}.html"
        html, layout[answer.name] = render_selected(answer, graph, linked, layout.get(answer.name))
        write_page(path, html)
        paths.append(path)
    for path in set(directory.glob(f"{ANSWER}-*.html")) - set(paths):
        path.unlink(missing_ok=True)
        layout.pop(path.stem, None)
    lines = json.dumps(layout, ensure_ascii=False, sort_keys=True, indent=0, allow_nan=False)
    write_page(directory / LAYOUT_FILE, lines + "\n")
    return paths


def view_links(views: Sequence[str], report: str | None) -> tuple[tuple[str, Words], ...]:
    """Return the tabs of the pages of one directory, views first: addresses with their words.

    Parameters
    ----------
    views : sequence of str
        Names of views that lie there as files.
    report : str or None
        Address of the report; None for no tab.
    """
    links = [(f"{view}.html", VIEWS[view].title.to_json()) for view in views if view in VIEWS]
    return (*links, *([(report, WORDS("page.report").to_json())] if report is not None else ()))


def read_layout(path: Path) -> dict[str, dict[str, tuple[float, float]]]:
    """Return the positions of an earlier build by view and IRI; none where the file cannot be read."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {
            str(view): {str(uri): (float(x), float(y)) for uri, (x, y) in places.items()}
            for view, places in content.items()
        }
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _render(view: View, positions: Positions, data: PageContent, setting: PageSetting) -> str:
    nodes, edges, _heading, _height, _width, options = build_network(positions, data).get_network_data()
    drawing: PayloadDrawing = {"nodes": nodes, "edges": edges, "options": json.loads(options)}
    words = page_words()
    texts: PayloadTexts = {"page": words, "measures": {"none": WORDS("sizes.none").to_json()}}
    payload: PagePayload = {**data, "network": drawing, "texts": texts}
    script = _script()
    style = page_variables() + read_asset("page.css")
    return _template().render(
        policy=content_policy([script], [style]),
        language=setting.language,
        embedded=setting.embedded,
        synced=setting.synced,
        words=words[setting.language],
        title=view.title[setting.language],
        meaning=view.meaning[setting.language],
        links=[{"href": href, "words": text, "text": text[setting.language]} for href, text in setting.links],
        here=f"{view.name}.html",
        data=json_block(payload),
        script=script,
        style=style,
    )


@cache
def _script() -> str:
    library = Path(pyvis.__file__).parent / "lib" / "vis-9.1.2" / "vis-network.min.js"
    code = library.read_text(encoding="utf-8")
    # The library names a source map that would be asked for when developer tools are open.
    code = "\n".join(line for line in code.split("\n") if not line.startswith("//# sourceMappingURL="))
    return script_block(f"{code}\n{bundle('page.js')}", library)


@cache
def _template() -> jinja2.Template:
    return page_templates().get_template("page.html.j2")
