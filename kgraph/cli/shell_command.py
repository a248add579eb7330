"""The command ``shell``: Cypher line by line, with history and completion."""

from __future__ import annotations

import shlex
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from kgraph.cli.command_base import Context, common_options
from kgraph.cli.output import FORMATS, write_answer, write_rows
from kgraph.cli.query_commands import announced, parse_parameters, write_explanation, write_questions
from kgraph.errors import KgraphError, UsageError
from kgraph.missing_packages import missing_package

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import CompleteEvent, Completion
    from prompt_toolkit.document import Document

    from kgraph.api import OpenStudy

    Command = Callable[[list[str]], None]

#: Rows of an answer at most.
LIMIT = 10_000
HELP = """\
A query ends with a semicolon or an empty line; the arrow keys bring back earlier ones, Tab completes names.
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
    """Ask in Cypher, one query after another, with history, completion and :commands.

    Read-only. Input from a pipe is run query by query.

    Example: kgraph shell --study studies/skaraborg
    """
    with context.open() as study:
        session = ShellSession(context, study)
        if sys.stdin.isatty():
            product = study.connection.dialect.product
            context.say(f"{study.study.id} in {product}; :help helps, :quit leaves")
            read = _typed(study, sorted((*session.commands, ":quit")))
        else:
            read = _piped()
        session.run(read)


class ShellSession:
    """The commands of the shell, and what it remembers from line to line.

    Parameters
    ----------
    context : Context
        The command's options; ``:format`` changes the format.
    study : OpenStudy
        The study.
    """

    def __init__(self, context: Context, study: OpenStudy) -> None:
        self.context = context
        self.study = study
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
        """Answer each text that `read` returns, until its end or ``:quit``; an error ends only one answer."""
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
        # Another process may have changed the store since the last one.
        self.study.refresh()
        if not text.startswith(":"):
            self._query(text, self.parameters)
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
        if not words:
            write_questions(self.context, self.study.study.root)
            return
        parameters = parse_parameters(tuple(words[1:]))
        question = announced(self.context, self.study, words[0])
        self._query(question.cypher, self.study.plain.values(question, parameters))

    def _query(self, cypher: str, parameters: dict[str, Any]) -> None:
        answer = self.study.plain.query(cypher, parameters, limit=LIMIT)
        write_answer(answer, self.context.form, say=self.context.say, base=self.study.study.base)

    def explain(self, words: list[str]) -> None:
        """Show everything known about a node or relationship."""
        if not words:
            raise UsageError(":explain needs a name", hint='Example: :explain "Göliska IT"')
        explanation = self.study.explain(" ".join(words))
        click.echo(explanation.heading)
        write_explanation(explanation, self.context.form)

    def schema(self, words: list[str]) -> None:
        """Show labels and relationship types, or only rows that contain a word."""
        answer = self.study.plain.schema()
        wanted = " ".join(words).casefold()
        rows = [row for row in answer.records if wanted in " ".join(map(str, row)).casefold()]
        write_rows(answer.columns, rows, self.context.form)

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
    """Return a reader of standard input: a command ends with its line, a query as at the terminal."""
    lines = iter(sys.stdin)

    def read() -> str:
        """Return the next query or command."""
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


def _typed(study: OpenStudy, commands: list[str]) -> Callable[[], str]:
    """Return a reader of the terminal with history and completion."""
    try:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import FileHistory
        from prompt_toolkit.key_binding import KeyBindings
        from prompt_toolkit.lexers import PygmentsLexer
        from pygments.lexers.graph import CypherLexer
    except ImportError:
        raise missing_package("the shell", "prompt-toolkit", extra="shell") from None

    directory = study.study.root / ".kgraph"
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
        completer=_completer(study, commands),
        complete_while_typing=False,
        lexer=PygmentsLexer(CypherLexer),
        multiline=True,
        prompt_continuation=lambda width, line, wrapped: "...> ".rjust(width),
        key_bindings=bindings,
    )
    return lambda: session.prompt(f"{study.study.id}> ")


def _completer(study: OpenStudy, commands: list[str]) -> Any:
    from prompt_toolkit.completion import Completer, Completion

    from kgraph.ask.query_names import completions

    names = study.names()

    class NameCompleter(Completer):
        """Completes commands, labels, types, keys and Cypher's words, by what stands before them."""

        def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
            """Yield the words that may stand at the cursor."""
            for start, word in completions(document.text_before_cursor, names, commands):
                yield Completion(word, start_position=start)

    return NameCompleter()


COMMANDS = (shell,)
