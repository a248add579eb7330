"""A study in Python and in notebooks: open it, ask it, analyse it, look at it.

The commands call these methods too. Imports of heavy libraries stand inside the methods, so that a command
loads only what it uses.
"""

from __future__ import annotations

import datetime as dt
import html
import warnings
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgraph.study import load_study, nearest_study, study_if_any
from kgraph.study_session import StudySession
from kgraph.study_session import merge_books as merge_books

if TYPE_CHECKING:
    from collections.abc import Sequence

    import networkx as nx
    import pandas as pd

    from kgraph.analysis.analysis_results import Analysis
    from kgraph.analysis.networks import Network
    from kgraph.analysis.results import Result
    from kgraph.ask.answer import Answer
    from kgraph.ask.explanation import Explanation
    from kgraph.loaders.evidence.passages import PassageAnchor
    from kgraph.pipeline.progress import Progress
    from kgraph.pipeline.research_package.package_check import PackageCheck
    from kgraph.study import Study
    from kgraph.views.view_widget import ViewWidget


class OpenStudy(StudySession):
    """An open study; also a context manager, which closes its store at the end.

    Made by :func:`kgraph.open`. The store is opened when it is first needed and stays open.

    Parameters
    ----------
    study : Study
        The study.
    store : str, optional
        Store address; the study's own choice when absent.
    """

    def _repr_html_(self) -> str:
        """Return title, store and size of the graph, for notebooks."""
        from kgraph.store.build_marker import read_build

        title = " / ".join(dict.fromkeys(self.study.title.values()))
        if read_build(self.connection) is None:
            content = "the store is empty; fill it with: study.rebuild()"
        else:
            build = self.graph.graph["build"]
            content = f"{len(self.graph)} nodes, {self.graph.size()} relationships, build {build}"
        store = f"{self.connection.dialect.product} at {self.connection.address}"
        lines = (f"<strong>{html.escape(title)}</strong>", *map(html.escape, (content, store)))
        return f"<p>{'<br>'.join(lines)}</p>"

    def diff(self, before: str | None = None, after: str | None = None) -> pd.DataFrame:
        """Return what changed between two builds; by default the last two.

        Raises
        ------
        UsageError
            A build that is not kept, or fewer than two.
        """
        changes = self.changes(before, after)
        rows = [(each.change, each.kind, each.name) for each in (*changes.nodes, *changes.relationships)]
        return _frame(("change", "kind", "name"), rows)

    def query(self, cypher: str, **parameters: Any) -> pd.DataFrame:
        """Run a Cypher query, read-only.

        A label, relationship type or property that nothing has is no error in Cypher. A warning points it
        out and suggests the nearest.

        Parameters
        ----------
        cypher : str
            The query.
        **parameters
            Values of its ``$parameters``.

        Returns
        -------
        pandas.DataFrame
            One row per record.

        Raises
        ------
        QueryError
            Not Cypher, or a query that would change the store.
        UsageError
            pandas is not installed.
        """
        answer = self.plain.query(cypher, parameters)
        for note in answer.notes:
            warnings.warn(note, stacklevel=2)
        return answer.to_pandas()

    def questions(self) -> pd.DataFrame:
        """Return the prepared questions: name, parameters, the question in Swedish and English."""
        return list_questions(self.study.root).to_pandas()

    def ask(self, question: str, **parameters: Any) -> pd.DataFrame:
        """Ask a prepared question.

        Parameters
        ----------
        question : str
            Its name or number, such as ``"cq06"``; see :meth:`questions`.
        **parameters
            Values to use instead of the defaults; for a node, any of its names is enough.

        Raises
        ------
        UsageError
            No such question or parameter, or a name that no node or several nodes have.
        """
        prepared = self.plain.question(question)
        return self.query(prepared.cypher, **self.plain.values(prepared, parameters))

    def sparql(self, query: str) -> pd.DataFrame:
        """Run a SPARQL query over the sources' RDF; the default graph is the union of all sources.

        Raises
        ------
        QueryError
            Not SPARQL, or not a query.
        """
        return self.plain.sparql(query).to_pandas()

    def schema(self) -> pd.DataFrame:
        """Return labels and relationship types: what they mean and how many there are."""
        return self.plain.schema().to_pandas()

    def explain(self, name: str) -> Explanation:
        """Return everything known about one node or relationship, statement by statement, with sources."""
        from kgraph.ask.explanation import explain_name

        return explain_name(self.graph, name)

    def network(self, name: str, at: dt.date | str | None = None) -> nx.Graph[str]:
        """Return a declared network as a NetworkX graph, for functions of NetworkX.

        Nodes have ``label_sv``, ``label_en``, ``class`` and, where they are known, ``from`` and ``until``;
        edges have ``weight``.

        Parameters
        ----------
        name : str
            Such as ``"service-dependency"``; :meth:`networks` lists them.
        at : date or {"any", "unended"}, optional
            The day that relationships must hold on; the declaration's choice when absent. On a day before
            the study's, relationships without a date are left out.

        Raises
        ------
        UsageError
            No network of that name is declared.
        """
        return self.declared(name, at).graph

    def networks(self) -> pd.DataFrame:
        """Return the declared networks: name, title, and what a tie from A to B means."""
        return _frame(("name", "title", "meaning"), _network_rows(self.study))

    def declared(self, name: str, at: dt.date | str | None = None) -> Network:
        """Return a declared network with its definition and evidence; see :meth:`network`."""
        from kgraph.analysis.definitions import UNENDED
        from kgraph.analysis.networks import declare
        from kgraph.pipeline.study_choices import moment_of, networks_of

        definition = networks_of(self.study, [name])[name]
        moment = moment_of(at)
        if isinstance(moment, dt.date):
            definition = definition.on_day(moment, self.study.day)
        elif moment is not None:
            definition = replace(definition, at=self.study.day if moment == UNENDED else moment)
        return declare(self.graph, definition)

    def analyse(
        self,
        *questions: str,
        networks: Sequence[str] = (),
        at: dt.date | str | None = None,
        draws: int | None = None,
        seed: int | None = None,
        progress: Progress | None = None,
    ) -> Analysis:
        """Answer questions of analysis over the declared networks.

        Parameters
        ----------
        *questions : str
            Names such as ``"central-actors"``; all when there is none.
        networks : sequence of str
            Names of networks; all when empty.
        at : date, optional
            The day that relationships must hold on; see :meth:`network`.
        draws : int, optional
            How many times what the sources leave open is drawn; the study's choice when absent.
        seed : int, optional
            Seed of all draws; the study's choice when absent.
        progress : callable, optional
            Called with the step, how much of it is done, and how much there is.
        """
        from kgraph.analysis.analyse import analyse
        from kgraph.pipeline.study_choices import day_of, networks_of, settings_of

        names = [networks] if isinstance(networks, str) else networks
        definitions = networks_of(self.study, names, day_of(at))
        if progress is not None:
            progress("Reading the store", 0, None)
        return analyse(
            self.graph,
            definitions=definitions,
            questions=questions or None,
            day=self.study.day,
            settings=settings_of(self.study, seed=seed, draws=draws, progress=progress),
        )

    def whatif(self, *without: str, network: str = "service-dependency") -> Result:
        """Return what stops and who is cut off if nodes are lost, and in what share of the draws."""
        from kgraph.analysis.scenario import whatif

        return whatif(self.declared(network), without, self.settings)

    def view(self, name: str = "collaboration", *, radius: int = 2, language: str | None = None) -> Any:
        """Return an interactive view that a notebook shows inline.

        Parameters
        ----------
        name : str
            Name of a view, see :func:`view_names`, or any name of a node.
        radius : int
            Steps around one node.
        language : {"sv", "en"}, optional
            The study's first when absent.
        """
        from kgraph.pipeline.pages import ViewChoice, inline_study_view

        return inline_study_view(self.study, self.graph, ViewChoice(name, radius, language))

    def widget(
        self, name: str = "collaboration", *, radius: int = 2, language: str | None = None
    ) -> ViewWidget:
        """Return a view as a widget: what the reader selects, hides and thinks away is shared with Python.

        Parameters
        ----------
        name, radius, language
            As for :meth:`view`.

        Raises
        ------
        UsageError
            anywidget is not installed, or no view or node has that name.
        """
        from kgraph.pipeline.pages import ViewChoice, widget_study_view

        return widget_study_view(self.study, self.graph, ViewChoice(name, radius, language))

    def write_view(
        self,
        name: str = "collaboration",
        path: Path | None = None,
        *,
        radius: int = 2,
        language: str | None = None,
        before: str | None = None,
    ) -> Path:
        """Write an interactive view as one HTML file and return its path.

        Parameters
        ----------
        name, radius, language
            As for :meth:`view`.
        path : Path, optional
            The file; one under ``build/views/`` when absent.
        before : str, optional
            Id of a kept build to compare the whole graph with, whatever the name.
        """
        from kgraph.pipeline.pages import ViewChoice, write_study_view

        return write_study_view(self.study, self.graph, ViewChoice(name, radius, language, before), path)

    def write_figures(
        self,
        name: str = "collaboration",
        shape: str = "16:9",
        path: Path | None = None,
        *,
        radius: int = 2,
        language: str | None = None,
    ) -> list[Path]:
        """Write a view as figures for a slide or a paper and return their paths.

        Parameters
        ----------
        name, radius, language
            As for :meth:`view`.
        shape : {"16:9", "column"}
            A slide, or a column of a paper.
        path : Path, optional
            One ``.svg`` or ``.pdf`` file; both under ``build/views/`` when absent.
        """
        from kgraph.pipeline.pages import ViewChoice, write_study_figures

        return write_study_figures(self.study, self.graph, ViewChoice(name, radius, language), shape, path)


