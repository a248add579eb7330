"""What a check of a study leaves for the next one: files that were read, and what was found of each node.

A check that is given one reads the files that have changed and asks the SHACL engine about the nodes on which
the change has a bearing. It finds what a check of everything finds.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from kgraph.loaders.formats.rdf_format import stands_alone
from kgraph.loaders.reading import load_file
from kgraph.pipeline.inputs import content_digest, input_files, settings_text
from kgraph.rdf.screening.kept_shacl_results import KeptShaclResults

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.loaders.formats.source_format import ReadingOptions, SourceContent
    from kgraph.study import Study


@dataclass(slots=True)
class KeptCheck:
    """What the last check of a study left. One thread at a time.

    Parameters
    ----------
    results : KeptShaclResults
        What the SHACL engine said of each node.
    """

    results: KeptShaclResults = field(default_factory=KeptShaclResults)
    _contents: dict[str, SourceContent] = field(default_factory=dict)
    _used: dict[str, SourceContent] = field(default_factory=dict)
    _digests: dict[Path, str] = field(default_factory=dict)
    _settings: str = ""
    _everything: str = ""

    def begin(self, study: Study) -> None:
        """Look at the files of a study as they are now, and forget what the last check did not use."""
        self._digests = {path: content_digest(path) for path in input_files(study)}
        self._settings = settings_text(study)
        files = [(study.relative(path), digest) for path, digest in self._digests.items()]
        self._everything = repr((self._settings, files))
        self._contents, self._used = self._used, {}

    def load(self, path: Path, study: Study, options: ReadingOptions) -> SourceContent:
        """Read one source file, or return what was read of the same bytes before."""
        name = study.relative(path)
        # What any other file states may depend on files beside it: a table names the rows of another.
        around = self._settings if stands_alone(path) else self._everything
        key = sha256(f"{name} {self._digests.get(path)} {around}".encode()).hexdigest()
        content = self._contents.get(key)
        if content is None:
            read = load_file(path, study, options)
            # The file may be one that is only tried: its lines are found while it is there.
            index = read.places()
            content = replace(read, places=lambda: index, kept=True)
        self._used[key] = content
        return content
