# ruff: noqa: E501 - the text of a file is read best on one line
"""Files that must be refused, each with file, line and text; and files that must come through unharmed."""

from __future__ import annotations

import gzip
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from kgraph.errors import Location, SourceError, UsageError
from kgraph.loaders.formats.rdf_format import read
from kgraph.loaders.formats.source_bytes import Limits
from kgraph.loaders.reading import read_study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kgraph.study import Study

BASE = "https://w3id.org/kgraph/study/t/"
XML_HEAD = (
    '<?xml version="1.0"?>\n'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">\n'
)


def refused(path: Path, content: str | bytes, limits: Limits | None = None) -> SourceError:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(SourceError) as caught:
        list(read(path, graph="http://g/", base=BASE, limits=limits or Limits(), name=path.name))
    return caught.value


BAD = {
    "space in an IRI": ("a.ttl", "<http://e/a> <http://e/p> 1 .\n<http://e/a b> <http://e/p> 1 .\n", 2, "<http://e/a b>"),
    "space in an IRI, N-Triples": ("a.nt", '<http://e/a> <http://e/p q> "x" .\n', 1, "<http://e/p q>"),
    "space in an IRI, N-Quads": ("a.nq", '<http://e/a> <http://e/p> "x" <http://e/g h> .\n', 1, "<http://e/g h>"),
    "space in an IRI, TriG": ("a.trig", "<http://e/g> {\n<http://e/a b> <http://e/p> 1 . }", 2, "<http://e/a b>"),
    "space in an IRI, RDF/XML": (
        "a.rdf", XML_HEAD + '<rdf:Description rdf:about="http://e/a b"><e:p>1</e:p></rdf:Description></rdf:RDF>', 3, "http://e/a b",
    ),
    "space in an IRI, JSON-LD": ("a.jsonld", '{"@context": {"p": "http://e/p"},\n"@id": "http://e/a b",\n"p": 1}', 2, "http://e/a b"),
    "space in an object IRI, JSON-LD": ("a.jsonld", '{"@id": "http://e/a",\n"http://e/p":\n{"@id": "http://e/b c"}}', 3, "http://e/b c"),
    "relative IRI of a type, JSON-LD": (
        "a.jsonld", '{"@context": {\n"term": {"@id": "http://e/t", "@type": "relative/iri"}},\n"@id": "http://e/a"}', 2, "'relative/iri'",
    ),
    "no IRI in reverse, JSON-LD": (
        "a.jsonld", '{"@context": {\n"rev": {"@reverse": "not an IRI"}},\n"@id": "http://e/a", "rev": {"@id": "http://e/b"}}', 2, "'not an IRI'",
    ),
    "undeclared prefix": ("a.ttl", "@prefix e: <http://e/> .\ne:a e:p f:b .\n", 2, "prefix f:"),
    "undeclared prefix, TriG": ("a.trig", "@prefix e: <http://e/> .\ne:g { e:a e:p e:b .\ne:a f:p e:c . }", 3, "prefix f:"),
    "undeclared prefix, RDF/XML": ("a.rdf", XML_HEAD + '<rdf:Description rdf:about="http://e/a"><f:p>1</f:p></rdf:Description></rdf:RDF>', 3, "prefix f:"),
    "cut in a triple": ("a.ttl", "<http://e/a> <http://e/p> 1 .\n<http://e/a> <http://e/p>", 2, "<http://e/a> <http://e/p>"),
    "cut in a string": ("a.ttl", '<http://e/a> <http://e/p> 1 .\n<http://e/a> <http://e/p> "abc\n', 2, "abc"),
    "cut, N-Triples": ("a.nt", "<http://e/a> <http://e/p> <http://e/b> .\n<http://e/a> <http://e/p>", 2, "<http://e/p>"),
    "cut, TriG": ("a.trig", "<http://e/g> { <http://e/a> <http://e/p> 1 .\n", 2, ""),
    "cut, RDF/XML": ("a.rdf", XML_HEAD + '<rdf:Description rdf:about="http://e/a">\n<e:p>1</e:p>', 4, "<e:p>"),
    "cut, JSON-LD": ("a.jsonld", '{"@id": "http://e/a",\n"http://e/p": "x"', 2, ""),
    "literal as subject": ("a.ttl", '"a" <http://e/p> 1 .', 1, '"a"'),
    "literal as predicate": ("a.nt", '<http://e/a> "p" <http://e/b> .', 1, '"p"'),
    "bad escape": ("a.ttl", r'<http://e/a> <http://e/p> "\q" .', 1, r"\q"),
    "bad language tag": ("a.nt", '<http://e/a> <http://e/p> "x"@s_v .', 1, "@s_v"),
    "relative IRI in N-Triples": ("a.nt", "<a> <http://e/p> <http://e/b> .", 1, "<a>"),
    "missing dot": ("a.ttl", "<http://e/a> <http://e/p> 1\n<http://e/b> <http://e/p> 1 .", 2, "dot"),
    "graph in Turtle": ("a.ttl", "<http://e/g> { <http://e/a> <http://e/p> 1 }", 1, "{"),
    "mismatched element": ("a.rdf", XML_HEAD + '<rdf:Description rdf:about="http://e/a">\n<e:p>1</e:q>\n</rdf:Description></rdf:RDF>', 4, "</e:q>"),
    "not JSON": ("a.jsonld", '{"@id": "http://e/a",\n"http://e/p" "x"}', 2, '"http://e/p"'),
    "document type": ("a.rdf", '<?xml version="1.0"?>\n<!DOCTYPE r [<!ENTITY a "b">]>\n<r/>', 2, "document type"),
    "late document type": ("a.rdf", XML_HEAD + '<!DOCTYPE r [<!ENTITY a "b">]>\n</rdf:RDF>', 3, "document type"),
    "document type in Turtle's clothes": ("a.owl", '<!doctype r SYSTEM "http://127.0.0.1:1/r.dtd"><r/>', 1, "document type"),
    "UTF-16": ("a.ttl", "<http://e/a> <http://e/p> 'å' .".encode("utf-16"), 1, "UTF-16"),
    "UTF-16 without mark": ("a.nt", '<http://e/a> <http://e/p> "å" .'.encode("utf-16-le"), 1, "UTF-16"),
    "UTF-16, JSON-LD": ("a.jsonld", '{"@id": "http://e/a"}'.encode("utf-16"), 1, "UTF-16"),
    "UTF-32": ("a.rdf", XML_HEAD.encode("utf-32"), 1, "UTF-32"),
    "Latin-1": ("a.ttl", '<http://e/a> <http://e/p> 1 .\n<http://e/a> <http://e/p> "Götene" .'.encode("latin-1"), 2, "Götene"),
    "Latin-1, RDF/XML": ("a.rdf", (XML_HEAD + '<rdf:Description rdf:about="http://e/a"><e:p>å</e:p></rdf:Description></rdf:RDF>').encode("latin-1"), 3, "Latin-1"),
    "Latin-1, JSON-LD": ("a.jsonld", '{"@id": "http://e/a",\n"http://e/p": "å"}'.encode("latin-1"), 2, "Latin-1"),
    "graph without an IRI": ("a.trig", "_:g { <http://e/a> <http://e/p> 1 }", None, "graph without an IRI"),
    "triple term": ("a.ttl", "<http://e/a> <http://e/p> <<( <http://e/a> <http://e/p> 1 )>> .", 1, "triple term"),
    "triple term, RDF/XML": ("a.rdf", XML_HEAD.replace("<rdf:RDF", '<rdf:RDF rdf:version="1.2"') + '<rdf:Description rdf:about="http://e/a"><e:p rdf:parseType="Triple"><rdf:Description rdf:about="http://e/b"><e:q>1</e:q></rdf:Description></e:p></rdf:Description></rdf:RDF>', 3, "triple term"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_line_and_text(case: str, tmp_path: Path) -> None:
    name, content, line, text = BAD[case]
    error = refused(tmp_path / name, content)
    assert isinstance(error.where, Location)
    assert (error.where.file, error.where.line) == (name, line)
    assert text in str(error)


@pytest.mark.parametrize("case", BAD)
def test_nothing_of_a_study_with_a_bad_file_is_loaded(case: str, make_study: Callable[..., Study]) -> None:
    name, content, line, _ = BAD[case]
    study = make_study({"good.ttl": "<http://e/a> <http://e/p> 1 .", f"data/{name}": content})
    with pytest.raises(SourceError) as caught:
        read_study(study)
    assert Location(f"data/{name}", line=line) in [place for place, _ in caught.value.problems]


def test_every_faulty_statement_is_listed_up_to_the_limit(tmp_path: Path) -> None:
    lines = ["@prefix e: <http://e/> ."]
    lines += [f"e:a{n} e:p <http://e/b c> ." if n % 10 == 5 else f"e:a{n} e:p {n} ." for n in range(100)]
    error = refused(tmp_path / "a.ttl", "\n".join(lines))
    assert [place.line for place, _ in error.problems] == [n + 2 for n in range(5, 100, 10)]
    assert "9 more" in error.message
    error = refused(tmp_path / "a.ttl", "\n".join(lines), Limits(max_problems=3))
    assert len(error.problems) == 3
    assert "at least 2 more" in error.message


def test_faults_of_several_files_are_listed_together(make_study: Callable[..., Study]) -> None:
    study = make_study(
        {"a.ttl": "<http://e/a b> <http://e/p> 1 .", "b.nt": "x", "c.jsonld": "{", "d.ttl": ""}
    )
    with pytest.raises(SourceError) as caught:
        read_study(study)
    assert list(dict.fromkeys(place.file for place, _ in caught.value.problems)) == [
        "a.ttl",
        "b.nt",
        "c.jsonld",
    ]


def test_closing_bracket_after_a_fault_in_trig_is_no_fault_of_its_own(tmp_path: Path) -> None:
    error = refused(
        tmp_path / "a.trig",
        "<http://e/g> { <http://e/a> <http://e/p> f:x .\n} <http://e/h> <http://e/p> 1 .\n<http://e/h> { f:a f:b f:c }",
    )
    assert [place.line for place, _ in error.problems] == [1, 3]


def test_all_bad_iris_of_an_xml_file_are_listed_with_their_own_line(tmp_path: Path) -> None:
    body = "".join(
        f'<rdf:Description rdf:about="http://e/a {n}">\n<e:p>1</e:p>\n</rdf:Description>\n' for n in range(3)
    )
    error = refused(tmp_path / "a.rdf", XML_HEAD + body + "</rdf:RDF>")
    assert [place.line for place, _ in error.problems] == [3, 6, 9]


ENTITIES = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "xxxxxxxxxx">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
)


@pytest.mark.process
def test_entities_are_refused_before_they_unfold(tmp_path: Path) -> None:
    path = tmp_path / "a.rdf"
    path.write_text(
        ENTITIES + ']><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
        '<rdf:Description rdf:about="http://e/a"><e:p>&a9;</e:p></rdf:Description></rdf:RDF>'
    )
    program = (
        "from pathlib import Path; from kgraph.loaders.formats.rdf_format import read\n"
        "from kgraph.errors import SourceError\n"
        f"try: list(read(Path({str(path)!r}), graph='http://g/', base='http://b/'))\n"
        "except SourceError as error: print(error)\n"
        # Not ru_maxrss: a child inherits that of the process that started it.
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=300, check=True
    )
    assert "document type or an entity" in done.stdout
    assert int(done.stdout.splitlines()[-1]) < 200 * 1024


def test_an_external_entity_shows_nothing_of_the_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret")
    error = refused(
        tmp_path / "a.rdf",
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]>' + XML_HEAD.split("\n")[1]
        + '<rdf:Description rdf:about="http://e/a"><e:p>&x;</e:p></rdf:Description></rdf:RDF>',
    )  # fmt: skip
    assert "a secret" not in f"{error}{error.problems}"


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server on the loopback interface that gives a context, and the list of requests that it got."""
    requests: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            content = b'{"@context": {"p": "http://e/p"}}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/context", requests
    server.shutdown()
    thread.join()
    server.server_close()


REMOTE = (
    '{"@context": "ADDRESS", "@id": "http://e/a", "p": "x"}',
    '{"@id": "http://e/a", "p": "x", "@context": ["ADDRESS"]}',
    '{"@context": [{"q": "http://e/q"}, "ADDRESS"], "@id": "http://e/a", "p": "x"}',
    '{"@context": {"@import": "ADDRESS"}, "@id": "http://e/a", "p": "x"}',
    '{"@context": {"q": {"@id": "http://e/q", "@context": "ADDRESS"}}, "@id": "http://e/a", "q": {"p": "x"}}',
    '{"\\u0040context": "ADDRESS", "@id": "http://e/a", "p": "x"}',
)


@pytest.mark.parametrize("content", REMOTE)
def test_a_remote_context_is_never_requested(
    content: str, listener: tuple[str, list[str]], make_study: Callable[..., Study]
) -> None:
    address, requests = listener
    study = make_study({"a.jsonld": content.replace("ADDRESS", address)})
    with pytest.raises(SourceError) as caught:
        read_study(study)
    assert requests == []
    assert address in str(caught.value)
    assert "contexts/catalog.json" in str(caught.value)
    assert "network_hosts" in str(caught.value)


@pytest.mark.parametrize("content", REMOTE)
def test_a_context_is_read_from_the_copy_in_the_study(
    content: str, listener: tuple[str, list[str]], make_study: Callable[..., Study]
) -> None:
    address, requests = listener
    study = make_study(
        {
            "a.jsonld": content.replace("ADDRESS", address),
            "contexts/catalog.json": f'{{"{address}": "c.json"}}',
            "contexts/c.json": '{"@context": {"p": "http://e/p"}}',
        }
    )
    dataset = read_study(study)
    assert "x" in [quad.object.value for quad in dataset.quads() if isinstance(quad.object, ox.Literal)]
    assert requests == []


def test_a_context_is_fetched_from_an_allowed_host_only(
    listener: tuple[str, list[str]], make_study: Callable[..., Study]
) -> None:
    address, requests = listener
    study = make_study({"a.jsonld": REMOTE[0].replace("ADDRESS", address)}, network_hosts=("127.0.0.1",))
    assert len(read_study(study)) == 1
    assert requests == ["/context"]


def test_a_file_address_as_context_is_refused(make_study: Callable[..., Study], tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text('{"@context": {"p": "http://e/p"}}')
    address = (tmp_path / "c.json").as_uri()
    study = make_study({"a.jsonld": REMOTE[0].replace("ADDRESS", address)}, network_hosts=("", "localhost"))
    with pytest.raises(SourceError, match=r"c\.json"):
        read_study(study)


def test_contexts_that_name_each_other_end_in_an_error(make_study: Callable[..., Study]) -> None:
    study = make_study(
        {
            "a.jsonld": '{"@context": "http://c.example/a", "@id": "http://e/a"}',
            "contexts/catalog.json": '{"http://c.example/a": "a.json"}',
            "contexts/a.json": '{"@context": "http://c.example/a"}',
        }
    )
    with pytest.raises(SourceError, match="levels deep"):
        read_study(study)


def test_a_key_without_meaning_is_noted_and_the_rest_is_read(make_study: Callable[..., Study]) -> None:
    study = make_study(
        {"a.jsonld": '{"@context": {"p": "http://e/p"}, "@id": "http://e/a", "p": "x", "zz": [1, 2]}'}
    )
    dataset = read_study(study)
    assert len(dataset) == 1
    assert [(note.kind, note.count) for note in dataset.notes] == [("unmapped-key", 2)]


def test_deep_nesting_is_read_or_refused_with_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("@prefix e: <http://e/> .\ne:a " + "e:p [ " * 5000 + "e:q 1" + " ]" * 5000 + " .")
    assert len(list(read(path, graph="http://g/", base=BASE))) == 5001
    error = refused(tmp_path / "a.jsonld", '{"http://e/p": ' * 5000 + "1" + "}" * 5000)
    assert "200 levels" in str(error)
    shallow = tmp_path / "b.jsonld"
    shallow.write_text('{"http://e/p": ' * 150 + '"{{[[\\"{"' + "}" * 150)
    assert len(list(read(shallow, graph="http://g/", base=BASE))) == 150


@pytest.mark.parametrize(
    ("opening", "closing"), [('{"http://e/p":', "}"), ("[", "]"), ('{"http://e/p":[', "]}")]
)
def test_the_limit_of_nesting_is_exact(opening: str, closing: str, tmp_path: Path) -> None:
    def nested(levels: int) -> str:
        times = levels // (2 if "[" in opening and "{" in opening else 1)
        return '{"@id": "http://e/a", "http://e/q": ' + opening * times + '"x"' + closing * times + "}"

    path = tmp_path / "a.jsonld"
    path.write_text(nested(6))
    assert list(read(path, graph="http://g/", base=BASE, limits=Limits(max_json_depth=7)))
    error = refused(path, nested(8), Limits(max_json_depth=7))
    assert "nested more than 7 levels deep" in error.message


def test_deep_nesting_goes_through_the_whole_study(make_study: Callable[..., Study]) -> None:
    text = "@prefix e: <http://e/> .\ne:a " + "e:p [ " * 5000 + "e:q 1" + " ]" * 5000 + " ."
    dataset = read_study(make_study({"a.ttl": text}))
    assert len(dataset) == 5001
    assert dataset.content_hash() == read_study(make_study({"b.ttl": text})).content_hash()


def test_size_is_limited_once_unpacked(tmp_path: Path) -> None:
    packed = gzip.compress(b'<http://e/a> <http://e/p> "x" .\n' * 100_000)
    error = refused(tmp_path / "a.nt.gz", packed, Limits(max_bytes=1_000_000))
    assert "which is the limit" in str(error)


def test_what_grows_too_much_when_unpacked_is_refused(tmp_path: Path) -> None:
    bomb = gzip.compress(b" " * (64 * 1024**2))
    for name in ("a.nt.gz", "b.ttl.gz", "c.jsonld.gz"):
        assert "grows more than 200 times" in str(refused(tmp_path / name, bomb))


def test_a_cut_gzip_file_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(bytes(f'<http://e/a> <http://e/p> "{list(range(9999))}" .\n', "ascii"))
    assert "damaged or cut off" in str(refused(tmp_path / "a.nt.gz", packed[: len(packed) // 2]))


@pytest.mark.parametrize("suffix", [".ttl", ".nt", ".nq", ".trig", ".rdf", ".jsonld"])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_letters_come_through_in_every_format(suffix: str, packed: bool, mark: bytes, tmp_path: Path) -> None:
    texts = ["Göliska IT, Kräftå ÅÄÖ", "Go\u0308liska", "x`) DETACH DELETE n //", "=HYPERLINK(\"http://x\")", "+1", " @x",
             "Robby' WITH true as ignored MATCH (s) DETACH DELETE s; //", "</script><img src=x onerror=alert(1)>"]  # fmt: skip
    quads = [
        ox.Quad(ox.NamedNode("http://e/å"), ox.NamedNode("http://e/p"), ox.Literal(text)) for text in texts
    ]
    form = {".rdf": ox.RdfFormat.RDF_XML, ".jsonld": ox.RdfFormat.JSON_LD}.get(
        suffix, ox.RdfFormat.from_extension(suffix[1:])
    )
    content = ox.serialize(quads if form.supports_datasets else [quad.triple for quad in quads], format=form)
    content = mark + (content or b"")
    path = tmp_path / f"a{suffix}{'.gz' if packed else ''}"
    path.write_bytes(gzip.compress(content) if packed else content)
    found = list(read(path, graph="http://g/", base=BASE))
    assert [quad.object.value for quad in found if isinstance(quad.object, ox.Literal)] == texts
    assert {str(quad.subject) for quad in found} == {"<http://e/å>"}
    assert {str(quad.graph_name) for quad in found} == {"<http://g/>"}


def test_owl_and_rdf_files_may_hold_turtle(tmp_path: Path) -> None:
    path = tmp_path / "a.owl"
    path.write_text("@prefix e: <http://e/> . e:a e:p e:b .")
    assert len(list(read(path, graph="http://g/", base=BASE))) == 1


def test_a_line_longer_than_any_buffer_is_placed(tmp_path: Path) -> None:
    long = "x" * 300_000
    error = refused(
        tmp_path / "a.nt", f'<http://e/a> <http://e/p> "{long}" .\n<http://e/a> <http://e/p> "{long} .\n'
    )
    assert isinstance(error.where, Location)
    assert error.where.line == 2
    assert len(str(error)) < 500


def test_another_kind_of_file_is_a_usage_error(make_study: Callable[..., Study]) -> None:
    with pytest.raises(UsageError, match=r"\.docx"):
        read_study(make_study({"a.docx": "x"}))
