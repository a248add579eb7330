"""Tools that look at what is known: nodes by name, statements with their sources, losses, findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kgraph.analysis.results import Evidence
from kgraph.ask.explanation import explain_name
from kgraph.assistants.answer_room import ROOM, finite, fitting
from kgraph.assistants.assistant_tool import AssistantTool
from kgraph.assistants.row_evidence import claim_evidence, named_sources, thing_evidence
from kgraph.assistants.tool_arguments import ToolArgument
from kgraph.errors import UsageError
from kgraph.pipeline.directory import ANALYSIS_FILE, Results
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgraph.assistants.assistant_tool import ToolCall

_WORDS = catalogue("assistants")
NETWORK = "service-dependency"
_FIRST = ToolArgument("first", "number", default=10, least=1, most=100)


def find(call: ToolCall) -> dict[str, Any]:
    """Return the nodes that a name may mean, the best match first."""
    found = call.held.find(call.given["name"])
    said: dict[str, Any] = {
        "nodes": [{"uri": uri} | thing_evidence(call.held, uri, call.language) for uri in found]
    }
    return said if found else said | {"remarks": [_said(call, "remarks.nobody", name=call.given["name"])]}


def explain(call: ToolCall) -> dict[str, Any]:
    """Return what ``kgraph explain --format json`` writes of a node or relationship, part by part."""
    explained = explain_name(call.held.graph, call.given["name"]).to_json()
    only, skip = call.given.get("only", "").casefold(), call.given["skip"]
    statements = [
        each for each in explained["statements"] if only in f"{each['statement']} {each['value']}".casefold()
    ]
    part = statements[skip:]
    shown = max(fitting(part), 1)
    remarks = []
    if len(part) > shown:
        remarks.append(_said(call, "remarks.more", n=shown, m=len(statements), skip=skip + shown))
    if not part:
        remarks.append(_said(call, "remarks.none", m=len(explained["statements"])))
    return explained | {"statements": part[:shown], "remarks": remarks}


def what_if(call: ToolCall) -> dict[str, Any]:
    """Return what ``kgraph whatif --format jsonl`` writes, with the evidence of each row."""
    network = call.given.get("network", NETWORK)
    result = call.study.whatif(*call.given["without"], network=network)
    table = [
        row | {"evidence": claim_evidence(each.evidence, call.held, call.language)}
        for row, each in zip(result.to_table(call.language), result.rows, strict=True)
    ]
    return {
        "title": result.title.in_language(call.language),
        "network": network,
        "definition": result.definition.in_language(call.language),
    } | _rows(call, finite(table), [note.in_language(call.language) for note in result.notes])


def findings(call: ToolCall) -> dict[str, Any]:
    """Return the claims of the last analysis: those that are said first, or the answers to one question."""
    content = Results(call.study.study).read_if(ANALYSIS_FILE, call.held.build)
    if content is None:
        raise UsageError(_WORDS("refused.analysis").en, hint=_WORDS("refused.rebuild").en)
    network, question = call.given.get("network"), call.given.get("question")
    _refuse_unknown("network", network, content["networks"])
    results = [each for each in content["results"] if network in (None, each["network"])]
    if question is not None:
        _refuse_unknown("question", question, [each["question"] for each in content["results"]])
        asked = [each for each in results if each["question"] == question and each["rows"]]
        return {"results": [_result(call, each, ROOM // len(asked)) for each in asked]}
    claims = [each for each in content["findings"] if network in (None, each["network"])]
    first = [each for each in claims if each["whyNot"] is None]
    shown = [_claim(call, each) for each in first[: call.given["first"]]]
    said = _rows(call, shown, [], "findings", _said(call, "remarks.said-first", n=len(claims) - len(first)))
    answered = {
        each["network"]: [
            one["question"] for one in results if one["network"] == each["network"] and one["rows"]
        ]
        for each in results
    }
    return {"build": call.held.build} | said | {"questionsAnswered": answered}


def _result(call: ToolCall, result: dict[str, Any], room: int) -> dict[str, Any]:
    """Return one answer of the analysis with its first rows, as ``analysis.json`` has them."""
    rows: list[dict[str, Any]] = []
    for row in result["rows"][: call.given["first"]]:
        evidence = [Evidence(**each) for each in row["evidence"]]
        kept = {
            key: row[key]
            for key in ("node", "figure", "interval", "bounds", "probability", "statedOnly", "tier", "z", "p")
        }
        rows.append(
            {"claim": row["claim"][call.language]}
            | {key: value for key, value in kept.items() if value is not None}
            | {"evidence": claim_evidence(evidence, call.held, call.language)}
        )
    words = {key: result[key][call.language] for key in ("title", "definition")}
    shown = fitting(rows, room)
    notes = [note[call.language] for note in result["notes"]]
    if shown < len(result["rows"]):
        notes.append(_said(call, "remarks.first", n=shown, m=len(result["rows"])))
    said = {"network": result["network"], **words, "method": result["method"]}
    return said | {"rows": rows[:shown], "remarks": notes}


def _claim(call: ToolCall, finding: dict[str, Any]) -> dict[str, Any]:
    words = {key: finding[key][call.language] for key in ("claim", "sure", "change")}
    rest = {key: finding[key] for key in ("kind", "network", "node", "probability", "statedOnly")}
    return words | rest | {"sources": named_sources(call.held, finding["sources"], call.language)}


def _rows(
    call: ToolCall, rows: Sequence[Any], remarks: list[str], name: str = "rows", last: str = ""
) -> dict[str, Any]:
    """Return the rows that have room, and remarks on them."""
    shown = fitting(rows)
    if shown < len(rows):
        remarks = [*remarks, _said(call, "remarks.room", n=shown, m=len(rows))]
    return {name: list(rows[:shown]), "remarks": [*remarks, *([last] if last else [])]}


def _refuse_unknown(kind: str, name: str | None, known: Sequence[str] | dict[str, Any]) -> None:
    names = list(dict.fromkeys(known))
    if name is not None and name not in names:
        raise UsageError(
            _WORDS(f"refused.{kind}", name=name).en, hint=_WORDS("refused.choices", names=", ".join(names)).en
        )


def _said(call: ToolCall, key: str, **values: Any) -> str:
    return _WORDS(key, **values).in_language(call.language)


LOOKING_TOOLS = (
    AssistantTool("find", find, (ToolArgument("name", required=True),)),
    AssistantTool(
        "explain",
        explain,
        (
            ToolArgument("name", required=True),
            ToolArgument("only"),
            ToolArgument("skip", "number", default=0),
        ),
    ),
    AssistantTool(
        "what_if", what_if, (ToolArgument("without", "names", required=True), ToolArgument("network"))
    ),
    AssistantTool("findings", findings, (ToolArgument("network"), ToolArgument("question"), _FIRST)),
)
