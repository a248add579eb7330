"""Commands about evidence: anchors of passages made and checked, and how well a study is supported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgraph.cli.command_base import Context, Steps, common_options
from kgraph.cli.output import write_json, write_rows
from kgraph.errors import EXIT_FINDINGS

if TYPE_CHECKING:
    from kgraph.loaders.evidence.anchor_making import MadeAnchor

documents_option = click.option(
    "--documents",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Directory with copies of the documents; default: documents/ in the study.",
)
#: How much of a document is shown on each side of a passage.
AROUND = 60


@click.group()
def evidence() -> None:
    """Make and check the anchors that tie statements to passages of documents.

    Example: kgraph evidence check --documents ~/documents
    """


@evidence.command()
@click.argument("document", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("phrase")
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "csv", "json", "jsonl")),
    default="table",
    show_default=True,
    help="Format of the output.",
)
def anchor(document: Path, phrase: str, form: str) -> None:
    """Print the anchor of a phrase in a document: text, HTML or PDF. Exit code 1 if there is none.

    Words may be left out with three dots: the passage then runs from the first part to the last.

    Example: kgraph evidence anchor documents/minutes.txt "adopts the agreement ... from 2021"
    """
    from kgraph.api import anchors_of_phrase

    found, fault, text = anchors_of_phrase(document, phrase)
    if form == "table":
        for item in found:
            click.echo(f'kg:anchor "{item}"')
            before, after = text[max(0, item.start - AROUND) : item.start], text[item.end : item.end + AROUND]
            passage = text[item.start : item.end]
            click.echo(f"  {before}[{passage}]{after}", err=True)
    else:
        write_rows(("anchor", "start", "end"), [(str(a), a.start, a.end) for a in found], form)
    if fault:
        click.echo(fault, err=True)
    if not found:
        raise click.exceptions.Exit(EXIT_FINDINGS)


@evidence.command()
@click.argument("table", metavar="LIST", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@documents_option
@common_options
def anchors(context: Context, table: Path, documents: Path | None) -> None:
    """Print an anchor for each row of a list: tab-separated, with the columns source, phrase and document.

    Source is the IRI of the document, or its last part. Without a column document, the copy is the file with
    that name. Exit code 1 if a phrase has no anchor.

    Example: kgraph evidence anchors phrases.tsv --documents documents --format csv
    """
    with context.open() as study:
        made = study.anchors_of_list(table, documents)
    _write_made(made, context)


@evidence.command()
@documents_option
@common_options
def fill(context: Context, documents: Path | None) -> None:
    """Put anchors in place of the phrases that the study's files give as: kg:anchor "?phrase".

    The files are changed; a phrase without an anchor stays. Exit code 1 if one stays.

    Example: kgraph evidence fill --documents documents
    """
    with context.open() as study, Steps(quiet=context.quiet) as steps:
        made = study.fill_anchors(documents, steps)
    _write_made(made, context)


@evidence.command()
@documents_option
@common_options
def check(context: Context, documents: Path | None) -> None:
    """Look up every anchor in the copy of its document. Exit code 1 if a passage is not there.

    Found: at its position. Moved: elsewhere in the document. Not found: nowhere. No copy: nothing to look in.

    Example: kgraph evidence check --documents documents
    """
    with context.open() as study, Steps(quiet=context.quiet) as steps:
        checked = study.check_anchors(documents, steps)
    if context.form == "json":
        write_json(checked.to_json())
    else:
        rows = checked.rows()
        if context.form == "table":
            rows = [row for row in rows if row[0] != "found"]
        write_rows(("outcome", "place", "thing", "source", "anchor", "position"), rows, context.form)
    context.say(
        ", ".join(f"{number} {outcome}" for outcome, number in checked.counts().items() if number)
        or "no anchors"
    )
    if not checked.holds:
        raise click.exceptions.Exit(EXIT_FINDINGS)


@evidence.command()
@common_options
def summary(context: Context) -> None:
    """Count what can be walked back: documents with an address, locators that say something, anchors.

    Example: kgraph evidence summary
    """
    with context.open() as study, Steps(quiet=context.quiet) as steps:
        counted = study.evidence_summary(steps)
    write_rows(("what", "number", "of"), counted, context.form)


def _write_made(made: list[MadeAnchor], context: Context) -> None:
    columns = ("place", "source", "phrase", "anchor", "places", "remark")
    rows = [(str(m.place or ""), m.source, m.phrase, m.anchor, m.places, m.fault) for m in made]
    write_rows(columns, rows, context.form)
    lacking = sum(not item.anchor for item in made)
    context.say(f"{len(made) - lacking} of {len(made)} phrases have an anchor")
    if lacking:
        raise click.exceptions.Exit(EXIT_FINDINGS)


COMMANDS = (evidence,)
