"""The report: a page to hand over that says what was read, how good it is, and what was found."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

from kgraph.analysis.sentences import count_of, one_or_many
from kgraph.errors import UsageError
from kgraph.statements import STATED, status_of
from kgraph.views import plots
from kgraph.views.catalogue_words import REPORT, status_words
from kgraph.views.colours import report_variables
from kgraph.views.graph_parts import labels_of
from kgraph.views.item_values import period_of
from kgraph.views.markup import bilingual, both_languages, number
from kgraph.views.node_style import kinds_of, legend_order, mark, marks_of
from kgraph.views.page_content import WordIndex, source_record
from kgraph.views.page_files import content_policy, page_templates, write_page
from kgraph.views.report_findings import SOURCES_NAMED, findings_of, first_page, headlines
from kgraph.views.script_bundle import bundle, read_asset
from kgraph.views.view_registry import VIEWS
from kgraph.views.view_selection import shown_graph
from kgraph.views.view_types.collaboration_view import tied_organisations
from kgraph.words.catalogue import catalogue
from kgraph.words.text import LANGUAGES, filled, text_from

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import jinja2
    import networkx as nx

    from kgraph.views.ontology_words import OntologyWords, Words
    from kgraph.views.page_content import PageSetting

ROWS_SHOWN = 8
COUNTED = catalogue("report").below("counted")


def write_report(
    graph: nx.MultiDiGraph,
    path: Path,
    setting: PageSetting,
    *,
    validation: dict[str, Any] | None = None,
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
    return write_page(path, render_report(graph, setting, validation=validation, views=views))


def render_report(
    graph: nx.MultiDiGraph,
    setting: PageSetting,
    *,
    validation: dict[str, Any] | None = None,
    views: Sequence[str] = (),
) -> str:
    """Return the HTML of the report.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As ``kgraph.store.readback.read_graph`` gives it.
    setting : PageSetting
        What the pages of a build have in common.
    validation : dict, optional
        Content of ``validation.json``.
    views : sequence of str
        Files of interactive views to link to, relative to the report.

    Raises
    ------
    UsageError
        Unknown language.
    """
    language, analysis, words = setting.language, setting.analysis, setting.words
    if language not in LANGUAGES:
        raise UsageError(f"pages are not written in {language!r}", hint=f"Languages: {', '.join(LANGUAGES)}.")
    graph, left_out = shown_graph(graph, setting.persons)
    types = _types(graph, words)
    names = WordIndex(graph, words)
    support = _support(graph)
    build = setting.build or {}
    style, script = report_variables() + read_asset("report.css"), bundle("report.js")
    return _template().render(
        policy=content_policy([script], [style]),
        style=style,
        script=script,
        language=language,
        words=REPORT,
        title=text_from(build.get("title") or REPORT["report"]).to_json(),
        build=build,
        persons=left_out,
        views=[(href, _view_words(href)) for href in views],
        numbers={
            "nodes": graph.number_of_nodes(),
            "edges": sum(count for _, count in types),
            "sources": _documents(graph, support, build),
        },
        sources=_sources(graph, names, support),
        quality=_quality(graph),
        status_plot=_status_plot(graph, words),
        validation=validation,
        broken=_by_rule(validation),
        kinds=_kinds(graph, words),
        types=types,
        losses=build.get("losses"),
        findings=findings_of(analysis, graph, names),
        headlines=headlines(analysis, graph, names),
        first=first_page(analysis, graph),
        matrix=_matrix(graph),
        time=_time(graph),
        inputs=_pairs(build.get("inputs")),
        versions=_pairs(build.get("versions")),
        seed=build.get("seed", (analysis or {}).get("seed")),
    )


def _documents(graph: nx.MultiDiGraph, support: dict[str, Counter[str]], build: Mapping[str, Any]) -> int:
    """Return how many documents were read, as a rebuild says, else how many the graph knows."""
    counts = build.get("counts") or {}
    if "documents" in counts:
        return int(counts["documents"])
    # Concepts come from code lists, which are no documents.
    return sum("Source" in graph.nodes.get(uri, {}).get("labels", ()) for uri in support)


def _sources(
    graph: nx.MultiDiGraph, names: WordIndex, support: dict[str, Counter[str]]
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {**source_record(uri, graph, names), "nodes": counts["nodes"], "edges": counts["edges"]}
        for uri, counts in support.items()
    ]
    return sorted(rows, key=lambda row: (-row["nodes"] - row["edges"], row["uri"]))


def _support(graph: nx.MultiDiGraph) -> dict[str, Counter[str]]:
    nodes = Counter(str(uri) for _uri, sources in graph.nodes(data="sources") for uri in sources or ())
    edges = Counter(str(uri) for _s, _t, sources in graph.edges(data="sources") for uri in sources or ())
    return {uri: Counter(nodes=nodes[uri], edges=edges[uri]) for uri in {**nodes, **edges}}


def _quality(graph: nx.MultiDiGraph) -> list[tuple[str, int, int]]:
    edges = [values for _s, _t, values in graph.edges(data=True)]
    total = len(edges)
    tests: list[tuple[str, Callable[[dict[str, Any]], bool]]] = [
        ("oneSource", lambda values: len(values.get("sources") or ()) == 1),
        ("noSource", lambda values: not values.get("sources")),
        ("notStated", lambda values: status_of(values) != STATED),
        ("undated", lambda values: not any(period_of(values))),
    ]
    return [(name, sum(map(test, edges)), total) for name, test in tests]


def _by_rule(validation: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Return the findings of a check by rule: how many there are, and the first of them."""
    rules: dict[tuple[str, str], dict[str, Any]] = {}
    for finding in (validation or {}).get("findings", ()):
        kind = finding["severity"], finding["name"]
        rule = rules.setdefault(kind, {"severity": kind[0], "name": kind[1], "count": 0, "shown": []})
        rule["count"] += 1
        if rule["count"] <= ROWS_SHOWN:
            rule["shown"].append(finding)
    return list(rules.values())


