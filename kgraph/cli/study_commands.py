"""Commands that make, build, check and migrate a study: ``new``, ``rebuild``, ``validate`` and others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kgraph.cli.command_base import Context, Steps, common_options, language_option
from kgraph.cli.output import write_json, write_rows
from kgraph.errors import EXIT_FINDINGS


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--from", "source", metavar="STUDY", help="Copy a study that comes with kgraph: skaraborg.")
@click.option("--title", help="Title of the study.")
@language_option("of the sheets", default="sv")
@click.option(
    "--tables",
    type=click.Choice(("xlsx", "csv")),
    default="xlsx",
    show_default=True,
    help="File format of the sheets.",
)
@click.option(
    "--from-table",
    "table",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Begin with a table from another system: copy it and write a map of its headings, with guesses.",
)
@click.option(
    "--repository",
    is_flag=True,
    help="Add what a repository needs: checks at each change, published pages, a citation file.",
)
def new(directory: Path, source: str | None, repository: bool, **draft: Any) -> None:
    """Make a new study: spreadsheets with an example that builds as it is, or a copy of the real study.

    Example: kgraph new my-study --from skaraborg
    """
    from kgraph.scaffold import StudyDraft, new_study
    from kgraph.study_repository import write_repository

    written = new_study(directory, StudyDraft(**draft), from_study=source)
    for path in [*written, *(write_repository(directory) if repository else [])]:
        click.echo(path)
    step = "rebuild" if draft["table"] is None else "validate"
    click.echo(f"Next: kgraph {step} --study {directory}", err=True)


statements_option = click.option(
    "--statements",
    type=click.Choice(("memory", "disk")),
    help="Where they are held meanwhile; by default on disk from [reading] disk_from on, which is 100 MB.",
)


@click.command()
@click.option("--dry-run", is_flag=True, help="Show what would change in the store; write nothing.")
@statements_option
@common_options
def rebuild(context: Context, dry_run: bool, statements: str | None) -> None:
    """Bring everything up to date: read, check, sync the store, analyse, write views and report.

    Example: kgraph rebuild --study studies/skaraborg
    """
    from kgraph.pipeline.summary import dry_run_lines, summary_lines

    with context.open() as study, Steps(quiet=context.quiet) as steps:
        if dry_run:
            lines = dry_run_lines(study.plan_rebuild(steps, statements=statements))
        else:
            built = study.rebuild(steps, statements=statements)
            lines = summary_lines(built)
    if context.form == "json" and not dry_run:
        write_json(built.to_json())
        return
    for line in lines:
        click.echo(line)


@click.command()
@language_option("of the messages")
@statements_option
@common_options
def validate(context: Context, language: str, statements: str | None) -> None:
    """Check the sources against the rules; each finding with its place. Exit code 1 if a rule is broken.

    Example: kgraph validate --language sv
    """
    with context.open() as study, Steps(quiet=context.quiet) as steps:
        checked = study.validate(steps, statements=statements)
    if context.form == "table":
        for line in checked.lines(language):
            click.echo(line)
    elif context.form == "json":
        write_json(checked.report.to_json())
    else:
        write_rows(*checked.table(language), context.form)
    for line in checked.summary():
        context.say(line)
    if not checked.report.conforms:
        raise click.exceptions.Exit(EXIT_FINDINGS)


@click.command()
@common_options
def status(context: Context) -> None:
    """Show what the store holds, and whether it is complete and of the last build.

    Example: kgraph status
    """
    with context.open() as study:
        write_rows(("what", "value"), list(study.status().items()), context.form)


@click.command()
@click.argument("before", required=False)
@click.argument("after", required=False)
@common_options
def diff(context: Context, before: str | None, after: str | None) -> None:
    """Show what changed between two builds, in the ontology's terms; by default the last two.

    BEFORE and AFTER are build ids, as kgraph status and the report name them.

    Example: kgraph diff
    """
    with context.open() as study:
        changes = study.changes(before, after)
    if context.form == "table":
        for line in changes.lines():
            click.echo(line)
        if changes.empty:
            click.echo("the builds are the same")
        return
    rows = [
        (each.change, each.kind, each.name, each.key, each.values)
        for each in (*changes.nodes, *changes.relationships)
    ]
    write_rows(("change", "kind", "name", "key", "values"), rows, context.form)


@click.command()
@click.option("--dry-run", is_flag=True, help="Show what would change, line by line; write nothing.")
@language_option("of the messages")
@common_options
def migrate(context: Context, dry_run: bool, language: str) -> None:
    """Rewrite the sources of a study for this version of the ontology; comments and layout stay.

    Turtle, TriG, N-Triples, N-Quads, XLSX, CSV and TSV are changed in place. What a rule cannot decide is
    listed with its place and what to do, and the exit code is then 1.

    Example: kgraph migrate --dry-run
    """
    with context.open() as study:
        migration = study.plan_migration()
    for change in migration.changes:
        for line in change.lines if dry_run else (change.name,):
            click.echo(line)
    if not dry_run:
        migration.apply()
    for place, advice in migration.to_do:
        click.echo(f"{place}: {advice.in_language(language)}")
    context.say(migration.summary(written=not dry_run).in_language(language))
    if migration.to_do:
        raise click.exceptions.Exit(EXIT_FINDINGS)


@click.command()
@click.argument("base", type=click.Path(path_type=Path))
@click.argument("mine", type=click.Path(path_type=Path))
@click.argument("yours", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "out",
    type=click.Path(path_type=Path),
    metavar="OUT",
    help="The merged file; default: MINE-merged.xlsx beside MINE.",
)
@language_option("of the messages and of the sheet of conflicts")
@click.option("--quiet", is_flag=True, help="Print results and errors only.")
def merge(base: Path, mine: Path, yours: Path, out: Path | None, language: str, quiet: bool) -> None:
    """Bring two edited copies of a workbook together: what each changed since BASE, cell by cell.

    BASE is the file as it was before it was copied. Directories of CSV files can be merged in the same way.
    What both changed differently stands on a sheet of its own: choose there, and run the same command again.
    Exit code 0 if all is merged, 1 if conflicts are to be decided, 2 if the files cannot be merged. No study
    is needed.

    Example: kgraph merge base.xlsx anna.xlsx bo.xlsx -o merged.xlsx
    """
    from kgraph.api import merge_books

    merged = merge_books(base, mine, yours, out, language=language)
    for line in merged.conflicts:
        click.echo(line)
    for remark in () if quiet else merged.remarks:
        click.echo(remark.in_language(language), err=True)
    for path in merged.paths:
        click.echo(path)
    if merged.conflicts:
        raise click.exceptions.Exit(EXIT_FINDINGS)


COMMANDS = (new, rebuild, validate, status, diff, migrate, merge)
