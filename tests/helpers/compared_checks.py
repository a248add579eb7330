"""A program that prepares studies with the check in line and beside, and holds the outcomes to each other.

python compared_checks.py DIRECTORY memory|disk random|cases|killed|starved|waiting|drawn|full
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from hypothesis import given, settings
from hypothesis import strategies as st
from random_datasets import datasets
from written_studies import written_study

from kgraph.cli.command_base import Steps
from kgraph.errors import KgraphError, SourceError
from kgraph.held_where import ReadingChoice
from kgraph.pipeline import check_beside, prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kgraph.pipeline.progress import Progress
    from kgraph.study import Study

BASE = "https://example.org/study/t/"
PREFIXES = f"""@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <{BASE}> .
@prefix their: <https://their.example/> .
"""
THEIRS = 'their:a a org:Organization ; skos:prefLabel "A"@en ; org:classification their:kind ; foaf:mbox '
CASES = {
    "kept": f'{PREFIXES} their:a a org:Organization ; skos:prefLabel "A"@en .',
    "left out": f"{PREFIXES} {THEIRS} <mailto:a@their.example> .",
    "broken": f'{PREFIXES} :a a kg:Municipality ; foaf:mbox <mailto:a@e.example> ; skos:prefLabel "A"@en .',
    "lossy": f'{PREFIXES} their:a a org:Organization ; skos:prefLabel "A"@en ; their:b 1.2345678901234567 .',
}
NAMED = ox.NamedNode | ox.DefaultGraph
CAME_TO: list[bool] = []
"""Of each check that was done beside, whether it came to a report."""


def outcome(study: Study, beside: bool, progress: Progress = lambda *_: None) -> tuple[object, ...]:
    """Return all that comes of preparing a study."""
    check_beside.LEAST = 0 if beside else sys.maxsize
    try:
        made = prepare.prepare(study, progress)
    except (KgraphError, RuntimeError) as error:
        return type(error), str(error)
    return (
        *(made.stated, made.documents, made.inferred, made.build_id, made.report, made.losses),
        *(made.graph.content_hash, made.graph.account, list(made.graph.nodes), made.dataset.notes),
        made.dataset.graphs(),
        sorted(map(str, made.dataset.quads())),
    )


def same(study: Study, progress: Progress = lambda *_: None, *, in_line: bool = False) -> tuple[object, ...]:
    """Return the outcome of a study, which is the same either way; or in line both times."""
    one, before = outcome(study, beside=False), len(CAME_TO)
    assert outcome(study, beside=True, progress=progress) == one
    # What cannot be read is not checked.
    assert len(CAME_TO) == before + (one[0] is not SourceError and not in_line)
    assert nothing_left(study.root)
    return one


def nothing_left(root: Path) -> bool:
    """Return whether no statements are left on disk, and no process."""
    gc.collect()
    return not any(root.glob(".kgraph/statements/*")) and not multiprocessing.active_children()


def main(directory: Path, way: str, what: str) -> None:
    """Do what the arguments say."""
    came = check_beside.CheckBeside.report

    def noted(self: check_beside.CheckBeside) -> Any:
        found = came(self)
        CAME_TO.append(found is not None)
        return found

    check_beside.CheckBeside.report = noted  # type: ignore[method-assign]

    def study(text: str, **more: str) -> Study:
        return replace(written_study(directory, {"a.ttl": text, **more}), reading=ReadingChoice.held(way))

    DO[what](directory, way, study)
    sys.stdout.write("done\n")


def random(directory: Path, way: str, _: Callable[..., Study]) -> None:
    """Random statements, of others and of the study's own."""
    drawn: set[type] = set()

    # A process that begins anew takes two seconds.
    @settings(max_examples=30 if way == "memory" else 5, deadline=None, database=None, derandomize=True)
    @given(datasets(), st.sampled_from([BASE, "https://example.org/"]))
    def compare(quads: list[ox.Quad], base: str) -> None:
        # Others are refused when they are read.
        named = [q for q in quads if isinstance(q.graph_name, NAMED) and not isinstance(q.object, ox.Triple)]
        text = ox.serialize(named, format=ox.RdfFormat.N_QUADS).decode()
        study = written_study(directory, {"a.nq": text})
        drawn.add(same(replace(study, base=base, reading=ReadingChoice.held(way)))[0].__class__)

    compare()
    assert drawn == {int, type} or way == "disk"
    assert CAME_TO
    assert all(CAME_TO)


