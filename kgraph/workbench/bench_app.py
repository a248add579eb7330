"""The ASGI application of the workbench: one page, and what it asks for."""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from kgraph.ask.answer_forms import to_parquet, to_spreadsheet_csv, to_xlsx
from kgraph.ask.answer_things import things_in
from kgraph.ask.cypher import ask
from kgraph.ask.explanation import explain_name
from kgraph.ask.own_questions import questions_of
from kgraph.ask.prepared import find_question, resolver
from kgraph.ask.query_names import completions
from kgraph.errors import KgraphError, UsageError, internal_fault
from kgraph.views.answer_view import answer_view
from kgraph.views.asked_question import AskedQuestion
from kgraph.views.ontology_words import OntologyWords
from kgraph.words.catalogue import catalogue
from kgraph.words.text import LANGUAGES
from kgraph.workbench.answer_cells import CellReader
from kgraph.workbench.bench_drawings import drawing, loss_view
from kgraph.workbench.bench_faults import fault_json, fault_status
from kgraph.workbench.bench_page import FRAME_POLICY, bench_page, thing_json
from kgraph.workbench.compared_builds import ComparedBuilds
from kgraph.workbench.edit_routes import edit_routes
from kgraph.workbench.look_routes import look_routes
from kgraph.workbench.query_runs import QueryRuns
from kgraph.workbench.request_values import given_in, language_of, text_in

if TYPE_CHECKING:
    from starlette.requests import Request

    from kgraph.ask.answer import Answer
    from kgraph.workbench.held_study import HeldGraph, HeldStudy

_WORDS = catalogue("workbench")
#: Rows of an answer at most, and words offered.
ROWS, OFFERS = 10_000, 50
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def bench_app(held: HeldStudy, runs: QueryRuns | None = None, *, edit: bool = False) -> Starlette:
    """Return the application of a study; :class:`kgraph.workbench.gate.Gate` belongs before it.

    Parameters
    ----------
    held : HeldStudy
        The study.
    runs : QueryRuns, optional
        The queries that run; with the usual limit when absent.
    edit : bool
        Whether the page may write to the study's own files and rebuild.
    """
    bench, compared = _Bench(held, runs or QueryRuns(), edit=edit), ComparedBuilds()
    routes = [
        Route("/", bench.page),
        Route("/api/query", bench.query, methods=["POST"]),
        Route("/api/question", bench.question, methods=["POST"]),
        Route("/api/stop", bench.stop, methods=["POST"]),
        Route("/api/complete", bench.complete, methods=["POST"]),
        Route("/api/things", bench.things),
        Route("/api/explain", bench.explain),
        Route("/api/whatif", bench.whatif, methods=["POST"]),
        Route("/answers/{name}.csv", bench.csv),
        Route("/answers/{name}.xlsx", bench.xlsx),
        Route("/answers/{name}.parquet", bench.parquet),
        Route("/drawings/{name}", bench.drawn),
        *edit_routes(held, compared, allowed=edit),
        *look_routes(held, compared, allowed=edit),
    ]
    handlers: dict[Any, Any] = {KgraphError: _refused, Exception: _failed}
    return Starlette(routes=routes, exception_handlers=handlers)


