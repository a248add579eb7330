"""The whole way from sources to answers, as one step that can be run again and again."""

from __future__ import annotations

import platform
from collections import Counter
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from kgraph.analysis.definitions import network_definitions
from kgraph.analysis.questions import analyse
from kgraph.errors import UsageError
from kgraph.loaders.sync import sync
from kgraph.loaders.sync_plan import make_plan
from kgraph.prepare import Prepared, ontology_hash, prepare, silent
from kgraph.rdf.persons import LEFT_OUT
from kgraph.results import (
    ANALYSIS_FILE,
    MANIFEST_FILE,
    REPORT_FILE,
    VALIDATION_FILE,
    VIEWS_DIRECTORY,
    Results,
)
from kgraph.store.read import read_graph
from kgraph.store.servers import open_store
from kgraph.views.network import write_views
from kgraph.views.report import write_report
from kgraph.views.terms import LANGUAGES, Terms

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import networkx as nx

    from kgraph.analysis.definitions import NetworkDefinition
    from kgraph.analysis.results import Analysis
    from kgraph.loaders.sync import SyncReport
    from kgraph.loaders.sync_plan import SyncPlan
    from kgraph.prepare import Progress
    from kgraph.study import Study

_PACKAGES = ("kgraph-collab", "networkx", "rdflib", "pyoxigraph", "pyshacl", "neo4j", "pyvis")


@dataclass(slots=True)
class Rebuilt:
    """What a rebuild did and where its results are.

    Parameters
    ----------
    prepared : Prepared
        What was read, checked and mapped.
    synced : SyncReport
        What was written to the store.
    store : str
        Name and address of the store.
    graph : networkx.MultiDiGraph
        The graph as read back from the store.
    analysis : Analysis
        The answers.
    report : Path
        The report.
    views : list of Path
        The views.
    manifest : dict
        Build id, input hashes, counts, losses, timings, versions.
    """

    prepared: Prepared
    synced: SyncReport
    store: str
    graph: nx.MultiDiGraph[str]
    analysis: Analysis
    report: Path
    views: list[Path]
    manifest: dict[str, Any]


def rebuild(study: Study, store: str | None = None, progress: Progress = silent) -> Rebuilt:
    """Read, check, sync the store, read it back, analyse, and write views and report.

    Parameters
    ----------
    study : Study
        The study.
    store : str, optional
        Store address; the study's own choice when absent.
    progress : callable, optional
        Called with step, done, total.

    Raises
    ------
    KgraphError
        Any of the documented ways to fail; before the sync the store is as it was.
    """
    prepared = prepare(study, progress)
    timings = prepared.timings
    with open_store(study, store) as connection:
        timings.mark("open store")
        synced = sync(
            connection,
            prepared.graph,
            study=study.id,
            build=prepared.build_id,
            progress=lambda phase, done, total: progress(f"Writing to the store: {phase}", done, total),
        )
        timings.mark("sync")
        progress("Reading the store back", 0, None)
        graph = read_graph(connection)
        address = f"{connection.dialect.product} at {connection.address}"
        timings.mark("read back")
    analysis = analyse(
        graph,
        definitions=networks_of(study),
        seed=study.seed,
        replicates=study.replicates,
        progress=lambda step, done, total: progress(f"Analysing: {step}", done, total),
    )
    timings.mark("analyse")
    progress("Writing views and report", 0, None)
    manifest = make_manifest(prepared, graph, analysis.seed)
    found, validation = analysis.to_json(), prepared.report.to_json()
    results = Results(study)
    results.write(VALIDATION_FILE, validation)
    results.write(ANALYSIS_FILE, found)
    results.keep_graph(prepared.dataset, prepared.build_id)
    views = write_views(
        graph,
        results.path(VIEWS_DIRECTORY),
        terms=Terms.load(),
        analysis=found,
        build=manifest,
        persons=study.policy.persons,
        language=page_language(study),
    )
    timings.mark("views")
    report = make_report(study, graph, results, found, validation, manifest)
    timings.mark("report")
    # Only the timings of the file differ between two runs of the same build.
    results.write(MANIFEST_FILE, manifest | {"timings": timings.seconds, "written": synced.counts})
    return Rebuilt(prepared, synced, address, graph, analysis, report, views, manifest)


