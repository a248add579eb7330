"""The page of the workbench: its template, its scripts and what they know when they start."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from kgraph.ask.answer_forms import specific
from kgraph.ask.own_questions import questions_of
from kgraph.ask.query_names import FUNCTIONS, KEYWORDS
from kgraph.pipeline.study_choices import networks_of, page_language
from kgraph.views.catalogue_words import status_words
from kgraph.views.colours import page_variables
from kgraph.views.node_style import mark
from kgraph.views.ontology_words import OntologyWords
from kgraph.views.page_files import content_policy, json_block, page_templates, script_block
from kgraph.views.script_bundle import bundle, read_asset
from kgraph.views.view_registry import STANDARD_VIEWS, VIEWS
from kgraph.vocabulary import RESOURCE_LABEL
from kgraph.words.catalogue import catalogue
from kgraph.words.text import LANGUAGES, text_from
from kgraph.words.thing_names import name_of

if TYPE_CHECKING:
    import jinja2

    from kgraph.api import OpenStudy
    from kgraph.store.dialects.dialect import Dialect
    from kgraph.workbench.held_study import HeldGraph

_WORDS = catalogue("workbench")
#: What the page may do beyond a file of the views: talk to its own server, and frame the drawings from it.
_OWN = "; connect-src 'self'; frame-src 'self'; frame-ancestors 'none'"
#: A drawing is shown by the workbench alone.
FRAME_POLICY = "frame-ancestors 'self'"


def bench_page(study: OpenStudy, held: HeldGraph, *, edit: bool = False) -> tuple[str, str]:
    """Return the page of a study and its content policy; with forms if the study's files may be written."""
    script, style = _script(), _style()
    words = _page_words()
    language = page_language(study.study)
    html = _template().render(
        language=language,
        words=words[language],
        title=study.study.title.get(language, study.study.id),
        data=json_block(_payload(study, held, language, words) | {"edit": edit, "base": study.study.base}),
        script=script,
        style=style,
    )
    return html, content_policy([script], [style]) + _OWN


def thing_json(held: HeldGraph, uri: str) -> dict[str, Any]:
    """Return a node as the page names it: IRI, name in both languages, and the label it is drawn by."""
    attributes = held.graph.nodes[uri]
    labels = specific(tuple(attributes.get("labels") or ()))
    kind = labels[0] if labels else RESOURCE_LABEL
    return {"node": uri, "name": name_of(uri, attributes).to_json(), "kind": kind}


def _payload(
    study: OpenStudy, held: HeldGraph, language: str, words: dict[str, dict[str, str]]
) -> dict[str, Any]:
    ontology = OntologyWords.load()
    kinds = {*ontology.labels, *held.names.all("label"), RESOURCE_LABEL}
    return {
        "language": language,
        "study": study.study.id,
        "title": {code: study.study.title.get(code, study.study.id) for code in LANGUAGES},
        "build": held.build,
        "store": _store_words(study.connection.dialect),
        "parquet": find_spec("polars") is not None,
        "texts": words,
        "keywords": list(KEYWORDS),
        "functions": list(FUNCTIONS),
        "questions": [
            {
                "name": each.name,
                "title": each.title,
                "meaning": each.meaning,
                "cypher": each.cypher,
                "own": not each.sparql,
                "parameters": [
                    {
                        "name": parameter.name,
                        "kind": parameter.kind,
                        "optional": parameter.optional,
                        "default": parameter.default,
                        "text": parameter.text,
                    }
                    for parameter in each.parameters
                ],
            }
            for each in questions_of(study.study)
        ],
        "views": {name: VIEWS[name].title.to_json() for name in STANDARD_VIEWS},
        "networks": [
            {"name": name, "title": each.title.to_json(), "dependency": each.is_dependency}
            for name, each in networks_of(study.study).items()
        ],
        "kinds": {
            kind: {"words": ontology.label(kind), "colour": mark(kind).colour, "shape": mark(kind).shape}
            for kind in sorted(kinds)
        },
        "types": {name: ontology.type(name) for name in held.names.all("type")},
        "keys": {name: ontology.key(name) for name in held.names.all("key")},
        "statuses": status_words(),
    }


def _store_words(dialect: Dialect) -> dict[str, str]:
    """Return what a store is called: a product that calls itself by a name does so in every language."""
    stores = catalogue("stores")
    key = f"titles.{dialect.name.lower()}"
    title = stores(key) if key in stores else text_from(dialect.title)
    return {code: f"{title.in_language(code)} {dialect.version}" for code in LANGUAGES}


@cache
def _page_words() -> dict[str, dict[str, str]]:
    texts = _WORDS.below("page")
    return {code: {key: text.in_language(code) for key, text in texts.items()} for code in LANGUAGES}


@cache
def _script() -> str:
    return script_block(bundle("workbench.js", _read))


@cache
def _style() -> str:
    return page_variables() + read_asset("page.css") + _read("workbench.css") + _read("workbench.collect.css")


def _read(name: str) -> str:
    """Return an asset of the workbench, or else of the views, whose modules it shares."""
    own = files("kgraph.workbench.bench_assets") / name
    return own.read_text(encoding="utf-8") if own.is_file() else read_asset(name)


@cache
def _template() -> jinja2.Template:
    return page_templates("kgraph.workbench", "bench_assets").get_template("workbench.html.j2")
