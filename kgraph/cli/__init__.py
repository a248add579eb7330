"""The commands: each parses, calls one function and prints."""

from __future__ import annotations

import click

from kgraph import __version__
from kgraph.cli.common import Commands


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kgraph")
def main() -> None:
    """Build and ask a knowledge graph of collaboration actors and dependencies.

    Sources become RDF with the source of every statement, are checked, put into Neo4j or the embedded store,
    and analysed for bottlenecks and central actors.

    Start with: kgraph new my-study --from skaraborg, then: kgraph rebuild --study my-study
    """


def _register() -> None:
    """Attach the command modules, which import `main`'s helpers and so come last."""
    from kgraph.cli import analysis, data, database, pages, query

    for module in (data, query, analysis, pages, database):
        for command in module.COMMANDS:
            main.add_command(command)


_register()
