"""Statements held on disk: the build is that of memory, byte for byte."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from written_studies import written_study

from kgraph.held_where import ReadingChoice
from kgraph.loaders import reading
from kgraph.loaders.common import disk_workspace
from kgraph.loaders.mapping import part_mapper
from kgraph.pipeline.directory import GRAPH_FILE, HISTORY_DIRECTORY, Results
from kgraph.pipeline.full_build import describe_input
from kgraph.pipeline.inputs import input_digest
from kgraph.pipeline.prepare import prepare
from kgraph.study import load_study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kgraph.study import Study


def built(study: Study, where: str) -> tuple[object, ...]:
    """Return all that is made of a study without a store."""
    held = replace(study, reading=ReadingChoice.held(where))
    prepared = prepare(held)
    results = Results(held)
    results.keep_graph(prepared.dataset, prepared.build_id)
    graph = results.path(GRAPH_FILE).read_bytes()
    assert results.path(f"{HISTORY_DIRECTORY}/{prepared.build_id}.trig").read_bytes() == graph
    return (
        graph,
        describe_input(prepared),
        prepared.report.to_json(),
        [str(each) for each in prepared.losses],
        prepared.graph.account,
        dict(sorted(prepared.graph.nodes.items())),
        dict(sorted(prepared.graph.relationships.items())),
    )


@pytest.mark.slow
def test_the_real_study_is_the_same_either_way(
    tmp_path: Path, copy_study: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_study(tmp_path / "study")
    study = load_study(tmp_path / "study")
    in_memory = built(study, "memory")
    # Also the ways of large data: a store on disk for each file, lines merged from files, mapping by parts.
    monkeypatch.setattr(disk_workspace, "SMALL_FILE", 300_000)
    monkeypatch.setattr(disk_workspace, "SORTED_AT_ONCE", 2_000)
    monkeypatch.setattr(part_mapper, "AT_ONCE", 2_000)
    on_disk = built(study, "disk")
    for one, other in zip(in_memory, on_disk, strict=True):
        assert one == other
    gc.collect()
    assert list((study.root / disk_workspace.DIRECTORY).iterdir()) == []


def test_the_size_of_the_files_decides_unless_the_study_or_the_user_does(tmp_path: Path) -> None:
    study = written_study(tmp_path, {"a.ttl": ""}, "[reading]\ndisk_from = 1\n")
    assert not isinstance(reading.read_study(study).workspace, disk_workspace.DiskWorkspace)
    (tmp_path / "a.ttl").write_bytes(b"#" * 1024**2)
    assert isinstance(reading.read_study(study).workspace, disk_workspace.DiskWorkspace)
    in_memory = replace(study, reading=ReadingChoice.held("memory"))
    assert not isinstance(reading.read_study(in_memory).workspace, disk_workspace.DiskWorkspace)
    # Where statements are held meanwhile changes nothing of what is built.
    assert input_digest(study) == input_digest(in_memory)
