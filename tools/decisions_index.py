"""Write the index of the decisions from the decisions themselves.

Usage: ``python tools/decisions_index.py`` writes ``docs/decisions/index.md``; with ``--check`` it writes
nothing and exits with 1 if the page is not up to date.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

DECISIONS = Path(__file__).resolve().parents[1] / "docs" / "decisions"
PAGE = DECISIONS / "index.md"
SECTIONS = ("Status", "Context", "Decision", "Consequences")
HEAD = """# Decisions

Each page is one decision: its status, why it was needed, what was decided and what follows. The numbers
go by subject: 0001 the ontology, 0010 the property graph, 0020 stores, 0030 reading and checking RDF, 0040
analysis, 0050 views, 0060 formats and identity, 0070 asking and documentation, 0080 the code. The table is
written by `python tools/decisions_index.py`.

| Number | Title | Decision |
|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as the index shows it.

    Parameters
    ----------
    number : str
        Four digits, as in the name of its file.
    title : str
        The heading without the number.
    summary : str
        The first paragraph of its section *Decision*, which is one sentence.
    file : str
        Name of the file.
    """

    number: str
    title: str
    summary: str
    file: str


def read_decision(path: Path) -> Decision:
    """Return the decision in a file.

    Raises
    ------
    ValueError
        The page does not have the form of a decision.
    """
    text = path.read_text(encoding="utf-8")
    heading = re.match(r"# (\d{4}) (.+)\n", text)
    if heading is None or heading[1] != path.name[:4]:
        raise ValueError(f"{path.name}: begin with '# {path.name[:4]} Title'")
    sections = re.findall(r"^## (.+)$", text, re.MULTILINE)
    if tuple(sections) != SECTIONS:
        raise ValueError(f"{path.name}: the sections are {', '.join(SECTIONS)}, not {', '.join(sections)}")
    paragraph = text.split("## Decision\n\n")[1].split("\n\n")[0]
    return Decision(heading[1], heading[2], " ".join(paragraph.split()), path.name)


def decisions() -> list[Decision]:
    """Return all decisions by number."""
    return [read_decision(path) for path in sorted(DECISIONS.glob("[0-9]*.md"))]


def page() -> str:
    """Return the index as Markdown."""
    rows = [f"| {each.number} | [{each.title}]({each.file}) | {each.summary} |\n" for each in decisions()]
    return HEAD + "".join(rows)


def main() -> int:
    """Write or check the page; return the exit code."""
    text = page()
    if "--check" in sys.argv[1:]:
        return int(not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")
    print(PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
