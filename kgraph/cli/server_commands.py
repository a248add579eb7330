"""Commands for the local servers: ``db start``, ``stop``, ``status``, ``check`` and ``reset``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kgraph.cli.command_base import Context, Steps, common_options, language_option
from kgraph.cli.output import write_rows
from kgraph.errors import EXIT_FINDINGS

if TYPE_CHECKING:
    from kgraph.store.servers.leases import ServerStatus
    from kgraph.store.servers.store_choice import LocalKind

neo4j_option = click.option(
    "--neo4j", is_flag=True, help="The real Neo4j server instead of the embedded one."
)


def _kind(neo4j: bool) -> LocalKind:
    return "neo4j" if neo4j else "embedded"


@click.group()
def db() -> None:
    """Run a local server that stays: the embedded one, or a real Neo4j.

    Example: kgraph db start --neo4j
    """


@db.command()
@neo4j_option
@common_options
def start(context: Context, neo4j: bool) -> None:
    """Start the study's local server and leave it running.

    Example: kgraph db start
    """
    kind = _kind(neo4j)
    with context.open() as study:
        context.say(f"starting {kind} ...")
        server = study.start_server(kind)
        home = study.study.relative(server.home)
    if server.state is not None:
        state = server.state
        click.echo(f"{kind} answers at {state.uri}, database {state.database}, user {state.username}")
    click.echo(f"Its password stands in {home}/, readable by you alone.")
    click.echo(
        f"Use it with: kgraph query --store {kind} ...   Stop it with: kgraph db stop{' --neo4j' * neo4j}"
    )


@db.command()
@neo4j_option
@common_options
def stop(context: Context, neo4j: bool) -> None:
    """Stop the study's local server.

    Example: kgraph db stop
    """
    kind = _kind(neo4j)
    with context.open() as study:
        stopped = study.stop_server(kind)
    click.echo(f"{kind} stopped" if stopped else f"{kind} was not running")


@db.command()
@common_options
def status(context: Context) -> None:
    """Show which local servers of the study run, and where.

    Example: kgraph db status
    """
    with context.open() as study:
        servers = study.servers()
    rows = [
        (
            server.kind,
            _state_of(server),
            server.state.uri if server.state else "",
            server.state.pid if server.state else server.silent or None,
        )
        for server in servers
    ]
    write_rows(("server", "state", "address", "process"), rows, context.form)


@db.command()
@language_option("of the messages")
@common_options
def check(context: Context, language: str) -> None:
    """Look through the embedded store and say whether it is sound. Exit code 1 if it is damaged.

    Example: kgraph db check
    """
    with context.open() as study:
        sound, texts = study.check_store()
    for text in texts:
        click.echo(text.in_language(language))
    if not sound:
        raise click.exceptions.Exit(EXIT_FINDINGS)


@db.command()
@language_option("of the messages")
@common_options
def reset(context: Context, language: str) -> None:
    """Set the embedded store aside and make a new one from the sources, with what people had added.

    Exit code 0 once the new store is complete; otherwise that of kgraph rebuild, and the old store is back.

    Example: kgraph db reset
    """
    with context.open() as study, Steps(quiet=context.quiet) as steps:
        built = study.reset_store(steps)
    for text in built.repaired:
        click.echo(text.in_language(language))


def _state_of(server: ServerStatus) -> str:
    if server.state is not None:
        return "running" if server.idle is None else f"idle; ends in {server.idle} s"
    if server.silent:
        return "its supervisor does not answer"
    return "killed; the next start tidies up" if server.left_behind else "not running"


COMMANDS = (db,)
