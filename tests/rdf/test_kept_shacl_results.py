"""Results that are kept and brought up to date are those of a check of everything."""

from __future__ import annotations

from random import Random

import pyoxigraph as ox
from gate_comparison import gate_report, read_data, read_shapes, report_results
from quick_examples import examples
from random_shapes import ShapesDrawing

from kgraph.errors import SourceError
from kgraph.rdf.dataset import StudyDataset
from kgraph.rdf.screening import kept_shacl_results
from kgraph.rdf.screening.kept_shacl_results import KeptShaclResults

SEED, CASES, EDITS = 2027, examples(60), 4


def test_any_edits_of_any_data_give_what_a_whole_check_gives(monkeypatch) -> None:
    """Random shapes and data; statements go, come back and change places, and a broken shape stays broken."""
    told: list[bool] = []
    trace = kept_shacl_results.affected_nodes

    def counted(*given):
        found = trace(*given)
        told.append(found is not None)
        return found

    monkeypatch.setattr(kept_shacl_results, "affected_nodes", counted)
    for number in range(CASES):
        random = Random(f"{SEED}/{number}")
        shapes, text = ShapesDrawing(random).case()
        rules, data = read_shapes(shapes), read_data(text)
        kept, aside = KeptShaclResults(), set()
        kept.same_shapes(rules)
        for edit in range(EDITS):
            assert _kept(kept, rules, data) == _whole(rules, data), (number, edit, shapes, text)
            _edit(random, data, aside)
    assert sum(told) > CASES
    assert told.count(False) > CASES / 10


def _whole(rules, data):
    try:
        return report_results(gate_report(rules, data))
    except SourceError as error:
        return str(error)


def _kept(kept, rules, data):
    try:
        dataset = StudyDataset(data)
        targets = kept.targets(rules, dataset)
        assert targets == rules.targets(data)
        return report_results(kept.shacl_results(rules, dataset, ox.Store(), targets).graph)
    except SourceError as error:
        return str(error)


def _edit(random: Random, data: ox.Store, aside: set[ox.Quad]) -> None:
    quads = sorted(data, key=str)
    for quad in random.sample(quads, min(len(quads), random.randint(0, 2))):
        data.remove(quad)
        aside.add(quad)
    if aside and random.random() < 0.5:
        back = random.choice(sorted(aside, key=str))
        aside.discard(back)
        data.add(back)
    if quads and random.random() < 0.7:
        one, other = random.choice(quads), random.choice(quads)
        data.add(ox.Quad(one.subject, random.choice((one, other)).predicate, other.object))