def make_report(
    study: Study,
    graph: nx.MultiDiGraph[str],
    results: Results,
    analysis: dict[str, Any],
    validation: dict[str, Any],
    manifest: dict[str, Any],
    *,
    path: Path | None = None,
    language: str | None = None,
) -> Path:
    """Write the report of a build and return its path.

    Parameters
    ----------
    path : Path, optional
        Where; ``build/report.html`` when absent, with links to the views beside it.
    language : {"sv", "en"}, optional
        Language that the page opens in; the study's first when absent.
    """
    views = sorted(results.path(VIEWS_DIRECTORY).glob("*.html")) if path is None else []
    return write_report(
        graph,
        path or results.path(REPORT_FILE),
        terms=Terms.load(),
        analysis=analysis,
        validation=validation,
        build=manifest,
        persons=study.policy.persons,
        language=language or page_language(study),
        views=[f"{VIEWS_DIRECTORY}/{view.name}" for view in views],
    )


def plan_only(
    study: Study, store: str | None = None, progress: Progress = silent
) -> tuple[Prepared, SyncPlan]:
    """Return what a rebuild would write, without writing it.

    Raises
    ------
    KgraphError
        As for :func:`rebuild`.
    """
    prepared = prepare(study, progress)
    progress("Comparing with the store", 0, None)
    with open_store(study, store) as connection:
        return prepared, make_plan(connection, prepared.graph, study=study.id, build=prepared.build_id)


def networks_of(study: Study, names: Iterable[str] = ()) -> dict[str, NetworkDefinition]:
    """Return the networks of a study: the shipped ones with its own on top.

    Parameters
    ----------
    study : Study
        The study.
    names : iterable of str
        Which of them; all when empty.

    Raises
    ------
    UsageError
        A name that no network has.
    """
    known = network_definitions(study.networks)
    chosen = tuple(names)
    unknown = sorted(set(chosen) - set(known))
    if unknown:
        raise UsageError(f"unknown network {unknown[0]!r}", hint=f"Networks: {', '.join(known)}.")
    return {name: known[name] for name in chosen} or known


def page_language(study: Study) -> str:
    """Return the language that a study's pages open in: its first that the pages are written in."""
    return next((language for language in study.languages if language in LANGUAGES), LANGUAGES[0])


def make_manifest(prepared: Prepared, graph: nx.MultiDiGraph[str], seed: int) -> dict[str, Any]:
    """Return what a build says of itself; the same for the same input.

    Parameters
    ----------
    prepared : Prepared
        What was read, checked and mapped.
    graph : networkx.MultiDiGraph
        The graph as read back from the store.
    seed : int
        Seed of the analysis.
    """
    study, mapped = prepared.study, prepared.graph
    kinds = Counter(loss.kind for loss in mapped.losses)
    reasons = {loss.kind: loss.reason for loss in mapped.losses}
    return {
        "title": study.title,
        "study": study.id,
        "build": prepared.build_id,
        "contentHash": mapped.content_hash,
        "command": f"kgraph rebuild --study {study.root.name}",
        "seed": seed,
        "inputs": {file.name: file.digest for file in prepared.dataset.files},
        "ontology": ontology_hash(),
        "counts": {
            "files": len(prepared.dataset.files),
            "read": sum(file.statements for file in prepared.dataset.files),
            "leftOut": sum(note.count for note in prepared.dataset.notes if note.kind in LEFT_OUT),
            "statements": prepared.stated,
            "inferred": sum(prepared.inferred.values()),
            "nodes": graph.number_of_nodes(),
            "relationships": graph.number_of_edges(),
            "findings": prepared.report.counts(),
        },
        "account": asdict(mapped.account),
        "losses": [{"kind": kind, "reason": reasons[kind], "count": kinds[kind]} for kind in sorted(kinds)],
        "versions": {name: version(name) for name in _PACKAGES} | {"python": platform.python_version()},
    }
