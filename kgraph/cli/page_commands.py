"""Commands that write files to look at or hand over: ``view``, ``report``, ``export``."""

from __future__ import annotations

from pathlib import Path

import click

from kgraph.cli.command_base import Context, common_options
from kgraph.errors import UsageError

output_option = click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="The file; default: under build/."
)
language_option = click.option(
    "--language",
    type=click.Choice(("sv", "en")),
    help="Language that the page opens in; default: the study's first.",
)


class ViewCommand(click.Command):
    """A command whose help names the views; they are looked up when somebody asks for help."""

    @property
    def help(self) -> str | None:
        """The help with the names of the views in it."""
        from kgraph.views.view_registry import VIEWS

        # A view with an argument, and the comparison, are asked for in other ways.
        names = [each.name for each in VIEWS.values() if not each.argument and not each.shows_changes]
        return (self._template or "").replace("{views}", f"{', '.join(names[:-1])} or {names[-1]}")

    @help.setter  # noqa: A003
    def help(self, template: str | None) -> None:
        self._template = template


@click.command(cls=ViewCommand, short_help="Write an interactive view as one HTML file.")
@click.argument("name", default="collaboration")
@output_option
@language_option
@click.option(
    "--radius", type=click.IntRange(1, 4), default=2, show_default=True, help="Steps around one node."
)
@click.option("--before", metavar="BUILD", help="Compare with this kept build: added, removed, changed.")
@common_options
def view(
    context: Context, name: str, output: Path | None, language: str | None, radius: int, before: str | None
) -> None:
    """Write an interactive view as one HTML file.

    NAME is {views}; or what a node is called, for the view around it.
    With --before the whole graph is compared with an earlier build; kgraph diff says the same in words.

    Example: kgraph view "Göliska IT"
    """
    from kgraph.node_names import find_node
    from kgraph.pipeline.comparison import kept_graph
    from kgraph.pipeline.directory import ANALYSIS_FILE, MANIFEST_FILE, Results
    from kgraph.pipeline.full_build import page_language
    from kgraph.store.readback import read_graph
    from kgraph.store.servers.leases import open_store
    from kgraph.views.network_page import read_layout, write_view
    from kgraph.views.ontology_words import OntologyWords
    from kgraph.views.page_content import PageSetting
    from kgraph.views.view_definition import ViewRequest
    from kgraph.views.view_registry import VIEWS

    study = context.study()
    with open_store(study, context.store) as connection:
        graph = read_graph(connection)
    chosen, stem = name, name
    earlier = kept_graph(study, before) if before else None
    if earlier is not None:
        chosen, stem = "comparison", f"comparison-{before}"
    elif name not in VIEWS:
        node = find_node(graph, name, VIEWS)
        chosen, stem = f"ego:{node}", f"ego-{node.rstrip('/').rpartition('/')[2]}"
    results = Results(study)
    path = output or study.build / "views" / f"{stem}.html"
    write_view(
        graph,
        ViewRequest(chosen, radius, earlier),
        path,
        PageSetting(
            OntologyWords.load(),
            results.read_if(ANALYSIS_FILE, graph.graph["build"]),
            results.read_if(MANIFEST_FILE, graph.graph["build"]),
            persons=study.policy.persons,
            language=language or page_language(study),
        ),
        positions=read_layout(study.build / "views" / "layout.json").get(chosen),
    )
    click.echo(path)


@click.command()
@output_option
@language_option
@common_options
def report(context: Context, output: Path | None, language: str | None) -> None:
    """Write the report of the last rebuild again, in either language or to another place.

    Example: kgraph report --language en -o report-en.html
    """
    from kgraph.pipeline.directory import ANALYSIS_FILE, MANIFEST_FILE, VALIDATION_FILE, Results
    from kgraph.pipeline.full_build import make_report
    from kgraph.store.readback import read_graph
    from kgraph.store.servers.leases import open_store

    study = context.study()
    with open_store(study, context.store) as connection:
        graph = read_graph(connection)
    results = Results(study)
    analysis, validation, manifest = (
        results.read(n) for n in (ANALYSIS_FILE, VALIDATION_FILE, MANIFEST_FILE)
    )
    if manifest["build"] != graph.graph["build"]:
        raise UsageError(
            f"the store holds build {graph.graph['build']}, the last rebuild here made {manifest['build']}",
            hint="Bring them together with: kgraph rebuild",
        )
    made = make_report(study, graph, results, analysis, validation, manifest, path=output, language=language)
    click.echo(made)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "form_name", help="Format; default: by the file's ending.")
@common_options
def export(context: Context, file: Path, form_name: str | None) -> None:
    """Write what the store holds: .ttl .trig .nq .jsonld .graphml .gexf, or a directory of CSV.

    Example: kgraph export skaraborg.graphml
    """
    from kgraph.loaders.export.graph_export import EXPORTS, export
    from kgraph.store.servers.leases import open_store

    form = form_name or file.suffix.lstrip(".") or "csv"
    if form not in EXPORTS:
        raise UsageError(f"no export called {form!r}", hint=f"Formats: {', '.join(EXPORTS)}.")
    with open_store(context.study(), context.store) as connection:
        for path in export(connection, form, file):
            click.echo(path)


COMMANDS = (view, report, export)
