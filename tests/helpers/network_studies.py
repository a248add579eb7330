"""Networks of other tools in small studies, for the tests of their formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kgraph.errors import SourceError
from kgraph.loaders.reading import read_study
from kgraph.namespaces import KG, SKOS
from kgraph.study import Study

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.rdf.dataset import StudyDataset

BASE = "https://example.org/s/"
TIES = {"class": "Organization", "type": {"type": "INFORMAL_TIE", "tieKind": "advice"}}
"""A map by which every node is an organisation and every tie an informal one."""


def study_with(root: Path, files: dict[str, str | bytes], choices: dict[str, Any] = TIES) -> Study:
    """Return a study with these files and a map for all of them, unless it is empty."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Study(root, "s", {}, BASE, sources=("data/*",), maps={"data/*": choices} if choices else {})


def read_file(root: Path, name: str, content: str | bytes, choices: dict[str, Any] = TIES) -> StudyDataset:
    """Return what a file states."""
    return read_study(study_with(root, {f"data/{name}": content}, choices))


def faults_of(root: Path, name: str, content: str | bytes, choices: dict[str, Any] = TIES) -> list[str]:
    """Return the faults for which a file is refused, each with its place."""
    return faults_in(study_with(root, {f"data/{name}": content}, choices))


def faults_in(study: Study) -> list[str]:
    """Return the faults for which a study is refused, each with its place."""
    with pytest.raises(SourceError) as caught:
        read_study(study)
    return [
        f"{place}: {message}"
        for place, message in caught.value.problems or [(caught.value.where, str(caught.value.message))]
    ]


def weights_of(dataset: StudyDataset) -> set[float]:
    """Return the weights that a dataset states."""
    return {float(q.object.value) for q in dataset.stated() if q.predicate.value == KG + "weight"}


def ties_of(dataset: StudyDataset) -> set[tuple[str, str, str]]:
    """Return the names of the ends of each informal tie, and its weight."""
    values: dict[str, dict[str, str]] = {}
    for quad in dataset.stated():
        values.setdefault(quad.subject.value, {})[quad.predicate.value] = getattr(quad.object, "value", "")
    names = {iri: found.get(SKOS + "prefLabel", iri) for iri, found in values.items()}
    return {
        (
            names[found[KG + "tieFrom"]],
            names[found[KG + "tieTo"]],
            str(float(found[KG + "weight"])) if KG + "weight" in found else "",
        )
        for found in values.values()
        if KG + "tieFrom" in found
    }
