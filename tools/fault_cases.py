# ruff: noqa: E501 - the text of a file is easiest to read on one line
"""Faulty and hostile files, by the number that the reference page gives the fault."""

from __future__ import annotations

import io
import json
import unicodedata
from dataclasses import dataclass, field

import openpyxl

TURTLE = (
    "@prefix : <https://example.org/study/> .\n"
    "@prefix kg: <https://w3id.org/kgraph/ontology#> .\n"
    "@prefix org: <http://www.w3.org/ns/org#> .\n"
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    "@prefix dct: <http://purl.org/dc/terms/> .\n"
    "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
    "@prefix role: <https://w3id.org/kgraph/scheme/role/> .\n"
)
XML = '<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">\n'
ENTITIES = '<?xml version="1.0"?>\n<!DOCTYPE r [<!ENTITY a0 "xxxxxxxxxx">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
)
QUOTE = "Robby' WITH true as ignored MATCH (s) DETACH DELETE s; //"
KEY = "x`) DETACH DELETE n //"
SCRIPT = "</script><img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://x")'
NEST = 5000


@dataclass(frozen=True)
class Case:
    """Files with one fault.

    Parameters
    ----------
    kind : str
        The format, for the page.
    shown : str
        The fault, for the page.
    files : dict of str to str or bytes
        Content by name; those in ``shapes/`` are shapes, all others are sources.
    kept : str
        A value that must be in the graph letter for letter.
    """

    kind: str
    shown: str
    files: dict[str, str | bytes]
    kept: str = ""


@dataclass(frozen=True)
class Fault:
    """A kind of fault, with a case for each format that can have it."""

    number: str
    title: str
    cases: list[Case] = field(default_factory=list)


def own(text: str, shown: str, kept: str = "") -> Case:
    """Return a case in Turtle about things of the study."""
    return Case("Turtle", shown, {"data.ttl": TURTLE + text}, kept)


def table(shown: str, name: str, *rows: str, more: str = "", kept: str = "") -> list[Case]:
    """Return cases for rows of the sheet `name`, as CSV and as a workbook; `more` are organisations."""
    sheets = {name: [row.split(";") for row in rows]}
    if more:
        sheets["Organisation"] = [["id", "namn"], *([one, one.upper()] for one in more)]
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, cells in sheets.items():
        sheet = book.create_sheet(title)
        for row in cells:
            sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)
    texts = {
        f"{title}.csv": "".join(";".join(row) + "\n" for row in cells) for title, cells in sheets.items()
    }
    return [
        Case("CSV", shown, dict(texts), kept),
        Case("XLSX", shown, {"data.xlsx": packed.getvalue()}, kept),
    ]


def jsonld(text: str, shown: str) -> Case:
    """Return a case in JSON-LD about things of the study."""
    context = '"@context": {"@vocab": "http://www.w3.org/ns/org#", "@base": "https://example.org/study/", "name": {"@id": "http://www.w3.org/2004/02/skos/core#prefLabel", "@language": "en"}, "subOrganizationOf": {"@type": "@id"}}'
    return Case("JSON-LD", shown, {"data.jsonld": f'{{{context}, "@graph": [\n{text}\n]}}'})


def name(text: str) -> list[Case]:
    """Return cases for a name of an organisation in Turtle, CSV and Popolo."""
    quoted = json.dumps(text)
    cell = '"' + text.replace('"', '""') + '"'
    return [
        own(f":a a org:Organization ; skos:prefLabel {quoted}@en .", f"skos:prefLabel {quoted}@en", text),
        Case("CSV", f"the cell {cell}", {"Organisation.csv": f"id,namn\na,{cell}\n"}, text),
        Case("Popolo", f'"name": {quoted}', {"p.json": popolo(text)}, text),
    ]


def popolo(text: str) -> str:
    """Return a Popolo file with one organisation."""
    return json.dumps({"organizations": [{"id": "a", "name": text}]})


