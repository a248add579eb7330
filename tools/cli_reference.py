"""Write the reference page on commands from the commands' own help.

Usage: ``python tools/cli_reference.py`` writes ``docs/reference/cli.md``; with ``--check`` it writes nothing
and exits with 1 if the page is not up to date.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgraph.cli import main as kgraph

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "cli.md"
HEAD = """# Commands

`python tools/cli_reference.py` writes this page from the `--help` of each command.

| Exit code | Meaning |
|---|---|
| 0 | done |
| 1 | findings: invalid data, losses |
| 2 | usage: the command line, the study file or a query |
| 3 | the store is unreachable or refuses |
| 4 | interrupted |

`KGRAPH_HEAP` sets the largest Java heap of a local server (default: 2g), and `KGRAPH_LINGER` how many seconds
it stays after its last command (default: what the study says, or 60; 0 stops it at once). `NO_COLOR` turns
colours off, `PAGER` names the program that shows output longer than the terminal, and `KGRAPH_TRACEBACK=1`
shows the traceback of an internal error.

## Options of all commands

Every command below takes these options; they are not repeated there.

"""


def cell(text: str) -> str:
    """Return `text` as a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


def options_of(command: click.Command, context: click.Context) -> dict[str, str]:
    """Return the arguments and options of a command, each with its help."""
    options = {}
    for parameter in command.get_params(context):
        if isinstance(parameter, click.Argument):
            name = parameter.make_metavar(context)
            options[name] = "Required." if parameter.required else "Optional."
            continue
        record = parameter.get_help_record(context)
        if record is not None and "--help" not in record[0]:
            options[record[0]] = record[1]
    return options


def table(rows: dict[str, str]) -> Iterator[str]:
    """Yield the lines of a table."""
    yield "| Option | |"
    yield "|---|---|"
    for name, text in rows.items():
        yield f"| `{cell(name)}` | {cell(text)} |"
    yield ""


def commands(group: click.Group, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    """Yield all commands with their contexts; a group comes before its commands."""
    for name in sorted(group.commands):
        command = group.commands[name]
        inner = click.Context(command, info_name=name, parent=context)
        yield command, inner
        if isinstance(command, click.Group):
            yield from commands(command, inner)


def page() -> str:
    """Return the page."""
    top = click.Context(kgraph, info_name="kgraph", max_content_width=10_000)
    contexts = list(commands(kgraph, top))
    shared = options_of(kgraph.commands["status"], contexts[0][1])
    lines = [HEAD.rstrip("\n"), "", *table(shared)]
    for command, context in contexts:
        text = inspect.cleandoc(command.help or "")
        body, _, example = text.partition("Example:")
        lines += [
            f"## {context.command_path}",
            "",
            " ".join(body.split("\n")).replace("  ", "\n\n").strip(),
            "",
        ]
        if example.strip():
            lines += ["```sh", example.strip(), "```", ""]
        own = {
            name: help_text for name, help_text in options_of(command, context).items() if name not in shared
        }
        if own:
            lines += table(own)
    return "\n".join(lines).rstrip("\n") + "\n"


def main() -> int:
    """Write or check the page; return the exit code."""
    text = page()
    if "--check" in sys.argv:
        return 0 if PAGE.read_text(encoding="utf-8") == text else 1
    PAGE.write_text(text, encoding="utf-8")
    print(PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
