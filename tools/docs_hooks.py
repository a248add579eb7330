"""Hooks of MkDocs: numbered pages into the navigation, flow charts drawn, Sphinx roles left out."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

# MkDocs loads this file by its path.
sys.path.insert(0, str(Path(__file__).parent))
from docs_diagrams import with_drawings

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

# Roles of Sphinx such as :func:`kgraph.open`, which MkDocs does not know.
ROLE = re.compile(r":(?:attr|class|func|meth|mod):\s*(?=<code)")
SECTIONS = {"Decisions": "decisions", "Migrations": "migrations"}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Return the configuration with the numbered pages in its navigation."""
    root = Path(config.docs_dir)
    for title, directory in SECTIONS.items():
        paths = sorted((root / directory).glob("*.md"), key=lambda path: (path.stem != "index", path.name))
        if config.nav is not None and paths:
            config.nav.append({title: [path.relative_to(root).as_posix() for path in paths]})
    return config


def on_page_markdown(markdown: str, **_: object) -> str:
    """Return the Markdown of a page with its flow charts drawn."""
    return with_drawings(markdown)


def on_page_content(html: str, **_: object) -> str:
    """Return the HTML of a page without the names of roles."""
    return ROLE.sub("", html)
