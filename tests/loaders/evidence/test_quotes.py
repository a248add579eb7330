# ruff: noqa: E501 - the text of a file is read best on one line
"""Quotes against the local copies of their documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from kgraph.errors import Location
from kgraph.loaders.evidence.passages import normalise
from kgraph.loaders.evidence.quotes import check_quotes, contains
from kgraph.loaders.reading import read_study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kgraph.study import Study

HEAD = "@prefix : <http://e/> .\n@prefix kg: <https://w3id.org/kgraph/ontology#> .\n"
DOCUMENT = (
    "Kommunstyrelsen beslutar att ge\nuppdrag åt kommun-\ndirektören om den gemensamma IT-\nverksamheten i "
    "förbundet.\n\nDet ska \u201dvara klart\u201d före sommaren."
)


def study_of(
    make_study: Callable[..., Study], quote: str, copy: str = "copies/d.txt", content: str | bytes = DOCUMENT
) -> Study:
    return make_study(
        {
            "a.trig": f'{HEAD}:s {{\n:x kg:quote "{quote}"@sv .\n}}\n:s kg:localCopy "{copy}" .',
            copy if copy.startswith("copies/") else "copies/x": content,
        }
    )


@pytest.mark.parametrize(
    "quote",
    [
        "ge uppdrag åt kommundirektören",
        "den gemensamma IT-verksamheten",
        "Det ska 'vara klart'".replace("'", '\\"'),
        "Kommunstyrelsen beslutar [...] före sommaren.",
        "uppdrag  a\u030at   kommundirekto\u0308ren",
    ],
)
def test_a_quote_is_found_whatever_its_line_breaks(quote: str, make_study: Callable[..., Study]) -> None:
    study = study_of(make_study, quote)
    check = check_quotes(read_study(study), study)
    assert (check.findings, check.checked, check.without_copy) == ((), 1, 0)


def test_a_quote_that_is_not_there_is_a_finding_with_its_place_and_the_closest_passage(
    make_study: Callable[..., Study],
) -> None:
    study = study_of(make_study, "ge uppdrag åt kommunchefen om den gemensamma verksamheten")
    (finding,) = check_quotes(read_study(study), study).findings
    assert (finding.severity, finding.rule) == ("violation", "quote-not-found")
    assert finding.locations == (Location("a.trig", line=4),)
    assert finding.sources == ("http://e/s",)
    assert "kommundirektören" in finding.message["sv"]
    assert "copies/d.txt" in finding.message["en"]


def test_parts_of_a_quote_keep_their_order() -> None:
    text = normalise(DOCUMENT)
    assert contains(text, "Kommunstyrelsen … sommaren")
    assert not contains(text, "sommaren … Kommunstyrelsen")


def test_a_web_page_is_read_as_people_see_it(make_study: Callable[..., Study]) -> None:
    page = "<html><head><title>hidden words</title></head><body><p>G&ouml;liska <b>IT</b> drifts&shy;ansvar</p><script>secret words</script><p>next</p></body></html>"
    study = study_of(make_study, "Göliska IT driftsansvar next", "copies/d.html", page)
    assert check_quotes(read_study(study), study).findings == ()
    for hidden in ("hidden words", "secret words"):
        study = study_of(make_study, hidden, "copies/d.html", page)
        assert len(check_quotes(read_study(study), study).findings) == 1


def pdf(path: Path, text: str) -> None:
    writer = PdfWriter()
    page = writer.add_blank_page(width=600, height=200)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode("latin-1"))
    page[NameObject("/Contents")] = writer._add_object(stream)
    writer.write(path)


def test_a_pdf_is_read(make_study: Callable[..., Study], tmp_path: Path) -> None:
    study = study_of(make_study, "joint IT operations", "copies/d.pdf", b"")
    pdf(tmp_path / "copies/d.pdf", "Decision on joint IT operations")
    assert check_quotes(read_study(study), study).findings == ()
    (tmp_path / "copies/d.pdf").write_bytes(b"not a PDF")
    assert [f.rule for f in check_quotes(read_study(study), study).findings] == ["unreadable-copy"]


@pytest.mark.parametrize("copy", ["copies/none.txt", "../outside.txt", "/etc/hostname", "copies/d.docx"])
def test_a_copy_that_cannot_be_read_is_said(
    copy: str, make_study: Callable[..., Study], tmp_path: Path
) -> None:
    (tmp_path.parent / "outside.txt").write_text(DOCUMENT)
    study = study_of(make_study, "Kommunstyrelsen", copy)
    if copy.endswith("none.txt"):
        (tmp_path / copy).unlink()
    check = check_quotes(read_study(study), study)
    assert [(finding.rule, finding.severity) for finding in check.findings] == [
        ("unreadable-copy", "warning")
    ]
    assert check.checked == 0


def test_quotes_without_a_copy_are_counted_and_the_copy_is_not_in_the_dataset(
    make_study: Callable[..., Study],
) -> None:
    study = make_study(
        {
            "a.trig": f'{HEAD}:s {{ :x kg:quote "beslutar" }}\n:t {{ :x kg:quote "beslutar" }} :s kg:localCopy "copies/d.txt" .',
            "copies/d.txt": DOCUMENT,
        }
    )
    dataset = read_study(study)
    check = check_quotes(dataset, study)
    assert (check.checked, check.without_copy) == (1, 1)
    assert not any("Kommunstyrelsen" in str(quad) for quad in dataset.quads())
