"""Write the files for Neo4j Browser: a style with the colours of kgraph's views, and the prepared questions.

Usage: ``python tools/browser_files.py`` writes ``tools/browser/style.grass`` and
``tools/browser/queries/*.cypher``; with ``--check`` it writes nothing and exits with 1 if they are not up to
date.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kgraph.ask.prepared import Question, questions
from kgraph.views.node_style import ORDER, mark

DIRECTORY = Path(__file__).resolve().parent / "browser"
BASE = "https://w3id.org/kgraph/study/skaraborg/"
# Text on a colour: white where that is readable, else black (WCAG 2.2, contrast at least 4.5).
INK, PAPER = "#000000", "#ffffff"
PICTURES = {
    "collaboration": (
        "Who is a member of, hosts or takes part in what",
        "MATCH p = (:Organization)-[:MEMBER_OF|PARTICIPATES_IN|HOSTED_BY|UNIT_OF]->(:Organization) RETURN p",
    ),
    "services": (
        "From provider through system and service to the one that uses it",
        "MATCH p = ()-[:PROVIDES|CONSUMES|OPERATES|REALISED_BY]->() RETURN p",
    ),
    "decisions": (
        "Decisions, who took them and what they concern",
        "MATCH p = (:Decision)-[:DECIDED_BY|AFFECTS|APPROVES]->() RETURN p",
    ),
    "around-one-thing": (
        "Everything within two steps of one thing; write another name in the query",
        "MATCH p = (n {label: 'Göliska IT'})-[*1..2]-(other)\n"
        "WHERE NOT other:Source AND NOT other:Concept\nRETURN p LIMIT 300",
    ),
}


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def text_on(colour: str) -> str:
    """Return the colour of text that can be read on `colour`."""
    return PAPER if 1.05 / (luminance(colour) + 0.05) >= 4.5 else INK


def rule(selector: str, **settings: str) -> str:
    """Return one rule of a GraSS style."""
    lines = [f"  {name.replace('_', '-')}: {value};" for name, value in settings.items()]
    return "\n".join([f"{selector} {{", *lines, "}", ""])


def style() -> str:
    """Return the style, with the most specific labels last, since the last matching rule wins."""
    rules = [
        rule(
            "node",
            diameter="50px",
            color="#8A8F98",
            text_color_internal=INK,
            caption="'{label}'",
            font_size="10px",
        ),
        rule("relationship", color="#A5ABB6", shaft_width="1px", font_size="8px", caption="'<type>'"),
    ]
    for name in reversed(ORDER):
        colour = mark(name).colour
        rules.append(
            rule(
                f"node.{name}",
                color=colour,
                border_color=colour,
                text_color_internal=text_on(colour),
                caption="'{label}'",
            )
        )
    return "\n".join(rules)


def saved(question: Question) -> str:
    """Return a prepared question as Browser can save it: title, parameters, query."""
    lines = [f"// {question.title['en']}", f"// {question.title['sv']}"]
    values = question.values({}, BASE)
    for parameter in question.parameters:
        value = values[parameter.name]
        shown = "null" if value is None else str(value) if parameter.kind == "integer" else f"'{value}'"
        shown = f"date({shown})" if parameter.kind == "date" and value is not None else shown
        lines.append(f":param {parameter.name} => {shown};")
    body = [line for line in question.cypher.splitlines() if not line.startswith("//")]
    return "\n".join([*lines, "\n".join(body).strip().rstrip(";") + ";", ""])


def files() -> dict[str, str]:
    """Return the content of each file by its path below ``tools/browser``."""
    contents = {"style.grass": style()}
    for name, (title, query) in PICTURES.items():
        contents[f"queries/{name}.cypher"] = f"// {title}\n{query};\n"
    for question in questions():
        contents[f"queries/{question.name}.cypher"] = saved(question)
    return contents


def main() -> int:
    """Write or check the files; return the exit code."""
    wanted = files()
    if "--check" in sys.argv:
        existing = {
            path.relative_to(DIRECTORY).as_posix(): path.read_text(encoding="utf-8")
            for path in DIRECTORY.rglob("*")
            if path.is_file()
        }
        return 0 if existing == wanted else 1
    for name, content in wanted.items():
        path = DIRECTORY / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    print(DIRECTORY)
    return 0


if __name__ == "__main__":
    sys.exit(main())
