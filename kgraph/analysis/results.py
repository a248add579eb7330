"""Plain result objects: a claim in words, its figure, how sure it is, and the evidence it rests on."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any

from kgraph.analysis.sentences import series
from kgraph.analysis.sureness import count_sure, figure_sure, path_sure
from kgraph.statements import STATED
from kgraph.words.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SIGNIFICANT_DIGITS, Z_DIGITS = 12, 6
LONGEST = 500
"""Longest list in the JSON of a row; the objects keep all."""
SENTENCES_SHOWN = 10
LOST = "goals lost"
"""Name of the figure of claims about what is lost with something."""
STEPS = "steps"
"""Name of the figure of a claim that something is lost, with a path by which it is."""


def number(value: float | None, digits: int = SIGNIFICANT_DIGITS) -> float | None:
    """Return `value` with twelve significant digits, or None when it is undefined (None, NaN or infinite).

    Twelve digits is what all engines agree on; more would make the order of equals depend on the engine. A
    difference divided by a small deviation keeps fewer: z is given with six.
    """
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.{digits}g}")


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """One source's support for one relationship.

    Parameters
    ----------
    source : str
        IRI of the source document.
    locator : str
        Place in the source, such as a paragraph; empty when the source gives none.
    status : str
        Status of the statement: one of `kgraph.statements.STATUSES`.
    relationship : str
        Key of the relationship in the store.
    """

    source: str
    locator: str = ""
    status: str = STATED
    relationship: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the four fields as a dictionary."""
        return {
            "source": self.source,
            "locator": self.locator,
            "status": self.status,
            "relationship": self.relationship,
        }


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name and unit; `value` is None when the number is undefined.

    Parameters
    ----------
    name : str
        Name of the measure.
    value : float or None
        The number.
    unit : str
        What it counts, or its scale.
    """

    name: str
    value: float | None
    unit: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return name, value and unit; an undefined value is None."""
        return {"name": self.name, "value": number(self.value), "unit": self.unit}


