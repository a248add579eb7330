"""The command ``shell``: Cypher line by line, with history and completion."""

from __future__ import annotations

import shlex
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.command_base import Context, common_options
from kgraph.cli.output import FORMATS, write_rows
from kgraph.cli.query_commands import parse_parameters, prepared, show_answer
from kgraph.errors import KgraphError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import CompleteEvent, Completion
    from prompt_toolkit.document import Document

    from kgraph.ask.cypher import Names
    from kgraph.store.connection import Connection
    from kgraph.study import Study

    Command = Callable[[list[str]], None]

HELP = """\
A query ends with a semicolon or an empty line; the arrow keys bring former ones back, Tab completes names.
  :ask                  list the prepared questions
  :ask cq06 municipality="Vara kommun"
  :explain "Göliska IT" everything known about it, with sources
  :schema               labels, relationship types, properties
  :param name=value     a parameter for the queries that follow; :param alone lists them
  :format table         table, csv, json or jsonl
  :help                 this text
  :quit                 leave; so does Ctrl-D. Ctrl-C drops what is being typed or stops a query."""


@click.command()
@common_options
def shell(context: Context) -> None:
    """Ask in Cypher, query after query, with history, completion and :commands.

    Read-only. What comes through a pipe is run query by query.

    Example: kgraph shell --study studies/skaraborg
    """
    from kgraph.ask.cypher import Names
    from kgraph.store.servers.leases import open_store

    study = context.study()
    with open_store(study, context.store) as connection:
        talk = Talk(context, study, connection)
        if sys.stdin.isatty():
            context.say(f"{study.id} in {connection.dialect.product}; :help helps, :quit leaves")
            read = _typed(study, Names.of_ontology().with_store(connection))
        else:
            read = _piped()
        talk.run(read)


class Talk:
    """What the shell remembers between two lines, and its commands.

    Parameters
    ----------
    context : Context
        The command's options; ``:format`` changes the format.
    study : Study
        The study.
    connection : Connection
        Its store.
    """

    def __init__(self, context: Context, study: Study, connection: Connection) -> None:
        self.context = context
        self.study = study
        self.connection = connection
        self.parameters: dict[str, Any] = {}
        self.commands: dict[str, Command] = {
            ":ask": self.ask,
            ":explain": self.explain,
            ":format": self.format,
            ":help": lambda _: click.echo(HELP),
            ":param": self.param,
            ":schema": self.schema,
        }

    def run(self, read: Callable[[], str]) -> None:
        """Answer what `read` returns, until it ends or says ``:quit``; an error ends one answer only."""
        while True:
            try:
                text = read().strip().rstrip(";").strip()
            except KeyboardInterrupt:
                continue
            except EOFError:
                return
            if text in (":quit", ":exit", ":q"):
                return
            if not text:
                continue
            try:
                self.answer(text)
            except KeyboardInterrupt:
                click.echo("stopped", err=True)
            except KgraphError as error:
                click.echo(f"error: {error}", err=True)

    def answer(self, text: str) -> None:
        """Run one query or command."""
        if not text.startswith(":"):
            self._show(text, self.parameters)
            return
        try:
            name, *words = shlex.split(text)
        except ValueError:
            raise UsageError("a quotation mark is not closed") from None
        command = self.commands.get(name)
        if command is None:
            raise UsageError(
                f"no command {name}", hint=f"There are: {', '.join(sorted(self.commands))}, :quit."
            )
        command(words)

    def ask(self, words: list[str]) -> None:
        """Ask a prepared question, or list them."""
        from kgraph.ask.prepared import questions

        if not words:
            rows = [(each.name.split("-")[0], each.title["sv"], each.title["en"]) for each in questions()]
            write_rows(("name", "fråga", "question"), rows, self.context.form)
            return
        given = parse_parameters(tuple(words[1:]))
        cypher, values = prepared(self.context, words[0], given, self.study, self.connection)
        self._show(cypher, values)

    def _show(self, cypher: str, parameters: dict[str, Any]) -> None:
        show_answer(
            self.context, self.connection, cypher, parameters, self.context.form, base=self.study.base
        )

    def explain(self, words: list[str]) -> None:
        """Show everything known about a thing."""
        from kgraph.ask.explanation import explain_name
        from kgraph.store.readback import read_graph

        if not words:
            raise UsageError(":explain needs a name", hint='Example: :explain "Göliska IT"')
        found = explain_name(read_graph(self.connection), " ".join(words))
        click.echo(found.heading)
        rows = found.rows(repeat=self.context.form != "table")
        write_rows(("statement", "value", "status", "source", "locator"), rows, self.context.form)

    def schema(self, words: list[str]) -> None:
        """Show labels and relationship types, or those that hold a word."""
        from kgraph.ask.schema_tables import HEADINGS, rows_of
        from kgraph.store.store_schema import read_schema

        rows = rows_of(read_schema(self.connection))
        wanted = " ".join(words).casefold()
        shown = [row for row in rows if wanted in " ".join(str(cell) for cell in row).casefold()]
        write_rows(HEADINGS, shown, self.context.form)

    def param(self, words: list[str]) -> None:
        """Set parameters, or list them."""
        self.parameters |= parse_parameters(tuple(words))
        if not words:
            write_rows(("name", "value"), list(self.parameters.items()), self.context.form)

    def format(self, words: list[str]) -> None:
        """Choose the format of the answers."""
        forms = FORMATS[:-1]
        if len(words) != 1 or words[0] not in forms:
            raise UsageError(f"the format is one of {', '.join(forms)}")
        self.context = replace(self.context, form=words[0])


