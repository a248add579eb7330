"""The normal form of texts, and anchors that find their passage again."""

from __future__ import annotations

import unicodedata
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.loaders.evidence.passages import (
    ANCHOR_PATTERN,
    PassageAnchor,
    anchor_at,
    find_passage,
    find_phrase,
    normalise,
    parse_anchor,
)

DOCUMENT = normalise(
    "Kommunstyrelsen beslutar att ge\nuppdrag åt kommun-\ndirektören om den gemensamma IT-\nverksamheten. "
    "Uppdraget ska vara klart före sommaren. Uppdraget redovisas i juni."
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
TRICKY = st.text(
    st.sampled_from(
        "aé\u0301o\u0308 -\u2010\u2013\n\t\u00a0\u00ad\u200b\ufeffﬁ\u201d\u00ab'\u2019½Å\u030a.…"
    ),
    max_size=40,
)


@given(st.one_of(TEXTS, TRICKY))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.one_of(TEXTS, TRICKY))
def test_the_form_of_the_characters_makes_no_difference(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert normalise(unicodedata.normalize(form, text)) == normalise(text)


@given(TEXTS, st.sampled_from([" ", "\n", "\t", "\u00a0", "\u2009", "\r\n  "]))
def test_the_kind_and_amount_of_white_space_makes_no_difference(text: str, space: str) -> None:
    words = normalise(text).split()
    assert normalise(space.join(words)) == normalise(" ".join(words))


@given(TEXTS, TEXTS)
def test_what_is_invisible_makes_no_difference(one: str, other: str) -> None:
    for invisible in ("\u00ad", "\u200b", "\ufeff", "\u2060", "\u200e"):
        assert normalise(one + invisible + other) == normalise(one + other)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("kommun-\ndirektören", "kommundirektören"),
        ("IT-system", "ITsystem"),
        ("2018\u20132020", "20182020"),
        ("»ja« ”ja” “ja”", '"ja" "ja" "ja"'),
        ("ﬁnansiering", "finansiering"),
        ("a\u030a", "å"),
    ],
)
def test_what_the_normal_form_of_some_texts_is(written: str, shown: str) -> None:
    assert normalise(written) == shown


@given(st.text("abc åé", min_size=1, max_size=200), st.data())
def test_an_anchor_finds_its_passage_wherever_it_has_moved(text: str, data: st.DataObject) -> None:
    text = normalise(text)
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    anchor = anchor_at(text, start, data.draw(st.integers(start + 1, len(text))))
    assert find_passage(text, anchor) == start
    assert parse_anchor(str(anchor)) == anchor
    moved = data.draw(st.text("xyz", max_size=50)) + text
    position = find_passage(moved, anchor)
    assert position is not None
    assert moved[position : position + anchor.length] == text[anchor.start : anchor.end]


def test_one_changed_letter_is_not_the_passage() -> None:
    anchor = anchor_at(DOCUMENT, 0, 40)
    assert find_passage(DOCUMENT.replace("uppdrag åt", "Uppdrag åt"), anchor) is None


def test_the_place_nearest_to_the_position_is_taken() -> None:
    text = "samma ord " * 5
    anchor = anchor_at(text, 20, 29)
    assert find_passage(text, anchor) == 20
    assert find_passage("x" + text, anchor) == 21


@pytest.mark.parametrize("end", [1, 10**18])
def test_a_position_outside_the_text_is_no_fault(end: int) -> None:
    anchor = PassageAnchor(end - 1, end, "0" * 32)
    assert find_passage("kort", anchor) is None
    assert find_passage("", anchor) is None


ZEROS = "0" * 32


@pytest.mark.parametrize(
    "written",
    [
        "",
        "page",
        "?phrase",
        "1-2",
        f"5-3:{ZEROS}",
        f"3-3:{ZEROS}",
        f"01-9:{ZEROS}",
        f"-1-9:{ZEROS}",
        f"1-9:{ZEROS[1:]}",
        f"1-9:{ZEROS}0",
        f"1-9:{ZEROS}\n",
        f"1-9:{'G' * 32}",
        f"{'9' * 5000}-1:{ZEROS}",
    ],
)
def test_what_is_no_anchor_is_not_taken_for_one(written: str) -> None:
    assert parse_anchor(written) is None


def test_the_rule_for_data_and_the_reader_of_anchors_agree() -> None:
    rules = resources.files("kgraph.ontology").joinpath("shapes/evidence.ttl").read_text(encoding="utf-8")
    assert f'sh:pattern "{ANCHOR_PATTERN}"' in rules


def test_a_phrase_of_several_parts_runs_from_the_first_to_the_last() -> None:
    (anchor,) = find_phrase(DOCUMENT, "Kommunstyrelsen ... IT-verksamheten")
    assert DOCUMENT[anchor.start : anchor.end].endswith("den gemensamma ITverksamheten")


def test_a_phrase_that_stands_twice_has_two_anchors_and_case_counts_only_where_it_can() -> None:
    assert len(find_phrase(DOCUMENT, "Uppdraget")) == 2
    assert len(find_phrase(DOCUMENT, "UPPDRAGET REDOVISAS")) == 1
    assert find_phrase(DOCUMENT, "avslår") == []
    assert find_phrase(DOCUMENT, " ... ") == []


@given(st.text(st.sampled_from(r"()[]{}.*+?\^$|a "), max_size=20))
def test_a_phrase_is_taken_literally(phrase: str) -> None:
    for anchor in find_phrase(normalise(phrase + " a"), phrase):
        assert anchor.length > 0
