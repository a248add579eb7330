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

Written from the commands' own `--help` by `python tools/cli_reference.py`.

| Exit code | Meaning |
|---|---|
| 0 | done |
| 1 | findings: invalid data, losses |
| 2 | usage: the command line, the study file or a query |
| 3 | the store is unreachable or refuses |
| 4 | interrupted |

`KGRAPH_HEAP` is the largest Java heap of a local server (2g when unset), `NO_COLOR` turns colours off,
`PAGER` shows what is longer than the terminal, and `KGRAPH_TRACEBACK=1` shows the traceback of an internal
error.

## Options of all commands

These are the same for every command below and are not repeated there.

"""


def cell(text: str) -> str:
    """Return `text` as a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


def options_of(command: click.Command, context: click.Context) -> dict[str, str]:
    """Return what a command takes, and what each is for."""
    found = {}
    for parameter in command.get_params(context):
        if isinstance(parameter, click.Argument):
            name = parameter.make_metavar(context)
            found[name] = "Needed." if parameter.required else "May be left out."
            continue
        record = parameter.get_help_record(context)
        if record is not None and "--help" not in record[0]:
            found[record[0]] = record[1]
    return found


def table(rows: dict[str, str]) -> Iterator[str]:
    """Yield the lines of a table."""
    yield "| Option | |"
    yield "|---|---|"
    for name, text in rows.items():
        yield f"| `{cell(name)}` | {cell(text)} |"
    yield ""


def commands(group: click.Group, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    """Yield all commands with their contexts, those of a group after it."""
    for name in sorted(group.commands):
        command = group.commands[name]
        inner = click.Context(command, info_name=name, parent=context)
        yield command, inner
        if isinstance(command, click.Group):
            yield from commands(command, inner)


def page() -> str:
    """Return the page."""
    top = click.Context(kgraph, info_name="kgraph", max_content_width=10_000)
    found = list(commands(kgraph, top))
    shared = options_of(kgraph.commands["status"], found[0][1])
    lines = [HEAD.rstrip("\n"), "", *table(shared)]
    for command, context in found:
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
        own = {name: said for name, said in options_of(command, context).items() if name not in shared}
        if own:
            lines += table(own)
    return "\n".join(lines).rstrip("\n") + "\n"


def main() -> int:
    """Write or check the page."""
    made = page()
    if "--check" in sys.argv:
        return 0 if PAGE.read_text(encoding="utf-8") == made else 1
    PAGE.write_text(made, encoding="utf-8")
    print(PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
