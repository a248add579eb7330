"""A rebuild that does every step: read, check, sync the store, read it back, analyse, write the pages."""

from __future__ import annotations

import datetime as dt
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from kgraph.analysis.analyse import analyse, top_findings
from kgraph.errors import InterruptedBuildError, PagesMissingError
from kgraph.gc_pause import give_memory_back, search_of_new_objects
from kgraph.loaders.evidence.quotes import LOCAL_COPY
from kgraph.loaders.sync.altered_values import find_altered, mark_altered
from kgraph.loaders.sync.store_state import read_state
from kgraph.loaders.sync.store_sync import sync
from kgraph.loaders.sync.sync_plan import BuildStamp, find_foreign
from kgraph.pipeline.closed_reading import graph_digest, read_and_keep, read_state_and_keep
from kgraph.pipeline.directory import (
    ANALYSIS_FILE,
    LOSSES_FILE,
    MANIFEST_FILE,
    VALIDATION_FILE,
    VIEWS_DIRECTORY,
    BuildContent,
    Rebuilt,
    Results,
    Seal,
)
from kgraph.pipeline.first_load import import_first_load
from kgraph.pipeline.inputs import input_digest, ontology_hash, stories_digest
from kgraph.pipeline.loss_places import loss_counts, losses_csv
from kgraph.pipeline.pages import write_study_report
from kgraph.pipeline.prepare import prepare
from kgraph.pipeline.progress import silent
from kgraph.pipeline.story_answers import story_answers
from kgraph.pipeline.study_choices import networks_of, page_language, settings_of
from kgraph.pipeline.study_stories import stories_of
from kgraph.rdf.persons import LEFT_OUT
from kgraph.store.servers.leases import open_store
from kgraph.version import DISTRIBUTION, VERSION
from kgraph.views.network_page import write_views
from kgraph.views.ontology_words import OntologyWords
from kgraph.views.page_content import PageSetting

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import networkx as nx

    from kgraph.analysis.analysis_results import Analysis
    from kgraph.pipeline.prepare import Prepared, Timings
    from kgraph.pipeline.progress import Progress
    from kgraph.rdf.validation_report import ValidationReport
    from kgraph.study import Study
    from kgraph.views.view_definition import View

_PACKAGES = ("networkx", "rdflib", "pyoxigraph", "pyshacl", "neo4j", "pyvis")

# How many of the strongest findings the manifest keeps for the summary.
_FINDINGS = 3


def run(study: Study, store: str | None = None, progress: Progress = silent, *, anew: bool = True) -> Rebuilt:
    """Do every step of a rebuild, whether or not anything has changed.

    Parameters
    ----------
    study : Study
        The study.
    store : str, optional
        Store address; the study's own choice when absent.
    progress : callable, optional
        Called with the step, how much of it is done, and how much there is.
    anew : bool
        Whether to analyse again what the last build has analysed. The same input makes the same graph in
        any store, so its analysis is the same.

    Raises
    ------
    PagesMissingError
        The store holds the new build, but what is made of it could not be made.
    InterruptedBuildError
        It was interrupted when the store held the new build already.
    KgraphError
        Any other documented failure: the store is as it was.
    """
    reached = _Reached()
    try:
        return _every_step(study, store, progress, reached, anew=anew)
    except KeyboardInterrupt:
        if not reached.stored:
            raise
        raise InterruptedBuildError(reached.stored, first=reached.first) from None
    except Exception as error:
        if not reached.stored:
            raise
        raise PagesMissingError(reached.stored, error) from error


@dataclass(slots=True)
class _Reached:
    """How far a rebuild has come: the build that the store holds, and whether its first report is written."""

    stored: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True)
class _Described:
    """What is said of the input once it is in the store.

    Parameters
    ----------
    study : Study
        The study.
    manifest : dict
        The part of the manifest that is known before the analysis.
    report : ValidationReport
        Findings of the checks.
    losses : bytes
        The table of losses.
    """

    study: Study
    manifest: dict[str, Any]
    report: ValidationReport
    losses: bytes

    @classmethod
    def of(cls, prepared: Prepared) -> _Described:
        """Return what is said of a study that was read, checked and mapped."""
        return cls(prepared.study, describe_input(prepared), prepared.report, losses_csv(prepared.losses))


