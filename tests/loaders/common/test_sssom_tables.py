"""SSSOM/TSV: what is written comes back, and every fault of a file is listed with its line."""

from __future__ import annotations

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.errors import SourceError
from kgraph.loaders.common.sssom_tables import BUILT_IN, CURATED, SEMAPV, MappingRow, read_sssom, write_sssom

META = {"mapping_set_id": "https://e.org/set", "license": "https://e.org/licence"}
HEAD = "#curie_map:\n#  ex: https://e.org/\n#mapping_set_id: https://e.org/set\n#license: https://e.org/l\n"
COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"
GOOD = "ex:a\tskos:exactMatch\tex:b\tsemapv:ManualMappingCuration\n"


def faults(text: str | bytes) -> list[str]:
    with pytest.raises(SourceError) as refused:
        read_sssom(text.encode() if isinstance(text, str) else text, "m.sssom.tsv")
    return [f"{where.line}: {message}" for where, message in refused.value.problems]


def test_a_mapping_set_of_the_standard_is_read() -> None:
    # The columns of the standard's own examples, in another order, with slots that kgraph does not use.
    text = """# curie_map:
#   HP: http://purl.obolibrary.org/obo/HP_
#   orcid: 'https://orcid.org/'
# mapping_set_id: "https://w3id.org/sssom/tutorial/example1.sssom.tsv"
# license: "https://creativecommons.org/publicdomain/zero/1.0/"
# creator_id:
# - orcid:0000-0002-7356-1779
# mapping_set_description: "With a colon: and a # sign"
subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification\tconfidence\tcomment
HP:0009124\tA\tskos:exactMatch\thttps://e.org/x\tB\tsemapv:LexicalMatching\t0.95\t"said ""so"\""
"""
    assert read_sssom(b"\xef\xbb\xbf" + text.encode(), "m") == [
        MappingRow(
            "http://purl.obolibrary.org/obo/HP_0009124",
            BUILT_IN["skos"] + "exactMatch",
            "https://e.org/x",
            SEMAPV + "LexicalMatching",
            comment='said "so"',
            subject_label="A",
            object_label="B",
        )
    ]
    assert [row.line for row in read_sssom(text.encode(), "m")] == [10]


def test_every_fault_is_listed_with_its_line() -> None:
    rows = [
        "ex:a\tskos:exactMatch\tex:b\tsemapv:ManualMappingCuration\tNot",
        "no:a\tskos:exactMatch\tex:b\tsemapv:ManualMappingCuration\t",
        "ex:a\t\tex:b\tsemapv:ManualMappingCuration\t",
        "plain\tskos:exactMatch\tex:b c\tsemapv:ManualMappingCuration\tnot",
        "ex:a\tskos:exactMatch",
    ]
    found = faults(HEAD + COLUMNS[:-1] + "\tpredicate_modifier\n" + "\n".join(rows) + "\n")
    assert found == [
        "7: subject_id: the prefix of 'no:a' is not declared; declare it at the top: #  no: http://...",
        "8: predicate_id is empty",
        "9: subject_id: the prefix of 'plain' is not declared; write prefix:name",
        "9: object_id: 'https://e.org/b c' is no IRI",
        "9: predicate_modifier is 'not'; the standard knows only 'Not'",
        "10: has 2 cells, and the heading 5",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD, ["5: the line with the names of the columns is missing"]),
        ("", ["1: the line with the names of the columns is missing"]),
        (
            HEAD + "subject_id\tsubject_id\tpredicate_id\n",
            [
                "5: the column 'object_id' is missing",
                "5: the column 'mapping_justification' is missing",
                "5: the column 'subject_id' stands there twice",
            ],
        ),
        (
            "#curie_map:\n#  ex: e\n#  nonsense\n#  a: https://a/\n#  a: https://b/\n#  skos: https://c/\n"
            + COLUMNS,
            [
                "2: 'e' is no namespace",
                "3: is no prefix with a namespace: #  org: http://www.w3.org/ns/org#",
                "5: declares the prefix 'a' a second time, for another namespace",
                f"6: the prefix 'skos' stands for <{BUILT_IN['skos']}> in every mapping set",
            ],
        ),
        ("#curie_map: {ex: https://e.org/}\n" + COLUMNS, ["1: write each prefix of curie_map on a line of"]),
        ('#curie_map:\n#  ex: "https://e\n' + COLUMNS, ["2: cannot be read: "]),
        (HEAD + COLUMNS + 'ex:a\t"open\n', ["6: not a table: unexpected end of data"]),
    ],
)
def test_faults_of_the_header_and_the_table(text: str, expected: list[str]) -> None:
    found = faults(text)
    assert len(found) == len(expected)
    assert all(one.startswith(other) for one, other in zip(found, expected, strict=True))


def test_a_file_in_another_encoding_is_refused_with_its_line() -> None:
    with pytest.raises(SourceError, match="not UTF-8: byte 0xE5") as refused:
        read_sssom((HEAD + COLUMNS).encode() + b"ex:\xe5\t\n", "m.tsv")
    assert str(refused.value).startswith("m.tsv:6: ")


IRIS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["https://e.org/", "https://e.org/a#", "urn:x:", "http://www.w3.org/2004/02/skos/core#"]),
    st.text("abcdeföä0-_.~%2F/:", max_size=8),
    st.sampled_from(["x", "y/", "z"]),
)
TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from("\t\n"), max_size=20)
ROWS = st.builds(
    MappingRow,
    IRIS,
    IRIS,
    IRIS,
    st.sampled_from([CURATED, SEMAPV + "LexicalMatching"]),
    st.booleans(),
    TEXTS.map(str.strip),
    TEXTS.map(str.strip),
    TEXTS.map(str.strip),
)


@given(st.lists(ROWS, max_size=6), st.dictionaries(st.sampled_from(["title", "other"]), TEXTS))
def test_what_is_written_comes_back(rows: list[MappingRow], metadata: dict[str, str]) -> None:
    text = write_sssom(rows, META | metadata, {"study": "https://e.org/"})
    assert read_sssom(text, "m") == sorted(set(rows))
    assert text == write_sssom(rows[::-1], META | metadata, {"study": "https://e.org/"})


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for text in (content, (HEAD + COLUMNS + GOOD).encode() + content, HEAD.encode() + content):
        with suppress(SourceError):
            assert all(isinstance(row, MappingRow) for row in read_sssom(text, "m"))


def test_the_table_is_one_for_any_reader_of_tables() -> None:
    row = MappingRow("https://e.org/a", BUILT_IN["owl"] + "sameAs", "https://e.org/b", comment='a "b"\nc')
    lines = write_sssom([row], META, {"ex": "https://e.org/"}).decode().splitlines(keepends=True)
    table = list(
        csv.DictReader(io.StringIO("".join(x for x in lines if not x.startswith("#"))), delimiter="\t")
    )
    assert table[0]["subject_id"] == "ex:a"
    assert table[0]["comment"] == 'a "b"\nc'
