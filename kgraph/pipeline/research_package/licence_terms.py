"""The licences of a study's files, and whether they allow a file to be handed on.

A licence is what ``[package.licences]`` in the study file says of a file, or else what the data itself says
with ``dct:license`` of the file's graph. Nothing said is no permission: it is then for the researcher to ask.
"""

from __future__ import annotations

import fnmatch
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.errors import UsageError
from kgraph.loaders.formats.source_graph import graph_of
from kgraph.namespaces import DCT
from kgraph.study import STUDY_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.study import Study

_LICENCE = ox.NamedNode(DCT + "license")
_SCHEME = re.compile(r"\Ahttps?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence as somebody stated it.

    Parameters
    ----------
    stated : str
        Identifier, address or text, as it was given.
    name : str
        What it is called; the same as `stated` where kgraph does not know it.
    allows : bool
        Whether kgraph knows that a file under it may be handed on unchanged.
    """

    stated: str
    name: str
    allows: bool

    @property
    def iri(self) -> str:
        """The address of the licence, or an empty text if only a text was given."""
        if _SCHEME.match(self.stated):
            return self.stated
        known = _known().get(self.stated.casefold())
        return f"https://spdx.org/licenses/{known[0]}" if known else ""


def licence_of(stated: str) -> Licence:
    """Return what kgraph knows of a licence that is given by SPDX identifier, by address or in words."""
    stated = stated.strip()
    known = _known().get(stated.casefold())
    if known is None and _SCHEME.match(stated):
        address = _SCHEME.sub("", stated).casefold()
        known = next((known for start, known in _addresses() if _is_at(address, start)), None)
    return Licence(stated, known[1] if known else stated, allows=known is not None)


def own_licences(study: Study) -> tuple[Licence, ...]:
    """Return the licence of what a study itself made: report, views, settings; none where none is stated."""
    stated = study.package.get("licence", "")
    return (licence_of(stated),) if stated.strip() else ()


def _is_at(address: str, start: str) -> bool:
    """Return whether an address is that of a licence, or of one of its texts below it."""
    return address in (start, f"{start}.html", f"{start}.txt") or address.startswith(f"{start}/")


class FileLicences:
    """The licences of the files of a study.

    Parameters
    ----------
    study : Study
        Its ``[package]`` section gives licences by glob pattern.
    described : pyoxigraph.Store
        The study's data, which may give the graph of a file a licence.

    Raises
    ------
    UsageError
        A licence that is no text.
    """

    def __init__(self, study: Study, described: ox.Store) -> None:
        self.study = study
        self.described = described
        self.patterns: dict[str, str] = study.package.get("licences", {})
        for pattern, stated in self.patterns.items():
            if not isinstance(stated, str) or not stated.strip():
                raise UsageError(
                    f"[package.licences] {pattern!r} is not a text in quotation marks",
                    where=study.root / STUDY_FILE,
                    hint='Write an SPDX identifier or an address: "data/*.xlsx" = "CC-BY-4.0"',
                )

    def of_file(self, path: Path) -> tuple[Licence, ...]:
        """Return the licences stated of a source file; all must allow what is done with it."""
        name = self.study.relative(path)
        matching = [stated for pattern, stated in self.patterns.items() if fnmatch.fnmatch(name, pattern)]
        if matching:
            # As for the settings of tables, a later pattern is the more particular one.
            return (licence_of(matching[-1]),)
        return self.of_thing(graph_of(path, self.study))

    def of_thing(self, iri: str) -> tuple[Licence, ...]:
        """Return the licences that the data gives a source, sorted."""
        quads = self.described.quads_for_pattern(ox.NamedNode(iri), _LICENCE, None, None)
        values = {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode | ox.Literal)}
        return tuple(licence_of(value) for value in sorted(values) if value.strip())


@cache
def _table() -> dict[str, tuple[str, tuple[str, ...]]]:
    text = resources.files(__package__).joinpath("known_licences.toml").read_text(encoding="utf-8")
    return {key: (each["name"], tuple(each["addresses"])) for key, each in tomllib.loads(text).items()}


@cache
def _known() -> dict[str, tuple[str, str]]:
    return {key.casefold(): (key, name) for key, (name, _) in _table().items()}


@cache
def _addresses() -> tuple[tuple[str, tuple[str, str]], ...]:
    found = []
    for key, (name, addresses) in _table().items():
        spdx = (f"spdx.org/licenses/{key}".casefold(), (key, name))
        found += [spdx, *((address.casefold(), (key, name)) for address in addresses)]
    return tuple(found)
