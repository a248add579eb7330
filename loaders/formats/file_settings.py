"""What the study file says of the source files that match a pattern, such as ``[tables."data/*.csv"]``."""

from __future__ import annotations

import codecs
import fnmatch
from typing import TYPE_CHECKING, Any, Literal

from kgraph.errors import UsageError
from kgraph.study import STUDY_FILE

from ..common.problems import nearest

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from kgraph.study import Study


def file_settings(
    path: Path, study: Study, section: Literal["tables", "maps"], known: Collection[str]
) -> dict[str, Any]:
    """Return the settings for the file at `path`; later matching patterns add to earlier ones.

    Parameters
    ----------
    path : Path
        The file.
    study : Study
        Its study; all patterns of the section are checked, also those for other files.
    section : {"tables", "maps"}
        Section of the study file.
    known : collection of str
        The settings that it may have.

    Raises
    ------
    UsageError
        A pattern without a section of its own, or an unknown setting.
    """
    values: dict[str, Any] = {}
    patterns = study.tables if section == "tables" else study.maps
    where = study.root / STUDY_FILE
    for pattern, settings in patterns.items():
        if not isinstance(settings, dict):
            raise UsageError(
                f'[{section}] {pattern!r} is not a section; write [{section}."{pattern}"]', where=where
            )
        for key in settings:
            if key not in known:
                raise UsageError(
                    f'[{section}."{pattern}"] unknown setting {key!r}{nearest(key, known)}',
                    where=where,
                    hint=f"Known settings: {', '.join(sorted(known))}.",
                )
        if fnmatch.fnmatch(study.relative(path), pattern):
            values |= settings
    return values


def is_text_encoding(name: str) -> bool:
    """Return whether Python knows an encoding of text by this name; ``base64`` is one of something else."""
    try:
        return codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False
