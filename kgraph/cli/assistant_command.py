"""The command ``mcp``: the study as tools for an AI assistant."""

from __future__ import annotations

import click

from kgraph.cli.command_base import Context, common_options, language_option


@click.command()
@click.option("--http", is_flag=True, help="Listen on 127.0.0.1 instead, with a token for each start.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port for --http; default: 7478, or any that is free.",
)
@language_option("of descriptions, claims and remarks")
@common_options
def mcp(context: Context, http: bool, port: int | None, language: str) -> None:
    """Let an AI assistant ask the study, by the Model Context Protocol; it can change nothing.

    An assistant starts this command itself and talks to it over standard input and output. What it asks for
    goes to whoever runs the assistant. Needs the extra "mcp".

    Example: kgraph mcp --study studies/skaraborg
    """
    from kgraph.assistants.mcp_transports import AssistantChoice, serve_assistant

    with context.open() as study:
        serve_assistant(study, AssistantChoice(context.say, click.echo, language, http, port))


COMMANDS = (mcp,)
