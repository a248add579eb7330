"""What ``analysis.json`` holds is told as it was when it was computed."""

from __future__ import annotations

import json
from dataclasses import replace

from kgraph.analysis.analyse import analyse
from kgraph.analysis.kept_results import KeptAnalysis, is_whole
from kgraph.analysis.settings import Settings


def test_every_row_comes_back_in_the_same_words_and_figures(federation):
    found = analyse(federation, settings=Settings(draws=40))
    kept = KeptAnalysis(json.loads(json.dumps(found.to_json())))
    rows = 0
    for computed, read in zip(found, kept, strict=True):
        for language in ("sv", "en"):
            assert read.told(language) == computed.told(language)
            assert read.to_table(language) == computed.to_table(language)
        assert read.to_json() == computed.to_json()
        rows += len(read.rows)
    assert rows > 100
    assert kept.networks == found.to_json()["networks"]
    assert {each.question for each in kept.about(("cut-points",))} == {"cut-points"}
    assert kept.about(("nonsense",)) is None


def test_evidence_that_was_cut_is_noticed(federation):
    found = analyse(federation, questions={"dependency-loss"}, settings=Settings(draws=0))
    assert is_whole(found.to_json())
    result = next(result for result in found if result.rows)
    long = replace(result.rows[0], evidence=result.rows[0].evidence * 600)
    content = found.to_json() | {"results": [replace(result, rows=(long,)).to_json()]}
    assert not is_whole(content)
