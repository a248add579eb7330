"""Commands that ask: ``query``, ``sparql``, ``schema``, ``explain``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.command_base import Context, common_options, language_option
from kgraph.cli.output import FORMATS, write_answer, write_json, write_rows
from kgraph.errors import UsageError

if TYPE_CHECKING:
    from kgraph.api import OpenStudy
    from kgraph.ask.explanation import Explanation
    from kgraph.ask.prepared import PreparedQuestion

ASK_LIST = "?"
_ONE_WORD = re.compile(r"\s*[\w-]+\s*")


def parse_parameters(pairs: tuple[str, ...]) -> dict[str, Any]:
    """Return ``--param name=value`` pairs as a dict; a value that is readable JSON is parsed."""
    parameters: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.isidentifier():
            raise UsageError(f"--param {pair!r} is not of the form name=value")
        try:
            parameters[name] = json.loads(value)
            json.dumps(parameters[name], ensure_ascii=False).encode()
        except ValueError:
            parameters[name] = value
    return parameters


def query_options(command: Any) -> Any:
    """Add the options that ``query`` and ``sparql`` share."""
    options = (
        click.option(
            "--output",
            "-o",
            type=click.Path(dir_okay=False, path_type=Path),
            help="Write a file: .csv, .json, .jsonl or .parquet.",
        ),
        click.option(
            "--param",
            "pairs",
            multiple=True,
            metavar="NAME=VALUE",
            help="A parameter. In a prepared question any name of a node is enough.",
        ),
        click.option(
            "--ask",
            metavar="NAME",
            is_flag=False,
            flag_value=ASK_LIST,
            help="A prepared question by name; without a name: list them.",
        ),
        click.option(
            "--file",
            "file",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="Read the query from this file.",
        ),
    )
    for option in options:
        command = option(command)
    return command


def form_of(context: Context, output: Path | None) -> str:
    """Return the form to write: by the file's ending, or else ``--format``.

    Raises
    ------
    UsageError
        An ending that names no form, without ``--format``.
    """
    if output is None or context.form != "table":
        return context.form
    ending = output.suffix.lstrip(".").lower()
    if ending not in FORMATS[1:]:
        raise UsageError(
            f"{output.name!r} does not say by its ending what to write",
            hint=f"Endings: {', '.join(f'.{form}' for form in FORMATS[1:])}; or name it with --format.",
        )
    return ending


def query_text(text: str | None, file: Path | None, ask: str | None) -> str:
    """Return the text of a query, from the command line or a file; empty for a prepared question.

    Raises
    ------
    UsageError
        None or several of the three were given, or the file is not text.
    """
    if sum(choice is not None for choice in (text, file, ask)) != 1:
        raise UsageError(
            "give one of: a query, --file FILE, --ask NAME", hint="List the prepared questions: --ask"
        )
    if file is None:
        return text or ""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError("not a text file in UTF-8", where=file) from error


def announced(context: Context, study: OpenStudy, name: str) -> PreparedQuestion:
    """Return a prepared question, after its title was written to standard error."""
    question = study.plain.question(name)
    context.say(question.title["en"])
    return question


def write_questions(context: Context, directory: Path | None) -> None:
    """Write the prepared questions of a study in the form that was asked for."""
    from kgraph.api import list_questions

    columns = ("name", "fråga", "question")
    write_rows(columns, list_questions(directory).select(*columns), context.form)


@click.command()
@click.argument("cypher", required=False)
@query_options
@click.option("--write", is_flag=True, help="Allow the query to change the store.")
@click.option("--explain", is_flag=True, help="Show the plan of the query and do not run it.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=10_000, show_default=True, help="Largest number of rows."
)
@common_options
def query(
    context: Context,
    cypher: str | None,
    file: Path | None,
    ask: str | None,
    pairs: tuple[str, ...],
    output: Path | None,
    write: bool,
    explain: bool,
    limit: int,
) -> None:
    """Ask the store in Cypher; read-only unless --write. CYPHER may be the name of a prepared question.

    Questions of your own are in the study's queries/NAME.cypher.

    Example: kgraph query "MATCH (m:Municipality)-[:MEMBER_OF]->(f) RETURN m.label_sv, f.label_sv"
    """
    if cypher is not None and ask is None and _ONE_WORD.fullmatch(cypher):
        # No query is one word; the name of a question is.
        ask, cypher = cypher.strip(), None
    text = query_text(cypher, file, ask)
    if ask == ASK_LIST:
        write_questions(context, context.study_directory)
        return
    form, parameters = form_of(context, output), parse_parameters(pairs)
    with context.open() as study:
        if ask is not None:
            question = announced(context, study, ask)
            text, parameters = question.cypher, study.plain.values(question, parameters)
        if explain:
            click.echo(study.plain.plan(text, parameters))
            return
        answer = study.plain.query(text, parameters, write=write, limit=limit)
        write_answer(answer, form, say=context.say, output=output, base=study.study.base)


@click.command()
@click.argument("text", metavar="QUERY", required=False)
@query_options
@common_options
def sparql(
    context: Context,
    text: str | None,
    file: Path | None,
    ask: str | None,
    pairs: tuple[str, ...],
    output: Path | None,
) -> None:
    """Ask the study's RDF in SPARQL; the default graph is the union of all sources.

    Example: kgraph sparql "SELECT ?member ?body { ?member org:memberOf ?body }"
    """
    text = query_text(text, file, ask)
    if ask == ASK_LIST:
        write_questions(context, context.study_directory)
        return
    form, parameters = form_of(context, output), parse_parameters(pairs)
    with context.open() as study:
        if ask is not None:
            text = study.plain.sparql_text(announced(context, study, ask), parameters)
        elif parameters:
            raise UsageError(
                "a SPARQL query of your own has no parameters",
                hint="Write the value in the query: VALUES ?x { ... }",
            )
        answer = study.plain.sparql(text)
        write_answer(answer, form, say=context.say, output=output, base=study.study.base)


@click.command()
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw it to a file: .svg, .html, or .mmd (Mermaid text).",
)
@common_options
def schema(context: Context, picture: Path | None) -> None:
    """Show labels, relationship types and properties: what they mean and how many there are.

    Example: kgraph schema --picture schema.svg
    """
    with context.open() as study:
        if picture is not None:
            click.echo(study.draw_schema(picture))
        elif context.form == "json":
            write_json(study.schema_json())
        else:
            answer = study.plain.schema()
            write_rows(answer.columns, answer.records, context.form)


@click.command()
@click.argument("name")
@language_option("of the names of properties in a table")
@common_options
def explain(context: Context, name: str, language: str) -> None:
    """Show everything known about one node or relationship, statement by statement, with its source.

    NAME is a label in either language, an alias, an identifier or an IRI.

    Example: kgraph explain "Göliska IT"
    """
    with context.open() as study:
        explanation = study.explain(name)
    if context.form == "json":
        write_json(explanation.to_json())
        return
    context.say(explanation.heading)
    write_explanation(explanation, context.form, language)


def write_explanation(explanation: Explanation, form: str, language: str = "en") -> None:
    """Write the statements of an explanation: a table in words, other forms by the names of the graph."""
    rows = explanation.told(language) if form == "table" else explanation.rows()
    columns = explanation.columns
    # On a terminal, room is dear: what no source gives has no column.
    sparse = {"paraphrase", "anchor"} if form == "table" else set()
    kept = [i for i, name in enumerate(columns) if name not in sparse or any(row[i] for row in rows)]
    write_rows([columns[i] for i in kept], [[row[i] for i in kept] for row in rows], form)


COMMANDS = (query, sparql, schema, explain)
