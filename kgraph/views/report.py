"""The report: a page to hand over, with what was read, how good it is, and what was found."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import jinja2

from kgraph.errors import UsageError
from kgraph.statements import status_of
from kgraph.views import plots
from kgraph.views.colours import report_variables
from kgraph.views.item_values import is_person, period_of
from kgraph.views.markup import bilingual, both_languages, number
from kgraph.views.node_style import legend_order, mark, primary_labels
from kgraph.views.page_content import Setting, WordIndex, source_record
from kgraph.views.page_files import content_policy, write_page
from kgraph.views.page_texts import STATUSES, VIEWS
from kgraph.views.report_findings import findings_of, headlines
from kgraph.views.report_texts import REPORT
from kgraph.views.script_bundle import bundle, read_asset
from kgraph.views.view_selection import MARKER, select_view
from kgraph.words.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import networkx as nx

    from kgraph.views.term_words import Terms, Words

ROWS_SHOWN = 8
EVIDENCE_SHOWN = 4


def write_report(
    graph: nx.MultiDiGraph,
    path: Path,
    *,
    terms: Terms,
    analysis: dict[str, Any] | None = None,
    build: dict[str, Any] | None = None,
    validation: dict[str, Any] | None = None,
    persons: str = "omit",
    language: str = "sv",
    views: Sequence[str] = (),
) -> Path:
    """Write the report as one HTML file and return its path; see `render_report` for the parameters.

    Raises
    ------
    UsageError
        Unknown language.
    KgraphError
        The file cannot be written.
    """
    html = render_report(
        graph,
        terms=terms,
        analysis=analysis,
        build=build,
        validation=validation,
        persons=persons,
        language=language,
        views=views,
    )
    return write_page(path, html)


def render_report(
    graph: nx.MultiDiGraph,
    *,
    terms: Terms,
    analysis: dict[str, Any] | None = None,
    build: dict[str, Any] | None = None,
    validation: dict[str, Any] | None = None,
    persons: str = "omit",
    language: str = "sv",
    views: Sequence[str] = (),
) -> str:
    """Return the HTML of the report.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As ``kgraph.store.readback.read_graph`` gives it.
    terms : Terms
        Words of the ontology.
    analysis : dict, optional
        Content of ``analysis.json``.
    build : dict, optional
        What the build says of itself. Shown when present: ``title`` (by language), ``build``,
        ``contentHash``, ``command``, ``seed``, ``inputs`` (file to hash), ``versions`` (name to version)
        and ``losses`` (list of ``{"kind", "reason", "count"}``).
    validation : dict, optional
        Content of ``validation.json``.
    persons : {"omit", "pseudonymise", "include"}
        The study's policy on natural persons.
    language : {"sv", "en"}
        Language the page opens in; the reader can switch.
    views : sequence of str
        Files of interactive views to link to, relative to the report.

    Raises
    ------
    UsageError
        Unknown language.
    """
    if language not in LANGUAGES:
        raise UsageError(f"pages are not written in {language!r}", hint=f"Languages: {', '.join(LANGUAGES)}.")
    out = [
        uri
        for uri, labels in graph.nodes(data="labels")
        if MARKER in (labels or ()) or (persons == "omit" and is_person(tuple(labels or ())))
    ]
    left_out = sum(MARKER not in (graph.nodes[uri].get("labels") or ()) for uri in out)
    if out:
        graph = graph.copy()
        graph.remove_nodes_from(out)
    setting = Setting(graph, terms, analysis, build, persons, language)
    index = WordIndex(setting)
    build = build or {}
    style, script = report_variables() + read_asset("report.css"), bundle("report.js")
    return _template().render(
        policy=content_policy([script], [style]),
        style=style,
        script=script,
        language=language,
        words=REPORT,
        title=build.get("title") or REPORT["report"],
        build=build,
        persons=left_out,
        views=[(href, _view_words(href)) for href in views],
        numbers={
            "nodes": graph.number_of_nodes(),
            "edges": graph.number_of_edges(),
            "sources": len(_support(graph)),
        },
        sources=_sources(graph, setting, index),
        quality=_quality(graph),
        status_plot=both_languages(
            lambda code: plots.statuses_by_type(
                graph, _type_words(graph, terms, code), REPORT["statusPlot"][code], code
            )
        ),
        validation=validation,
        kinds=_kinds(graph, terms),
        types=_types(graph, terms),
        losses=build.get("losses"),
        findings=findings_of(analysis, setting, index),
        headlines=headlines(analysis),
        matrix=_matrix(graph),
        time=_time(graph),
        inputs=_pairs(build.get("inputs")),
        versions=_pairs(build.get("versions")),
        seed=build.get("seed", (analysis or {}).get("seed")),
    )


def _sources(graph: nx.MultiDiGraph, setting: Setting, index: WordIndex) -> list[dict[str, Any]]:
    rows = [
        source_record(uri, setting, index) | {"nodes": counts["nodes"], "edges": counts["edges"]}
        for uri, counts in _support(graph).items()
    ]
    return sorted(rows, key=lambda row: (-row["nodes"] - row["edges"], row["uri"]))


def _support(graph: nx.MultiDiGraph) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for _uri, sources in graph.nodes(data="sources"):
        for source in sources or ():
            found.setdefault(str(source), Counter())["nodes"] += 1
    for _s, _t, sources in graph.edges(data="sources"):
        for source in sources or ():
            found.setdefault(str(source), Counter())["edges"] += 1
    return found


def _quality(graph: nx.MultiDiGraph) -> list[tuple[str, int, int]]:
    edges = [values for _s, _t, values in graph.edges(data=True)]
    total = len(edges)
    tests: list[tuple[str, Callable[[dict[str, Any]], bool]]] = [
        ("oneSource", lambda values: len(values.get("sources") or ()) == 1),
        ("noSource", lambda values: not values.get("sources")),
        ("notStated", lambda values: status_of(values) != "stated"),
        ("undated", lambda values: not any(period_of(values))),
    ]
    return [(name, sum(map(test, edges)), total) for name, test in tests]


def _kinds(graph: nx.MultiDiGraph, terms: Terms) -> list[tuple[Words, int, str]]:
    labels = [tuple(found or ()) for _uri, found in graph.nodes(data="labels")]
    primary = primary_labels(labels)
    counts = Counter(primary[found] for found in labels)
    return [(terms.label(kind), counts[kind], mark(kind).colour) for kind in sorted(counts, key=legend_order)]


def _types(graph: nx.MultiDiGraph, terms: Terms) -> list[tuple[Words, int]]:
    counts = Counter(str(kind) for _s, _t, kind in graph.edges(data="type"))
    return [
        (terms.type(kind), counts[kind]) for kind in sorted(counts, key=lambda kind: (-counts[kind], kind))
    ]


def _type_words(graph: nx.MultiDiGraph, terms: Terms, language: str) -> dict[str, str]:
    return {str(kind): terms.type(str(kind))[language] for _s, _t, kind in graph.edges(data="type")}


def _matrix(graph: nx.MultiDiGraph) -> Any:
    part = select_view(graph, "collaboration", persons="include").graph
    return both_languages(lambda code: plots.adjacency_matrix(part, REPORT["matrix"][code], code))


def _time(graph: nx.MultiDiGraph) -> tuple[Any, int] | None:
    made = {code: plots.timeline(graph, REPORT["time"][code], code) for code in LANGUAGES}
    first = made[LANGUAGES[0]]
    if first is None:
        return None
    picture = both_languages(lambda code: found[0] if (found := made[code]) else None)
    return (picture, first[1]) if picture is not None else None


def _pairs(value: Any) -> list[tuple[str, str]]:
    """Return a table of names and values from a dict, or from a list of records with a name and a hash."""
    if isinstance(value, dict):
        return sorted((str(key), _hash_of(item)) for key, item in value.items())
    if isinstance(value, list):
        return sorted(
            (str(item.get("path") or item.get("file") or item.get("name")), _hash_of(item)) for item in value
        )
    return []


def _hash_of(item: Any) -> str:
    return str(item.get("sha256") or item.get("hash") or "") if isinstance(item, dict) else str(item)


def _view_words(href: str) -> Words:
    stem = href.rsplit("/", 1)[-1].removesuffix(".html")
    return VIEWS[stem][0] if stem in VIEWS else dict.fromkeys(LANGUAGES, stem)


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("kgraph.views", "assets"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        t=bilingual, number=number, rows_shown=ROWS_SHOWN, evidence_shown=EVIDENCE_SHOWN, statuses=STATUSES
    )
    return environment.get_template("report.html.j2")
