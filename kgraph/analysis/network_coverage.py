"""Which declared networks have data, why the others have none, and what the data has that none asks about."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph.analysis.sentences import class_words, count_of, listed
from kgraph.declarations import declarations
from kgraph.words.catalogue import catalogue
from kgraph.words.term_words import CLASS_WORDS, spaced
from kgraph.words.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from kgraph.analysis.graph_index import GraphIndex
    from kgraph.analysis.networks import Network
    from kgraph.analysis.sentences import ClassWords

TYPES_SHOWN = 5
# What says how terms and things are named and tied to code lists, and not who has to do with whom.
_ABOUT_TERMS = ("adms__", "owl__", "rdf__", "rdfs__", "skos__")
_words = catalogue("analysis")

_CODE_LISTS = ("Concept", "ConceptScheme", "Role")


@dataclass(frozen=True, slots=True)
class UnaskedType:
    """A type of another vocabulary that no declared network is made of.

    Parameters
    ----------
    type : str
        Relationship type.
    count : int
        Number of relationships.
    start, end : str
        The commonest class at either end; empty where things have none.
    """

    type: str
    count: int
    start: str
    end: str


def has_data(network: Network) -> bool:
    """Return whether anything is tied in a network; in one of dependence, by more than being a part."""
    parts_only = network.definition.is_dependency and all(
        tie.part_of for behind in network.ties.values() for tie in behind
    )
    return bool(network.m) and not parts_only


def why_empty(network: Network) -> Text:
    """Return why nothing is tied in a network: no relationship of its types, or all of them left out."""
    if network.m:
        return _words("empty-network.parts", n=count_of(network.m, "tie"))
    types = {relation.type for relation in network.definition.relations}
    counts = network.candidates.index.type_counts
    there = sum(counts.get(kind, 0) for kind in types)
    if not there:
        return _words("empty-network.no-type", types=listed([Text(kind, kind) for kind in sorted(types)]))
    return _words("empty-network.left-out", n=count_of(there, "relationship"))


def unasked_types(index: GraphIndex, networks: Collection[Network]) -> list[UnaskedType]:
    """Return the types that no network is made of, those between actors first, then the most frequent.

    Only terms of other vocabularies are among them: of kgraph's own, who declared the networks chose.
    """
    asked = {relation.type for network in networks for relation in network.definition.relations}
    others = [
        kind
        for kind in index.type_counts
        if kind not in asked and "__" in kind and not kind.startswith(_ABOUT_TERMS)
    ]
    read_as = {(start, end) for start, end, _, data in index.of_types(asked) if data.get("rule")}
    commonest = {
        own: max(own, key=lambda label: (index.class_counts[label], label), default="")
        for own in set(index.classes.values())
    }
    ends: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for start, end, _, data in index.of_types(others):
        if (start, end) not in read_as and (end, start) not in read_as:
            ends[data["type"]][commonest[index.classes[start]], commonest[index.classes[end]]] += 1
    actors = set(declarations("networks")["actors"])
    found = []
    for kind, counts in ends.items():
        (start, end), _ = min(counts.items(), key=lambda item: (-item[1], item[0]))
        if end in _CODE_LISTS:
            continue
        found.append(UnaskedType(kind, counts.total(), start, end))
    return sorted(found, key=lambda each: (not {each.start, each.end} <= actors, -each.count, each.type))


def stanza(unasked: UnaskedType) -> str:
    """Return the lines for a study file that make a network of a type."""
    return "\n".join(
        [
            f"[networks.{spaced(unasked.type).replace(' ', '-')}]",
            f'title = "{spaced(unasked.type)}"',
            f'relations = [{{ type = "{unasked.type}" }}]',
        ]
    )


def coverage(index: GraphIndex, networks: Mapping[str, Network]) -> dict[str, Any]:
    """Return what ``analysis.json`` says of the data in the declared networks.

    Returns
    -------
    dict
        ``filled``: things and ties by name of network. ``empty``: why there are none, by name. ``unasked``:
        the most frequent types that no network is made of, each in words. ``stanza``: lines for the study
        file that make a network of the first of them, empty where there is none.
    """
    data: ClassWords = index.graph.graph.get(CLASS_WORDS, {})
    types = unasked_types(index, networks.values())
    filled = {name: {"n": each.n, "m": each.m} for name, each in networks.items() if has_data(each)}
    return {
        "filled": filled,
        "empty": {name: why_empty(each).to_json() for name, each in networks.items() if name not in filled},
        "unasked": [
            _words(
                "unasked.type",
                type=each.type,
                n=each.count,
                start=class_words(each.start or "Resource", 1, data),
                end=class_words(each.end or "Resource", 1, data),
            ).to_json()
            for each in types[:TYPES_SHOWN]
        ],
        "stanza": stanza(types[0]) if types else "",
    }
