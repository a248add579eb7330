"""The whole way from sources to answers: read, check, sync, read back, analyse, write."""

from __future__ import annotations

import platform
from dataclasses import asdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from kgraph.analysis.analyse import analyse, top_findings
from kgraph.analysis.definitions import network_definitions
from kgraph.analysis.settings import Settings
from kgraph.errors import UsageError
from kgraph.loaders.quotes import LOCAL_COPY
from kgraph.loaders.sync.altered_values import find_altered, mark_altered
from kgraph.loaders.sync.store_state import read_state
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp, find_foreign
from kgraph.pipeline.directory import (
    ANALYSIS_FILE,
    LOSSES_FILE,
    MANIFEST_FILE,
    REPORT_FILE,
    VALIDATION_FILE,
    VIEWS_DIRECTORY,
    Rebuilt,
    Results,
)
from kgraph.pipeline.inputs import DISTRIBUTION, input_digest, ontology_hash
from kgraph.pipeline.loss_places import loss_counts, losses_csv
from kgraph.pipeline.prepare import prepare, silent
from kgraph.rdf.persons import LEFT_OUT
from kgraph.store.readback import read_graph
from kgraph.store.servers.leases import open_store
from kgraph.views.network_page import write_views
from kgraph.views.ontology_words import OntologyWords
from kgraph.views.page_content import PageSetting
from kgraph.views.report import write_report
from kgraph.words.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import networkx as nx

    from kgraph.analysis.definitions import NetworkDefinition
    from kgraph.pipeline.prepare import Prepared, Progress
    from kgraph.study import Study

_PACKAGES = (DISTRIBUTION, "networkx", "rdflib", "pyoxigraph", "pyshacl", "neo4j", "pyvis")

# So many of the strongest findings are kept in the manifest, for the summary.
_FINDINGS = 3


def run(study: Study, store: str | None = None, progress: Progress = silent) -> Rebuilt:
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
    before = input_digest(study)
    prepared = prepare(study, progress)
    copies = _copies(prepared)
    # A file that somebody saved while it was read belongs to no digest.
    digest = input_digest(study, copies) if input_digest(study) == before else ""
    timings = prepared.timings
    with open_store(study, store) as connection:
        timings.mark("open store")
        progress("Comparing with the store", 0, None)
        altered = find_altered(connection, prepared.graph)
        mark_altered(connection, altered)
        timings.mark("verify")
        synced = sync(
            connection,
            prepared.graph,
            BuildStamp(study.id, build=prepared.build_id, input_digest=digest),
            progress=lambda phase, done, total: progress(f"Writing to the store: {phase}", done, total),
        )
        timings.mark("sync")
        transaction = connection.last_transaction()
        progress("Reading the store back", 0, None)
        graph = read_graph(connection)
        foreign = synced.foreign or find_foreign(connection, read_state(connection))
        address = f"{connection.dialect.product} at {connection.address}"
        timings.mark("read back")
    analysis = analyse(
        graph,
        definitions=networks_of(study),
        settings=Settings(
            seed=study.seed,
            replicates=study.replicates,
            progress=lambda step, done, total: progress(f"Analysing: {step}", done, total),
        ),
    )
    timings.mark("analyse")
    progress("Writing views and report", 0, None)
    found, validation = analysis.to_json(), prepared.report.to_json()
    manifest = describe_input(prepared) | {
        "seed": analysis.seed,
        "strongest": [text.to_json() for text in top_findings(analysis, _FINDINGS)],
    }
    results = Results(study)
    results.write(VALIDATION_FILE, validation)
    results.write(ANALYSIS_FILE, found)
    results.write_bytes(LOSSES_FILE, losses_csv(prepared.losses))
    results.keep_graph(prepared.dataset, prepared.build_id)
    views = write_views(
        graph,
        results.path(VIEWS_DIRECTORY),
        PageSetting(
            OntologyWords.load(), found, manifest, persons=study.policy.persons, language=page_language(study)
        ),
    )
    timings.mark("views")
    report = make_report(study, graph, results, found, validation, manifest)
    timings.mark("report")
    of_the_run = {"timings": timings.seconds, "written": synced.counts}
    results.write(MANIFEST_FILE, results.sealed(manifest, of_the_run, digest, copies, views, transaction))
    return Rebuilt(
        study=study,
        manifest=manifest,
        store=address,
        written=synced.counts,
        foreign=foreign,
        altered=altered,
        report=report,
        views=views,
        seconds=sum(timings.seconds.values()),
    )


def _copies(prepared: Prepared) -> list[str]:
    """Return the local copies of sources that the statements name, whether or not they exist."""
    return sorted({getattr(quad.object, "value", "") for quad in prepared.dataset.quads(None, LOCAL_COPY)})


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
    views = results.views() if path is None else []
    return write_report(
        graph,
        path or results.path(REPORT_FILE),
        PageSetting(
            OntologyWords.load(),
            analysis,
            manifest,
            persons=study.policy.persons,
            language=language or page_language(study),
        ),
        validation=validation,
        views=[f"{VIEWS_DIRECTORY}/{view.name}" for view in views],
    )


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


def describe_input(prepared: Prepared) -> dict[str, Any]:
    """Return what a build says of itself before it is analysed; the same for the same input.

    Parameters
    ----------
    prepared : Prepared
        What was read, checked and mapped.
    """
    study, mapped, files = prepared.study, prepared.graph, prepared.dataset.files
    return {
        "title": study.title,
        "study": study.id,
        "build": prepared.build_id,
        "contentHash": mapped.content_hash,
        "command": f"kgraph rebuild --study {study.root.name}",
        "seed": study.seed,
        "inputs": {file.name: file.digest for file in files},
        "ontology": ontology_hash(),
        "counts": {
            "files": len(files),
            "documents": prepared.documents,
            "read": sum(file.statements for file in files),
            "leftOut": sum(note.count for note in prepared.dataset.notes if note.kind in LEFT_OUT),
            "statements": prepared.stated,
            "inferred": sum(prepared.inferred.values()),
            "nodes": len(mapped.nodes),
            "relationships": len(mapped.relationships),
            "shapes": len(prepared.report.targets),
            "findings": prepared.report.counts(),
        },
        "account": asdict(mapped.account) | {"accounted": mapped.account.accounted},
        "losses": loss_counts(prepared.losses),
        "versions": {name: version(name) for name in _PACKAGES} | {"python": platform.python_version()},
    }
