"""Serve an application on loopback, and nowhere else, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import signal
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

from kgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp


def listening(port: int | None, usual: int) -> socket.socket:
    """Return a socket that listens on 127.0.0.1.

    Parameters
    ----------
    port : int, optional
        The port, 0 for any that is free; `usual` or any other when absent.
    usual : int
        The port that is tried first.

    Raises
    ------
    UsageError
        The port is taken.
    """
    for each in (usual, 0) if port is None else (port,):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", each))
        except OSError as error:
            listener.close()
            reason = error.strerror
        else:
            return listener
    raise UsageError(
        f"port {port} cannot be used: {reason}",
        hint="Name another one, or leave --port out.",
    )


def run_until_stopped(
    app: ASGIApp, listener: socket.socket, started: Callable[[], None], *, has_lifespan: bool = False
) -> None:
    """Run an application on a socket until it is interrupted.

    Parameters
    ----------
    app : ASGI application
        What answers.
    listener : socket
        From :func:`listening`.
    started : callable
        Called once it answers.
    has_lifespan : bool
        Whether the application wants to be told of start and end.
    """
    import uvicorn

    class _Announcing(uvicorn.Server):
        """Says so once it answers."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            """Start, and tell."""
            await super().startup(sockets)
            started()

    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="on" if has_lifespan else "off",
        ws="none",
        timeout_graceful_shutdown=2,
    )
    former = signal.signal(signal.SIGTERM, interrupt)
    try:
        # uvicorn raises the interrupt again once it has stopped.
        with suppress(KeyboardInterrupt):
            _Announcing(config).run(sockets=[listener])
    finally:
        signal.signal(signal.SIGTERM, former)


def interrupt(_number: int, _frame: object) -> None:
    """End the program as Ctrl-C does; a handler for SIGTERM."""
    raise KeyboardInterrupt
