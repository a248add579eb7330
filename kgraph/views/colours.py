"""The colours of everything that kgraph draws, read from one file: ``assets/tokens.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

TOKENS = "tokens.toml"


@dataclass(frozen=True, slots=True)
class Colour:
    """One colour in its looks.

    Parameters
    ----------
    light, dark : str
        ``#rrggbb`` on a light and on a dark background.
    print : str, optional
        ``#rrggbb`` on paper, where that differs from the look on screen.
    """

    light: str
    dark: str
    print: str | None = None


@cache
def colours(table: str) -> dict[str, Colour]:
    """Return the colours of one table of the token file by name.

    Parameters
    ----------
    table : {"page", "report", "classes", "plots", "browser"}
        The report has the colours of the pages, but for those that it defines itself.
    """
    values = _tokens()[table]
    own = {
        name: Colour(value, value) if isinstance(value, str) else Colour(**value)
        for name, value in values.items()
    }
    return {**colours("page"), **own} if table == "report" else own


def light(name: str, table: str = "page") -> str:
    """Return a colour as it is on a light background, for pictures with only one look."""
    return colours(table)[name].light


def class_colours() -> dict[str, str]:
    """Return the eight colours that classes are drawn in, by name."""
    return {name: colour.light for name, colour in colours("classes").items()}


def status_colour(status: str) -> str:
    """Return the colour that statements with `status` are drawn in."""
    return light(_tokens()["statuses"][status], "classes")


def page_variables() -> str:
    """Return the custom properties of an interactive page, whose reader chooses light, dark or automatic."""
    dark = f"color-scheme: dark; {_declarations('page', 'dark')}"
    paper = f"color-scheme: light; {_declarations('page', 'print')}"
    changes = " ".join(f"--{change}: var(--{name});" for change, name in _tokens()["changes"].items())
    return _sheet(
        f":root {{ color-scheme: light; {_declarations('page', 'light')} {changes} }}",
        f':root[data-theme="dark"] {{ {dark} }}',
        f'@media (prefers-color-scheme: dark) {{ :root[data-theme="auto"] {{ {dark} }} }}',
        # The theme that the reader chose for the screen must not reach the paper.
        f"@media print {{ :root, :root[data-theme] {{ {paper} }} }}",
    )


def report_variables() -> str:
    """Return the custom properties of the report, which follows the reader's system."""
    return _sheet(
        f":root {{ color-scheme: light dark; {_declarations('report', 'light')} }}",
        f"@media (prefers-color-scheme: dark) {{ :root {{ {_declarations('report', 'dark')} }} }}",
        f"@media print {{ :root {{ color-scheme: light; {_declarations('report', 'print')} }} }}",
    )


def _declarations(table: str, look: str) -> str:
    values = {name: getattr(colour, look) for name, colour in colours(table).items()}
    return " ".join(f"--{name}: {value};" for name, value in values.items() if value is not None)


def _sheet(*rules: str) -> str:
    return "\n".join(rules) + "\n"


@cache
def _tokens() -> dict[str, Any]:
    return tomllib.loads((files("kgraph.views.assets") / TOKENS).read_text(encoding="utf-8"))