def open_study(directory: Path | str | None = None, store: str | None = None) -> OpenStudy:
    """Open a study.

    Parameters
    ----------
    directory : path, optional
        Directory with a ``study.toml``. When absent: the nearest one upwards, else the only one in a
        ``studies`` directory beside or above, so that a notebook finds the study that it lies beside.
    store : str, optional
        Store address; ``NEO4J_URI`` or the study's own choice when absent.

    Raises
    ------
    UsageError
        There is no study there, or there are several.
    """
    chosen = Path(directory).expanduser() if directory is not None else nearest_study()
    return OpenStudy(load_study(chosen), store)


def list_questions(directory: Path | None = None) -> Answer:
    """Return the prepared questions: name, parameters, and the question in Swedish and English.

    Parameters
    ----------
    directory : Path, optional
        The study, whose own questions come first; the nearest one upwards when absent. Outside a study only
        the questions of the ontology are listed.
    """
    from kgraph.ask.plain_answers import question_list

    return question_list(study_if_any(directory))


def list_analyses(directory: Path | None = None) -> Answer:
    """Return what can be analysed: the questions of analysis, and the networks that they are asked of.

    Parameters
    ----------
    directory : Path, optional
        The study; the nearest one upwards when absent. Outside a study only the shipped networks are listed.
    """
    from kgraph.analysis.questions.question_registry import QUESTIONS
    from kgraph.ask.answer import Answer

    return Answer(
        ("kind", "name", "meaning"),
        [
            *(("question", name, each.title.en) for name, each in QUESTIONS.items()),
            *(("network", name, meaning) for name, _, meaning in _network_rows(study_if_any(directory))),
        ],
    )


