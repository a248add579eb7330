"""Decide whether a study must be rebuilt at all.

A rebuild of an unchanged study parses no source, imports no large library and writes nothing: it only
compares digests of the input, of the build's files and of the store (see docs/decisions/0014).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph.errors import UsageError
from kgraph.loaders.sync.altered_values import find_altered, with_altered
from kgraph.loaders.sync.store_state import read_state
from kgraph.loaders.sync.store_sync import is_current
from kgraph.loaders.sync.sync_plan import BuildStamp, find_foreign, make_plan
from kgraph.pipeline.directory import (
    MANIFEST_FILE,
    REPORT_FILE,
    VIEWS_DIRECTORY,
    Rebuilt,
    Results,
    of_the_build,
)
from kgraph.pipeline.inputs import input_digest, stories_digest
from kgraph.pipeline.progress import silent
from kgraph.store.servers.leases import open_store

if TYPE_CHECKING:
    from kgraph.loaders.sync.altered_values import Altered
    from kgraph.loaders.sync.sync_plan import Foreign, SyncPlan
    from kgraph.pipeline.loss_places import PlacedLoss
    from kgraph.pipeline.progress import Progress
    from kgraph.store.connection import Connection
    from kgraph.study import Study


@dataclass(slots=True)
class Planned:
    """The outcome that a rebuild would have.

    Parameters
    ----------
    manifest : dict
        Description of the build's input.
    altered : list of Altered
        Alterations made by hand in the store, which would be undone.
    losses : list of PlacedLoss
        What the graph would show in altered form or not at all.
    plan : SyncPlan or None
        What would be written to the store; None if nothing has changed since the last rebuild.
    foreign : list of Foreign
        Additions made by hand, which would be left alone.
    """

    manifest: dict[str, Any]
    altered: list[Altered]
    losses: list[PlacedLoss]
    plan: SyncPlan | None
    foreign: list[Foreign]


def rebuild(study: Study, store: str | None = None, progress: Progress = silent) -> Rebuilt:
    """Bring store, analysis, views and report up to date with the sources.

    An unchanged study is recognised by its digests and left as it is; any other goes through
    :func:`kgraph.pipeline.full_build.run`. Where only pages or a store are missing, the analysis is kept.

    Parameters
    ----------
    study : Study
        The study.
    store : str, optional
        Store address; the study's own choice when absent.
    progress : callable, optional
        Called with the step, how much of it is done, and how much there is.

    Raises
    ------
    KgraphError
        Any documented failure; one before the sync leaves the store as it was.
    """
    started = time.perf_counter()
    manifest = kept_manifest(study)
    if manifest is None:
        return _run(study, store, progress)
    progress("Comparing with the store", 0, None)
    with open_store(study, store) as connection:
        if not _holds(connection, study, manifest):
            # The store stays open, so that a local server does not start twice.
            return _run(study, store, progress)
        foreign = find_foreign(connection, read_state(connection))
        address = f"{connection.dialect.product} at {connection.address}"
    results = Results(study)
    return Rebuilt(
        study=study,
        manifest=of_the_build(manifest),
        store=address,
        written={},
        foreign=foreign,
        altered=[],
        report=results.path(REPORT_FILE),
        views=[results.path(VIEWS_DIRECTORY) / name for name in manifest["kept"]["views"]],
        seconds=time.perf_counter() - started,
        unchanged=True,
    )


def plan_only(study: Study, store: str | None = None, progress: Progress = silent) -> Planned:
    """Return what a rebuild would do, and do nothing.

    Raises
    ------
    KgraphError
        As for :func:`rebuild`.
    """
    manifest = kept_manifest(study)
    if manifest is None:
        return _planned(study, store, progress)
    progress("Comparing with the store", 0, None)
    with open_store(study, store) as connection:
        if not _holds(connection, study, manifest):
            return _planned(study, store, progress)
        foreign = find_foreign(connection, read_state(connection))
    return Planned(of_the_build(manifest), [], [], None, foreign)


def _run(study: Study, store: str | None, progress: Progress) -> Rebuilt:
    from kgraph.pipeline.full_build import run

    return run(study, store, progress, anew=False)


def _planned(study: Study, store: str | None, progress: Progress) -> Planned:
    from kgraph.pipeline.full_build import describe_input
    from kgraph.pipeline.prepare import prepare

    prepared = prepare(study, progress)
    progress("Comparing with the store", 0, None)
    with open_store(study, store) as connection:
        altered = find_altered(connection, prepared.graph)
        plan = make_plan(connection, prepared.graph, BuildStamp(study.id, build=prepared.build_id))
        plan.foreign = plan.foreign or find_foreign(connection, plan.state)
    plan = with_altered(plan, altered)
    return Planned(describe_input(prepared), altered, prepared.losses, plan, plan.foreign)


def kept_manifest(study: Study) -> dict[str, Any] | None:
    """Return the last build's manifest if its input is unchanged and all its files are as written."""
    results = Results(study)
    try:
        manifest = results.read(MANIFEST_FILE)
    except UsageError:
        return None
    seal = manifest.get("kept")
    if not isinstance(seal, dict) or not seal.get("input"):
        return None
    same = input_digest(study, seal.get("copies", ())) == seal["input"]
    same = same and stories_digest(study) == seal.get("stories")
    return manifest if same and results.intact(manifest) else None


def _holds(connection: Connection, study: Study, manifest: dict[str, Any]) -> bool:
    """Return whether the store holds the build of a manifest, unaltered."""
    seal = manifest["kept"]
    if not is_current(connection, study=study.id, input_digest=seal["input"]):
        return False
    # If nobody has written to the store since, nothing is altered: its content need not be read.
    untouched = seal.get("transaction") and seal["transaction"] == connection.last_transaction()
    return bool(untouched) or not find_altered(connection)
