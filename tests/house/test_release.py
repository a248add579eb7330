"""What says which version this is, and who may cite it, says it alike everywhere."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from pathlib import Path

import yaml

import kgraph

ROOT = Path(__file__).parents[2]


def citation() -> dict[str, object]:
    content = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def test_the_version_is_written_alike_in_all_places() -> None:
    described = json.loads((ROOT / "codemeta.json").read_text(encoding="utf-8"))
    assert citation()["version"] == described["version"] == kgraph.__version__
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## (\d+\.\d+\.\d+), (\d+ \w+ \d+)$", changes, re.MULTILINE)
    assert released[0][0] == kgraph.__version__


def test_the_citation_file_has_what_its_form_requires() -> None:
    # Citation File Format 1.2.0, https://doi.org/10.5281/zenodo.5171937: required keys and their types.
    content = citation()
    assert content["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= content.keys()
    assert content["type"] == "software"
    assert all(author["name"] for author in content["authors"])
    assert isinstance(content["date-released"], date)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert str(content["license"]) in project["license"]


def test_codemeta_describes_the_software() -> None:
    described = json.loads((ROOT / "codemeta.json").read_text(encoding="utf-8"))
    assert described["@context"] == "https://w3id.org/codemeta/3.0"
    assert described["@type"] == "SoftwareSourceCode"
    assert described["dateModified"] == citation()["date-released"].isoformat()
    assert (ROOT / described["softwareHelp"]).is_file()


def test_the_paper_cites_what_its_bibliography_has_and_measures_that_exist() -> None:
    text = (ROOT / "paper" / "paper.md").read_text(encoding="utf-8")
    cited = set(re.findall(r"@([a-z0-9]+)", text))
    listed = set(
        re.findall(r"^@\w+\{(\w+),", (ROOT / "paper" / "paper.bib").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert cited == listed
    measured = re.findall(r"`(benchmarks/\w+\.py)`", text)
    assert measured
    assert [name for name in measured if not (ROOT / name).is_file()] == []


def test_the_figures_of_the_paper_are_those_of_the_benchmarks() -> None:
    text = (ROOT / "paper" / "paper.md").read_text(encoding="utf-8")
    pages = sorted((ROOT / "benchmarks").rglob("*.md"))
    told = set(re.findall(r"\d[\d,.]*\d|\d", " ".join(page.read_text(encoding="utf-8") for page in pages)))
    sentences = [
        sentence
        for paragraph in text.split("\n\n")
        for sentence in re.split(r"(?<=[.)])\s(?=[A-Z-])", paragraph)
        if "`benchmarks/" in sentence
    ]
    assert len(sentences) >= 4
    for sentence in sentences:
        figures = re.findall(r"\d[\d,.]*\d|\d", re.sub(r"`[^`]+`", "", sentence))
        assert [figure for figure in figures if figure not in told] == [], sentence
