"""How sure a claim is, in words: the share of draws in which it holds, and what stated relationships say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.analysis.sentences import percent, series
from kgraph.words.catalogue import catalogue
from kgraph.words.text import number_text

if TYPE_CHECKING:
    from kgraph.words.text import Text

_words = catalogue("findings")


def sure_text(probability: float | None) -> Text:
    """Return "Holds in 93 % of the draws." in words, or that no draws were made."""
    if probability is None:
        return _words("sure.no-draws")
    return _words("sure.holds", share=percent(probability))


def figure_sure(probability: float | None, figure: float | None, stated_only: float | None) -> Text:
    """Return how sure a claim with a figure is, and its figure on stated relationships if it is another."""
    sure = sure_text(probability)
    if stated_only is None or stated_only == figure:
        return sure
    return series([sure, _words("sure.stated-only", n=number_text(stated_only))], " ")


def count_sure(interval: tuple[float, float]) -> Text:
    """Return how many things are lost in nearly all draws."""
    low, high = (number_text(bound) for bound in interval)
    return _words("sure.lost", low=low, high=high)


def path_sure(probability: float, *, stated: bool) -> Text:
    """Return how sure it is that something is lost, by whatever path."""
    sure = _words("sure.path", share=percent(probability))
    return sure if stated else series([sure, _words("sure.unstated")], " ")
