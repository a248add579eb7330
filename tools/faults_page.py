"""Write the reference page on faults: each is thrown at kgraph, and the page says what came back.

Usage: ``python tools/faults_page.py`` writes ``docs/reference/faults.md``; with ``--check`` it writes nothing
and exits with 1 if the page is not up to date.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from fault_cases import FAULTS, Case

from kgraph.errors import KgraphError, SourceError
from kgraph.loaders.export.csv_tables import protect
from kgraph.pipeline.prepare import describe, prepare
from kgraph.pipeline.summary import count
from kgraph.study import load_study

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgraph.pipeline.prepare import Prepared

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "faults.md"
STUDY = (
    '[study]\nid = "faults"\ntitle = "Faults"\nbase = "https://example.org/study/"\n'
    'languages = ["en", "sv"]\nsources = {}\n'
)
HEAD = """# Faults, and what comes back

Every row below was run: the file in the second column made up a whole study, and the third column is what
`kgraph rebuild` said, word for word. A study with one faulty file is refused whole and the store keeps the
former graph; the exit code is then 1. All faults of all files are listed, up to 50 in a file. `make docs`
writes this page, and a test runs it again.

Limits: 2 GiB per file once unpacked; 200 levels of nesting in JSON-LD; none in Turtle and RDF/XML. Nothing is
fetched while reading unless `[policy] network_hosts` names the host. DOCTYPE and ENTITY are refused in
RDF/XML before a parser sees them.
"""
FOOT = """
How data that others made is treated where it breaks a rule: [RDF that others made](../how-to/foreign-rdf.md).
"""
LONGEST = 700


def run(case: Case, root: Path) -> list[str]:
    """Return what comes back for one case, line by line; paths are relative to the study.

    Parameters
    ----------
    case : Case
        The files.
    root : Path
        An empty directory for them.
    """
    for name, content in case.files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    sources = [name for name in case.files if not name.startswith("shapes/")]
    (root / "study.toml").write_text(STUDY.format(sources), encoding="utf-8")
    try:
        prepared = prepare(load_study(root))
    except SourceError as error:
        told = [f"{place}: {text}" for place, text in error.problems] or [str(error).splitlines()[0]]
        return [f"refused, exit code {error.exit_code}:", *told, *(error.hint or "").splitlines()]
    except KgraphError as error:
        return [f"refused, exit code {error.exit_code}:", *str(error).splitlines()]
    return list(_loaded(case, prepared))


def _loaded(case: Case, prepared: Prepared) -> Iterator[str]:
    yield "loaded:"
    yield from (describe(finding) for finding in prepared.report.findings)
    yield ", ".join(
        (
            count(prepared.stated, "statement"),
            count(len(prepared.graph.nodes), "node"),
            count(len(prepared.graph.relationships), "relationship"),
        )
    )
    if not case.kept:
        return
    items = [*prepared.graph.nodes.values(), *prepared.graph.relationships.values()]
    if not any(case.kept in _texts(item.properties.values()) for item in items):
        raise AssertionError(f"{case.kept!r} was not kept letter for letter")
    yield f"kept letter for letter: {case.kept}"
    if protect(case.kept) != case.kept:
        yield f"in an exported table: {protect(case.kept)}"


def _texts(values: Iterable[object]) -> set[str]:
    found: set[str] = set()
    for value in values:
        found.update(str(one) for one in (value if isinstance(value, list) else [value]))
    return found


def page() -> str:
    """Return the page, made by running every case."""
    lines = [HEAD]
    for fault in FAULTS:
        lines += [f"## {f'{fault.number}. ' if fault.number.isdecimal() else ''}{fault.title}", ""]
        lines += ["| Format | Thrown | Came back |", "|---|---|---|"]
        for case in fault.cases:
            with TemporaryDirectory() as directory:
                came_back = run(case, Path(directory))
            lines.append(f"| {case.kind} | {_code(case.shown)} | {_cell(came_back)} |")
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n" + FOOT


def _cell(lines: list[str]) -> str:
    head, *rest = lines
    return "<br>".join([head, *(_code(_shorten(line)) for line in rest if line.strip())])


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _code(text: str) -> str:
    """Return text as code within a table."""
    fence = "``" if "`" in text else "`"
    pad = " " if fence == "``" or text != text.strip() else ""
    return f"{fence}{pad}{text.replace('|', chr(92) + '|')}{pad}{fence}"


def main(arguments: list[str]) -> int:
    """Write the page, or with ``--check`` say whether it is up to date."""
    made = page()
    if "--check" in arguments:
        current = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
        if made != current:
            print(f"{PAGE.relative_to(PAGE.parents[2])} is not up to date; run: make docs")
        return int(made != current)
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
