"""Commands that ask: ``query``, ``sparql``, ``schema``, ``explain``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.common import Context, common_options
from kgraph.cli.output import plain, write_rows
from kgraph.errors import UsageError

if TYPE_CHECKING:
    from kgraph.store.schema import StoreSchema, Use
    from kgraph.vocabulary import Term

ASK_LIST = "?"
SCHEMA_KINDS = {"label": "node", "type": "relationship"}


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


def words_of(term: Term | None) -> tuple[str, str, str]:
    """Return a term's label in Swedish and English and its English definition; empty where there is none."""
    if term is None:
        return "", "", ""
    return term.labels.get("sv", ""), term.labels.get("en", ""), term.definitions.get("en", "")


def schema_json(found: StoreSchema, terms: dict[tuple[str, str], Term]) -> dict[str, Any]:
    """Return a schema with the words and definitions of the ontology, as JSON values."""

    def described(kind: str, name: str) -> dict[str, Any]:
        term = terms.get((kind, name))
        return {"iri": term.iri, "label": term.labels, "definition": term.definitions} if term else {}

    def uses(kind: str, items: tuple[Use, ...]) -> list[dict[str, Any]]:
        return [
            {
                "name": use.name,
                "count": use.count,
                **described(kind, use.name),
                "properties": [
                    {"key": each.key, "count": each.count, "type": each.kind, **described("key", each.key)}
                    for each in use.properties
                ],
            }
            for use in items
        ]

    return {
        "labels": uses("label", found.labels),
        "relationshipTypes": uses("type", found.types),
        "patterns": [
            {"start": each.start, "type": each.type, "end": each.end, "count": each.count}
            for each in found.patterns
        ],
    }


def query_options(command: Any) -> Any:
    """Add the options that ``query`` and ``sparql`` share."""
    command = click.option("--param", "pairs", multiple=True, metavar="NAME=VALUE", help="A parameter.")(
        command
    )
    command = click.option(
        "--ask",
        metavar="NAME",
        is_flag=False,
        flag_value=ASK_LIST,
        help="A prepared question by name; without a name: list them.",
    )(command)
    return click.option(
        "--file",
        "file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Read the query from here.",
    )(command)


def _chosen(text: str | None, file: Path | None, ask: str | None) -> None:
    if sum(choice is not None for choice in (text, file, ask)) != 1:
        raise UsageError(
            "give one of: a query, --file FILE, --ask NAME", hint="List the prepared questions: --ask"
        )


def _list_questions(context: Context) -> None:
    from kgraph.questions import questions

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
    from kgraph.questions import find_question
    from kgraph.store.servers import open_store

    study = context.study()
    parameters = parse_parameters(pairs)
    if ask is not None:
        question = find_question(ask)
        cypher, parameters = question.cypher, question.values(parameters, study.base)
        context.say(question.title["en"])
    elif file is not None:
        cypher = file.read_text(encoding="utf-8")
    if cypher is None:
        raise UsageError("no query")
    with open_store(study, context.store) as connection:
        if explain:
            click.echo(connection.explain(cypher, parameters))
            return
        result = connection.query(cypher, parameters, write=write, max_rows=limit)
    write_rows(result.columns, result.records, context.form)
    if result.truncated:
        context.say(f"only the first {limit} rows are shown; ask for more with --limit")
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
    context: Context, text: str | None, file: Path | None, ask: str | None, pairs: tuple[str, ...]
) -> None:
    """Ask the study's RDF in SPARQL; the default graph is the union of all sources.

    Example: kgraph sparql "SELECT ?member ?body { ?member org:memberOf ?body }"
    """
    _chosen(text, file, ask)
    if ask == ASK_LIST:
        _list_questions(context)
        return
    from kgraph.prepare import read_dataset
    from kgraph.questions import find_question
    from kgraph.rdf.sparql import sparql as run

    study = context.study()
    if ask is not None:
        question = find_question(ask)
        text = question.sparql_with(question.values(parse_parameters(pairs), study.base))
        context.say(question.title["en"])
    elif file is not None:
        text = file.read_text(encoding="utf-8")
    if text is None:
        raise UsageError("no query")
    columns, rows = run(read_dataset(study), text)
    write_rows(
        columns, [[None if term is None else term.value for term in row] for row in rows], context.form
    )


@click.command()
@common_options
def schema(context: Context) -> None:
    """Show labels, relationship types and properties: what they mean and how many there are.

    Example: kgraph schema --format json
    """
    from kgraph.store.schema import read_schema
    from kgraph.store.servers import open_store
    from kgraph.vocabulary import Vocabulary

    study = context.study()
    with open_store(study, context.store) as connection:
        found = read_schema(connection)
    terms = {(term.kind, term.name): term for term in Vocabulary.load().terms}
    if context.form == "json":
        click.echo(json.dumps(schema_json(found, terms), ensure_ascii=False, indent=2))
        return
    rows = []
    for kind, uses in (("label", found.labels), ("type", found.types)):
        for use in uses:
            term = terms.get((kind, use.name))
            keys = ", ".join(each.key for each in use.properties)
            rows.append((SCHEMA_KINDS[kind], use.name, use.count, *words_of(term), keys))
    write_rows(
        ("kind", "name", "count", "svenska", "english", "definition", "properties"), rows, context.form
    )


@click.command()
@click.argument("name")
@common_options
def explain(context: Context, name: str) -> None:
    """Show everything known about one node, statement by statement, with its source.

    NAME is a label in either language, an alias, an identifier or an IRI.

    Example: kgraph explain "Göliska IT"
    """
    from kgraph.explanation import explain as explained
    from kgraph.names import find_node
    from kgraph.store.read import read_graph
    from kgraph.store.servers import open_store

    study = context.study()
    with open_store(study, context.store) as connection:
        graph = read_graph(connection)
    found = explained(graph, find_node(graph, name))
    if context.form == "json":
        click.echo(json.dumps(plain(found.to_json()), ensure_ascii=False, indent=2))
        return
    context.say(found.heading)
    write_rows(("statement", "value", "status", "source", "locator"), found.rows(), context.form)


COMMANDS = (query, sparql, schema, explain)
