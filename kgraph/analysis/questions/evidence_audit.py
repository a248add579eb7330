"""What each finding rests on: its sources one by one, and what is left of it without the doubtful ties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.analysis.engines import engine_text
from kgraph.analysis.headlines import LARGEST, TITLES, Headline, figures, headline
from kgraph.analysis.results import Figure, Result, Row
from kgraph.analysis.sentences import count_of, sentence
from kgraph.statements import STATED
from kgraph.words.text import Text, number_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.analysis.networks import Network, Tie
    from kgraph.analysis.settings import Settings

TOLERANCE = 0.1
"""A figure turns on a source when it changes by more than this share, or the rank changes, without it."""
FINDINGS = 3
"""Things audited for each figure, from the first place down."""


def evidence_audit(network: Network, settings: Settings) -> Result | None:
    """Draw the strongest findings again without each source, and without inferred or single-source ties."""
    if network.n > LARGEST:
        return None
    scenarios = _scenarios(network)
    others = {}
    for done, (name, keep) in enumerate(scenarios.items()):
        others[name] = network.redeclared(keep)
        settings.tell(f"{network.definition.name}: evidence audit", done + 1, len(scenarios))
    rows = []
    for figure in figures(network):
        observed = headline(network, figure)
        again = {name: headline(other, figure) for name, other in others.items()}
        rows += [_row(network, observed, again, node) for node, _ in observed.order[:FINDINGS]]
    return Result(
        question="evidence-audit",
        network=network.definition.name,
        title=Text("Vad vilar slutsatserna på?", "What do the findings rest on?"),
        definition=Text(
            "Antal källor som var för sig ändrar sakens rang, eller dess tal med mer än en tiondel, om de "
            "stryks; "
            "och talet när bara uttalade relationer, eller bara de med mer än en källa, är med.",
            "Number of sources each of which changes the thing's rank, or its figure by more than a tenth, "
            "when it "
            "is struck out; and the figure with stated relationships only, or only those with several "
            "sources.",
        ),
        method="Leave-one-out over sources (the jackknife), Efron and Tibshirani 1993, ch. 11",
        engine=engine_text(),
        seed=settings.seed,
        rows=tuple(rows),
    )


def _scenarios(network: Network) -> dict[str, Callable[[Tie], bool]]:
    ties = [tie for behind in network.ties.values() for tie in behind]
    sources = sorted({item.source for tie in ties for item in tie.evidence})
    scenarios: dict[str, Callable[[Tie], bool]] = {source: _without_source(source) for source in sources}
    if any(tie.status != STATED for tie in ties):
        scenarios["stated only"] = lambda tie: tie.status == STATED
    scenarios["two sources or more"] = lambda tie: len({item.source for item in tie.evidence}) > 1
    return scenarios


def _without_source(source: str) -> Callable[[Tie], bool]:
    return lambda tie: not tie.evidence or any(item.source != source for item in tie.evidence)


def _row(network: Network, observed: Headline, again: dict[str, Headline], node: str) -> Row:
    value, rank = observed.value(node), observed.rank(node)
    detail: dict[str, Any] = {"figure": observed.figure, "value": value, "rank": rank, "scenarios": {}}
    turning: list[tuple[float, str]] = []
    for name, other in again.items():
        detail["scenarios"][name] = {"value": other.value(node), "rank": other.rank(node)}
        is_source = name not in ("stated only", "two sources or more")
        changed = abs(other.value(node) - value) > TOLERANCE * value or other.rank(node) != rank
        if is_source and changed:
            turning.append((other.value(node), name))
    turning.sort()
    detail["turnsOn"] = [source for _, source in turning]
    evidence = network.evidence(network.incident(node))
    if not turning:
        rests = Text(
            "ändras inte av att någon enskild källa stryks",
            "does not change with any single source struck out",
        )
    else:
        worst, source = turning[0]
        rests = sentence(
            "hänger på {n}; utan {source} blir det {worst}",
            "turns on {n}; without {source} it becomes {worst}",
            n=count_of(len(turning), "source"),
            source=network.name(source),
            worst=number_text(worst),
        )
    stated = again.get("stated only")
    only = Text("", "")
    if stated is not None and stated.value(node) != value:
        only = sentence(
            "; med bara uttalade relationer {v}",
            "; with stated relationships only {v}",
            v=number_text(stated.value(node)),
        )
    claim = sentence(
        "{name}: {figure} {value} {rests}{only}.",
        "{name}: {figure} {value} {rests}{only}.",
        name=network.name(node),
        figure=TITLES[observed.figure],
        value=number_text(value),
        rests=rests,
        only=only,
    )
    return Row(
        node=node,
        label=network.name(node),
        claim=claim,
        figure=Figure("sources it turns on", float(len(turning)), "sources"),
        evidence=evidence,
        detail=detail,
    )
