"""Whether a process id is still the server that it once was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def is_server(pid: int, home: Path) -> bool:
    """Whether process `pid` lives and is a server run on `home`: ids are used again by the system.

    Parameters
    ----------
    pid : int
        A process id from a state file.
    home : Path
        The server's directory, which its command line names.
    """
    command = _command(pid)
    return str(home) in command and "java" in command


def _command(pid: int) -> str:
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
