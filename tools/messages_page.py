"""Write the reference page on messages: mistakes of a beginner, and what kgraph prints about them.

Usage: ``python tools/messages_page.py`` writes ``docs/reference/messages.md``; with ``--check`` it writes
nothing and exits with 1 if the page is not up to date.
"""

from __future__ import annotations

import re
import sys
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from kgraph.cli import main as main_command
from kgraph.scaffold import new_study

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "messages.md"
HEAD = """# Messages that a beginner meets first

Each message below is what the command above it printed, word for word, in a copy of the Skaraborg study.
`python tools/messages_page.py` writes this page, and a test provokes every message again. A message says what
is wrong, where, and what to do, and never shows a traceback or a password. Exit codes: 0 done, 1 findings,
2 usage, 3 the store, 4 interrupted. Faults in source files have [a page of their own](faults.md).
"""
_ENVIRONMENT: dict[str, str | None] = {
    "COLUMNS": "100",
    **dict.fromkeys(("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE"), None),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A mistake, the command that makes it, and how the command exits.

    Parameters
    ----------
    mistake : str
        The mistake in words, as the page has it.
    command : str
        Arguments as typed in a shell, without ``kgraph``.
    code : int
        Exit code.
    expected : str
        A part of the message.
    edits : dict
        Changes to make first in a fresh copy of the study: file name to (old text, new text). A file that the
        study does not have is made of the new text. Without edits, the rebuilt study is used.
    """

    mistake: str
    command: tuple[str, ...]
    code: int
    expected: str
    edits: dict[str, tuple[str, str]] = field(default_factory=dict)


def _case(
    mistake: str, code: int, expected: str, *command: str, edits: dict[str, tuple[str, str]] | None = None
) -> Case:
    return Case(mistake, command, code, expected, edits or {})


_ID = 'id = "skaraborg"'
CASES: tuple[tuple[str, tuple[Case, ...]], ...] = (
    (
        "The command line",
        (
            _case("No study here", 2, "no study.toml in", "rebuild", "--study", "elsewhere"),
            _case("A misspelt command", 2, "No such command 'rebild'", "rebild"),
            _case("A misspelt option", 2, "No such option", "rebuild", "--studdy", "x"),
            _case("A command without its argument", 2, "Missing argument 'NAME'", "explain"),
            _case("A new study in a directory that is not empty", 2, "not empty", "new", "."),
            _case("A copy of an unknown study", 2, "skaraborg", "new", "x", "--from", "skara"),
            _case(
                "An ending that is no format",
                2,
                "does not say by its ending",
                "query",
                "RETURN 1",
                "-o",
                "x.xls",
            ),
            _case("An unknown export format", 2, "no export called", "export", "skaraborg.xml"),
        ),
    ),
    (
        "The study",
        (
            _case(
                "A misspelt setting",
                2,
                "unknown setting 'titel'",
                "rebuild",
                edits={"study.toml": (_ID, f'{_ID}\ntitel = "x"')},
            ),
            _case(
                "A missing quotation mark",
                2,
                "not TOML",
                "rebuild",
                edits={"study.toml": (_ID, 'id = "skaraborg')},
            ),
            _case(
                "A pattern that matches no file",
                2,
                "no file matches",
                "rebuild",
                edits={"study.toml": ('"data/*.trig"', '"data/*.trigg"')},
            ),
            _case(
                "Turtle with a missing full stop",
                1,
                "data/new.ttl:3",
                "rebuild",
                edits={
                    "study.toml": ('"data/*.trig"', '"data/*.trig", "data/*.ttl"'),
                    "data/new.ttl": (
                        "",
                        "@prefix kg: <https://w3id.org/kgraph/ontology#> .\n"
                        "<https://w3id.org/kgraph/study/skaraborg/x> a kg:Municipality\n"
                        "<https://w3id.org/kgraph/study/skaraborg/y> a kg:Municipality .\n",
                    ),
                },
            ),
            _case(
                "An unknown class",
                1,
                "kgraph has no class of this name",
                "rebuild",
                edits={"data/rescue.trig": ("a kg:JointBoard", "a kg:JointBord")},
            ),
            _case("Comparing when there is only one build", 2, "no earlier build", "diff"),
        ),
    ),
    (
        "Cypher",
        (
            _case("No query", 2, "give one of", "query"),
            _case(
                "A misspelt word of Cypher",
                2,
                "Did you mean RETURN?",
                "query",
                "MATCH (m:Municipality) RETRUN m",
            ),
            _case("A missing bracket", 2, "^", "query", "MATCH (m:Municipality RETURN m.label"),
            _case(
                "A misspelt label",
                0,
                "no label :Municipalty; did you mean Municipality?",
                *("query", "MATCH (m:Municipalty) RETURN m.label"),
            ),
            _case(
                "A misspelt relationship type",
                0,
                "did you mean MEMBER_OF?",
                *("query", "MATCH (m:Municipality)-[:MEMBER]->(f) RETURN m.label"),
            ),
            _case(
                "A misspelt property",
                0,
                "no property organisationNumer",
                *("query", "MATCH (m:Municipality {label: 'Vara kommun'}) RETURN m.organisationNumer"),
            ),
            _case(
                "A missing value",
                2,
                "--param name=VALUE",
                *("query", "MATCH (m:Municipality {label: $name}) RETURN m.label"),
            ),
            _case(
                "An unknown function",
                2,
                "lenght",
                "query",
                "MATCH (m:Municipality) RETURN lenght(m.label)",
            ),
            _case(
                "A query that would change the store",
                2,
                "would change the store (DELETE)",
                *("query", "MATCH (n:Municipality) DELETE n"),
            ),
            _case("An unknown prepared question", 2, "no prepared question", "query", "--ask", "cq99"),
            _case(
                "An unknown parameter of a question",
                2,
                "has no parameter 'town'",
                *("query", "--ask", "cq06", "--param", "town=Vara"),
            ),
            _case(
                "A date in words",
                2,
                "a date such as",
                *("query", "--ask", "cq02", "--param", "date=June"),
            ),
            _case(
                "A parameter without a value", 2, "name=value", "query", "--ask", "cq02", "--param", "date"
            ),
        ),
    ),
    (
        "SPARQL",
        (
            _case("An undeclared prefix", 2, "prefix", "sparql", "SELECT ?m { ?m a kgr:Municipality }"),
            _case("An update in SPARQL", 2, "", "sparql", "DELETE WHERE { ?s ?p ?o }"),
        ),
    ),
    (
        "Names",
        (
            _case("A misspelt name", 2, "Did you mean: Göliska IT", "explain", "Golska IT"),
            _case(
                "A misspelt name as a parameter",
                2,
                "Did you mean: Vara kommun",
                *("query", "--ask", "cq06", "--param", "municipality=Varra kommun"),
            ),
            _case("An unknown view", 2, "nothing in the graph is called", "view", "colaboration"),
            _case(
                "A thing outside the network",
                2,
                "is not in the network",
                *("whatif", "--without", "Vinnova", "--network", "service-dependency"),
            ),
            _case(
                "An unknown network",
                2,
                "unknown network",
                *("whatif", "--without", "Göliska IT", "--network", "services"),
            ),
            _case("An unknown question of the analysis", 2, "centrality", "analyse", "centrality"),
        ),
    ),
    (
        "The store",
        (
            _case(
                "No server at the address",
                3,
                "no server at this address",
                "status",
                "--store",
                "bolt://127.0.0.1:1",
            ),
            _case(
                "An address of the wrong kind",
                3,
                "not a store address",
                "status",
                "--store",
                "http://localhost",
            ),
            _case(
                "A password in the address",
                3,
                "holds a username or password",
                *("status", "--store", "bolt://neo4j:secret@localhost:7687"),
            ),
            _case(
                "Nothing rebuilt yet",
                3,
                "kgraph rebuild",
                "explain",
                "Göliska IT",
                edits={"note.txt": ("", "")},
            ),
        ),
    ),
)


def shown(command: tuple[str, ...]) -> str:
    """Return a command as it is typed."""
    words = [f'"{word}"' if re.search(r"[\s(){}?;]", word) or not word else word for word in command]
    return " ".join(["kgraph", *words])


def provoke(case: Case, rebuilt: Path, scratch: Path) -> tuple[int, str]:
    """Return the exit code and the message of a case, with the paths of this machine removed.

    Parameters
    ----------
    case : Case
        The mistake.
    rebuilt : Path
        A rebuilt copy of the study.
    scratch : Path
        A directory for changed copies.
    """
    study = rebuilt
    if case.edits:
        study = scratch / re.sub(r"\W+", "-", case.mistake)
        copytree(_fresh(scratch), study)
        for name, (old, new) in case.edits.items():
            path = study / name
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            if old not in text:
                raise ValueError(f"{case.mistake}: {name} does not hold {old!r}")
            path.write_text(text.replace(old, new, 1) if old else new, encoding="utf-8")
    with chdir(study):
        done = CliRunner(env=_ENVIRONMENT).invoke(main_command, case.command, prog_name="kgraph")
    text = done.stderr if done.stderr.strip() else done.stdout
    # Lines of progress and counts of rows are no part of the message.
    lines = [
        line for line in text.splitlines() if not line.endswith(" ...") and not re.match(r"\(\d+ row", line)
    ]
    message = "\n".join(lines).strip().replace(f"{study.resolve()}/", "")
    return done.exit_code, message.replace(str(study.resolve()), "my-study")


def _fresh(scratch: Path) -> Path:
    path = scratch / "fresh"
    if not path.exists():
        new_study(path, from_study="skaraborg")
    return path


def rebuilt_study(root: Path) -> Path:
    """Return a rebuilt copy of the Skaraborg study, with few draws and its server left running."""
    study = root / "my-study"
    new_study(study, from_study="skaraborg")
    settings = study / "study.toml"
    text = re.sub(r"draws = \d+", "draws = 2", settings.read_text(encoding="utf-8"))
    settings.write_text(text, encoding="utf-8")
    with chdir(study):
        for command in (["db", "start"], ["rebuild", "--quiet"]):
            done = CliRunner(env=_ENVIRONMENT).invoke(main_command, command)
            if done.exit_code:
                raise RuntimeError(done.stderr)
    return study


def stop(study: Path) -> None:
    """Stop the server of a study."""
    with chdir(study):
        CliRunner(env=_ENVIRONMENT).invoke(main_command, ["db", "stop"])


def entry(case: Case, code: int, message: str) -> str:
    """Return the entry of the page on one case."""
    return f"**{case.mistake}** (exit code {code})\n\n```text\n$ {shown(case.command)}\n{message}\n```\n"


def page(rebuilt: Path, scratch: Path) -> str:
    """Return the page."""
    parts = [HEAD]
    for heading, cases in CASES:
        parts.append(f"## {heading}\n")
        parts += [entry(case, *provoke(case, rebuilt, scratch)) for case in cases]
    return "\n".join(parts)


def main() -> int:
    """Write or check the page; return the exit code."""
    with TemporaryDirectory() as directory:
        root = Path(directory)
        study = rebuilt_study(root)
        try:
            text = page(study, root / "scratch")
        finally:
            stop(study)
    if "--check" in sys.argv:
        return 0 if PAGE.read_text(encoding="utf-8") == text else 1
    PAGE.write_text(text, encoding="utf-8")
    print(PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