def _kinds(graph: nx.MultiDiGraph, words: OntologyWords) -> list[tuple[Words, int, str]]:
    kinds = kinds_of(graph)
    counts = Counter(kinds.values())
    marks = marks_of(((kind, labels_of(graph, uri)) for uri, kind in kinds.items()), mark)
    return [
        (words.label(kind), counts[kind], marks[kind].colour) for kind in sorted(counts, key=legend_order)
    ]


def _types(graph: nx.MultiDiGraph, words: OntologyWords) -> list[tuple[Words, int]]:
    counts = Counter(str(kind) for _s, _t, kind in graph.edges(data="type"))
    return [
        (words.type(kind), counts[kind]) for kind in sorted(counts, key=lambda kind: (-counts[kind], kind))
    ]


def _status_plot(graph: nx.MultiDiGraph, words: OntologyWords) -> Any:
    counts: dict[str, Counter[str]] = {}
    for _s, _t, values in graph.edges(data=True):
        counts.setdefault(str(values.get("type")), Counter())[status_of(values)] += 1
    types = {kind: words.type(kind) for kind in counts}
    return both_languages(
        lambda code: plots.statuses_by_type(
            counts, {kind: text[code] for kind, text in types.items()}, REPORT["statusPlot"][code], code
        )
    )


def _matrix(graph: nx.MultiDiGraph) -> tuple[Any, int] | None:
    tied = plots.tied_groups(tied_organisations(graph))
    if tied is None:
        return None
    picture = both_languages(lambda code: plots.adjacency_matrix(graph, tied, REPORT["matrix"][code], code))
    return picture, tied.left_out


def _time(graph: nx.MultiDiGraph) -> tuple[Any, int] | None:
    rows = plots.dated_rows(graph)
    if not rows:
        return None
    picture = both_languages(lambda code: plots.timeline(graph, rows, REPORT["time"][code], code))
    return picture, max(0, len(rows) - plots.MOST_DATED)


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
    return VIEWS[stem].title.to_json() if stem in VIEWS else dict.fromkeys(LANGUAGES, stem)


def _count(word: str, n: int) -> Words:
    """Return a number with its word: one thing is not called "1 things"."""
    return count_of(n, word).to_json()


def _sentence(key: str, n: int) -> Words:
    """Return a sentence with a number in it."""
    return filled(COUNTED[f"{key}.{one_or_many(n)}"], n=n).to_json()


@cache
def _template() -> jinja2.Template:
    environment = page_templates()
    environment.globals.update(
        t=bilingual,
        count=_count,
        sentence=_sentence,
        number=number,
        rows_shown=ROWS_SHOWN,
        sources_named=SOURCES_NAMED,
        statuses=status_words(),
    )
    return environment.get_template("report.html.j2")
