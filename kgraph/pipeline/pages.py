"""Views and reports of a build that is done: write them again, in another language or to another place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kgraph.errors import UsageError
from kgraph.missing_packages import missing_package
from kgraph.node_names import find_node
from kgraph.pipeline.comparison import kept_graph
from kgraph.pipeline.directory import (
    ANALYSIS_FILE,
    MANIFEST_FILE,
    REPORT_FILE,
    VIEWS_DIRECTORY,
    BuildContent,
    Results,
)
from kgraph.pipeline.study_choices import page_language
from kgraph.pipeline.study_stories import stories_of
from kgraph.views.network_figure import ENDINGS, write_figure
from kgraph.views.network_page import (
    LAYOUT_FILE,
    REPORT_BESIDE,
    read_layout,
    render_selected,
    view_links,
    write_view,
)
from kgraph.views.notebook_frame import inline_view
from kgraph.views.ontology_words import OntologyWords
from kgraph.views.page_content import PageSetting
from kgraph.views.positions import place
from kgraph.views.report import write_report
from kgraph.views.stories import asked_in
from kgraph.views.view_definition import ViewRequest
from kgraph.views.view_registry import STANDARD_VIEWS, VIEWS
from kgraph.views.view_selection import select_view
from kgraph.views.view_types.comparison_view import COMPARISON

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx

    from kgraph.study import Study
    from kgraph.views.drawing_space import Positions
    from kgraph.views.notebook_frame import InlineView
    from kgraph.views.view_definition import View
    from kgraph.views.view_widget import ViewWidget


@dataclass(frozen=True, slots=True)
class ViewChoice:
    """Which view to draw, and how.

    Parameters
    ----------
    name : str
        Name of a view of :data:`kgraph.views.view_registry.VIEWS`, or any name of a node.
    radius : int
        Steps around the node.
    language : {"sv", "en"}, optional
        Language that the page opens in; the study's first when absent.
    before : str, optional
        Id of a kept build. The whole graph is then compared with it, whatever the name.
    """

    name: str = "collaboration"
    radius: int = 2
    language: str | None = None
    before: str | None = None


def write_study_view(
    study: Study, graph: nx.MultiDiGraph[str], choice: ViewChoice, path: Path | None = None
) -> Path:
    """Write a view of a study as one HTML file and return its path.

    Parameters
    ----------
    study : Study
        The study.
    graph : networkx.MultiDiGraph
        Its graph, as the store holds it.
    choice : ViewChoice
        What to draw.
    path : Path, optional
        The file; one under ``build/views/`` when absent.

    Raises
    ------
    UsageError
        No view, node or kept build of that name.
    KgraphError
        The file cannot be written.
    """
    views = Results(study).path(VIEWS_DIRECTORY)
    request, stem = _request(study, graph, choice)
    path = path or views / f"{stem}.html"
    setting = _page_setting(study, graph, choice.language)
    if path.resolve().parent == views.resolve():
        # It takes the place of a page of the build, or stands beside them: the tabs stay.
        beside = [name for name in STANDARD_VIEWS if name == stem or (views / f"{name}.html").is_file()]
        answers = tuple(name for name in asked_in(setting.stories) if (views / f"{name}.html").is_file())
        setting = replace(setting, links=view_links(beside, REPORT_BESIDE), answers=answers)
    write_view(graph, request, path, setting, positions=_kept_positions(study, request))
    return path


def placed_view(study: Study, graph: nx.MultiDiGraph[str], choice: ViewChoice) -> tuple[View, Positions]:
    """Return a view of a study, and where its nodes stand.

    Parameters are those of :func:`write_study_view`.

    Raises
    ------
    UsageError
        No view, node or kept build of that name.
    """
    return _placed(study, graph, _request(study, graph, choice)[0])


def placed_comparison(
    study: Study, graph: nx.MultiDiGraph[str], earlier: nx.MultiDiGraph[str]
) -> tuple[View, Positions]:
    """Return the comparison with an earlier build, by its graph, and where the nodes stand."""
    return _placed(study, graph, ViewRequest(COMPARISON.name, before=earlier))


def framed_page(
    study: Study, graph: nx.MultiDiGraph[str], placed: tuple[View, Positions], language: str
) -> str:
    """Return the page of a view for a frame of the workbench, with links among the views of every build.

    Parameters
    ----------
    study, graph
        As for :func:`write_study_view`.
    placed : tuple of View and mapping
        What :func:`placed_view` returned.
    language : {"sv", "en"}
        Language that the page opens in.
    """
    setting = _page_setting(study, graph, language)
    links, answers = view_links(STANDARD_VIEWS, None), tuple(asked_in(setting.stories))
    setting = replace(setting, links=links, embedded=True, answers=answers)
    view, positions = placed
    return render_selected(view, graph, setting, positions)[0]


def write_study_figures(
    study: Study, graph: nx.MultiDiGraph[str], choice: ViewChoice, shape: str, path: Path | None = None
) -> list[Path]:
    """Write a view of a study as figures for print and return their paths.

    Parameters
    ----------
    study : Study
        The study.
    graph : networkx.MultiDiGraph
        Its graph, as the store holds it.
    choice : ViewChoice
        What to draw.
    shape : str
        One of :data:`kgraph.views.network_figure.FIGURE_SHAPES`.
    path : Path, optional
        One file; an SVG and a PDF under ``build/views/`` when absent.

    Raises
    ------
    UsageError
        No view, node, kept build or shape of that name, or an ending that is no figure's.
    KgraphError
        A file cannot be written.
    """
    views = Results(study).path(VIEWS_DIRECTORY)
    request, stem = _request(study, graph, choice)
    view, positions = _placed(study, graph, request)
    name = f"{stem}-{shape.replace(':', 'x')}"
    paths = [path] if path is not None else [views / f"{name}{ending}" for ending in ENDINGS]
    words, language = OntologyWords.load().with_data(graph), choice.language or page_language(study)
    return [write_figure(view, positions, words, each, shape=shape, language=language) for each in paths]


def inline_study_view(study: Study, graph: nx.MultiDiGraph[str], choice: ViewChoice) -> InlineView:
    """Return a view of a study that shows itself in a notebook.

    Raises
    ------
    UsageError
        No view or node of that name.
    """
    request, _ = _request(study, graph, choice)
    return inline_view(graph, request, _page_setting(study, graph, choice.language))


def widget_study_view(study: Study, graph: nx.MultiDiGraph[str], choice: ViewChoice) -> ViewWidget:
    """Return a view of a study as a widget, which shares selection, filters and what-if with Python.

    Raises
    ------
    UsageError
        anywidget is not installed, or no view or node has that name.
    """
    try:
        from kgraph.views.view_widget import ViewWidget
    except ImportError:
        raise missing_package("a widget", "anywidget", extra="widget") from None

    request, _ = _request(study, graph, choice)
    setting = replace(_page_setting(study, graph, choice.language), synced=True)
    return ViewWidget(inline_view(graph, request, setting), graph)


def write_study_report(
    study: Study,
    graph: nx.MultiDiGraph[str],
    content: BuildContent,
    *,
    path: Path | None = None,
    language: str | None = None,
) -> Path:
    """Write the report of a build and return its path.

    Parameters
    ----------
    study : Study
        The study.
    graph : networkx.MultiDiGraph
        Its graph, as the store holds it.
    content : BuildContent
        What the build found.
    path : Path, optional
        The file; ``build/report.html`` when absent, with links to the views beside it.
    language : {"sv", "en"}, optional
        Language that the page opens in; the study's first when absent.

    Raises
    ------
    UsageError
        The graph is of another build.
    KgraphError
        The file cannot be written.
    """
    stored, last = graph.graph["build"], content.manifest["build"]
    if stored != last:
        raise UsageError(
            f"the store holds build {stored}, the last rebuild here made {last}",
            hint="Bring them together with: kgraph rebuild",
        )
    results = Results(study)
    views = results.views() if path is None else []
    return write_report(
        graph,
        path or results.path(REPORT_FILE),
        PageSetting(
            OntologyWords.load().with_data(graph),
            content.analysis,
            content.manifest,
            persons=study.policy.persons,
            language=language or page_language(study),
        ),
        validation=content.validation,
        views=[f"{VIEWS_DIRECTORY}/{view.name}" for view in views],
    )


def _request(study: Study, graph: nx.MultiDiGraph[str], choice: ViewChoice) -> tuple[ViewRequest, str]:
    """Return the view to draw, and what its files are called."""
    if choice.before:
        earlier = kept_graph(study, choice.before)
        return ViewRequest(COMPARISON.name, choice.radius, earlier), f"{COMPARISON.name}-{choice.before}"
    view = choice.name if choice.name in VIEWS else f"ego:{find_node(graph, choice.name, VIEWS)}"
    stem = f"ego-{view.rstrip('/').rpartition('/')[2]}" if view.startswith("ego:") else view
    return ViewRequest(view, choice.radius), stem


def _placed(study: Study, graph: nx.MultiDiGraph[str], request: ViewRequest) -> tuple[View, Positions]:
    view = select_view(graph, request, persons=study.policy.persons)
    return view, place(view, _kept_positions(study, request))


def _kept_positions(study: Study, request: ViewRequest) -> dict[str, tuple[float, float]] | None:
    """Return where the last rebuild placed the nodes of a view; None if it did not draw it."""
    return read_layout(Results(study).path(VIEWS_DIRECTORY) / LAYOUT_FILE).get(request.view)


def _page_setting(study: Study, graph: nx.MultiDiGraph[str], language: str | None) -> PageSetting:
    results, build = Results(study), graph.graph["build"]
    return PageSetting(
        OntologyWords.load().with_data(graph),
        results.read_if(ANALYSIS_FILE, build),
        results.read_if(MANIFEST_FILE, build),
        persons=study.policy.persons,
        language=language or page_language(study),
        stories=stories_of(study, graph),
    )
