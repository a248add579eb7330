"""What nodes and ties of another tool's network are in the ontology: ``[maps."GLOB"]`` in the study file."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kgraph.errors import UsageError
from kgraph.namespaces import KG
from kgraph.study import STUDY_FILE
from kgraph.vocabulary import Vocabulary

from ...common.problems import nearest
from ..file_settings import file_settings, is_text_encoding
from ..tables.heading_terms import SheetTerm, SheetTerms, load_terms
from .survey_map import CANVAS_FILE, SURVEY_SETTINGS, survey_map

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kgraph.study import Study

    from .survey_map import SurveyMap

GUIDE = "docs/how-to/networks-from-other-tools.md"
_CHOICES = {"ids": ("file", "study"), "undirected": ("one", "both"), "coders": ("numbers", "names")}
_PLAIN = ("source", "publisher", "language", "encoding", "name", "class_from", "type_from", "confirmed")
_TEXTS = (*_PLAIN, "class", "from", "to")
_TABLES = ("classes", "types", "attributes")
SETTINGS = (*_TEXTS, *_CHOICES, *_TABLES, *SURVEY_SETTINGS, "type", "directed")


@dataclass(frozen=True, slots=True)
class TieType:
    """What a tie becomes: a plain property, or a qualified relation with values that all such ties have.

    Parameters
    ----------
    name : str
        Relationship type in the property graph.
    property : str
        The property of a plain statement; empty for a qualified relation.
    relation : SheetTerm, optional
        The class of a qualified relation.
    values : tuple of (SheetTerm, str)
        Properties of the relation and their values as written in the map.
    """

    name: str
    property: str = ""
    relation: SheetTerm | None = None
    values: tuple[tuple[SheetTerm, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NetworkMap:
    """The map for one file.

    Parameters
    ----------
    source, publisher, language, encoding : str, optional
        Source of all statements; publisher of the sources that the file holds, else the study; language of
        names; encoding of a text file.
    name : str, optional
        Attribute of nodes that holds their name.
    ids : {"file", "study"}
        Whether ids of nodes are known only in the file, or are ids or names of things of the study.
    undirected : {"one", "both"}
        Whether a tie without direction becomes one relationship, or one each way.
    directed : bool
        Whether the rows of an edge list have a direction.
    start, end : str
        Headings of the two ends in an edge list; empty for other files.
    class_from, type_from : str, optional
        Attributes that tell the class of a node, the type of a tie.
    node_class, tie_type : optional
        What all others are.
    classes, types : dict
        Class by value of `class_from`; type by value of `type_from`.
    attributes : dict
        Property by name of attribute; None for what is left out.
    coders : {"numbers", "names"}
        How the coders of interviews are called.
    confirmed : str, optional
        The code by which somebody says that what a passage is coded with is so.
    survey : SurveyMap, optional
        Where respondents and those they name stand; None for what is no survey.
    """

    source: str | None = None
    publisher: str | None = None
    language: str | None = None
    encoding: str | None = None
    name: str | None = None
    ids: str = "file"
    undirected: str = "one"
    directed: bool = True
    start: str = ""
    end: str = ""
    class_from: str | None = None
    type_from: str | None = None
    node_class: SheetTerm | None = None
    tie_type: TieType | None = None
    classes: dict[str, SheetTerm] = field(default_factory=dict)
    types: dict[str, TieType] = field(default_factory=dict)
    attributes: dict[str, SheetTerm | None] = field(default_factory=dict)
    coders: str = "numbers"
    confirmed: str | None = None
    survey: SurveyMap | None = None


def map_settings(path: Path, study: Study) -> dict[str, Any]:
    """Return the settings for the file at `path`.

    Raises
    ------
    UsageError
        As for :func:`kgraph.loaders.formats.file_settings.file_settings`.
    """
    return file_settings(path, study, "maps", SETTINGS)


def map_of(path: Path, study: Study) -> NetworkMap | None:
    """Return the map for the file at `path`; None if the study has none.

    Raises
    ------
    UsageError
        An unknown setting, or one that names no class, type or property of the ontology.
    """
    settings = map_settings(path, study)
    return _MapReader(path, study, load_terms()).read(settings) if settings else None


class _MapReader:
    """Check the settings for one file and look up what they name."""

    def __init__(self, path: Path, study: Study, terms: SheetTerms) -> None:
        self.where = study.root / STUDY_FILE
        self.section = f'[maps."{study.relative(path)}"]'
        self.name = path.name
        self.terms = terms

    def read(self, settings: dict[str, Any]) -> NetworkMap:
        """Return the map."""
        if settings.keys() & {"roster", "generator"}:
            settings = {"type_from": "relation", **settings}
        self._check(settings)
        return NetworkMap(
            **{key: settings[key] for key in (*_PLAIN, *_CHOICES) if key in settings},
            directed=settings.get("directed", True),
            start=settings.get("from", ""),
            end=settings.get("to", ""),
            node_class=self._class(settings["class"]) if "class" in settings else None,
            tie_type=self._type(settings["type"]) if "type" in settings else None,
            classes={value: self._class(name) for value, name in settings.get("classes", {}).items()},
            types={value: self._type(each) for value, each in settings.get("types", {}).items()},
            attributes={name: self._property(each) for name, each in self._attributes(settings).items()},
            survey=survey_map(settings, self._fault),
        )

    def _attributes(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Return the properties of attributes; a survey's words for strength are that of a tie."""
        scale = settings.get("scale")
        words = isinstance(scale, dict) and any(isinstance(value, str) for value in scale.values())
        return {**({"strength": KG + "tieStrength"} if words else {}), **settings.get("attributes", {})}

    def is_survey(self, settings: dict[str, Any]) -> bool:
        """Return whether settings are of a survey, in which a respondent may stand for one end of a tie."""
        return bool(settings.keys() & set(SURVEY_SETTINGS)) or CANVAS_FILE.fullmatch(self.name) is not None

    def _check(self, settings: dict[str, Any]) -> None:
        for key, value in settings.items():
            if key in _TEXTS and not isinstance(value, str):
                raise self._fault(f"{key} is not a text in quotation marks")
            if key in _TABLES and not isinstance(value, dict):
                raise self._fault(
                    f"{key} is no table",
                    f'Write it like this: {key} = {{ "in the file" = "in the ontology" }}',
                )
            if key in _CHOICES and value not in _CHOICES[key]:
                raise self._fault(f"{key} = {value!r}", f"Choose one of {', '.join(_CHOICES[key])}.")
        if not isinstance(settings.get("directed", True), bool):
            raise self._fault("directed is neither true nor false")
        if ("from" in settings) != ("to" in settings) and not self.is_survey(settings):
            raise self._fault("from and to belong together: the headings of the two ends of a tie")
        for table, key in (("classes", "class_from"), ("types", "type_from")):
            if table in settings and key not in settings:
                raise self._fault(f"{table} has no {key}, which names the attribute whose values it lists")
        encoding = settings.get("encoding")
        if encoding is not None and not is_text_encoding(encoding):
            raise self._fault(f"unknown encoding {encoding!r}")

    def _fault(self, message: str, hint: str | None = None) -> UsageError:
        return UsageError(f"{self.section} {message}", where=self.where, hint=hint or f"See {GUIDE}.")

    def _class(self, name: object) -> SheetTerm:
        classes = self.terms.class_named(name) if isinstance(name, str) else []
        if len(classes) != 1:
            raise self._fault(
                f"no class of the ontology is called {name!r}{nearest(str(name), self.terms.class_words())}"
            )
        if classes[0].qualified:
            raise self._fault(f"{name!r} is a relation; nodes are things")
        return classes[0]

    def _property(self, name: object) -> SheetTerm | None:
        if name == "":
            return None
        found = self.terms.property_named(name) if isinstance(name, str) else []
        exact = [term for term in self.terms.properties.values() if term.iri == name]
        if len(exact or found) != 1:
            choices = f": {', '.join(sorted(term.iri for term in found))}" if found else ""
            hint = "" if found else nearest(str(name), self.terms.property_words())
            what = "several properties are" if found else "no property of the ontology is"
            raise self._fault(f"{what} called {name!r}{hint}{choices}")
        return (exact or found)[0]

    def _type(self, wanted: object) -> TieType:
        settings = {"type": wanted} if isinstance(wanted, str) else wanted
        if not isinstance(settings, dict) or not isinstance(settings.get("type"), str):
            raise self._fault(
                f"{wanted!r} is no type of ties",
                'Write "LINKED_TO", or { type = "INFORMAL_TIE", tieKind = "advice" }.',
            )
        found = self._named(settings["type"])
        values = []
        for key, value in settings.items():
            if key == "type":
                continue
            if found.relation is None:
                raise self._fault(
                    f"{found.name} is a plain statement and cannot have {key}", self._carriers()
                )
            fitting = self.terms.property_named(key, found.relation)
            if len(fitting) != 1 or not isinstance(value, str):
                raise self._fault(
                    f"{found.name} has no {key!r} = {value!r}{nearest(key, self._keys(found.relation))}"
                )
            values.append((fitting[0], value))
        return TieType(found.name, found.property, found.relation, tuple(values))

    def _keys(self, relation: SheetTerm) -> list[str]:
        terms = self.terms.properties_of(relation)
        return [word for term in terms for word in (*term.labels.values(), *term.names)]

    def _carriers(self) -> str:
        return f"Types that carry values: {', '.join(sorted(carriers()))}."

    def _named(self, name: str) -> TieType:
        """Return the tie type of this name in the property graph, or with this label in the ontology."""
        qualified = carriers()
        plain = {
            text: iri for iri, text in Vocabulary.load().relationship_types.items() if text not in qualified
        }
        if name not in qualified and name not in plain:
            classes = {iri: text for text, iri in qualified.items()}
            links = {iri: text for text, iri in plain.items()}
            found = [classes[term.iri] for term in self.terms.class_named(name) if term.iri in classes]
            found = found or [
                links[term.iri] for term in self.terms.property_named(name) if term.iri in links
            ]
            if len(found) != 1:
                raise self._fault(
                    f"no relationship type is called {name!r}{nearest(name, [*qualified, *plain])}"
                )
            name = found[0]
        if name in qualified:
            return TieType(name, relation=self.terms.classes[qualified[name]])
        return TieType(name, property=plain[name])


@functools.cache
def carriers() -> Mapping[str, str]:
    """Return the classes of qualified relations, which can carry weights and other values, by type."""
    vocabulary = Vocabulary.load()
    found: dict[str, str] = {}
    for iri, relation in vocabulary.qualified.items():
        above = vocabulary.superclasses.get(iri, ())
        if not any(
            vocabulary.qualified[other].type == relation.type
            for other in above
            if other in vocabulary.qualified
        ):
            found[relation.type] = iri
    return found
