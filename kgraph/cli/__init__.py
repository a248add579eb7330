"""The commands: each parses, calls one function and prints."""

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
    """Attach the command modules, which import `main`'s helpers and so come last."""
    from kgraph.cli import (
        analysis_commands as analysis,
    )
    from kgraph.cli import (
        doctor_command as doctor,
    )
    from kgraph.cli import (
        page_commands as pages,
    )
    from kgraph.cli import (
        query_commands as query,
    )
    from kgraph.cli import (
        server_commands as database,
    )
    from kgraph.cli import (
        shell_command as shell,
    )
    from kgraph.cli import (
        study_commands as data,
    )

    for module in (data, query, shell, analysis, pages, database, doctor):
        for command in module.COMMANDS:
            main.add_command(command)


_register()
