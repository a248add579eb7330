"""A study in Python and in notebooks: open it, ask it, compute on it, look at it."""

from __future__ import annotations

import datetime as dt
import html
import warnings
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgraph.analysis.analyse import analyse
from kgraph.analysis.definitions import ANY_TIME, UNENDED
from kgraph.analysis.networks import declare
from kgraph.analysis.scenario import whatif
from kgraph.analysis.settings import Settings
from kgraph.ask import cypher as cypher_queries
from kgraph.ask.explanation import Explanation, explain_name
from kgraph.ask.prepared import find_question, questions, resolver
from kgraph.ask.schema_tables import HEADINGS, rows_of
from kgraph.errors import UsageError
from kgraph.node_names import find_node
from kgraph.pipeline.comparison import difference
from kgraph.pipeline.directory import ANALYSIS_FILE, MANIFEST_FILE, Rebuilt, Results
from kgraph.pipeline.full_build import networks_of, page_language
from kgraph.pipeline.prepare import read_dataset, silent
from kgraph.pipeline.rebuild import rebuild
from kgraph.rdf.sparql import sparql
from kgraph.store.build_marker import read_build
from kgraph.store.readback import read_graph
from kgraph.store.servers.leases import open_store
from kgraph.store.store_schema import read_schema
from kgraph.study import STUDY_FILE, find_study, load_study

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import networkx as nx
    import pandas as pd

    from kgraph.analysis.networks import Network
    from kgraph.analysis.results import Analysis, Result
    from kgraph.pipeline.prepare import Progress
    from kgraph.rdf.dataset import StudyDataset
    from kgraph.store.connection import Connection
    from kgraph.study import Study


