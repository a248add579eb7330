"""The formats of surveys of networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.errors import Location, UsageError

from ..drawn_networks.network_formats import network_loader
from ..drawn_networks.network_map import map_settings
from ..source_format import SourceFormat
from ..tables.csvw_tables import metadata_for
from ..tables.sheets import SUFFIXES, table_options
from .network_canvas import is_network_canvas, read_network_canvas
from .survey_tables import read_survey_table

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.study import Study

PAGE = "how-to/surveys.md"


def _is_survey(path: Path, study: Study) -> bool:
    """Return whether the study says that the rows of a table are answers."""
    return "respondent" in map_settings(path, study)


def _is_mapped_export(path: Path, study: Study) -> bool:
    """Return whether a file is of Network Canvas; without a map it may be read as another table."""
    if not is_network_canvas(path):
        return False
    if not map_settings(path, study):
        if metadata_for(path, study) or table_options(path, study).columns:
            return False
        raise UsageError(
            "the study does not say what those named in this survey are",
            where=Location(study.relative(path)),
            hint=f'Add to study.toml: [maps."{study.relative(path.parent)}/*.csv"], class = "Organization", '
            f"type = ... (docs/{PAGE}).",
        )
    return True


NETWORK_CANVAS = SourceFormat(
    name="network-canvas",
    title="Network Canvas",
    suffixes=(".csv",),
    guide=PAGE,
    load=network_loader(lambda path, study, choices, _: read_network_canvas(path, study, choices)),
    recognises=_is_mapped_export,
    confidential=True,
)
SURVEYS = SourceFormat(
    name="survey",
    title="Surveys",
    suffixes=SUFFIXES,
    guide=PAGE,
    load=network_loader(lambda path, study, choices, _: read_survey_table(path, study, choices)),
    recognises=_is_survey,
    confidential=True,
)
SURVEY_FORMATS = (NETWORK_CANVAS, SURVEYS)