def cases(directory: Path, _: str, study: Callable[..., Study]) -> None:
    """What is left out, broken, lost, or fails while it is mapped or checked."""
    found = {name: same(study(text)) for name, text in CASES.items()}
    assert [len(each) for each in found.values()] == [12, 12, 2, 2]
    assert [note.kind for note in found["left out"][9]] == ["personal-data-omitted"]  # type: ignore[attr-defined]
    assert all(CAME_TO)
    mapped = prepare.map_study

    def failing(*_: object, **__: object) -> None:
        raise RuntimeError("no graph")

    prepare.map_study = failing  # type: ignore[assignment]
    assert same(study(CASES["broken"])) == found["broken"]
    assert same(study(CASES["kept"])) == (RuntimeError, "no graph")
    prepare.map_study = mapped
    (directory / "shapes").mkdir()
    (directory / "shapes" / "s.ttl").write_text("their:S a", encoding="utf-8")
    in_line = outcome(study(CASES["kept"]), beside=False)
    assert "the shapes cannot be read" in str(in_line)
    assert outcome(study(CASES["kept"]), beside=True) == in_line
    assert not CAME_TO[-1]


def killed(_: Path, way: str, study: Callable[..., Study]) -> None:
    """The process that checks is killed."""

    def kill(step: str, *_: object) -> None:
        for process in multiprocessing.active_children() if step.startswith("Inferring") else ():
            os.kill(process.pid or 0, signal.SIGKILL)

    for name in ("kept", "left out", "broken"):
        same(study(CASES[name]), kill)
    assert CAME_TO == [False] * 3
    if way == "disk":
        # It ends before it reads what it is sent, which is more than a pipe holds.
        multiprocessing.set_executable("/bin/false")
        same(
            study("".join(f"@prefix a{n}: <https://e.example/{n}/> .\n" for n in range(9000)) + CASES["kept"])
        )
        assert CAME_TO == [False] * 4


def starved(_: Path, way: str, study: Callable[..., Study]) -> None:
    """There is no memory for the process that checks; only a forked one can be shown less than this."""
    here, checked = os.getpid(), prepare._checked

    def starving(*given: Any, **more: Any) -> Any:
        if os.getpid() != here:
            resource.setrlimit(resource.RLIMIT_AS, (1, 1))
        return checked(*given, **more)

    prepare._checked = starving
    same(study(CASES["left out"]))
    assert CAME_TO == [False]


def waiting(_: Path, way: str, study: Callable[..., Study]) -> None:
    """Tell which process checks, and wait for what comes to this one."""

    def tell(step: str, *_: object) -> None:
        if step.startswith("Inferring"):
            pids = [process.pid for process in multiprocessing.active_children()]
            sys.stdout.write(f"{json.dumps(pids)}\n")
            sys.stdout.flush()
            time.sleep(60)

    outcome(study(CASES["kept"]), beside=True, progress=tell)


def drawn(_: Path, way: str, study: Callable[..., Study]) -> None:
    """Bars are drawn on a terminal by a thread of their own, which is none of the moment of a fork."""
    with Steps(quiet=False) as steps:
        assert threading.active_count() == 2
        same(study(CASES["kept"]), steps)
        assert threading.active_count() == 2
    assert CAME_TO == [True]
    # Any other thread may hold something.
    threading.Thread(target=time.sleep, args=[60], daemon=True).start()
    same(study(CASES["kept"]), in_line=way == "memory")


class Filling:
    """Tells nothing, and fills the disk while a process for the check begins."""

    def __init__(self, directory: Path) -> None:
        self.file = directory / "filling"

    def __call__(self, step: str, *_: object) -> None:
        """Tell nothing."""

    @contextmanager
    def still(self) -> Iterator[None]:
        """Leave no room meanwhile."""
        with self.file.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 512)
            except OSError:
                self.filled = True
        try:
            yield
        finally:
            self.file.unlink()


def full(directory: Path, way: str, study: Callable[..., Study]) -> None:
    """There is no room for the links; the program is given a small disk."""
    filling = Filling(directory)
    refused = outcome(study(CASES["left out"]), beside=True, progress=filling)
    assert filling.filled
    assert "the statements cannot be held on disk: No space left on device" in str(refused)
    assert nothing_left(directory)


DO = {each.__name__: each for each in (random, cases, killed, starved, waiting, drawn, full)}

if __name__ == "__main__":
    # Where the tests run in the background Ctrl-C is ignored, and would be here.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
