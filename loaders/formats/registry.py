"""The source formats that kgraph reads, and which of them a file is in.

A new format is a module with a `SourceFormat` entry and one line here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.errors import UsageError

from .coded_interviews.qda_format import CODED_INTERVIEWS
from .drawn_networks.network_formats import NETWORK_FORMATS
from .follow_the_money.ftm_reader import FOLLOW_THE_MONEY
from .popolo.popolo_reader import POPOLO
from .rdf_format import RDF_FILES
from .surveys.survey_formats import SURVEY_FORMATS
from .tables.csvw_tables import CSVW_TABLES
from .tables.template_tables import TEMPLATE_TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.study import Study

    from .source_format import SourceFormat

FORMATS: tuple[SourceFormat, ...] = (
    RDF_FILES,
    FOLLOW_THE_MONEY,
    *SURVEY_FORMATS,
    *NETWORK_FORMATS,
    CODED_INTERVIEWS,
    CSVW_TABLES,
    TEMPLATE_TABLES,
    POPOLO,
)
"""All formats. Where two take the same suffix, the one that looks at more than the name comes first."""


def check_name(path: Path) -> None:
    """Refuse a file whose name no format takes.

    Raises
    ------
    UsageError
        No format takes such names; the hint lists those that are taken.
    """
    if not any(each.takes_name(path) for each in FORMATS):
        raise _no_reader(path)


def format_of(path: Path, study: Study) -> SourceFormat:
    """Return the first format that takes the name of a file and recognises what it holds.

    Raises
    ------
    UsageError
        No format does.
    SourceError
        The file, or what describes it, cannot be read.
    """
    for each in FORMATS:
        if each.takes_name(path) and each.recognises(path, study):
            return each
    raise _no_reader(path)


def _no_reader(path: Path) -> UsageError:
    return UsageError(
        f"no reader for files that end in {path.suffix.lower() or 'nothing'!r}",
        where=path,
        hint=" ".join(each.summary() for each in FORMATS),
    )
