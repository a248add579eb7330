"""The findings of a check: the rule, the thing, the place and what to do, in Swedish and English."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kgraph.errors import Location

if TYPE_CHECKING:
    from collections.abc import Iterable

SEVERITIES = ("violation", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of a check.

    Parameters
    ----------
    severity : {"violation", "warning", "info"}
        Only a violation stops a rebuild.
    rule : str
        IRI of the shape, or a short name for a check outside the shapes.
    name : str
        Short name of the rule.
    message : dict of str to str
        What is wrong and what to do, by language code.
    focus : str
        IRI or blank node (``_:...``) that was checked; empty for a file or the whole study.
    label : dict of str to str
        Names of the focus node by language code.
    path : str
        The property, as in SPARQL; empty if none.
    value : str
        The offending value as text; empty if a value is missing.
    locations : tuple of Location
        Where the files state it; for a missing value, where the focus node is first described.
    sources : tuple of str
        IRIs of the graphs that state it.
    constraint : str
        What of the rule is broken, as SHACL calls it: ``MinCount``, ``Pattern``...; empty outside the shapes.
    """

    severity: str
    rule: str
    name: str
    message: dict[str, str]
    focus: str = ""
    label: dict[str, str] = field(default_factory=dict)
    path: str = ""
    value: str = ""
    locations: tuple[Location, ...] = ()
    sources: tuple[str, ...] = ()
    constraint: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the finding as plain JSON values."""
        return {
            "severity": self.severity,
            "rule": self.rule,
            "name": self.name,
            "constraint": self.constraint or None,
            "message": self.message,
            "focus": self.focus or None,
            "label": self.label,
            "path": self.path or None,
            "value": self.value or None,
            "locations": [location_json(place) for place in self.locations],
            "sources": list(self.sources),
        }

    def order(self) -> tuple[Any, ...]:
        """Return the sort key of the finding: severity, place, rule."""
        place = self.locations[0] if self.locations else Location("")
        return (
            SEVERITIES.index(self.severity),
            *place.order(),
            self.rule,
            self.focus,
            self.value,
            self.path,
            self.constraint,
            sorted(self.message.items()),
        )


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """All findings about a dataset, and the extent of the check.

    Parameters
    ----------
    findings : tuple of Finding
        Sorted: violations first, then by place.
    targets : dict of str to int
        Number of nodes that each shape was applied to, by shape IRI; a shape with none says nothing.
    statements : int
        Statements checked.
    engine : str
        Name and version of the SHACL engine.
    """

    findings: tuple[Finding, ...]
    targets: dict[str, int]
    statements: int
    engine: str

    @property
    def conforms(self) -> bool:
        """Whether no finding is a violation."""
        return not any(finding.severity == "violation" for finding in self.findings)

    def with_findings(self, findings: Iterable[Finding]) -> ValidationReport:
        """Return the report with further findings added."""
        return replace(self, findings=tuple(sorted((*self.findings, *findings), key=Finding.order)))

    def counts(self) -> dict[str, int]:
        """Return the number of findings of each severity."""
        counts = Counter(finding.severity for finding in self.findings)
        return {severity: counts[severity] for severity in SEVERITIES}

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain JSON values, the same for the same data."""
        return {
            "conforms": self.conforms,
            "counts": self.counts(),
            "statements": self.statements,
            "engine": self.engine,
            "shapes": {"checked": len(self.targets), "withoutTargets": self.without_targets()},
            "targets": dict(sorted(self.targets.items())),
            "findings": [finding.to_json() for finding in self.findings],
        }

    def without_targets(self) -> list[str]:
        """Return the IRIs of the shapes that applied to no node."""
        return sorted(shape for shape, count in self.targets.items() if not count)


def location_json(place: Location) -> dict[str, Any]:
    """Return a location as plain JSON values, leaving out empty parts."""
    values = {
        "file": place.file,
        "line": place.line,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
    }
    return {key: value for key, value in values.items() if value is not None}
