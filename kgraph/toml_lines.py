"""Where a setting stands in a TOML file: the standard reader does not say, and messages name the line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kgraph.errors import Location

if TYPE_CHECKING:
    from pathlib import Path

_HEADER = re.compile(r"\s*\[+\s*(.+?)\s*\]+\s*(#.*)?$")


def setting_place(path: Path, section: str, word: str = "", shown: str = "") -> Location:
    """Return the place of `word` in a section, else of the section, else of the file.

    Parameters
    ----------
    path : Path
        The file.
    section : str
        Name as in ``networks.mine``; a section below it, ``networks.mine.x``, counts as a part of it.
    word : str
        What to look for in the lines of the section and in its heading.
    shown : str
        What to call the file; its name when absent.
    """
    head = found = None
    inside = False
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines, start=1):
        heading = _HEADER.match(line)
        if heading:
            name = re.sub(r"""["'\s]""", "", heading.group(1))
            inside = name == section or name.startswith(f"{section}.")
            if inside and head is None:
                head = number
        if inside and word and word in line.partition("#")[0] + line[line.find('"') :] and found is None:
            found = number
    return Location(shown or path.name, line=found or head)
