"""The tools that an assistant gets, in the order in which it reads them."""

from __future__ import annotations

from kgraph.assistants.asking_tools import ASKING_TOOLS
from kgraph.assistants.looking_tools import LOOKING_TOOLS

TOOLS = {tool.name: tool for tool in (*ASKING_TOOLS, *LOOKING_TOOLS)}
