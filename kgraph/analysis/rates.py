"""How often a record of the world is wrong: the rates of the model of uncertain ties, with their arguments.

No study has measured its own rates, so each is a declared belief that a reader may change in ``study.toml``
under ``[analysis.uncertainty]``, and findings are shown under half and double the errors as well. The
model, a probability for each tie given who says so, is that of Newman 2018 (doi:10.1038/s41567-018-0076-1)
and Peixoto 2018 (doi:10.1103/PhysRevX.8.041011); they estimate the rates from ties that were measured
several times, which a study of documents seldom has: most of its ties have one source. The defaults, and why:

* A statement is true with the recorded ``confidence`` where it has one, else with the probability of its
  status (`statements`): a document that says so outright is seldom misread in one place (0.98), what a
  researcher infers is right in most cases (0.75), a dispute or a source nobody could look up leaves it even
  (0.5), and of what is outdated little is left (0.1).
* A source as a whole may be wrong or misread (`source_wrong`), and its statements then fall together: most
  ties rest on one source, so errors come in clusters.
* A tenth of the relationships were missed (`missed`). What a boundary and its sources leave out changes a
  network most (Kossinets 2006, doi:10.1016/j.socnet.2005.07.002).
* One thing in a hundred is in truth two, and one is recorded twice (`wrong_merges`, `wrong_splits`; Wang et
  al. 2012, doi:10.1016/j.socnet.2012.01.003): identities are decided by hand, so they are rare. A thing with
  unusually many relationships for its class is more often two.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from kgraph.errors import UsageError
from kgraph.statements import DISPUTED, INFERRED, OUTDATED, STATED, STATUSES, UNVERIFIED

if TYPE_CHECKING:
    from collections.abc import Mapping

WHERE = "[analysis.uncertainty]"
SWEPT = (0.05, 0.1, 0.2)
"""Shares of relationships missed under which findings are compared; the other rates go with them."""
MOST_MISSED = 0.9
_STATEMENTS = {STATED: 0.98, DISPUTED: 0.5, INFERRED: 0.75, UNVERIFIED: 0.5, OUTDATED: 0.1}


@dataclass(frozen=True, slots=True)
class Rates:
    """What is believed of the record.

    Parameters
    ----------
    statements : dict of str to float
        Probability that a statement is true, by its status, if its source is as a whole.
    sources : dict of str to float
        Probability that a source is right as a whole, by IRI; for the others it is 1 - `source_wrong`.
    source_wrong : float
        Probability that a source as a whole is wrong or was misread, so that all that it says falls.
    missed : float
        Share of the relationships there are that no source tells of.
    wrong_merges, wrong_splits : float
        Share of things that are in truth two, and that are in truth the same as another of their class.
    """

    statements: Mapping[str, float] = field(default_factory=lambda: dict(_STATEMENTS))
    sources: Mapping[str, float] = field(default_factory=dict)
    source_wrong: float = 0.02
    missed: float = 0.1
    wrong_merges: float = 0.01
    wrong_splits: float = 0.01

    @classmethod
    def from_dict(cls, values: Mapping[str, Any], where: str = WHERE) -> Rates:
        """Return the rates of a study's ``[analysis.uncertainty]``, defaults where it says nothing.

        Raises
        ------
        UsageError
            An unknown setting or status, or a value that is no probability.
        """
        known = sorted(item.name for item in fields(cls))
        unknown = sorted(set(values) - set(known))
        if unknown:
            raise UsageError(
                f"unknown setting {unknown[0]!r}", where=where, hint=f"Known settings: {', '.join(known)}."
            )
        for key in ("statements", "sources"):
            if not isinstance(values.get(key, {}), dict):
                raise UsageError(f"{key} is not a table", where=where, hint=f"{key} = {{ inferred = 0.7 }}")
        other = sorted(set(values.get("statements", {})) - set(STATUSES))
        if other:
            raise UsageError(
                f"statements: unknown status {other[0]!r}",
                where=where,
                hint=f"Choose among {', '.join(STATUSES)}.",
            )
        for key, value in values.items():
            for name, number in value.items() if isinstance(value, dict) else ((key, value),):
                _check(where, name, number)
        if values.get("missed", 0) > MOST_MISSED:
            raise UsageError(f"missed = {values['missed']}", where=where, hint=f"At most {MOST_MISSED}.")
        statements = {**_STATEMENTS, **values.get("statements", {})}
        return cls(**{**values, "statements": statements})

    def scaled(self, missed: float) -> Rates:
        """Return the rates with another share missed, and all other errors in the same proportion."""
        factor = missed / self.missed if self.missed else 1.0

        def less(right: float) -> float:
            """Return a probability of being right whose error is scaled."""
            return max(0.0, 1 - factor * (1 - right))

        return replace(
            self,
            missed=missed,
            statements={status: less(right) for status, right in self.statements.items()},
            sources={source: less(right) for source, right in self.sources.items()},
            source_wrong=min(1.0, factor * self.source_wrong),
            wrong_merges=min(0.5, factor * self.wrong_merges),
            wrong_splits=min(0.5, factor * self.wrong_splits),
        )

    def statement(self, status: str, confidence: str) -> float:
        """Return the probability of a statement: its recorded confidence, or else that of its status."""
        usual = self.statements.get(status, self.statements[STATED])
        try:
            return min(max(float(confidence), 0.0), self.statements[STATED]) if confidence else usual
        except ValueError:
            return usual

    def source(self, source: str) -> float:
        """Return the probability that a source is right as a whole."""
        return self.sources.get(source, 1 - self.source_wrong)


def _check(where: str, name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise UsageError(
            f"{name} = {value!r} is no probability", where=where, hint="Write a number from 0 to 1."
        )
