"""Tools that ask the store: its schema, the prepared questions, Cypher."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.ask.answer_forms import json_records
from kgraph.ask.cypher import ask as ask_store
from kgraph.ask.own_questions import questions_of
from kgraph.ask.prepared import find_question, resolver
from kgraph.assistants.answer_room import ROOM, finite, to_text
from kgraph.assistants.assistant_tool import AssistantTool
from kgraph.assistants.row_evidence import known_things, thing_evidence
from kgraph.assistants.schema_levels import LISTS, listed, one_term, overview
from kgraph.assistants.tool_arguments import ToolArgument
from kgraph.words.catalogue import catalogue
from kgraph.words.text import nearest_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kgraph.ask.answer import Answer
    from kgraph.assistants.assistant_tool import ToolCall

_WORDS = catalogue("assistants")
ROWS, MOST_ROWS = 50, 500
_LIMIT = ToolArgument("limit", "number", default=ROWS, least=1, most=MOST_ROWS)


def schema(call: ToolCall) -> dict[str, Any]:
    """Return the schema, or one name of it in full."""
    content, about = call.held.schema, call.given.get("about", "")
    if not about:
        return {"build": call.held.build} | overview(content, call.language)
    if about in LISTS:
        return listed(content, about, call.language)
    return one_term(content, call.held.names, about)


def prepared_questions(call: ToolCall) -> dict[str, Any]:
    """Return the prepared questions, or one of them in full."""
    among = questions_of(call.study.study)
    if "name" in call.given:
        each = find_question(call.given["name"], among)
        return {
            "name": each.name,
            "question": each.title[call.language],
            "meaning": nearest_text(each.meaning, call.language),
            "columns": list(each.columns),
            "parameters": [
                {"name": one.name, "kind": one.kind, "default": one.default}
                | {"meaning": nearest_text(one.text, call.language)}
                for one in each.parameters
            ],
            "cypher": each.cypher,
        }
    return {
        "questions": [
            {
                "name": each.name,
                "question": each.title[call.language],
                "parameters": [parameter.name for parameter in each.parameters],
            }
            for each in among
        ]
    }


def ask(call: ToolCall) -> dict[str, Any]:
    """Answer a prepared question."""
    study = call.study.study
    question, base = find_question(call.given["question"], questions_of(study)), study.base
    values = question.values(call.given.get("parameters", {}), base, resolver(call.held.graph, base))
    meaning = nearest_text(question.meaning, call.language)
    said = {"question": question.title[call.language], "meaning": meaning}
    return said | answered(call, question.cypher, values)


def query(call: ToolCall) -> dict[str, Any]:
    """Answer a Cypher query."""
    return answered(call, call.given["cypher"], call.given.get("parameters", {}))


def answered(call: ToolCall, cypher: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rows that ``kgraph query --format json`` writes, with the evidence of what they hold."""
    held, limit = call.held, call.given["limit"]
    answer = ask_store(held.connection, cypher + call.mark, parameters, max_rows=limit, stored=held.names)
    rows: list[dict[str, Any]] = finite(json_records(answer.columns, answer.records))
    held_things = [known_things(record, held) for record in answer.records]
    shown, things = _with_evidence(call, rows, held_things)
    said: dict[str, Any] = {
        "columns": list(answer.columns),
        "rows": rows[:shown],
        "things": [list(each) for each in held_things[:shown]],
        "evidence": things,
        "remarks": [*answer.notes, *_remarks(call, answer, rows, held_things, shown)],
    }
    return said


def _with_evidence(
    call: ToolCall, rows: Sequence[Any], held_things: Sequence[Sequence[str]]
) -> tuple[int, dict[str, Any]]:
    """Return how many rows have room together with the evidence of what they hold, and that evidence."""
    things: dict[str, Any] = {}
    left = ROOM
    for number, (row, keys) in enumerate(zip(rows, held_things, strict=True)):
        new = {key: thing_evidence(call.held, key, call.language) for key in keys if key not in things}
        left -= len(to_text(row)) + len(to_text(new)) + len(to_text(keys))
        if left < 0:
            return number, things
        things |= new
    return len(rows), things


def _remarks(
    call: ToolCall, answer: Answer, rows: Sequence[Any], held_things: Sequence[Sequence[str]], shown: int
) -> list[str]:
    """Return what must be said of an answer: what was left out, and what has no evidence."""
    remarks = []
    if not rows:
        remarks.append(_WORDS("remarks.empty"))
    elif not any(held_things):
        remarks.append(_WORDS("remarks.bare"))
    if rows and not shown:
        remarks.append(_WORDS("remarks.wide", n=len(to_text(rows[0]))))
    elif shown < len(rows):
        remarks.append(_WORDS("remarks.room", n=shown, m=len(rows)))
    elif answer.truncated:
        remarks.append(_WORDS("remarks.limit", n=len(rows), most=MOST_ROWS))
    return [remark.in_language(call.language) for remark in remarks]


ASKING_TOOLS = (
    AssistantTool("schema", schema, (ToolArgument("about"),)),
    AssistantTool("questions", prepared_questions, (ToolArgument("name"),)),
    AssistantTool(
        "ask", ask, (ToolArgument("question", required=True), ToolArgument("parameters", "values"), _LIMIT)
    ),
    AssistantTool(
        "query", query, (ToolArgument("cypher", required=True), ToolArgument("parameters", "values"), _LIMIT)
    ),
)
