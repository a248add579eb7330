"""Prepared questions with parameters: those that come with the ontology are in SPARQL and in Cypher."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from kgraph.errors import UsageError
from kgraph.node_names import find_node

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx

    from kgraph.rdf.dataset import StudyDataset
    from kgraph.study import Study

    #: Returns the IRI of the node that a user names.
    Resolve = Callable[[str], str]

_NUMBERED = re.compile(r"(cq\d+)-")
_HEADER = re.compile(r"^(?:#|//) ?(.*)$")
# What a parameter means: in English, and after a bar in Swedish.
_PARAM = re.compile(
    r"param (?P<name>\w+) \((?P<kind>\w+)(?P<optional>\??), default (?P<default>[^)]*)\): (?P<text>.*)"
)
_BAR = " | "
_DATE = "http://www.w3.org/2001/XMLSchema#date"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a prepared question.

    Parameters
    ----------
    name : str
        Its name in both query languages.
    kind : {"iri", "date", "integer", "text"}
        Type of its value; an IRI may be shortened to the part after the study's base.
    optional : bool
        Whether ``none`` is a value; it means all.
    default : str
        The default, as written in the query's header.
    text : dict of str to str
        What the parameter means, by language; under ``und`` if only one text is given.
    """

    name: str
    kind: str
    optional: bool
    default: str
    text: dict[str, str]

    def value(self, given: Any, base: str, resolve: Resolve | None = None) -> Any:
        """Return the value that the query takes.

        Parameters
        ----------
        given : object
            The user's value, or None for the default. For an IRI, a name of the node is enough.
        base : str
            The study's base; an IRI may be given without it.
        resolve : callable, optional
            Returns the IRI of the node that a user names.

        Raises
        ------
        UsageError
            A value of the wrong type, or a name that no node or several nodes have.
        """
        text = self.default if given is None else str(given)
        if self.optional and text == "none":
            return None
        if self.kind == "iri":
            if "://" in text or text.startswith("urn:"):
                return text
            return base + text if given is None or resolve is None else resolve(text)
        try:
            if self.kind == "integer":
                return int(text)
            if self.kind == "date":
                return date.fromisoformat(text)
        except ValueError:
            wanted = "a date such as 2022-04-01" if self.kind == "date" else "a whole number"
            raise UsageError(f"parameter {self.name!r} takes {wanted}, not {text!r}") from None
        return text

    def in_sparql(self, value: Any) -> str:
        """Return `value` as a SPARQL term."""
        if value is None:
            return "UNDEF"
        if self.kind == "iri":
            if re.search(r'[<>"{}|^`\\\s]', value):
                raise UsageError(f"parameter {self.name!r}: {value!r} is not an IRI")
            return f"<{value}>"
        if self.kind == "integer":
            return str(value)
        quoted = (
            str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
        )
        return f'"{quoted}"^^<{_DATE}>' if self.kind == "date" else f'"{quoted}"'


@dataclass(frozen=True, slots=True)
class PreparedQuestion:
    """A question in words and in both query languages.

    Parameters
    ----------
    name : str
        Name of its two files, without ending.
    title : dict of str to str
        The question in Swedish and English.
    meaning : dict of str to str
        What a row of the answer means, by language; under ``und`` if only one text is given.
    columns : tuple of str
        Columns of the answer, the same for both queries.
    parameters : tuple of Parameter
        Its parameters.
    sparql, cypher : str
        Text of the two files; a question of a study's own has no SPARQL.
    """

    name: str
    title: dict[str, str]
    meaning: dict[str, str]
    columns: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    sparql: str
    cypher: str

    @property
    def short_name(self) -> str:
        """Its number, such as ``cq04``, if it has one, else its name."""
        return match[1] if (match := _NUMBERED.match(self.name)) else self.name

    def values(self, given: dict[str, Any], base: str, resolve: Resolve | None = None) -> dict[str, Any]:
        """Return a value for every parameter: the given one, or its default; see :meth:`Parameter.value`.

        Raises
        ------
        UsageError
            A parameter that the question does not have, or a value of the wrong type.
        """
        names = [parameter.name for parameter in self.parameters]
        for name in given:
            if name not in names:
                raise UsageError(
                    f"the question {self.name} has no parameter {name!r}",
                    hint=f"It has: {', '.join(names)}." if names else "It has no parameters.",
                )
        return {
            parameter.name: parameter.value(given.get(parameter.name), base, resolve)
            for parameter in self.parameters
        }

    def sparql_with(self, values: dict[str, Any]) -> str:
        """Return the SPARQL query with `values` in its ``VALUES ?name { }`` lines.

        Raises
        ------
        UsageError
            The question is in Cypher only.
        """
        if not self.sparql:
            hint = f"Ask it with: kgraph query --ask {self.name}"
            raise UsageError(f"the question {self.name} is in Cypher only", hint=hint)
        text = self.sparql
        for parameter in self.parameters:
            line = f"VALUES ?{parameter.name} {{ {parameter.in_sparql(values[parameter.name])} }}"
            text = re.sub(rf"VALUES \?{parameter.name} \{{[^}}]*\}}", line.replace("\\", r"\\"), text)
        return text


