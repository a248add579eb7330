"""Which networks a question or a measure means something on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kgraph.analysis.definitions import (
    DEPENDENCY,
    DIRECTED,
    READINGS,
    TWO_MODE,
    UNDIRECTED,
    WITHOUT_DIRECTION,
)
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from kgraph.words.text import Text

_words = catalogue("analysis")


class ReadNetwork(Protocol):
    """What a scope asks of a network."""

    @property
    def reading(self) -> str:
        """One of `READINGS`."""

    @property
    def of_one_kind(self) -> bool:
        """Whether all things share a class."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The networks that a question or a measure means something on.

    Parameters
    ----------
    readings : tuple of str
        Readings of a network, of `READINGS`.
    one_kind : tuple of str
        Those of them on which all things must share a class, so that the same is said of each.
    """

    readings: tuple[str, ...] = READINGS
    one_kind: tuple[str, ...] = ()

    def includes(self, network: ReadNetwork) -> bool:
        """Return whether it means something on `network`."""
        reading = network.reading
        return reading in self.readings and (reading not in self.one_kind or network.of_one_kind)

    def why_not(self, network: ReadNetwork) -> Text:
        """Return in words why it means nothing on `network`."""
        reading = network.reading
        if reading in self.readings:
            reading = "mixed"
        elif self.readings == (DEPENDENCY,):
            reading = "no-dependency"
        return _words(f"scope.{reading}")


EVERYWHERE = Scope()
OF_DEPENDENCE = Scope((DEPENDENCY,))
"""Only where an arc means "depends on"."""
OF_TIES = Scope(WITHOUT_DIRECTION)
"""Where ties have no direction, so that none is set aside."""
OF_PATHS = Scope((DIRECTED, *WITHOUT_DIRECTION))
"""Where a path is only a path; paths of dependence run through alternatives and needs alike."""
OF_WALKS = Scope((DIRECTED,), one_kind=(DIRECTED,))
"""Where a walk along arcs goes between things of one kind."""
OF_EQUALS = Scope(WITHOUT_DIRECTION, one_kind=(UNDIRECTED,))
"""Where ties have no direction, and things count for each other as equals: of one kind, or in two modes."""
OF_BROKERS = Scope((DIRECTED, *WITHOUT_DIRECTION), one_kind=(DIRECTED,))
"""Where someone can stand between two others: any ties, or arcs between things of one kind."""
OF_LAYERS = Scope((DEPENDENCY, DIRECTED, UNDIRECTED, TWO_MODE))
"""Where each tie is of one type of relationship, unlike those of a projection."""
OF_DEPENDENCE_OR_TIES = Scope((DEPENDENCY, *WITHOUT_DIRECTION))
"""Where things stop with each other, or are parted from each other."""
