"""What a study chooses for its analysis: costs of measures and probabilities of failure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kgraph.errors import UsageError
from kgraph.pipeline.study_choices import costs_of, failure_of, ruled_out_of
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


def test_measures_that_a_study_rules_out_are_read() -> None:
    entry = {
        "measure": "second-supplier",
        "for": "Permits",
        "because": {"sv": "Myndighet.", "en": "Authority."},
    }
    (rule,) = ruled_out_of(study(ruled_out=[entry]))
    assert (rule.measure, rule.dependent, rule.stand_in) == ("second-supplier", "Permits", "")
    assert rule.because.to_json() == entry["because"]
    assert ruled_out_of(study()) == ()


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"because": "No."}, "which measures"),
        ({"for": "Permits"}, "which measures"),
        ({"for": 3, "because": "No."}, "which measures"),
        ({"measure": "spare", "because": "No."}, "unknown measure 'spare'"),
        ({"four": "Permits", "because": "No."}, "unknown setting 'four'"),
    ],
)
def test_what_is_ruled_out_says_which_and_why(entry: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        ruled_out_of(study(ruled_out=[{"for": "A", "because": "No."}, entry]))
    assert "study.toml, [[analysis.ruled_out]] number 2" in str(refused.value.where)
    with pytest.raises(UsageError, match="not a list"):
        ruled_out_of(study(ruled_out=entry))
