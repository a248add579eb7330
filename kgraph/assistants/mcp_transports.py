"""Run the server of a study: over standard input and output, or over HTTP on loopback."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.errors import EXIT_DONE, KgraphError
from kgraph.missing_packages import missing_package

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.api import OpenStudy
    from kgraph.workbench.held_study import HeldStudy

#: The port when none is named and it is free: an assistant keeps the address in its settings.
USUAL_PORT = 7478


@dataclass(frozen=True, slots=True)
class AssistantChoice:
    """How an assistant reaches the study.

    Parameters
    ----------
    say, announce : callable
        Write a remark, and the address.
    language : {"sv", "en"}
        Language of descriptions, claims and remarks.
    http : bool
        Over HTTP on loopback; over standard input and output otherwise.
    port : int, optional
        Port on 127.0.0.1, 0 for any that is free; :data:`USUAL_PORT` or any other when absent.
    """

    say: Callable[[str], None]
    announce: Callable[[str], None]
    language: str = "en"
    http: bool = False
    port: int | None = None


def serve_assistant(study: OpenStudy, choice: AssistantChoice) -> None:
    """Serve the tools of a study until the assistant, or a signal, ends it.

    Parameters
    ----------
    study : OpenStudy
        The study; its store is opened and stays open.
    choice : AssistantChoice
        The way, the language, and where the address is written.

    Raises
    ------
    UsageError
        The package for it is not installed, or the port is taken.
    """
    try:
        import mcp  # noqa: F401 - asked for here, so that its absence is one sentence
    except ImportError:
        raise missing_package("a server for assistants", "mcp", extra="mcp") from None
    from kgraph.workbench.held_study import HeldStudy

    if choice.http:
        _serve_http(HeldStudy(study), choice)
    else:
        _serve_stdio(HeldStudy(study), choice)


def _serve_stdio(held: HeldStudy, choice: AssistantChoice) -> None:
    import anyio
    from mcp.server.stdio import stdio_server

    from kgraph.assistants.mcp_server import mcp_server
    from kgraph.workbench.query_runs import QueryRuns

    server = mcp_server(held, QueryRuns(), choice.language)

    async def run() -> None:
        """Answer until standard input ends; meanwhile the store is opened for the first question."""
        async with stdio_server() as (incoming, outgoing), anyio.create_task_group() as tasks:
            # Not before: what a store's server prints must not get into the protocol.
            tasks.start_soon(anyio.to_thread.run_sync, _warm, held, choice.say)
            await server.run(incoming, outgoing, server.create_initialization_options())

    def leave(_number: int, _frame: object) -> None:
        """Close the store and end: the thread that waits for standard input cannot be woken."""
        held.close()
        choice.say("stopped")
        os._exit(EXIT_DONE)

    former = {sign: signal.signal(sign, leave) for sign in (signal.SIGINT, signal.SIGTERM)}
    try:
        anyio.run(run)
    finally:
        for sign, handler in former.items():
            signal.signal(sign, handler)


def _serve_http(held: HeldStudy, choice: AssistantChoice) -> None:
    from kgraph.assistants.mcp_server import mcp_server
    from kgraph.workbench.gate import BenchAddress, Gate
    from kgraph.workbench.loopback import listening, run_until_stopped
    from kgraph.workbench.query_runs import QueryRuns

    server = mcp_server(held, QueryRuns(), choice.language)
    with listening(choice.port, USUAL_PORT) as listener:
        choice.say("opening the store ...")
        held.now()
        address = BenchAddress(listener.getsockname()[1])

        def started() -> None:
            """Say where it is, and with what."""
            choice.announce(f"{address.root}/mcp")
            choice.announce(f"Authorization: Bearer {address.token}")
            choice.say("Whoever has address and token can read the study. Stop with Ctrl-C.")

        app = Gate(server.streamable_http_app(), address, has_page=False)
        run_until_stopped(app, listener, started, has_lifespan=True)
        held.close()
        choice.say("stopped")


def _warm(held: HeldStudy, say: Callable[[str], None]) -> None:
    """Open the store; why it cannot be opened is said in the answer to the first question, too."""
    try:
        held.now()
    except KgraphError as error:
        say(f"error: {error}")
