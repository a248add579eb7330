"""Run the openCypher Technology Compatibility Kit on both stores and count the scenarios that pass.

Usage: ``python tools/tck.py FEATURES [--store embedded|neo4j|bolt://...] [--failures]`` with the directory
``tck/features`` of https://github.com/opencypher/openCypher (Apache License 2.0), or ``make tck``. A scenario
passes if its result, or that there is an error, and its side effects are as it says; which error it is, is
not compared. Scenarios that need a procedure of their own are not run.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from neo4j.exceptions import DriverError, Neo4jError
from tck_values import Reader, of_driver

from kgraph.store.servers.leases import start

if TYPE_CHECKING:
    from collections.abc import Iterator

    import neo4j

    from kgraph.store.connection import Connection
    from kgraph.store.servers.leases import LocalKind

KINDS: tuple[LocalKind, ...] = ("embedded", "neo4j")
SECONDS = 20.0
NOT_RUN = "not run"
_STEP = re.compile(r"^\s*(Given|When|Then|And|But) (.*)$")
_EFFECTS = {
    "nodes": "MATCH (n) RETURN elementId(n) AS item",
    "relationships": "MATCH ()-[r]->() RETURN elementId(r) AS item",
    "labels": "MATCH (n) UNWIND labels(n) AS item RETURN DISTINCT item",
    "properties": (
        "MATCH (n) UNWIND keys(n) AS key RETURN elementId(n) + key AS item, properties(n)[key] AS value "
        "UNION ALL MATCH ()-[n]->() UNWIND keys(n) AS key "
        "RETURN elementId(n) + key AS item, properties(n)[key] AS value"
    ),
}


@dataclass(slots=True)
class Step:
    """One line of a scenario, with the text or the table below it."""

    text: str
    block: str = ""
    table: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class Scenario:
    """One scenario of a feature file."""

    name: str
    steps: list[Step]


class FailedError(Exception):
    """A scenario did not go as it says."""


def scenarios(path: Path) -> Iterator[Scenario]:
    """Yield the scenarios of a feature file; an outline once for each row of its examples."""
    background: list[Step] = []
    found: list[tuple[str, list[Step], list[list[str]]]] = []
    current: list[Step] = background
    examples: list[list[str]] | None = None
    block: list[str] | None = None
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if text == '"""':
            if block is None:
                block = []
            else:
                indent = min((len(each) - len(each.lstrip()) for each in block if each.strip()), default=0)
                current[-1].block = "\n".join(each[indent:] for each in block)
                block = None
        elif block is not None:
            block.append(line)
        elif text.startswith(("Scenario:", "Scenario Outline:")):
            current, examples = [], None
            found.append((f"{path.stem}: {text.partition(':')[2].strip()}", current, []))
        elif text.startswith("Examples:"):
            examples = found[-1][2]
        elif text.startswith("|"):
            (current[-1].table if examples is None else examples).append(_cells(text))
        elif match := _STEP.match(line):
            current.append(Step(match[2]))
    for name, steps, rows in found:
        for row in rows[1:] or [[]]:
            values = dict(zip(rows[0], row, strict=True)) if row else {}
            yield Scenario(name, [_filled(step, values) for step in (*background, *steps)])


def _cells(text: str) -> list[str]:
    cells = re.split(r"(?<!\\)\|", text)[1:-1]
    return [cell.strip().replace("\\|", "|").replace("\\\\", "\\") for cell in cells]


def _filled(step: Step, values: dict[str, str]) -> Step:
    def fill(text: str) -> str:
        return re.sub(r"<(\w+)>", lambda match: values.get(match[1], match[0]), text)

    table = [[fill(cell) for cell in row] for row in step.table]
    return replace(step, text=fill(step.text), block=fill(step.block), table=table)


