"""Stores that kgraph filled answer random queries alike, or the user is told why not."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kgraph.ask.store_notes import store_notes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from kgraph.store.connection import Connection

ROOT = Path(__file__).resolve().parents[2]
SEED, QUERIES = 3, 60
FEATURE = '''
Feature: A kit in two scenarios

  Background:
    Given an empty graph

  Scenario Outline: [1] What is created is found
    And having executed:
      """
      CREATE (:A {name: <value>})-[:T]->(:B)
      """
    When executing query:
      """
      MATCH p = (a:A)-->() RETURN a.name AS name, p, [1.0, null] AS list
      """
    Then the result should be, in any order:
      | name    | p                                | list        |
      | <value> | <(:A {name: <value>})-[:T]->(:B)> | [1.0, null] |
    And no side effects

    Examples:
      | value |
      | 'x'   |
      | 7     |

  Scenario: [2] What is written is counted
    When executing query:
      """
      CREATE (:A {n: 1})
      """
    Then the result should be empty
    And the side effects should be:
      | +nodes      | 1 |
      | +labels     | 1 |
      | +properties | 2 |

  Scenario: [3] Nonsense is refused
    When executing query:
      """
      RETURN nonsense
      """
    Then a SyntaxError should be raised at compile time: UndefinedVariable
'''


@pytest.fixture(scope="module")
def stores(
    tmp_path_factory: pytest.TempPathFactory, script: Callable[[str], ModuleType]
) -> Iterator[list[Connection]]:
    """An embedded store and a Neo4j of their own, new and holding the real study."""
    with ExitStack() as stack:
        homes = tmp_path_factory.mktemp("stores")
        yield script("compare_stores").filled(homes, ROOT / "studies" / "skaraborg", stack)


pytestmark = [pytest.mark.process, pytest.mark.neo4j, pytest.mark.slow]


def test_labels_come_in_one_order(stores: list[Connection]) -> None:
    query = "MATCH (n:Resource) RETURN n.uri AS uri, labels(n) AS labels ORDER BY uri"
    first, second = (store.query(query).records for store in stores)
    assert first == second
    assert all(labels == sorted(labels) for _, labels in first)
    assert [store_notes("MATCH (n) RETURN labels(n)", store) for store in stores] == [(), ()]


def test_a_difference_is_told_to_who_asks(
    stores: list[Connection], script: Callable[[str], ModuleType]
) -> None:
    found = list(script("compare_stores").differences(*stores, SEED, QUERIES))
    assert len(found) == QUERIES
    assert [each for each in found if each and each.untold] == []
    assert sum(each is None for each in found) > QUERIES * 0.7


def test_the_same_seed_makes_the_same_queries(
    stores: list[Connection], script: Callable[[str], ModuleType]
) -> None:
    queries = script("random_queries")
    names = queries.names_of(stores[0])
    first, second = (queries.QueryMaker(names, SEED) for _ in range(2))
    assert [first.query() for _ in range(50)] == [second.query() for _ in range(50)]


def test_the_kit_counts_what_passes(
    any_store: Connection, tmp_path: Path, script: Callable[[str], ModuleType]
) -> None:
    kit = script("tck")
    path = tmp_path / "Small1.feature"
    path.write_text(FEATURE, encoding="utf-8")
    runner = kit.Runner(any_store, tmp_path)
    outcomes = [runner.run(scenario) for scenario in kit.scenarios(path)]
    assert outcomes[:2] == ["", ""]
    assert "'+properties': 1" in outcomes[2]
    assert outcomes[3] == ""
