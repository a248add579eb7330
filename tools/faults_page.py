"""Write the reference page on faults: kgraph reads each faulty file, and the page shows what it said.

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

Every row below was run: the file in the second column was the only source of a study, and the third column is
what `kgraph rebuild` said, word for word. If one file is faulty, the whole study is refused with exit code 1,
and the store keeps its previous graph. The faults of all files are listed, up to 50 in each. `make docs`
writes this page, and a test runs every row again.

Limits: 2 GiB per file once unpacked; 200 levels of nesting in JSON-LD; no limit of nesting in Turtle and
RDF/XML. Nothing is fetched while reading unless `[policy] network_hosts` names the host. DOCTYPE and ENTITY
are refused in RDF/XML before a parser sees them.
"""
FOOT = """
For data that others made and that breaks a rule, see [RDF that others made](../how-to/foreign-rdf.md).
For a damaged store and processes that do not answer, see
[Check and repair the store](../how-to/repair-store.md).
"""
LONGEST = 700


def run(case: Case, root: Path) -> list[str]:
    """Return what kgraph says about one case, line by line; paths are relative to the study.

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
    return said(case, root)


def said(case: Case, root: Path) -> list[str]:
    """Return what kgraph says about the study in a directory, line by line."""
    try:
        prepared = prepare(load_study(root))
    except SourceError as error:
        faults = [f"{place}: {text}" for place, text in error.problems] or [str(error).splitlines()[0]]
        return [f"refused, exit code {error.exit_code}:", *faults, *(error.hint or "").splitlines()]
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
    texts: set[str] = set()
    for value in values:
        texts.update(str(one) for one in (value if isinstance(value, list) else [value]))
    return texts


def page() -> str:
    """Return the page, made by running every case."""
    lines = [HEAD]
    for fault in FAULTS:
        lines += [f"## {f'{fault.number}. ' if fault.number.isdecimal() else ''}{fault.title}", ""]
        lines += ["| Format | Fault | What kgraph says |", "|---|---|---|"]
        for case in fault.cases:
            with TemporaryDirectory() as directory:
                answer = run(case, Path(directory))
            lines.append(f"| {case.kind} | {code(case.shown)} | {cell(answer)} |")
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n" + FOOT


def cell(lines: list[str]) -> str:
    """Return an answer as a cell of a table."""
    head, *rest = lines
    return "<br>".join([head, *(code(_shorten(line)) for line in rest if line.strip())])


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def code(text: str) -> str:
    """Return text as code within a table."""
    fence = "``" if "`" in text else "`"
    pad = " " if fence == "``" or text != text.strip() else ""
    return f"{fence}{pad}{text.replace('|', chr(92) + '|')}{pad}{fence}"


def main(arguments: list[str]) -> int:
    """Write the page, or with ``--check`` say whether it is up to date."""
    text = page()
    if "--check" in arguments:
        current = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
        if text != current:
            print(f"{PAGE.relative_to(PAGE.parents[2])} is not up to date; run: make docs")
        return int(text != current)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
