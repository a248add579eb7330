"""What a question of the analysis is: its name, how it is answered, and where its answer is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.analysis.network_coverage import why_empty
from kgraph.analysis.results import AnalysisAnswer, Result
from kgraph.analysis.scope import EVERYWHERE, Scope
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.analysis.measures.measure import Measure
    from kgraph.analysis.networks import Network
    from kgraph.analysis.settings import Settings
    from kgraph.words.text import Text

_words = catalogue("analysis")


@dataclass(frozen=True, slots=True)
class AnalysisQuestion:
    """A question that can be asked of every declared network.

    Parameters
    ----------
    name : str
        Key in results and on the command line; its title and definition stand under it in ``analysis.toml``.
    answer : callable
        Takes a network that is not empty and that the question means something on, and the settings.
    method : str
        Papers and DOIs, or how it is done; an answer may name its own.
    measure : Measure, optional
        The measure whose figure it reports: its definition and method are then those of the question.
    scored : bool
        Whether it needs the scores of all things, so that these can be written back.
    about_things : bool
        Whether each claim is about one thing, and can be shown beside it in a view.
    register : bool
        Whether its answer is the register of bottlenecks, which stands open in the report.
    in_register : bool
        Whether the register, where there is one, says the same.
    competes : bool
        Whether its claims compete to be said first.
    scope : Scope
        The networks that it means something on; of another network its result has no rows, and says why.
    most : int, optional
        Things in a network up to which it is asked; of a larger one its result has no rows either.
    """

    name: str
    answer: Callable[[Network, Settings], AnalysisAnswer]
    method: str = ""
    measure: Measure | None = None
    scored: bool = False
    about_things: bool = False
    register: bool = False
    in_register: bool = False
    competes: bool = False
    scope: Scope = EVERYWHERE
    most: int | None = None

    @property
    def title(self) -> Text:
        """What is asked."""
        return _words(f"{self.name}.title")

    @property
    def definition(self) -> Text:
        """How the figure is defined: direction, weights, normalisation, interval."""
        return self.measure.definition if self.measure else _words(f"{self.name}.definition")

    def ask(self, network: Network, settings: Settings) -> Result:
        """Return the answer about `network`.

        An empty network, one that the question means nothing on, and one that is too large for it give an
        empty result that says so.
        """
        if not network.n:
            why = settings.once(f"why empty {network.key}", lambda: why_empty(network))
            return self._unasked(network, settings, (why, *network.notes))
        if not self.scope.includes(network):
            return self._unasked(network, settings, (self.scope.why_not(network),))
        if self.most is not None and network.n > self.most:
            note = _words("beyond-size.note", n=network.n, most=self.most)
            return self._unasked(network, settings, (note,))
        answer = self.answer(network, settings)
        return Result(
            question=self.name,
            network=network.definition.name,
            title=self.title,
            definition=self.definition,
            method=answer.method or (self.measure.method if self.measure else self.method),
            engine=answer.engine,
            seed=settings.seed,
            rows=answer.rows,
            notes=answer.notes if answer.notes or answer.rows else (_words("nothing-found.note"),),
        )

    def _unasked(self, network: Network, settings: Settings, notes: tuple[Text, ...]) -> Result:
        return Result(
            question=self.name,
            network=network.definition.name,
            title=self.title,
            definition=notes[0],
            method="",
            engine="",
            seed=settings.seed,
            notes=notes,
        )


def below_size(fewest: str) -> AnalysisAnswer:
    """Return the answer about a network that is too small: none, and what it would need, a key of words."""
    return AnalysisAnswer((), "", [_words(f"below-size.{fewest}")])
