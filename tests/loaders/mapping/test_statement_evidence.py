"""Evidence per statement: of a single triple, of a whole document, in several languages and passages."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kgraph.loaders.mapping.decoder import unmap
from kgraph.loaders.mapping.mapper import map_dataset

HEAD = """
@prefix ex: <https://example.org/> .
@prefix kg: <https://w3id.org/kgraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix status: <https://w3id.org/kgraph/scheme/statement-status/> .
"""
ONE, OTHER = "1-20:" + "0" * 32, "30-60:" + "f" * 32


def mapped(text: str):
    quads = list(ox.parse(f"{HEAD}{text}", format=ox.RdfFormat.TRIG))
    graph = map_dataset(quads)
    back = list(ox.parse("\n".join(unmap(graph)), format=ox.RdfFormat.N_QUADS))
    assert set(back) == set(quads)
    return graph


def plain(graph, kind: str) -> dict[str, object]:
    (item,) = (item for item in graph.relationships.values() if item.type == kind)
    return item.properties


def test_a_sourced_statement_speaks_for_the_triple_that_its_graph_asserts() -> None:
    graph = mapped("""
        ex:report {
            ex:model kg:addressesChallenge ex:challenge ; kg:identifiedIn ex:project ; kg:locator "Results" .
            ex:s a kg:SourcedStatement ; rdf:subject ex:model ; rdf:predicate kg:addressesChallenge ;
                rdf:object ex:challenge ; kg:locator "Lessons" ; kg:paraphrase "Modellen hjälper."@sv ;
                kg:statementStatus status:inferred ; kg:confidence 0.8 .
        }""")
    own = plain(graph, "ADDRESSES")
    assert (own["locators"], own["paraphrases"]) == (["Lessons"], ["Modellen hjälper."])
    assert (own["statementStatus"], own["confidence"]) == ("inferred", 0.8)
    rest = plain(graph, "IDENTIFIED_IN")
    assert (rest["locators"], rest["statementStatus"]) == (["Results"], "stated")
    assert graph.nodes["https://example.org/model"].properties["statementStatus"] == "stated"


def test_a_sourced_statement_of_another_graph_is_silent_about_it() -> None:
    graph = mapped("""
        ex:report { ex:model kg:addressesChallenge ex:challenge . }
        ex:letter {
            ex:s a kg:SourcedStatement ; rdf:subject ex:model ; rdf:predicate kg:addressesChallenge ;
                rdf:object ex:challenge ; kg:statementStatus status:disputed .
        }""")
    assert plain(graph, "ADDRESSES")["statementStatus"] == "stated"


def test_what_a_document_holds_has_its_default_status_unless_it_gives_one() -> None:
    graph = mapped("""
        ex:sources { ex:page a kg:Source ; kg:defaultStatus status:unverified . }
        ex:page {
            ex:a a kg:Municipality .
            ex:m1 a org:Membership ; org:member ex:a ; org:organization ex:f .
            ex:m2 a org:Membership ; org:member ex:b ; org:organization ex:f ;
                kg:statementStatus status:stated .
            ex:a org:linkedTo ex:b .
        }
        ex:other { ex:m3 a org:Membership ; org:member ex:c ; org:organization ex:f . }
    """)
    of = {uri: item.properties["statementStatus"] for uri, item in graph.relationships.items()}
    assert [of[f"https://example.org/m{i}"] for i in (1, 2, 3)] == ["unverified", "stated", "stated"]
    assert plain(graph, "LINKED_TO")["statementStatus"] == "unverified"
    node = graph.nodes["https://example.org/a"].properties
    assert (node["statuses"], node["statementStatus"]) == (["unverified"], "unverified")
    assert "_rdf" not in node, "a status that the source gives is no correction of the node"


@pytest.mark.parametrize(("languages", "shown"), [(("sv", "en"), "på svenska"), (("en", "sv"), "in English")])
def test_a_paraphrase_in_two_languages_is_shown_in_the_first_and_neither_is_lost(
    languages: tuple[str, str], shown: str
) -> None:
    text = f"""{HEAD} ex:page {{ ex:m a org:Membership ; org:member ex:a ; org:organization ex:f ;
        kg:paraphrase "på svenska"@sv , "in English"@en . }}"""
    quads = list(ox.parse(text, format=ox.RdfFormat.TRIG))
    graph = map_dataset(quads, languages=languages)
    assert graph.relationships["https://example.org/m"].properties["paraphrases"] == [shown]
    assert graph.losses == []
    assert set(ox.parse("\n".join(unmap(graph)), format=ox.RdfFormat.N_QUADS)) == set(quads)


def test_several_passages_of_one_document_stand_side_by_side_without_loss() -> None:
    graph = mapped(f"""ex:page {{ ex:m a org:Membership ; org:member ex:a ; org:organization ex:f ;
        kg:anchor "{OTHER}" , "{ONE}" . }}""")
    assert graph.relationships["https://example.org/m"].properties["anchors"] == [f"{ONE}; {OTHER}"]
    assert graph.losses == []
