"""The small study, and an assistant that asks it: the SDK's own client over stdio, or in this process."""

from __future__ import annotations

import json
import os
import shutil
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from anyio.from_thread import BlockingPortal
    from mcp import Client, StdioServerParameters

PROGRAM = ["-P", "-c", "from kgraph.cli.program import run; run()", "mcp"]


@dataclass
class Assistant:
    """A client of the SDK, asked from tests that know nothing of event loops."""

    portal: BlockingPortal
    client: Client

    def call(self, tool: str, **arguments: Any) -> Any:
        """Return the result of a tool."""
        return self.portal.call(self.client.call_tool, tool, arguments)

    def ask(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """Return what a tool answers; it is no error, and the same as text and as values."""
        result = self.call(tool, **arguments)
        assert not result.is_error, result.content[0].text
        assert json.loads(result.content[0].text) == result.structured_content
        return dict(result.structured_content)

    def refused(self, tool: str, **arguments: Any) -> str:
        """Return the sentence with which a tool refuses."""
        result = self.call(tool, **arguments)
        assert result.is_error
        assert result.structured_content is None
        return str(result.content[0].text)


@pytest.fixture(scope="session")
def assistant_of() -> Callable[[Any], Any]:
    """An assistant of a server: `with assistant_of(server) as assistant`; the server, or how to start it."""
    # A second to import, which a run without these tests does not need.
    from anyio.from_thread import start_blocking_portal
    from mcp import Client

    @contextmanager
    def connected(server: Any) -> Iterator[Assistant]:
        client = Client(server)
        with start_blocking_portal() as portal, portal.wrap_async_context_manager(client):
            yield Assistant(portal, client)

    return connected


@pytest.fixture(scope="module")
def small(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small study."""
    return shutil.copytree(filled, tmp_path_factory.mktemp("assistants") / "study")


@pytest.fixture(scope="session")
def command() -> Callable[..., StdioServerParameters]:
    """How an assistant starts the command: `command(study, ...)`."""
    from mcp import StdioServerParameters

    def command(study: Path, *options: str) -> StdioServerParameters:
        arguments = [*PROGRAM, "--study", str(study), *options]
        kept = {
            name: os.environ[name] for name in ("JAVA_TOOL_OPTIONS", "KGRAPH_LINGER") if name in os.environ
        }
        return StdioServerParameters(command=sys.executable, args=arguments, env=kept)

    return command
