"""Fuzz the loaders with atheris: no bytes may bring anything but statements or an error that names its place.

Run one format for a bounded time (needs the extra ``fuzz``)::

    python tests/fuzz/fuzz_loaders.py csv -max_total_time=60

The format is one of the keys of `SEEDS`; all other arguments are libFuzzer's. A crash is written to a file
``crash-...`` in the current directory, and the same command with that file as argument runs it again.
"""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["kgraph.loaders", "kgraph.rdf", "kgraph.study"]):
    from kgraph.errors import KgraphError
    from kgraph.loaders.formats.popolo import popolo_reader
    from kgraph.loaders.formats.tables import csvw_tables, template_tables
    from kgraph.loaders.identity.mapping_decisions import decisions_of
    from kgraph.loaders.reading import read_study
    from kgraph.study import STUDY_FILE, Study, load_study

MEMBERSHIP = (
    "medlem;organisation;roll;ägarandel;från;källa\nhttps://e.org/a;https://e.org/b;medlem;0,5;2018-01;\n"
)
METADATA = b"""{"@context": "http://www.w3.org/ns/csvw", "url": "Kommun.csv",
"tableSchema": {"aboutUrl": "{id}", "columns": [{"name": "id"},
{"name": "n", "titles": "namn", "propertyUrl": "skos:prefLabel", "datatype": "date"}]}}"""
POPOLO = b"""{"organizations": [{"id": "a", "name": "A", "posts": [{"label": "P"}], "founding_date": "1971"}],
"memberships": [{"person_id": "p", "organization_id": "a", "role": "r"}]}"""


STUDY = b"""[study]
id = "s"
title = {sv = "S", en = "S"}
base = "https://e.org/s/"
languages = ["sv"]
sources = ["*.ttl"]
[policy]
persons = "omit"
losses = ["rounded"]
[store]
uri = "embedded"
[tables."a.csv"]
delimiter = ";"
"""

SHEET = b"""<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>id</v></c></row>
<row r="2" hidden="1"><c r="A2"><f>1+1</f><v/></c></row></sheetData></worksheet>"""


def workbook() -> bytes:
    """Return a small XLSX file, stored without compression so that changes to its bytes have an effect."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Kommun"
    sheet.append(["id", "namn", "kommunkod", "från"])
    sheet.append(["a", "=1+1", 1470, "2020-01"])
    packed, plain = io.BytesIO(), io.BytesIO()
    book.save(packed)
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as target:
        for part in source.infolist():
            target.writestr(part.filename, source.read(part))
    return plain.getvalue()


NETWORK_MAP = {
    "class": "Organization",
    "class_from": "code",
    "type": {"type": "INFORMAL_TIE", "tieKind": "advice"},
    "type_from": "Relation",
}
SURVEY_MAP = {
    "respondent": "svarande",
    "from": "kommun",
    "generator": {"r": "Namn *"},
    "strength": {"r": "Styrka *"},
    "symmetric": "either",
}
QDE = b"""<Project xmlns="urn:QDA-XML:project:1.0" name="p"><CodeBook><Codes>
<Code guid="00000000-0000-0000-0000-000000000001" name="Kommun: A" isCodable="true"/>
<Code guid="00000000-0000-0000-0000-000000000002" name="Relation: r" isCodable="true"/></Codes></CodeBook>
<Sources><TextSource guid="00000000-0000-0000-0000-000000000003" plainTextPath="internal://t.txt">
<PlainTextSelection guid="00000000-0000-0000-0000-000000000004" startPosition="0" endPosition="5">
<Coding guid="00000000-0000-0000-0000-000000000005"><CodeRef
targetGUID="00000000-0000-0000-0000-000000000001"/></Coding></PlainTextSelection></TextSource></Sources></Project>"""


def qda_project(content: bytes = QDE) -> bytes:
    """Return a REFI-QDA archive, stored without compression, whose project is `content`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as target:
        target.writestr("project.qde", content)
        target.writestr("sources/t.txt", "a text of one line")
    return stream.getvalue()


