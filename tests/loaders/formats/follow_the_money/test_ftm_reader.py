"""FollowTheMoney in: organisations and their ties; persons by the policy; nothing lost in silence."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgraph.errors import SourceError
from kgraph.loaders.export.ftm_entities import ftm_entities
from kgraph.loaders.export.graph_export import write_graph
from kgraph.loaders.mapping.mapper import map_dataset
from kgraph.loaders.reading import read_study
from kgraph.namespaces import KG, ORG, RDF, SKOS
from kgraph.rdf.validation import validate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kgraph.rdf.dataset import StudyDataset
    from kgraph.study import Study

BASE = "https://w3id.org/kgraph/study/t/"
SOURCE = f"""@prefix dct: <http://purl.org/dc/terms/> . @prefix kg: <https://w3id.org/kgraph/ontology#> .
<{BASE}graph/register> a kg:Source ; dct:title "Register"@en , "Register"@sv ; dct:publisher "Agency" ;
  dct:language "en" ; dct:issued "2026"^^<http://www.w3.org/2001/XMLSchema#gYear> ;
  dct:source <https://agency.example/register> .
"""
ENTITIES: list[dict[str, Any]] = [
    {
        "id": "se-1",
        "schema": "PublicBody",
        "caption": "Norra kommunen",
        "datasets": ["register"],
        "properties": {
            "name": ["Norra kommunen", "The Northern"],
            "registrationNumber": ["212000-0001"],
            "website": ["https://north.example/"],
            "email": ["info@north.example"],
            "country": ["se"],
        },
    },
    {
        "id": "se-2",
        "schema": "Company",
        "properties": {
            "name": ["Nät AB"],
            "wikidataId": ["Q42"],
            "incorporationDate": ["1999-05"],
            "parent": ["se-1"],
        },
    },
    {
        "id": "own-1",
        "schema": "Ownership",
        "properties": {
            "owner": ["se-1"],
            "asset": ["se-2"],
            "percentage": ["62.5%"],
            "startDate": ["2010"],
        },
    },
    {"id": "p-1", "schema": "Person", "properties": {"name": ["Some One"], "birthDate": ["1970"]}},
    {
        "id": "d-1",
        "schema": "Directorship",
        "properties": {"director": ["p-1"], "organization": ["se-2"], "role": ["chair"]},
    },
    {"id": "o-2", "schema": "Ownership", "properties": {"owner": ["p-1"], "asset": ["se-2"]}},
    {
        "id": "m-1",
        "schema": "Membership",
        "properties": {"member": ["se-1", "se-2"], "organization": ["forum"], "endDate": ["2024-01-31"]},
    },
    {"id": "forum", "schema": "Organization", "properties": {"name": ["Forum"], "alias": ["The forum"]}},
    {"id": "v-1", "schema": "Vessel", "properties": {"name": ["Boat"]}},
    {"id": "v-2", "schema": "Vessel", "properties": {"name": ["Other boat"]}},
    {"id": "l-1", "schema": "LegalEntity", "properties": {"name": ["Who knows"]}},
    {"id": "o-3", "schema": "Ownership", "properties": {"owner": ["gone"], "asset": ["se-2"]}},
    {"id": "o-4", "schema": "Ownership", "properties": {"owner": ["se-1"]}},
]


def lines(*entities: Any) -> str:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in entities)


def read(make_study: Callable[..., Study], text: str, **policy: object) -> StudyDataset:
    return read_study(make_study({"sources.ttl": SOURCE, "register.ftm.json": text}, **policy))


def values(dataset: StudyDataset, subject: str, predicate: str) -> set[str]:
    quads = dataset.quads(ox.NamedNode(BASE + subject), ox.NamedNode(predicate))
    return {str(getattr(quad.object, "value", quad.object)).replace(BASE, "") for quad in quads}


def test_organisations_and_their_ties_are_read(make_study: Callable[..., Study]) -> None:
    dataset = read(make_study, lines(*ENTITIES))
    assert values(dataset, "entity/se-1", RDF + "type") == {"http://data.europa.eu/m8g/PublicOrganisation"}
    assert values(dataset, "entity/se-1", SKOS + "prefLabel") == {"Norra kommunen"}
    assert values(dataset, "entity/se-1", SKOS + "altLabel") == {"The Northern"}
    assert values(dataset, "entity/se-2", RDF + "type") == {KG + "Company"}
    assert values(dataset, "entity/se-2", ORG + "subOrganizationOf") == {"entity/se-1"}
    assert values(dataset, "entity/own-1", ORG + "member") == {"entity/se-1"}
    assert values(dataset, "entity/own-1", ORG + "organization") == {"entity/se-2"}
    assert values(dataset, "entity/own-1", ORG + "role") == {"https://w3id.org/kgraph/scheme/role/owner"}
    assert values(dataset, "entity/own-1", KG + "ownershipShare") == {"0.625"}
    for member in ("se-1", "se-2"):
        assert values(dataset, f"entity/m-1:{member}:forum", ORG + "member") == {f"entity/{member}"}
    assert str(dataset.locate(BASE + "entity/own-1")) == "register.ftm.json:3"
    graph = map_dataset(dataset, languages=("en",))
    assert sorted(item.type for item in graph.relationships.values()).count("MEMBER_OF") == 3


def test_the_study_file_may_give_source_and_encoding(make_study: Callable[..., Study]) -> None:
    text = lines({"id": "a", "schema": "Company", "properties": {"name": ["Göta"]}}).encode("latin-1")
    study = make_study({"sources.ttl": SOURCE, "register.ftm.json": text})
    settings = {"register.ftm.json": {"encoding": "latin-1", "source": "annual-list"}}
    dataset = read_study(replace(study, tables=settings))
    assert values(dataset, "entity/a", SKOS + "prefLabel") == {"Göta"}
    assert f"{BASE}source/annual-list" in dataset.graphs()


def test_what_is_not_read_is_listed_with_its_number(make_study: Callable[..., Study]) -> None:
    dataset = read(make_study, lines(*ENTITIES))
    found = {(note.kind, note.count, note.message["en"].split(" ")[0]) for note in dataset.notes}
    assert {
        ("persons-omitted", 1, "1"),
        ("memberships-reduced", 2, "2"),
        ("contact-details-omitted", 1, "1"),
        ("membership-without-end", 1, "1"),
        ("unmapped-schema", 2, "2"),
        ("unmapped-schema", 1, "1"),
        ("unmapped-key", 1, "PublicBody.country"),
        ("unmapped-key", 1, "datasets"),
        ("dangling-reference", 1, "'gone'"),
    } == found
    schemata = {note.message["en"] for note in dataset.notes if note.kind == "unmapped-schema"}
    assert any("Vessel" in text for text in schemata)
    assert any("LegalEntity" in text for text in schemata)


def test_persons_never_leave_the_file_unless_the_study_includes_them(
    make_study: Callable[..., Study],
) -> None:
    dataset = read(make_study, lines(*ENTITIES))
    text = "".join(str(quad) for quad in dataset.quads())
    assert "Some One" not in text
    assert "p-1" not in text
    posts = [q.subject.value for q in dataset.quads(None, None, ox.NamedNode(ORG + "Post"))]
    assert posts == [f"{BASE}post/se-2--chair"]
    assert values(dataset, "post/se-2--chair", ORG + "postIn") == {"entity/se-2"}
    included = read(make_study, lines(*ENTITIES), persons="include")
    assert values(included, "entity/p-1", SKOS + "prefLabel") == {"Some One"}
    assert values(included, "entity/d-1", ORG + "member") == {"entity/p-1"}
    hidden = read(make_study, lines(*ENTITIES), persons="pseudonymise")
    assert "Some One" not in "".join(str(quad) for quad in hidden.quads())


def test_what_is_read_keeps_the_rules(make_study: Callable[..., Study]) -> None:
    study = make_study({"sources.ttl": SOURCE, "register.ftm.json": lines(*ENTITIES)})
    report = validate(read_study(study), study=study)
    assert [finding for finding in report.findings if finding.severity == "violation"] == []


def test_a_role_in_several_spellings_has_one_name(make_study: Callable[..., Study]) -> None:
    held = [
        {
            "id": f"{owner}-{role}",
            "schema": "Directorship",
            "properties": {"director": [owner], "organization": ["se-2"], "role": [role]},
        }
        for role in ("Grand Vizier", "grand vizier")
        for owner in ("se-1", "p-2")
    ]
    person = {"id": "p-2", "schema": "Person", "properties": {"name": ["Some One"]}}
    study = make_study({"sources.ttl": SOURCE, "register.ftm.json": lines(*ENTITIES, person, *held)})
    dataset = read_study(study)
    assert values(dataset, "role/grand-vizier", SKOS + "prefLabel") == {"Grand Vizier"}
    assert values(dataset, "post/se-2--grand-vizier", SKOS + "prefLabel") == {"Grand Vizier"}
    report = validate(dataset, study=study)
    assert [finding for finding in report.findings if finding.severity == "violation"] == []


def test_fragments_and_entities_within_entities_are_put_together(make_study: Callable[..., Study]) -> None:
    inner = {"id": "b", "schema": "Company", "properties": {"name": ["B"]}}
    dataset = read(
        make_study,
        lines(
            {"id": "a", "schema": "Company", "properties": {"name": "A"}},
            {"id": "o", "schema": "Ownership", "properties": {"owner": ["a"], "asset": [inner]}},
            {"id": "a", "schema": "Company", "properties": {"alias": ["A again"], "name": ["A"]}},
        ),
    )
    assert values(dataset, "entity/a", SKOS + "altLabel") == {"A again"}
    assert values(dataset, "entity/o", ORG + "organization") == {"entity/b"}


def test_every_fault_is_listed_with_its_line(make_study: Callable[..., Study]) -> None:
    text = "\n".join(
        [
            '{"id": "a", "schema": "Company", "properties": {"name": ["A"], "startDate": ["yesterday"]}}',
            "{not json",
            '["id"]',
            '{"id": "", "schema": "Company", "properties": {"name": ["A"]}}',
            '{"id": "a", "schema": "Organization", "properties": {}}',
            '{"id": "b", "schema": "Company", "properties": []}',
            '{"id": "c", "schema": "Company", "properties": {"name": [true]}}',
            '{"id": "d", "id": "e", "schema": "Company"}',
            '{"id": "f", "schema": "Company", "properties": {"startDate": ["2020"], "endDate": ["2019"]}}',
            '{"id": "g", "schema": "Company", "properties": {"name": [NaN]}}',
        ]
    )
    with pytest.raises(SourceError) as refused:
        read(make_study, text)
    found = [(where.line, message) for where, message in refused.value.problems]
    assert [line for line, _ in found] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert found[4][1] == "'a' is Organization here, and Company at line 1; one must go"
    assert "yesterday" in found[0][1]
    assert "before the start" in found[8][1]
    assert found[9][1].startswith("not JSON: NaN is no JSON number")


@pytest.mark.parametrize(
    ("name", "text", "taken"),
    [
        ("a.json", '{"id": "a", "schema": "Company", "properties": {"name": ["A"]}}\n', True),
        ("a.json", '{"caption": "A", "id": "a", "schema": "Company", "properties": {}}\n', True),
        ("a.json", '{"organizations": [{"id": "a", "name": "A"}]}', False),
        ("a.json", '{"nodes": [{"id": "x", "schema": "y"}], "links": []}', False),
        ("a.json", "[" * 100_000, False),
        ("a.ijson", '{"id": "a", "schema": "Company", "properties": {"name": ["A"]}}\n', True),
    ],
)
def test_a_file_is_known_by_its_ending_or_its_first_line(
    name: str, text: str, taken: bool, make_study: Callable[..., Study]
) -> None:
    from kgraph.loaders.formats.registry import format_of

    study = make_study({name: text})
    assert (format_of(study.root / name, study).name == "ftm") == taken


@pytest.mark.parametrize(
    ("text", "share"),
    [("50", "0.5"), ("12,5 %", "0.125"), ("100%", "1"), ("25-50", None), ("101", None), ("half", None)],
)
def test_a_percentage_becomes_a_fraction_or_is_told_of(
    text: str, share: str | None, make_study: Callable[..., Study]
) -> None:
    entities = [each for each in ENTITIES if each["id"] in ("se-1", "se-2")]
    own = {
        "id": "o",
        "schema": "Ownership",
        "properties": {"owner": ["se-1"], "asset": ["se-2"], "percentage": [text]},
    }
    dataset = read(make_study, lines(*entities, own))
    assert values(dataset, "entity/o", KG + "ownershipShare") == ({share} if share else set())
    told = any("Ownership.percentage" in note.message["en"] for note in dataset.notes)
    assert told == (share is None)


def test_organisations_and_ties_go_out_and_come_back(
    make_study: Callable[..., Study], tmp_path: Path
) -> None:
    dataset = read(make_study, lines(*ENTITIES), persons="include")
    graph = map_dataset(dataset, languages=("en",))
    written = write_graph(graph, "ftm", tmp_path / "out.ftm.json")
    assert [path.name for path in written] == ["out.ftm.json", "out.ftm.left-out.txt"]
    assert "Natural persons are never exported" in written[1].read_text(encoding="utf-8")
    entities = {each["id"]: each for each in map(json.loads, written[0].read_text("utf-8").splitlines())}
    assert {each["schema"] for each in entities.values()} == {
        "Company",
        "Membership",
        "Organization",
        "Ownership",
        "PublicBody",
    }
    assert entities["own-1"]["properties"] == {
        "owner": ["se-1"],
        "asset": ["se-2"],
        "percentage": ["62.5"],
        "startDate": ["2010"],
        "sourceUrl": ["https://agency.example/register"],
    }
    assert entities["se-2"]["properties"]["wikidataId"] == ["Q42"]
    assert "Some One" not in written[0].read_text("utf-8")
    again = read_study(make_study({"again/register.ftm.json": written[0].read_bytes()}))
    before = map_dataset(read(make_study, lines(*ENTITIES)), languages=("en",))
    after = map_dataset(again, languages=("en",))

    def ties(mapped: Any) -> set[tuple[str, str, Any]]:
        found = (item for item in mapped.relationships.values() if item.type == "MEMBER_OF")
        return {(item.start, item.end, item.properties.get("ownershipShare")) for item in found}

    assert ties(after) == ties(before)


def test_the_same_statements_give_the_same_file(make_study: Callable[..., Study]) -> None:
    quads = list(read(make_study, lines(*ENTITIES)).quads())
    assert ftm_entities(quads) == ftm_entities(quads[::-1])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "schema", "properties", "name", "owner", "asset", "startDate", "x"]), inner
        )
    ),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(JSON, max_size=4), st.text(max_size=20))
def test_any_json_is_read_or_refused(make_study: Callable[..., Study], found: list[Any], rest: str) -> None:
    entities = [
        {"id": "a", "schema": "Company", "properties": {"name": ["A"]}},
        *({"id": "b", "schema": "Ownership", "properties": each} for each in found),
        *found,
    ]
    with suppress(SourceError):
        read(make_study, lines(*entities) + rest)
