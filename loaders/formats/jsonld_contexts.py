"""JSON-LD contexts that a file names by address: from the study, or from a host that the study allows.

Nothing else is ever fetched. A copy in the study is the better way: it cannot change unnoticed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from kgraph.errors import SourceError, UsageError

if TYPE_CHECKING:
    from http.client import HTTPMessage
    from pathlib import Path

    from kgraph.study import Study

CATALOG = "contexts/catalog.json"
MAX_CONTEXT_BYTES = 4 * 1024 * 1024
MAX_CONTEXT_DEPTH = 10
TIMEOUT_SECONDS = 20

ContextSource = Callable[[str], Any]


class ContextRefusedError(Exception):
    """A context that may not or cannot be read; `reason` says why."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(address)
        self.address = address
        self.reason = reason


def no_contexts(address: str) -> Any:
    """Refuse every context."""
    raise ContextRefusedError(address, "no context is read over the network or from another file")


def study_contexts(study: Study) -> ContextSource:
    """Return the source of contexts of a study: its ``contexts/catalog.json``, then its allowed hosts.

    The catalogue is a JSON object that maps addresses to file names, relative to the catalogue.

    Raises
    ------
    UsageError
        The catalogue is not such an object.
    """
    path = study.root / CATALOG
    catalog: dict[str, str] = {}
    if path.is_file():
        try:
            catalog = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise UsageError(f"not JSON: {error}", where=path) from error
        if not isinstance(catalog, dict) or not all(isinstance(value, str) for value in catalog.values()):
            raise UsageError("not an object from context address to file name", where=path)
    contexts: dict[str, Any] = {}

    def find(address: str) -> Any:
        """Return the context at `address`, read once."""
        if address not in contexts:
            if address in catalog:
                contexts[address] = _from_file(path.parent, catalog[address], address)
            elif urlsplit(address).hostname in study.policy.network_hosts:
                contexts[address] = _from_network(address, study.policy.network_hosts)
            else:
                no_contexts(address)
        return contexts[address]

    return find


def inline_contexts(document: Any, find: ContextSource, depth: int = 0) -> Any:
    """Return `document` with every context address replaced by the context that `find` gives.

    Raises
    ------
    ContextRefusedError
        `find` refuses a context, or contexts name each other without end.
    """
    if isinstance(document, list):
        return [inline_contexts(item, find, depth) for item in document]
    if not isinstance(document, dict):
        return document
    return {
        key: _inline(value, find, depth) if key == "@context" else inline_contexts(value, find, depth)
        for key, value in document.items()
    }


def _inline(context: Any, find: ContextSource, depth: int) -> Any:
    if isinstance(context, list):
        return [_inline(item, find, depth) for item in context]
    if isinstance(context, dict) and isinstance(context.get("@import"), str):
        # https://www.w3.org/TR/json-ld11/#imported-contexts: a context overrides what it imports.
        imported = _inline(context["@import"], find, depth)
        rest = {key: value for key, value in context.items() if key != "@import"}
        return {**(imported if isinstance(imported, dict) else {}), **inline_contexts(rest, find, depth)}
    if not isinstance(context, str):
        return inline_contexts(context, find, depth)
    if depth >= MAX_CONTEXT_DEPTH:
        raise ContextRefusedError(
            context, f"contexts name each other more than {MAX_CONTEXT_DEPTH} levels deep"
        )
    document = find(context)
    inner = document.get("@context", {}) if isinstance(document, dict) else document
    return _inline(inner, find, depth + 1)


def _from_file(directory: Path, name: str, address: str) -> Any:
    path = (directory / name).resolve()
    if not path.is_relative_to(directory.resolve()) or not path.is_file():
        raise ContextRefusedError(address, f"its copy {name!r} is not a file in {directory.name}/")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SourceError(
            f"not JSON: {error}", where=path, hint="Replace the copy of the context."
        ) from error


class _SameHosts(HTTPRedirectHandler):
    """Follow a redirect only to a host that the study allows."""

    def __init__(self, hosts: tuple[str, ...]) -> None:
        self.hosts = hosts

    def redirect_request(
        self, req: Request, fp: Any, code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """Refuse a redirect to any other host."""
        if urlsplit(newurl).hostname not in self.hosts:
            raise ContextRefusedError(
                req.full_url, f"it redirects to {urlsplit(newurl).hostname}, which is not allowed"
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _from_network(address: str, hosts: tuple[str, ...]) -> Any:
    if urlsplit(address).scheme not in ("http", "https"):
        raise ContextRefusedError(address, "only http and https addresses are fetched")
    accept = {"Accept": "application/ld+json, application/json"}
    request = Request(address, headers=accept)  # noqa: S310 - the scheme is checked above
    try:
        with build_opener(_SameHosts(hosts)).open(request, timeout=TIMEOUT_SECONDS) as response:
            content = response.read(MAX_CONTEXT_BYTES + 1)
    except OSError as error:
        raise ContextRefusedError(address, f"it could not be fetched: {error}") from error
    if len(content) > MAX_CONTEXT_BYTES:
        raise ContextRefusedError(address, f"it is larger than {MAX_CONTEXT_BYTES // 1024**2} MiB")
    try:
        return json.loads(content)
    except ValueError as error:
        raise ContextRefusedError(address, "the answer is not JSON") from error
