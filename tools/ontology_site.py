"""Write the ontology as it is published: pages with an anchor per term, RDF, and the redirects of w3id.org.

Usage: ``python tools/ontology_site.py [DIRECTORY]``, by default ``site``, which holds the documentation too:

- ``DIRECTORY/ontology/VERSION/`` holds the pages and files of this version. They are put beside the
  documentation, where those of earlier versions stay.
- ``DIRECTORY/w3id/kgraph/`` is the directory to propose to https://github.com/perma-id/w3id.org. One line of
  its ``.htaccess``, which sets SITE, says where the documentation lies.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from ontology_page import LinkedOntology, scheme_page, term_page
from ontology_reader import HEADER, ONTOLOGY, ROOT, iris
from rdflib import OWL, RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable

PLACEHOLDER = "https://kgraph.example"
FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}
_NEGOTIATION = """\
# {comment}
RewriteCond %{{HTTP_ACCEPT}} text/turtle [OR]
RewriteCond %{{HTTP_ACCEPT}} application/x-turtle
RewriteRule {pattern} %{{ENV:SITE}}{target}.ttl [R=303,L]
RewriteCond %{{HTTP_ACCEPT}} application/ld\\+json [OR]
RewriteCond %{{HTTP_ACCEPT}} application/json
RewriteRule {pattern} %{{ENV:SITE}}{target}.jsonld [R=303,L]
RewriteCond %{{HTTP_ACCEPT}} application/rdf\\+xml
RewriteRule {pattern} %{{ENV:SITE}}{target}.rdf [R=303,L]
RewriteRule {pattern} %{{ENV:SITE}}{page} [R=303,L,NE]
"""


def files() -> dict[str, bytes]:
    """Return the content of each published file, by path."""
    ontology = LinkedOntology()
    version = str(ontology.graph.value(HEADER, OWL.versionInfo))
    place = f"ontology/{version}"
    found = {
        f"{place}/ontology.html": term_page(ontology).encode(),
        f"{place}/context.jsonld": (ONTOLOGY / "context.jsonld").read_bytes(),
        f"{place}/alignments.ttl": (ONTOLOGY / "alignments.ttl").read_bytes(),
        f"{place}/property-graph.ttl": (ONTOLOGY / "property-graph.ttl").read_bytes(),
        f"{place}/shapes.ttl": _formats(sorted((ONTOLOGY / "shapes").glob("*.ttl")))["ttl"],
        **{
            f"{place}/ontology.{ending}": text for ending, text in _formats([ONTOLOGY / "kgraph.ttl"]).items()
        },
    }
    for scheme in iris(ontology.graph.subjects(RDF.type, SKOS.ConceptScheme)):
        name = str(scheme).rpartition("/")[2]
        found[f"{place}/scheme/{name}.html"] = scheme_page(ontology, scheme).encode()
        for ending, text in _formats([ONTOLOGY / "schemes" / f"{name}.ttl"]).items():
            found[f"{place}/scheme/{name}.{ending}"] = text
    found["w3id/kgraph/.htaccess"] = redirects(version).encode()
    found["w3id/kgraph/README.md"] = _README.format(version=version).encode()
    return found


def _formats(paths: list[Path]) -> dict[str, bytes]:
    """Return Turtle files in each format: as they are, comments and order included, if there is one only."""
    triples: list[ox.Triple] = []
    prefixes: dict[str, str] = {}
    for path in paths:
        parser = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, rename_blank_nodes=len(paths) > 1)
        triples += [quad.triple for quad in parser]
        prefixes |= dict(parser.prefixes)
    found = {
        ending: ox.serialize(triples, format=form, prefixes=prefixes) or b""
        for ending, form in FORMATS.items()
    }
    if len(paths) == 1:
        found["ttl"] = paths[0].read_bytes()
    return found


def redirects(version: str, site: str = PLACEHOLDER) -> str:
    """Return the ``.htaccess`` for https://w3id.org/kgraph/.

    Parameters
    ----------
    version : str
        The version that an IRI without a version leads to.
    site : str
        Where the documentation lies, without a slash at the end.
    """
    place = f"/ontology/{version}"
    one_format = [
        (r"^ontology/(?:context|context\.jsonld)$", f"{place}/context.jsonld"),
        (r"^ontology/([0-9]+\.[0-9]+\.[0-9]+)/context(?:\.jsonld)?$", "/ontology/$1/context.jsonld"),
        (r"^ontology/alignments$", f"{place}/alignments.ttl"),
        (r"^ontology/([0-9]+\.[0-9]+\.[0-9]+)/alignments$", "/ontology/$1/alignments.ttl"),
        (r"^ontology/migrations/([0-9]+\.[0-9]+)$", "/migrations/$1.html"),
        (r"^ontology\.(ttl|jsonld|rdf|html)$", f"{place}/ontology.$1"),
        (r"^scheme/([a-z-]+)\.(ttl|jsonld|rdf|html)$", f"{place}/scheme/$1.$2"),
        (r"^publisher/?$", f"{place}/ontology.html#publisher"),
    ]
    lines = [
        "# https://w3id.org/kgraph/: the kgraph ontology of collaboration and its code lists.",
        "# Who answers for this directory is said in README.md.",
        "Options -MultiViews",
        "RewriteEngine on",
        "<IfModule mod_headers.c>",
        "    Header always set Access-Control-Allow-Origin *",
        "    Header always merge Vary Accept",
        "</IfModule>",
        "",
        "# Where the pages lie: the one line to change when they move.",
        f"RewriteRule ^ - [E=SITE:{site}]",
        "",
        "RewriteRule ^$ %{ENV:SITE}/ [R=303,L]",
        *(f"RewriteRule {pattern} %{{ENV:SITE}}{target} [R=303,L,NE]" for pattern, target in one_format),
        "",
        "# The rules for data: a page for people, Turtle for programs.",
        "RewriteCond %{HTTP_ACCEPT} text/html",
        "RewriteRule ^shapes/?$ %{ENV:SITE}/reference/ontology-rules.html [R=303,L]",
        f"RewriteRule ^shapes/?$ %{{ENV:SITE}}{place}/shapes.ttl [R=303,L]",
        "",
    ]
    negotiated = (
        (
            "The ontology. A browser keeps the # and what follows it.",
            r"^ontology/?$",
            f"{place}/ontology",
            "",
        ),
        (
            "One version of the ontology.",
            r"^ontology/([0-9]+\.[0-9]+\.[0-9]+)/?$",
            "/ontology/$1/ontology",
            "",
        ),
        ("A code list.", r"^scheme/([a-z-]+)/?$", f"{place}/scheme/$1", ""),
        (
            "A concept: its place on the page of its code list.",
            r"^scheme/([a-z-]+)/([a-z-]+)$",
            f"{place}/scheme/$1",
            "#$2",
        ),
    )
    for comment, pattern, target, fragment in negotiated:
        page = f"{target}.html{fragment}"
        lines += _NEGOTIATION.format(comment=comment, pattern=pattern, target=target, page=page).splitlines()
        lines.append("")
    return "\n".join(lines)


_README = """\
# kgraph

Permanent identifiers of the kgraph ontology of collaboration, in Swedish and English, and of its code lists.

| Identifier | Leads to |
|---|---|
| `https://w3id.org/kgraph/ontology` | the ontology: HTML, Turtle, JSON-LD or RDF/XML, by the Accept header |
| `https://w3id.org/kgraph/ontology/{version}` | one version of it |
| `https://w3id.org/kgraph/ontology/context.jsonld` | its JSON-LD context |
| `https://w3id.org/kgraph/scheme/role` | a code list |
| `https://w3id.org/kgraph/scheme/role/member` | a concept in it |
| `https://w3id.org/kgraph/shapes` | the SHACL rules for data |

Contact: the owner of the repository fills in a GitHub user name here before this is proposed to w3id.org.
"""


def main(arguments: Iterable[str]) -> int:
    """Write the files below a directory; return the exit code."""
    target = Path(next(iter(arguments), ROOT / "site"))
    for name, content in files().items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    print(f"{target}/ontology and {target}/w3id")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
