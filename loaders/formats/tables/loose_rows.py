"""A row that stands in no file: what it states, read by the rules of the tables of a study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .sheets import Sheet
from .table_books import book_of, study_tables
from .template_tables import read_book

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    import pyoxigraph as ox

    from kgraph.study import Study


def read_loose_row(path: Path, sheet: str, row: dict[str, Any], study: Study) -> list[ox.Quad]:
    """Return the statements of a row.

    Parameters
    ----------
    path : Path
        The file that they are for; what the row says without naming a source goes to the graph of that file.
    sheet : str
        The class that it is of, as a sheet would be called.
    row : dict
        Cells by heading.
    study : Study
        Its other files may be referred to.

    Raises
    ------
    SourceError
        A value that its column does not take; ``problems`` lists all, with the heading of each.
    """
    tables = study_tables(study)
    table = Sheet(study.relative(path), sheet, [(1, list(row)), (2, list(row.values()))], workbook=False)
    book = book_of(path, [table], study, tables.terms)
    return [quad for quad, _ in read_book(book, study, tables)]
