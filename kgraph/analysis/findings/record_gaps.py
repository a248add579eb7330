"""What the record itself shows: missing approvals, agreements about to expire, sources that contradict.

These are prepared questions (``ontology/queries``) with an answer that nobody asked for: each finding names
the question that lists it in full.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kgraph.analysis.findings.brief import SHOWN, Brief, brief_text
from kgraph.analysis.findings.finding import RankedClaim, consequence
from kgraph.analysis.sentences import counted, counted_word, listed, one_or_many
from kgraph.statements import INFERRED, status_of
from kgraph.words.catalogue import catalogue
from kgraph.words.text import Text
from kgraph.words.thing_names import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import networkx as nx

    from kgraph.analysis.graph_index import GraphIndex
    from kgraph.analysis.rates import Rates

APPROVALS, EXPIRING, CONFLICT = (
    "cq08-missing-approvals",
    "cq25-agreements-that-expire",
    "conflicting-statements",
)
AHEAD = timedelta(days=365)
"""How long before its end an agreement is about to expire: notice is commonly a year."""
_words = catalogue("findings")


def record_gaps(index: GraphIndex, day: date, rates: Rates, all_things: int) -> list[RankedClaim]:
    """Return what the record shows to be missing, ending or contradicted.

    Parameters
    ----------
    index : GraphIndex
        The graph of a study.
    day : date
        The day that the study is analysed for.
    rates : Rates
        How sure an inferred relationship is, as in the draws.
    all_things : int
        Things whose loss counts in any network of the study.
    """
    found = [
        *_missing_approvals(index, rates, all_things),
        *_expiring(index, day, all_things),
        *_conflicts(index, all_things),
    ]
    return sorted(found, key=lambda each: (each.kind, each.claim.sv))


def _named(graph: nx.MultiDiGraph, thing: str) -> Text:
    return name_of(thing, graph.nodes[thing] if thing in graph else {})


def _out(graph: nx.MultiDiGraph, thing: str, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((end, data) for _, end, data in graph.out_edges(thing, data=True) if data.get("type") == kind)


def _in(graph: nx.MultiDiGraph, thing: str, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((start, data) for start, _, data in graph.in_edges(thing, data=True) if data.get("type") == kind)


def _missing_approvals(index: GraphIndex, rates: Rates, all_things: int) -> list[RankedClaim]:
    """Return the agreements that several bodies must approve, and of which no source shows all approvals."""
    graph = index.graph
    asking: dict[str, dict[str, dict[str, Any]]] = {}
    for thing, body, _, data in index.of_types(["REQUIRES_APPROVAL_BY"]):
        asking.setdefault(thing, {})[body] = data
    needed = {thing: asking[thing] for thing in sorted(asking) if len(asking[thing]) > 1}
    missing = {}
    for thing, bodies in needed.items():
        have = {
            body
            for decision, _ in _in(graph, thing, "APPROVES")
            for body, _ in _out(graph, decision, "DECIDED_BY")
        }
        if set(bodies) - have:
            missing[thing] = sorted(set(bodies) - have)
    return [
        _approval(graph, thing, lacking, needed[thing], (len(missing) / len(needed), all_things), rates)
        for thing, lacking in missing.items()
    ]


def _approval(
    graph: nx.MultiDiGraph,
    thing: str,
    lacking: list[str],
    bodies: dict[str, dict[str, Any]],
    scale: tuple[float, int],
    rates: Rates,
) -> RankedClaim:
    share, all_things = scale
    inferred = any(status_of(bodies[body]) == INFERRED for body in lacking)
    by_name = sorted(lacking, key=lambda body: _named(graph, body).sv)
    names = [_named(graph, body) for body in by_name]
    values = {
        "agreement": _named(graph, thing),
        "n": counted_word(len(lacking)),
        "all": counted_word(len(bodies)),
        "names": listed(names),
    }
    case = "all" if len(lacking) == len(bodies) else one_or_many(len(lacking))
    return RankedClaim(
        kind=APPROVALS,
        network=None,
        node=thing,
        claim=_words(f"approvals.{case}", **values),
        sure=_words("sure.record-inferred" if inferred else "sure.record"),
        change=_words("change.approvals"),
        sources=_sources(bodies[body] for body in lacking),
        stated_only=float(sum(status_of(bodies[body]) != INFERRED for body in lacking)),
        # The agreement stands on all of its approvals, and each body that has not given its own is touched.
        consequence=consequence(1, len(lacking), all_things),
        certainty=rates.statement(INFERRED, "") if inferred else 1.0,
        surprise=1.0 - share / 2,
        brief=Brief(
            what=brief_text(f"approvals.what.{case}", **values),
            so_what=brief_text("approvals.so"),
            sure=brief_text("sure.rule" if inferred else "sure.record"),
            ask=brief_text("approvals.ask", names=listed(names, SHOWN)),
            direct=tuple(by_name),
        ),
    )


def _expiring(index: GraphIndex, day: date, all_things: int) -> list[RankedClaim]:
    graph = index.graph
    agreements = sorted(thing for thing, own in index.classes.items() if "CollaborationAgreement" in own)
    ending = {
        thing: end
        for thing in agreements
        if isinstance(end := graph.nodes[thing].get("until"), date) and day <= end <= day + AHEAD
    }
    found = []
    for thing, end in ending.items():
        parties = [party for party, _ in _out(graph, thing, "HAS_PARTY")]
        governed = [what for what, _ in _out(graph, thing, "GOVERNS")]
        kinds = counted([_kind(graph, party) for party in parties])
        values = {"agreement": _named(graph, thing), "day": Text(end.isoformat(), end.isoformat())}
        found.append(
            RankedClaim(
                kind=EXPIRING,
                network=None,
                node=thing,
                claim=_words(
                    "expiring.parties" if parties else "expiring.alone",
                    **values,
                    parties=kinds,
                ),
                sure=_words("sure.record"),
                change=_words("change.expiring"),
                sources=tuple(graph.nodes[thing].get("sources", ())),
                consequence=consequence(1 + len(governed), len(parties), all_things),
                surprise=1.0 - len(ending) / len(agreements) / 2,
                brief=Brief(
                    what=brief_text("expiring.what", **values),
                    so_what=brief_text("expiring.so"),
                    sure=brief_text("sure.ends"),
                    ask=brief_text("expiring.ask"),
                    direct=tuple(sorted(parties)),
                ),
            )
        )
    return found


def _kind(graph: nx.MultiDiGraph, thing: str) -> str:
    labels = graph.nodes[thing].get("labels", ()) if thing in graph else ()
    return next(
        (label for label in ("Municipality", "Company", "MunicipalFederation") if label in labels),
        "Organization",
    )


def _conflicts(index: GraphIndex, all_things: int) -> list[RankedClaim]:
    """Return the pairs of statements about one thing that contradict each other."""
    graph = index.graph
    contradicting = index.of_types(["CONFLICTS_WITH"])
    pairs = sorted({tuple(sorted((start, end))) for start, end, _, _ in contradicting if start != end})
    statements = index.class_counts["SourcedStatement"]
    found = []
    for first, second in pairs:
        subjects = sorted(
            {thing for each in (first, second) for thing, _ in _out(graph, each, "STATEMENT_SUBJECT")}
        )
        about = subjects[0] if subjects else first
        values = {
            "about": _named(graph, about),
            "first": _named(graph, first),
            "second": _named(graph, second),
        }
        found.append(
            RankedClaim(
                kind=CONFLICT,
                network=None,
                node=about,
                claim=_words("conflict.claim", **values),
                sure=_words("sure.record"),
                change=_words("change.conflict"),
                sources=_sources(graph.nodes[each] for each in (first, second)),
                consequence=consequence(0, 1, all_things),
                surprise=1.0 - len(pairs) / max(statements, 2 * len(pairs)),
                brief=Brief(
                    what=brief_text("conflict.what", **values),
                    so_what=brief_text("conflict.so", **values),
                    sure=brief_text("sure.differ"),
                    ask=brief_text("conflict.ask"),
                    direct=(first, second),
                ),
            )
        )
    return found


def _sources(all_data: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the sources of things or relationships, each once."""
    return tuple(dict.fromkeys(source for data in all_data for source in data.get("sources") or ()))