FAULTS = [
    Fault(
        "1",
        "An IRI with a space",
        [
            Case("Turtle", "<http://e/a b> <http://e/p> 1 .", {"data.ttl": "<http://e/a> <http://e/p> 1 .\n<http://e/a b> <http://e/p> 1 .\n"}),
            Case("N-Quads", '<http://e/a> <http://e/p> "x" <http://e/g h> .', {"data.nq": '<http://e/a> <http://e/p> "x" <http://e/g h> .\n'}),
            Case("RDF/XML", '<rdf:Description rdf:about="http://e/a b">', {"data.rdf": XML + '<rdf:Description rdf:about="http://e/a b"><e:p>1</e:p></rdf:Description>\n</rdf:RDF>'}),
            Case("JSON-LD", '"@id": "http://e/a b"', {"data.jsonld": '{"@context": {"p": "http://e/p"},\n"@id": "http://e/a b",\n"p": 1}'}),
            *table("the cell http://e/a b in the column id", "Organisation", "id;namn", "http://e/a b;A"),
            Case("Popolo", '"id": "http://e/a b"; an id may be any text there', {"p.json": json.dumps({"organizations": [{"id": "http://e/a b", "name": "A"}]})}, "A"),
        ],
    ),
    Fault(
        "2",
        "A prefix that is not declared",
        [
            Case("Turtle", "e:a e:p f:b .", {"data.ttl": "@prefix e: <http://e/> .\ne:a e:p f:b .\n"}),
            Case("TriG", "e:g { e:a f:p e:c . }", {"data.trig": "@prefix e: <http://e/> .\ne:g { e:a f:p e:c . }"}),
            Case("RDF/XML", "<f:p>1</f:p>", {"data.rdf": XML + '<rdf:Description rdf:about="http://e/a"><f:p>1</f:p></rdf:Description>\n</rdf:RDF>'}),
        ],
    ),
    Fault(
        "3",
        "A file cut in the middle",
        [
            Case("Turtle", "<http://e/a> <http://e/p>", {"data.ttl": "<http://e/a> <http://e/p> 1 .\n<http://e/a> <http://e/p>"}),
            Case("N-Triples", "<http://e/a> <http://e/p>", {"data.nt": "<http://e/a> <http://e/p> <http://e/b> .\n<http://e/a> <http://e/p>"}),
            Case("RDF/XML", "no closing tags", {"data.rdf": XML + '<rdf:Description rdf:about="http://e/a">\n<e:p>1</e:p>'}),
            Case("JSON-LD", "no closing bracket", {"data.jsonld": '{"@id": "http://e/a",\n"http://e/p": "x"'}),
            Case("Popolo", "no closing bracket", {"p.json": '{"organizations": [\n{"id": "a", "name": "A"'}),
            Case("CSV", "no closing quotation mark", {"Organisation.csv": 'id,namn\na,"A\n'}),
            Case("GraphML", "no closing tags", {"a.graphml": '<graphml><graph edgedefault="directed">\n<node id="a"/>\n<node id="b"'}),
            Case("GEXF", "no closing tags", {"a.gexf": '<gexf><graph>\n<nodes><node id="a"/>\n'}),
            Case("Pajek", "no ties", {"a.net": "*Vertices 3\n1 A\n2 B\n"}),
            Case("UCINET DL", "five of nine values", {"a.dl": "dl n=3\ndata:\n0 1 0\n1 0\n"}),
            Case("Node-link JSON", "no closing bracket", {"a.json": '{"nodes": [{"id": "a"}],\n"links": ['}),
            Case("FollowTheMoney", "the last line ends in the middle", {"a.ftm.json": '{"id": "a", "schema": "Company", "properties": {"name": ["A"]}}\n{"id": "b", "sch'}),
            Case("Turtle (RDF 1.2)", "an annotation without its end", {"data.ttl": "<http://e/a> <http://e/p> 1 .\n<http://e/a> <http://e/p> 2 {| <http://e/q> 3 ."}),
            Case("XLSX", "the first 200 bytes of a workbook", {"data.xlsx": b"PK\x03\x04" + bytes(196)}),
        ],
    ),
    Fault(
        "4",
        "An encoding other than UTF-8",
        [
            Case("Turtle", "UTF-8 with a byte order mark", {"data.ttl": b"\xef\xbb\xbf" + (TURTLE + ':a a org:Organization ; skos:prefLabel "Götene"@sv .').encode()}, "Götene"),
            Case("Turtle", "UTF-16", {"data.ttl": "<http://e/a> <http://e/p> 'å' .".encode("utf-16-le").join((b"\xff\xfe", b""))}),
            Case("Turtle", "Latin-1", {"data.ttl": '<http://e/a> <http://e/p> 1 .\n<http://e/a> <http://e/p> "Götene" .'.encode("latin-1")}),
            Case("RDF/XML", "Latin-1", {"data.rdf": (XML + '<rdf:Description rdf:about="http://e/a"><e:p>å</e:p></rdf:Description>\n</rdf:RDF>').encode("latin-1")}),
            Case("JSON-LD", "Latin-1", {"data.jsonld": '{"@id": "http://e/a",\n"http://e/p": "å"}'.encode("latin-1")}),
            Case("Popolo", "Latin-1", {"p.json": '{"organizations": [\n{"id": "a", "name": "Götene"}]}'.encode("latin-1")}),
            Case("FollowTheMoney", "Latin-1", {"a.ftm.json": '{"id": "a", "schema": "Company", "properties": {"name": ["Götene"]}}\n'.encode("latin-1")}),
            Case("CSV", "Latin-1", {"Organisation.csv": "id,namn\na,Götene\n".encode("latin-1")}),
        ],
    ),
    Fault(
        "5",
        "One name in two forms of Unicode (NFC and NFD)",
        [
            own(
                f':a a org:Organization ; skos:prefLabel "Göliska"@sv .\n:b a org:Organization ; skos:prefLabel "{unicodedata.normalize("NFD", "Göliska")}"@sv .',
                'skos:prefLabel "Göliska"@sv, composed and decomposed',
            ),
            *table("Göliska, composed and decomposed", "Organisation", "id;namn", "a;Göliska", f"b;{unicodedata.normalize('NFD', 'Göliska')}"),
            Case("Popolo", "the same", {"p.json": json.dumps({"organizations": [{"id": "a", "name": "Göliska"}, {"id": "b", "name": unicodedata.normalize("NFD", "Göliska")}]})}),
        ],
    ),
    Fault(
        "6",
        "Nine levels of entities",
        [
            Case("RDF/XML", '<!ENTITY a1 "&a0;&a0;&a0;...">, nine times', {"data.rdf": ENTITIES + f"]>\n{XML[22:]}<e:a>&a9;</e:a></rdf:RDF>"}),
            Case("GraphML", "the same", {"a.graphml": ENTITIES + "]>\n<graphml><graph>&a9;</graph></graphml>"}),
        ],
    ),
    Fault(
        "7",
        "An entity that includes a file",
        [Case("RDF/XML", '<!ENTITY x SYSTEM "file:///etc/hostname">', {"data.rdf": '<?xml version="1.0"?>\n<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n<r>&x;</r>'})],
    ),
    Fault(
        "8",
        "A context on another server",
        [
            Case("JSON-LD", '"@context": "http://127.0.0.1:9/c.jsonld"; nothing is requested', {"data.jsonld": '{"@context": "http://127.0.0.1:9/c.jsonld",\n"@id": "http://e/a", "name": "A"}'}),
            Case("JSON-LD", '"@context": "file:///c.jsonld"', {"data.jsonld": '{"@context": "file:///c.jsonld",\n"@id": "http://e/a", "name": "A"}'}),
        ],
    ),
    Fault(
        "9",
        "Deep nesting",
        [
            Case("Turtle", f"{NEST:,} blank nodes, each inside the previous one", {"data.ttl": "<http://e/a> a <http://e/T> ; <http://e/p> " + "[ <http://e/p> " * NEST + "1 " + "]" * NEST + " ."}),
            Case("JSON-LD", "201 objects, each inside the previous one", {"data.jsonld": '{"http://e/p":' * 201 + "1" + "}" * 201}),
            Case("Popolo", "201 lists, each inside the previous one", {"p.json": "[" * 201 + "]" * 201}),
        ],
    ),
    Fault(
        "17",
        "Cypher in the name of a property",
        [
            Case("Turtle", f"<http://e/a> <http://e/{KEY}> 1 .", {"data.ttl": f"<http://e/a> <http://e/{KEY}> 1 .\n"}),
            Case("JSON-LD", "the same, percent-encoded", {"data.jsonld": '{"@id": "http://e/a", "@type": "http://e/T", "http://e/x%60)%20DETACH%20DELETE%20n%20//": "1"}'}, "1"),
            *table(f"the heading {KEY}", "Organisation", f"id;namn;{KEY}", "a;A;1"),
            Case("Popolo", f'"{KEY}": 1', {"p.json": json.dumps({"organizations": [{"id": "a", "name": "A", KEY: 1}]})}, "A"),
        ],
    ),
    Fault("18", "Cypher in a value", name(QUOTE)),
    Fault(
        "19",
        "HTML in a value, a script as an address",
        [
            *name(SCRIPT),
            own(':a a org:Organization ; skos:prefLabel "A"@en ; <http://www.w3.org/2000/01/rdf-schema#seeAlso> <javascript:alert(1)> .', "rdfs:seeAlso <javascript:alert(1)>", "javascript:alert(1)"),
        ],
    ),
    Fault("20", "A value that a spreadsheet takes for a formula", [*name(FORMULA), name("+1")[1], name(" @x")[0]]),
    Fault(
        "21",
        "Loops, parallels, impossible numbers",
        [
            own(":a a org:Organization ; skos:prefLabel 'A'@en .\n:m a org:Membership ; org:member :a ; org:organization :a .", "a membership of A in A"),
            *table("the shares -0,5 and NaN and 1e308", "Medlemskap", "medlem;organisation;ägarandel", "a;b;-0,5", "b;a;NaN", "b;a;1e308", more="ab"),
            *table("the share -0,5", "Medlemskap", "medlem;organisation;ägarandel", "a;b;-0,5", more="ab"),
            own(":a a org:Organization ; skos:prefLabel 'A'@en . :b a org:Organization ; skos:prefLabel 'B'@en .\n:m a org:Membership ; org:member :a ; org:organization :b . :n a org:Membership ; org:member :a ; org:organization :b .", "two memberships of A in B: both are kept"),
            *(
                own(f":a a org:Organization ; skos:prefLabel 'A'@en . :b a org:Organization ; skos:prefLabel 'B'@en .\n:m a org:Membership ; org:member :a ; org:organization :b ; kg:ownershipShare {share} .", f"kg:ownershipShare {share}")
                for share in ("-0.5", '"NaN"^^xsd:double', "1e308")
            ),
            own(":a a org:Organization ; skos:prefLabel 'A'@en . :b a org:Organization ; skos:prefLabel 'B'@en .\n:m a org:Membership ; org:member :a ; org:organization :b ; kg:ownershipShare 0.0 .", "kg:ownershipShare 0.0: nothing is wrong with it"),
        ],
    ),
    Fault(
        "23",
        "Impossible structures",
        [
            own(":a a org:Post ; skos:prefLabel 'A'@en ; org:postIn :o ; org:role role:member ; org:reportsTo :b .\n:b a org:Post ; skos:prefLabel 'B'@en ; org:postIn :o ; org:role role:member ; org:reportsTo :a .\n:o a org:Organization ; skos:prefLabel 'O'@en .", "A reports to B, B reports to A"),
            own(":a a org:Organization ; skos:prefLabel 'A'@en ; org:subOrganizationOf :a .", "A is a part of A"),
            jsonld('{"@id": "a", "@type": "Organization", "name": "A", "subOrganizationOf": "b"},\n{"@id": "b", "@type": "Organization", "name": "B", "subOrganizationOf": "a"}', "A is a part of B, B of A"),
            *table("A is a part of B, B of A", "Organisation", "id;namn;del av organisation", "a;A;b", "b;B;a"),
            Case("Popolo", '"parent_id" of A is B, of B is A', {"p.json": json.dumps({"organizations": [{"id": "a", "name": "A", "parent_id": "b"}, {"id": "b", "name": "B", "parent_id": "a"}]}, indent=0)}),
            *table("from 2021 until 2019", "Medlemskap", "medlem;organisation;från;till", "a;b;2021;2019", more="ab"),
            own(":a a org:Organization ; skos:prefLabel 'A'@en ;\n  dct:temporal [ a dct:PeriodOfTime ; dcat:startDate '2020-02-01'^^xsd:date ; dcat:endDate '2020-01-01'^^xsd:date ] .", "from 2020-02-01 until 2020-01-01"),
            own(":a a org:Organization ; skos:prefLabel 'A'@en ;\n  dct:temporal [ a dct:PeriodOfTime ; dcat:startDate '2024-13-45'^^xsd:date ] .", '"2024-13-45"^^xsd:date'),
            Case("CSV", "the cell 2024-13-45", {"Organisation.csv": "id,namn,från\na,A,2024-13-45\n"}),
            Case("Popolo", '"founding_date": "2024-13-45"', {"p.json": json.dumps({"organizations": [{"id": "a", "name": "A", "founding_date": "2024-13-45"}]})}),
            own(":a a org:Post ; skos:prefLabel 'A'@en ; org:postIn :o .\n:o a org:Organization ; skos:prefLabel 'O'@en .", "a post without a role"),
            own(":a a org:Post ; skos:prefLabel 'A'@en ; org:postIn :o ; org:role role:member ; org:heldBy :p , :q .\n:o a org:Organization ; skos:prefLabel 'O'@en .", "a post with two holders"),
            own(":m a org:Membership ; org:organization :o .\n:o a org:Organization ; skos:prefLabel 'O'@en .", "a membership without a member"),
        ],
    ),
    Fault(
        "24",
        "Rules that are broken or check nothing",
        [
            Case("SHACL", "a shape that ends in the middle", {"data.ttl": TURTLE + ":a a org:Organization ; skos:prefLabel 'A'@en .", "shapes/own.ttl": "@prefix sh: <http://www.w3.org/ns/shacl#> .\n<http://e/s> a sh:NodeShape ; sh:targetClass"}),
            Case("SHACL", "sh:minCuont", {"data.ttl": TURTLE + ":a a org:Organization ; skos:prefLabel 'A'@en .", "shapes/own.ttl": "@prefix sh: <http://www.w3.org/ns/shacl#> .\n<http://e/s> a sh:PropertyShape ; sh:path <http://e/p> ; sh:minCuont 1 ."}),
            Case("Turtle", "<http://e/a> <http://e/p> 1 . and nothing else: no rule has anything to check", {"data.ttl": "<http://e/a> <http://e/p> 1 ."}),
        ],
    ),
    Fault(
        "several",
        "Several faults in one file",
        [
            Case("Turtle", "three faulty statements among sound ones", {"data.ttl": '<http://e/a> <http://e/p> 1 .\n<http://e/a b> <http://e/p> 1 .\n<http://e/a> <http://e/p> 2 .\ne:x <http://e/p> 1 .\n<http://e/c> <http://e/p> "\\q" .\n'}),
            Case("JSON-LD", "two faulty things of three", {"data.jsonld": '{"@context": {"p": "http://e/p"}, "@graph": [\n{"@id": "http://e/a b", "p": 1},\n{"@id": "http://e/c", "p": 2},\n{"@id": "http://e/d e", "p": 3}]}'}),
            *table("four faulty cells", "Organisation", "id;namn;från;färg", "a;A;2024-13-45;", "b;B;2020-99;", "a b;C;2020;"),
            Case("GraphML", "two nodes with one id, and a tie to a node that is not there", {"a.graphml": '<graphml><graph edgedefault="directed">\n<node id="a"/>\n<node id="a"/>\n<edge source="a" target="b"/>\n</graph></graphml>'}),
            Case("FollowTheMoney", "an id of two schemata, a line that is no entity, an impossible date", {"a.ftm.json": '{"id": "a", "schema": "Company", "properties": {"name": ["A"]}}\n{"id": "a", "schema": "Person"}\n["a"]\n{"id": "b", "schema": "Company", "properties": {"incorporationDate": ["2024-13-45"]}}\n'}),
            Case("Turtle (RDF 1.2)", "three triple terms that no sourced statement can say", {"data.ttl": "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX : <http://e/>\n:a :says <<( :a :b :c )>> .\n:r rdf:reifies <<( :a :b <<( :c :d :e )>> )>> .\n:s rdf:reifies <<( :a :b :c )>> , <<( :a :b :d )>> .\n"}),
            Case("Pajek", "a matrix of the wrong size", {"a.net": "*Vertices 2\n1 A\n2 B\n*Matrix\n0 1 1\n0 x\n1 0\n"}),
            Case("Popolo", "two impossible dates, and one record that is no object", {"p.json": json.dumps({"organizations": [{"id": "a", "name": "A", "founding_date": "2024-13-45"}, {"id": "b", "name": "B", "founding_date": "1999-99"}, "x"]}, indent=0)}),
        ],
    ),
]  # fmt: skip
