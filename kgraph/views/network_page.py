"""Interactive pages: pyvis builds the network, kgraph's own page carries it; one file, nothing fetched.

pyvis's own page is not used: it links to a content delivery network, inserts its heading unescaped, and
offers neither search by name, legend, details nor a way through by keyboard. What is used is its model of the
network and the vis-network library that it ships.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import pyvis
from pyvis.network import Network

from kgraph.errors import UsageError
from kgraph.views.colours import page_variables
from kgraph.views.node_style import mark
from kgraph.views.page_content import GROUP_LIMIT, Setting, page_data, sorted_edges
from kgraph.views.page_files import content_policy, json_block, write_page
from kgraph.views.page_texts import MEASURES, PAGE, VIEWS
from kgraph.views.positions import place
from kgraph.views.script_bundle import bundle, read_asset
from kgraph.views.view_selection import View, select_view

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from kgraph.views.term_words import Terms

    Positions = Mapping[str, tuple[float, float]]

DEFAULT_VIEWS = ("collaboration", "services", "decisions")
LAYOUT_FILE = "layout.json"


def build_network(view: View, positions: Positions, data: dict[str, Any]) -> Network:
    """Return the pyvis network of a view: numbered nodes with place, colour, shape and label, no physics.

    Parameters
    ----------
    view : View
        What is drawn.
    positions : mapping of str to pair of float
        Place of every node.
    data : dict
        The page's data, as ``page_data`` gives it; numbers are places in its lists.
    """
    network = Network(directed=True, cdn_resources="in_line", heading="")
    network.toggle_physics(status=False)
    network.set_edge_smooth("continuous")
    language = data["language"]
    for number, node in enumerate(data["nodes"]):
        drawn = mark(node["kind"])
        x, y = positions[node["uri"]]
        network.add_node(
            number,
            label=node["name"][language],
            shape=drawn.shape,
            color=drawn.colour,
            x=x,
            y=y,
            physics=False,
        )
    for number, (edge, _) in enumerate(zip(data["edges"], sorted_edges(view.graph), strict=True)):
        network.add_edge(edge["from"], edge["to"], id=number)
    return network


def render_view(
    graph: nx.MultiDiGraph,
    view: str,
    *,
    terms: Terms,
    positions: Positions | None = None,
    analysis: dict[str, Any] | None = None,
    build: dict[str, Any] | None = None,
    before: nx.MultiDiGraph | None = None,
    persons: str = "omit",
    language: str = "sv",
    limit: int = GROUP_LIMIT,
    radius: int = 2,
    links: tuple[tuple[str, dict[str, str]], ...] = (),
) -> tuple[str, dict[str, tuple[float, float]]]:
    """Return the HTML of a view and the positions of its nodes; see `write_view` for the parameters."""
    if language not in PAGE:
        raise UsageError(f"pages are not written in {language!r}", hint=f"Languages: {', '.join(PAGE)}.")
    chosen = select_view(graph, view, persons=persons, radius=radius, before=before)
    placed = place(chosen, positions)
    setting = Setting(graph, terms, analysis, build, persons, language, limit, links)
    data = page_data(chosen, setting)
    return _render(chosen, placed, data, setting), placed


def write_view(
    graph: nx.MultiDiGraph,
    view: str,
    path: Path,
    *,
    terms: Terms,
    positions: Positions | None = None,
    analysis: dict[str, Any] | None = None,
    build: dict[str, Any] | None = None,
    before: nx.MultiDiGraph | None = None,
    persons: str = "omit",
    language: str = "sv",
    limit: int = GROUP_LIMIT,
    radius: int = 2,
    links: tuple[tuple[str, dict[str, str]], ...] = (),
) -> dict[str, tuple[float, float]]:
    """Write one view as one HTML file and return the positions of its nodes.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As ``kgraph.store.readback.read_graph`` gives it.
    view : str
        ``"collaboration"``, ``"services"``, ``"decisions"``, ``"full"``, ``"comparison"`` or ``"ego:NAME"``.
    path : Path
        The file; an existing one is replaced in one step.
    terms : Terms
        Words of the ontology, sv and en.
    positions : mapping of str to pair of float, optional
        Positions of an earlier build, by IRI; they are kept exactly.
    analysis : dict, optional
        Content of ``analysis.json``: findings and sizes.
    build : dict, optional
        Build id, hashes, versions.
    before : networkx.MultiDiGraph, optional
        The earlier build (comparison).
    persons : {"omit", "pseudonymise", "include"}
        The study's policy.
    language : {"sv", "en"}
        Language the page opens in.
    limit : int
        Number of nodes above which the page opens grouped by kind.
    radius : int
        Steps around the node of an ego view.
    links : tuple of (str, dict)
        Other pages to link to: file name and words by language.

    Raises
    ------
    UsageError
        Unknown view, name or language.
    KgraphError
        The file cannot be written.
    """
    html, placed = render_view(
        graph,
        view,
        terms=terms,
        positions=positions,
        analysis=analysis,
        build=build,
        before=before,
        persons=persons,
        language=language,
        limit=limit,
        radius=radius,
        links=links,
    )
    write_page(path, html)
    return placed


def write_views(
    graph: nx.MultiDiGraph,
    directory: Path,
    *,
    terms: Terms,
    analysis: dict[str, Any] | None = None,
    build: dict[str, Any] | None = None,
    views: tuple[str, ...] = DEFAULT_VIEWS,
    persons: str = "omit",
    language: str = "sv",
    report: str | None = "../report.html",
) -> list[Path]:
    """Write the views of a build into `directory`, with links among them, and return their paths.

    Positions are read from and written to ``layout.json`` in the same directory, so that the next build draws
    what it has in common with this one in the same place.

    Parameters
    ----------
    views : tuple of str
        Which views; ``"full"`` only when asked for.
    report : str, optional
        Link to the report, relative to `directory`; None for no link.

    Raises
    ------
    UsageError
        Unknown view or language.
    KgraphError
        A file cannot be written.
    """
    kept = read_layout(directory / LAYOUT_FILE)
    links = tuple((f"{view}.html", VIEWS[view][0]) for view in views if view in VIEWS)
    if report is not None:
        links += ((report, {code: PAGE[code]["report"] for code in PAGE}),)
    paths = []
    for view in views:
        path = directory / f"{view.replace(':', '-')}.html"
        kept[view] = write_view(
            graph,
            view,
            path,
            terms=terms,
            positions=kept.get(view),
            analysis=analysis,
            build=build,
            persons=persons,
            language=language,
            links=links,
        )
        paths.append(path)
    lines = json.dumps(kept, ensure_ascii=False, sort_keys=True, indent=0, allow_nan=False)
    write_page(directory / LAYOUT_FILE, lines + "\n")
    return paths


def read_layout(path: Path) -> dict[str, dict[str, tuple[float, float]]]:
    """Return the kept positions by view and IRI; none where the file is missing or unreadable."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {
            str(view): {str(uri): (float(x), float(y)) for uri, (x, y) in places.items()}
            for view, places in content.items()
        }
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _render(view: View, positions: Positions, data: dict[str, Any], setting: Setting) -> str:
    network = build_network(view, positions, data)
    nodes, edges, _heading, _height, _width, options = network.get_network_data()
    drawing = {"nodes": nodes, "edges": edges, "options": json.loads(options)}
    script = _script()
    style = page_variables() + read_asset("page.css")
    words = {"page": PAGE, "measures": MEASURES}
    return _template("page.html.j2").render(
        policy=content_policy([script], [style]),
        language=setting.language,
        words=PAGE[setting.language],
        title=view.title[setting.language],
        meaning=view.meaning[setting.language],
        links=[{"href": href, "words": text, "text": text[setting.language]} for href, text in setting.links],
        here=f"{view.name}.html",
        data=json_block({**data, "network": drawing, "texts": words}),
        script=script,
        style=style,
    )


@cache
def _script() -> str:
    library = Path(pyvis.__file__).parent / "lib" / "vis-9.1.2" / "vis-network.min.js"
    code = library.read_text(encoding="utf-8")
    # The library names a source map that would be asked for when developer tools are open.
    code = "\n".join(line for line in code.split("\n") if not line.startswith("//# sourceMappingURL="))
    text = f"{code}\n{bundle('page.js')}"
    if "</script" in text.lower():
        raise UsageError("the page's script would end its own element", where=library)
    return f"\n{text}\n"


@cache
def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("kgraph.views", "assets"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
