"""Measures of mitigation that a study rules out, with the reason: law or practice does not let them be.

The ontology and what the study records tell which measures could be; that a permit is decided by one
authority, or that a fire engine must be near, somebody has to say. ``[[analysis.ruled_out]]`` in
``study.toml`` says it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kgraph.errors import UsageError
from kgraph.node_names import find_node
from kgraph.words.text import Text, text_from

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import networkx as nx

WHERE = "[[analysis.ruled_out]]"
_KEYS = {"measure", "for", "stand_in", "because"}


@dataclass(frozen=True, slots=True)
class RuledOut:
    """Measures that are not to be proposed: those that fit all that is given.

    Parameters
    ----------
    because : Text
        Why nobody can take them.
    measure : str
        Name of the measure, such as ``second-supplier``; any when empty.
    dependent : str
        Name or address of what would be helped; anything when empty.
    stand_in : str
        Name or address of who would stand in; anybody when empty.
    """

    because: Text = field(default_factory=lambda: Text("", ""))
    measure: str = ""
    dependent: str = ""
    stand_in: str = ""

    @classmethod
    def from_dict(cls, values: Mapping[str, Any], measures: Collection[str], where: str) -> RuledOut:
        """Return one entry of ``[[analysis.ruled_out]]``.

        Parameters
        ----------
        values : mapping
            The entry as it is written.
        measures : collection of str
            Names of the measures there are.
        where : str
            Place of the entry, for errors.

        Raises
        ------
        UsageError
            An unknown key or measure, no reason, or nothing that says which measures are meant.
        """
        example = '{ measure = "second-supplier", for = "Permits", because = "Decided by one authority." }'
        unknown = sorted(set(values) - _KEYS)
        if unknown:
            raise UsageError(
                f"unknown setting {unknown[0]!r}", where=where, hint=f"Settings: {', '.join(sorted(_KEYS))}."
            )
        measure = values.get("measure", "")
        if measure and measure not in measures:
            raise UsageError(
                f"unknown measure {measure!r}", where=where, hint=f"Measures: {', '.join(sorted(measures))}."
            )
        because = values.get("because")
        texts = because.values() if isinstance(because, dict) else [because]
        names = [values.get(key, "") for key in ("measure", "for", "stand_in")]
        if not because or not all(isinstance(text, str) for text in (*texts, *names)) or not any(names):
            raise UsageError("which measures are ruled out, or why, is missing", where=where, hint=example)
        return cls(text_from(because), *names)

    def things(self, graph: nx.MultiDiGraph) -> tuple[str | None, str | None]:
        """Return what would be helped and who would stand in, as nodes of a study's graph; None is any.

        Raises
        ------
        UsageError
            Nothing in the graph has such a name, or several things have it.
        """
        try:
            dependent, stand_in = (
                find_node(graph, name) if name else None for name in (self.dependent, self.stand_in)
            )
        except UsageError as error:
            error.where = error.where or WHERE
            raise
        return dependent, stand_in
