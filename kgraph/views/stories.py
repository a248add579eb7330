"""Stories: steps through the views of a study, each a state of a view with a sentence, in one file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

from kgraph.errors import Location, UsageError
from kgraph.views.asked_question import ANSWER, AskedQuestion, is_answer_page
from kgraph.views.view_registry import STANDARD_VIEWS
from kgraph.words.catalogue import catalogue
from kgraph.words.text import LANGUAGES, nearest_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    import networkx as nx

    from kgraph.views.ontology_words import Words
    from kgraph.words.text import Text

_words = catalogue("pages")
#: Parameters of a state that hold the IRI of a node, and those that hold several.
_ONE = ("node", "removed", "pathFrom", "pathTo", "around")
_PINS, _SOURCES, _EDGE = "pins", "sources", "edge"


class DrawnThings(TypedDict):
    """What is drawn of an answer."""

    nodes: int
    """How many nodes."""
    edges: int
    """How many relationships."""
    digest: str
    """The same for the same nodes and relationships."""


class StoryStep(TypedDict):
    """One step of a story."""

    view: str
    """Name of the view, or of the page of an answer."""
    text: Words
    """What is to be seen, in the words of whoever tells the story."""
    state: dict[str, str]
    """What is selected, filtered, moved and shown, as the address of a page says it."""
    query: NotRequired[str]
    """The question, in Cypher, whose answer is shown."""
    parameters: NotRequired[dict[str, Any]]
    """Values of its parameters."""
    drawn: NotRequired[DrawnThings]
    """What the answer was when the step was told."""


class Story(TypedDict):
    """A story: its name, and its steps in order."""

    name: Words
    """What it is called."""
    steps: list[StoryStep]
    """Its steps."""


def read_stories(path: Path) -> list[Story]:
    """Return the stories in a file; none where there is no such file.

    Raises
    ------
    UsageError
        It is not JSON, or not of the form that the pages write.
    """
    if not path.is_file():
        return []
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise UsageError(
            f"not JSON: {error}",
            where=path if line is None else Location(str(path), line),
            hint="Correct the file there, or save the stories again from a page.",
        ) from error
    return stories_from(content, path)


def stories_from(content: Any, where: Path | None = None) -> list[Story]:
    """Return stories that were read or sent as JSON, with each name and sentence by language.

    Parameters
    ----------
    content : object
        ``{"stories": [{"name", "steps": [{"view", "text", "state"}]}]}``; a name or text may be by language.
        A step on an answer has ``"view": "answer"``, ``"query"``, perhaps ``"parameters"`` and ``"drawn"``.
    where : Path, optional
        The file, for messages.

    Raises
    ------
    UsageError
        It is of another form.
    """

    def refuse(place: str, fault: str) -> UsageError:
        """Return the error about a place in the file."""
        hint = 'See "Stories" in docs/how-to/views.md, or save the stories again from a page.'
        return UsageError(f"{place} {fault}", where=where, hint=hint)

    def words(value: Any, place: str, name: str) -> Words:
        """Return a text by language."""
        texts = dict.fromkeys(LANGUAGES, value) if isinstance(value, str) else value
        known = isinstance(texts, dict) and {*texts} <= {*LANGUAGES}
        if not known or not all(isinstance(text, str) for text in texts.values()) or not any(texts.values()):
            raise refuse(place, f'needs "{name}": a text, or one for each of {", ".join(LANGUAGES)}')
        return {code: text for code, text in texts.items() if text}

    def step(value: Any, place: str) -> StoryStep:
        """Return one step."""
        if not isinstance(value, dict):
            raise refuse(place, "is no object")
        asked = is_answer_page(value.get("view"))
        if not asked and value.get("view") not in STANDARD_VIEWS:
            raise refuse(place, f'needs "view": one of {", ".join(STANDARD_VIEWS)}, or {ANSWER} with a query')
        state = value.get("state", {})
        if not isinstance(state, dict) or not all(isinstance(text, str) for text in state.values()):
            raise refuse(place, 'needs "state": texts by name, as in the address of a page')
        text = words(value.get("text"), place, "text")
        found: StoryStep = {"view": value["view"], "text": text, "state": dict(state)}
        return _with_question(found, value, lambda fault: refuse(place, fault)) if asked else found

    stories = content.get("stories") if isinstance(content, dict) else None
    if not isinstance(stories, list):
        raise refuse("the file", 'needs "stories": a list')
    found: list[Story] = []
    for number, story in enumerate(stories, 1):
        place = f"story {number}"
        if not isinstance(story, dict) or not isinstance(story.get("steps"), list):
            raise refuse(place, 'needs "steps": a list')
        steps = [step(each, f"{place}, step {n}") for n, each in enumerate(story["steps"], 1)]
        found.append({"name": words(story.get("name"), place, "name"), "steps": steps})
    return found


def _with_question(step: StoryStep, value: dict[str, Any], refuse: Callable[[str], UsageError]) -> StoryStep:
    """Return a step on an answer with what was asked, and the page of its own that this question has."""
    query, parameters, drawn = value.get("query"), value.get("parameters", {}), value.get("drawn")
    if not isinstance(query, str) or not query.strip():
        raise refuse('needs "query": a question in Cypher')
    if not isinstance(parameters, dict):
        raise refuse('needs "parameters": values by name')
    step |= {"view": AskedQuestion(query, parameters).page, "query": query, "parameters": parameters}
    if drawn is not None:
        kinds = {"nodes": int, "edges": int, "digest": str}
        if not isinstance(drawn, dict) or not all(isinstance(drawn.get(k), of) for k, of in kinds.items()):
            raise refuse('needs "drawn" as a page writes it, or none')
        step["drawn"] = {"nodes": drawn["nodes"], "edges": drawn["edges"], "digest": drawn["digest"]}
    return step


def asked_in(stories: Iterable[Story]) -> dict[str, AskedQuestion]:
    """Return the questions that stories have steps on, by the name of the page of the answer."""
    return {
        step["view"]: AskedQuestion(step["query"], step["parameters"])
        for story in stories
        for step in story["steps"]
        if "query" in step
    }


def stories_text(stories: list[Story]) -> str:
    """Return stories as the text of their file."""
    return json.dumps({"stories": stories}, ensure_ascii=False, indent=2) + "\n"


def lost_in_stories(stories: Collection[Story], graph: nx.MultiDiGraph[str]) -> list[Text]:
    """Return a sentence for each step that names what a graph does not hold.

    Parameters
    ----------
    stories : collection of Story
        The stories.
    graph : networkx.MultiDiGraph
        The whole graph.
    """
    steps = (step for story in stories for step in story["steps"])
    unknown = {each for step in steps for each in _named(step["state"]) if each not in graph}
    if unknown:
        unknown -= {str(key) for _start, _end, key in graph.edges(keys=True)}
    found = []
    for story in stories:
        name = nearest_text(story["name"], "en")
        for number, step in enumerate(story["steps"], 1):
            lost = [each for each in _named(step["state"]) if each in unknown]
            if lost:
                found.append(_words("stories.lost", story=name, n=number, names=", ".join(lost)))
    return found


def _named(state: dict[str, str]) -> Iterator[str]:
    """Yield the IRIs that a state names."""
    yield from (state[key] for key in (*_ONE, _EDGE) if state.get(key))
    yield from state.get(_SOURCES, "").split()
    for pin in state.get(_PINS, "").split():
        yield pin.split(",", 2)[-1]
