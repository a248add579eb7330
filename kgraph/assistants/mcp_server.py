"""The study as a server of the Model Context Protocol: its tools, and the terms of the ontology as resources.

References
----------
Model Context Protocol, specification of 2025-11-25 and later: tools, resources, errors of tools as results.
"""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Any

import anyio.to_thread
import mcp_types as types
from mcp import MCPError
from mcp.server import Server

from kgraph.assistants.answer_room import LARGEST, to_text
from kgraph.assistants.assistant_tool import ToolCall
from kgraph.assistants.schema_levels import term_json, terms_by_name
from kgraph.assistants.tool_arguments import checked_arguments
from kgraph.assistants.tool_registry import TOOLS
from kgraph.errors import KgraphError, UsageError, internal_fault
from kgraph.pipeline.study_choices import networks_of
from kgraph.version import VERSION
from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from kgraph.assistants.assistant_tool import AssistantTool
    from kgraph.workbench.held_study import HeldStudy
    from kgraph.workbench.query_runs import QueryRuns

_WORDS = catalogue("assistants")
TERMS = "kgraph://ontology"
_JSON = "application/json"
# Hints of the command line that name a command which an assistant cannot run, and what it can do instead.
_INSTEAD = (("kgraph query --ask", "questions"), ('kgraph query "', "find"), ("--write", "nothing"))


def mcp_server(held: HeldStudy, runs: QueryRuns, language: str) -> Server[Any]:
    """Return the server of a study.

    Parameters
    ----------
    held : HeldStudy
        The study, whose store is opened at the first call.
    runs : QueryRuns
        The calls that run now, with the time that each may take.
    language : {"sv", "en"}
        Language of descriptions, claims and remarks. Errors are in English, as on the command line.
    """
    study = _StudyServer(held, runs, language)
    settings = held.study.study
    title = settings.title.get(language) or next(iter(settings.title.values()), settings.id)
    return Server(
        "kgraph",
        version=VERSION,
        title=_WORDS("server.title", study=title).in_language(language),
        instructions=_WORDS("server.about", study=title).in_language(language),
        on_list_tools=study.tools,
        on_call_tool=study.call,
        on_list_resources=study.resources,
        on_list_resource_templates=study.templates,
        on_read_resource=study.read,
    )


class _StudyServer:
    """What the protocol asks for, one method for each."""

    def __init__(self, held: HeldStudy, runs: QueryRuns, language: str) -> None:
        self._held = held
        self._runs = runs
        self._language = language

    async def tools(self, _context: Any, _page: Any) -> types.ListToolsResult:
        """Return the tools with their descriptions."""
        return types.ListToolsResult(tools=[self._described(tool) for tool in TOOLS.values()])

    def _described(self, tool: AssistantTool) -> types.Tool:
        words = _WORDS.below(f"tool.{tool.name}")
        choices = {"network": list(networks_of(self._held.study.study))}
        return types.Tool(
            name=tool.name,
            title=words["title"].in_language(self._language),
            description=words["text"].in_language(self._language),
            input_schema={
                "type": "object",
                "properties": {
                    each.name: each.schema(
                        words[each.name].in_language(self._language), choices.get(each.name, ())
                    )
                    for each in tool.arguments
                },
                "required": [each.name for each in tool.arguments if each.required],
                "additionalProperties": False,
            },
            annotations=types.ToolAnnotations(
                read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
            ),
        )

    async def call(self, _context: Any, request: types.CallToolRequestParams) -> types.CallToolResult:
        """Call a tool. What goes wrong is a sentence that the assistant reads, no error of the protocol."""
        try:
            said = await self._answer(request.name, request.arguments or {})
        except KgraphError as error:
            return _refused(_sentence(error))
        except Exception as error:  # noqa: BLE001 - an assistant goes on; a fault of ours is told in a line
            return _refused(internal_fault(error))
        text = to_text(said)
        if len(text) > LARGEST:
            return _refused(f"{_WORDS('refused.large', n=len(text)).en}\n{_WORDS('refused.less').en}")
        content: list[Any] = [types.TextContent(type="text", text=text)]
        return types.CallToolResult(content=content, structured_content=said)

    async def _answer(self, name: str, given: dict[str, Any]) -> dict[str, Any]:
        tool = TOOLS.get(name)
        if tool is None:
            hint = _WORDS("refused.tools", names=", ".join(TOOLS)).en
            raise UsageError(_WORDS("refused.tool", name=name).en, hint=hint)
        values = checked_arguments(name, tool.arguments, given)
        now = await anyio.to_thread.run_sync(self._held.now)

        def work(mark: str) -> dict[str, Any]:
            """Do the work; what it asks of the store can be found by the mark, and ended."""
            return tool.work(ToolCall(self._held.study, now, values, self._language, mark))

        said: dict[str, Any] = await self._runs.run(secrets.token_hex(8), now.connection, work, _stays)
        return said

    async def resources(self, _context: Any, _page: Any) -> types.ListResourcesResult:
        """Return the list of the ontology's terms as the one resource that is listed."""
        resource = types.Resource(
            uri=TERMS,
            name="ontology",
            title=_WORDS("resource.terms").in_language(self._language),
            description=_WORDS("resource.terms-text").in_language(self._language),
            mime_type=_JSON,
        )
        return types.ListResourcesResult(resources=[resource])

    async def templates(self, _context: Any, _page: Any) -> types.ListResourceTemplatesResult:
        """Return the address of a single term."""
        template = types.ResourceTemplate(
            uri_template=f"{TERMS}/{{name}}",
            name="term",
            title=_WORDS("resource.term").in_language(self._language),
            description=_WORDS("resource.term-text").in_language(self._language),
            mime_type=_JSON,
        )
        return types.ListResourceTemplatesResult(resource_templates=[template])

    async def read(self, _context: Any, request: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        """Return the terms, or one of them."""
        uri = str(request.uri)
        terms = terms_by_name()
        start, _, wanted = uri.removeprefix("kgraph://").partition("/")
        found: Any = [term_json(term) for (_, name), term in terms.items() if name == wanted]
        if uri == TERMS:
            found = [
                {"name": name, "kind": kind, "label": term.labels} for (kind, name), term in terms.items()
            ]
        if start != "ontology" or not found:
            text = f"{_WORDS('refused.resource', name=uri).en}\n{_WORDS('refused.terms').en}"
            raise MCPError(code=types.INVALID_PARAMS, message=text)
        content = types.TextResourceContents(uri=uri, mime_type=_JSON, text=to_text(found))
        return types.ReadResourceResult(contents=[content])


async def _stays() -> None:
    """Return never: of an assistant that has gone the protocol tells by cancelling the call."""
    await asyncio.Event().wait()


def _refused(text: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=True)


def _sentence(error: KgraphError) -> str:
    """Return what went wrong and what to do next, in the assistant's means."""
    hint = error.hint or ""
    tool = next((tool for command, tool in _INSTEAD if command in hint), None)
    if tool is not None:
        hint = _WORDS(f"next.{tool}").en
    where = f"{error.where}: " if error.where is not None else ""
    return f"{where}{error.message}\n{hint}".strip()
