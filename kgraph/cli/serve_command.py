"""The command ``serve``: the workbench, a local page to ask and look at a study."""

from __future__ import annotations

import click

from kgraph.cli.command_base import Context, common_options


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port on 127.0.0.1; default: 7476, or any that is free.",
)
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
@click.option("--edit", is_flag=True, help="Let the page write to the study's own files, and rebuild.")
@common_options
def serve(context: Context, port: int | None, no_browser: bool, edit: bool) -> None:
    """Open the workbench: a page in your browser to ask the study, and see answers with their evidence.

    It listens on this machine only, behind an address that nobody can guess, and changes nothing unless
    --edit is given. Needs the extra "serve".

    Example: kgraph serve --study studies/skaraborg
    """
    from kgraph.workbench.bench_server import ServerChoice
    from kgraph.workbench.bench_server import serve as run

    with context.open() as study:
        run(study, ServerChoice(context.say, click.echo, port, browser=not no_browser, edit=edit))


COMMANDS = (serve,)
