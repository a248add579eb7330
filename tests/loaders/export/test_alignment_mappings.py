"""The alignments as SSSOM say what the ontology says."""

from kgraph.loaders.common.sssom_tables import read_sssom
from kgraph.loaders.export.alignment_mappings import alignment_mappings
from kgraph.namespaces import KG, ORG, RDFS, SKOS


def test_alignments_are_mappings_with_names_and_a_licence() -> None:
    text = alignment_mappings()
    rows = {(row.subject, row.predicate, row.object): row for row in read_sssom(text, "m")}
    assert len(rows) > 100
    quote = rows[KG + "quote", SKOS + "closeMatch", "http://www.w3.org/ns/oa#exact"]
    assert quote.subject_label == "quote"
    assert (KG + "organisationNumber", RDFS + "subPropertyOf", ORG + "identifier") in rows
    assert all(not row.object.startswith(KG) for row in rows.values())
    head = [line for line in text.decode().splitlines() if line.startswith("#")]
    assert '#license: "https://creativecommons.org/licenses/by/4.0/"' in head
    assert '#mapping_set_version: "0.2.0"' in head
    assert '#  kg: "https://w3id.org/kgraph/ontology#"' in head
    assert text == alignment_mappings()
