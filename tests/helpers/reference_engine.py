"""pyshacl as the yardstick of the tests: what it reports, without its detours.

Only time is saved: nothing here decides what conforms.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import pyshacl
import pytest
from pyshacl import constraints, shape
from pyshacl.constraints.advanced import ExpressionConstraint, SH_expression
from pyshacl.constraints.constraint_component import ConstraintComponent
from rdflib import RDF, Graph, URIRef
from rdflib.plugins.sparql import processor
from rdflib.term import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib.plugins.sparql.sparql import Query

_parse, _translate = processor.parseQuery, processor.translateQuery
_COMPONENTS = {**constraints.CONSTRAINT_PARAMETERS_MAP, SH_expression: ExpressionConstraint}
_FIRST, _REST = RDF.first, RDF.rest


def reference_report(data: Graph, shapes: Graph, **options: Any) -> Graph:
    """Return pyshacl's report; `options` are those of `pyshacl.validate`.

    Raises
    ------
    ValueError
        It gave none, since a shape is broken.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shape, "CONSTRAINT_PARAMS", _parameters(bool(options.get("advanced"))), raising=False)
        # Each result is described at length, those of parts of a shape too, for texts that no test reads.
        patch.setattr(ConstraintComponent, "make_v_result_description", lambda *_, **__: "")
        for component in {*_COMPONENTS.values()}:
            patch.setattr(component, "make_generic_messages", lambda *_: [])
        # The query of a rule is parsed again for each node.
        patch.setattr(processor, "parseQuery", lambda text: text)
        patch.setattr(processor, "translateQuery", _prepared)
        # Asked whether the shapes are shapes, it takes them for data.
        rules = shapes if "meta_shacl" in options else _Indexed(shapes, "SimpleMemory")
        _, report, text = pyshacl.validate(_Indexed(data), shacl_graph=rules, **options)
    if not isinstance(report, Graph):
        raise ValueError(str(text))
    return report


class _Parameters(list[Any]):
    """A list that is asked what it holds more often than anything else, and never changes."""

    def __init__(self, parameters: Iterable[Node]) -> None:
        super().__init__(parameters)
        self._known = {*parameters}

    def __contains__(self, parameter: object) -> bool:
        return parameter in self._known

    def append(self, parameter: Node) -> None:
        assert parameter in self._known

    def copy(self) -> _Parameters:
        return self


def _parameters(advanced: bool) -> tuple[_Parameters, dict[Node, Any]]:
    """Return the parameters of constraints, and what makes the constraint of a shape, once for each shape.

    pyshacl looks through all parameters for each predicate of a shape, and makes its constraints anew for
    each node.
    """
    known = [*constraints.ALL_CONSTRAINT_PARAMETERS, *([SH_expression] if advanced else [])]
    made = {component: cache(component) for component in {*_COMPONENTS.values()}}
    return _Parameters(known), {parameter: made[_COMPONENTS[parameter]] for parameter in known}


class _Indexed(Graph):
    """A copy of a graph that tells objects and subjects from an index of its own.

    Data must be in rdflib's default store; the other keeps no account of named graphs.
    """

    def __init__(self, graph: Graph, store: str = "default") -> None:
        super().__init__(store=store)
        self._objects: dict[tuple[Node, Node], dict[Node, None]] = defaultdict(dict)
        self._subjects: dict[tuple[Node, Node], dict[Node, None]] = defaultdict(dict)
        self.namespace_manager = graph.namespace_manager
        for triple in graph:
            self.add(triple)

    def add(self, triple: Any) -> _Indexed:
        subject, predicate, value = triple
        self._objects[subject, predicate][value] = None
        self._subjects[predicate, value][subject] = None
        super().add(triple)
        return self

    def objects(self, subject: Any = None, predicate: Any = None, unique: bool = False) -> Iterator[Node]:
        if isinstance(subject, Node) and isinstance(predicate, URIRef):
            return iter([*self._objects.get((subject, predicate), ())])
        return super().objects(subject, predicate, unique)

    def subjects(self, predicate: Any = None, object: Any = None, unique: bool = False) -> Iterator[Node]:  # noqa: A002
        if isinstance(object, Node) and isinstance(predicate, URIRef):
            return iter([*self._subjects.get((predicate, object), ())])
        return super().subjects(predicate, object, unique)

    def items(self, list: Any) -> Iterator[Node]:  # noqa: A002
        seen: set[Node] = set()
        while list:
            yield from self.objects(list, _FIRST)
            seen.add(list)
            list = next(self.objects(list, _REST), None)  # noqa: A001
            if list in seen:
                raise ValueError("List contains a recursive rdf:rest reference")


def _prepared(text: str, base: str | None, names: dict[str, Any] | None) -> Query:
    return _prepare(text, base, tuple((names or {}).items()))


@lru_cache(maxsize=1000)
def _prepare(text: str, base: str | None, names: tuple[tuple[str, Any], ...]) -> Query:
    return _translate(_parse(text), base, dict(names))
