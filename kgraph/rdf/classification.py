"""Kinds of organisation by a concept: ``[classify]`` in the study file, for ``org:classification``.

Registers often have one class for all organisations and say what kind each is by a concept of a code list.
The study file says which concept is which class: one of the ontology, or one of its own with words for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kgraph.errors import Location, UsageError
from kgraph.namespaces import KG, ORG, RDFS, SKOS
from kgraph.rdf.ontology_context import TYPE
from kgraph.rdf.validation_report import Finding
from kgraph.study import STUDY_FILE
from kgraph.toml_lines import setting_place
from kgraph.vocabulary import Vocabulary
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kgraph.rdf.dataset import StudyDataset
    from kgraph.study import Study

CLASSIFY = "classify"
"""Name of the graph of what follows, as of a rule."""
CLASS_PREFIX = "study"
_CLASSIFICATION = ox.NamedNode(ORG + "classification")
_SUBCLASS, _NAME, _SEVERAL = (
    ox.NamedNode(iri) for iri in (RDFS + "subClassOf", SKOS + "prefLabel", KG + "pluralLabel")
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
_OWN_NAME = re.compile(r"[A-Z][A-Za-z0-9]*")
_words = catalogue("checks")


@dataclass(frozen=True, slots=True)
class ConceptClass:
    """The class of the things that are classified by a concept.

    Parameters
    ----------
    concept : str
        IRI of the concept.
    iri : str
        IRI of the class.
    above : str
        IRI of the ontology's class above it; empty for a class of the ontology.
    names : dict of str to (str, str)
        Words for one and for several by language, of a class of the study's own.
    place : Location
        Where the study file says so.
    """

    concept: str
    iri: str
    above: str = ""
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    place: Location = field(default_factory=lambda: Location(STUDY_FILE))


def concept_classes(study: Study) -> list[ConceptClass]:
    """Return what ``[classify]`` says, in its order.

    Raises
    ------
    UsageError
        A concept without an IRI, a class that does not exist and has no words, or an unknown setting.
    """
    known = {label: iri for iri, label in Vocabulary.load().node_labels.items()}
    found = []
    for concept, value in study.classify.items():
        place = setting_place(study.root / STUDY_FILE, "classify", concept)
        if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"]+$", concept):
            raise _refusal(f"{concept!r} is not the IRI of a concept", place)
        settings = {"class": value} if isinstance(value, str) else value
        if not isinstance(settings, dict) or not isinstance(settings.get("class"), str):
            raise _refusal(f"<{concept}> has no class", place)
        found.append(_class_of(concept, settings, known, study.base, place))
    return found


def _class_of(
    concept: str, settings: dict[str, Any], known: dict[str, str], base: str, place: Location
) -> ConceptClass:
    name = settings["class"]
    names = {}
    for key, value in settings.items():
        if key in ("class", "under"):
            continue
        if not _LANGUAGE.fullmatch(key):
            raise _refusal(f"<{concept}>: unknown setting {key!r}", place)
        names[key] = _one_and_several(concept, value, place)
    if name in known:
        if names or "under" in settings:
            raise _refusal(f"<{concept}>: {name} is a class of the ontology, which has words for it", place)
        return ConceptClass(concept, known[name], place=place)
    if not names or not _OWN_NAME.fullmatch(name):
        near = _nearest(name, known)
        raise _refusal(
            f"<{concept}>: {name!r} is no class of the ontology{near}, and no words name it", place
        )
    above = settings.get("under", "Organization")
    if above not in known:
        raise _refusal(f"<{concept}>: under = {above!r} is no class of the ontology", place)
    return ConceptClass(concept, f"{base}class/{name}", known[above], names, place)


def _one_and_several(concept: str, value: Any, place: Location) -> tuple[str, str]:
    texts = [value, value] if isinstance(value, str) else value
    if not isinstance(texts, list) or len(texts) != 2 or not all(isinstance(t, str) and t for t in texts):
        raise _refusal(f"<{concept}>: {value!r} is not the words for one and for several", place)
    return texts[0], texts[1]


def _nearest(name: str, known: dict[str, str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


def _refusal(message: str, place: Location) -> UsageError:
    return UsageError(
        f"[classify] {message}",
        where=place,
        hint='Write "IRI of the concept" = "Municipality", or for a class of your own: '
        '"IRI" = { class = "PoliceZone", en = ["police zone", "police zones"] }.',
    )


def classify(dataset: StudyDataset, classes: Sequence[ConceptClass], graph: ox.NamedNode) -> None:
    """Add the classes of all that is classified by the concepts.

    Parameters
    ----------
    dataset : StudyDataset
        Changed in place.
    classes : sequence of ConceptClass
        The class of each concept.
    graph : pyoxigraph.NamedNode
        Where the statements go.
    """
    quads: set[ox.Quad] = set()
    for each in classes:
        own = ox.NamedNode(each.iri)
        quads |= {ox.Quad(thing, TYPE, own, graph) for thing in _classified(dataset, each.concept)}
        if each.above:
            quads.add(ox.Quad(own, _SUBCLASS, ox.NamedNode(each.above), graph))
            for language, (one, several) in each.names.items():
                quads.add(ox.Quad(own, _NAME, ox.Literal(one, language=language), graph))
                quads.add(ox.Quad(own, _SEVERAL, ox.Literal(several, language=language), graph))
    if any(each.above for each in classes):
        dataset.prefixes.setdefault(CLASS_PREFIX, f"{dataset.base}class/")
    # What a source says already is not said again.
    said = {
        quad
        for quad in quads
        if quad.predicate == TYPE
        and any(dataset.store.quads_for_pattern(quad.subject, TYPE, quad.object, None))
    }
    dataset.store.extend(quads - said)


def _classified(dataset: StudyDataset, concept: str) -> Iterator[ox.NamedNode | ox.BlankNode]:
    for quad in dataset.quads(None, _CLASSIFICATION, ox.NamedNode(concept)):
        if isinstance(quad.subject, (ox.NamedNode, ox.BlankNode)):
            yield quad.subject


def unused_concepts(dataset: StudyDataset, study: Study) -> list[Finding]:
    """Return a warning for each concept of ``[classify]`` that nothing is classified by."""
    return [
        Finding(
            "warning",
            "classify-unused",
            "Concept that nobody uses",
            _words("classify.unused", concept=each.concept).to_json(),
            locations=(each.place,),
        )
        for each in concept_classes(study)
        if next(_classified(dataset, each.concept), None) is None
    ]
