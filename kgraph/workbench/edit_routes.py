"""What the page decides and collects: findings and pairs for all; edits and rebuilds only with ``--edit``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from kgraph.errors import Location
from kgraph.loaders.editing.entry_forms import entry_classes, entry_form
from kgraph.loaders.editing.line_edits import lines_form
from kgraph.loaders.editing.table_cells import row_form
from kgraph.pipeline.study_edits import finding_json
from kgraph.words.catalogue import catalogue
from kgraph.workbench.query_runs import in_thread
from kgraph.workbench.rebuild_runs import EditRefusedError, RebuildRuns
from kgraph.workbench.request_values import given_in, language_of, number_in, text_in, texts_in
from kgraph.workbench.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from kgraph.pipeline.study_edits import PlannedEdit
    from kgraph.workbench.compared_builds import ComparedBuilds
    from kgraph.workbench.held_study import HeldStudy

_WORDS = catalogue("workbench")


def edit_routes(held: HeldStudy, compared: ComparedBuilds, *, allowed: bool) -> list[Route]:
    """Return the routes of what a page may collect.

    Parameters
    ----------
    held : HeldStudy
        The study.
    compared : ComparedBuilds
        Told of a rebuild: what it will be compared with is read meanwhile.
    allowed : bool
        Whether the study's files may be written; if not, whatever leads to that is refused.
    """
    desk = _Desk(held, compared)

    def writing(path: str, endpoint: Callable[[Request], Awaitable[Response]], method: str = "POST") -> Route:
        """Return a route that is only open with ``--edit``."""
        return Route(path, endpoint if allowed else closed, methods=[method])

    return [
        Route("/api/findings", desk.findings),
        writing("/api/row", desk.row),
        writing("/api/lines", desk.lines),
        writing("/api/forms", desk.forms, "GET"),
        writing("/api/form", desk.form, "GET"),
        writing("/api/plan/decision", desk.decision),
        writing("/api/plan/cell", desk.cell),
        writing("/api/plan/lines", desk.new_lines),
        writing("/api/plan/thing", desk.thing),
        writing("/api/save", desk.save),
        writing("/api/undo", desk.undo),
        writing("/api/rebuild", desk.rebuild),
    ]


async def closed(_request: Request) -> Response:
    """Refuse what needs ``--edit``."""
    raise EditRefusedError(_WORDS("refused.edit"))


class _Desk:
    """What the page collects, one method for each request."""

    def __init__(self, held: HeldStudy, compared: ComparedBuilds) -> None:
        self._edits = held.study.edits
        self._plans: Shelf[PlannedEdit] = Shelf()
        self._rebuilds = RebuildRuns(held, compared)

    async def findings(self, _request: Request) -> Response:
        """Return what is wrong or open in the study's files."""
        found = await run_in_threadpool(self._edits.findings)
        return JSONResponse(found.to_json() | self._last())

    async def row(self, request: Request) -> Response:
        """Return the row that a finding is about."""
        given = await given_in(request)
        place, language = _place(given), language_of(given.get("language"))
        form = await run_in_threadpool(row_form, self._edits.study, place, text_in(given, "path"), language)
        return JSONResponse(form.to_json())

    async def lines(self, request: Request) -> Response:
        """Return the statements that a finding is about."""
        place = _place(await given_in(request))
        form = await run_in_threadpool(lines_form, self._edits.study, place)
        return JSONResponse(form.to_json())

    async def forms(self, _request: Request) -> Response:
        """Return what can be entered."""
        # What is entered is compared with what is found now: looked for while its reader fills in the form.
        in_thread(self._edits.findings)
        return JSONResponse(
            [
                {"name": name, "words": words, "relation": relation}
                for name, words, relation in await run_in_threadpool(entry_classes)
            ]
        )

    async def form(self, request: Request) -> Response:
        """Return the form for one thing."""
        name, language = request.query_params.get("name", ""), request.query_params.get("language")
        form = await run_in_threadpool(entry_form, self._edits.study, name, language_of(language))
        return JSONResponse(form.to_json())

    async def decision(self, request: Request) -> Response:
        """Plan a decision on two names."""
        given = await given_in(request)
        a, b, note = (text_in(given, name) for name in ("a", "b", "note"))
        same = given.get("same") is True
        planned = await run_in_threadpool(self._edits.plan_decision, a, b, same=same, note=note)
        # A decision is not tried first: what is open with it is found while its reader looks on.
        in_thread(lambda: self._edits.look_ahead(planned))
        return self._answered(planned)

    async def cell(self, request: Request) -> Response:
        """Plan a new value of a cell."""
        given = await given_in(request)
        place, column, value = _place(given), number_in(given, "column"), text_in(given, "value")
        return await self._planned(lambda: self._edits.plan_cell(place, column, value))

    async def new_lines(self, request: Request) -> Response:
        """Plan other statements in the place of some lines."""
        given = await given_in(request)
        place, old, new = _place(given), text_in(given, "old"), text_in(given, "new")
        return await self._planned(lambda: self._edits.plan_lines(place, old, new))

    async def thing(self, request: Request) -> Response:
        """Plan a new thing."""
        given = await given_in(request)
        name, values, language = text_in(given, "name"), texts_in(given, "values"), given.get("language")
        return await self._planned(lambda: self._edits.plan_thing(name, values, language_of(language)))

    async def save(self, request: Request) -> Response:
        """Write a planned edit."""
        planned = self._plans.take(text_in(await given_in(request), "plan"))
        if not planned.allowed:
            raise EditRefusedError(_WORDS("refused.breaks"))
        await run_in_threadpool(self._edits.apply, planned)
        return JSONResponse({"file": planned.edit.name} | self._last())

    async def undo(self, _request: Request) -> Response:
        """Take back the last edit."""
        back = await run_in_threadpool(self._edits.undo)
        return JSONResponse({"file": back.name, "lines": back.lines} | self._last())

    async def rebuild(self, _request: Request) -> Response:
        """Rebuild the study; each line of the answer is a JSON object."""
        return StreamingResponse(self._rebuilds.start(), media_type="application/x-ndjson")

    async def _planned(self, plan: Callable[[], PlannedEdit]) -> Response:
        return self._answered(await run_in_threadpool(plan))

    def _answered(self, planned: PlannedEdit) -> Response:
        return JSONResponse(
            {
                "plan": self._plans.keep(planned),
                "file": planned.edit.name,
                "lines": planned.edit.lines,
                "appeared": [finding_json(each) for each in planned.appeared],
                "solved": planned.solved,
                "allowed": planned.allowed,
            }
        )

    def _last(self) -> dict[str, Any]:
        last = self._edits.last
        return {"last": None if last is None else {"file": last.name, "lines": last.lines}}


def _place(given: dict[str, Any]) -> Location:
    at = given.get("at")
    at = at if isinstance(at, dict) else {}
    if "line" in at:
        return Location(text_in(at, "file"), line=number_in(at, "line"))
    sheet, column = at.get("sheet"), at.get("column")
    return Location(
        text_in(at, "file"),
        sheet=None if sheet is None else text_in(at, "sheet"),
        row=number_in(at, "row"),
        column=None if column is None else text_in(at, "column"),
    )
