"""The name of a thing in each language of the pages, whatever languages its data is in."""

from __future__ import annotations

from typing import Any

import pytest

from kgraph.words.text import Text, nearest_text
from kgraph.words.thing_names import name_of

SV, EN, GB, NB = "Sjukhus", "Hospital", "Infirmary", "Sykehus"

NAMES = [
    ({"label": EN, "label_en": EN}, Text(EN, EN)),
    ({"label": SV, "label_sv": SV}, Text(SV, SV)),
    ({"label": SV, "label_sv": SV, "label_en": EN}, Text(SV, EN)),
    ({"label": NB, "label_nb": NB}, Text(NB, NB)),
    ({"label_nb": NB, "label_de": "Krankenhaus"}, Text("Krankenhaus", "Krankenhaus")),
    ({"label": NB, "label_nb": NB, "label_de": "Krankenhaus"}, Text(NB, NB)),
    ({"label": SV, "label_sv_fi": SV, "label_en_gb": GB}, Text(SV, GB)),
    ({"label": SV, "title_sv": SV, "title_en": EN}, Text(SV, EN)),
    ({"label_en": [EN, GB]}, Text(EN, EN)),
    ({"label": "", "label_uri": "https://e/x", "title": EN}, Text(EN, EN)),
    ({"identifier": "212000-1710"}, Text("212000-1710", "212000-1710")),
    ({}, Text("b", "b")),
]


@pytest.mark.parametrize(("attributes", "name"), NAMES)
def test_a_language_that_is_missing_takes_the_nearest(attributes: dict[str, Any], name: Text) -> None:
    assert name_of("https://e/a#b", attributes) == name


@pytest.mark.parametrize(
    ("texts", "text"),
    [
        ({"en": EN, "en-GB": GB}, EN),
        ({"en-GB": GB, "sv": SV}, GB),
        ({"sv-FI": SV, "nb": NB}, SV),
        ({"nb": NB, "de": ""}, NB),
        ({"en": ""}, "default"),
        ({}, "default"),
    ],
)
def test_the_nearest_text(texts: dict[str, str], text: str) -> None:
    assert nearest_text(texts, "en", "default") == text
