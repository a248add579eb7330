"""Put the scripts of a page into one, so that a page is one file that opens without a server.

The scripts are ES modules, which type checkers, linters and editors read as they are. A module inside a page
cannot import another one without fetching it, so each becomes a block of one async function, in the order in
which a browser would run them: a module after those it imports. Of the grammar of modules, they may use:

- ``import { a, b as c } from "./other.js";`` and ``import "./other.js";``, before anything else in the file;
- ``export`` before a ``function``, ``class`` or ``const``; a ``let`` could change after it was imported;
- ``await`` at the top level.
"""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_IMPORT = re.compile(r'^import\s+(?:\{([^{}]*)\}\s*from\s*)?"\./([\w.-]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export\s+((?:async\s+)?function\b\s*\*?|class\b|const\b)\s*(\w+)", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def read_asset(name: str) -> str:
    """Return the text of a file in ``kgraph/views/assets``."""
    return (files("kgraph.views.assets") / name).read_text(encoding="utf-8")


def bundle(entry: str, read: Callable[[str], str] = read_asset) -> str:
    """Return one script that runs the module `entry` and all that it imports, each once.

    Parameters
    ----------
    entry : str
        File name of the module that a page begins with.
    read : callable
        From a file name to the text of the module.

    Raises
    ------
    ValueError
        Modules import one another in a circle, import what another does not export, or use a form of
        ``import`` or ``export`` that is not bundled.
    """
    exports: dict[str, list[str]] = {}
    blocks: list[str] = []

    def add(name: str, path: tuple[str, ...]) -> None:
        """Add a module after those it imports; `path` is how it was reached."""
        if name in path:
            raise ValueError(f"modules import one another in a circle: {' -> '.join((*path, name))}")
        if name in exports:
            return
        text = read(name)
        for match in _IMPORT.finditer(text):
            add(match[2], (*path, name))
        blocks.append(_block(name, text, exports))

    add(entry, ())
    return "\n".join(['(async () => {\n"use strict";\nconst modules = {};', *blocks, "})();"])


def _block(name: str, text: str, exports: dict[str, list[str]]) -> str:
    """Return a module as a block that takes its imports from ``modules`` and puts its exports there."""

    def imported(match: re.Match[str]) -> str:
        """Return what stands for an ``import``."""
        if match[1] is None:
            return ""
        pairs = [part.split() for part in match[1].split(",") if part.strip()]
        for original, *_alias in pairs:
            if original not in exports[match[2]]:
                raise ValueError(f"{name} imports {original}, which {match[2]} does not export")
        names = ", ".join(f"{pair[0]}: {pair[2]}" if len(pair) == 3 else pair[0] for pair in pairs)
        return f'const {{ {names} }} = modules["{match[2]}"];\n'

    exports[name] = [match[2] for match in _EXPORT.finditer(text)]
    code = _EXPORT.sub(lambda match: match[0].removeprefix("export").lstrip(), _IMPORT.sub(imported, text))
    strange = _LEFT.search(code)
    if strange:
        raise ValueError(f"{name} uses a form of modules that is not bundled: {strange[0]}")
    return f'{{\n{code}modules["{name}"] = {{ {", ".join(exports[name])} }};\n}}'
