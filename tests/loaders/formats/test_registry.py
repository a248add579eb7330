"""Source formats: one entry each, told apart by name and content; a new one needs nothing but its entry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from kgraph.errors import Location, SourceError, UsageError
from kgraph.loaders.formats import registry
from kgraph.loaders.formats.source_format import SourceFormat, statements_loader
from kgraph.loaders.formats.source_graph import graph_of
from kgraph.loaders.reading import read_study
from kgraph.rdf.dataset import ReadingNote
from kgraph.study import Study

if TYPE_CHECKING:
    from collections.abc import Iterator

BASE = "https://example.org/s/"
DOCS = Path(__file__).parents[3] / "docs"
LABEL = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")


def study_of(root: Path, **files: str) -> Study:
    (root / "data").mkdir()
    for name, content in files.items():
        (root / "data" / name.replace("__", ".")).write_text(content)
    return Study(root=root, id="s", title={}, base=BASE, sources=("data/*",))


def read_names(
    path: Path, study: Study, notes: list[ReadingNote] | None = None
) -> Iterator[tuple[ox.Quad, Location]]:
    """Read lines ``id name``, the format that this test adds."""
    file = study.relative(path)
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        identifier, _, name = line.partition(" ")
        place = Location(file, line=number)
        if not name:
            raise SourceError(f"{line!r} is no id and name", where=place)
        subject = ox.NamedNode(study.base + identifier)
        yield ox.Quad(subject, LABEL, ox.Literal(name), ox.NamedNode(graph_of(path, study))), place
    if notes is not None:
        notes.append(ReadingNote("names-read", {"en": "names were read"}, Location(file)))


NAMES = SourceFormat(
    name="names",
    title="Names",
    suffixes=(".names",),
    guide="how-to/own-study.md",
    load=statements_loader(read_names),
)


@pytest.fixture
def _with_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "FORMATS", (*registry.FORMATS, NAMES))


@pytest.mark.usefixtures("_with_names")
def test_a_new_format_needs_only_its_entry(tmp_path: Path) -> None:
    study = study_of(tmp_path, a__names="vara Vara\nskara Skara\n", b__ttl="<x> <y> <z> .")
    dataset = read_study(study)
    assert {(file.name, file.statements) for file in dataset.files} == {
        ("data/a.names", 2),
        ("data/b.ttl", 1),
    }
    assert dataset.locate(f"{BASE}skara") == Location("data/a.names", line=2)
    assert [note.kind for note in dataset.notes] == ["names-read"]


@pytest.mark.usefixtures("_with_names")
def test_faults_of_a_new_format_are_listed_with_those_of_other_files(tmp_path: Path) -> None:
    study = study_of(tmp_path, a__names="vara Vara\nskara\n", b__ttl="<x> <y> .")
    with pytest.raises(SourceError) as caught:
        read_study(study)
    assert [str(place) for place, _ in caught.value.problems] == ["data/a.names:2", "data/b.ttl:1"]


@pytest.mark.usefixtures("_with_names")
def test_the_hint_names_a_new_format(tmp_path: Path) -> None:
    study = study_of(tmp_path, a__docx="")
    with pytest.raises(UsageError, match=r"no reader for files that end in '\.docx'") as caught:
        read_study(study)
    assert "Names: .names." in str(caught.value.hint)


def test_without_its_entry_the_format_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no reader for files that end in '\.names'"):
        read_study(study_of(tmp_path, a__names="vara Vara\n"))


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.TTL", "", "rdf"),
        ("a.nq.gz", "", "rdf"),
        ("a.json", '{"@id": "http://e/a"}', "rdf"),
        ("a.json", '{"persons": []}', "popolo"),
        ("a.csv", "id\n", "tables"),
        ("b.csv", "id\n", "csvw"),
        ("a.xlsx", "", "tables"),
    ],
)
def test_a_file_is_in_the_format_that_its_name_and_content_say(
    tmp_path: Path, name: str, content: str, expected: str
) -> None:
    study = study_of(tmp_path, **{"b.csv-metadata.json": json.dumps({"url": "b.csv"})})
    path = tmp_path / "data" / name
    path.write_text(content)
    assert registry.format_of(path, study).name == expected


@pytest.mark.parametrize("name", ["a.csv.gz", "csv", ".ttl", "a"])
def test_a_name_that_no_format_takes_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="no reader"):
        registry.check_name(tmp_path / name)


def test_names_of_formats_are_unique() -> None:
    names = [each.name for each in registry.FORMATS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("entry", registry.FORMATS, ids=lambda entry: entry.name)
def test_the_guide_of_a_format_names_it(entry: SourceFormat) -> None:
    guide = (DOCS / entry.guide).read_text(encoding="utf-8")
    assert entry.title.split()[-1].casefold() in guide.casefold()
