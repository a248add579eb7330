"""A check in a process of its own: the same as in line, and nothing left, however either process ends."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest

from kgraph.loaders.common.disk_workspace import clear_left

PROGRAM = Path(__file__).parents[1] / "helpers" / "compared_checks.py"
WAYS = pytest.mark.parametrize("way", ["memory", "disk"])

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all checks are in line"),
]


def ran(*command: object) -> str:
    """Run a program and return what it says."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout


@WAYS
def test_random_studies_are_the_same_in_line_and_beside(tmp_path: Path, way: str) -> None:
    assert ran(sys.executable, PROGRAM, tmp_path, way, "random") == "done\n"


@WAYS
def test_what_is_left_out_or_refused_or_fails_is_the_same_in_line_and_beside(
    tmp_path: Path, way: str
) -> None:
    assert ran(sys.executable, PROGRAM, tmp_path, way, "cases") == "done\n"


@WAYS
def test_where_the_process_is_killed_the_check_is_done_in_line(tmp_path: Path, way: str) -> None:
    assert ran(sys.executable, PROGRAM, tmp_path, way, "killed") == "done\n"


def test_where_the_process_has_no_memory_the_check_is_done_in_line(tmp_path: Path) -> None:
    assert ran(sys.executable, PROGRAM, tmp_path, "memory", "starved") == "done\n"


def test_a_full_disk_is_told_in_a_sentence_and_nothing_is_left(tmp_path: Path) -> None:
    if not shutil.which("unshare"):
        pytest.skip("no small disk can be made here")
    mounted = 'mount -t tmpfs -o size=4m none "$2" && exec "$0" "$1" "$2" disk full'
    assert ran("unshare", "-rm", "sh", "-c", mounted, sys.executable, PROGRAM, tmp_path) == "done\n"


@WAYS
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_by_one_that_is_interrupted_or_killed(
    tmp_path: Path, way: str, sign: signal.Signals
) -> None:
    command = [sys.executable, str(PROGRAM), str(tmp_path), way, "waiting"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True, text=True
    )
    assert process.stdout is not None
    [pid] = json.loads(process.stdout.readline())
    # Ctrl-C is told to all processes of the terminal.
    (os.killpg if sign == signal.SIGINT else os.kill)(process.pid, sign)
    assert process.wait(30) not in (0, None)
    deadline = time.monotonic() + 30
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()
    left = tmp_path / ".kgraph" / "statements"
    if sign != signal.SIGINT:
        # What a killed process leaves goes with the next.
        clear_left(left)
    assert not any(left.glob("*"))


def test_a_script_without_a_guard_runs_once(tmp_path: Path) -> None:
    script = f"""
import sys
from dataclasses import replace
from pathlib import Path
sys.path.insert(0, {str(PROGRAM.parent)!r})
from written_studies import written_study
from kgraph.held_where import ReadingChoice
from kgraph.pipeline import check_beside
from kgraph.pipeline.prepare import prepare
print("begun")
came = check_beside.CheckBeside.report
check_beside.CheckBeside.report = lambda self: print("asked", flush=True) or came(self)
check_beside.LEAST = 0
text = "<https://their.example/a> <http://www.w3.org/2004/02/skos/core#prefLabel> 'A'@en ."
study = written_study(Path({str(tmp_path)!r}), {{"a.ttl": text}})
print(prepare(replace(study, reading=ReadingChoice.held("disk"))).stated)
"""
    (tmp_path / "script.py").write_text(script, encoding="utf-8")
    assert ran(sys.executable, tmp_path / "script.py") == "begun\nasked\n1\n"


@WAYS
def test_bars_on_a_terminal_are_still_while_a_process_begins(tmp_path: Path, way: str) -> None:
    child = pexpect.spawn(sys.executable, [str(PROGRAM), str(tmp_path), way, "drawn"], timeout=120)
    child.expect_exact("done")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
