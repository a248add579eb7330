"""``kgraph explain``: found by any name, told statement by statement, each with the sources that state it."""

import json

import pytest

BASE = "https://w3id.org/kgraph/study/skaraborg/"


@pytest.fixture
def explain(built, invoke):
    def explain(*arguments):
        return invoke("explain", "--study", built[0], *arguments)

    return explain


@pytest.mark.parametrize(
    "name", ["Vara kommun", "vara municipality", "VARA-KOMMUN", "212000-2924", "vara", f"{BASE}vara"]
)
def test_a_thing_is_found_by_any_of_its_names(explain, name):
    said = explain(name)
    assert said.returncode == 0, said.stderr
    assert f"{BASE}vara\n" in said.stderr


def test_each_property_names_only_the_sources_that_state_it(explain):
    found = json.loads(explain("Essunga kommun", "--format", "json").stdout)
    by_key = {each["statement"]: each["evidence"] for each in found["statements"] if not each["other"]}
    assert [each["source"] for each in by_key["municipalityCode"]] == [f"{BASE}source/swedish-geodata"]
    assert [each["source"] for each in by_key["organisationNumber"]] == [f"{BASE}source/okfn-local"]


def test_a_table_says_properties_in_words_and_other_forms_by_their_keys(explain):
    def first_column(*options):
        lines = explain("Essunga kommun", *options).stdout.splitlines()
        return {line.split("│")[0].strip() for line in lines}

    assert {"municipality code", "name (sv)"} <= first_column()
    assert {"kommunkod", "namn (sv)", "<-DEPENDS_ON-"} <= first_column("--language", "sv")
    assert "\nmunicipalityCode," in explain("Essunga kommun", "--format", "csv").stdout
    assert "Götene kommun (role: member)" in explain("Göliska IT").stdout


def test_relationships_come_with_their_other_end_status_and_place(explain):
    found = json.loads(explain("Göliska IT", "--format", "json").stdout)
    members = [each for each in found["statements"] if each["statement"] == "<-MEMBER_OF-"]
    assert {each["other"] for each in members} >= {f"{BASE}vara", f"{BASE}skara"}
    assert all(each["evidence"] and all(said["status"] for said in each["evidence"]) for each in members)


def test_what_a_rule_infers_names_the_rule(explain):
    said = explain("Göliska IT", "--format", "csv")
    assert "rule Dependency-dependsOn" in said.stdout


def test_a_table_says_a_statement_once_however_many_sources_it_has(explain, built, invoke):
    query = "MATCH (a)-[r:CONSUMES]->() WHERE size(r.sources) > 1 RETURN a.uri AS a LIMIT 1"
    node = json.loads(invoke("query", "--study", built[0], query, "--format", "json").stdout)[0]["a"]
    rows = [line.split("│") for line in explain(node).stdout.splitlines()[2:]]
    assert any(not row[0].strip() and row[2].strip() for row in rows)
    whole = explain(node, "--format", "csv").stdout.splitlines()
    assert not any(line.startswith(",") for line in whole)


def test_a_relationship_is_explained_by_its_key(explain, built, invoke):
    query = "MATCH ({label: 'Vara kommun'})-[r:MEMBER_OF]->({label: 'Göliska IT'}) RETURN r.key AS k"
    key = json.loads(invoke("query", "--study", built[0], query, "--format", "json").stdout)[0]["k"]
    said = explain(key)
    assert said.returncode == 0, said.stderr
    assert said.stderr.startswith("Vara kommun -MEMBER_OF-> Göliska IT")


def test_a_name_that_several_things_have_lists_them(explain, built, invoke):
    query = (
        "MATCH (n:Resource) WHERE n.label IS NOT NULL WITH n.label AS label, count(*) AS c WHERE c > 1 "
        "RETURN label ORDER BY label LIMIT 1"
    )
    found = json.loads(invoke("query", "--study", built[0], query, "--format", "json").stdout)
    assert found, "no two things of one name; give this test another case"
    said = explain(found[0]["label"])
    assert said.returncode == 2
    assert "Use one of their IRIs: https://" in said.stderr
