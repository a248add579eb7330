"""Processes of local servers: whether an id still belongs to one, whether it is stopped, and its end."""

from __future__ import annotations

import os
import signal
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


def is_stopped(pid: int) -> bool:
    """Return whether process `pid` is stopped, by Ctrl-Z, SIGSTOP or a debugger, and answers nobody."""
    if pid <= 0 or sys.platform == "win32":
        return False
    proc = Path("/proc", str(pid), "stat")
    if Path("/proc/self/stat").exists():
        try:
            # The name before the state is in brackets, and may hold brackets and blanks itself.
            state = proc.read_text("utf-8", "replace").rpartition(")")[2].split()[0]
        except OSError:
            return False
    else:
        argv = ["/bin/ps", "-o", "state=", "-p", str(pid)]
        state = subprocess.run(argv, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
    return state[:1] in ("T", "t")


def end_process(pid: int) -> None:
    """Ask process `pid` to end, and let it go on if it is stopped: only then can it obey."""
    os.kill(pid, signal.SIGTERM)
    if sys.platform != "win32":
        os.kill(pid, signal.SIGCONT)


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
