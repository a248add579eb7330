"""Mapping sets go out without a store, and come back as decisions."""

import pytest

from kgraph.api import OpenStudy
from kgraph.errors import UsageError
from kgraph.loaders.common.sssom_tables import read_sssom
from kgraph.loaders.identity.mapping_decisions import decisions_of
from kgraph.pipeline.inputs import input_digest
from kgraph.study import load_study

FILES = {
    "study.toml": """
[study]
id = "s"
base = "https://e.org/s/"
sources = ["data.trig"]
[package]
licence = "CC-BY-4.0"
""",
    "data.trig": """@prefix : <https://e.org/s/> . @prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
:x { :a a kg:Company ; skos:prefLabel "Bolaget"@sv , "The company"@en . :b a kg:Company . }
""",
    "identity.csv": "a,b,decision,note\na,b,same,renamed\n",
}


@pytest.fixture
def study(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return load_study(tmp_path)


def test_decisions_go_out_with_names_and_licence_and_come_back(study):
    before = input_digest(study)
    path = study.root / "who.sssom.tsv"
    with OpenStudy(study) as opened:
        assert opened.export(path) == [path]
    (row,) = read_sssom(path.read_bytes(), "m")
    assert (row.subject_label, row.object_label, row.comment) == ("Bolaget", "", "renamed")
    assert '#license: "https://spdx.org/licenses/CC-BY-4.0"' in path.read_text(encoding="utf-8")
    # The file now belongs to the study's input, and says the same as identity.csv.
    assert input_digest(study) != before
    together, _ = decisions_of(study)
    (study.root / "identity.csv").unlink()
    alone, _ = decisions_of(study)
    assert [(d.a, d.b, d.same, d.note) for d in together] == [(d.a, d.b, d.same, d.note) for d in alone]


def test_alignments_go_out_by_name(study, tmp_path):
    with OpenStudy(study) as opened:
        opened.export(tmp_path / "out.tsv", "sssom-alignments")
        with pytest.raises(UsageError, match="sssom"):
            opened.export(tmp_path / "out.tsv")
    assert read_sssom((tmp_path / "out.tsv").read_bytes(), "m")
