"""The answer to a query, in plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kgraph.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name in a query that matches nothing in the store.

    Parameters
    ----------
    kind : {"label", "type", "key"}
        Label, relationship type or property key.
    name : str
        As written, without backticks.
    near : tuple of str
        The nearest known names; empty where none is near.
    known : bool
        Whether the ontology has the name, though the store does not.
    """

    kind: str
    name: str
    near: tuple[str, ...] = ()
    known: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Columns and records of an answer, and remarks on the query.

    Parameters
    ----------
    columns : tuple of str
        Column names, in the query's order.
    records : list of tuple
        One tuple per row.
    notes : tuple of str
        Names in the query that match nothing in the store, each with the nearest known names.
    truncated : bool
        Whether rows beyond the limit were left out.
    changes : dict of str to int
        What a write changed, as the server counts it, such as ``nodes_created``.
    unknown : tuple of UnknownName
        The names that the notes are about.
    """

    columns: tuple[str, ...]
    records: list[tuple[Any, ...]]
    notes: tuple[str, ...] = ()
    truncated: bool = False
    changes: dict[str, int] = field(default_factory=dict)
    unknown: tuple[UnknownName, ...] = ()

    def select(self, *columns: str) -> list[tuple[Any, ...]]:
        """Return the records with only these columns, in this order."""
        places = [self.columns.index(column) for column in columns]
        return [tuple(record[place] for place in places) for record in self.records]

    def to_pandas(self) -> pd.DataFrame:
        """Return the answer as a DataFrame, one row per record.

        Raises
        ------
        UsageError
            pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError:
            raise UsageError(
                "a table in Python needs pandas", hint="Install it with: pip install pandas"
            ) from None
        return pd.DataFrame(self.records, columns=list(self.columns))
