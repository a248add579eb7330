"""What a rebuild says at its end, in lines that a researcher understands."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kgraph.analysis.questions import top_findings
from kgraph.loaders.builds import plan_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kgraph.loaders.sync_plan import SyncPlan
    from kgraph.prepare import Prepared
    from kgraph.rebuild import Rebuilt

FINDINGS_SHOWN = 3


def count(number: int, singular: str, plural: str | None = None) -> str:
    """Return a number with its noun: ``1 file``, ``1,204 statements``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def summary_lines(built: Rebuilt, language: str = "en") -> list[str]:
    """Return the summary of a rebuild: read, checked, stored, found, written.

    Parameters
    ----------
    built : Rebuilt
        What the rebuild did.
    language : {"sv", "en"}
        Language of the findings' sentences.
    """
    seconds = sum(built.prepared.timings.seconds.values())
    title = built.prepared.study.title
    return [
        title.get(language) or next(iter(title.values())),
        "",
        *_sources(built.prepared),
        *_store(built),
        "",
        "Strongest findings",
        *(
            f"  {n}. {text.in_language(language)}"
            for n, text in enumerate(top_findings(built.analysis, FINDINGS_SHOWN), 1)
        ),
        "  How sure each is, and all others: the report, or kgraph analyse.",
        "",
        f"Report  {shown(built.report)}",
        *(f"{'Views' if n == 0 else '':<7} {shown(path)}" for n, path in enumerate(built.views)),
        f"Build   {built.prepared.build_id}, {seconds:.1f} s",
    ]


def dry_run_lines(plan: tuple[Prepared, SyncPlan]) -> list[str]:
    """Return what a rebuild would write to the store."""
    prepared, sync = plan
    return [*_sources(prepared), *plan_lines(sync)]


def shown(path: Path) -> str:
    """Return `path` as the user would type it from the current directory."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def _sources(prepared: Prepared) -> Iterator[str]:
    dataset, report, account = prepared.dataset, prepared.report, prepared.graph.account
    documents = count(prepared.documents, "source document")
    yield (
        f"Read      {count(prepared.stated, 'statement')} from {documents} "
        f"in {count(len(dataset.files), 'file')}; {sum(prepared.inferred.values()):,} inferred by rule"
    )
    found = report.counts()
    verdict = "valid" if report.conforms else "not valid"
    notes = [count(found[kind], kind) for kind in ("violation", "warning") if found[kind]]
    yield f"Checked   {verdict}: {len(report.targets)} shapes, {', '.join(notes) or 'no finding'}"
    altered = [loss for loss in prepared.graph.losses if loss.refusing]
    balance = (
        "all accounted for"
        if account.balanced
        else f"{account.statements - account.accounted} unaccounted for"
    )
    yield f"Mapped    {account.statements:,} statements, {balance}; {count(len(altered), 'loss', 'losses')}"


def _store(built: Rebuilt) -> Iterator[str]:
    graph = built.graph
    nodes, relationships = graph.number_of_nodes(), graph.number_of_edges()
    yield f"Stored    {count(nodes, 'node')} and {count(relationships, 'relationship')} in {built.store}"
    counts = built.synced.counts
    changes = [f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items() if number]
    yield f"          {'; '.join(changes) if changes else 'nothing changed since the last rebuild'}"
    for foreign in built.synced.foreign:
        yield f"          left alone, added by hand: {foreign.kind} {foreign.name} ({foreign.count})"