class Runner:
    """Runs scenarios on one store, each in a transaction that is rolled back, or committed as it goes.

    Parameters
    ----------
    connection : Connection
        An empty store.
    graphs : Path
        Directory of the named graphs.
    """

    def __init__(self, connection: Connection, graphs: Path) -> None:
        self.connection = connection
        self.graphs = graphs

    def run(self, scenario: Scenario) -> str:
        """Return an empty text if a scenario passes, else why not; ``"not run"`` if it cannot be run."""
        if any("there exists a procedure" in step.text for step in scenario.steps):
            return NOT_RUN
        try:
            with self._session() as session:
                tx = session.begin_transaction(timeout=SECONDS)
                try:
                    self._steps(tx, scenario.steps)
                finally:
                    if not tx.closed():
                        tx.rollback()
        except _FAILURES as error:
            return _why(error)
        return ""

    def run_committed(self, scenario: Scenario) -> str:
        """Return what :meth:`run` does, with each statement committed."""
        try:
            with self._session() as session:
                self._steps(session, scenario.steps)
        except _FAILURES as error:
            return _why(error)
        return ""

    def _session(self) -> neo4j.Session:
        return self.connection.driver.session(database=self.connection.database)

    def _steps(self, tx: neo4j.Transaction | neo4j.Session, steps: list[Step]) -> None:
        parameters: dict[str, Any] = {}
        answer: tuple[list[str], list[Any]] | Exception = ([], [])
        effects = any("side effects" in step.text for step in steps)
        before: dict[str, Counter[str]] = {}
        for step in steps:
            text = step.text
            if text.startswith("having executed"):
                tx.run(step.block).consume()
            elif text.startswith("the binary-tree"):
                name = text.split()[1]
                tx.run((self.graphs / name / f"{name}.cypher").read_text(encoding="utf-8")).consume()
            elif text.startswith("parameters are"):
                parameters = {key: _plain(Reader(value).value()) for key, value in step.table}
            elif text.startswith("executing"):
                before = self._state(tx) if effects and "control" not in text else before
                answer = self._answer(tx, step.block, parameters)
            elif "should be raised" in text:
                if not isinstance(answer, Exception):
                    raise FailedError(f"no error, but {text}")
            elif text.startswith("the result should be"):
                self._compare(answer, step)
            elif "side effects" in text:
                if isinstance(answer, Exception):
                    continue
                self._effects(before, self._state(tx), step)

    def _answer(
        self, tx: neo4j.Transaction | neo4j.Session, query: str, parameters: dict[str, Any]
    ) -> tuple[list[str], list[Any]] | Exception:
        try:
            result = tx.run(query, parameters)
            return list(result.keys()), [list(record.values()) for record in result]
        except (DriverError, Neo4jError) as error:
            return error

    def _compare(self, answer: tuple[list[str], list[Any]] | Exception, step: Step) -> None:
        if isinstance(answer, Exception):
            raise FailedError(f"refused: {str(answer)[:150]}")
        unordered = "ignoring element order" in step.text
        columns, rows = answer
        if "should be empty" in step.text:
            if rows:
                raise FailedError(f"{len(rows)} rows instead of none")
            return
        names, *expected = step.table
        if rows and sorted(columns) != sorted(names):
            raise FailedError(f"columns {columns} instead of {names}")
        # RETURN * gives the columns in an order of the engine's own.
        places = [columns.index(name) for name in names] if rows else []
        rows = [[row[place] for place in places] for row in rows]
        wanted = [tuple(Reader(cell, unordered=unordered).value() for cell in row) for row in expected]
        got = [tuple(of_driver(value, unordered=unordered) for value in row) for row in rows]
        if "in order" not in step.text:
            wanted, got = sorted(wanted, key=repr), sorted(got, key=repr)
        if wanted != got:
            raise FailedError(f"{got[:3]} instead of {wanted[:3]}")

    def _state(self, tx: neo4j.Transaction | neo4j.Session) -> dict[str, Counter[str]]:
        return {
            name: Counter(repr(list(record.values())) for record in tx.run(query))
            for name, query in _EFFECTS.items()
        }

    def _effects(self, before: dict[str, Counter[str]], after: dict[str, Counter[str]], step: Step) -> None:
        found = {}
        for name in _EFFECTS:
            found[f"+{name}"] = sum((after[name] - before[name]).values())
            found[f"-{name}"] = sum((before[name] - after[name]).values())
        wanted = {name: int(number) for name, number in step.table}
        if {name: number for name, number in found.items() if number} != wanted:
            raise FailedError(f"side effects {found} instead of {wanted}")


_FAILURES = (FailedError, DriverError, Neo4jError, KeyError, IndexError, ValueError)


def _why(error: Exception) -> str:
    return str(error) if isinstance(error, FailedError) else f"{type(error).__name__}: {str(error)[:150]}"


def _plain(value: Any) -> Any:
    kind, *rest = value
    if kind == "list":
        return [_plain(item) for item in rest[0]]
    if kind == "map":
        return {key: _plain(item) for key, item in rest[0]}
    return rest[0] if rest else None


def counted(features: Path, kind: LocalKind, counts: dict[str, Counter[str]], *, failures: bool) -> str:
    """Count how many scenarios of each group passed, failed and were not run; return the store's name.

    What fails is run again in a store of its own, with each statement committed: some faults are met at a
    commit only, and ArcadeDB refuses the name of a label that was rolled back as a type of relationship.
    """
    with new_store(kind) as connection:
        product = connection.dialect.product
        runner = Runner(connection, features.parent / "graphs")
        outcomes = [
            ("/".join(path.relative_to(features).parts[:2]), scenario, runner.run(scenario))
            for path in sorted(features.rglob("*.feature"))
            for scenario in scenarios(path)
        ]
    for group, scenario, first in outcomes:
        outcome = first
        if outcome not in ("", NOT_RUN):
            with new_store(kind) as connection:
                outcome = Runner(connection, features.parent / "graphs").run_committed(scenario)
        state = outcome if outcome == NOT_RUN else "failed" if outcome else "passed"
        counts.setdefault(group, Counter())[state] += 1
        if failures and state == "failed":
            print(f"{scenario.name}\n    {outcome}", flush=True)
    return product


@contextmanager
def new_store(kind: LocalKind) -> Iterator[Connection]:
    """Yield a connection to a new store."""
    with TemporaryDirectory() as directory, ExitStack() as stack:
        lease = start(Path(directory), kind, heap="1g")
        stack.callback(lease.end)
        yield stack.enter_context(lease.connect())


def main() -> int:
    """Run the kit on each store and print one row for each group of scenarios."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("features", type=Path)
    parser.add_argument("--store", choices=KINDS, action="append", help="only this store")
    parser.add_argument("--failures", action="store_true", help="name each scenario that fails, and why")
    arguments = parser.parse_args()
    results: dict[str, dict[str, Counter[str]]] = {}
    for kind in arguments.store or KINDS:
        counts: dict[str, Counter[str]] = {}
        results[counted(arguments.features, kind, counts, failures=arguments.failures)] = counts
    print("| Scenarios | " + " | ".join(results) + " |\n|---|" + "---:|" * len(results))
    groups = sorted({group for counts in results.values() for group in counts})
    for group in [*groups, "all"]:
        cells = []
        for counts in results.values():
            own = sum(counts.values(), Counter()) if group == "all" else counts.get(group, Counter())
            left = f", {own[NOT_RUN]} not run" if own["not run"] else ""
            cells.append(f"{own['passed']:,} of {own['passed'] + own['failed']:,}{left}")
        print(f"| {group} | " + " | ".join(cells) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
