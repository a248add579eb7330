"""The nodes about which a SPARQL constraint may report something, found by one query about all nodes.

A constraint is asked node by node, with the node in the place of ``$this``
(https://www.w3.org/TR/shacl/#sparql-constraints), and nearly always in vain. Whatever it asks of every node
that it reports, in triple patterns that are not optional, can be asked once of all.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import rdflib
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kgraph.rdf.screening.shape_paths import Node

_THIS = rdflib.Variable("this")
# Operators that add no node: what is below them is asked of every node that is reported.
_OVER = frozenset(("SelectQuery", "Project", "Distinct", "Filter", "Extend", "OrderBy"))
_EXISTS = re.compile(r"\bEXISTS\b", re.IGNORECASE)
_KEPT = 100


def candidates(query: str, prefixes: dict[str, str], data: ox.Store) -> set[Node] | None:
    """Return the nodes that a constraint may report something about; `None` if these may be any.

    Parameters
    ----------
    query : str
        The ``sh:select`` of the constraint.
    prefixes : dict of str to str
        Its namespaces by prefix.
    data : pyoxigraph.Store
        The statements of all its graphs together are what is checked.
    """
    asked = _asked_of_all(query, tuple(sorted(prefixes.items())))
    if not asked:
        return None
    rows = data.query(asked, prefixes=prefixes, use_default_graph_as_union=True)
    return {cast("Node", row["this"]) for row in cast("ox.QuerySolutions", rows) if row["this"] is not None}


@lru_cache(maxsize=_KEPT)
def _asked_of_all(query: str, prefixes: tuple[tuple[str, str], ...]) -> str:
    """Return a query for the nodes that another may report something about; empty if these may be any."""
    try:
        algebra = translateQuery(parseQuery(query), initNs=dict(prefixes)).algebra
    except Exception:  # noqa: BLE001 - rdflib and pyparsing raise all kinds; Oxigraph tells what is wrong
        return ""
    plain, patterns = _patterns(algebra)
    named = [pattern for pattern in patterns if _THIS in (pattern[0], pattern[2])]
    if not named:
        return ""
    # Filters and bindings may be asked of all as well, where they are about what one group has bound.
    if plain and not _EXISTS.search(query):
        return query
    return f"SELECT DISTINCT ?this {{ {' '.join(map(_written, named))} }}"


def _patterns(node: Any) -> tuple[bool, list[Any]]:
    """Return whether an operator is made of one group of plain triple patterns, and those not optional."""
    if node.name in _OVER:
        return _patterns(node.p)
    if node.name == "LeftJoin":
        return False, _patterns(node.p1)[1]
    if node.name == "Join":
        return False, [*_patterns(node.p1)[1], *_patterns(node.p2)[1]]
    if node.name == "BGP":
        plain = [each for each in node.triples if not isinstance(each[1], rdflib.paths.Path)]
        # The closure of a path is large unless it begins at a node.
        return len(plain) == len(node.triples), plain
    return False, []


def _written(pattern: Any) -> str:
    # A blank node of a query stands for anything.
    terms = (f"?blank_{term}" if isinstance(term, rdflib.BNode) else term.n3() for term in pattern)
    return f"{' '.join(terms)} ."
