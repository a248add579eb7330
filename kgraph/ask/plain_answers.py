"""Ask an open study: every way to query it, answered in plain columns and records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from kgraph.ask.answer import Answer
from kgraph.ask.own_questions import questions_of
from kgraph.ask.prepared import find_question, resolver

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from kgraph.ask.prepared import PreparedQuestion
    from kgraph.rdf.dataset import StudyDataset
    from kgraph.store.connection import Connection
    from kgraph.study import Study


class Queried(Protocol):
    """What is asked: a study with its store and its RDF, each opened when first needed."""

    @property
    def study(self) -> Study:
        """The study."""

    @property
    def connection(self) -> Connection:
        """The connection to its store."""

    @property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The whole graph as the store holds it."""

    @property
    def dataset(self) -> StudyDataset:
        """The RDF of its sources, with inferred statements."""

    def refresh(self) -> None:
        """Forget what was read, after a change."""


class PlainAnswers:
    """The queries of an open study, with answers in plain values instead of DataFrames.

    Parameters
    ----------
    opened : Queried
        The open study.
    """

    def __init__(self, opened: Queried) -> None:
        self._opened = opened

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        write: bool = False,
        limit: int | None = None,
    ) -> Answer:
        """Run a Cypher query; see :func:`kgraph.ask.cypher.ask`.

        Parameters
        ----------
        cypher : str
            The query; read-only unless `write`.
        parameters : mapping, optional
            Values of its ``$parameters``.
        write : bool
            Allow the query to change the store.
        limit : int, optional
            Fetch at most this many rows.

        Raises
        ------
        QueryError
            Not Cypher, or a write without `write`.
        """
        from kgraph.ask.cypher import ask

        answer = ask(self._opened.connection, cypher, parameters, write=write, max_rows=limit)
        if write:
            self._opened.refresh()
        return answer

    def plan(self, cypher: str, parameters: Mapping[str, Any] | None = None) -> str:
        """Return the store's plan for a Cypher query, which is not run.

        Raises
        ------
        QueryError
            Not Cypher.
        """
        return self._opened.connection.explain(cypher, parameters)

    def question(self, name: str) -> PreparedQuestion:
        """Return a prepared question, or one of the study's own, by its name or number.

        Raises
        ------
        UsageError
            No such question.
        """
        return find_question(name, questions_of(self._opened.study))

    def values(self, question: PreparedQuestion, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of a prepared question's parameters, with names replaced by IRIs of the graph.

        Parameters
        ----------
        question : PreparedQuestion
            The question.
        given : mapping
            Values to use instead of the defaults.

        Raises
        ------
        UsageError
            No such parameter, a value of the wrong type, or a name that no node or several nodes have.
        """
        base = self._opened.study.base
        resolve = resolver(self._opened.graph, base) if given else None
        return question.values(dict(given), base, resolve)

    def sparql(self, query: str) -> Answer:
        """Run a SPARQL query over the RDF of the sources; see :func:`kgraph.rdf.sparql.sparql`.

        Raises
        ------
        QueryError
            Not SPARQL, or not a query.
        """
        from kgraph.rdf.sparql import sparql

        columns, rows = sparql(self._opened.dataset, query)
        records = [tuple(None if term is None else term.value for term in row) for row in rows]
        return Answer(tuple(columns), records)

    def sparql_text(self, question: PreparedQuestion, given: Mapping[str, Any]) -> str:
        """Return a prepared question in SPARQL, with values for its parameters.

        Names are looked up in the RDF of the sources, so no store is needed.

        Raises
        ------
        UsageError
            As for :meth:`values`.
        """
        from kgraph.ask.prepared import nodes_of

        study = self._opened.study
        resolve = resolver(nodes_of(self._opened.dataset, study), study.base) if given else None
        return question.sparql_with(question.values(dict(given), study.base, resolve))

    def schema(self) -> Answer:
        """Return labels and relationship types: what they mean and how many there are."""
        from kgraph.ask.schema_tables import HEADINGS, rows_of
        from kgraph.store.store_schema import read_schema

        return Answer(HEADINGS, rows_of(read_schema(self._opened.connection)))


def question_list(study: Study | None = None) -> Answer:
    """Return the prepared questions: name, parameters, and the question in Swedish and English.

    Parameters
    ----------
    study : Study, optional
        A study, whose own questions come first.

    Raises
    ------
    UsageError
        A question of the study's own is at fault.
    """
    records = [
        (
            each.name,
            ", ".join(parameter.name for parameter in each.parameters),
            each.title["sv"],
            each.title["en"],
        )
        for each in questions_of(study)
    ]
    return Answer(("name", "parameters", "fråga", "question"), records)