class OpenStudy:
    """An open study; also a context manager, which closes its store at the end.

    Made by :func:`kgraph.open`. The store is opened when it is first needed and stays open.

    Parameters
    ----------
    study : Study
        The study.
    store : str, optional
        Store address; the study's own choice when absent.
    """

    def __init__(self, study: Study, store: str | None = None) -> None:
        self.study = study
        self._address = store
        self._open = ExitStack()

    def __enter__(self) -> OpenStudy:
        """Return the study itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close the study."""
        self.close()

    def __repr__(self) -> str:
        """Return the study's id and directory."""
        return f"<study {self.study.id} in {self.study.root.name}/>"

    def _repr_html_(self) -> str:
        """Return title, place and what the store holds, for notebooks."""
        title = " / ".join(dict.fromkeys(self.study.title.values()))
        if read_build(self.connection) is None:
            held = "the store is empty; fill it with: study.rebuild()"
        else:
            build = self.graph.graph["build"]
            held = f"{len(self.graph)} nodes, {self.graph.size()} relationships, build {build}"
        store = f"{self.connection.dialect.product} at {self.connection.address}"
        lines = (f"<strong>{html.escape(title)}</strong>", *map(html.escape, (held, store)))
        return f"<p>{'<br>'.join(lines)}</p>"

    def close(self) -> None:
        """Close the store; a local server that nobody else uses stops."""
        self._open.close()
        for name in ("connection", "graph"):
            self.__dict__.pop(name, None)

    @cached_property
    def connection(self) -> Connection:
        """The connection to the store."""
        return self._open.enter_context(open_store(self.study, self._address))

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The whole graph as the store holds it; nodes are IRIs."""
        return read_graph(self.connection)

    @cached_property
    def dataset(self) -> StudyDataset:
        """The RDF of the sources, with what is inferred from it."""
        return read_dataset(self.study)

    def rebuild(self, progress: Progress = silent) -> Rebuilt:
        """Read ``study.toml`` again and rebuild the study; see :func:`kgraph.pipeline.rebuild.rebuild`."""
        self.close()
        self.__dict__.pop("dataset", None)
        self.study = load_study(self.study.root)
        return rebuild(self.study, self._address, progress)

    def query(self, cypher: str, **parameters: Any) -> pd.DataFrame:
        """Ask in Cypher, read-only.

        A label, relationship type or property that nothing has is no error in Cypher; a warning names the
        nearest.

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
        answer = cypher_queries.ask(self.connection, cypher, parameters)
        for note in answer.notes:
            warnings.warn(note, stacklevel=2)
        return _frame(answer.result.columns, answer.result.records)

    def questions(self) -> pd.DataFrame:
        """Return the prepared questions: name, parameters, the question in Swedish and English."""
        rows = [
            (
                each.name,
                ", ".join(parameter.name for parameter in each.parameters),
                *map(each.title.get, ("sv", "en")),
            )
            for each in questions()
        ]
        return _frame(("name", "parameters", "fråga", "question"), rows)

    def ask(self, question: str, **parameters: Any) -> pd.DataFrame:
        """Ask a prepared question.

        Parameters
        ----------
        question : str
            Its name or number, such as ``"cq06"``; see :meth:`questions`.
        **parameters
            Values other than the default ones; a thing is given by what it is called.

        Raises
        ------
        UsageError
            No such question or parameter, or a name that nothing or several things have.
        """
        found = find_question(question)
        resolve = resolver(self.graph, self.study.base) if parameters else None
        return self.query(found.cypher, **found.values(parameters, self.study.base, resolve))

    def sparql(self, query: str) -> pd.DataFrame:
        """Ask the RDF in SPARQL; the default graph is the union of all sources.

        Raises
        ------
        QueryError
            Not SPARQL, or not a query.
        """
        columns, rows = sparql(self.dataset, query)
        return _frame(columns, [[None if term is None else term.value for term in row] for row in rows])

    def schema(self) -> pd.DataFrame:
        """Return labels and relationship types: what they mean and how many there are."""
        return _frame(HEADINGS, rows_of(read_schema(self.connection)))

    def diff(self, before: str | None = None, after: str | None = None) -> pd.DataFrame:
        """Return what changed between two builds; by default the last two.

        Raises
        ------
        UsageError
            A build that is not kept, or fewer than two.
        """
        found = difference(self.study, before, after)
        rows = [(each.change, each.kind, each.name) for each in (*found.nodes, *found.relationships)]
        return _frame(("change", "kind", "name"), rows)

    def network(self, name: str, at: dt.date | str | None = None) -> nx.Graph[str]:
        """Return a declared network as a NetworkX graph, for functions of NetworkX.

        Parameters
        ----------
        name : str
            Such as ``"service-dependency"``; :meth:`networks` lists them.
        at : date or {"any", "unended"}, optional
            The day that relationships must be valid on; what the declaration says when absent.

        Raises
        ------
        UsageError
            No network of that name is declared.
        """
        return self.declared(name, at).graph

    def networks(self) -> pd.DataFrame:
        """Return the declared networks: name, title, what a tie from A to B says."""
        rows = [(name, each.title.en, each.meaning.en) for name, each in networks_of(self.study).items()]
        return _frame(("name", "title", "meaning"), rows)

    def declared(self, name: str, at: dt.date | str | None = None) -> Network:
        """Return a declared network with its definition and evidence; see :meth:`network`."""
        definition = networks_of(self.study, [name])[name]
        return declare(self.graph, definition if at is None else replace(definition, at=_moment(at)))

    def analyse(
        self, *questions: str, networks: Sequence[str] = (), replicates: int | None = None
    ) -> Analysis:
        """Answer questions of analysis over the declared networks.

        Parameters
        ----------
        *questions : str
            Names such as ``"central-actors"``; all when there is none.
        networks : sequence of str
            Names of networks; all when empty.
        replicates : int, optional
            Networks drawn for intervals and for chance; what the study says when absent.
        """
        return analyse(
            self.graph,
            definitions=networks_of(self.study, [networks] if isinstance(networks, str) else networks),
            questions=questions or None,
            settings=Settings(
                seed=self.study.seed,
                replicates=self.study.replicates if replicates is None else replicates,
            ),
        )

    def whatif(self, *without: str, network: str = "service-dependency") -> Result:
        """Say what stops and who is cut off if what is named is lost."""
        return whatif(self.declared(network), without)

    def explain(self, name: str) -> Explanation:
        """Return everything known about one node, statement by statement, with its sources."""
        return explain_name(self.graph, name)

    def view(self, name: str = "collaboration", *, radius: int = 2, language: str | None = None) -> Any:
        """Return an interactive view that a notebook shows inline.

        Parameters
        ----------
        name : str
            Name of a view of :data:`kgraph.views.view_registry.VIEWS`, or what a node is called.
        radius : int
            Steps around one node.
        language : {"sv", "en"}, optional
            The study's first when absent.
        """
        from kgraph.views.notebook_frame import inline_view
        from kgraph.views.ontology_words import OntologyWords
        from kgraph.views.page_content import PageSetting
        from kgraph.views.view_definition import ViewRequest
        from kgraph.views.view_registry import VIEWS

        results, build = Results(self.study), self.graph.graph["build"]
        setting = PageSetting(
            OntologyWords.load(),
            results.read_if(ANALYSIS_FILE, build),
            results.read_if(MANIFEST_FILE, build),
            persons=self.study.policy.persons,
            language=language or page_language(self.study),
        )
        chosen = name if name in VIEWS else f"ego:{find_node(self.graph, name, VIEWS)}"
        return inline_view(self.graph, ViewRequest(chosen, radius), setting)


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
    return OpenStudy(load_study(Path(directory).expanduser() if directory is not None else _nearest()), store)


def _moment(at: dt.date | str) -> dt.date | str:
    if isinstance(at, dt.date) or at in (ANY_TIME, UNENDED):
        return at
    try:
        return dt.date.fromisoformat(at)
    except ValueError:
        hint = f'Write a date such as 2022-05-09, "{UNENDED}" or "{ANY_TIME}".'
        raise UsageError(f"at = {at!r} is not a time", hint=hint) from None


def _nearest() -> Path:
    here = Path.cwd()
    for place in (here, *here.parents):
        if (place / STUDY_FILE).is_file():
            break
        found = sorted(path.parent for path in place.glob(f"studies/*/{STUDY_FILE}"))
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(str(path) for path in found)
            raise UsageError(
                "there are several studies here", hint=f"Name one: kgraph.open(DIR). There are: {names}"
            )
    return find_study()


def _frame(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    try:
        import pandas as pd
    except ImportError:
        raise UsageError(
            "a table in Python needs pandas", hint="Install it with: pip install pandas"
        ) from None
    return pd.DataFrame(list(rows), columns=list(columns))
