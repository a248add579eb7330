"""An XLSX file that is opened to be changed, and what of it would not survive that."""

from __future__ import annotations

import re
import warnings
import zipfile
from typing import TYPE_CHECKING

import openpyxl

from .newer_lists import add_newer_lists

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook

# Charts, pictures, programs, threads of comments.
_LOST_PARTS = re.compile(
    r"xl/(charts|media|embeddings|ctrlProps|slicers|threadedComments|vbaProject|drawings/drawing)"
)


def lost_parts(path: Path) -> list[str]:
    """Return the parts of a workbook that would be lost if it were changed and saved."""
    with zipfile.ZipFile(path) as archive:
        return sorted(name for name in archive.namelist() if _LOST_PARTS.match(name))


def open_workbook(path: Path) -> Workbook:
    """Return the workbook with formats, rich text, comments, and the drop-down lists that Excel writes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, rich_text=True)
    add_newer_lists(path, book)
    return book
