"""A study in Python and in notebooks: open it, ask it, compute on it, look at it."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kgraph.analysis.networks import declare
from kgraph.analysis.questions import analyse
from kgraph.analysis.scenario import whatif
from kgraph.errors import UsageError
from kgraph.explanation import Explanation, explain
from kgraph.names import find_node
from kgraph.prepare import read_dataset, silent
from kgraph.questions import find_question
from kgraph.rdf.sparql import sparql
from kgraph.rebuild import DEFAULT_REPLICATES, DEFAULT_SEED, Rebuilt, networks_of, page_language, rebuild
from kgraph.results import ANALYSIS_FILE, MANIFEST_FILE, Results
from kgraph.store.read import read_graph
from kgraph.store.servers import open_store
from kgraph.study import find_study, load_study

if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx
    import pandas as pd

    from kgraph.analysis.networks import Network
    from kgraph.analysis.results import Analysis, Result
    from kgraph.prepare import Progress
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
        """Rebuild the study; see :func:`kgraph.rebuild.rebuild`."""
        self.close()
        self.__dict__.pop("dataset", None)
        return rebuild(self.study, self._address, progress)

    def query(self, cypher: str, **parameters: Any) -> pd.DataFrame:
        """Ask in Cypher, read-only.

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
        """
        import pandas as pd

        result = self.connection.query(cypher, parameters)
        return pd.DataFrame(result.records, columns=list(result.columns))

    def ask(self, question: str, **parameters: Any) -> pd.DataFrame:
        """Ask a prepared question by name, such as ``"cq02"``; see :mod:`kgraph.questions`."""
        found = find_question(question)
        return self.query(found.cypher, **found.values(parameters, self.study.base))

    def sparql(self, query: str) -> pd.DataFrame:
        """Ask the RDF in SPARQL; the default graph is the union of all sources."""
        import pandas as pd

        columns, rows = sparql(self.dataset, query)
        return pd.DataFrame(
            [[None if term is None else term.value for term in row] for row in rows], columns=columns
        )

    def network(self, name: str) -> nx.Graph[str]:
        """Return a declared network as a NetworkX graph, for functions of NetworkX.

        Parameters
        ----------
        name : str
            Such as ``"service-dependency"``.

        Raises
        ------
        UsageError
            No network of that name is declared.
        """
        return self.declared(name).graph

    def declared(self, name: str) -> Network:
        """Return a declared network with its definition and evidence."""
        definitions = networks_of(self.study)
        if name not in definitions:
            raise UsageError(f"unknown network {name!r}", hint=f"Networks: {', '.join(definitions)}.")
        return declare(self.graph, definitions[name])

    def analyse(
        self, *questions: str, networks: tuple[str, ...] = (), replicates: int | None = None
    ) -> Analysis:
        """Answer questions of analysis over the declared networks.

        Parameters
        ----------
        *questions : str
            Names such as ``"central-actors"``; all when there is none.
        networks : tuple of str
            Names of networks; all when empty.
        replicates : int, optional
            Networks drawn for intervals and for chance; what the study says when absent.
        """
        definitions = networks_of(self.study)
        chosen = {name: definitions[name] for name in networks} if networks else definitions
        return analyse(
            self.graph,
            definitions=chosen,
            questions=questions or None,
            seed=int(self.study.analysis.get("seed", DEFAULT_SEED)),
            replicates=int(self.study.analysis.get("replicates", DEFAULT_REPLICATES))
            if replicates is None
            else replicates,
        )

    def whatif(self, *without: str, network: str = "service-dependency") -> Result:
        """Say what stops and who is cut off if what is named is lost."""
        names = [find_node(self.graph, name) for name in without]
        return whatif(self.declared(network), names)

    def explain(self, name: str) -> Explanation:
        """Return everything known about one node, statement by statement, with its sources."""
        return explain(self.graph, find_node(self.graph, name))

    def view(self, name: str = "collaboration", *, radius: int = 2, language: str | None = None) -> Any:
        """Return an interactive view that a notebook shows inline.

        Parameters
        ----------
        name : str
            ``"collaboration"``, ``"services"``, ``"decisions"``, ``"full"``, or what a node is called.
        radius : int
            Steps around one node.
        language : {"sv", "en"}, optional
            The study's first when absent.
        """
        from kgraph.views.inline import inline_view
        from kgraph.views.terms import Terms
        from kgraph.views.texts import VIEWS
        from kgraph.vocabulary import Vocabulary

        results, build = Results(self.study), self.graph.graph["build"]
        return inline_view(
            self.graph,
            name if name in VIEWS else f"ego:{find_node(self.graph, name)}",
            terms=Terms.from_vocabulary(Vocabulary.load()),
            analysis=results.read_if(ANALYSIS_FILE, build),
            build=results.read_if(MANIFEST_FILE, build),
            persons=self.study.policy.persons,
            language=language or page_language(self.study),
            radius=radius,
        )


def open_study(directory: Path | str | None = None, store: str | None = None) -> OpenStudy:
    """Open a study.

    Parameters
    ----------
    directory : path, optional
        Directory with a ``study.toml``; the nearest one upwards when absent.
    store : str, optional
        Store address; ``NEO4J_URI`` or the study's own choice when absent.

    Raises
    ------
    UsageError
        There is no study there.
    """
    from pathlib import Path

    return OpenStudy(load_study(Path(directory) if directory is not None else find_study()), store)
