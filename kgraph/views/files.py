"""Writing a page: aside, then renamed, so that a reader or a full disk never meets half a file."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from kgraph.errors import KgraphError


def write_page(path: Path, text: str) -> Path:
    """Write `text` to `path` as UTF-8 in one step and return the path.

    The text goes to a file beside the target which then takes its name; on any fault the former file stays.

    Raises
    ------
    KgraphError
        The directory cannot be written to, or the disk is full.
    """
    aside: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        target = path.resolve() if path.is_symlink() else path
        handle, aside = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=target.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(aside).chmod(0o644)
        Path(aside).replace(target)
    except OSError as error:
        if aside is not None:
            Path(aside).unlink(missing_ok=True)
        raise KgraphError(
            f"cannot write the page: {error.strerror or error}",
            where=path,
            hint="The former file, if any, is unchanged. Check the free space and the rights on the "
            "directory.",
        ) from error
    return path


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
