"""The half of a rebuild that needs no store: from a study's sources to a checked property graph."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kgraph.errors import InvalidDataError, LossError
from kgraph.gc_pause import give_memory_back
from kgraph.held_where import ReadingChoice
from kgraph.loaders.common.disk_workspace import DIRECTORY, space_watched
from kgraph.loaders.evidence.anchor_check import anchor_findings
from kgraph.loaders.evidence.coverage import coverage_findings
from kgraph.loaders.evidence.quotes import check_quotes, copies_of
from kgraph.loaders.identity.settling import settle_identities
from kgraph.loaders.mapping.part_mapper import map_study
from kgraph.loaders.reading import load_file, read_study
from kgraph.pipeline.check_beside import STEP, checked_beside
from kgraph.pipeline.inputs import ontology_hash
from kgraph.pipeline.loss_places import SHOWN, loss_lines, place_losses
from kgraph.pipeline.progress import silent
from kgraph.pipeline.summary import count
from kgraph.rdf.classification import concept_classes, unused_concepts
from kgraph.rdf.concepts import describe_concepts
from kgraph.rdf.foreign_data import leave_out, leaves_out
from kgraph.rdf.inference import infer
from kgraph.rdf.ontology_context import SOURCE, TYPE
from kgraph.rdf.validation import validate
from kgraph.study import STUDY_FILE
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kgraph.loaders.formats.source_format import Loader
    from kgraph.loaders.property_graph import PropertyGraph
    from kgraph.pipeline.kept_check import KeptCheck
    from kgraph.pipeline.loss_places import PlacedLoss
    from kgraph.pipeline.progress import Progress
    from kgraph.rdf.dataset import StudyDataset
    from kgraph.rdf.validation_report import Finding, ValidationReport
    from kgraph.study import Study

RENAMED = "Renamed"
"""How the names of rules begin that find terms of a former version of the ontology."""
CORRECT = "Correct the files at the places named, then run kgraph rebuild again."
FORMER = (
    "The study was written for an earlier version of the ontology. kgraph migrate --dry-run shows what "
    "kgraph migrate rewrites and what is left to you."
)

_words = catalogue("checks")


@dataclass(slots=True)
class Timings:
    """Seconds spent on each step, in order."""

    seconds: dict[str, float] = field(default_factory=dict)
    _last: float = field(default_factory=perf_counter)

    def mark(self, step: str) -> None:
        """Add the time since the last mark to `step`."""
        now = perf_counter()
        self.seconds[step] = round(self.seconds.get(step, 0.0) + now - self._last, 3)
        self._last = now


@dataclass(slots=True)
class Prepared:
    """A study, read, checked and mapped.

    Parameters
    ----------
    study : Study
        The study.
    dataset : StudyDataset
        Its statements, inferred ones included.
    report : ValidationReport
        Findings of the checks.
    stated : int
        Number of statements in the sources.
    documents : int
        Number of source documents with statements.
    inferred : dict of str to int
        Number of inferred statements by rule.
    graph : PropertyGraph
        What goes into the store.
    losses : list of PlacedLoss
        What the graph shows in altered form or not at all, with places.
    build_id : str
        Id of this content: the same sources, ontology and settings give the same id.
    timings : Timings
        Seconds by step.
    """

    study: Study
    dataset: StudyDataset
    report: ValidationReport
    stated: int
    documents: int
    inferred: dict[str, int]
    graph: PropertyGraph
    losses: list[PlacedLoss]
    build_id: str
    timings: Timings

    def refused_losses(self) -> list[PlacedLoss]:
        """Return the losses that the study does not allow."""
        allowed = set(self.study.policy.losses)
        return [each for each in self.losses if each.loss.refusing and each.loss.kind not in allowed]


def read_dataset(study: Study, progress: Progress = silent) -> StudyDataset:
    """Read a study's sources, add inferred statements and describe the concepts used; check nothing.

    Raises
    ------
    SourceError
        A file that cannot be read.
    """
    with space_watched(study.root / DIRECTORY):
        dataset, _ = _read(study, progress)
        infer(dataset, concept_classes(study))
        describe_concepts(dataset)
    return dataset


class Checked(NamedTuple):
    """The sources of a study and the findings about them.

    Parameters
    ----------
    dataset : StudyDataset
        Their statements.
    report : ValidationReport
        Findings of the checks.
    """

    dataset: StudyDataset
    report: ValidationReport

    def lines(self, language: str = "en") -> list[str]:
        """Return the findings as lines: severity, place, message, rule."""
        shown, left_out = _of_each_rule(self.report.findings)
        lines = _each_once(f"{finding.severity}: {describe(finding, language)}" for finding in shown)
        return [
            *lines,
            *(
                _words("each-rule.more", n=number, rule=rule).in_language(language)
                for rule, number in left_out
            ),
        ]

    def table(self, language: str = "en") -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """Return column names and one row per finding."""
        columns = ("severity", "place", "name", "rule", "message", "value")
        rows: list[tuple[str, ...]] = [
            (
                finding.severity,
                "; ".join(str(place) for place in finding.locations),
                finding.label.get(language) or finding.focus,
                finding.name,
                finding.message.get(language, ""),
                finding.value,
            )
            for finding in self.report.findings
        ]
        return columns, rows

    def summary(self) -> list[str]:
        """Return what was checked with the number of findings, and the verdict, as two lines."""
        findings = ", ".join(count(number, severity) for severity, number in self.report.counts().items())
        checked = f"{count(self.report.statements, 'statement')} in {count(len(self.dataset.files), 'file')}"
        return [f"{checked}: {findings}", "valid" if self.report.conforms else "not valid"]


def check(study: Study, progress: Progress = silent, kept: KeptCheck | None = None) -> Checked:
    """Read a study's sources and check them: shapes, sources, identities, quotes against local copies.

    Parameters
    ----------
    study : Study
        The study.
    progress : callable
        Told what is done.
    kept : KeptCheck, optional
        What the last check left, which makes this one quicker; changed in place.

    Raises
    ------
    SourceError
        A file that cannot be read.
    """
    if kept is not None:
        kept.begin(study)
        # What is kept outlives the directory of a check.
        study = replace(study, reading=ReadingChoice.held("memory"))
    with space_watched(study.root / DIRECTORY):
        dataset, open_pairs = _read(study, progress, load_file if kept is None else kept.load)
        return Checked(dataset, _checked(dataset, study, open_pairs, progress, kept))


def _read(
    study: Study, progress: Progress, load: Loader = load_file, timings: Timings | None = None
) -> tuple[StudyDataset, tuple[Finding, ...]]:
    dataset = read_study(study, lambda name, done, total: progress("Reading sources", done, total), load=load)
    if timings:
        # What reading a large study took would stay with the process: what follows asks for other sizes.
        give_memory_back()
        timings.mark("read")
    _, findings = settle_identities(dataset, study)
    return dataset, findings


def _checked(
    dataset: StudyDataset,
    study: Study,
    before: tuple[Finding, ...],
    progress: Progress = silent,
    kept: KeptCheck | None = None,
) -> ValidationReport:
    progress(STEP, 0, None)
    report = validate(dataset, study=study, kept=None if kept is None else kept.results)
    leave_out(dataset, report)
    copies = copies_of(dataset, study)
    evidence = (
        *check_quotes(dataset, study, copies).findings,
        *anchor_findings(dataset, study, copies),
        *coverage_findings(dataset),
        *unused_concepts(dataset, study),
    )
    return report.with_findings((*before, *evidence))


def prepare(study: Study, progress: Progress = silent) -> Prepared:
    """Read, check, infer and map a study.

    Raises
    ------
    SourceError
        A file that cannot be read.
    InvalidDataError
        The data breaks a rule; the message lists the findings with their places.
    LossError
        A value that the property graph cannot show, of a kind that the study does not allow.
    """
    with space_watched(study.root / DIRECTORY):
        return _prepared(study, progress)


def _prepared(study: Study, progress: Progress) -> Prepared:
    timings = Timings()
    dataset, open_pairs = _read(study, progress, timings=timings)
    give_memory_back()
    timings.mark("identity")
    report, made = _beside(dataset, study, open_pairs, progress, timings)
    if report is None:
        report = _checked(dataset, study, open_pairs, progress)
        timings.mark("check")
    if not report.conforms:
        raise refusal(report, study)
    if made is None:
        made = _made(dataset, study, progress, timings)
    losses = place_losses(made.graph.losses, dataset)
    build_id = _build_id(study, made.content)
    prepared = Prepared(
        study,
        dataset,
        report,
        made.stated,
        made.documents,
        made.inferred,
        made.graph,
        losses,
        build_id,
        timings,
    )
    lost = prepared.refused_losses()
    if lost:
        raise _loss_refusal(lost)
    return prepared


class _Made(NamedTuple):
    """What is made of checked statements."""

    stated: int
    documents: int
    content: str
    inferred: dict[str, int]
    graph: PropertyGraph


def _made(dataset: StudyDataset, study: Study, progress: Progress, timings: Timings) -> _Made:
    stated = len(dataset)
    documents = sum(any(dataset.quads(ox.NamedNode(name), TYPE, SOURCE)) for name in dataset.graphs())
    content = dataset.content_hash()
    progress("Inferring", 0, None)
    inferred = infer(dataset, concept_classes(study)).counts
    describe_concepts(dataset)
    give_memory_back()
    timings.mark("infer")
    step = "Mapping to the property graph"
    progress(step, 0, None)
    graph = map_study(dataset, study.languages, lambda done, total: progress(step, done, total))
    timings.mark("map")
    return _Made(stated, documents, content, inferred, graph)


def _beside(
    dataset: StudyDataset,
    study: Study,
    before: tuple[Finding, ...],
    progress: Progress,
    timings: Timings,
) -> tuple[ValidationReport | None, _Made | None]:
    """Infer and map while another process checks; return what holds of both, None for what is still to do."""
    graphs = frozenset(dataset.graphs())
    with checked_beside(partial(_checked, study=study, before=before), dataset, progress) as beside:
        if beside is None:
            return None, None
        made = None
        try:
            made = _made(dataset, study, beside.told(progress), timings)
        except Exception:  # noqa: BLE001 - told when it is done again, if the data keeps the rules
            made = None
        if beside.running():
            progress(STEP, 0, None)
        report = beside.report()
        timings.mark("check")
    if report is not None and (not report.conforms or (made is not None and not leaves_out(report))):
        return report, made
    del made
    # What was inferred, and said of concepts, is in graphs of its own.
    for graph in dataset.graphs():
        if graph not in graphs:
            dataset.store.remove_graph(ox.NamedNode(graph))
    if report is not None:
        leave_out(dataset, report)
    return report, None


def describe(finding: Finding, language: str = "en") -> str:
    """Return a finding as one line: place, message, rule."""
    place = f"{finding.locations[0]}: " if finding.locations else ""
    label = finding.label.get(language) or next(iter(finding.label.values()), "")
    text = finding.message.get(language) or next(iter(finding.message.values()), finding.name)
    about = f"{label or finding.focus}: " if finding.focus else ""
    return f"{place}{about}{text} [{finding.name}]"


def _of_each_rule(findings: Iterable[Finding]) -> tuple[list[Finding], list[tuple[str, int]]]:
    """Return all violations and the first warnings of each rule, and how many more each rule has."""
    counts: Counter[str] = Counter()
    shown = []
    for finding in findings:
        counts[finding.name] += finding.severity != "violation"
        if finding.severity == "violation" or counts[finding.name] <= SHOWN:
            shown.append(finding)
    return shown, [(rule, number - SHOWN) for rule, number in sorted(counts.items()) if number > SHOWN]


def _each_once(lines: Iterable[str]) -> list[str]:
    """Return each line once: constraints with one message, or two shapes, may find the same of a value."""
    return [line if times == 1 else f"{line} (×{times})" for line, times in Counter(lines).items()]


def refusal(report: ValidationReport, study: Study) -> InvalidDataError:
    """Return the error that lists the rules that the data breaks, and where."""
    broken = [finding for finding in report.findings if finding.severity == "violation"]
    language = "en" if "en" in study.languages else study.languages[0]
    lines = _each_once(describe(finding, language) for finding in broken)
    if len(lines) > SHOWN:
        lines[SHOWN:] = [f"... and {len(lines) - SHOWN} more"]
    findings = count(len(broken), "finding")
    return InvalidDataError(
        "\n".join([*lines, f"the data breaks the rules: {findings}; the store was left as it was"]),
        hint=FORMER if any(finding.name.startswith(RENAMED) for finding in broken) else CORRECT,
    )


def _loss_refusal(lost: list[PlacedLoss]) -> LossError:
    kinds = ", ".join(f'"{kind}"' for kind in sorted({each.loss.kind for each in lost}))
    return LossError(
        "\n".join(
            [*loss_lines(lost), f"{count(len(lost), 'value')} would not be shown as the sources have them"]
        ),
        hint=f"Change the values, or allow it: losses = [{kinds}] under [policy] in {STUDY_FILE}.",
    )


def _build_id(study: Study, content: str) -> str:
    digest = hashlib.sha256(content.encode())
    digest.update((study.root / STUDY_FILE).read_bytes())
    digest.update(ontology_hash().encode())
    return digest.hexdigest()[:12]