def _every_step(
    study: Study, store: str | None, progress: Progress, reached: _Reached, *, anew: bool
) -> Rebuilt:
    """Do every step, and note how far it has come."""
    started = _now()
    # What is wrong with the stories is said before anything is done.
    told = stories_of(study)
    before = input_digest(study)
    prepared = prepare(study, progress)
    copies = _copies(prepared)
    # No digest if a file was saved during the reading: nobody knows which of its versions was read.
    digest = input_digest(study, copies) if input_digest(study) == before else ""
    timings = prepared.timings
    if import_first_load(study, store, prepared.graph, progress):
        timings.mark("import")
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
        reached.stored = prepared.build_id
        timings.mark("sync")
        transaction = connection.last_transaction()
        results = Results(study)
        results.keep_graph(prepared.dataset, prepared.build_id)
        described = _Described.of(prepared)
        # The statements and what was mapped of them take more memory than all that follows.
        del prepared
        give_memory_back()
        timings.mark("graph file")
        progress("Reading the store back", 0, None)
        graph = read_and_keep(study, store, connection)
        answers = story_answers(study, told, connection, graph)
        foreign = synced.foreign or find_foreign(connection, read_state(connection))
        read_state_and_keep(study, store, connection, ([], foreign))
        address = f"{connection.dialect.product} at {connection.address}"
        timings.mark("read back")
    kept = None if anew else results.analysis_of(digest)
    run_details = {"timings": timings.seconds, "written": synced.counts}

    def write_first(found: Analysis) -> None:
        """Write views and report before the draws; without a digest, so that a rebuild goes on from here."""
        timings.mark("analyse")
        content, views, _ = _write_pages(described, graph, _told(found), answers, progress, timings)
        seal = Seal("", copies, [view.name for view in views], transaction, stories_digest(study))
        unfinished = {"run": {"started": started, "ended": _now()}}
        results.write(MANIFEST_FILE, results.sealed(content.manifest, run_details | unfinished, seal))
        reached.first = True

    if kept is None:
        analysis, summary = _told(_analysed(study, graph, progress, write_first))
        kept = analysis, {**summary, "graph": graph_digest(graph)}
    timings.mark("analyse")
    content, views, report = _write_pages(described, graph, kept, answers, progress, timings)
    seal = Seal(digest, copies, [view.name for view in views], transaction, stories_digest(study))
    run_details["run"] = {"started": started, "ended": _now()}
    results.write(MANIFEST_FILE, results.sealed(content.manifest, run_details, seal))
    return Rebuilt(
        study=study,
        manifest=content.manifest,
        store=address,
        written=synced.counts,
        foreign=foreign,
        altered=altered,
        report=report,
        views=views,
        seconds=sum(timings.seconds.values()),
    )


def _told(made: Analysis) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what an analysis found, and what the manifest says of it."""
    strongest = [text.to_json() for text in top_findings(made, _FINDINGS)]
    return made.to_json(), {"seed": made.seed, "strongest": strongest, "coverage": made.coverage}


@search_of_new_objects()
def _write_pages(
    described: _Described,
    graph: nx.MultiDiGraph[str],
    found: tuple[dict[str, Any], dict[str, Any]],
    answers: list[View],
    progress: Progress,
    timings: Timings,
) -> tuple[BuildContent, list[Path], Path]:
    """Write the files that are made of the graph; return the build's content, the views and the report."""
    progress("Writing views and report", 0, None)
    study, (analysis, summary) = described.study, found
    results = Results(study)
    manifest = described.manifest | summary
    content = BuildContent(analysis, described.report.to_json(), manifest)
    results.write_by_line(VALIDATION_FILE, content.validation)
    results.write(ANALYSIS_FILE, content.analysis)
    results.write_bytes(LOSSES_FILE, described.losses)
    views = write_views(
        graph,
        results.path(VIEWS_DIRECTORY),
        PageSetting(
            OntologyWords.load().with_data(graph),
            content.analysis,
            manifest,
            persons=study.policy.persons,
            language=page_language(study),
            stories=stories_of(study, graph),
        ),
        answers=answers,
    )
    timings.mark("views")
    report = write_study_report(study, graph, content)
    timings.mark("report")
    return content, views, report


def _analysed(
    study: Study,
    graph: nx.MultiDiGraph[str],
    progress: Progress,
    first: Callable[[Analysis], None],
) -> Analysis:
    return analyse(
        graph,
        definitions=networks_of(study),
        day=study.day,
        first=first,
        settings=settings_of(
            study, progress=lambda step, done, total: progress(f"Analysing: {step}", done, total)
        ),
    )


def _now() -> str:
    """Return the time to the second, as a record of provenance has it."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _copies(prepared: Prepared) -> list[str]:
    """Return the local copies of sources that the data names, whether or not they exist."""
    return sorted({getattr(quad.object, "value", "") for quad in prepared.dataset.quads(None, LOCAL_COPY)})


def describe_input(prepared: Prepared) -> dict[str, Any]:
    """Return the part of a manifest that is known before the analysis; the same for the same input.

    Parameters
    ----------
    prepared : Prepared
        The study, read, checked and mapped.
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
        "versions": {DISTRIBUTION: VERSION}
        | {name: version(name) for name in _PACKAGES}
        | {"python": platform.python_version()},
    }
