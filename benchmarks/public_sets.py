"""The public data of docs/decisions/0065 and kgraph's own studies, as N-Quads for any program to load.

None of the public data is in the repository. It comes from clones of the projects in one directory, which
``git clone --bare https://github.com/OWNER/NAME OWNER+NAME/repo`` makes.
"""

from __future__ import annotations

import fnmatch
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
FORMS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".trig": ox.RdfFormat.TRIG,
}
BASE = "https://example.org/set/"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_NAMING = ("prefLabel", "altLabel", "#label", "legalName", "title")


@dataclass(frozen=True)
class PublicSet:
    """Files of one project.

    Parameters
    ----------
    title : str
        What the data is about.
    project : str
        Owner and name on GitHub; empty for a study of this repository.
    patterns : tuple of str
        Which files, as paths with wildcards.
    languages : tuple of str
        Languages of a study with this data.
    """

    title: str
    project: str
    patterns: tuple[str, ...]
    languages: tuple[str, ...] = ("en",)

    def files(self, mirrors: Path) -> dict[str, bytes]:
        """Return the content of the files by path, from the newest commit of the clone."""
        if not self.project:
            names = sorted(path for pattern in self.patterns for path in ROOT.glob(pattern))
            return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in names}
        clone = mirrors / self.project.replace("/", "+") / "repo"
        names = _git(clone, "ls-tree", "-r", "--name-only", "HEAD").decode().splitlines()
        return {
            name: _git(clone, "show", f"HEAD:{name}")
            for name in names
            if any(fnmatch.fnmatch(name, pattern) for pattern in self.patterns)
        }

    def quads(self, mirrors: Path) -> list[ox.Quad]:
        """Return the distinct statements, in the graphs that files name; those of public files in their own.

        Blank nodes get IRIs, so that what comes back from a store can be compared by equality, and values
        the spelling that Oxigraph gives them (``1.50`` becomes ``1.5``).
        """
        store = ox.Store()
        for number, (name, content) in enumerate(sorted(self.files(mirrors).items())):
            form = FORMS[Path(name).suffix]
            for quad in ox.parse(content, format=form, base_iri=f"{BASE}{number}/"):
                graph = quad.graph_name
                if self.project and isinstance(graph, ox.DefaultGraph):
                    graph = ox.NamedNode(f"{BASE}{number}")
                store.add(
                    ox.Quad(_named(quad.subject, number), quad.predicate, _named(quad.object, number), graph)
                )
        return sorted(store, key=str)

    def copies(self, mirrors: Path, number: int) -> Iterator[str]:
        """Yield the N-Quads of so many renamed copies.

        All that it describes, and its graphs, have IRIs of their own in each. Names end with the number of
        the copy, so that no two things are one because of their names.
        """
        quads = self.quads(mirrors)
        classes = {quad.object for quad in quads if quad.predicate.value == RDF_TYPE}
        own = {quad.subject for quad in quads} - classes

        def written(term: Any, copy: int) -> str:
            """Return a term as the copy has it."""
            return f"<{term.value}/copy/{copy}>" if term in own else str(term)

        for copy in range(1, number + 1):
            for quad in quads:
                value = written(quad.object, copy)
                if quad.predicate.value.endswith(_NAMING) and isinstance(quad.object, ox.Literal):
                    text, language = f"{quad.object.value} {copy}", quad.object.language
                    value = str(ox.Literal(text, language=language) if language else ox.Literal(text))
                graph = str(quad.graph_name).removesuffix(">")
                yield f"{written(quad.subject, copy)} {quad.predicate} {value} {graph}/copy/{copy}> ."


def _named(term: object, number: int) -> object:
    """Return an IRI for a blank node, and any other term as it is."""
    return ox.NamedNode(f"{BASE}{number}/genid/{term.value}") if isinstance(term, ox.BlankNode) else term


def _git(clone: Path, *arguments: str) -> bytes:
    return subprocess.run(
        ["git", "--git-dir", str(clone), *arguments], check=True, capture_output=True
    ).stdout


_ITALY = "VocabolariControllati/"
SETS = {
    "flanders-units": PublicSet(
        "Governing units, bodies and areas of Flanders",
        "lblod/app-organization-portal",
        (
            "config/migrations/2023/*/*import-igs*.ttl",
            "config/migrations/2023/*/*pz-h*.ttl",
            "config/migrations/2023/*agb-apb.ttl",
            "config/migrations/2023/*agbapb-orgaan.ttl",
            "config/migrations/2022/*werkingsgebieden.ttl",
        ),
        ("nl", "en"),
    ),
    "flanders-posts": PublicSet(
        "Posts and sub-organisations of Flanders",
        "lblod/app-digitaal-loket",
        ("*-hasSuborganisation.ttl", "*/20220906095421-betrokken-lokale-besturen.ttl"),
        ("nl", "en"),
    ),
    "italy": PublicSet(
        "Vocabularies of organisations, services, territory and transparency, Italy",
        "italia/daf-ontologie-vocabolari-controllati",
        (
            f"{_ITALY}classifications-for-organizations/*.ttl",
            f"{_ITALY}classifications-for-public-services/*.ttl",
            f"{_ITALY}classifications-for-transparency/*.ttl",
            f"{_ITALY}territorial-classifications/provinces/provinces.ttl",
            f"{_ITALY}territorial-classifications/regions/regions.ttl",
        ),
        ("it", "en"),
    ),
    "estonia-finland": PublicSet(
        "Public services of Estonia and Finland",
        "SEMICeu/cpsv-ap_harvester",
        ("Estonian_data/*.rdf", "Finnish_data/*.ttl"),
        ("en", "fi"),
    ),
    "parliament": PublicSet(
        "Meetings and session documents of the European Parliament",
        "europarl/open-data-beta-testing",
        ("data/calendar/*.ttl", "data/plenary-session-documents/*_2022-02-14.ttl"),
    ),
    "corporate-bodies": PublicSet(
        "Corporate bodies of the European Union in 24 languages",
        "ioggstream/dati-eu-authority-tables",
        ("*/corporatebodies.ttl",),
        ("en", "sv"),
    ),
    "vacancies": PublicSet(
        "Vacancies of 274 organisations", "SteveHedden/open-knowledge-graphs", ("data/jobs/jobs.ttl",)
    ),
    "berlin": PublicSet(
        "Authorities of Berlin", "berlin/lod-vocabulary", ("void.ttl", "data/*.ttl"), ("de", "en")
    ),
    "second": PublicSet(
        "kgraph's second study, of libraries that do not exist",
        "",
        ("tests/study/second/sources.ttl", "tests/study/second/data/*.trig"),
    ),
    "skaraborg": PublicSet(
        "kgraph's study of western Skaraborg",
        "",
        ("studies/skaraborg/sources/*.ttl", "studies/skaraborg/data/*.trig"),
        ("sv", "en"),
    ),
}
