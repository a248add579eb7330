"""``kgraph schema``: the ontology's words beside the store's counts; drawn in three ways."""

import csv
import io
import json
import xml.etree.ElementTree as ET

import pytest

from kgraph.views.node_style import mark


@pytest.fixture
def schema(built, invoke):
    def schema(*arguments):
        return invoke("schema", "--study", built[0], *arguments)

    return schema


def test_each_row_has_a_name_a_count_and_its_meaning_in_both_languages(schema):
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(schema("--format", "csv").stdout))}
    assert rows["Municipality"]["kind"] == "node"
    assert int(rows["Municipality"]["count"]) >= 6
    assert (rows["Municipality"]["svenska"], rows["Municipality"]["english"]) == ("kommun", "municipality")
    assert rows["DEPENDS_ON"]["kind"] == "relationship"
    assert "criticality" in rows["DEPENDS_ON"]["properties"]
    assert not any(name.startswith("KGraph") for name in rows)


def test_json_tells_types_of_values_and_which_kinds_a_type_connects(schema):
    found = json.loads(schema("--format", "json").stdout)
    members = next(each for each in found["relationshipTypes"] if each["name"] == "MEMBER_OF")
    assert {"key": "from", "type": "DATE"}.items() <= next(
        each.items() for each in members["properties"] if each["key"] == "from"
    )
    assert {"start": "Municipality", "type": "MEMBER_OF", "end": "MunicipalFederation"}.items() <= next(
        each.items()
        for each in found["patterns"]
        if (each["start"], each["end"]) == ("Municipality", "MunicipalFederation")
        and each["type"] == "MEMBER_OF"
    )


@pytest.mark.parametrize("ending", ["svg", "html", "mmd"])
def test_a_picture_names_kinds_and_ties_in_the_colours_of_the_views(schema, tmp_path, ending):
    path = tmp_path / f"schema.{ending}"
    assert schema("--picture", path).stdout.strip() == str(path)
    text = path.read_text(encoding="utf-8")
    assert "Municipality (" in text
    assert "MEMBER_OF" in text
    assert mark("Municipality").colour.lower() in text.lower()
    # Kinds are most specific ones: what is a municipality is not drawn as an organisation as well.
    assert "PublicOrganisation (" not in text
    again = tmp_path / f"again.{ending}"
    schema("--picture", again)
    assert again.read_bytes() == path.read_bytes()
    if ending == "svg":
        ET.fromstring(text)
    if ending == "html":
        assert "http" not in text.replace("http://www.w3.org", "")


def test_a_picture_of_another_kind_is_refused(schema, tmp_path):
    said = schema("--picture", tmp_path / "schema.png")
    assert said.returncode == 2
    assert "Endings: .svg, .html, .mmd" in said.stderr
