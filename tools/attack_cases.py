# ruff: noqa: E501 - what is thrown is easiest to read on one line
"""What is thrown at kgraph for the page on security: bombs, paths out of the study, and names that are code."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from fault_cases import ENTITIES, FORMULA, KEY, QUOTE, SCRIPT, TURTLE, XML, Case
from faults_page import run, said

from kgraph.loaders.export.csv_tables import protect
from kgraph.pipeline.mapped_graph import mapped_graph
from kgraph.pipeline.prepare import prepare
from kgraph.store.cypher_names import quote
from kgraph.study import load_study
from kgraph.views.network_page import write_views
from kgraph.views.ontology_words import OntologyWords
from kgraph.views.page_content import PageSetting
from kgraph.views.report import render_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRET = "a secret beside the study"
ORGANISATION = "{}:a a org:Organization ; skos:prefLabel {}@en .\n"
SVG = "<svg onload=alert(1)>"
RELATIONS = b'<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'
TABLE = "id,namn\na,A\n"
# Elements by which a page could load or run something, and that are not in a page of a harmless study.
CODE = ("script", "iframe", "object", "embed", "link", "base", "form", "img", "meta", "style")


@dataclass(frozen=True)
class Attack:
    """One thing that is thrown.

    Parameters
    ----------
    kind : str
        Of what, for the page.
    thrown : str
        What, for the page.
    act : callable
        Throws it at a study in an empty directory; returns what came back, line by line.
    """

    kind: str
    thrown: str
    act: Callable[[Path], list[str]]


def files(kind: str, thrown: str, content: dict[str, str | bytes]) -> Attack:
    """Return an attack by the files of a study."""
    return Attack(kind, thrown, lambda root: run(Case(kind, thrown, content), root))


def packed(parts: dict[str, bytes]) -> bytes:
    """Return a zip archive."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return archive.getvalue()


def outside(sources: str, prepare_files: Callable[[Path, Path], None]) -> Callable[[Path], list[str]]:
    """Return an attack by a study in ``study/``, beside which lies a file with a secret."""

    def act(root: Path) -> list[str]:
        study, secret = root / "study", root / "secret.ttl"
        study.mkdir()
        secret.write_text(f"{SECRET}\n", encoding="utf-8")
        settings = f'[study]\nid = "s"\nbase = "https://example.org/study/"\nlanguages = ["en"]\n{sources}\n'
        (study / "study.toml").write_text(settings, encoding="utf-8")
        text = TURTLE + ORGANISATION.format("", '"A"')
        (study / "data.ttl").write_text(text, encoding="utf-8")
        prepare_files(study, secret)
        lines = [line.replace(str(root), "...") for line in said(Case("", "", {}), study)]
        if SECRET in "\n".join(lines):
            raise AssertionError("the content of a file outside the study is shown")
        return lines

    return act


def linked(name: str) -> Callable[[Path, Path], None]:
    """Return a preparation that makes `name` a link to the secret."""

    def make(study: Path, secret: Path) -> None:
        (study / name).parent.mkdir(exist_ok=True)
        (study / name).symlink_to(secret)

    return make


def copied(study: Path, _secret: Path) -> None:
    """Describe a source whose local copy lies outside the study."""
    text = TURTLE + (
        ":publisher a org:Organization ; skos:prefLabel 'P'@en .\n"
        ":g a kg:Source ; dct:title 'G'@en ; dct:publisher :publisher ; dct:language 'en' ;\n"
        "  dct:issued '2024-01-01'^^xsd:date ; dct:source <https://example.org/doc> ; kg:localCopy '../secret.ttl' .\n"
        ":g { :a a org:Organization ; skos:prefLabel 'A'@en ; kg:quote 'a secret' . }\n"
    )
    (study / "data.ttl").unlink()
    (study / "data.trig").write_text(text, encoding="utf-8")


def contexts(study: Path, _secret: Path) -> None:
    """Name a JSON-LD context outside the study in its catalogue."""
    (study / "contexts").mkdir()
    (study / "contexts" / "catalog.json").write_text('{"http://e/c": "../../secret.ttl"}', encoding="utf-8")
    (study / "data.jsonld").write_text('{"@context": "http://e/c", "@id": "http://e/a"}', encoding="utf-8")


def described(study: Path, _secret: Path) -> None:
    """Describe a table by metadata that name a table outside the study."""
    (study / "a.csv").write_text(TABLE, encoding="utf-8")
    name = {"name": "id", "propertyUrl": "http://www.w3.org/2004/02/skos/core#prefLabel", "lang": "en"}
    kind = {"virtual": True, "propertyUrl": "rdf:type", "valueUrl": "http://www.w3.org/ns/org#Organization"}
    schema = {"aboutUrl": "http://e/{id}", "columns": [name, {"name": "namn", "suppressOutput": True}, kind]}
    content = {"@context": "http://www.w3.org/ns/csvw", "url": "../secret.csv", "tableSchema": schema}
    metadata = json.dumps(content)
    (study / "a.csv-metadata.json").write_text(metadata, encoding="utf-8")


class Elements(HTMLParser):
    """Counts the elements of a page, and those with an attribute that runs something."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count an element."""
        if tag in CODE:
            self.counts[tag] += 1
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith(
                ("javascript:", "data:text")
            ):
                self.counts[f"{tag} {name}"] += 1


def pages(name: str) -> Callable[[Path], list[str]]:
    """Return an attack by the name of an organisation that views and report show."""

    def act(root: Path) -> list[str]:
        harmless, hostile = (_pages_of(root / folder, text) for folder, text in (("a", "A"), ("b", name)))
        if harmless != hostile:
            raise AssertionError(f"the pages have other elements: {hostile - harmless}")
        return ["shown as text:", "report and views have the same elements as with the name A"]

    return act


