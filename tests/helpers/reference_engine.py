"""pyshacl as the yardstick of the tests: what it reports, without three of its detours.

Only time is saved: nothing here decides what conforms.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyshacl
import pytest
from pyshacl import constraints, shape
from pyshacl.constraints.constraint_component import ConstraintComponent
from rdflib import Graph
from rdflib.plugins.sparql import processor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.plugins.sparql.sparql import Query
    from rdflib.term import Node

_parse, _translate = processor.parseQuery, processor.translateQuery


def reference_report(data: Graph, shapes: Graph, **options: object) -> Graph:
    """Return pyshacl's report; `options` are those of `pyshacl.validate`.

    Raises
    ------
    ValueError
        It gave none, since a shape is broken.
    """
    with pytest.MonkeyPatch.context() as patch:
        # Each predicate of a shape is looked for among the parameters of all constraints, one by one.
        parameters = (
            _Parameters(constraints.ALL_CONSTRAINT_PARAMETERS),
            constraints.CONSTRAINT_PARAMETERS_MAP,
        )
        patch.setattr(shape, "CONSTRAINT_PARAMS", parameters, raising=False)
        # Each result is described at length, those of parts of a shape too, for a text that no test reads.
        patch.setattr(ConstraintComponent, "make_v_result_description", lambda *_, **__: "")
        # The query of a rule is parsed again for each node.
        patch.setattr(processor, "parseQuery", lambda text: text)
        patch.setattr(processor, "translateQuery", _prepared)
        # Asked whether the shapes are shapes, it takes them for data, which must be in rdflib's own store.
        rules = shapes if "meta_shacl" in options else _plain(shapes)
        _, report, text = pyshacl.validate(data, shacl_graph=rules, **options)
    if not isinstance(report, Graph):
        raise ValueError(str(text))
    return report


class _Parameters(list[Any]):
    """A list that is asked what it holds more often than anything else."""

    def __init__(self, parameters: Iterable[Node]) -> None:
        super().__init__(parameters)
        self._known = {*parameters}

    def __contains__(self, parameter: object) -> bool:
        return parameter in self._known

    def append(self, parameter: Node) -> None:
        super().append(parameter)
        self._known.add(parameter)

    def copy(self) -> _Parameters:
        return _Parameters(self)


def _plain(graph: Graph) -> Graph:
    """Return a copy in a store without account of named graphs, which takes a tenth of the time."""
    plain = Graph(store="SimpleMemory")
    for triple in graph:
        plain.add(triple)
    return plain


def _prepared(text: str, base: str | None, names: dict[str, Any] | None) -> Query:
    return _prepare(text, base, tuple((names or {}).items()))


@lru_cache(maxsize=1000)
def _prepare(text: str, base: str | None, names: tuple[tuple[str, Any], ...]) -> Query:
    return _translate(_parse(text), base, dict(names))
