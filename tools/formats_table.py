"""Write the table of source formats into the page on the study file, from the registry of formats.

Usage: ``python tools/formats_table.py``; with ``--check`` it writes nothing and exits with 1 if the table is
not up to date.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kgraph.loaders.formats import registry

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = DOCS / "how-to" / "study-file.md"
START = "<!-- Made by tools/formats_table.py from loaders/formats/registry.py; run: make docs -->\n"
END = "<!-- End of the table of formats -->\n"


def table() -> str:
    """Return the table in Markdown: a row for each format, linked to its guide."""
    rows = ["| Format | Suffixes | Guide |", "|---|---|---|"]
    for entry in registry.FORMATS:
        suffixes = " ".join(f"`{suffix}`" for suffix in entry.suffixes)
        packed = ", also with `.gz`" if entry.gzip else ""
        title = (DOCS / entry.guide).read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        rows.append(f"| {entry.title} | {suffixes}{packed} | [{title}](../{entry.guide}) |")
    return "\n".join(rows) + "\n"


def with_table(page: str) -> str:
    """Return the text of the page with the table between its two marks."""
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n{table()}\n{END}{after}"


def main() -> None:
    """Write the table, or check it."""
    page = PAGE.read_text(encoding="utf-8")
    if "--check" in sys.argv[1:]:
        sys.exit(0 if with_table(page) == page else f"{PAGE.name} is not up to date; run: make docs")
    PAGE.write_text(with_table(page), encoding="utf-8")


if __name__ == "__main__":
    main()
