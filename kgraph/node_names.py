"""Find a node by any of its names: label in either language, alias, identifier or IRI."""

from __future__ import annotations

import difflib
import unicodedata
from typing import TYPE_CHECKING, Any

from kgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import networkx as nx

NAME_KEYS = ("label", "label_sv", "label_en", "alias", "title", "title_sv", "title_en", "identifier")
IDENTIFIER_KEYS = ("organisationNumber", "municipalityCode", "notation", "caseNumber")


def fold(text: str) -> str:
    """Return `text` as names are compared: NFC, case-folded, each run of hyphens and blanks as one space.

    Parameters
    ----------
    text : str
        A name as typed.
    """
    return " ".join(unicodedata.normalize("NFC", text).casefold().replace("-", " ").split())


def names_of(uri: str, attributes: dict[str, Any]) -> Iterator[str]:
    """Yield every name of a node: labels, aliases, identifiers, its IRI and the last part of the IRI."""
    yield uri
    yield uri.rstrip("/#").rpartition("/")[2].rpartition("#")[2]
    for key, value in attributes.items():
        stem = key.removesuffix("_sv").removesuffix("_en")
        if stem in NAME_KEYS or key in IDENTIFIER_KEYS:
            yield from (str(item) for item in (value if isinstance(value, list | tuple) else [value]))


def find_node(graph: nx.MultiDiGraph[str], name: str, others: Iterable[str] = ()) -> str:
    """Return the IRI of the one node called `name`.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        The graph as read back from the store; nodes are IRIs with their properties as attributes.
    name : str
        Label in any language, alias, identifier, IRI, or last part of the IRI; case and hyphens are ignored.
    others : iterable of str
        Words that name no node but may have been meant, for the hint.

    Raises
    ------
    UsageError
        No node has that name, or several have; the hint suggests the nearest names.
    """
    wanted = fold(name)
    index: dict[str, set[str]] = {}
    for uri, attributes in graph.nodes(data=True):
        for candidate in names_of(uri, attributes):
            index.setdefault(fold(candidate), set()).add(uri)
    matches = index.get(wanted, set())
    if len(matches) == 1:
        return next(iter(matches))
    if matches:
        choices = ", ".join(sorted(matches))
        raise UsageError(
            f"{name!r} is the name of {len(matches)} nodes", hint=f"Use one of their IRIs: {choices}"
        )
    near = difflib.get_close_matches(wanted, index, n=20, cutoff=0.6)
    near += [key for key in index if wanted and wanted in key and key not in near]
    labels = dict.fromkeys(difflib.get_close_matches(wanted, others, n=1))
    for key in near:
        for uri in sorted(index[key]):
            labels.setdefault(str(graph.nodes[uri].get("label", uri)))
    hint = (
        "Did you mean: " + "; ".join(list(labels)[:5]) + "?"
        if labels
        else 'See all names with: kgraph query "MATCH (n:Resource) RETURN n.label, n.uri"'
    )
    raise UsageError(f"nothing in the graph is called {name!r}", hint=hint)
