"""A text in two languages, and values filled into it."""

from __future__ import annotations

import pytest

from kgraph.errors import KgraphError
from kgraph.statements import STATUSES
from kgraph.words.catalogue import catalogue
from kgraph.words.text import Text, filled, number_text, text_from


def test_a_text_filled_into_another_takes_its_own_language():
    template = Text("{n} hos {who}", "{n} at {who}")
    assert filled(template, n=2, who=Text("Göta", "Gota")) == Text("2 hos Göta", "2 at Gota")


def test_numbers_have_a_decimal_comma_in_swedish():
    assert number_text(1234.5, 1) == Text("1234,5", "1234.5")
    assert number_text(-0.0001) == Text("0", "0")


def test_a_text_in_one_language_serves_both():
    assert text_from({"sv": "kommun"}) == Text("kommun", "kommun")
    assert text_from("Skara") == Text("Skara", "Skara")


def test_an_unknown_key_is_an_error_that_names_the_catalogue():
    with pytest.raises(KgraphError, match=r"analysis\.toml has no text 'no\.such\.key'"):
        catalogue("analysis")("no.such.key")


def test_texts_below_a_key_come_by_the_rest_of_it():
    assert set(catalogue("statements").below("status")) == set(STATUSES)
