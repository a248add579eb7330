"""The ontology as it is published: each IRI leads to what describes it, in the format that is asked for."""

from __future__ import annotations

import importlib
import re
import sys
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest
from rdflib import RDFS, SKOS, Graph
from rdflib.compare import isomorphic

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
W3ID = "https://w3id.org/kgraph/"
VERSION = re.search(r'owl:versionInfo "(.*)"', (ONTOLOGY / "kgraph.ttl").read_text(encoding="utf-8"))[1]  # type: ignore[index]
# What a browser, rdflib, Jena, pyld and Protégé ask for, and what each should get.
ACCEPT = {
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": "html",
    "text/turtle": "ttl",
    "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,*/*;q=0.3": "ttl",
    "application/ld+json, application/json;q=0.5": "jsonld",
    "application/rdf+xml, application/xml;q=0.7, */*;q=0.09": "rdf",
    "*/*": "html",
}


class PageLinks(HTMLParser):
    """What a page links to, what it loads, and its anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.anchors: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.anchors.append(given["id"])
        if tag in ("a", "link") and given.get("href"):
            self.links.append(given["href"])
        if given.get("src"):
            self.loads.append(given["src"])


@pytest.fixture(scope="module")
def site() -> ModuleType:
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        return importlib.import_module("ontology_site")
    finally:
        sys.path.remove(str(ROOT / "tools"))


@pytest.fixture(scope="module")
def files(site: ModuleType) -> dict[str, bytes]:
    found: dict[str, bytes] = site.files()
    return found


@pytest.fixture(scope="module")
def terms() -> Graph:
    graph = Graph()
    for path in (ONTOLOGY / "kgraph.ttl", *sorted((ONTOLOGY / "schemes").glob("*.ttl"))):
        graph.parse(path)
    return graph


def redirect(rules: str, path: str, accept: str) -> str | None:
    """Return where Apache sends a request, by the part of mod_rewrite that the file uses."""
    site, conditions = "", []
    for line in rules.splitlines():
        word, _, rest = line.partition(" ")
        if word == "RewriteCond":
            variable, pattern, *flags = rest.split()
            assert variable == "%{HTTP_ACCEPT}"
            assert flags in ([], ["[OR]"])
            conditions.append((pattern, bool(flags)))
        if word != "RewriteRule":
            continue
        pattern, target, *flags = rest.split()
        held, conditions = conditions, []
        # Conditions are joined by "and", by "or" after [OR]; here a rule has one kind only.
        assert all(either for _, either in held[:-1])
        found = re.search(pattern, path)
        if found is None or (held and not any(re.search(each, accept) for each, _ in held)):
            continue
        if target == "-":
            site = re.fullmatch(r"\[E=SITE:(.*)\]", flags[0])[1]  # type: ignore[index]
            continue
        assert "R=303" in flags[0]
        assert "L" in flags[0]
        # Without NE the # of an anchor would become %23.
        assert "#" not in target or "NE" in flags[0]
        target = target.replace("%{ENV:SITE}", site)
        for number, part in enumerate(found.groups(), 1):
            target = target.replace(f"${number}", part)
        return target
    return None


def resolve(files: dict[str, bytes], iri: str, accept: str) -> tuple[str, str]:
    """Return the published file that an IRI leads to, and the anchor in it."""
    request, _, fragment = iri.removeprefix(W3ID).partition("#")
    location = redirect(files["w3id/kgraph/.htaccess"].decode(), request, accept)
    assert location is not None, iri
    split = urlsplit(location)
    return split.path.removeprefix("/"), split.fragment or fragment


def test_every_term_and_concept_has_an_anchor_where_its_iri_leads(
    files: dict[str, bytes], terms: Graph
) -> None:
    browser = next(iter(ACCEPT))
    pages = {name: PageLinks(text.decode()).anchors for name, text in files.items() if name.endswith(".html")}
    ours = {*terms.subjects(RDFS.isDefinedBy), *terms.subjects(SKOS.inScheme)}
    assert len(ours) > 150
    for iri in ours:
        page, anchor = resolve(files, str(iri), browser)
        assert pages[page].count(anchor) == 1, iri


@pytest.mark.parametrize(("accept", "ending"), ACCEPT.items())
def test_what_is_asked_for_is_what_comes(
    files: dict[str, bytes], terms: Graph, accept: str, ending: str
) -> None:
    schemes = set(terms.objects(None, SKOS.inScheme))
    for iri in (W3ID + "ontology", f"{W3ID}ontology/{VERSION}", W3ID + "scheme/role/member", *schemes):
        name, _ = resolve(files, str(iri), accept)
        assert name in files, iri
        assert name.endswith(f".{ending}"), iri


def test_every_address_that_the_readme_names_leads_to_a_file(files: dict[str, bytes]) -> None:
    named = re.findall(rf"`({W3ID}[^`]*)`", files["w3id/kgraph/README.md"].decode())
    assert len(named) > 5
    for iri in named:
        name, _ = resolve(files, iri, "text/turtle")
        assert name in files, iri


def test_the_migration_note_and_the_rules_are_pages_of_the_documentation(
    files: dict[str, bytes], terms: Graph
) -> None:
    vann_changes = "http://purl.org/vocab/vann/changes"
    notes = [str(note) for _, term, note in terms if str(term) == vann_changes]
    for iri in (*notes, W3ID + "shapes#Period"):
        page, _ = resolve(files, iri, "text/html")
        assert (ROOT / "docs" / PurePosixPath(page).with_suffix(".md")).is_file(), page


def test_a_place_that_does_not_exist_is_not_redirected(files: dict[str, bytes]) -> None:
    rules = files["w3id/kgraph/.htaccess"].decode()
    for path in ("nothing", "ontology/x", "scheme/Role/", "scheme/role/member/more", "study/skaraborg/vara"):
        assert redirect(rules, path, "text/html") is None, path


def test_the_formats_say_the_same(files: dict[str, bytes]) -> None:
    stems = {name.removesuffix(".jsonld") for name in files if name.endswith(".jsonld")}
    for stem in {stem for stem in stems if not stem.endswith("context")}:
        graphs = []
        for ending, form in (
            ("ttl", ox.RdfFormat.TURTLE),
            ("jsonld", ox.RdfFormat.JSON_LD),
            ("rdf", ox.RdfFormat.RDF_XML),
        ):
            triples = [quad.triple for quad in ox.parse(files[f"{stem}.{ending}"], format=form)]
            lines = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
            graphs.append(Graph().parse(data=lines, format="nt"))
        assert all(isomorphic(graphs[0], other) for other in graphs[1:]), stem


def test_the_published_turtle_is_the_file_with_its_comments(files: dict[str, bytes]) -> None:
    assert files[f"ontology/{VERSION}/ontology.ttl"] == (ONTOLOGY / "kgraph.ttl").read_bytes()


def test_links_of_a_page_lead_somewhere_and_nothing_is_fetched(files: dict[str, bytes]) -> None:
    pages = {name: PageLinks(content.decode()) for name, content in files.items() if name.endswith(".html")}
    for name, page in pages.items():
        assert page.loads == []
        for link in page.links:
            target, _, anchor = link.partition("#")
            if "//" in target:
                continue
            path = str(PurePosixPath(name).parent / target) if target else name
            assert path in files, f"{name}: {link}"
            if anchor:
                assert anchor in pages[path].anchors, f"{name}: {link}"
