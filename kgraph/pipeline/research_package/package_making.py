"""Make a research package of the last build of a study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph.pipeline.mapping_sets import ALIGNMENT_SET, IDENTITY_SET, mapping_set
from kgraph.pipeline.research_package.package_contents import (
    DESCRIPTION,
    METADATA_DIRECTORY,
    SOURCE,
    PackagePart,
    as_json,
    gather,
)
from kgraph.pipeline.research_package.package_facts import PackageFacts, reason_of, words
from kgraph.pipeline.research_package.package_files import write_package
from kgraph.pipeline.research_package.package_rdf import DCAT_FILE, PROV_FILE, dcat_turtle, prov_turtle
from kgraph.pipeline.research_package.package_readme import README_FILE, readme
from kgraph.pipeline.research_package.ro_crate import CRATE_FILE, ro_crate
from kgraph.study import MAPPING_ENDING

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.pipeline.research_package.package_contents import PackageContents
    from kgraph.study import Study
    from kgraph.words.text import Text

RECORD_FILE = f"{METADATA_DIRECTORY}/package.json"
FORM = 1
"""Version of the form of packages, for the check."""
# How many files that stay out are named for each reason; the package itself names all.
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class MadePackage:
    """A package as it was written.

    Parameters
    ----------
    path : Path
        The ZIP file or directory.
    parts : list of PackagePart
        Its files, without the manifest.
    facts : PackageFacts
        What it says of itself.
    """

    path: Path
    parts: list[PackagePart]
    facts: PackageFacts

    def lines(self) -> list[Text]:
        """Return what it holds and what stays out and why, as sentences."""
        contents = self.facts.contents
        sources, missing = len(contents.of_kind(SOURCE)), contents.missing
        lines = [words("made", files=len(self.parts) + 1, n=sources, all=sources + len(missing))]
        why: dict[Text, list[str]] = {}
        for each in missing:
            why.setdefault(reason_of(each), []).append(each.name.partition("/")[2])
        for reason, names in why.items():
            shown = names if len(names) <= _SHOWN else [*names[:_SHOWN], f"... +{len(names) - _SHOWN}"]
            lines.append(words("kept-out", names=", ".join(shown), why=reason))
        if missing:
            lines.append(words("advice"))
        elif contents.with_sources:
            lines.append(words("all-sources"))
        return lines


def make_package(study: Study, path: Path | None = None, *, with_sources: bool = False) -> MadePackage:
    """Write a package of the last build of a study.

    Parameters
    ----------
    study : Study
        The study.
    path : Path, optional
        A new directory, or a file that ends in ``.zip``; one under ``build/`` when absent.
    with_sources : bool
        Put in all sources, whatever their licence and whoever they name.

    Raises
    ------
    UsageError
        There is no build of what the study holds now, or the directory holds something.
    """
    contents = gather(study, with_sources=with_sources)
    facts = PackageFacts(contents)
    path = path or study.build / f"{study.id}-{facts.manifest['build']}.zip"
    described = {
        RECORD_FILE: as_json(record(contents)),
        DCAT_FILE: dcat_turtle(facts),
        PROV_FILE: prov_turtle(facts),
        README_FILE: readme(facts),
        f"{METADATA_DIRECTORY}/identity{MAPPING_ENDING}": mapping_set(study, IDENTITY_SET, contents.dataset),
        f"{METADATA_DIRECTORY}/alignments{MAPPING_ENDING}": mapping_set(study, ALIGNMENT_SET),
    }
    contents.parts += [PackagePart(name, text, DESCRIPTION, contents.own) for name, text in described.items()]
    parts = [*contents.parts, PackagePart(CRATE_FILE, ro_crate(facts), DESCRIPTION, contents.own)]
    return MadePackage(write_package(parts, path, facts.ended), parts, facts)


def record(contents: PackageContents) -> dict[str, Any]:
    """Return what the check of a package needs to know, as JSON values."""
    return {
        "form": FORM,
        "study": contents.study.id,
        "build": contents.manifest["build"],
        "contentHash": contents.manifest["contentHash"],
        "ontology": contents.manifest["ontology"],
        "versions": contents.manifest["versions"],
        "sources": [
            {"name": part.name, "sha256": part.digest, "licences": [each.stated for each in part.licences]}
            for part in contents.of_kind(SOURCE)
        ],
        "keptOut": [
            {
                "name": each.name,
                "sha256": each.digest,
                "reason": each.reason,
                "licences": [licence.stated for licence in each.licences],
            }
            for each in contents.kept_out
        ],
    }