def _piped() -> Callable[[], str]:
    """Return a reader of standard input: commands by line, queries to the semicolon or empty line."""
    lines = iter(sys.stdin)

    def read() -> str:
        text = ""
        for line in lines:
            text += line
            if _is_whole(text) or not line.strip():
                return text
        if text:
            return text
        raise EOFError

    return read


def _is_whole(text: str) -> bool:
    shown = text.strip()
    return shown.startswith(":") or shown.endswith(";")


def _typed(study: Study, names: Names) -> Callable[[], str]:
    """Return a reader of the terminal with history and completion."""
    try:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import FileHistory
        from prompt_toolkit.key_binding import KeyBindings
        from prompt_toolkit.lexers import PygmentsLexer
        from pygments.lexers.graph import CypherLexer
    except ImportError:
        raise UsageError(
            "the shell needs the package prompt-toolkit",
            hint="Install it with: pip install prompt-toolkit pygments",
        ) from None

    directory = study.root / ".kgraph"
    directory.mkdir(exist_ok=True)
    bindings = KeyBindings()

    @bindings.add("enter")
    def _(event: Any) -> None:
        buffer = event.current_buffer
        if not buffer.text.strip() or _is_whole(buffer.text) or buffer.text.endswith("\n"):
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n")

    session: PromptSession[str] = PromptSession(
        history=FileHistory(directory / "history"),
        completer=_completer(names),
        complete_while_typing=False,
        lexer=PygmentsLexer(CypherLexer),
        multiline=True,
        prompt_continuation=lambda width, line, wrapped: "...> ".rjust(width),
        key_bindings=bindings,
    )
    return lambda: session.prompt(f"{study.id}> ")


def _completer(names: Names) -> Any:
    from prompt_toolkit.completion import Completer
    from prompt_toolkit.completion import Completion as Found

    class NameCompleter(Completer):
        """Completes commands, labels, types, keys and Cypher's words, by what stands before them."""

        def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
            for start, word in completions(document.text_before_cursor, names):
                yield Found(word, start_position=start)

    return NameCompleter()


def completions(text: str, names: Names) -> list[tuple[int, str]]:
    """Return what may stand at the end of `text`: how far back it begins (not above 0), and the word.

    Parameters
    ----------
    text : str
        The query as far as it is typed.
    names : Names
        Labels, types and keys.
    """
    from kgraph.ask.cypher import FUNCTIONS, KEYWORDS, place_of

    kind, begun = place_of(text)
    if kind == "command":
        pool = [":ask", ":explain", ":format", ":help", ":param", ":quit", ":schema"]
    elif kind == "question":
        from kgraph.ask.prepared import questions

        pool = [question.name for question in questions()]
    elif kind == "word":
        pool = sorted((*KEYWORDS, *FUNCTIONS))
    else:
        pool = names.all(kind)
    folded = begun.casefold()
    return [(-len(begun), word) for word in pool if word.casefold().startswith(folded) and word != begun]


COMMANDS = (shell,)
