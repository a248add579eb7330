"""The summary that a rebuild prints, for researchers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from kgraph.loaders.sync.altered_values import altered_text
from kgraph.loaders.sync.sync_plan import UNCHANGED, held_line
from kgraph.pipeline.directory import LOSSES_FILE
from kgraph.pipeline.loss_places import loss_lines
from kgraph.study import STUDY_FILE
from kgraph.words.text import text_from

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kgraph.pipeline.directory import Rebuilt
    from kgraph.pipeline.rebuild import Planned


def count(number: int, singular: str, plural: str | None = None) -> str:
    """Return a number with its noun: ``1 file``, ``1,204 statements``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def summary_lines(built: Rebuilt, language: str = "en") -> list[str]:
    """Return the summary of a rebuild: what was read, checked, stored, found and written.

    Parameters
    ----------
    built : Rebuilt
        The outcome of the rebuild.
    language : {"sv", "en"}
        Language of the findings.
    """
    manifest = built.manifest
    listed = shown(built.study.build / LOSSES_FILE)
    return [
        text_from(manifest["title"], manifest["study"]).in_language(language),
        "",
        *_sources(manifest, f", each with its place: {listed}"),
        *_store(built),
        *(f"          {text.in_language(language)}" for text in built.repaired),
        "",
        "Strongest findings",
        *(f"  {n}. {text[language]}" for n, text in enumerate(manifest["strongest"], 1)),
        "  What would change each, and why not others: the report. All rows: kgraph analyse.",
        "",
        *_networks(manifest["coverage"], language),
        f"Report  {shown(built.report)}",
        *(f"{'Views' if n == 0 else '':<7} {shown(path)}" for n, path in enumerate(built.views)),
        f"Build   {manifest['build']}, {built.seconds:.1f} s",
    ]


def dry_run_lines(planned: Planned) -> list[str]:
    """Return lines on what a rebuild would write to the store."""
    lines = [*_sources(planned.manifest), *(f"          {line}" for line in loss_lines(planned.losses))]
    if planned.plan is None:
        counts = planned.manifest["counts"]
        lines.append(held_line(counts["nodes"], counts["relationships"]))
        lines += [f"left alone: {item.kind} {item.name} ({item.count})" for item in planned.foreign]
        return [*lines, UNCHANGED]
    from kgraph.loaders.sync.build_diff import plan_lines

    if planned.altered:
        lines.append(f"altered by hand, would be put back: {altered_text(planned.altered)}")
    return [*lines, *plan_lines(planned.plan)]


def shown(path: Path) -> str:
    """Return `path` relative to the current directory where it lies inside it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def _sources(manifest: dict[str, Any], listed: str = "") -> Iterator[str]:
    counts, account = manifest["counts"], manifest["account"]
    documents = count(counts["documents"], "source document")
    yield (
        f"Read      {count(counts['statements'], 'statement')} from {documents} "
        f"in {count(counts['files'], 'file')}; {counts['inferred']:,} inferred by rule"
    )
    findings = counts["findings"]
    verdict = "not valid" if findings["violation"] else "valid"
    notes = [count(findings[kind], kind) for kind in ("violation", "warning") if findings[kind]]
    yield f"Checked   {verdict}: {counts['shapes']} shapes, {', '.join(notes) or 'no finding'}"
    missing = account["statements"] - account["accounted"]
    balance = f"{missing} unaccounted for" if missing else "all accounted for"
    refusing = sum(loss["count"] for loss in manifest["losses"] if loss["refusing"])
    others = sum(loss["count"] for loss in manifest["losses"]) - refusing
    lost = count(refusing, "loss", "losses")
    if others:
        lost += f" and {count(others, 'value')} in another form"
    if refusing or others:
        lost += listed
    yield f"Mapped    {account['statements']:,} statements, {balance}; {lost}"


def _networks(coverage: dict[str, Any], language: str) -> Iterator[str]:
    """Yield which networks have data, and what the data has that no network asks about."""
    filled, empty = coverage["filled"], coverage["empty"]
    have = "has" if len(filled) == 1 else "have"
    yield f"Networks  {len(filled)} of {len(filled) + len(empty)} {have} data: {', '.join(filled) or 'none'}"
    if empty:
        yield "          Why the others have none: kgraph analyse"
    if coverage["unasked"]:
        yield "          Relationships in other vocabularies that no network asks about:"
        yield from (f"            {text[language]}" for text in coverage["unasked"])
        yield f"          To ask about the first, paste into {STUDY_FILE}:"
        yield from (f"            {line}" for line in coverage["stanza"].splitlines())
    yield ""


def _store(built: Rebuilt) -> Iterator[str]:
    counts = built.manifest["counts"]
    nodes, relationships = count(counts["nodes"], "node"), count(counts["relationships"], "relationship")
    yield f"Stored    {nodes} and {relationships} in {built.store}"
    changes = [
        f"{count(number, noun.removesuffix('s'))} {verb}"
        for (noun, verb), number in ((name.split("_"), number) for name, number in built.written.items())
        if number
    ]
    yield f"          {'; '.join(changes) if changes else 'nothing changed since the last rebuild'}"
    if built.altered:
        yield f"          put back, altered by hand: {altered_text(built.altered)}"
    for foreign in built.foreign:
        yield f"          left alone, added by hand: {foreign.kind} {foreign.name} ({foreign.count})"
