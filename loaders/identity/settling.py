"""The step of a build that gives each thing one name and lists what is left to decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.gc_pause import collection_paused
from kgraph.rdf.validation_report import Finding
from kgraph.study import IDENTITY_FILE
from kgraph.words.catalogue import catalogue

from .mapping_decisions import decisions_of
from .merging import apply
from .resolution import resolve

if TYPE_CHECKING:
    from kgraph.errors import Location
    from kgraph.rdf.dataset import StudyDataset
    from kgraph.study import Study

    from .near_names import Candidate
    from .resolution import IdentityReport

_words = catalogue("reading")


@collection_paused()
def settle_identities(dataset: StudyDataset, study: Study) -> tuple[IdentityReport, tuple[Finding, ...]]:
    """Give each thing in `dataset` one name, and say which pairs the researcher has yet to decide on.

    Parameters
    ----------
    dataset : StudyDataset
        As it was read, before anything is inferred or checked; changed in place.
    study : Study
        Holds the decisions.

    Returns
    -------
    tuple of IdentityReport and tuple of Finding
        Who is who; a warning for each open pair; and a remark for each decision that contradicts a
        declaration, or concerns something that no source describes any more.

    Raises
    ------
    SourceError
        The study's decisions cannot be read.
    """
    decisions, notes = decisions_of(study)
    dataset.notes += notes
    report = resolve(dataset, decisions)
    places = dataset.locate_things(iri for pair in report.candidates for iri in (pair.a, pair.b))
    findings = [_open_pair(candidate, places, study) for candidate in report.candidates]
    for merge in report.blocked:
        message = _words(
            "identity.overruled", a=merge.a, b=merge.b, rule=merge.rule, file=IDENTITY_FILE
        ).to_json()
        findings.append(Finding("info", "identity-overruled", "identity-overruled", message, focus=merge.a))
    for decision in report.stale:
        message = _words("identity.stale", file=IDENTITY_FILE).to_json()
        place = (decision.place,) if decision.place else ()
        findings.append(
            Finding("info", "identity-stale", "identity-stale", message, focus=decision.a, locations=place)
        )
    apply(dataset, report)
    return report, tuple(sorted(findings, key=Finding.order))


def _open_pair(candidate: Candidate, places: dict[str, Location], study: Study) -> Finding:
    one, other = candidate.names
    line = ",".join(name.removeprefix(study.base) for name in (candidate.a, candidate.b))
    pair = _words(
        f"identity.pair.{candidate.reason}",
        one=one,
        other=other,
        a=candidate.a,
        b=candidate.b,
        score=candidate.score,
    )
    return Finding(
        "warning",
        f"identity-{candidate.reason}",
        f"identity-{candidate.reason}",
        _words("identity.open", pair=pair, file=IDENTITY_FILE, line=line).to_json(),
        focus=candidate.a,
        value=candidate.b,
        locations=tuple(places[iri] for iri in (candidate.a, candidate.b) if iri in places),
        sources=tuple(sorted({*candidate.sources[0], *candidate.sources[1]})),
    )
