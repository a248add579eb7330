"""The command ``doctor``: what is installed, what is missing, and how to mend it."""

from __future__ import annotations

import click

from kgraph.cli.command_base import Context, common_options
from kgraph.cli.output import write_rows
from kgraph.errors import EXIT_FINDINGS


@click.command()
@common_options
def doctor(context: Context) -> None:
    """Show what is installed, which store answers, what is missing and how to mend it.

    Exit code 1 if something that kgraph needs is broken.

    Example: kgraph doctor
    """
    from kgraph.diagnosis import diagnose

    checks = diagnose(context.study_directory, context.store)
    columns = ("part", "state", "found", "mend it with")
    write_rows(columns, [(each.part, each.state, each.detail, each.mend) for each in checks], context.form)
    if any(each.state == "broken" for each in checks):
        raise click.exceptions.Exit(EXIT_FINDINGS)


COMMANDS = (doctor,)
