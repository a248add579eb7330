"""How well a study's statements can be walked back: addresses, locators that say something, anchors."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kgraph.namespaces import DCT, KG, RDF
from kgraph.rdf.validation_report import Finding
from kgraph.vocabulary import Vocabulary
from kgraph.words.catalogue import catalogue

from .quotes import literal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kgraph.errors import Location
    from kgraph.rdf.dataset import StudyDataset
    from kgraph.words.text import Text

PLACES_SHOWN = 5
"""How many places a finding with a count names."""
_words = catalogue("reading")
# A locator made of these words only tells no reader where to look.
_VAGUE = frozenset(f"{_words('evidence.vague-words').sv} {_words('evidence.vague-words').en}".split())
_TYPE = ox.NamedNode(RDF + "type")
_DCT_SOURCE = ox.NamedNode(DCT + "source")
_LOCATOR, _PARAPHRASE, _ANCHOR = (ox.NamedNode(KG + name) for name in ("locator", "paraphrase", "anchor"))
_STATUS, _CONFIDENCE = (ox.NamedNode(KG + name) for name in ("statementStatus", "confidence"))
# What the researcher holds or concluded is not on the web.
_OWN_SOURCES = frozenset(KG + name for name in ("Interview", "Survey", "ResearchNote"))


@dataclass(frozen=True, slots=True)
class EvidenceCoverage:
    """What a study's evidence amounts to.

    Parameters
    ----------
    sources : tuple of str
        Documents, without interviews, surveys and research notes.
    without_address : tuple of str
        Those without an address.
    locators : int
        Locators given.
    vague : tuple of pyoxigraph.Quad
        Those that say nothing.
    on_nodes : tuple of pyoxigraph.Quad
        Statuses and confidences of nodes as a whole.
    statements, located, paraphrased, anchored : int
        Relations and sourced statements, by source; those with a locator that says something, a paraphrase,
        an anchor.
    """

    sources: tuple[str, ...]
    without_address: tuple[str, ...]
    locators: int
    vague: tuple[ox.Quad, ...]
    on_nodes: tuple[ox.Quad, ...]
    statements: int
    located: int
    paraphrased: int
    anchored: int

    def rows(self) -> list[tuple[str, int, int]]:
        """Return what, number, of how many."""
        documents = len(self.sources)
        return [
            ("documents with an address", documents - len(self.without_address), documents),
            ("locators that say where", self.locators - len(self.vague), self.locators),
            ("statements with such a locator", self.located, self.statements),
            ("statements with a paraphrase", self.paraphrased, self.statements),
            ("statements with an anchor", self.anchored, self.statements),
        ]


def is_vague(locator: str) -> bool:
    """Return whether a locator tells no reader where to look: "page", "the article", "hela sidan"."""
    words = re.findall(r"[^\W_]+|§", locator.casefold())
    return all(word in _VAGUE for word in words)


def evidence_coverage(dataset: StudyDataset, vocabulary: Vocabulary | None = None) -> EvidenceCoverage:
    """Return what the evidence of a study amounts to.

    Parameters
    ----------
    dataset : StudyDataset
        The statements.
    vocabulary : Vocabulary, optional
        Tells statements from plain nodes; kgraph's own ontology when absent.
    """
    vocabulary = vocabulary or Vocabulary.load()
    classes: dict[str, set[str]] = {}
    graphs: dict[str, set[str]] = {}
    for quad in filter(dataset.is_stated, dataset.quads(None, _TYPE)):
        if isinstance(quad.object, ox.NamedNode):
            above = {quad.object.value, *vocabulary.superclasses.get(quad.object.value, ())}
            classes.setdefault(str(quad.subject), set()).update(above)
            if isinstance(quad.graph_name, ox.NamedNode):
                graphs.setdefault(str(quad.subject), set()).add(str(quad.graph_name))
    # A class of qualified relations, and the single statement.
    stating = {*vocabulary.qualified, KG + "SourcedStatement"}
    statements = {subject for subject, held in classes.items() if held & stating}
    sources = sorted(
        subject for subject, held in classes.items() if KG + "Source" in held and not held & _OWN_SOURCES
    )
    addressed = {
        str(q.subject) for q in dataset.quads(None, _DCT_SOURCE) if isinstance(q.object, ox.NamedNode)
    }
    locators = [quad for quad in dataset.quads(None, _LOCATOR) if isinstance(quad.object, ox.Literal)]
    vague = {quad: None for quad in locators if is_vague(literal_text(quad))}
    about = [*dataset.quads(None, _STATUS), *dataset.quads(None, _CONFIDENCE)]
    clear = _backed([quad for quad in locators if quad not in vague], statements)
    return EvidenceCoverage(
        sources=tuple(sources),
        without_address=tuple(source for source in sources if source not in addressed),
        locators=len(locators),
        vague=tuple(vague),
        on_nodes=tuple(quad for quad in about if str(quad.subject) not in statements),
        statements=sum(len(graphs.get(subject, ())) for subject in statements),
        located=len(clear),
        paraphrased=len(_backed(dataset.quads(None, _PARAPHRASE), statements)),
        anchored=len(_backed(dataset.quads(None, _ANCHOR), statements)),
    )


def coverage_findings(dataset: StudyDataset, vocabulary: Vocabulary | None = None) -> Iterator[Finding]:
    """Yield a warning with a count for each kind of evidence that cannot be walked back."""
    found = evidence_coverage(dataset, vocabulary)
    if found.vague:
        words = Counter(literal_text(quad).strip().casefold() for quad in found.vague)
        ranked = sorted(words.items(), key=lambda item: (-item[1], item[0]))
        shown = ", ".join(f"{word!r} {count}" for word, count in ranked[:PLACES_SHOWN])
        message = _words("evidence.vague-locators", count=len(found.vague), all=found.locators, words=shown)
        yield _counted("vague-locator", message, _places(dataset, found.vague))
    if found.without_address:
        message = _words("evidence.no-address", count=len(found.without_address), all=len(found.sources))
        places = (
            dataset.locate(ox.NamedNode(source[1:-1])) for source in found.without_address[:PLACES_SHOWN]
        )
        yield _counted("source-without-address", message, [place for place in places if place])
    if found.on_nodes:
        count = len({str(quad.subject) for quad in found.on_nodes})
        message = _words("evidence.on-nodes", count=count)
        yield _counted("status-of-a-node", message, _places(dataset, found.on_nodes))


def _backed(quads: Iterable[ox.Quad], statements: set[str]) -> set[tuple[str, str]]:
    """Return the statements and graphs for which `quads` give evidence."""
    return {(str(quad.subject), str(quad.graph_name)) for quad in quads if str(quad.subject) in statements}


def _places(dataset: StudyDataset, quads: Iterable[ox.Quad]) -> list[Location]:
    places = sorted({place for quad in quads if (place := dataset.locate(quad))})
    return places[:PLACES_SHOWN]


def _counted(rule: str, message: Text, places: Iterable[Location]) -> Finding:
    return Finding(
        severity="warning",
        rule=rule,
        name=rule.replace("-", " ").capitalize(),
        message=message.to_json(),
        locations=tuple(places),
    )
