"""Write rows to a terminal, a pipe or a file: as a table, CSV, JSON, JSON lines or Parquet."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from kgraph.ask.answer_forms import FORMS, cell_exact, drawn, encode
from kgraph.errors import UsageError
from kgraph.store.graph_values import BoltNode, BoltPath, BoltRelationship

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable, Iterable, Sequence

    from rich.console import Console
    from rich.table import Table

    from kgraph.ask.answer import Answer

FORMATS = ("table", *FORMS)
#: Columns narrower than this are unreadable: records are then written one below the other.
NARROWEST = 12


def cell(value: Any) -> str:
    """Return `value` as one cell of a table: lists joined, null empty, nodes as Cypher draws them."""
    if isinstance(value, BoltNode | BoltRelationship | BoltPath):
        return drawn(value)
    if isinstance(value, list | tuple):
        return "; ".join(cell(item) for item in value)
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}" if value != int(value) else f"{value:.0f}"
    return cell_exact(value)


def write_rows(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    form: str,
    *,
    output: pathlib.Path | None = None,
    base: str = "",
) -> None:
    """Write `rows` in the form asked for, to standard output or to a file.

    Parameters
    ----------
    columns : sequence of str
        Headings.
    rows : iterable of sequences
        Values in the order of `columns`.
    form : {"table", "csv", "json", "jsonl", "parquet"}
        Tables fit the terminal; the other forms are for programs.
    output : Path, optional
        A file to write instead of standard output; a table is then written as CSV.
    base : str
        The study's base. A table shows the study's own IRIs without it; the other forms keep them whole.

    Raises
    ------
    UsageError
        Parquet to a terminal, or without the package for it; or a file that cannot be written.
    """
    rows = list(rows)
    if output is None and form == "table":
        shown = [[_short(value, base) for value in row] for row in rows] if base else rows
        _write_table(columns, list(shown))
        return
    content = encode(columns, rows, form)
    if output is None:
        if form == "parquet" and sys.stdout.isatty():
            raise UsageError("Parquet is not text for a terminal", hint="Write a file: -o FILE.parquet")
        click.echo(content, nl=False)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise UsageError(f"cannot write the file: {error.strerror}", where=output) from error
    click.echo(f"{output}: {len(rows)} row{'' if len(rows) == 1 else 's'}", err=True)


def write_answer(
    answer: Answer,
    form: str,
    *,
    say: Callable[[str], None],
    output: pathlib.Path | None = None,
    base: str = "",
) -> None:
    """Write the rows of an answer, then remark on what was left out, misspelt or changed.

    Parameters
    ----------
    answer : Answer
        The answer.
    form, output, base
        As for :func:`write_rows`.
    say : callable
        Writes one remark.
    """
    write_rows(answer.columns, answer.records, form, output=output, base=base)
    if answer.truncated:
        say(f"only the first {len(answer.records)} rows are shown; ask for more with --limit")
    for note in answer.notes:
        say(f"note: {note}")
    if answer.changes:
        changes = (f"{name.replace('_', ' ')} {count}" for name, count in answer.changes.items())
        say(f"changed: {', '.join(changes)}")


def write_json(content: Any) -> None:
    """Write plain values as JSON to standard output."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


def _short(value: Any, base: str) -> Any:
    if isinstance(value, list):
        return [_short(item, base) for item in value]
    return value.removeprefix(base) if isinstance(value, str) and value != base else value


def _write_table(columns: Sequence[str], rows: list[Sequence[Any]]) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        # Lines stay whole in a pipe: there is no width to fit.
        console = Console(highlight=False, width=max(console.width, 200))
    shown = _table(columns, rows)
    if len(columns) * NARROWEST > console.width and _width(console, shown) > console.width:
        shown = _records(columns, rows)
    if console.is_terminal and _height(console, shown) > console.height - 2:
        os.environ.setdefault("LESS", "-FRX")
        with console.pager(styles=False):
            console.print(shown)
    else:
        console.print(shown)
    click.echo(f"({len(rows)} row{'' if len(rows) == 1 else 's'})", err=True)


def _width(console: Console, table: Table) -> int:
    return console.measure(table, options=console.options.update(max_width=10_000)).maximum


def _height(console: Console, table: Table) -> int:
    return len(console.render_lines(table, pad=False))


def _table(columns: Sequence[str], rows: list[Sequence[Any]]) -> Table:
    """Return rows as a table, one column per field."""
    from rich.table import Table
    from rich.text import Text

    table = Table(show_edge=False, pad_edge=False)
    for index, name in enumerate(columns):
        number = bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        table.add_column(Text(name), justify="right" if number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(value)) for value in row))
    return table


def _records(columns: Sequence[str], rows: list[Sequence[Any]]) -> Table:
    """Return rows as a table of two columns: each record downwards, field by field."""
    from rich.table import Table
    from rich.text import Text

    table = Table(show_edge=False, pad_edge=False, show_header=False)
    table.add_column(overflow="fold", no_wrap=True)
    table.add_column(overflow="fold")
    for row in rows:
        for name, value in zip(columns, row, strict=True):
            table.add_row(Text(name), Text(cell(value)))
        table.add_section()
    return table
