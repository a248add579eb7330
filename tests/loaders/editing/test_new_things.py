"""A new thing goes to the sheet of its class in a table of the study, or else to a TriG file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from kgraph.errors import Location, SourceError
from kgraph.loaders.common.file_edits import EditConflictError
from kgraph.loaders.editing.new_things import plan_thing
from kgraph.loaders.editing.table_cells import NoFormError, plan_cell
from kgraph.loaders.reading import read_study
from kgraph.loaders.templates.template_sheets import write_workbook
from kgraph.study import load_study

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.study import Study

SOURCE = """@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix dct: <http://purl.org/dc/terms/> .
<https://e.org/source/p> a kg:Source ; dct:title "Protokoll"@sv ."""
AGREED = {"name (sv)": 'Ja; och "nej"', "decided by": "norra", "decision date": "2021-03", "source": "p"}


def study_of(root: Path, sources: str, **files: str) -> Study:
    (root / "data").mkdir()
    (root / "study.toml").write_text(
        f'[study]\nid = "s"\nbase = "https://e.org/"\nsources = [{sources}]\n', encoding="utf-8"
    )
    (root / "data" / "sources.ttl").write_text(SOURCE, encoding="utf-8")
    for name, text in files.items():
        (root / "data" / f"{name}.csv").write_bytes(text.encode())
    return load_study(root)


def test_a_csv_file_gets_a_record_and_the_headings_that_it_lacks(tmp_path: Path) -> None:
    study = study_of(
        tmp_path,
        '"data/*.csv", "data/*.ttl"',
        Beslut="\ufeffnamn;beslutat av;källa\r\nNej;norra;p\r\n",
        Kommun="id,namn,källa\nnorra,Norra,p",
    )
    edit = plan_thing(study, "Decision", AGREED, "sv")
    assert edit.name == "data/Beslut.csv"
    (tmp_path / "data" / "Beslut.csv").chmod(0o664)
    edit.apply()
    assert (tmp_path / "data" / "Beslut.csv").read_bytes().decode() == (
        '\ufeffnamn;beslutat av;källa;beslutsdatum\r\nNej;norra;p\r\n"Ja; och ""nej""";norra;p;2021-03\r\n'
    )
    assert any("Ja; och" in str(quad.object) for quad in read_study(study).quads())
    assert (tmp_path / "data" / "Beslut.csv").stat().st_mode & 0o777 == 0o664
    with pytest.raises(EditConflictError, match="changed after"):
        edit.apply()
    edit.undone().apply()
    assert (tmp_path / "data" / "Beslut.csv").read_bytes() == edit.before


def test_without_a_sheet_a_new_trig_file_says_it_in_the_graph_of_the_source(tmp_path: Path) -> None:
    study = study_of(tmp_path, '"data/*"', Kommun="id,namn\nnorra,Norra")
    edit = plan_thing(study, "Decision", AGREED)
    assert (edit.name, edit.before) == ("data/entered.trig", None)
    edit.apply()
    quads = [quad for quad in read_study(study).quads() if "decision/" in str(quad.subject)]
    assert {quad.graph_name.value for quad in quads} == {"https://e.org/source/p"}
    assert '"2021-03"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>' in {str(quad.object) for quad in quads}
    described = {"title (sv)": "Avtal", "publisher": "Norra", "language": "sv", "id": "a"}
    more = plan_thing(study, "Source", described)
    more.apply()
    text = (tmp_path / "data" / "entered.trig").read_text(encoding="utf-8")
    assert text.startswith("\n".join(line[1:] for line in edit.lines[3:6]))
    assert text.count("@prefix kg:") == 1
    found = read_study(study)
    assert [quad.object.value for quad in found.quads() if quad.subject.value == "https://e.org/source/a"]
    more.undone().apply()
    edit.undone().apply()
    assert not (tmp_path / "data" / "entered.trig").exists()


def test_a_filled_in_template_keeps_its_lists_comments_and_formats(tmp_path: Path) -> None:
    study = study_of(tmp_path, '"data/*"')
    path = write_workbook(tmp_path / "data" / "book.xlsx", "sv")
    before = load_workbook(path)
    values = {"member": "exempelby", "organization": "byanat", "from": "2022", "source": "avtal"}
    plan_thing(study, "Membership", values, "en").apply()
    after = load_workbook(path)
    for name in before.sheetnames:
        one, other = before[name], after[name]
        lists = [len(sheet.data_validations.dataValidation) for sheet in (one, other)]
        assert lists[0] == lists[1]
        assert [cell.comment and cell.comment.text for cell in one[1]] == [
            cell.comment and cell.comment.text for cell in other[1]
        ]
    rows = list(after["Medlemskap"].iter_rows(min_row=2))
    assert [cell.value for cell in rows[-1]][:2] == ["exempelby", "byanat"]
    assert {cell.number_format for cell in rows[-1] if cell.value} == {"@"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"source": ""}, "Name the source"),
        ({"decided by": ""}, "Fill in decided by"),
        ({"decision date": "i maj"}, "not a date"),
        ({"decided by": "Nora"}, "did you mean 'Norra'"),
        ({"outcome": "ja"}, "is no value of this column"),
        ({"source": "q"}, "no source that the study describes"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused_before_anything_is_shown(
    tmp_path: Path, change: dict[str, str], message: str
) -> None:
    study = study_of(tmp_path, '"data/*"', Kommun="id,namn\nnorra,Norra")
    with pytest.raises((NoFormError, SourceError), match=message):
        plan_thing(study, "Decision", AGREED | change)


def test_a_study_that_takes_no_statements_says_what_to_add(tmp_path: Path) -> None:
    study = study_of(tmp_path, '"data/*.ttl", "data/*.csv"', Kommun="id,namn\nnorra,Norra")
    with pytest.raises(NoFormError, match=r"data/entered\.trig"):
        plan_thing(study, "Decision", AGREED)


def test_a_cell_of_csv_is_changed_and_every_other_byte_kept(tmp_path: Path) -> None:
    text = 'id;namn\r\n"norra";Norra\r\n# kvar;\r\n'
    study = study_of(tmp_path, '"data/*"', Kommun=text)
    plan_cell(study, Location("data/Kommun.csv", row=2), 1, "Norra; kommun").apply()
    after = (tmp_path / "data" / "Kommun.csv").read_bytes().decode()
    assert after == text.replace(";Norra\r", ';"Norra; kommun"\r')
