"""What a study chooses for its analysis: costs of measures and probabilities of failure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kgraph.errors import UsageError
from kgraph.pipeline.study_choices import costs_of, failure_of
from kgraph.study import Study


def study(**analysis: Any) -> Study:
    return Study(root=Path("/s"), id="s", title={}, base="https://example.org/", analysis=analysis)


def test_costs_and_failure_are_read() -> None:
    assert costs_of(study()) == {}
    assert failure_of(study()) == (0.01, 0.1)
    assert costs_of(study(costs={"second-supplier": 3})) == {"second-supplier": 3.0}
    assert failure_of(study(failure=[0.02, 0.05])) == (0.02, 0.05)


@pytest.mark.parametrize(
    ("costs", "said"),
    [({"spare": 1}, "unknown measure 'spare'"), ({"second-supplier": 0}, "= 0"), (3, "not a table")],
)
def test_a_wrong_cost_is_refused_with_its_place(costs: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        costs_of(study(costs=costs))
    assert "study.toml, [analysis.costs]" in str(refused.value.where)


@pytest.mark.parametrize("failure", [[0.1], [0.2, 0.1], [0.0, 0.1], "often", [True, 0.5]])
def test_a_wrong_range_of_failure_is_refused(failure: Any) -> None:
    with pytest.raises(UsageError, match="failure"):
        failure_of(study(failure=failure))