def _pages_of(root: Path, name: str) -> Counter[str]:
    root.mkdir()
    quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    (root / "study.toml").write_text(
        '[study]\nid = "s"\nbase = "https://example.org/study/"\nsources = ["data.ttl"]\n', encoding="utf-8"
    )
    (root / "data.ttl").write_text(
        TURTLE
        + ORGANISATION.format("", quoted)
        + ":b a org:Organization ; skos:prefLabel 'B'@en .\n:m a org:Membership ; org:member :a ; org:organization :b .\n",
        encoding="utf-8",
    )
    mapped = prepare(load_study(root)).graph
    graph = mapped_graph("s", "b", mapped)
    setting = PageSetting(OntologyWords.load(), build={"title": {"en": name}})
    views = write_views(graph, root / "views", setting)
    elements = Elements()
    for text in (render_report(graph, setting), *(view.read_text(encoding="utf-8") for view in views)):
        elements.feed(text)
    return elements.counts


def cypher_name(root: Path) -> list[str]:
    """Write a class whose name ends a quoted name in Cypher; return how kgraph quotes it."""
    del root
    return ["quoted:", quote(KEY)]


def formula(root: Path) -> list[str]:
    """Write a formula to a table; return the cell."""
    del root
    row = io.StringIO()
    csv.writer(row).writerow([protect(text) for text in (FORMULA, "+1", " @x", "\t=1")])
    return ["in an exported table:", row.getvalue().strip()]


ATTACKS: dict[str, list[Attack]] = {
    "Bombs": [
        files(
            "gzip",
            "64 MiB of blanks in 64 KiB",
            {"data.ttl.gz": gzip.compress(b" " * (64 * 1024**2), mtime=0)},
        ),
        files(
            "zip (XLSX)",
            "a sheet of 3 MB in 3 KB",
            {"data.xlsx": packed({"xl/workbook.xml": b"0" * 3_000_000})},
        ),
        files(
            "zip (XLSX)",
            "5,001 parts",
            {"data.xlsx": packed({f"xl/{number}": b"" for number in range(5_001)})},
        ),
        files("JSON", "201 lists, each inside the previous one", {"p.json": "[" * 201 + "]" * 201}),
        files(
            "JSON-LD",
            "201 objects, each inside the previous one",
            {"a.jsonld": '{"http://e/p":' * 201 + "1" + "}" * 201},
        ),
        files(
            "XML (RDF)",
            "nine levels of entities: 10 GB",
            {"a.rdf": ENTITIES + f"]>\n{XML[22:]}<e:a>&a9;</e:a></rdf:RDF>"},
        ),
        files(
            "XML (XLSX)",
            "an entity in a workbook",
            {
                "a.xlsx": packed(
                    {
                        "xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><workbook>&a;</workbook>',
                        "xl/_rels/workbook.xml.rels": RELATIONS,
                    }
                )
            },
        ),
    ],
    "Paths out of the study": [
        Attack("sources", '"../secret.ttl"', outside('sources = ["../secret.ttl"]', lambda *_: None)),
        Attack("sources", '"/etc/hostname"', outside('sources = ["/etc/hostname"]', lambda *_: None)),
        Attack(
            "link",
            "data/x.ttl, a link to ../secret.ttl",
            outside('sources = ["data/*.ttl"]', linked("data/x.ttl")),
        ),
        Attack(
            "link",
            "shapes/own.ttl, a link to ../secret.ttl",
            outside('sources = ["data.ttl"]', linked("shapes/own.ttl")),
        ),
        Attack("copy", 'kg:localCopy "../secret.ttl"', outside('sources = ["data.trig"]', copied)),
        Attack(
            "context",
            "contexts/catalog.json names ../../secret.ttl",
            outside('sources = ["data.jsonld"]', contexts),
        ),
        files(
            "context",
            '"@context": "http://127.0.0.1:9/c.jsonld"',
            {"a.jsonld": '{"@context": "http://127.0.0.1:9/c.jsonld",\n"@id": "http://e/a"}'},
        ),
        files(
            "context",
            '"@context": "file:///etc/hostname"',
            {"a.jsonld": '{"@context": "file:///etc/hostname",\n"@id": "http://e/a"}'},
        ),
        files(
            "entity",
            '<!ENTITY x SYSTEM "file:///etc/hostname">',
            {
                "a.rdf": '<?xml version="1.0"?>\n<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n<r>&x;</r>'
            },
        ),
        files(
            "zip (XLSX)",
            "a part called ../evil.xml",
            {"a.xlsx": packed({"../evil.xml": b"", "xl/workbook.xml": b""})},
        ),
        Attack(
            "CSVW", '"url": "../secret.csv" in a.csv-metadata.json', outside('sources = ["a.csv"]', described)
        ),
    ],
    "Names that are code": [
        files("Cypher", QUOTE, {"data.ttl": TURTLE + ORGANISATION.format("", f'"{QUOTE}"')}),
        Attack("Cypher", f"a label or key called {KEY}", cypher_name),
        Attack("HTML", SCRIPT, pages(SCRIPT)),
        Attack("HTML", '" onmouseover="alert(1)', pages('" onmouseover="alert(1)')),
        Attack("SVG", SVG, pages(SVG)),
        Attack("CSV", f"{FORMULA}, +1, @x after a blank, =1 after a tab", formula),
    ],
}