SEEDS = {
    "csv": ("Medlemskap.csv", MEMBERSHIP.encode()),
    "xlsx": ("a.xlsx", workbook()),
    "sheet": ("a.xlsx", SHEET),
    "csvw": ("Kommun.csv-metadata.json", METADATA),
    "json": ("p.json", POPOLO),
    "ttl": ("a.ttl", b'@prefix : <http://e/> . :a :b "c"@sv , 1 ; :d [ :e ( 1 2 ) ] .'),
    "annotated": (
        "a.ttl",
        b"@prefix : <http://e/> . @prefix prov: <http://www.w3.org/ns/prov#> .\n"
        b":a :b :c ~ :r {| :p 1 ; prov:wasDerivedFrom :s |} . << :a :b _:d >> :q [] .",
    ),
    "nt": ("a.nt", b'<http://e/a> <http://e/b> "c\\u00e5"@sv .\n_:x <http://e/b> "1"^^<http://e/t> .\n'),
    "nq": ("a.nq", b"<http://e/a> <http://e/b> _:c <http://e/g> .\n"),
    "trig": ("a.trig", b"@prefix : <http://e/> . :g { :a :b 1.50 , true } GRAPH :h { :a :b [] }"),
    "study": (STUDY_FILE, STUDY),
    "rdf": ("a.rdf", b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>'),
    "jsonld": (
        "a.jsonld",
        b'{"@context": {"n": "http://e/n"}, "@id": "http://e/a", "n": [1, {"@value": "x"}]}',
    ),
    "graphml": (
        "a.graphml",
        b'<graphml><key id="k" for="edge" attr.name="weight" attr.type="double"/>'
        b'<graph edgedefault="directed"><node id="a"/><node id="b"/>'
        b'<edge source="a" target="b"><data key="k">2</data></edge></graph></graphml>',
    ),
    "gexf": (
        "a.gexf",
        b'<gexf><graph><nodes><node id="a" label="A"/><node id="b" start="2020"/></nodes>'
        b'<edges><edge source="a" target="b" weight="2"/></edges></graph></gexf>',
    ),
    "pajek": ("a.net", b'*Vertices 3 1\n1 "A" 0.1 [1-2]\n*Arcs :1 "r"\n1 2 2.5 l "x"\n*Matrix\n0 1\n'),
    "ucinet": ("a.dl", b"dl nr=1, nc=2 format=fullmatrix labels embedded: data:\n B C\nA 1 .\n"),
    "survey": ("a.csv", b"svarande;kommun;Namn 1;Styrka 1\nr1;A;B;3\nr2;B;;\n"),
    "network-canvas": (
        "a_ego.csv",
        b"networkCanvasEgoUUID,networkCanvasCaseID,sessionFinish\ne1,A,2026-05-01T09:00\n",
    ),
    "qdpx": ("a.qdpx", qda_project()),
    "qde": ("a.qdpx", QDE),
    "sssom": (
        "a.sssom.tsv",
        b"#curie_map:\n#  e: http://e/\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\n"
        b"e:a\tskos:exactMatch\te:b\tsemapv:ManualMappingCuration\n",
    ),
    "ftm": (
        "a.ftm.json",
        b'{"id": "a", "schema": "Company", "properties": {"name": ["A"], "startDate": ["2020"]}}\n'
        b'{"id": "o", "schema": "Ownership", "properties": {"owner": ["a"], "percentage": ["5"]}}',
    ),
    "node-link": ("a.json", b'{"nodes": [{"id": "a"}, {"id": 1}], "links": [{"source": "a", "target": 1}]}'),
}
"""File name and first input of each format."""


def with_sheet(content: bytes) -> bytes:
    """Return a workbook whose sheet is `content`, so that changes get past the check sums."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SEEDS["xlsx"][1])) as source, zipfile.ZipFile(stream, "w") as target:
        for part in source.infolist():
            own = part.filename == "xl/worksheets/sheet1.xml"
            target.writestr(part.filename, content if own else source.read(part))
    return stream.getvalue()


def run(form: str, root: Path, content: bytes) -> None:
    """Read `content` as a file of format `form`; errors that users can meet are expected."""
    name, _ = SEEDS[form]
    path = root / name
    wrap = {"sheet": with_sheet, "qde": qda_project}.get(form, bytes)
    path.write_bytes(wrap(content))
    if form == "study":
        with suppress(KgraphError):
            load_study(root)
        return
    choices = NETWORK_MAP | (SURVEY_MAP if form == "survey" else {})
    study = Study(root, "s", {}, "https://e.org/s/", sources=("*",), maps={"*": choices})
    try:
        if form == "csvw":
            table = root / "Kommun.csv"
            table.write_text("id,namn\na,2020-01-01\nb,x\n")
            list(csvw_tables.read(table, study))
        elif form == "json":
            list(popolo_reader.read(path, study))
        elif form in {"csv", "xlsx", "sheet"}:
            list(template_tables.read(path, study))
        elif form == "sssom":
            decisions_of(study)
        else:
            read_study(study)
    except KgraphError:
        return


def main() -> None:
    """Fuzz the format that the first argument names."""
    if len(sys.argv) < 2 or sys.argv[1] not in SEEDS:
        sys.exit(f"usage: {sys.argv[0]} {'|'.join(SEEDS)} [libFuzzer arguments]")
    form = sys.argv.pop(1)
    with tempfile.TemporaryDirectory() as directory:
        seeds = Path(directory) / "seeds"
        seeds.mkdir()
        (seeds / form).write_bytes(SEEDS[form][1])
        root = Path(directory) / "study"
        root.mkdir()
        atheris.Setup([*sys.argv, str(seeds)], lambda content: run(form, root, content))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
