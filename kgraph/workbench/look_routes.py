"""What the page shows of a study as a whole, and what is kept with it: views, builds, stories, queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kgraph.ask.own_questions import save_question
from kgraph.errors import UsageError
from kgraph.pipeline.directory import Results
from kgraph.pipeline.pages import ViewChoice, framed_page, placed_view
from kgraph.pipeline.story_answers import drawn_answer
from kgraph.pipeline.study_stories import save_stories, stories_of
from kgraph.views.asked_question import is_answer_page
from kgraph.views.stories import asked_in, stories_from
from kgraph.words.catalogue import catalogue
from kgraph.workbench.bench_drawings import drawing
from kgraph.workbench.bench_page import FRAME_POLICY
from kgraph.workbench.edit_routes import closed
from kgraph.workbench.query_runs import in_thread
from kgraph.workbench.request_values import given_in, language_of, text_in

if TYPE_CHECKING:
    from starlette.requests import Request

    from kgraph.workbench.compared_builds import ComparedBuilds
    from kgraph.workbench.held_study import HeldGraph, HeldStudy


def look_routes(held: HeldStudy, compared: ComparedBuilds, *, allowed: bool) -> list[Route]:
    """Return the routes of views, and of what is kept with the study.

    Parameters
    ----------
    held : HeldStudy
        The study.
    compared : ComparedBuilds
        The comparison that was looked at last.
    allowed : bool
        Whether the study's files may be written; if not, whatever leads to that is refused.
    """
    gallery = _Gallery(held, compared)
    return [
        Route("/api/builds", gallery.builds),
        Route("/views/{name}.html", gallery.view),
        Route("/api/keep/stories", gallery.stories if allowed else closed, methods=["POST"]),
        Route("/api/keep/question", gallery.question if allowed else closed, methods=["POST"]),
    ]


class _Gallery:
    """What the page shows and keeps, one method for each request."""

    def __init__(self, held: HeldStudy, compared: ComparedBuilds) -> None:
        self._held = held
        self._compared = compared

    async def builds(self, _request: Request) -> Response:
        """Return the kept builds before this one, the newest first."""
        now = await run_in_threadpool(self._held.now)
        study = self._held.study.study
        kept = await run_in_threadpool(Results(study).builds)
        builds = [build for build in reversed(kept) if build != now.build]
        if builds:
            # It is the one that is offered first: read and laid out while its reader looks for the button.
            in_thread(lambda: self._compared.placed(study, now, builds[0]))
        return JSONResponse(builds)

    async def view(self, request: Request) -> Response:
        """Return a view, or a comparison with an earlier build, as a page for a frame."""
        now = await run_in_threadpool(self._held.now)
        language = language_of(request.query_params.get("language"))
        name, before = request.path_params["name"], request.query_params.get("before")
        if is_answer_page(name):
            html = await run_in_threadpool(self._answer, now, name, language)
        else:
            html = await run_in_threadpool(self._view, now, (name, before), language)
        return Response(html, media_type="text/html", headers={"content-security-policy": FRAME_POLICY})

    def _view(self, now: HeldGraph, wanted: tuple[str, str | None], language: str) -> str:
        """Return the page of a view by its name, or of a comparison with an earlier build."""
        study, (name, before) = self._held.study.study, wanted
        if not before:
            placed = placed_view(study, now.graph, ViewChoice(name))
        else:
            placed = self._compared.placed(study, now, before)
        return framed_page(study, now.graph, placed, language)

    def _answer(self, now: HeldGraph, name: str, language: str) -> str:
        """Return the page of an answer that a story has a step on; the store is asked again."""
        study = self._held.study.study
        asked = asked_in(stories_of(study)).get(name)
        view = drawn_answer(study, now.connection, now.graph, now.ends, asked) if asked else None
        if view is None:
            raise UsageError(catalogue("pages")("answers.nothing").en)
        return drawing(view, now, study, language)

    async def stories(self, request: Request) -> Response:
        """Write the study's stories, unless its file has others than the page began with."""
        given = await given_in(request)
        base, stories = (stories_from({"stories": given.get(name)}) for name in ("base", "stories"))
        path = await run_in_threadpool(save_stories, self._held.study.study, stories, base)
        return JSONResponse({"file": path.name})

    async def question(self, request: Request) -> Response:
        """Write a query as a question of the study's own."""
        given = await given_in(request)
        now, study = await run_in_threadpool(self._held.now), self._held.study.study
        name, cypher = text_in(given, "name"), text_in(given, "cypher")
        path = await run_in_threadpool(save_question, study, name, cypher, now.connection.dialect)
        return JSONResponse({"file": study.relative(path)})
