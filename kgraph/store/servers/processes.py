"""Check that a process id still belongs to the server it once belonged to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def is_server(pid: int, home: Path) -> bool:
    """Return whether process `pid` is alive and is a server on `home`, since the system reuses ids.

    Parameters
    ----------
    pid : int
        A process id from a state file.
    home : Path
        Directory of the server, which its command line names.
    """
    command = _command(pid)
    return str(home) in command and "java" in command


def _command(pid: int) -> str:
    """Return the command line of a process; empty if there is none."""
    proc = Path("/proc", str(pid), "cmdline")
    if Path("/proc/self/cmdline").exists():
        try:
            return proc.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            return ""
    if sys.platform == "win32":
        question = f"(Get-CimInstance Win32_Process -Filter 'ProcessId={pid}').CommandLine"
        argv = ["powershell", "-NoProfile", "-Command", question]
    else:
        argv = ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(argv, capture_output=True, text=True, check=False).stdout  # noqa: S603 - a number only
