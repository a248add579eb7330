"""Who may talk to a server of kgraph's: only pages that it served itself, and whoever holds its token.

Any page in the same browser can send requests to a server on loopback, and a name that its owner points at
127.0.0.1 makes such a page look like ours ("DNS rebinding"). Each request must therefore name this server as
its host, come from no other page, and bring the token.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

from kgraph.words.catalogue import catalogue

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_WORDS = catalogue("workbench")
HOST = "127.0.0.1"
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_HEADERS = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class BenchAddress:
    """Where a server listens, and the secret that opens it.

    Parameters
    ----------
    port : int
        Its port on 127.0.0.1.
    token : str
        Drawn at random for each start.
    """

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def url(self) -> str:
        """The address to open, with the token."""
        return f"{self.root}/?token={self.token}"

    @property
    def root(self) -> str:
        """The address without the token."""
        return f"http://{HOST}:{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        """What a request may name as its host."""
        return frozenset(f"{name}:{self.port}" for name in (HOST, "localhost"))

    @property
    def cookie(self) -> str:
        """Name of the cookie; ports share their cookies, so each has a name of its own."""
        return f"kgraph-{self.port}"


class Gate:
    """Refuses what comes from elsewhere, and sets the headers of every answer.

    Parameters
    ----------
    app : ASGI application
        What stands behind the gate.
    address : BenchAddress
        Where it listens, and its token.
    has_page : bool
        Whether the token in the address opens a page. Programs send it as a header, and need no cookie.
    """

    def __init__(self, app: ASGIApp, address: BenchAddress, *, has_page: bool = True) -> None:
        self._app = app
        self._address = address
        self._has_page = has_page
        # The cookie holds another secret than the address, which people copy and browsers remember.
        self._session = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it with a sentence."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        enters = self._enters(scope)
        refusal = self._refusal(headers, scope, enters=enters)

        async def sealed(message: Message) -> None:
            """Send an answer with the headers that all of them have."""
            if message["type"] == "http.response.start":
                sent = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    sent[name] = value
                sent.setdefault("content-security-policy", NOTHING)
                if enters and refusal is None:
                    sent.append(
                        "set-cookie",
                        f"{self._address.cookie}={self._session}; Path=/; HttpOnly; SameSite=Strict",
                    )
            await send(message)

        if refusal is not None:
            status, key = refusal
            text = _WORDS(f"refused.{key}")
            await PlainTextResponse(f"{text.en}\n{text.sv}\n", status)(scope, receive, sealed)
            return
        await self._app(scope, receive, sealed)

    def _refusal(self, headers: Headers, scope: Scope, *, enters: bool) -> tuple[int, str] | None:
        """Return status and reason of a refusal; None for a request that may pass."""
        if headers.get("host", "") not in self._address.hosts:
            return 421, "host"
        origin = headers.get("origin")
        if origin is not None and origin not in {f"http://{host}" for host in self._address.hosts}:
            return 403, "origin"
        # Another port of this machine counts as the same site, to which a browser sends the cookie.
        shown = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none") and not shown:
            return 403, "origin"
        if scope["method"] not in ("GET", "HEAD") and origin is None and "authorization" not in headers:
            return 403, "origin"
        if not (enters or self._known(headers)):
            return 403, "token" if self._has_page else "bearer"
        return None

    def _enters(self, scope: Scope) -> bool:
        """Return whether a request asks for the page with the right token in its address."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        return self._has_page and scope["path"] == "/" and _same(given, self._address.token)

    def _known(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return _same(given, self._address.token)
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(self._address.cookie)
        except CookieError:
            return False
        return cookie is not None and _same(cookie.value, self._session)


def _same(given: str, wanted: str) -> bool:
    return secrets.compare_digest(given.encode(), wanted.encode())
