"""The graph as a workbook, and two copies of one brought together, as commands."""

from __future__ import annotations

import dataclasses

import openpyxl
import pytest

from kgraph.errors import EXIT_DONE, EXIT_FINDINGS, EXIT_USAGE
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.templates.template_sheets import write_workbook
from kgraph.pipeline.prepare import read_dataset
from kgraph.study import load_study


def test_the_real_study_comes_back_from_a_workbook_as_the_same_graph(built, invoke, tmp_path):
    directory, _ = built
    done = invoke("export", tmp_path / "skaraborg.xlsx", "--study", directory, "--language", "en")
    assert done.returncode == EXIT_DONE, done.stderr
    rest = tmp_path / "skaraborg.rest.trig"
    assert done.stdout.split() == [str(rest), str(tmp_path / "skaraborg.xlsx")]
    held, left, *reasons = done.stderr.splitlines()
    assert held.startswith("skaraborg.xlsx holds ")
    assert "skaraborg.rest.trig" in left
    assert any("concepts of the ontology" in line for line in reasons)
    study = load_study(directory)
    (tmp_path / "identity.csv").write_bytes((directory / "identity.csv").read_bytes())
    back = dataclasses.replace(study, root=tmp_path, sources=("skaraborg.xlsx", rest.name))
    graphs = [map_dataset(read_dataset(each), languages=study.languages) for each in (study, back)]
    assert graphs[0].content_hash == graphs[1].content_hash
    again = invoke("export", directory / "data" / "x.ods", "--study", directory)
    assert again.returncode == EXIT_USAGE
    assert "xlsx" in again.stderr


@pytest.mark.slow
def test_exit_codes_of_a_merge(invoke, tmp_path):
    base = write_workbook(tmp_path / "base.xlsx")
    for name, word in (("anna", "A"), ("bo", "B")):
        book = openpyxl.load_workbook(base)
        book["Kommun"]["B2"] = word
        book["Beslut"]["F2" if name == "anna" else "G2"] = word
        book.save(tmp_path / f"{name}.xlsx")
    names = [base, tmp_path / "anna.xlsx", tmp_path / "bo.xlsx"]
    done = invoke("merge", *names, "-o", tmp_path / "out.xlsx")
    assert done.returncode == EXIT_FINDINGS
    assert done.stdout.splitlines()[0] == "Kommun:2: exempelby: namn (sv): MINE 'A', YOURS 'B'"
    assert "conflicts to decide: 1" in done.stderr
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    book["_conflicts"]["H2"] = "yours"
    book.save(tmp_path / "out.xlsx")
    done = invoke("merge", *names, "-o", tmp_path / "out.xlsx", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (EXIT_DONE, f"{tmp_path / 'out.xlsx'}\n", "")
    assert openpyxl.load_workbook(tmp_path / "out.xlsx")["Kommun"]["B2"].value == "B"
    assert invoke("merge", *names, "-o", tmp_path / "out.xlsx").returncode == EXIT_USAGE
    names[2].write_bytes(b"PK")
    done = invoke("merge", *names, "-o", tmp_path / "new.xlsx")
    assert done.returncode == EXIT_FINDINGS
    assert "bo.xlsx: not a whole XLSX or ODS workbook" in done.stderr
    assert not (tmp_path / "new.xlsx").exists()
