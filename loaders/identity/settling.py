"""The step of a build that gives each thing one name and lists what is left to decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kgraph.rdf.validation_report import Finding
from kgraph.study import IDENTITY_FILE

from .decisions import read_decisions
from .merging import apply
from .resolution import resolve

if TYPE_CHECKING:
    from kgraph.errors import Location
    from kgraph.rdf.dataset import StudyDataset
    from kgraph.study import Study

    from .near_names import Candidate
    from .resolution import IdentityReport

REASONS = {
    "same-name": {"sv": "har samma namn", "en": "have the same name"},
    "near-name": {"sv": "har nästan samma namn", "en": "have nearly the same name"},
    "same-number": {
        "sv": "har samma nummer men är av olika slag",
        "en": "have the same number but are of different kinds",
    },
    "same-outside": {
        "sv": "uppges båda vara samma som <{third}>, men en källa beskriver dem var för sig",
        "en": "are both declared the same as <{third}>, but one source describes them side by side",
    },
}


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
    report = resolve(dataset, read_decisions(study))
    findings = [_open_pair(candidate, dataset, study) for candidate in report.candidates]
    for merge in report.blocked:
        message = {
            "sv": f"Källorna anger att <{merge.a}> och <{merge.b}> är samma ({merge.rule}), men studien har "
            f"beslutat att de är olika. Är de samma: ta bort raden i {IDENTITY_FILE}.",
            "en": f"Sources declare <{merge.a}> and <{merge.b}> the same ({merge.rule}), but the study has "
            f"decided that they are different. If they are one, delete the line in {IDENTITY_FILE}.",
        }
        findings.append(Finding("info", "identity-overruled", "identity-overruled", message, focus=merge.a))
    for decision in report.stale:
        message = {
            "sv": f"Beslutet gäller något som ingen källa beskriver. Ta bort raden i {IDENTITY_FILE}.",
            "en": f"No source describes what the decision is about. Delete the line in {IDENTITY_FILE}.",
        }
        places = (decision.place,) if decision.place else ()
        findings.append(
            Finding("info", "identity-stale", "identity-stale", message, focus=decision.a, locations=places)
        )
    apply(dataset, report)
    return report, tuple(sorted(findings, key=Finding.order))


def _open_pair(candidate: Candidate, dataset: StudyDataset, study: Study) -> Finding:
    one, other = candidate.names
    reason = REASONS[candidate.reason]
    line = ",".join(name.removeprefix(study.base) for name in (candidate.a, candidate.b))
    score = f" ({candidate.score:g}/100)" if candidate.reason == "near-name" else ""
    names = {"sv": f"{one!r} och {other!r}", "en": f"{one!r} and {other!r}"}
    if candidate.reason in ("same-number", "same-outside"):
        names = {"sv": f"<{candidate.a}> och <{candidate.b}>", "en": f"<{candidate.a}> and <{candidate.b}>"}
    why = {language: text.format(third=one) for language, text in reason.items()}
    message = {
        "sv": f"{names['sv']} {why['sv']}{score}. Är de samma? Besluta i {IDENTITY_FILE}: "
        f"{line},same, eller {line},different,",
        "en": f"{names['en']} {why['en']}{score}. Are they the same? Decide in {IDENTITY_FILE}: "
        f"{line},same, or {line},different,",
    }
    places: list[Location] = []
    for iri in (candidate.a, candidate.b):
        place = dataset.locate(iri)
        if place is not None:
            places.append(place)
    return Finding(
        "warning",
        f"identity-{candidate.reason}",
        f"identity-{candidate.reason}",
        message,
        focus=candidate.a,
        value=candidate.b,
        locations=tuple(places),
        sources=tuple(sorted({*candidate.sources[0], *candidate.sources[1]})),
    )
