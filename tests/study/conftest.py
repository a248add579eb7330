"""The studies that the tests read, each once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kgraph.loaders.reading import read_study
from kgraph.rdf.concepts import describe_concepts
from kgraph.rdf.inference import infer
from kgraph.study import load_study

if TYPE_CHECKING:
    from kgraph.rdf.dataset import StudyDataset
    from kgraph.study import Study

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def skaraborg() -> Study:
    return load_study(ROOT / "studies" / "skaraborg")


@pytest.fixture(scope="session")
def stated(skaraborg: Study) -> StudyDataset:
    """What the sources say, and nothing else."""
    return read_study(skaraborg)


@pytest.fixture(scope="session")
def dataset(skaraborg: Study) -> StudyDataset:
    """The sources with what follows from them, as a rebuild sees them."""
    read = read_study(skaraborg)
    infer(read)
    describe_concepts(read)
    return read


@pytest.fixture(scope="session")
def second_study() -> Study:
    return load_study(Path(__file__).parent / "second")


@pytest.fixture(scope="session")
def second(second_study: Study) -> StudyDataset:
    read = read_study(second_study)
    infer(read)
    return read
