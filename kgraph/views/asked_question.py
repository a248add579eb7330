"""A question whose answer is drawn, and the name of the page that its answer is drawn on."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from kgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

ANSWER = "answer"
"""Name of the view of an answer; the name of its page goes on with a digest of the question."""
_DATE = "date"
_PAGE = re.compile(ANSWER + r"(-[0-9a-f]{12})?")


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A query as it was asked.

    Parameters
    ----------
    cypher : str
        Its text.
    parameters : dict
        The values of its parameters as JSON has them; a date is ``{"date": "2024-05-01"}``.
    """

    cypher: str
    parameters: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, cypher: str, values: Mapping[str, Any]) -> AskedQuestion:
        """Return a query with the values that the store is given."""
        return cls(
            cypher,
            {
                name: {_DATE: value.isoformat()} if isinstance(value, dt.date) else value
                for name, value in values.items()
            },
        )

    def values(self) -> dict[str, Any]:
        """Return the values of the parameters as the store is given them.

        Raises
        ------
        UsageError
            A date that is none.
        """
        return {name: _value(value) for name, value in self.parameters.items()}

    @property
    def page(self) -> str:
        """The name of the page of its answer: the same for the same question."""
        asked = json.dumps([self.cypher.strip(), self.parameters], sort_keys=True)
        return f"{ANSWER}-{sha256(asked.encode()).hexdigest()[:12]}"


def _value(value: Any) -> Any:
    if not isinstance(value, dict) or set(value) != {_DATE}:
        return value
    try:
        return dt.date.fromisoformat(value[_DATE])
    except (TypeError, ValueError):
        raise UsageError(f"{value[_DATE]!r} is no date", hint='Write it as {"date": "2024-05-01"}.') from None


def is_answer_page(name: object) -> bool:
    """Return whether a name is that of an answer, or of the page of one."""
    return isinstance(name, str) and _PAGE.fullmatch(name) is not None
