"""Popolo JSON: what records become, what is left out and said to be, and which files are refused where."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from kgraph.errors import Location, SourceError
from kgraph.loaders.formats.popolo import popolo_reader
from kgraph.loaders.reading import read_study
from kgraph.study import Policy, Study

if TYPE_CHECKING:
    from pathlib import Path

    from kgraph.rdf.dataset import ReadingNote

BASE = "https://example.org/s/"
KG = "https://w3id.org/kgraph/ontology#"
ORG = "http://www.w3.org/ns/org#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"

COUNCIL = {"id": "kf", "name": "Kommunfullmäktige"}


def study_of(root: Path, persons: str = "omit", **settings: Any) -> Study:
    return Study(
        root=root,
        id="s",
        title={},
        base=BASE,
        sources=("data/*",),
        policy=Policy(persons=persons),
        **settings,
    )


def put(root: Path, content: Any, name: str = "p.json") -> Path:
    path = root / "data" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        content if isinstance(content, str) else json.dumps(content, indent=1, ensure_ascii=False)
    )
    return path


class Read:
    """A file as it was read."""

    def __init__(self, root: Path, content: Any, persons: str = "omit", **settings: Any) -> None:
        self.notes: list[ReadingNote] = []
        path = put(root, content)
        self.quads = list(popolo_reader.read(path, study_of(root, persons, **settings), self.notes))

    def pairs(self, predicate: str) -> set[tuple[str, str]]:
        return {
            (q.subject.value.removeprefix(BASE), q.object.value.removeprefix(BASE))
            for q, _ in self.quads
            if q.predicate.value == predicate
        }

    def kinds(self) -> dict[str, int]:
        return {note.kind: note.count for note in self.notes}

    def text(self) -> str:
        told = "".join(text for note in self.notes for text in note.message.values())
        return told + "".join(str(quad) for quad, _ in self.quads)


def refusal(root: Path, content: Any) -> list[tuple[str, str]]:
    with pytest.raises(SourceError) as caught:
        Read(root, content)
    problems = caught.value.problems or ((caught.value.where, caught.value.message),)
    return [(str(where), message) for where, message in problems]


def test_organisations_posts_and_their_links(tmp_path: Path) -> None:
    found = Read(
        tmp_path,
        {
            "organizations": [
                {"id": "vara", "name": "Vara kommun", "classification": "Kommun", "founding_date": "1971"},
                {**COUNCIL, "parent_id": "vara", "classification": "församling"},
            ],
            "posts": [{"id": "ord", "label": "Ordförande", "organization_id": "kf", "role": "chair"}],
        },
    )
    assert ("organization/vara", KG + "Municipality") in found.pairs(TYPE)
    assert ("organization/kf", "organization/vara") in found.pairs(ORG + "subOrganizationOf")
    assert ("organization/kf", "classification/forsamling") in found.pairs(ORG + "classification")
    assert ("post/ord", "organization/kf") in found.pairs(ORG + "postIn")
    assert ("post/ord", "https://w3id.org/kgraph/scheme/role/chair") in found.pairs(ORG + "role")
    place = next(where for q, where in found.quads if q.object.value == "Ordförande")
    assert place.column == "/posts/0/label"
    assert (tmp_path / "data" / "p.json").read_text().split("\n")[place.line - 1].strip() == "{"


PEOPLE = {
    "persons": [
        {"id": "p1", "name": "Anna Hemlig", "email": "anna@example.org", "image": "https://e.org/a.jpg"}
    ],
    "organizations": [COUNCIL],
    "memberships": [
        {"person_id": "p1", "organization_id": "kf", "role": "Ledamot", "start_date": "2018-10-15"},
        {"person_id": "p2", "organization_id": "kf", "role": "Ledamot"},
        {"person_id": "p1", "organization_id": "kf"},
    ],
}


def test_without_persons_a_membership_says_only_that_the_post_exists(tmp_path: Path) -> None:
    found = Read(tmp_path, PEOPLE)
    assert {value for _, value in found.pairs(TYPE)} == {ORG + "Organization", ORG + "Post"}
    assert found.pairs(ORG + "postIn") == {("post/kf--ledamot", "organization/kf")}
    assert "Hemlig" not in found.text()
    assert "anna@" not in found.text()
    assert found.kinds()["persons-omitted"] == 1
    assert found.kinds()["memberships-reduced"] == 3


def test_with_persons_memberships_have_a_member_a_role_and_a_period(tmp_path: Path) -> None:
    found = Read(tmp_path, PEOPLE, persons="include")
    assert ("person/p1", "Anna Hemlig") in found.pairs(LABEL)
    assert {member for _, member in found.pairs(ORG + "member")} == {"person/p1"}
    assert "anna@" not in found.text()
    assert found.kinds()["contact-details-omitted"] == 2
    assert found.kinds()["dangling-reference"] == 1
    assert found.kinds()["membership-without-end"] == 1


def test_pseudonyms_are_stable_and_hold_no_name(tmp_path: Path) -> None:
    put(tmp_path, PEOPLE)
    study = study_of(tmp_path, "pseudonymise")
    once, twice = read_study(study), read_study(study)
    texts = {str(quad) for quad in once.quads()}
    assert texts == {str(quad) for quad in twice.quads()}
    assert not any("Hemlig" in text or "person/p1" in text for text in texts)
    assert any(f"{BASE}person/" in text for text in texts)


def test_a_post_keeps_its_holder_only_where_persons_are_kept(tmp_path: Path) -> None:
    content = {
        "persons": [{"id": "p", "name": "P"}],
        "organizations": [COUNCIL],
        "posts": [{"id": "o", "label": "Ordförande", "organization_id": "kf"}],
        "memberships": [{"person_id": "p", "post_id": "o"}],
    }
    assert Read(tmp_path, content).pairs(ORG + "heldBy") == set()
    kept = Read(tmp_path, content, persons="include")
    assert kept.pairs(ORG + "heldBy") == {("post/o", "person/p")}
    assert {value for _, value in kept.pairs(ORG + "organization")} == {"organization/kf"}


def test_an_organisation_as_member_is_kept_whatever_the_policy(tmp_path: Path) -> None:
    content = {
        "organizations": [COUNCIL, {"id": "v6", "name": "V6"}],
        "memberships": [{"id": "m", "member_id": "kf", "organization_id": "v6", "role": "member"}],
    }
    found = Read(tmp_path, content)
    assert found.pairs(ORG + "member") == {("membership/m", "organization/kf")}
    assert "memberships-reduced" not in found.kinds()


@pytest.mark.parametrize(
    "content",
    [
        [{**COUNCIL, "classification": "x"}],
        {"results": [{**COUNCIL, "classification": "x"}]},
        {"@type": "Organization", **COUNCIL, "classification": "x"},
        {"organizations": [{**COUNCIL, "classification": "x"}]},
        {
            "posts": [],
            "memberships": [{"organization": {**COUNCIL, "classification": "x"}, "person_id": "p"}],
        },
    ],
)
def test_a_record_is_found_in_whatever_shape_the_file_has(tmp_path: Path, content: Any) -> None:
    assert ("organization/kf", "Kommunfullmäktige") in Read(tmp_path, content).pairs(LABEL)


def test_a_bare_list_takes_its_kind_from_the_file_name(tmp_path: Path) -> None:
    path = put(tmp_path, [{"id": "x", "name": "X"}], "organizations.json")
    assert list(popolo_reader.read(path, study_of(tmp_path)))


def test_records_inside_others_refer_to_them(tmp_path: Path) -> None:
    content = {
        "organizations": [
            {**COUNCIL, "posts": [{"label": "Chair"}], "children": [{"id": "au", "name": "AU"}]}
        ]
    }
    found = Read(tmp_path, content)
    assert {value for _, value in found.pairs(ORG + "postIn")} == {"organization/kf"}
    assert found.pairs(ORG + "subOrganizationOf") == {("organization/au", "organization/kf")}
    assert found.kinds()["minted-id"] == 1


def test_references_may_lead_into_another_file(tmp_path: Path) -> None:
    put(tmp_path, {"organizations": [COUNCIL]}, "b.json")
    found = Read(tmp_path, {"posts": [{"id": "o", "label": "O", "organization_id": "kf"}]})
    assert found.pairs(ORG + "postIn") == {("post/o", "organization/kf")}


def test_a_reference_to_nothing_is_left_out_and_named(tmp_path: Path) -> None:
    found = Read(tmp_path, {"posts": [{"id": "o", "label": "O", "organization_id": "gone"}]})
    assert found.pairs(ORG + "postIn") == set()
    note = next(note for note in found.notes if note.kind == "dangling-reference")
    assert "gone" in note.message["en"]
    assert isinstance(note.location, Location)
    assert note.location.column == "/posts/0/organization_id"


def test_motions_become_decisions_and_single_votes_stay_out(tmp_path: Path) -> None:
    content = {
        "organizations": [COUNCIL],
        "motions": [
            {
                "id": "m",
                "organization_id": "kf",
                "text": "Bygg en bro",
                "date": "2012-05-03",
                "result": "bifall",
            }
        ],
        "vote_events": [
            {
                "id": "v",
                "motion_id": "m",
                "counts": [{"option": "yes", "value": 3}, {"option": "yes", "value": 1, "group_id": "g"}],
                "votes": [{"voter_id": "p1", "option": "yes"}],
            }
        ],
    }
    found = Read(tmp_path, content)
    assert found.pairs(KG + "decidedBy") == {("motion/m/decision", "organization/kf")}
    assert ("vote-event/v", "yes: 3") in found.pairs("http://www.w3.org/2004/02/skos/core#note")
    assert found.kinds()["votes-omitted"] == 1
    assert "p1" not in found.text()


def test_identifiers_become_declared_identity(tmp_path: Path) -> None:
    identifiers = [
        {"scheme": "wikidata", "identifier": "Q117012"},
        {"scheme": "orgnr", "identifier": "212000-1512"},
        {"scheme": "viaf", "identifier": "12"},
    ]
    found = Read(tmp_path, {"organizations": [{**COUNCIL, "identifiers": identifiers}]})
    same = "http://www.w3.org/2002/07/owl#sameAs"
    assert found.pairs(same) == {("organization/kf", "http://www.wikidata.org/entity/Q117012")}
    assert found.pairs(KG + "organisationNumber") == {("organization/kf", "212000-1512")}
    assert found.pairs("http://purl.org/dc/terms/identifier") == {("organization/kf", "viaf: 12")}


def test_keys_without_a_counterpart_are_counted(tmp_path: Path) -> None:
    found = Read(tmp_path, {"organizations": [{**COUNCIL, "seats": 41, "extra": None}], "odd": [1, 2]})
    told = {note.message["en"] for note in found.notes if note.kind == "unmapped-key"}
    assert told == {
        "organization.seats has no counterpart here; 1 values were not read",
        "odd has no counterpart here; 2 values were not read",
    }


def test_the_study_may_say_which_source_a_file_is(tmp_path: Path) -> None:
    found = Read(tmp_path, {"organizations": [COUNCIL]}, tables={"data/*.json": {"source": "oppna-data"}})
    assert {quad.graph_name.value for quad, _ in found.quads} == {f"{BASE}source/oppna-data"}


def test_an_id_that_two_different_records_have_is_reported_with_both_places(tmp_path: Path) -> None:
    posts = [
        {"id": "o", "label": "A", "organization_id": "kf"},
        {"id": "o", "label": "B", "organization_id": "kf"},
    ]
    where, message = refusal(tmp_path, {"organizations": [COUNCIL], "posts": posts})[0]
    assert where.endswith("/posts/1/id")
    assert "/posts/0" in message


def test_two_files_with_one_id_for_two_things_are_refused(tmp_path: Path) -> None:
    put(tmp_path, {"organizations": [{"id": "1", "name": "Vara"}]}, "b.json")
    assert "data/b.json" in refusal(tmp_path, {"organizations": [{"id": "1", "name": "Skara"}]})[0][1]


def test_the_same_record_twice_is_one(tmp_path: Path) -> None:
    once = Read(tmp_path / "1", {"organizations": [COUNCIL]})
    twice = Read(tmp_path / "2", {"organizations": [COUNCIL, COUNCIL]})
    assert {str(q) for q, _ in once.quads} == {str(q) for q, _ in twice.quads}


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        ('{"persons": [{"id": 1}', "data/p.json:1", "the file ends here"),
        ('{"persons": [\n{"id": NaN}]}', "data/p.json:2", "NaN"),
        ('{"persons": [\n{"id": 1, "id": 2}]}', "data/p.json:2", "twice"),
        ("[" * 200_000, "data/p.json:1", "too deeply"),
        ('{"a": ' * 200_000, "data/p.json:1", "too deeply"),
        ('[{"x": 1}]', "data/p.json:1 /0", "cannot tell what kind"),
        ("[3]", "data/p.json:1 /0", "not a record"),
        ('{"rows": [1]}', "data/p.json:1", "no list of Popolo records"),
        ("", "data/p.json:1", "the file ends here"),
        ('{"organizations": [{"id": "a"}]} x', "data/p.json:1", "after the end"),
        (
            '{"organizations": [{"id": "a", "founding_date": "2024-13-45"}]}',
            "data/p.json:1 /organizations/0/founding_date",
            "no such date",
        ),
        (
            '{"organizations": [{"id": "a", "founding_date": "2024", "dissolution_date": "2020"}]}',
            "data/p.json:1 /organizations/0/dissolution_date",
            "before the start",
        ),
    ],
)
def test_what_is_no_popolo_is_refused_at_its_place(
    tmp_path: Path, content: str, place: str, message: str
) -> None:
    where, told = refusal(tmp_path, content)[0]
    assert where == place
    assert message in told


def test_text_that_is_not_utf8_is_refused_at_its_line(tmp_path: Path) -> None:
    path = put(tmp_path, "{}")
    path.write_bytes('{"organizations": [\n{"id": "v", "name": "Värö"}]}'.encode("cp1252"))
    with pytest.raises(SourceError, match="0xE4 is not UTF-8") as caught:
        list(popolo_reader.read(path, study_of(tmp_path)))
    assert caught.value.where == Location("data/p.json", line=2)


def test_hostile_text_and_ids_stay_text(tmp_path: Path) -> None:
    name = "</script><img src=x onerror=alert(1)> `x`) DETACH DELETE n //"
    found = Read(
        tmp_path, {"organizations": [{"id": "a b/../<x>", "name": name, "links": [{"url": "javascript:x"}]}]}
    )
    subject = next(q.subject for q, _ in found.quads)
    assert isinstance(subject, ox.NamedNode)
    assert " " not in subject.value
    assert "<" not in subject.value
    assert {value for _, value in found.pairs(LABEL)} == {name}
    assert "javascript" not in found.text()
