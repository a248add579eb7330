"""The catalogue of words: both languages, the same placeholders in both, and no key unused or unknown."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from kgraph.packaged_ontology import concept_labels
from kgraph.statements import STATUS_SCHEME, STATUSES
from kgraph.words.catalogue import catalogue, catalogue_names
from kgraph.words.text import LANGUAGES

ROOT = Path(__file__).parents[2]
CODE = [path for directory in ("kgraph", "loaders") for path in sorted((ROOT / directory).rglob("*.py"))]
WORDLESS = (ROOT / "kgraph" / "analysis", ROOT / "kgraph" / "rdf", ROOT / "loaders")
"""Code whose words are all in the catalogue."""
COMPLETE = ("analysis", "checks", "export", "measures", "reading", "sentences")
"""Catalogues whose keys are all named in the code."""


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def keys_used(tree):
    """Return the keys that a module names, by the rules of its calls, as regular expressions.

    After ``words = catalogue("room")`` at module level, ``words("a.key", n=1)`` uses a key of that room, as
    ``catalogue("room")("a.key")`` does. A key that is put together (``f"loss.claim.{number}"``) uses every
    key that it can become; one chosen in the call (``"a" if x else "b"``) uses both, and
    ``catalogue("room").below("a")`` every key below ``a``. Keys that a module hands to one of its own
    functions stand in `HANDED_ON`.
    """
    rooms = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and (room := room_of(node.value)) is not None:
            rooms[node.targets[0].id] = room
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        below = isinstance(node.func, ast.Attribute) and node.func.attr == "below"
        called = node.func.value if below else node.func
        room = room_of(called)
        if room is None and isinstance(called, ast.Name):
            room = rooms.get(called.id)
        if room is not None and node.args:
            end = r"\..+" if below else ""
            yield from ((room, pattern + end) for pattern in patterns(node.args[0]))


def room_of(node):
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "catalogue":
        return node.args[0].value if isinstance(node.args[0], ast.Constant) else None
    return None


def patterns(node):
    if isinstance(node, ast.Constant):
        return [re.escape(node.value)]
    if isinstance(node, ast.IfExp):
        return [*patterns(node.body), *patterns(node.orelse)]
    if isinstance(node, ast.JoinedStr):
        parts = [
            re.escape(part.value) if isinstance(part, ast.Constant) else r"[\w-]+" for part in node.values
        ]
        return ["".join(parts)]
    return []


HANDED_ON = {"loss_rows": ["loss.stopped", "loss.affected", "loss.also-affected"]}
"""Keys, or beginnings of keys, that a module hands to a function of its own, by the name of the module."""


@pytest.fixture(scope="module")
def used():
    patterns_of = {}
    for path in CODE:
        for room, pattern in keys_used(ast.parse(path.read_text(encoding="utf-8"))):
            patterns_of.setdefault(room, {}).setdefault(pattern, path.name)
    return patterns_of


@pytest.mark.parametrize("name", catalogue_names())
def test_every_text_has_both_languages_with_the_same_placeholders(name):
    for key in catalogue(name):
        text = catalogue(name)(key)
        assert all(text.in_language(language).strip() for language in LANGUAGES), key
        assert placeholders(text.sv) == placeholders(text.en), key


@pytest.mark.parametrize("name", COMPLETE)
def test_every_text_is_used(name, used):
    patterns_of = [*used[name], *(rf"{key}\..+" for keys in HANDED_ON.values() for key in keys)]
    any_of_them = re.compile("|".join(f"(?:{pattern})" for pattern in patterns_of))
    unused = [key for key in catalogue(name) if not any_of_them.fullmatch(key)]
    assert unused == []


@pytest.mark.parametrize("name", COMPLETE)
def test_every_key_that_the_code_uses_has_a_text(name, used):
    keys = list(catalogue(name))
    missing = {
        pattern: module
        for pattern, module in used[name].items()
        if not any(re.fullmatch(pattern, key) for key in keys)
    }
    assert missing == {}


def test_words_stand_in_the_catalogue_and_not_in_the_code():
    """A text in code may only put other texts together: it has no letters of its own."""
    for path in (path for room in WORDLESS for path in room.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
                assert words_in(node) in ([], ["sv", "en"]), f"{path.name}:{node.lineno}"
            if isinstance(node, ast.Dict):
                swedish = [value for key, value in zip(node.keys, node.values, strict=True) if is_sv(key)]
                assert not any(map(words_in, swedish)), f"{path.name}:{node.lineno}"


def words_in(node):
    """Return the strings with letters in a piece of code."""
    strings = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
    return [s for s in strings if isinstance(s, str) and re.search(r"[^\W\d_]", s)]


def is_sv(key):
    return isinstance(key, ast.Constant) and key.value == "sv"


def test_the_words_of_the_statuses_are_those_of_the_ontology():
    labels = concept_labels()
    for status in STATUSES:
        text = catalogue("statements")(f"status.{status}")
        assert labels[STATUS_SCHEME + status] == {"sv": text.sv, "en": text.en}
