"""Ask two stores the same random queries and tell where they differ.

Usage: ``python tools/compare_stores.py --seed 1 --queries 500`` loads the study into an embedded store and a
real Neo4j of its own. Exits with 1 if a difference is not one that ``kgraph query`` tells of.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from random_queries import QueryMaker, names_of

from kgraph.ask.store_notes import refusal_hint, signs
from kgraph.errors import KgraphError
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp
from kgraph.pipeline.prepare import prepare
from kgraph.store.servers.leases import start
from kgraph.study import load_study

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgraph.store.connection import Connection
    from kgraph.store.servers.leases import LocalKind

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 20.0
SHOWN = 300

# By whether the first and the second store accept the query.
KINDS = {
    (True, True): "another answer",
    (True, False): "only the embedded store accepts it",
    (False, True): "only Neo4j accepts it",
    (False, False): "neither accepts it",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A query that two stores answer differently.

    Parameters
    ----------
    query : str
        The query.
    kind : str
        One of `KINDS`.
    first, second : str
        The answers, or what was said against the query.
    notes : tuple of str
        Names of the notes with which kgraph tells a user of this query.
    """

    query: str
    kind: str
    first: str
    second: str
    notes: tuple[str, ...]

    @property
    def untold(self) -> bool:
        """Whether a user gets or is refused something without being told that stores differ."""
        return not self.notes and self.kind != KINDS[False, False]


def differences(first: Connection, second: Connection, seed: int, number: int) -> Iterator[Difference | None]:
    """Yield what each of `number` random queries came to; None where both stores answer alike.

    Parameters
    ----------
    first, second : Connection
        Two stores that hold the same graph.
    seed : int
        Seed of the queries.
    number : int
        How many queries.
    """
    maker = QueryMaker(names_of(first), seed)
    for _ in range(number):
        yield compared(first, second, maker.query())


def answer_of(store: Connection, query: str) -> tuple[bool, Any]:
    """Return whether a store accepts a query, and its answer or its objection."""
    try:
        result = store.query(query, timeout=SECONDS)
    except KgraphError as error:
        return False, error.message
    rows = [
        json.dumps(row, default=str, ensure_ascii=False, sort_keys=True) for row in map(list, result.records)
    ]
    return True, ([*result.columns], rows if "ORDER BY" in query else sorted(rows))


def compared(first: Connection, second: Connection, query: str) -> Difference | None:
    """Return how the answers of two stores to a query differ; None where they do not."""
    answers = [answer_of(store, query) for store in (first, second)]
    accepted = [each[0] for each in answers]
    if accepted == [True, True] and answers[0] == answers[1]:
        return None
    kind = KINDS[accepted[0], accepted[1]]
    told = [signs(query, departs=departs, unsorted_labels=lambda: False) for departs in (True, False)]
    objections = [str(each[1]) for each in answers if not each[0]]
    names = {*told[0], *told[1], *("pattern-value" for each in objections if refusal_hint(each))}
    return Difference(query, kind, _shown(answers[0]), _shown(answers[1]), tuple(sorted(names)))


def filled(homes: Path, study: Path, stack: ExitStack) -> list[Connection]:
    """Return connections to an embedded store and a Neo4j of their own, both new and holding a study."""
    prepared = prepare(load_study(study))
    connections = []
    kinds: tuple[LocalKind, ...] = ("embedded", "neo4j")
    for kind in kinds:
        lease = start(homes / kind, kind, heap="512m")
        stack.callback(lease.end)
        connection = stack.enter_context(lease.connect())
        sync(connection, prepared.graph, BuildStamp(prepared.study.id, build=prepared.build_id))
        connections.append(connection)
    return connections


def main() -> int:
    """Compare as the command line says; return 1 if there is a difference that kgraph does not tell of."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--study", type=Path, default=ROOT / "studies" / "skaraborg")
    arguments = parser.parse_args()
    counts: Counter[str] = Counter()
    untold = 0
    with TemporaryDirectory() as directory, ExitStack() as stack:
        stores = filled(Path(directory), arguments.study, stack)
        for found in differences(*stores, arguments.seed, arguments.queries):
            counts[
                f"{found.kind}: {', '.join(found.notes) or 'NOT TOLD'}" if found else "the same answer"
            ] += 1
            if found and found.untold:
                untold += 1
                print(f"{found.kind}: {found.query}\n  embedded  {found.first}\n  neo4j     {found.second}")
    for name, number in counts.most_common():
        print(f"{number:6} {name}")
    return 1 if untold else 0


def _shown(answer: tuple[bool, Any]) -> str:
    return str(answer[1])[:SHOWN]


if __name__ == "__main__":
    sys.exit(main())