@dataclass(frozen=True, slots=True, repr=False)
class ResultRow:
    """One checkable claim.

    Parameters
    ----------
    node : str or None
        IRI of the thing the claim is about; None when it is about the whole network.
    label : Text
        Its name.
    claim : Text
        The claim as a sentence.
    figure : Figure
        The number behind it.
    interval : tuple of float, optional
        The 95 % interval of the figure, or of its rank, over draws of what the sources leave open.
    bounds : tuple of float, optional
        Least and most that the figure can be by logic alone, whatever the probabilities.
    probability : float, optional
        Share of the draws in which the claim holds as it is worded.
    stated_only : float, optional
        The figure on stated relationships alone.
    tier : str, optional
        Group of things that cannot be told apart.
    z, p : float, optional
        Distance from chance in standard deviations, and the corrected empirical p value.
    cut_off : tuple of str
        IRIs of the things that are lost or cut off.
    evidence : tuple of Evidence
        The sources of the relationships that the claim rests on.
    detail : dict
        Further values by name; JSON types only.
    """

    node: str | None
    label: Text
    claim: Text
    figure: Figure
    interval: tuple[float, float] | None = None
    bounds: tuple[float, float] | None = None
    probability: float | None = None
    stated_only: float | None = None
    tier: str | None = None
    z: float | None = None
    p: float | None = None
    cut_off: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Turn undefined z and p into None, so that no NaN leaves the analysis."""
        object.__setattr__(self, "z", number(self.z, Z_DIGITS))
        object.__setattr__(self, "p", number(self.p))

    def __repr__(self) -> str:
        """Return the figure and the claim."""
        return f"<ResultRow {self.figure.name} {number(self.figure.value)}: {self.claim.en}>"

    @property
    def sure(self) -> Text | None:
        """How sure the claim is, in words; None where nothing was drawn."""
        if self.probability is None:
            return None
        if self.figure.name == STEPS:
            return path_sure(self.probability, stated=self.stated_only is not None)
        # Rounded, so that what was kept is told in the same words.
        sure = figure_sure(self.probability, number(self.figure.value), number(self.stated_only))
        if self.figure.name != LOST or self.interval is None or self.probability == 1:
            return sure
        return series([sure, count_sure(self.interval)], " ")

    @property
    def told(self) -> Text:
        """The claim with how sure it is."""
        return self.claim if self.sure is None else series([self.claim, self.sure], " ")

    def sources(self) -> tuple[str, ...]:
        """Return the IRIs of the sources, those that support most relationships first."""
        counts: dict[str, int] = {}
        for item in self.evidence:
            counts[item.source] = counts.get(item.source, 0) + 1
        return tuple(sorted(counts, key=lambda source: (-counts[source], source)))

    def to_json(self) -> dict[str, Any]:
        """Return the row in the form of ``analysis.json``; undefined numbers are None.

        Lists longer than `LONGEST` are cut, and their full lengths given in ``detail.shortened``.
        """
        detail = dict(self.detail)
        lengths = {"cutOff": len(self.cut_off), "evidence": len(self.evidence)}
        lengths |= {
            key: len(value) for key, value in detail.items() if isinstance(value, (list, tuple, dict))
        }
        shortened = {key: length for key, length in lengths.items() if length > LONGEST}
        if shortened:
            detail["shortened"] = shortened
        return {
            "node": self.node,
            "label": self.label.to_json(),
            "claim": self.claim.to_json(),
            "figure": self.figure.to_json(),
            "interval": None if self.interval is None else [number(bound) for bound in self.interval],
            "bounds": None if self.bounds is None else [number(bound) for bound in self.bounds],
            "probability": number(self.probability),
            "statedOnly": number(self.stated_only),
            "tier": self.tier,
            "z": number(self.z),
            "p": number(self.p),
            "cutOff": list(self.cut_off[:LONGEST]),
            "evidence": [item.to_json() for item in self.evidence[:LONGEST]],
            "detail": clean(detail),
        }


def clean(value: Any) -> Any:
    """Return `value` as JSON types, at most `LONGEST` items long; undefined numbers are None."""
    if isinstance(value, Text):
        return value.to_json()
    if isinstance(value, bool) or value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, float):
        return number(value)
    if isinstance(value, dict):
        return {str(key): clean(item) for key, item in islice(value.items(), LONGEST)}
    if isinstance(value, (list, tuple)):
        return [clean(item) for item in value[:LONGEST]]
    return number(float(value))


class AnalysisAnswer:
    """What a question finds in one network, before its title and definition are added.

    Parameters
    ----------
    rows : iterable of ResultRow
        The claims, strongest first.
    engine : str
        Libraries and versions that computed it.
    notes : iterable of Text
        Limits: what was sampled, left out or undefined, and why.
    method : str
        Paper and DOI, where they depend on the network; else those of the question hold.
    """

    __slots__ = ("engine", "method", "notes", "rows")

    def __init__(
        self, rows: Iterable[ResultRow], engine: str, notes: Iterable[Text] = (), method: str = ""
    ) -> None:
        self.rows, self.notes = tuple(rows), tuple(notes)
        self.engine, self.method = engine, method


@dataclass(frozen=True, slots=True, repr=False)
class Result:
    """The answer to one question about one network.

    Parameters
    ----------
    question, network : str
        Names of the question and of the network.
    title, definition : Text
        What is asked, and exactly how the figure is defined: direction, weights, normalisation, interval.
    method : str
        The paper that the method is from, with DOI.
    engine : str
        Library and version that computed it.
    seed : int
        Seed of all random draws.
    rows : tuple of ResultRow
        The claims, strongest first.
    notes : tuple of Text
        Limits: what was sampled, left out or undefined, and why.
    """

    question: str
    network: str
    title: Text
    definition: Text
    method: str
    engine: str
    seed: int
    rows: tuple[ResultRow, ...] = ()
    notes: tuple[Text, ...] = ()

    def sentences(self, language: str = "en") -> list[str]:
        """Return the claims in `language`, strongest first."""
        return [row.claim.in_language(language) for row in self.rows]

    def told(self, language: str = "en") -> list[str]:
        """Return the claims in `language`, each with how sure it is, strongest first."""
        return [row.told.in_language(language) for row in self.rows]

    def __repr__(self) -> str:
        """Return question, network, number of claims and the first of them."""
        first = f": {self.rows[0].claim.en}" if self.rows else ""
        return f"<Result {self.question} of {self.network}, {len(self.rows)} rows{first}>"

    def to_table(self, language: str = "en") -> list[dict[str, Any]]:
        """Return one flat record per row, that is per thing and measure, with names in `language`."""
        return [
            {
                "name": row.label.in_language(language),
                "measure": row.figure.name,
                "value": number(row.figure.value),
                "unit": row.figure.unit,
                "low": None if row.interval is None else number(row.interval[0]),
                "high": None if row.interval is None else number(row.interval[1]),
                "least": None if row.bounds is None else number(row.bounds[0]),
                "most": None if row.bounds is None else number(row.bounds[1]),
                "probability": number(row.probability),
                "stated only": number(row.stated_only),
                "tier": row.tier,
                "z": number(row.z),
                "p": number(row.p),
                "claim": row.claim.in_language(language),
                "sources": "; ".join(row.sources()),
                "node": row.node,
            }
            for row in self.rows
        ]

    def to_dataframe(self, language: str = "en") -> Any:
        """Return the table as a ``pandas.DataFrame``.

        Raises
        ------
        ModuleNotFoundError
            pandas is not installed.
        """
        return as_dataframe(self.to_table(language))

    def to_json(self) -> dict[str, Any]:
        """Return the result in the form of ``analysis.json``."""
        return {
            "question": self.question,
            "network": self.network,
            "title": self.title.to_json(),
            "definition": self.definition.to_json(),
            "method": self.method,
            "engine": self.engine,
            "seed": self.seed,
            "rows": [row.to_json() for row in self.rows],
            "notes": [note.to_json() for note in self.notes],
        }

    def _repr_html_(self) -> str:
        """Return title, definition, the first claims and the notes, for notebooks."""
        shown = [f"<li>{escape(claim)}</li>" for claim in self.told()[:SENTENCES_SHOWN]]
        hidden = len(self.rows) - len(shown)
        rest = f"<p>{hidden} more; all of them: .to_dataframe()</p>" if hidden > 0 else ""
        notes = "".join(f"<p><em>{escape(note.en)}</em></p>" for note in self.notes)
        head = f"<strong>{escape(self.title.en)}</strong> [{escape(self.network)}]"
        return f"<p>{head}<br>{escape(self.definition.en)}</p><ol>{''.join(shown)}</ol>{rest}{notes}"


def as_dataframe(records: list[dict[str, Any]]) -> Any:
    """Return flat records as a ``pandas.DataFrame``.

    Raises
    ------
    ModuleNotFoundError
        pandas is not installed.
    """
    import pandas as pd  # type: ignore[import-untyped,unused-ignore]

    return pd.DataFrame(records)