def anchors_of_phrase(document: Path | str, phrase: str) -> tuple[list[PassageAnchor], str, str]:
    """Return the anchors of a phrase in a document, what is wrong with them, and the normalised text.

    Raises
    ------
    UsageError
        A document that cannot be read.
    """
    from kgraph.loaders.evidence.anchor_making import anchors_of_phrase

    return anchors_of_phrase(Path(document), phrase)


def check_package(path: Path | str, progress: Progress | None = None) -> PackageCheck:
    """Check a research package: its files by their digests, and the content hash that it rebuilds to.

    Raises
    ------
    KgraphError
        There is no package, or it is not as it was made, or it cannot be built.
    """
    from kgraph.pipeline.progress import silent
    from kgraph.pipeline.research_package.package_check import check_package

    return check_package(Path(path), progress or silent)


def view_names() -> list[str]:
    """Return the names of the views that are asked for by name alone."""
    from kgraph.views.view_registry import VIEWS

    # Surroundings need a node, and a comparison an earlier build.
    return [each.name for each in VIEWS.values() if not each.argument and not each.shows_changes]


def _network_rows(study: Study | None) -> list[tuple[str, str, str]]:
    from kgraph.analysis.definitions import network_definitions
    from kgraph.pipeline.study_choices import networks_of

    declared = network_definitions() if study is None else networks_of(study)
    return [(name, each.title.en, each.meaning.en) for name, each in declared.items()]


def _frame(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    from kgraph.ask.answer import Answer

    return Answer(columns, rows).to_pandas()
