"""Which names a query uses, by their place; and what the shell completes there."""

import pytest

from kgraph.ask.query_names import KnownNames, QueryName, completions, names_in, place_of


@pytest.mark.parametrize(
    ("query", "labels", "types", "keys"),
    [
        (
            "MATCH (m:A:B)-[r:R|S {f: 1}]->(n {k: 'x:Y'}) WHERE m.p = n.q RETURN m.`r s`",
            "A B",
            "R S",
            "f k p q|r s",
        ),
        ("MATCH (m:A|B&!C)<-[:!R]-() RETURN m", "A B C", "R", ""),
        ("MATCH (n) WHERE n:A AND (n:B OR NOT n:C) RETURN n", "A B C", "", ""),
        ("MATCH (n) WHERE EXISTS { MATCH (n)-[:R]->(:A {k: 1}) } RETURN n", "A", "R", "k"),
        ("MATCH p = (a)-[*1..3]-(b) RETURN [x IN nodes(p) | x.y], length(p)", "", "", ""),
        ("WITH {k: 1} AS m, ['a:B'] AS l RETURN m.k, $p.q, l[0..1]", "", "", ""),
        ("MATCH (n) RETURN date(n.from).year, apoc.coll.sum([1]) // (x:Y)", "", "", "from"),
        ("MATCH(n:A)RETURN count(n.k), n{.label}", "A", "", "k"),
        ("MATCH (n:`Odd ``name`) RETURN 1", "Odd ``name", "", ""),
        ("not Cypher ( [ { : . | & !", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_names_are_told_by_their_place(query, labels, types, keys):
    found = {
        kind: [each.name for each in names_in(query) if each.kind == kind]
        for kind in ("label", "type", "key")
    }
    assert "|".join(found["label"]) == (labels if "`" in labels else labels.replace(" ", "|"))
    assert found["type"] == types.split()
    assert found["key"] == [
        part
        for group in keys.split("|")
        for part in ([group] if "|" in keys and group == "r s" else group.split())
    ]


def test_resource_is_a_label_that_all_nodes_have():
    assert names_in("MATCH (n:Resource) RETURN n.uri") == (QueryName("key", "uri"),)


@pytest.mark.parametrize(
    ("kind", "written", "meant"),
    [
        ("label", "Municipalty", "Municipality"),
        ("label", "municipality", "Municipality"),
        ("label", "kommunalförbund", "MunicipalFederation"),
        ("type", "memberOf", "MEMBER_OF"),
        ("type", "beroende", "DEPENDS_ON"),
        ("key", "organisationsnummer", "organisationNumber"),
    ],
)
def test_the_nearest_name_is_found_by_spelling_and_by_words(kind, written, meant):
    assert KnownNames.of_ontology().near(kind, written)[0] == meant


def test_nothing_is_near_a_word_of_another_kind():
    assert KnownNames.of_ontology().near("label", "xyzzy") == []


@pytest.mark.parametrize(
    ("text", "kind", "begun"),
    [
        ("MATCH (m:Muni", "label", "Muni"),
        ("MATCH (m:", "label", ""),
        ("MATCH (m:A)-[:MEM", "type", "MEM"),
        ("MATCH (m:A)-[:R|", "type", ""),
        ("MATCH (m:A) RETURN m.la", "key", "la"),
        ("MATCH (m {la", "word", "la"),
        ("MAT", "word", "MAT"),
        (":sch", "command", ":sch"),
        (":ask cq0", "question", "cq0"),
    ],
)
def test_what_is_completed_depends_on_the_place(text, kind, begun):
    assert place_of(text) == (kind, begun)


def test_a_completion_replaces_what_is_begun():
    names = KnownNames.of_ontology()
    assert (-4, "MunicipalFederation") in completions("MATCH (m:muni", names)
    assert completions(":ask cq06", names) == [(-4, "cq06-services-of-a-municipality")]
    assert (-3, "RETURN") in completions("MATCH (n) ret", names)
    assert (-2, "count") in completions("MATCH (n) RETURN co", names)
