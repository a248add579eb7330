"""Write rows to the terminal or to a pipe: as a table, CSV, JSON or JSON lines."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FORMATS = ("table", "csv", "json", "jsonl")


def plain(value: Any) -> Any:
    """Return `value` as JSON can carry it: dates and other foreign types as ISO text."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if hasattr(value, "iso_format"):
        return value.iso_format()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value)


def cell(value: Any) -> str:
    """Return `value` as one cell of a table: lists joined, nothing for null."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(cell(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float):
        return f"{value:.4g}" if value != int(value) else f"{value:.0f}"
    return str(value)


def write_rows(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], form: str, *, title: str | None = None
) -> None:
    """Write `rows` to standard output in the form asked for.

    Parameters
    ----------
    columns : sequence of str
        Headings.
    rows : iterable of sequences
        Values in the order of `columns`.
    form : {"table", "csv", "json", "jsonl"}
        Tables fit the terminal; the other forms are for programs.
    title : str, optional
        Heading of a table.
    """
    rows = list(rows)
    if form == "json":
        records = [dict(zip(columns, plain(list(row)), strict=True)) for row in rows]
        click.echo(json.dumps(records, ensure_ascii=False, indent=2))
    elif form == "jsonl":
        for row in rows:
            click.echo(json.dumps(dict(zip(columns, plain(list(row)), strict=True)), ensure_ascii=False))
    elif form == "csv":
        click.echo(to_csv(columns, rows), nl=False)
    else:
        _write_table(columns, rows, title)


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    r"""Return RFC 4180 text with ``\\n`` line ends; the values are raw, not protected against formulas."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([["" if value is None else cell_exact(value) for value in row] for row in rows])
    return text.getvalue()


def cell_exact(value: Any) -> str:
    """Return `value` for a CSV cell, with every digit kept."""
    value = plain(value)
    if isinstance(value, list):
        return "; ".join(cell_exact(item) for item in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _write_table(columns: Sequence[str], rows: list[Sequence[Any]], title: str | None) -> None:
    console = Console(highlight=False)
    table = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    numeric = [
        bool(rows) and all(isinstance(row[i], int | float) for row in rows) for i in range(len(columns))
    ]
    for name, right in zip(columns, numeric, strict=True):
        table.add_column(Text(name), justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(value)) for value in row))
    if console.is_terminal and len(rows) > console.height - 4:
        with console.pager(styles=False):
            console.print(table)
    else:
        if not console.is_terminal:
            # Piped tables keep their lines whole: a reader downstream has no width to fit.
            console = Console(highlight=False, width=max(console.width, 200))
        console.print(table)
    click.echo(f"({len(rows)} row{'' if len(rows) == 1 else 's'})", err=True)
