"""The commands: each parses its options, calls the API and prints."""

from __future__ import annotations

import click

from kgraph.cli.command_base import Commands


def _show_versions(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from kgraph.diagnosis import versions

        click.echo(versions())
        context.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_versions,
    help="Show versions.",
)
def main() -> None:
    """Build and ask a knowledge graph of collaboration actors and dependencies.

    Sources become RDF with the source of every statement, are checked, put into Neo4j or the embedded store,
    and analysed for bottlenecks and central actors.

    Start with: kgraph new my-study --from skaraborg, then: kgraph rebuild --study my-study
    """


def _register() -> None:
    """Attach the commands of each module."""
    from kgraph.cli import (
        analysis_commands,
        assistant_command,
        doctor_command,
        evidence_commands,
        page_commands,
        query_commands,
        serve_command,
        server_commands,
        shell_command,
        study_commands,
    )

    for module in (
        study_commands,
        query_commands,
        shell_command,
        analysis_commands,
        page_commands,
        serve_command,
        assistant_command,
        evidence_commands,
        server_commands,
        doctor_command,
    ):
        for command in module.COMMANDS:
            main.add_command(command)


_register()
