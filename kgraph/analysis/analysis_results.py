"""All results of one build: the answers to every question, and the claims that are said first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kgraph.analysis.results import as_dataframe, clean
from kgraph.analysis.sentences import listed
from kgraph.words.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kgraph.analysis.findings.finding import RankedClaim
    from kgraph.analysis.results import Result

SOURCES_SHOWN = 4


@dataclass(frozen=True, slots=True, repr=False)
class Analysis:
    """All results of one build.

    Parameters
    ----------
    study, build : str
        Which study, and which build of it, the graph was read from.
    seed : int
        Seed that the results were drawn with.
    networks : dict of str to dict
        Each network's title, meaning, size, relations, statuses, direction and hash.
    results : tuple of Result
        The answers, in the order of networks and questions.
    names : dict of str to Text
        Names of all things and sources that the results mention by IRI.
    findings : tuple of RankedClaim
        Claims that compete to be said first: those that are, then the others, each with the reason why not.
    scores : dict of str to dict
        Figures of every thing by IRI and by ``network.measure``, whether or not a row is about it.
    coverage : dict
        Which networks have data and why the others have none; see :mod:`kgraph.analysis.network_coverage`.
    """

    study: str
    build: str
    seed: int
    networks: Mapping[str, Mapping[str, Any]]
    results: tuple[Result, ...]
    names: Mapping[str, Text] = field(default_factory=dict)
    findings: tuple[RankedClaim, ...] = ()
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    coverage: Mapping[str, Any] = field(default_factory=dict)

    def result(self, question: str, network: str) -> Result | None:
        """Return the answer to `question` about `network`, or None when it was not asked."""
        return next((r for r in self.results if r.question == question and r.network == network), None)

    def __iter__(self) -> Iterator[Result]:
        """Iterate over the results."""
        return iter(self.results)

    def __repr__(self) -> str:
        """Return study, build, and how many questions were answered of how many networks."""
        answered = sum(bool(result.rows) for result in self.results)
        return (
            f"<Analysis of {self.study}, build {self.build}: {answered} of {len(self.results)} results have "
            f"rows, {len(self.networks)} networks>"
        )

    def to_dataframe(self, language: str = "en") -> Any:
        """Return the rows of all results as one ``pandas.DataFrame``, with network and question.

        Raises
        ------
        ModuleNotFoundError
            pandas is not installed.
        """
        return as_dataframe(
            [
                {"network": result.network, "question": result.question, **record}
                for result in self.results
                for record in result.to_table(language)
            ]
        )

    def _repr_html_(self) -> str:
        """Return all results, for notebooks."""
        return "".join(result._repr_html_() for result in self.results)

    def source_names(self, sources: Sequence[str], shown: int = SOURCES_SHOWN) -> Text:
        """Return the titles of `sources` in words, at most `shown` of them."""
        return listed([self.names.get(source, Text(source, source)) for source in sources], shown)

    def to_json(self) -> dict[str, Any]:
        """Return the content of ``analysis.json``; it holds no NaN and no timings."""
        return {
            "study": self.study,
            "build": self.build,
            "seed": self.seed,
            "networks": clean(dict(self.networks)),
            "coverage": dict(self.coverage),
            "names": {uri: self.names[uri].to_json() for uri in sorted(self.names)},
            "findings": [finding.to_json() for finding in self.findings],
            "results": [result.to_json() for result in self.results],
        }
