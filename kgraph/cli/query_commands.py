"""Commands that ask: ``query``, ``sparql``, ``schema``, ``explain``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.command_base import Context, common_options
from kgraph.cli.output import FORMATS, write_rows
from kgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgraph.ask.prepared import Resolve
    from kgraph.store.connection import Connection
    from kgraph.study import Study

ASK_LIST = "?"


def parse_parameters(pairs: tuple[str, ...]) -> dict[str, Any]:
    """Return ``--param name=value`` pairs as a dict; values that are JSON are read as such."""
    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.isidentifier():
            raise UsageError(f"--param {pair!r} is not of the form name=value")
        try:
            found[name] = json.loads(value)
        except json.JSONDecodeError:
            found[name] = value
    return found


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
            help="A parameter; in a prepared question the name of a thing will do for its IRI.",
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
            help="Read the query from here.",
        ),
    )
    for option in options:
        command = option(command)
    return command


def form_of(context: Context, output: Path | None) -> str:
    """Return the form to write: that of the file's ending, else what ``--format`` says.

    Raises
    ------
    UsageError
        A file whose ending names no form, and no ``--format``.
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


def _chosen(text: str | None, file: Path | None, ask: str | None) -> None:
    if sum(choice is not None for choice in (text, file, ask)) != 1:
        raise UsageError(
            "give one of: a query, --file FILE, --ask NAME", hint="List the prepared questions: --ask"
        )


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError("not a text file in UTF-8", where=file) from error


def _list_questions(context: Context) -> None:
    from kgraph.ask.prepared import questions

    rows = [(question.name, question.title["sv"], question.title["en"]) for question in questions()]
    write_rows(("name", "fråga", "question"), rows, context.form)


@click.command()
@click.argument("cypher", required=False)
@query_options
@click.option("--write", is_flag=True, help="Let the query change the store.")
@click.option("--explain", is_flag=True, help="Show the plan; run nothing.")
@click.option("--limit", type=click.IntRange(min=1), default=10_000, show_default=True, help="Rows at most.")
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
    """Ask the store in Cypher; read-only unless --write.

    Example: kgraph query "MATCH (m:Municipality)-[:MEMBER_OF]->(f) RETURN m.label_sv, f.label_sv"
    """
    _chosen(cypher, file, ask)
    if ask == ASK_LIST:
        _list_questions(context)
        return
    from kgraph.store.servers.leases import open_store

    form, study, parameters = form_of(context, output), context.study(), parse_parameters(pairs)
    if file is not None:
        cypher = _read(file)
    with open_store(study, context.store) as connection:
        if ask is not None:
            cypher, parameters = prepared(context, ask, parameters, study, connection)
        if explain:
            click.echo(connection.explain(cypher or "", parameters))
            return
        show_answer(
            context,
            connection,
            cypher or "",
            parameters,
            form,
            write=write,
            limit=limit,
            output=output,
            base=study.base,
        )


def prepared(
    context: Context, ask: str, given: dict[str, Any], study: Study, connection: Connection
) -> tuple[str, dict[str, Any]]:
    """Return the Cypher and the parameters of a prepared question, names of things resolved."""
    from kgraph.ask.prepared import find_question, resolver
    from kgraph.store.readback import read_graph

    question = find_question(ask)
    context.say(question.title["en"])
    resolve: Resolve | None = resolver(read_graph(connection), study.base) if given else None
    return question.cypher, question.values(given, study.base, resolve)


def show_answer(
    context: Context,
    connection: Connection,
    cypher: str,
    parameters: dict[str, Any],
    form: str,
    *,
    write: bool = False,
    limit: int = 10_000,
    output: Path | None = None,
    base: str = "",
) -> None:
    """Run a query and write its rows; then say what it changed, what was cut and what names mean nothing."""
    from kgraph.ask.cypher import ask

    answer = ask(connection, cypher, parameters, write=write, max_rows=limit)
    result = answer.result
    write_rows(result.columns, result.records, form, output=output, base=base)
    if result.truncated:
        context.say(f"only the first {limit} rows are shown; ask for more with --limit")
    for note in answer.notes:
        context.say(f"note: {note}")
    changed = {name: count for name, count in result.counters.items() if count}
    if changed:
        context.say(
            "changed: " + ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in changed.items())
        )


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
    _chosen(text, file, ask)
    if ask == ASK_LIST:
        _list_questions(context)
        return
    from kgraph.ask.prepared import find_question, named_in, resolver
    from kgraph.pipeline.prepare import read_dataset
    from kgraph.rdf.sparql import sparql as run

    form, study, given = form_of(context, output), context.study(), parse_parameters(pairs)
    if given and ask is None:
        raise UsageError(
            "a SPARQL query of your own has no parameters",
            hint="Write the value in the query: VALUES ?x { ... }",
        )
    if file is not None:
        text = _read(file)
    dataset = read_dataset(study)
    if ask is not None:
        question = find_question(ask)
        context.say(question.title["en"])
        resolve = resolver(named_in(dataset, study), study.base) if given else None
        text = question.sparql_with(question.values(given, study.base, resolve))
    columns, rows = run(dataset, text or "")
    plain_rows: list[Sequence[Any]] = [[None if term is None else term.value for term in row] for row in rows]
    write_rows(columns, plain_rows, form, output=output, base=study.base)


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
    from kgraph.ask.schema_tables import HEADINGS, draw, rows_of, schema_graph, schema_json
    from kgraph.store.servers.leases import open_store
    from kgraph.store.store_schema import read_schema

    with open_store(context.study(), context.store) as connection:
        found = read_schema(connection)
        kinds = schema_graph(connection) if picture is not None else None
    if picture is not None and kinds is not None:
        click.echo(draw(kinds, rows_of(found), picture))
    elif context.form == "json":
        click.echo(json.dumps(schema_json(found), ensure_ascii=False, indent=2))
    else:
        write_rows(HEADINGS, rows_of(found), context.form)


@click.command()
@click.argument("name")
@common_options
def explain(context: Context, name: str) -> None:
    """Show everything known about one node or relationship, statement by statement, with its source.

    NAME is a label in either language, an alias, an identifier or an IRI.

    Example: kgraph explain "Göliska IT"
    """
    from kgraph.ask.explanation import explain_name
    from kgraph.store.readback import read_graph
    from kgraph.store.servers.leases import open_store

    with open_store(context.study(), context.store) as connection:
        graph = read_graph(connection)
    found = explain_name(graph, name)
    if context.form == "json":
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
        return
    context.say(found.heading)
    rows = found.rows(repeat=context.form != "table")
    write_rows(("statement", "value", "status", "source", "locator"), rows, context.form)


COMMANDS = (query, sparql, schema, explain)
