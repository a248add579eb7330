"""What is declared in TOML beside the ontology: networks, words for counted classes, how things are drawn."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def declarations(name: str) -> dict[str, Any]:
    """Return the content of a TOML file beside the ontology, such as ``"networks"``."""
    text = resources.files("kgraph.ontology").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
