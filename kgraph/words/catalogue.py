"""The catalogue of words: every text that kgraph says by itself, by key, in Swedish and English.

Each TOML file beside this module holds the texts of one room. A key is the path of tables in the file, joined
by dots; a text is a table with ``sv`` and ``en``, and with ``{placeholders}`` that both languages share.
Words for classes, properties and concepts are not here: they come from the ontology.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from kgraph.errors import KgraphError
from kgraph.words.text import LANGUAGES, Text, filled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Catalogue:
    """The texts of one room.

    Parameters
    ----------
    name : str
        Name of the file, without its ending.
    texts : mapping
        Texts by key.
    """

    def __init__(self, name: str, texts: Mapping[str, Text]) -> None:
        self.name = name
        self._texts = texts

    def __call__(self, key: str, /, **values: Any) -> Text:
        """Return the text of `key` with `values` in its placeholders.

        Raises
        ------
        KgraphError
            The catalogue has no such text.
        """
        try:
            template = self._texts[key]
        except KeyError:
            raise KgraphError(f"the catalogue {self.name}.toml has no text {key!r}") from None
        return filled(template, **values) if values else template

    def __contains__(self, key: str) -> bool:
        """Return whether there is a text of `key`."""
        return key in self._texts

    def __iter__(self) -> Iterator[str]:
        """Return all keys, in the order of the file."""
        return iter(self._texts)

    def below(self, prefix: str) -> dict[str, Text]:
        """Return the texts whose key begins with `prefix` and a dot, by the rest of their key."""
        start = f"{prefix}."
        return {key.removeprefix(start): text for key, text in self._texts.items() if key.startswith(start)}


@cache
def catalogue(name: str) -> Catalogue:
    """Return the texts of one room.

    Parameters
    ----------
    name : str
        Such as ``"analysis"``: the file ``analysis.toml`` beside this module.

    Raises
    ------
    KgraphError
        A text lacks a language.
    """
    source = resources.files("kgraph.words").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return Catalogue(name, dict(_flattened(name, tomllib.loads(source), "")))


def catalogue_names() -> list[str]:
    """Return the names of all catalogues."""
    files = resources.files("kgraph.words").iterdir()
    return sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml"))


def _flattened(name: str, table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Text]]:
    for key, value in table.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict) and all(isinstance(item, dict) for item in value.values()):
            yield from _flattened(name, value, f"{path}.")
        elif isinstance(value, dict) and set(value) == set(LANGUAGES):
            yield path, Text(**value)
        else:
            raise KgraphError(f"{name}.toml: {path!r} needs a text for each of {', '.join(LANGUAGES)}")
