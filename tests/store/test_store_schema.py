"""The labels, types and properties in a store are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.store.build_marker import LOCK_LABEL
from kgraph.store.store_schema import Pattern, PropertyUse, read_schema

if TYPE_CHECKING:
    from kgraph.store.connection import Connection


def test_schema_is_counted(study_store: Connection) -> None:
    study_store.execute(f"CREATE (:{LOCK_LABEL} {{by: 'x'}})")
    schema = read_schema(study_store)
    assert {use.name: use.count for use in schema.labels} == {
        "Municipality": 1,
        "Note": 1,
        "Organization": 2,
        "Resource": 3,
    }
    assert {use.name: use.count for use in schema.types} == {
        "DEPENDS_ON": 1,
        "LIKES": 1,
        "MEMBER_OF": 3,
        "NOTE": 1,
    }
    organization = next(use for use in schema.labels if use.name == "Organization")
    assert organization.properties == (
        PropertyUse("alias", 1, "LIST<STRING>"),
        PropertyUse("label", 1, "STRING"),
        PropertyUse("population", 1, "INTEGER"),
        PropertyUse("uri", 2, "STRING"),
    )
    member = next(use for use in schema.types if use.name == "MEMBER_OF")
    assert {use.key: use.kind for use in member.properties} == {
        "from": "DATE",
        "key": "STRING",
        "sources": "LIST<STRING>",
        "type": "STRING",
    }
    assert Pattern("Municipality", "MEMBER_OF", "Organization", 2) in schema.patterns
    assert Pattern("Organization", "NOTE", "Note", 1) in schema.patterns


def test_schema_forgets_what_is_gone(study_store: Connection) -> None:
    study_store.execute("MATCH (n) DETACH DELETE n")
    schema = read_schema(study_store)
    assert (schema.labels, schema.types, schema.patterns) == ((), (), ())
