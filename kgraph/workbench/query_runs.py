"""Queries that run: each in a thread of its own, ended when it takes too long or nobody waits for it."""

from __future__ import annotations

import asyncio
import re
import secrets
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from kgraph.errors import StoreError
from kgraph.words.catalogue import catalogue
from kgraph.words.worded_error import WordedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kgraph.store.connection import Connection

_WORDS = catalogue("workbench")
#: Seconds that a query may take, how long its end is waited for after that, and how often it is asked for.
SECONDS, GRACE, TRIES = 30.0, 3.0, 5
#: Queries that run at the same time, in all tabs together.
AT_ONCE = 8
_ID = re.compile(r"[\w:.-]+")


class QueryStoppedError(WordedError):
    """A query was ended before it was done."""


class QueryRuns:
    """The queries that run now.

    Parameters
    ----------
    seconds : float
        How long each may take.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._stops: dict[str, asyncio.Event] = {}

    async def run(
        self,
        name: str,
        connection: Connection,
        work: Callable[[str], Any],
        gone: Callable[[], Awaitable[None]],
    ) -> Any:
        """Return what `work` returns, unless it is stopped first.

        Parameters
        ----------
        name : str
            What :meth:`stop` calls it.
        connection : Connection
            The store that the query runs in.
        work : callable
            Runs the query, with the comment that it is given at the end of its text.
        gone : callable
            Returns when whoever asked has gone away.

        Raises
        ------
        QueryStoppedError
            It was stopped, took too long, the server stops, or too many run already.
        """
        if len(self._stops) >= AT_ONCE:
            raise QueryStoppedError(_WORDS("stopped.many", n=AT_ONCE))
        mark, stop = f"kgraph run {secrets.token_hex(8)}", asyncio.Event()
        self._stops[name] = stop
        done = in_thread(lambda: work(f"\n// {mark}"))
        stopping = asyncio.ensure_future(stop.wait())
        leaving = asyncio.ensure_future(gone())
        try:
            await asyncio.wait(
                {done, stopping, leaving}, timeout=self.seconds, return_when=asyncio.FIRST_COMPLETED
            )
            if done.done():
                return done.result()
            asked = stopping.done() or leaving.done()
            for _ in range(TRIES):
                # Where a store plans a query apart, only its plan may have been ended.
                await asyncio.wait({in_thread(lambda: end_query(connection, mark))}, timeout=GRACE)
                await asyncio.wait({done}, timeout=GRACE / TRIES)
                if done.done():
                    break
            reason = "stopped.asked" if asked else "stopped.long"
            raise QueryStoppedError(_WORDS(reason, n=f"{self.seconds:g}"))
        except asyncio.CancelledError:
            # The server stops; whoever still waits is told so.
            in_thread(lambda: end_query(connection, mark))
            raise QueryStoppedError(_WORDS("stopped.ends")) from None
        finally:
            self._stops.pop(name, None)
            for waiting in (stopping, leaving):
                waiting.cancel()

    def stop(self, name: str) -> bool:
        """Stop a query; return whether it was running."""
        event = self._stops.get(name)
        if event is not None:
            event.set()
        return event is not None


def end_query(connection: Connection, mark: str) -> None:
    """End the queries whose text holds `mark`, in the store itself.

    Closing the socket would not: the embedded store goes on calculating, and it does not know the time limit
    of a transaction either.
    """
    with suppress(StoreError):
        for row in connection.read("SHOW TRANSACTIONS"):
            name = str(row["transactionId"])
            if mark in str(row["currentQuery"]) and _ID.fullmatch(name):
                connection.read(f"TERMINATE TRANSACTION '{name}'")


def in_thread(work: Callable[[], Any]) -> asyncio.Future[Any]:
    """Run `work` in a thread that does not keep the program alive."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Any] = loop.create_future()
    # What nobody waits for any more is no news either.
    future.add_done_callback(lambda each: each.cancelled() or each.exception())

    def settle(result: Any, error: BaseException | None) -> None:
        """Hand over what came of it, unless nobody waits any more."""
        if future.cancelled():
            return
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)

    def target() -> None:
        """Work, and tell the loop."""
        result, error = None, None
        try:
            result = work()
        except BaseException as raised:  # noqa: BLE001 - whoever waits for it raises it again
            error = raised
        with suppress(RuntimeError):
            # The loop is closed where the server has stopped meanwhile.
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=target, daemon=True).start()
    return future