class _Bench:
    """What the page asks for, one method for each."""

    def __init__(self, held: HeldStudy, runs: QueryRuns, *, edit: bool) -> None:
        self._edit = edit
        self._held = held
        self._runs = runs
        self._study = held.study

    async def page(self, request: Request) -> Response:
        """Return the page itself."""
        now = await run_in_threadpool(self._held.now)
        html, policy = await run_in_threadpool(bench_page, self._study, now, edit=self._edit)
        return Response(html, media_type="text/html", headers={"content-security-policy": policy})

    async def query(self, request: Request) -> Response:
        """Answer a Cypher query."""
        given = await given_in(request)
        return await self._answered(request, text_in(given, "cypher"), given.get("parameters") or {}, given)

    async def question(self, request: Request) -> Response:
        """Answer a prepared question."""
        given = await given_in(request)
        question = find_question(text_in(given, "question"), questions_of(self._study.study))
        values = {name: value for name, value in (given.get("values") or {}).items() if value != ""}
        now = await run_in_threadpool(self._held.now)
        base = self._study.study.base
        filled = await run_in_threadpool(question.values, values, base, resolver(now.graph, base))
        return await self._answered(request, question.cypher, filled, given)

    async def _answered(
        self, request: Request, cypher: str, parameters: dict[str, Any], given: dict[str, Any]
    ) -> Response:
        started = perf_counter()
        now = await run_in_threadpool(self._held.now)

        def work(mark: str) -> Answer:
            """Ask the store; the mark is a comment, by which the query is found if it has to be ended."""
            return ask(now.connection, cypher + mark, parameters, max_rows=ROWS, stored=now.names)

        try:
            answer = await self._runs.run(text_in(given, "run"), now.connection, work, _gone(request))
        except KgraphError as error:
            return _fault(error, cypher)
        content = await run_in_threadpool(self._content, answer, now, AskedQuestion.of(cypher, parameters))
        return JSONResponse(content | {"seconds": round(perf_counter() - started, 3)})

    def _content(self, answer: Answer, now: HeldGraph, asked: AskedQuestion) -> dict[str, Any]:
        """Return an answer as the page takes it."""
        reader = CellReader(now, self._study.study.base)
        rows = [[reader.cell(value) for value in record] for record in answer.records]
        things = set(things_in(answer.records))
        view = answer_view(now.graph, now.ends, things, self._study.study.policy.persons, asked)
        return {
            "answer": self._held.answers.keep(answer, len(answer.records)),
            "columns": list(answer.columns),
            "rows": rows,
            "truncated": answer.truncated,
            "notes": list(answer.notes),
            "unknown": [
                {"kind": each.kind, "name": each.name, "near": list(each.near)} for each in answer.unknown
            ],
            "nodes": sum(thing in now.graph for thing in things),
            "drawing": None if view is None else self._held.views.keep(view, len(view.graph)),
        }

    async def stop(self, request: Request) -> Response:
        """Stop a query that runs."""
        return JSONResponse({"stopped": self._runs.stop(text_in(await given_in(request), "run"))})

    async def complete(self, request: Request) -> Response:
        """Return what may stand at the end of an unfinished query, as the shell offers it."""
        given = await given_in(request)
        now = await run_in_threadpool(self._held.now)
        found = await run_in_threadpool(completions, text_in(given, "before"), now.names)
        return JSONResponse([{"back": -back, "text": text} for back, text in found[:OFFERS]])

    async def things(self, request: Request) -> Response:
        """Return the nodes that a reader may mean."""
        now = await run_in_threadpool(self._held.now)
        found = await run_in_threadpool(now.find, request.query_params.get("text", ""))
        return JSONResponse([thing_json(now, uri) for uri in found])

    async def explain(self, request: Request) -> Response:
        """Return everything that is known about a node or relationship, statement by statement."""
        now = await run_in_threadpool(self._held.now)
        about = request.query_params.get("about", "")
        explained = await run_in_threadpool(explain_name, now.graph, about)
        thing = thing_json(now, explained.uri) if explained.uri in now.graph else None
        words = await run_in_threadpool(OntologyWords.load)
        values = [
            {code: each.in_words(words, code)[1] for code in LANGUAGES} for each in explained.statements
        ]
        return JSONResponse(explained.to_json() | {"thing": thing, "values": values})

    async def whatif(self, request: Request) -> Response:
        """Return what is lost without some nodes."""
        given = await given_in(request)
        names = given.get("without")
        if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
            raise UsageError(_WORDS("refused.nobody").en)
        now = await run_in_threadpool(self._held.now)
        result = await run_in_threadpool(
            lambda: self._study.whatif(*names, network=text_in(given, "network"))
        )
        removed = await run_in_threadpool(self._named, now, names)
        view = loss_view(now, result, removed, self._study.study.policy.persons)
        return JSONResponse(
            {
                "title": result.title.to_json(),
                "definition": result.definition.to_json(),
                "rows": [
                    {
                        "claim": row.claim.to_json(),
                        "sure": None if row.sure is None else row.sure.to_json(),
                        "things": [thing_json(now, uri) for uri in row.cut_off],
                    }
                    for row in result.rows
                ],
                "notes": [note.to_json() for note in result.notes],
                "drawing": self._held.views.keep(view, len(view.graph)),
            }
        )

    def _named(self, now: HeldGraph, names: list[str]) -> list[str]:
        resolve = resolver(now.graph, self._study.study.base)
        return [name if name in now.graph else resolve(name) for name in names]

    async def csv(self, request: Request) -> Response:
        """Return an answer as CSV for Excel."""
        answer = self._held.answers.take(request.path_params["name"])
        language = language_of(request.query_params.get("language"))
        content = await run_in_threadpool(to_spreadsheet_csv, answer.columns, answer.records, language)
        return _file(content, "text/csv; charset=utf-8", "csv")

    async def xlsx(self, request: Request) -> Response:
        """Return an answer as an Excel workbook."""
        answer = self._held.answers.take(request.path_params["name"])
        content = await run_in_threadpool(to_xlsx, answer.columns, answer.records)
        return _file(content, _XLSX, "xlsx")

    async def parquet(self, request: Request) -> Response:
        """Return an answer as a Parquet file; a sentence where polars is not installed."""
        answer = self._held.answers.take(request.path_params["name"])
        content = await run_in_threadpool(to_parquet, answer.columns, answer.records)
        return _file(content, "application/vnd.apache.parquet", "parquet")

    async def drawn(self, request: Request) -> Response:
        """Return a drawing, as a page for a frame."""
        view = self._held.views.take(request.path_params["name"])
        now = await run_in_threadpool(self._held.now)
        language = language_of(request.query_params.get("language"))
        html = await run_in_threadpool(drawing, view, now, self._study.study, language)
        # The page brings its own policy; this one says who may frame it.
        return Response(html, media_type="text/html", headers={"content-security-policy": FRAME_POLICY})


def _gone(request: Request) -> Any:
    """Return a function that returns when whoever sent a request has gone away."""

    async def gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            await asyncio.sleep(0)

    return gone


def _file(content: bytes, kind: str, ending: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="kgraph.{ending}"'}
    return Response(content, media_type=kind, headers=headers)


def _fault(error: KgraphError, cypher: str = "") -> Response:
    return JSONResponse({"error": fault_json(error, cypher)}, fault_status(error))


async def _refused(_request: Request, error: Exception) -> Response:
    return _fault(error) if isinstance(error, KgraphError) else await _failed(_request, error)


async def _failed(_request: Request, error: Exception) -> Response:
    return PlainTextResponse(internal_fault(error), 500)
