"""A research package as RO-Crate 1.2, which repositories and other tools read.

References
----------
*RO-Crate Metadata Specification* 1.2, https://w3id.org/ro/crate/1.2; *Process Run Crate* 0.5,
https://w3id.org/ro/wfrun/process/0.5, for the build as an action with what it used and made.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kgraph.pipeline.research_package.package_contents import (
    DESCRIPTION,
    ONTOLOGY,
    RESULT,
    SETTINGS,
    SOURCE,
)
from kgraph.pipeline.research_package.package_facts import HOME, as_path, media_type

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.pipeline.research_package.licence_terms import Licence
    from kgraph.pipeline.research_package.package_contents import PackagePart
    from kgraph.pipeline.research_package.package_facts import PackageFacts

CRATE_FILE = "ro-crate-metadata.json"
CRATE = "https://w3id.org/ro/crate/1.2"
_PROCESS = "https://w3id.org/ro/wfrun/process/0.5"
_NO_LICENCE = "#no-licence"
_KINDS = (SOURCE, SETTINGS, RESULT, ONTOLOGY, DESCRIPTION)

Entity = dict[str, Any]


def ro_crate(facts: PackageFacts) -> bytes:
    """Return ``ro-crate-metadata.json`` for the files of a package."""
    crate = _Crate(facts)
    crate.describe()
    graph = list(crate.entities.values())
    text = json.dumps({"@context": f"{CRATE}/context", "@graph": graph}, ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


class _Crate:
    """The entities of a crate, by identifier."""

    def __init__(self, facts: PackageFacts) -> None:
        self.facts = facts
        self.entities: dict[str, Entity] = {}

    def describe(self) -> None:
        """Describe the package, its files, the build, and what stays out."""
        facts, contents = self.facts, self.facts.contents
        self._add(
            {
                "@id": CRATE_FILE,
                "@type": "CreativeWork",
                "conformsTo": {"@id": CRATE},
                "about": {"@id": "./"},
            }
        )
        root = self._add(
            {
                "@id": "./",
                "@type": "Dataset",
                "name": facts.title,
                "description": facts.description,
                "datePublished": facts.ended[:10],
                "identifier": facts.base,
                "inLanguage": list(contents.study.languages),
                "conformsTo": {"@id": _PROCESS},
            }
        )
        self._add({"@id": _PROCESS, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"})
        root["license"] = self._licence(contents.own)
        if facts.creators:
            root["author"] = [self._creator(each) for each in facts.creators]
        root["hasPart"] = [self._file(part) for kind in _KINDS for part in contents.of_kind(kind)]
        root["mentions"] = [self._build(), *self._kept_out()]
        documents = [self._document(each) for each in facts.documents]
        if documents:
            root["isBasedOn"] = documents

    def _add(self, entity: Entity) -> Entity:
        return self.entities.setdefault(entity["@id"], entity)

    def _ref(self, entity: Entity) -> Entity:
        return {"@id": self._add(entity)["@id"]}

    def _licence(self, licences: Iterable[Licence]) -> Entity | list[Entity]:
        found = [
            self._ref(
                {
                    "@id": each.iri or f"#licence-{as_path(each.stated)}",
                    "@type": "CreativeWork",
                    "name": each.name,
                    "description": each.stated,
                }
            )
            for each in licences
        ]
        if not found:
            name, text = self.facts.say("no-licence.name"), self.facts.say("no-licence.text")
            return self._ref({"@id": _NO_LICENCE, "@type": "CreativeWork", "name": name, "description": text})
        return found[0] if len(found) == 1 else found

    def _creator(self, creator: str) -> Entity:
        if creator.startswith("https://orcid.org/"):
            return self._ref({"@id": creator, "@type": "Person", "name": creator})
        is_address = creator.startswith(("http://", "https://"))
        key = creator if is_address else f"#creator-{as_path(creator)}"
        return self._ref({"@id": key, "@type": "Organization", "name": creator})

    def _file(self, part: PackagePart) -> Entity:
        facts = self.facts
        return self._ref(
            {
                "@id": as_path(part.name),
                "@type": "File",
                "name": part.name,
                "description": facts.say(f"kind.{part.kind}"),
                "encodingFormat": media_type(part.name),
                "contentSize": str(part.size),
                "sha256": part.digest,
                "license": self._licence(part.licences),
            }
        )

    def _build(self) -> Entity:
        facts, contents = self.facts, self.facts.contents
        programs = [
            self._ref(
                {
                    "@id": f"#software-{name}",
                    "@type": "SoftwareApplication",
                    "name": name,
                    "softwareVersion": version,
                    # https://github.com/package-url/purl-spec: a package by ecosystem, name and version.
                    **(
                        {"url": HOME}
                        if name.startswith("kgraph")
                        else {"identifier": f"pkg:pypi/{name}@{version}"}
                    ),
                }
            )
            for name, version in sorted(facts.manifest["versions"].items())
            if name != "python"
        ]
        python = self._ref(
            {
                "@id": "#software-python",
                "@type": "SoftwareApplication",
                "name": "Python",
                "softwareVersion": facts.manifest["versions"]["python"],
                "url": "https://www.python.org/",
            }
        )
        used = [*contents.of_kind(SOURCE), *contents.of_kind(SETTINGS)]
        return self._ref(
            {
                "@id": "#build",
                "@type": "CreateAction",
                "name": facts.say("build.name", build=facts.manifest["build"]),
                "description": facts.manifest["command"],
                "startTime": facts.started,
                "endTime": facts.ended,
                "instrument": [*programs, python],
                "object": [
                    *({"@id": as_path(part.name)} for part in used),
                    *({"@id": f"#kept-out/{as_path(each.name)}"} for each in contents.missing),
                ],
                "result": [{"@id": as_path(part.name)} for part in contents.of_kind(RESULT)],
            }
        )

    def _kept_out(self) -> list[Entity]:
        return [
            self._ref(
                {
                    "@id": f"#kept-out/{as_path(each.name)}",
                    "@type": "CreativeWork",
                    "name": each.name,
                    "sha256": each.digest,
                    "conditionsOfAccess": self.facts.why(each),
                    "license": self._licence(each.licences),
                }
            )
            for each in self.facts.contents.kept_out
        ]

    def _document(self, document: Any) -> Entity:
        entity = {"@id": document.iri, "@type": "CreativeWork", "name": document.title}
        entity |= {"publisher": document.publisher} if document.publisher else {}
        entity |= {"url": document.address} if document.address else {}
        entity |= {"datePublished": document.issued} if document.issued else {}
        if document.licences:
            entity["license"] = self._licence(document.licences)
        return self._ref(entity)
