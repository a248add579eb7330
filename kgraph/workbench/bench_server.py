"""Run a workbench until Ctrl-C: the store is opened once, the port taken, the page opened in the browser."""

from __future__ import annotations

import threading
import webbrowser
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgraph.missing_packages import missing_package

if TYPE_CHECKING:
    from collections.abc import Callable

    from kgraph.api import OpenStudy
    from kgraph.workbench.held_study import HeldStudy

#: The port when none is named and it is free: browsers keep the history of queries by address.
USUAL_PORT = 7476


@dataclass(frozen=True, slots=True)
class ServerChoice:
    """How a workbench is served.

    Parameters
    ----------
    say, announce : callable
        Write a remark, and the address.
    port : int, optional
        Port on 127.0.0.1, 0 for any that is free; :data:`USUAL_PORT` or any other when absent.
    browser : bool
        Whether to open the page in the user's browser.
    edit : bool
        Whether the page may write to the study's own files.
    """

    say: Callable[[str], None]
    announce: Callable[[str], None]
    port: int | None = None
    browser: bool = True
    edit: bool = False


def serve(study: OpenStudy, choice: ServerChoice) -> None:
    """Serve the workbench of a study on loopback until it is interrupted.

    Parameters
    ----------
    study : OpenStudy
        The study; its store is opened and stays open.
    choice : ServerChoice
        Port, browser, and where the address is written.

    Raises
    ------
    UsageError
        The packages for it are not installed, or the port is taken.
    StoreError
        The store cannot be reached, or holds nothing yet.
    """
    try:
        import starlette  # noqa: F401 - asked for here, so that its absence is one sentence
        import uvicorn  # noqa: F401
    except ImportError:
        raise missing_package("the workbench", "starlette", "uvicorn", extra="serve") from None
    from kgraph.workbench.bench_app import bench_app
    from kgraph.workbench.gate import BenchAddress, Gate
    from kgraph.workbench.held_study import HeldStudy
    from kgraph.workbench.loopback import listening, run_until_stopped
    from kgraph.workbench.query_runs import in_thread

    with listening(choice.port, USUAL_PORT) as listener:
        choice.say("opening the store ...")
        held = HeldStudy(study)
        warm(held)
        address = BenchAddress(listener.getsockname()[1])

        def started() -> None:
            """Let the reader in."""
            choice.announce(address.url)
            may = "read and change" if choice.edit else "read"
            choice.say(f"Whoever has this address can {may} the study. Stop with Ctrl-C.")
            if choice.edit:
                # What is wrong or open is asked for soon, and takes seconds to find.
                in_thread(held.study.edits.findings)
            if choice.browser:
                threading.Thread(target=webbrowser.open, args=[address.url], daemon=True).start()

        run_until_stopped(Gate(bench_app(held, edit=choice.edit), address), listener, started)
        held.close()
        choice.say("stopped")


def warm(held: HeldStudy) -> None:
    """Read the store and load what the first answers need, so that nobody waits for it."""
    from kgraph.views.answer_view import answer_view
    from kgraph.workbench.bench_drawings import drawing
    from kgraph.workbench.bench_page import bench_page

    now = held.now()
    bench_page(held.study, now)
    view = answer_view(now.graph, now.ends, list(now.ends)[:20], "include")
    if view is not None:
        drawing(view, now, held.study.study, "en")
