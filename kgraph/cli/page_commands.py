"""Commands that write what is looked at or handed over: views, figures, the report, exports and packages."""

from __future__ import annotations

from pathlib import Path

import click

from kgraph.cli.command_base import Context, Steps, common_options, language_option
from kgraph.cli.output import write_json
from kgraph.errors import EXIT_FINDINGS

output_option = click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="The file; default: under build/."
)
page_language_option = language_option("that the page opens in", default=None)
radius_option = click.option(
    "--radius", type=click.IntRange(1, 4), default=2, show_default=True, help="Steps around one node."
)


class ViewCommand(click.Command):
    """A command whose help names the views; they are looked up when somebody asks for help."""

    @property
    def help(self) -> str | None:
        """The help with the names of the views in it."""
        from kgraph.api import view_names

        names = view_names()
        return (self._template or "").replace("{views}", f"{', '.join(names[:-1])} or {names[-1]}")

    @help.setter  # noqa: A003
    def help(self, template: str | None) -> None:
        """Set the template of the help; ``{views}`` stands for the names."""
        self._template = template


@click.command(cls=ViewCommand, short_help="Write an interactive view as one HTML file.")
@click.argument("name", default="collaboration")
@output_option
@page_language_option
@radius_option
@click.option("--before", metavar="BUILD", help="Compare with this kept build: added, removed, changed.")
@common_options
def view(
    context: Context, name: str, output: Path | None, language: str | None, radius: int, before: str | None
) -> None:
    """Write an interactive view as one HTML file.

    NAME is {views}; or any name of a node, for the view around it.
    With --before the whole graph is compared with an earlier build; kgraph diff says the same in words.

    Example: kgraph view "Göliska IT"
    """
    with context.open() as study:
        click.echo(study.write_view(name, output, radius=radius, language=language, before=before))


@click.command(cls=ViewCommand, short_help="Write a view as SVG and PDF for a slide or a paper.")
@click.argument("name", default="collaboration")
@click.option(
    "--shape",
    type=click.Choice(["16:9", "column"]),
    default="16:9",
    show_default=True,
    help="A slide, or a column of a paper (89 mm).",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="One .svg or .pdf file; default: both under build/views/.",
)
@language_option("of names and legend", default=None)
@radius_option
@common_options
def figure(
    context: Context, name: str, shape: str, output: Path | None, language: str | None, radius: int
) -> None:
    """Write a view as SVG and PDF for a slide or a paper.

    NAME is {views}; or any name of a node, for the view around it. Letters are paths in the SVG and embedded
    fonts in the PDF. The same build gives the same bytes.

    Example: kgraph figure services --shape column -o services.pdf
    """
    with context.open() as study:
        for path in study.write_figures(name, shape, output, radius=radius, language=language):
            click.echo(path)


@click.command()
@output_option
@page_language_option
@common_options
def report(context: Context, output: Path | None, language: str | None) -> None:
    """Write the report of the last rebuild again, in either language or to another place.

    Example: kgraph report --language en -o report-en.html
    """
    with context.open() as study:
        click.echo(study.write_report(output, language=language))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "form_name", help="Format; default: by the file's ending.")
@click.option(
    "--annotations", is_flag=True, help="Write evidence as annotated triples of RDF 1.2 (.ttl .trig .nt .nq)."
)
@language_option("of a workbook's sheets and headings", default=None)
@common_options
def export(
    context: Context, file: Path, form_name: str | None, annotations: bool, language: str | None
) -> None:
    """Write what the store holds: .ttl .trig .nt .nq .jsonld .graphml .gexf .xlsx, or a directory of CSV.

    .xlsx has the sheets of the template. What a workbook cannot hold is listed and written beside it, as
    FILE.rest.trig. --as cpsv-ap writes the services by the EU's profile for public services, --as neo4j-csv a
    directory for neo4j-admin. A file that ends in .ftm.json gets organisations, ownership and memberships as
    entities of FollowTheMoney; one that ends in .sssom.tsv the decisions on who is who, with --as
    sssom-alignments the alignments of the ontology.

    Example: kgraph export skaraborg.xlsx
    """
    with context.open() as study:
        paths = study.export(
            file,
            form_name,
            annotations=annotations,
            language=language,
            say=lambda line: context.say(line.in_language(language or "en")),
        )
    for path in paths:
        click.echo(path)


@click.command()
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    metavar="DIR|FILE.zip",
    help="A new directory or a ZIP file; default: a ZIP file under build/.",
)
@click.option(
    "--with-sources",
    is_flag=True,
    help="Put in all sources, whatever their licence and whoever they name; not for handing on.",
)
@click.option(
    "--check",
    "checked",
    type=click.Path(path_type=Path),
    metavar="DIR|FILE.zip",
    help="Check a package instead: its files, and the content hash that it rebuilds to.",
)
@language_option("of the messages")
@common_options
def package(
    context: Context, output: Path | None, with_sources: bool, checked: Path | None, language: str
) -> None:
    """Write a research package of the last build, which rebuilds to the same content.

    It is an RO-Crate with the sources that may be handed on, settings, results and ontology, described in
    DCAT and PROV, with the digest of every file. Exit code 1 if a checked package is not as it was made.

    Example: kgraph package -o skaraborg.zip
    """
    if checked is not None:
        _check_package(context, checked, language)
        return
    with context.open() as study:
        made = study.package(output, with_sources=with_sources)
    click.echo(made.path)
    for line in made.lines():
        context.say(line.in_language(language))


def _check_package(context: Context, path: Path, language: str) -> None:
    from kgraph.api import check_package

    with Steps(quiet=context.quiet) as steps:
        check = check_package(path, steps)
    if context.form == "json":
        write_json(check.to_json())
    else:
        for line in check.lines:
            click.echo(line.in_language(language))
    if not check.same:
        raise click.exceptions.Exit(EXIT_FINDINGS)


COMMANDS = (view, figure, report, export, package)
