"""What a page is written with: template, script and data, the policy that lets nothing else run, the file."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

import jinja2

from kgraph.atomic_files import write_aside
from kgraph.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def write_page(path: Path, text: str) -> Path:
    """Write `text` to `path` as UTF-8 in one step and return the path.

    Raises
    ------
    KgraphError
        The directory cannot be written to, or the disk is full; the former file stays.
    """
    return write_aside(path, [text.encode()])


def json_block(value: Any) -> str:
    """Return `value` as JSON that can stand inside a script element (no ``<``, ``>``, ``&``).

    Raises
    ------
    ValueError
        The value holds NaN or an infinity, which JSON does not have.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def script_block(code: str, where: Path | None = None) -> str:
    """Return `code` as the content of a script element.

    Raises
    ------
    UsageError
        The code, which `where` names, holds what would end the element.
    """
    if "</script" in code.lower():
        raise UsageError("the page's script would end its own element", where=where)
    return f"\n{code}\n"


def page_templates(package: str = "kgraph.views", directory: str = "assets") -> jinja2.Environment:
    """Return the templates in a directory of a package; they escape what they write and miss no name."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader(package, directory),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def csp_hash(content: str) -> str:
    """Return the Content Security Policy expression that allows exactly this script or style."""
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def content_policy(scripts: list[str], styles: list[str]) -> str:
    """Return the policy of a page that loads nothing and runs only the given inline scripts and styles.

    References
    ----------
    W3C, Content Security Policy Level 3; W3C, Trusted Types.
    """
    rules = {
        "default-src": ["'none'"],
        "script-src": [csp_hash(text) for text in scripts] or ["'none'"],
        "style-src": [csp_hash(text) for text in styles] or ["'none'"],
        "img-src": ["data:", "blob:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "require-trusted-types-for": ["'script'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in rules.items())
