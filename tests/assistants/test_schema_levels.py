"""The overview of the schema stays below 1,000 tokens, however much a store holds."""

from __future__ import annotations

import re

from kgraph.assistants.answer_room import to_text
from kgraph.assistants.schema_levels import overview
from kgraph.store.store_schema import StoreSchema, Use

# No tokenizer is at hand: a token is taken for a word of six letters, three digits or one other sign.
PIECE = re.compile(r"[A-ZÅÄÖ]?[a-zåäö]{1,6}|[A-ZÅÄÖ]{1,4}|\d{1,3}|[^\s\w]|_")


def test_an_overview_of_a_large_schema_has_fewer_than_1000_tokens() -> None:
    labels = tuple(Use(f"SharedITService{number}", 1000 - number) for number in range(400))
    types = tuple(Use(f"IS_SHARED_BY_{number}", 1000 - number) for number in range(400))
    for language in ("sv", "en"):
        said = overview(StoreSchema(labels, types), language)
        assert len(PIECE.findall(to_text(said))) < 1000
        assert said["classes"].startswith("SharedITService0 1000, SharedITService1 999")
        assert re.search(r"and \d+ more: about = relationships$", said["relationships"])


def test_the_label_of_all_nodes_is_left_out() -> None:
    said = overview(StoreSchema((Use("Resource", 9), Use("Post", 3))), "en")
    assert said["classes"] == "Post 3"
