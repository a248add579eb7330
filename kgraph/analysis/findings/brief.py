"""A claim for those who decide: what, so what, how sure, and what to ask next, in words without terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kgraph.analysis.sentences import capital, percent
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from kgraph.words.text import Text

LIKELY = {"certain": 0.99, "very": 0.9, "likely": 0.66, "even": 0.33, "unlikely": 0.0}
"""Lowest probability of each word: the scale of the IPCC (Mastrandrea et al. 2010, guidance note AR5)."""
SHOWN = 3
"""Names in a sentence: the picture and the appendix have the rest."""
_words = catalogue("briefs")


@dataclass(frozen=True, slots=True)
class Brief:
    """A claim in four sentences, and what a picture of it shows.

    Parameters
    ----------
    what, so_what, sure, ask : Text
        What was found, what follows from it, how sure it is, and what to ask whom.
    direct : tuple of str
        Things that the claim is about, besides its subject.
    touched : tuple of str
        Things that are touched through those.
    headings : tuple of Text
        What stands above the two in a picture; empty where the claim is about single things.
    remedy : Text or None
        Who could stand in, by the plan of mitigation.
    """

    what: Text
    so_what: Text
    sure: Text
    ask: Text
    direct: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    headings: tuple[Text, ...] = ()
    remedy: Text | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the brief in the form of ``analysis.json``."""
        return {
            "what": self.what.to_json(),
            "soWhat": self.so_what.to_json(),
            "sure": self.sure.to_json(),
            "ask": self.ask.to_json(),
            "remedy": None if self.remedy is None else self.remedy.to_json(),
            "direct": list(self.direct),
            "touched": list(self.touched),
            "headings": [text.to_json() for text in self.headings],
        }


def brief_text(key: str, **values: Any) -> Text:
    """Return a sentence of a brief, which begins with an upper-case letter whatever name it begins with."""
    return capital(_words(key, **values))


def likely(probability: float) -> Text:
    """Return how likely something is, as a word."""
    word = next(word for word, least in LIKELY.items() if probability >= least)
    return _words(f"likely.{word}")


def brief_sure(probability: float | None, draws: int) -> Text:
    """Return how sure a claim is that holds in a share of so many draws."""
    if probability is None:
        return _words("sure.no-draws")
    return _words("sure.share", likely=likely(probability), share=percent(probability), draws=draws)


def part_text(case: str, **values: Any) -> Text:
    """Return "all nine" or "six of the nine"."""
    return _words(f"part.{case}", **values)
