"""Hooks of MkDocs: numbered pages come into the navigation; docstrings lose marks of another tool."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

# Roles that the docstrings have for readers of the code, such as :func:`kgraph.open`.
ROLE = re.compile(r":(?:attr|class|func|meth|mod):\s*(?=<code)")
SECTIONS = {"Decisions": "decisions", "Migrations": "migrations"}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Return the configuration with the numbered pages in its navigation."""
    root = Path(config.docs_dir)
    for title, directory in SECTIONS.items():
        pages = sorted(path.relative_to(root).as_posix() for path in (root / directory).glob("*.md"))
        if config.nav is not None and pages:
            config.nav.append({title: pages})
    return config


def on_page_content(html: str, **_: object) -> str:
    """Return a page's HTML without the names of roles."""
    return ROLE.sub("", html)
