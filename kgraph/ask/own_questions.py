"""The questions of a study: those that come with the ontology, and its own in ``queries/*.cypher``."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from kgraph.ask.prepared import PreparedQuestion, in_languages, questions, read_header
from kgraph.atomic_files import write_aside
from kgraph.errors import UsageError
from kgraph.store.readonly import refuse_words, tokens
from kgraph.study import QUERIES_DIRECTORY
from kgraph.words.text import LANGUAGES, nearest_text

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.store.dialects.dialect import Dialect
    from kgraph.study import Study

ENDING = ".cypher"
_NAME = re.compile(r"[a-zåäö0-9][a-zåäö0-9_-]{0,99}")


def questions_of(study: Study | None) -> tuple[PreparedQuestion, ...]:
    """Return the questions that a study can be asked by name, its own first; without one, the ontology's.

    Raises
    ------
    UsageError
        A file in ``queries/`` is not text, or its header is at fault.
    """
    if study is None:
        return questions()
    files = sorted((study.root / QUERIES_DIRECTORY).glob(f"*{ENDING}"))
    return (*(_read(study, path) for path in files), *questions())


def own_question(name: str, cypher: str, where: Path | None = None) -> PreparedQuestion:
    """Return a question of a study from the text of its file.

    Parameters
    ----------
    name : str
        Its name, which is that of the file without ending.
    cypher : str
        The query, below a header of comments as in the ontology's questions. All of the header may be absent.
    where : Path, optional
        The file, for messages.

    Raises
    ------
    UsageError
        The name cannot be that of a file, or is taken; a parameter is not declared; nothing is asked.
    """
    if not _NAME.fullmatch(name):
        hint = "Use small letters, digits and hyphens, as in: members-of-a-body"
        raise UsageError(f"{name!r} cannot be the name of a question", where=where, hint=hint)
    if any(name in (each.name, each.short_name) for each in questions()):
        hint = "Give the file another name."
        raise UsageError(f"a question of the ontology is called {name!r}", where=where, hint=hint)
    fields, parameters = read_header(cypher)
    declared = {parameter.name for parameter in parameters}
    asked = list(tokens(cypher))
    if not asked:
        raise UsageError("there is no query", where=where, hint="Write one in Cypher below the comments.")
    for sign, word in pairwise(asked):
        if sign.written == "$" and word.written not in declared:
            raise UsageError(
                f"the parameter ${word.written} is not declared",
                where=where,
                hint=f"Add at the top: // param {word.written} (text?, default none): what it means",
            )
    titles = {code: fields[code] for code in LANGUAGES if code in fields}
    title = {code: nearest_text(titles, code, name) for code in LANGUAGES}
    columns = tuple(column.strip() for column in fields.get("columns", "").split(",") if column.strip())
    meaning = in_languages(fields.get("meaning", ""), fields.get("meaning-sv", ""))
    return PreparedQuestion(name, title, meaning, columns, parameters, "", cypher)


def save_question(study: Study, name: str, cypher: str, dialect: Dialect) -> Path:
    """Save a query of one's own with a study, and return the path of its file.

    Parameters
    ----------
    study : Study
        The study.
    name : str
        What it is called; a question of that name must not be there.
    cypher : str
        The query, with or without a header; see :func:`own_question`.
    dialect : Dialect
        What the study's store may be asked.

    Raises
    ------
    UsageError
        The name is taken, or the query is no question.
    QueryError
        The query would change the store.
    """
    own_question(name, cypher)
    refuse_words(cypher, dialect)
    path = study.inside(study.root / QUERIES_DIRECTORY / f"{name}{ENDING}")
    if path.exists():
        raise UsageError(f"{study.relative(path)} is there already", hint="Choose another name.")
    return write_aside(path, [f"{cypher.rstrip()}\n".encode()])


def _read(study: Study, path: Path) -> PreparedQuestion:
    try:
        text = study.inside(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("not a text file in UTF-8", where=path) from error
    return own_question(path.name.removesuffix(ENDING), text, path)