def resolver(graph: nx.MultiDiGraph[str], base: str) -> Resolve:
    """Return a function that finds a node by its IRI without the study's base, or by any of its names."""
    return lambda name: base + name if base + name in graph else find_node(graph, name)


def nodes_of(dataset: StudyDataset, study: Study) -> nx.MultiDiGraph[str]:
    """Return the nodes that a study's RDF maps to, with their names, for :func:`resolver`."""
    import networkx as nx

    from kgraph.loaders.mapping.mapper import map_dataset

    mapped = map_dataset(dataset, languages=study.languages)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from((uri, node.properties) for uri, node in mapped.nodes.items())
    return graph


@cache
def questions() -> tuple[PreparedQuestion, ...]:
    """Return all prepared questions, sorted by name."""
    directory = resources.files("kgraph.ontology") / "queries"
    names = sorted(file.name.removesuffix(".rq") for file in directory.iterdir() if file.name.endswith(".rq"))
    return tuple(
        _read(
            name,
            (directory / f"{name}.rq").read_text(encoding="utf-8"),
            (directory / f"{name}.cypher").read_text(encoding="utf-8"),
        )
        for name in names
    )


def find_question(name: str, among: tuple[PreparedQuestion, ...] | None = None) -> PreparedQuestion:
    """Return the question called `name`, or numbered so: ``cq04`` and ``4`` are both enough.

    Parameters
    ----------
    name : str
        Its name or number.
    among : tuple of PreparedQuestion, optional
        The questions that there are, see :func:`kgraph.ask.own_questions.questions_of`; those of the ontology
        when absent.

    Raises
    ------
    UsageError
        No such question.
    """
    among = questions() if among is None else among
    short = f"cq{int(name):02d}" if name.isdigit() else name
    for question in among:
        if short in (question.name, question.short_name):
            return question
    near = difflib.get_close_matches(name, [question.name for question in among], n=3, cutoff=0.3)
    hint = f"Did you mean: {', '.join(near)}?" if near else "List them with: kgraph query --ask"
    raise UsageError(f"no prepared question is called {name!r}", hint=hint)


def read_header(text: str) -> tuple[dict[str, str], tuple[Parameter, ...]]:
    """Return the fields and the parameters in the comments at the top of a query."""
    fields: dict[str, str] = {}
    parameters = []
    last = ""
    for line in text.splitlines():
        header = _HEADER.match(line)
        if header is None:
            break
        text = header[1]
        if parameter := _PARAM.fullmatch(text):
            parameters.append(
                Parameter(
                    parameter["name"],
                    parameter["kind"],
                    bool(parameter["optional"]),
                    parameter["default"],
                    in_languages(*parameter["text"].split(_BAR, 1)),
                )
            )
        elif text.startswith(" ") and last:
            fields[last] += " " + text.strip()
        elif ": " in text:
            last, _, value = text.partition(": ")
            fields[last] = value
    return fields, tuple(parameters)


def in_languages(text: str, swedish: str = "") -> dict[str, str]:
    """Return a text of a header by language; under ``und`` where there is no Swedish one beside it."""
    return {"sv": swedish, "en": text} if swedish else {"und": text}


def _read(name: str, sparql: str, cypher: str) -> PreparedQuestion:
    fields, parameters = read_header(sparql)
    return PreparedQuestion(
        name=name,
        title={language: fields[language] for language in ("sv", "en")},
        meaning=in_languages(fields["meaning"], fields["meaning-sv"]),
        columns=tuple(column.strip() for column in fields["columns"].split(",")),
        parameters=parameters,
        sparql=sparql,
        cypher=cypher,
    )
