"""What a page sends: a JSON object, and values of the kinds that are expected in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kgraph.errors import UsageError
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from starlette.requests import Request

_WORDS = catalogue("workbench")
#: Bytes of a request at most.
LONGEST = 1_000_000


async def given_in(request: Request) -> dict[str, Any]:
    """Return the JSON object in a request.

    Raises
    ------
    UsageError
        It is too long, or no JSON object.
    """
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST:
            raise UsageError(_WORDS("refused.long").en)
    try:
        given = json.loads(body)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise UsageError(_WORDS("refused.json").en)
    return given


def text_in(given: dict[str, Any], name: str) -> str:
    """Return a text in a request.

    Raises
    ------
    UsageError
        There is none of that name.
    """
    value = given.get(name)
    if not isinstance(value, str):
        raise UsageError(_WORDS("refused.json").en)
    return value


def texts_in(given: dict[str, Any], name: str) -> dict[str, str]:
    """Return an object of texts in a request.

    Raises
    ------
    UsageError
        There is none of that name.
    """
    values = given.get(name)
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise UsageError(_WORDS("refused.json").en)
    return values


def language_of(wanted: object) -> str:
    """Return the language of the reader: English unless Swedish is asked for."""
    return "sv" if wanted == "sv" else "en"


def number_in(given: dict[str, Any], name: str) -> int:
    """Return a whole number in a request.

    Raises
    ------
    UsageError
        There is none of that name.
    """
    value = given.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise UsageError(_WORDS("refused.json").en)
    return value
