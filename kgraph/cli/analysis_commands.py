"""Commands that compute: ``analyse`` and ``whatif``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kgraph.cli.command_base import Context, Steps, common_options, language_option
from kgraph.cli.output import write_json, write_rows
from kgraph.errors import UsageError

if TYPE_CHECKING:
    from kgraph.analysis.analysis_results import Analysis
    from kgraph.analysis.kept_results import KeptAnalysis
    from kgraph.analysis.results import Result


@click.command()
@click.argument("question", required=False)
@click.option(
    "--network",
    "networks",
    multiple=True,
    metavar="NAME",
    help="A network to ask about; may be repeated. Default: all.",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="How many rows of each answer to show.",
)
@click.option(
    "--at",
    metavar="DATE",
    help="The day that relationships must hold on, such as 2022-05-09; default: the study's day.",
)
@click.option("--seed", type=int, help="Seed of all draws; default: what the study says.")
@click.option(
    "--draws", type=click.IntRange(min=0), help="How many times what the sources leave open is drawn."
)
@click.option(
    "--engine",
    "engine_name",
    default="auto",
    show_default=True,
    metavar="NAME",
    help="networkx or another backend of it; for figures of single things arrays, or Spark: local[2], "
    "spark://HOST:PORT.",
)
@click.option("--list", "list_only", is_flag=True, help="List the questions and the networks, and stop.")
@click.option("--write-scores", is_flag=True, help="Write the scores to the store, as properties score_...")
@click.option("--anew", is_flag=True, help="Analyse even if nothing has changed since the last build.")
@language_option("of the sentences")
@common_options
def analyse(
    context: Context,
    question: str | None,
    networks: tuple[str, ...],
    top: int,
    at: str | None,
    seed: int | None,
    draws: int | None,
    engine_name: str,
    list_only: bool,
    write_scores: bool,
    anew: bool,
    language: str,
) -> None:
    """Answer who and what is a bottleneck, how sure that is, and on what evidence.

    QUESTION is one of the names that --list shows; without it all are answered. Of a build that is as it was
    made, its own analysis is shown, unless an option asks for another.

    Example: kgraph analyse central-actors --network service-dependency
    """
    if list_only:
        from kgraph.api import list_analyses

        choices = list_analyses(context.study_directory)
        write_rows(choices.columns, choices.records, context.form)
        return
    from kgraph.measure_engines import AUTO, engine, gives_figures

    if gives_figures(engine_name):
        _refuse_beyond_figures(
            engine_name, {question or "": question, "--draws": draws, "--write-scores": write_scores}
        )
        write_thing_figures(context, engine_name, networks, (at, seed, top, language))
        return
    questions = [question] if question else []
    # Another engine makes the same figures, so whoever names one wants them made.
    usual = not (networks or at or write_scores or anew) and engine_name == AUTO
    usual = usual and seed is None and draws is None
    # Findings compete with those of all questions, so the JSON of one question is no part of the whole.
    usual = usual and not (question and context.form == "json")
    with engine(engine_name), context.open() as study:
        kept = study.kept_analysis(*questions) if usual else None
        if kept is not None:
            context.say(f"nothing has changed since build {kept.build}; --anew analyses it again")
            write_analysis(kept, top, language, context)
            return
        with Steps(quiet=context.quiet) as steps:
            analysis = study.analyse(
                *questions,
                networks=networks,
                at=at,
                seed=seed,
                draws=draws,
                progress=steps,
            )
        if write_scores:
            context.say(f"scores kept on {study.write_scores(analysis)} nodes, as score_...")
    write_analysis(analysis, top, language, context)


def write_analysis(analysis: Analysis | KeptAnalysis, top: int, language: str, context: Context) -> None:
    """Write the answers to all questions."""
    if context.form == "json":
        write_json(analysis.to_json())
        return
    if context.form != "table":
        for result in analysis:
            write_result(result, top, language, context)
        return
    # Of a network without data every answer says the same, so it is said once.
    empty = analysis.coverage["empty"]
    for result in analysis:
        if result.network not in empty or result.rows:
            write_result(result, top, language, context)
    for name, why in empty.items():
        click.echo(f"\n[{name}] {why[language]}")
        for note in analysis.networks[name]["notes"]:
            click.echo(f"  note: {note[language]}")
    if analysis.coverage["unasked"]:
        click.echo("\nRelationships in other vocabularies that no network asks about:")
        for text in analysis.coverage["unasked"]:
            click.echo(f"  {text[language]}")
        click.echo(f"To ask about the first, paste into study.toml:\n{analysis.coverage['stanza']}")


def _refuse_beyond_figures(name: str, asked: dict[str, object]) -> None:
    """Refuse by name what an engine does not do that gives figures only."""
    for what, value in asked.items():
        if value not in (None, False):
            raise UsageError(
                f"the engine {name} does not do {what}",
                hint="It gives figures of single things, such as degree, components, core, PageRank and "
                "betweenness, without intervals. For the rest leave --engine out.",
            )


def write_thing_figures(
    context: Context,
    name: str,
    networks: tuple[str, ...],
    choices: tuple[str | None, int | None, int, str],
) -> None:
    """Compute the figures of networks on arrays or Spark and write them: on a terminal the first of each.

    Parameters
    ----------
    context : Context
        The options of all commands.
    name : str
        The engine.
    networks : tuple of str
        Names of networks; all when empty.
    choices : tuple
        The day, the seed, how many rows of each network a terminal shows, and the language.
    """
    from kgraph.measure_engines import figure_table, thing_figures

    at, seed, top, language = choices
    with context.open() as study, Steps(quiet=context.quiet) as steps:
        found = thing_figures(study, name, networks, at=at, seed=seed, progress=steps)
    if context.form != "table":
        write_rows(*figure_table(found, language), context.form)
        return
    for each in found:
        columns, rows = figure_table([each], language)
        click.echo(f"\n[{each.network}]")
        # Neither the network, which stands above, nor addresses.
        write_rows(columns[1:-1], [row[1:-1] for row in rows[:top]], "table")
        if len(rows) > top:
            click.echo(f"  ... {len(rows) - top} more rows; see them with --top")
        for note in each.notes:
            click.echo(f"  note: {note.in_language(language)}")


def write_result(result: Result, top: int, language: str, context: Context) -> None:
    """Write one result: sentences on a terminal, its table in the other forms."""
    if context.form != "table":
        table = result.to_table(language)
        columns = list(dict.fromkeys(key for row in table for key in row))
        write_rows(columns, [[row.get(key) for key in columns] for row in table], context.form)
        return
    click.echo(f"\n{result.title.in_language(language)} [{result.network}]")
    click.echo(f"  {result.definition.in_language(language)}")
    for number, sentence in enumerate(result.told(language)[:top], start=1):
        click.echo(f"  {number}. {sentence}")
    hidden = len(result.rows) - top
    if hidden > 0:
        click.echo(f"  ... {hidden} more rows; see them with --top")
    for note in result.notes:
        click.echo(f"  note: {note.in_language(language)}")


@click.command()
@click.option(
    "--without",
    "names",
    multiple=True,
    required=True,
    metavar="NAME",
    help="A node that is lost; may be repeated.",
)
@click.option("--network", default="service-dependency", show_default=True, help="The network to look at.")
@language_option("of the sentences")
@common_options
def whatif(context: Context, names: tuple[str, ...], network: str, language: str) -> None:
    """Show what stops and who is cut off if something is lost: paths, evidence, and how sure each is.

    Example: kgraph whatif --without "Göliska IT"
    """
    with context.open() as study:
        result = study.whatif(*names, network=network)
    if context.form == "json":
        write_json(result.to_json())
    else:
        write_result(result, len(result.rows) or 1, language, context)


COMMANDS = (analyse, whatif)
